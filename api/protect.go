package api

import (
	"context"
	"net/http"
	"net/netip"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/careduty/careduty/api/problem"
	"github.com/gin-gonic/gin"
	"github.com/maypok86/otter/v2"
	"golang.org/x/time/rate"
)

// limiter bounds how many requests one client may send. Clients are forgotten when they have been silent for longer than it
// takes to have their whole allowance back, and the list of them is bounded. A client on this machine is not limited: it is the
// operator, or a proxy that was not named as trusted, behind which clients cannot be told apart.
type limiter struct {
	perMinute int
	clients   *otter.Cache[netip.Addr, *rate.Limiter]
	policy    []string
}

const (
	maxClients = 100_000
	memory     = 2 * time.Minute
)

func newLimiter(perMinute int) *limiter {
	return &limiter{
		perMinute: perMinute,
		policy:    []string{`"default";q=` + strconv.Itoa(perMinute) + `;w=60`},
		clients: otter.Must(&otter.Options[netip.Addr, *rate.Limiter]{
			MaximumSize: maxClients, ExpiryCalculator: otter.ExpiryAccessing[netip.Addr, *rate.Limiter](memory),
		}),
	}
}

// allow takes one request off a client's allowance and writes what is left of it; a problem where nothing is.
func (l *limiter) allow(c *gin.Context) *problem.Problem {
	if l.perMinute < 0 {
		return nil
	}
	addr, err := netip.ParseAddr(c.ClientIP())
	if err != nil || addr.IsLoopback() {
		return nil
	}
	if addr.Is6() && !addr.Is4In6() { // one subscriber has a whole network of addresses
		if p, err := addr.Prefix(64); err == nil {
			addr = p.Addr()
		}
	}
	each := rate.Limit(float64(l.perMinute) / 60)
	bucket, ok := l.clients.GetIfPresent(addr)
	if !ok {
		bucket, _ = l.clients.SetIfAbsent(addr, rate.NewLimiter(each, l.perMinute))
	}
	granted := bucket.Allow()
	left := max(0, int(bucket.Tokens()))
	wait := int(float64(l.perMinute-left)/float64(each)) + 1
	h := c.Writer.Header()
	h["Ratelimit-Policy"] = l.policy
	h["Ratelimit"] = []string{`"default";r=` + strconv.Itoa(left) + `;t=` + strconv.Itoa(wait)}
	if granted {
		return nil
	}
	p := problem.New(problem.TooMany, "More than "+strconv.Itoa(l.perMinute)+" requests in a minute came from your address.")
	p.Fix = "Wait as long as Retry-After says, or take the whole release in one file: /v1/releases/latest/files/cells.parquet."
	p.RetryAfter = int(1/float64(each)) + 1
	return p
}

// gate lets so many queries run at once; a few more wait a little, and the rest are told to come back.
type gate struct {
	running chan struct{}
	waiting atomic.Int64
	queue   int64
	wait    time.Duration
}

func newGate(running, queue int, wait time.Duration) *gate {
	return &gate{running: make(chan struct{}, running), queue: int64(queue), wait: wait}
}

// enter waits for a place and gives what leaves it again.
func (g *gate) enter(ctx context.Context) (leave func(), err error) {
	leave = func() { <-g.running }
	select {
	case g.running <- struct{}{}:
		return leave, nil
	default:
	}
	if g.waiting.Add(1) > g.queue {
		g.waiting.Add(-1)
		return nil, overloaded()
	}
	defer g.waiting.Add(-1)
	timer := time.NewTimer(g.wait)
	defer timer.Stop()
	select {
	case g.running <- struct{}{}:
		return leave, nil
	case <-timer.C:
	case <-ctx.Done():
	}
	return nil, overloaded()
}

func overloaded() *problem.Problem {
	p := problem.New(problem.Overloaded, "More is being asked than can be answered at once.")
	p.Fix = "Try again in a moment."
	p.RetryAfter = 2
	return p
}

// secured is what answers for people say to their browsers beside what all answers say.
func secured(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors *")
	h.Set("Referrer-Policy", "no-referrer")
}

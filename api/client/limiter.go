package client

import (
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"github.com/maypok86/otter/v2"
	"golang.org/x/time/rate"
)

// Limiter bounds how many requests one client may send. Clients are forgotten when they have been silent for longer than it
// takes to have their whole allowance back, and the list of them is bounded.
type Limiter struct {
	perMinute int
	clients   *otter.Cache[netip.Addr, *rate.Limiter]
	policy    []string
}

const (
	maxClients = 50_000
	memory     = 2 * time.Minute
)

// NewLimiter lets a client send so many requests a minute; any number where it is below 0.
func NewLimiter(perMinute int) *Limiter {
	return &Limiter{
		perMinute: perMinute,
		policy:    []string{`"default";q=` + strconv.Itoa(perMinute) + `;w=60`},
		clients: otter.Must(&otter.Options[netip.Addr, *rate.Limiter]{
			MaximumSize: maxClients, ExpiryCalculator: otter.ExpiryAccessing[netip.Addr, *rate.Limiter](memory),
		}),
	}
}

// Allow takes one request off a client's allowance and writes what is left of it into the header of the answer. Where nothing is left it
// gives the seconds after which there is something again.
func (l *Limiter) Allow(a netip.Addr, h http.Header) (ok bool, seconds int) {
	if l.perMinute < 0 || !counted(a) {
		return true, 0
	}
	a = share(a)
	each := rate.Limit(float64(l.perMinute) / 60)
	bucket, known := l.clients.GetIfPresent(a)
	if !known {
		bucket, _ = l.clients.SetIfAbsent(a, rate.NewLimiter(each, l.perMinute))
	}
	granted := bucket.Allow()
	left := max(0, int(bucket.Tokens()))
	wait := int(float64(l.perMinute-left)/float64(each)) + 1
	h["Ratelimit-Policy"] = l.policy
	h["Ratelimit"] = []string{`"default";r=` + strconv.Itoa(left) + `;t=` + strconv.Itoa(wait)}
	return granted, int(1/float64(each)) + 1
}

// Shares bounds how many answers of one client are under way at once.
type Shares struct {
	each int

	mu  sync.Mutex
	now map[netip.Addr]int
}

// NewShares lets each client have so many answers under way.
func NewShares(each int) *Shares { return &Shares{each: each, now: map[netip.Addr]int{}} }

// Enter begins an answer, which leave ends; false where the client has as many as it may.
func (s *Shares) Enter(a netip.Addr) (leave func(), ok bool) {
	if !counted(a) {
		return func() {}, true
	}
	a = share(a)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.now[a] >= s.each {
		return nil, false
	}
	s.now[a]++
	return sync.OnceFunc(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.now[a]--; s.now[a] == 0 {
			delete(s.now, a)
		}
	}), true
}

package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// crowd makes up what is asked: mostly what nobody has asked for, some of it hot, some conditional, some of the release before.
type crowd struct {
	url    string
	press  *press
	client *http.Client
	next   atomic.Int64
	slow   atomic.Int64 // slow lines and stalled readers that are being answered

	mu     sync.Mutex
	tags   map[string]string // the last ETag of each hot address
	served string            // the release last heard to be the current one
}

const (
	mostOpen = 1000             // requests that wait for an answer at once
	hanging  = 20 * time.Second // longer than the service waits for a place and for a query together
)

func newCrowd(url string, p *press) *crowd {
	return &crowd{url: url, press: p, tags: map[string]string{}, client: &http.Client{
		Transport: &http.Transport{MaxIdleConnsPerHost: mostOpen, DisableCompression: true}, Timeout: hanging,
	}}
}

// asked is one request: its address and what it is known to be of.
type asked struct {
	path    string
	client  string // as the proxy would name it
	hot     bool   // the same address comes again and again
	release string // where the address names one
	format  string
}

// request is the next one of the mix, which is the same in every run.
func (c *crowd) request() asked {
	i := int(c.next.Add(1))
	s := c.press.subjects
	m := s[i/7%len(s)].ID
	quarters := c.press.quarters
	q := quarters[i/3%len(quarters)]
	a := asked{format: "json", client: fmt.Sprintf("198.18.%d.%d", i/250%20, i%250)}
	switch i % 10 {
	case 0: // hot, and conditional once it is known
		a.path, a.hot = "/v1/reports/"+m+"/league-table", true
	case 1: // of a release that stays what it is while newer ones come
		a.release = c.pinned()
		a.path, a.hot = "/v1/reports/"+m+"/league-table?release="+a.release, true
	case 2:
		a.path = fmt.Sprintf("/v1/areas/E0800000%d/profile?period=%s", 1+i/10%8, q)
	case 3:
		a.path = fmt.Sprintf("/v1/reports/%s/trend?area=E92000001,E0800000%d&period=last:%d", m, 1+i/10%8, 5+i/80%8)
	case 4:
		a.format = []string{"csv", "parquet", "arrow"}[i/10%3]
		a.path = fmt.Sprintf("/v1/data?measure=%s&by=age_band&level=country,region&period=%s&format=%s", m, quarters[len(quarters)-1-i/30%2], a.format)
	case 5: // of the release that was withdrawn, as whoever had cited it
		if id, _ := c.press.gone(); id != "" && i%30 == 5 {
			a.release = id
			a.path = fmt.Sprintf("/v1/reports/%s/league-table?release=%s&limit=%d", m, id, 200+i%3)
			break
		}
		fallthrough
	default: // another limit is another answer with the same rows
		a.path = fmt.Sprintf("/v1/reports/%s/league-table?period=%s&limit=%d", m, q, 200+i%9800)
	}
	return a
}

// greedy is the one client that asks more than it may.
func (c *crowd) greedy() asked {
	return asked{path: "/v1/about", client: "198.51.100.1", format: "json", hot: true}
}

// answer is what came back.
type answer struct {
	asked
	status int
	header http.Header
	body   []byte
	began  time.Time
	took   time.Duration
	err    error
}

// ask asks and reads the answer to its end.
func (c *crowd) ask(ctx context.Context, a asked) answer {
	out := answer{asked: a, began: time.Now()}
	res, err := c.send(ctx, c.client, a)
	if err == nil {
		out.status, out.header = res.StatusCode, res.Header
		out.body, err = io.ReadAll(res.Body)
		_ = res.Body.Close()
	}
	out.took, out.err = time.Since(out.began), err
	if tag := out.header.Get("ETag"); a.hot && err == nil && tag != "" {
		c.mu.Lock()
		c.tags[a.path] = tag
		c.mu.Unlock()
	}
	return out
}

func (c *crowd) send(ctx context.Context, by *http.Client, a asked) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.url+a.path, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("X-Forwarded-For", a.client)
	if a.hot {
		c.mu.Lock()
		if tag := c.tags[a.path]; tag != "" {
			req.Header.Set("If-None-Match", tag)
		}
		c.mu.Unlock()
	}
	return by.Do(req)
}

// leave begins a large answer and goes away in the middle of it.
func (c *crowd) leave(ctx context.Context) {
	res, err := c.send(ctx, c.client, asked{client: "198.51.100.2", path: c.everything() + "&format=csv"})
	if err != nil {
		return
	}
	_, _ = io.CopyN(io.Discard, res.Body, 1000)
	_ = res.Body.Close()
}

// Those whose lines are slow, and those who take a hundred bytes and then nothing: they are there all the while.
const (
	slowLines = 50
	stalled   = 8
)

// linger takes the largest answer there is through a line of its own, again and again: at ten kilobytes a second, or not at all.
func (c *crowd) linger(ctx context.Context, n int) {
	line := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, address)
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetReadBuffer(4 << 10)
		}
		return conn, err
	}}}
	path := c.everything() + "&format=" + []string{"json", "csv"}[n%2] // one is held whole, the other is not; the first is more than a connection holds
	for ctx.Err() == nil {
		res, err := c.send(ctx, line, asked{client: fmt.Sprintf("203.0.113.%d", n), path: path})
		if err == nil && res.StatusCode == http.StatusOK {
			c.slow.Add(1)
			for err == nil {
				if _, err = io.CopyN(io.Discard, res.Body, 1000); n < stalled {
					<-ctx.Done()
				}
				pause(ctx, 100*time.Millisecond)
			}
			c.slow.Add(-1)
		}
		if err == nil || res != nil {
			_ = res.Body.Close()
		}
		pause(ctx, time.Second)
	}
}

func pause(ctx context.Context, length time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(length):
	}
}

// everything is the address of all rows of all measures.
func (c *crowd) everything() string {
	var all []string
	for _, s := range c.press.subjects {
		all = append(all, s.ID)
	}
	return "/v1/data?measure=" + strings.Join(all, ",") + "&period=all&level=council,region,country"
}

// current is the id of the release that the service calls its current one; empty if it does not say.
func (c *crowd) current(ctx context.Context) string {
	a := c.ask(ctx, asked{path: "/health/ready"})
	_, rest, _ := strings.Cut(string(a.body), `"release":"`)
	id, _, _ := strings.Cut(rest, `"`)
	if id != "" {
		c.mu.Lock()
		c.served = id
		c.mu.Unlock()
	}
	return id
}

func (c *crowd) pinned() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.served
}

package api

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/careduty/careduty/api/problem"
)

// concurrency is the concurrency limiter: so many answers are made at once, of which large ones have half at most, so that they cannot keep small
// ones out. A few more wait a little, and the rest are told to come back.
type concurrency struct {
	all, large chan struct{}
	waiting    atomic.Int64
	queue      int64
	wait       time.Duration
	waits      func(time.Duration) // told how long somebody waited
}

func newConcurrency(atOnce, queue int, wait time.Duration) *concurrency {
	return &concurrency{all: make(chan struct{}, atOnce), large: make(chan struct{}, max(1, atOnce/2)), queue: int64(queue), wait: wait}
}

// enter waits for a place and gives what leaves it again.
func (p *concurrency) enter(ctx context.Context, large bool) (leave func(), err error) {
	need := []chan struct{}{p.all}
	if large {
		need = []chan struct{}{p.large, p.all}
	}
	began := time.Now()
	if p.waiting.Add(1) > p.queue+int64(cap(p.all)) {
		p.waiting.Add(-1)
		return nil, overloaded()
	}
	defer p.waiting.Add(-1)
	timer := time.NewTimer(p.wait)
	defer timer.Stop()
	for i, c := range need {
		select {
		case c <- struct{}{}:
			continue
		default:
		}
		select {
		case c <- struct{}{}:
			continue
		case <-timer.C:
		case <-ctx.Done():
		}
		for _, taken := range need[:i] {
			<-taken
		}
		return nil, overloaded()
	}
	if p.waits != nil {
		p.waits(time.Since(began))
	}
	return sync.OnceFunc(func() {
		for _, c := range need {
			<-c
		}
	}), nil
}

func overloaded() *problem.Problem {
	p := problem.New(problem.Overloaded, "More is being asked than can be answered at once.")
	p.Fix = "Try again in a moment."
	p.RetryAfter = 2
	return p
}

// secured is what HTML says to browsers beside what all answers say.
func secured(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors *")
	h.Set("Referrer-Policy", "no-referrer")
}

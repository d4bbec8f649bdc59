package main

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// run is one soak from beginning to end.
type run struct {
	options
	press  *press
	server *server
	crowd  *crowd
	seen   *seen // of all parts but the first

	capacity         float64 // answers a second, with as many clients as there are places
	before, after    vital   // at rest
	vitals           []vital // of the last part
	slow             []int64 // slow lines and stalled readers that were being answered
	swaps, held      int     // releases brought in; requests not sent because too many were open
	withdrawing      atomic.Bool
	lag              time.Duration
	lost             int // releases that were not served in time
	ending           error
	clients, working sync.WaitGroup
}

const (
	places = 8                // clients that ask one request after the other, as many as the service has places
	prompt = 20 * time.Second // a release is served this long after it came in, at the latest: it is looked for every five seconds
)

// parts are the measuring, the calm part and the flood, and the service's end.
func (r *run) parts(ctx context.Context) error {
	r.crowd.current(ctx)
	lines, hangUp := context.WithCancel(ctx)
	defer hangUp()
	for n := range slowLines + stalled {
		go func() { pause(lines, time.Duration(n)*50*time.Millisecond); r.crowd.linger(lines, n) }()
	}
	measuring := max(4*time.Second, min(r.length/20, 30*time.Second))
	quiet := max(5*time.Second, r.length/10)
	say("what it can do: %s", measuring)
	warm := newSeen(r.press)
	r.closed(ctx, measuring/2, warm)
	counted := newSeen(r.press)
	r.closed(ctx, measuring/2, counted)
	r.capacity = float64(counted.statuses[200]+counted.statuses[304]) / (measuring / 2).Seconds()
	for _, f := range []*seen{warm, counted} {
		r.seen.join(f)
	}
	var err error
	if r.before, err = r.rest(ctx); err != nil {
		return err
	}
	swapping, stop := context.WithCancel(ctx)
	defer stop()
	r.working.Go(func() { r.swapping(swapping) })
	say("calm: %d clients for %s; %.0f answers a second were measured", places, quiet, r.capacity)
	r.closed(ctx, quiet, r.seen)
	flood := max(5*time.Second, r.length-measuring-quiet)
	say("flood: %.0f requests a second for %s", r.times*r.capacity, flood)
	time.AfterFunc(flood/2, func() { r.withdrawing.Store(true) })
	r.flood(ctx, flood)
	stop()
	r.working.Wait()
	hangUp()
	if r.after, err = r.rest(ctx); err != nil {
		return err
	}
	r.ending = r.server.stop()
	return ctx.Err()
}

// closed has as many clients as there are places ask one request after the other.
func (r *run) closed(ctx context.Context, length time.Duration, into *seen) {
	end := time.Now().Add(length)
	for range places {
		r.clients.Go(func() {
			for time.Now().Before(end) && ctx.Err() == nil {
				if a := r.crowd.ask(ctx, r.crowd.request()); ctx.Err() == nil {
					into.note(a, true)
				}
			}
		})
	}
	r.clients.Wait()
}

// flood sends requests at a rate, whether or not earlier ones have been answered, with one client that asks more than it may and some
// that go away before their answer ends.
func (r *run) flood(ctx context.Context, length time.Duration) {
	over, stop := context.WithTimeout(ctx, length)
	defer stop()
	r.every(over, 20*time.Millisecond, func() { r.clients.Go(func() { r.one(ctx, r.crowd.greedy()) }) })
	r.every(over, 500*time.Millisecond, func() { r.crowd.leave(ctx) })
	r.working.Go(func() { r.watch(over, max(time.Second, length/240)) })
	var open atomic.Int64
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	began, sent := time.Now(), 0
	for over.Err() == nil {
		for due := int(time.Since(began).Seconds() * r.times * r.capacity); sent < due; sent++ {
			if open.Load() >= mostOpen {
				r.held++
				continue
			}
			open.Add(1)
			r.clients.Go(func() { defer open.Add(-1); r.one(ctx, r.crowd.request()) })
		}
		select {
		case <-tick.C:
		case <-over.Done():
		}
	}
	r.clients.Wait()
}

func (r *run) one(ctx context.Context, a asked) {
	if got := r.crowd.ask(ctx, a); ctx.Err() == nil {
		r.seen.note(got, false)
	}
}

// every does something again and again, one after the other, until the context ends.
func (r *run) every(ctx context.Context, wait time.Duration, do func()) {
	r.clients.Go(func() {
		tick := time.NewTicker(wait)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				do()
			}
		}
	})
}

// watch takes the process's vitals and tells now and then how things stand.
func (r *run) watch(ctx context.Context, wait time.Duration) {
	tick := time.NewTicker(wait)
	defer tick.Stop()
	told := time.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		v, err := r.server.take(ctx)
		if err != nil {
			continue // the last part of the run says so if the process is gone
		}
		r.vitals, r.slow = append(r.vitals, v), append(r.slow, r.crowd.slow.Load())
		if time.Since(told) > 15*time.Second {
			told = time.Now()
			say("%.0f MB, %d files, %d goroutines, %d slow lines; %s; %d swaps", v.megabytes, v.files, v.goroutines, r.crowd.slow.Load(), r.seen.sums(), r.swaps)
		}
	}
}

// swapping brings in releases and sees to it that each, or a later one, is served in time.
func (r *run) swapping(ctx context.Context) {
	tick := time.NewTicker(r.swap)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := r.press.publish(ctx); err != nil {
			say("a release could not be made: %v", err)
			r.lost++
			continue
		}
		r.swaps++
		place := r.press.n
		if !r.withdrawing.CompareAndSwap(true, false) {
			r.working.Go(func() { r.arrives(ctx, place) })
			continue
		}
		if r.arrives(ctx, place); ctx.Err() != nil { // it is withdrawn when it is the current one
			return
		}
		if err := r.press.withdraw(); err != nil {
			say("a release could not be withdrawn: %v", err)
			r.lost++
		}
	}
}

// arrives waits until the release of a place, or a later one, is served.
func (r *run) arrives(ctx context.Context, place int) {
	began := time.Now()
	for time.Since(began) < prompt {
		if r.press.place(r.crowd.current(ctx)) >= place {
			r.seen.mu.Lock()
			r.lag = max(r.lag, time.Since(began))
			r.seen.mu.Unlock()
			return
		}
		select {
		case <-ctx.Done():
			return // the run is over, and its time is not
		case <-time.After(100 * time.Millisecond):
		}
	}
	r.seen.mu.Lock()
	r.lost++
	r.seen.mu.Unlock()
	say("release %d is not served after %s", place, prompt)
}

// rest lets the service come to rest and takes its vitals.
func (r *run) rest(ctx context.Context) (vital, error) {
	r.crowd.client.CloseIdleConnections()
	select {
	case <-ctx.Done():
		return vital{}, ctx.Err()
	case <-time.After(3 * time.Second):
	}
	return r.server.take(ctx)
}

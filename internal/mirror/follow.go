package mirror

import (
	"context"
	"time"

	"github.com/careduty/careduty/internal/fault"
)

// Begin waits until the directory is as the store has it. A store that does not answer is asked again every so often; what waiting cannot mend
// (an address, credentials, a bucket) is an error. What is handed over meanwhile is told as Follow tells it.
func (r *Replica) Begin(ctx context.Context, every time.Duration, noticed func(Changes, error)) error {
	for {
		c, err := r.Sync(ctx)
		if ctx.Err() != nil {
			return fault.New(fault.Canceled, "The service was told to end.", "").Because(ctx.Err())
		}
		noticed(c, err)
		again := fault.Is(err, fault.Unavailable)
		for _, f := range c.Faults {
			again = again || fault.Is(f, fault.Unavailable)
		}
		switch {
		case err != nil && !again:
			return err
		case !again:
			return nil
		}
		select {
		case <-ctx.Done():
		case <-time.After(every):
		}
	}
}

// Follow keeps the directory like the store until the context ends. The store is listed at every interval, whatever is being fetched meanwhile.
func (r *Replica) Follow(ctx context.Context, every time.Duration, noticed func(Changes, error)) {
	news := make(chan struct{}, 1)
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-news:
			}
			if c := r.Fetch(ctx); ctx.Err() == nil {
				noticed(c, nil)
			}
		}
	}()
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		c, err := r.List(ctx)
		if ctx.Err() != nil {
			return
		}
		if noticed(c, err); err != nil {
			continue
		}
		select {
		case news <- struct{}{}:
		default: // it is fetching still
		}
	}
}

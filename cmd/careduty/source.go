package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/careduty/careduty/api"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/mirror"
	"github.com/spf13/pflag"
)

// copied is a replica as the service follows it: what it brings is logged, in sentences.
type copied struct {
	replica *mirror.Replica
	every   time.Duration
	log     *slog.Logger

	mu     sync.Mutex
	last   string    // the fault told last
	logged time.Time // and when
}

// Begin returns when the copy is whole.
func (c *copied) Begin(ctx context.Context) error {
	return c.replica.Begin(ctx, c.every, c.noticed)
}

// Follow keeps the copy like the store.
func (c *copied) Follow(ctx context.Context) { c.replica.Follow(ctx, c.every, c.noticed) }

// Synced is when the store was last listed.
func (c *copied) Synced() time.Time { return c.replica.Synced() }

// serving sets where the service's releases are: in their directory, or in a copy of what lies in a store, which it follows.
func (s *store) serving(f *pflag.FlagSet, o *api.Options, every time.Duration) (closed func(), err error) {
	o.Releases, closed = s.address, func() {}
	remote, err := s.remote(f)
	if err != nil || !remote {
		return closed, err
	}
	if every < time.Second {
		return closed, fault.New(fault.Usage, "--sync-every is below a second.", "Write it as 10s.")
	}
	_, r, err := s.replica()
	if err != nil {
		return closed, err
	}
	o.Releases, o.Source = r.Dir(), &copied{replica: r, every: every, log: o.Log}
	return func() { _ = r.Close() }, nil // the lock goes with the program at the latest
}

// again is how often the same fault is logged.
const again = time.Minute

// noticed logs what a sync did, and what it could not do: at once, and then every minute for as long as it lasts.
func (c *copied) noticed(x mirror.Changes, err error) {
	if len(x.Fetched)+len(x.Dropped) > 0 {
		c.log.Info("the copy of the store changed", "fetched", x.Fetched, "dropped", x.Dropped)
	}
	if err = errors.Join(append(x.Faults, err)...); err == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if text := err.Error(); text != c.last || time.Since(c.logged) >= again {
		c.last, c.logged = text, time.Now()
		c.log.Error("the copy of the store is not as it should be", "what", text)
	}
}

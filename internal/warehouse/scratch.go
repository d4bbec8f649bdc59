package warehouse

import (
	"context"
	"crypto/rand"
	"errors"

	"github.com/careduty/careduty/internal/duck"
)

// NewScratch makes a warehouse in memory with keys that are thrown away: what an extract can be checked in without leaving anything. It
// needs as much memory as the records do.
func NewScratch(ctx context.Context, o Options) (*Warehouse, error) {
	db, err := duck.Open(ctx, duck.Options{Threads: o.Threads, MemoryMB: o.MemoryMB})
	if err != nil {
		return nil, err
	}
	w := &Warehouse{db: db, scratch: &Keys{}}
	for _, k := range []*Key{&w.scratch.Reference, &w.scratch.Record, &w.scratch.Noise} {
		// crypto/rand.Read never fails: it stops the program if the system has no randomness.
		_, _ = rand.Read(k[:])
	}
	if err := w.migrate(ctx, 0, false); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return w, nil
}

package publish

import (
	"time"

	"github.com/careduty/careduty/internal/measure"
)

// Took is how long publishing took, for reports of speed; nothing that is published looks at it.
type Took struct {
	Preparing time.Duration                // keys, ledger, who is counted
	Counting  map[measure.ID]time.Duration // shared steps belong to the first measure that needs them
	Drawing   map[measure.ID]time.Duration // draws, gates, ranks, and handing on to be written
	Writing   time.Duration                // what everyone contributes, the ledger, sealing and putting in place
	Audit     time.Duration
}

// Measure is the time a measure took.
func (t Took) Measure(id measure.ID) time.Duration { return t.Counting[id] + t.Drawing[id] }

// ButAudit is the whole time without the audit.
func (t Took) ButAudit() time.Duration {
	sum := t.Preparing + t.Writing
	for id := range t.Drawing {
		sum += t.Measure(id)
	}
	return sum
}

// took adds to the time of a measure.
func took(by map[measure.ID]time.Duration, id measure.ID, d time.Duration) map[measure.ID]time.Duration {
	if by == nil {
		by = map[measure.ID]time.Duration{}
	}
	by[id] += d
	return by
}

// since gives the time since *at and moves it on.
func since(at *time.Time) time.Duration {
	now := time.Now()
	d := now.Sub(*at)
	*at = now
	return d
}

package release

import (
	"context"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/period"
)

type aboveKey struct{ area, period string }

// Above is the total of a region or of England in a period, or nil where there is none. Nearly every answer compares with these
// and they are few, so a measure's are kept from the first time one is asked for. Period and dates are those of the stored cell:
// a snapshot's year is its fourth quarter.
func (r *Release) Above(ctx context.Context, s *Subject, code string, p period.Period) (*Cell, error) {
	r.mu.Lock()
	cells, ok := r.above[s.ID]
	r.mu.Unlock()
	if !ok {
		var err error
		if cells, err = r.readAbove(ctx, s); err != nil {
			return nil, err
		}
		r.mu.Lock()
		r.above[s.ID] = cells
		r.mu.Unlock()
	}
	return cells[aboveKey{code, s.stored(p)}], nil
}

func (r *Release) readAbove(ctx context.Context, s *Subject) (map[aboveKey]*Cell, error) {
	out := map[aboveKey]*Cell{}
	for _, g := range []period.Grain{period.Quarter, period.Year} {
		if g == period.Year && s.Snapshot && !s.Yearly() {
			continue // read already, as fourth quarters
		}
		q := Query{Wants: []Want{{Subject: s, Periods: s.Periods(g)}}, Levels: []area.Level{area.Country, area.Region}}
		err := r.Each(ctx, q, func(c *Cell) error {
			out[aboveKey{c.AreaCode, c.Period}] = c
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

package evaluate

import (
	"context"

	"github.com/careduty/careduty/internal/period"
)

// what a tally is for.
type use int

const (
	population use = 1 << iota // fills the population
	answers                    // fills unknown and numerator
	all        = population | answers
)

// tally adds the rows of a table up and puts the sums into the measure's.
func (e *Engine) tally(ctx context.Context, t *Table, s shape, g period.Grain, u use) error {
	rows, err := e.ask(ctx, "tally", s)
	if err != nil {
		return err
	}
	var r tallyRow
	sums := newLine(t, g)
	err = rows.Each(func() error {
		if err := rows.Scan(r.fields()...); err != nil {
			return err
		}
		sums.add(e.index[r.council], r.breakdown, r.category, r.idx, r.count(u))
		return nil
	})
	if err != nil {
		return err
	}
	sums.into(t, s.Running)
	if err := e.contribute(ctx, t, s, g, u); err != nil {
		return err
	}
	if err := e.tell(ctx, t, s, g, u); err != nil {
		return err
	}
	if s.Reasons && u&answers != 0 {
		if err := e.because(ctx, t, s, g); err != nil {
			return err
		}
	}
	if s.Median && u&answers != 0 {
		return e.amounts(ctx, t, s, g)
	}
	return nil
}

// tallyRow is one row of sql/tally.sql.
type tallyRow struct {
	idx       int
	council   string
	breakdown int
	category  string
	sums      [9]int64 // population, unknown, numerator: each count, low and high half of the set hash
}

func (r *tallyRow) fields() []any {
	out := []any{&r.idx, &r.council, &r.breakdown, &r.category}
	for i := range r.sums {
		out = append(out, &r.sums[i])
	}
	return out
}

// count is the row as sets of people, of which only those in use are kept.
func (r *tallyRow) count(u use) Count {
	var c Count
	if u&population != 0 {
		c.Population = set(r.sums[0:3])
	}
	if u&answers != 0 {
		c.Unknown, c.Numerator = set(r.sums[3:6]), set(r.sums[6:9])
	}
	return c
}

// set puts the halves of a set hash together, modulo 2^64, which is how Go's unsigned numbers add.
func set(v []int64) Set {
	return Set{N: v[0], S: uint64(v[1]) + uint64(v[2])<<32} //nolint:gosec // wrapping is meant
}

package publish

import (
	"context"
	"slices"

	"github.com/careduty/careduty/etl/audit"
	"github.com/careduty/careduty/etl/evaluate"
)

// roll is the record keys of everyone in the records, council by council, in order. It tells whether two sets differ by one person. It never leaves
// memory.
type roll map[string][]uint64

// enrol adds the councils at hand.
func (r roll) enrol(ctx context.Context, e *evaluate.Engine, councils []string) error {
	err := e.Present(ctx, func(council string, key uint64) error {
		r[council] = append(r[council], key)
		return nil
	})
	for _, c := range councils {
		slices.Sort(r[c])
	}
	return err
}

// changed is how many people of a council came into a set, or left it.
func (r roll) changed(council string, before, now evaluate.Set) audit.Changed {
	came, left := now.S-before.S, before.S-now.S // modulo 2^64, as set hashes are added
	switch now.N - before.N {
	case 0:
		if came == 0 {
			return audit.Nobody
		}
	case 1:
		if _, one := slices.BinarySearch(r[council], came); one {
			return audit.One
		}
	case -1:
		if _, one := slices.BinarySearch(r[council], left); one {
			return audit.One
		}
	}
	return audit.Several
}

// moving is how many people are followed from period to period: enough to tell a share of half a hundredth from one of a whole, over all measures
// and periods of a nation; few enough to cost next to nothing.
const moving = 10_000

// since is who came into the sets of a council's cell, and who left them, since the period before.
func (p *protector) since(at place, b, c int, now evaluate.Count) (out [2]audit.Since) {
	if len(at.in) != 1 {
		return out
	}
	before, ok := p.t.Before(at.period)
	if !ok || !p.t.Covered(before, at.in[0]) {
		return out
	}
	then, council := p.t.At(before, at.in, b, c), p.t.Councils[at.in[0]].Code
	population, numerator := p.t.Moved(at.period, at.in[0], b, c)
	return [...]audit.Since{
		{Changed: p.job.roll.changed(council, then.Population, now.Population), Came: population.Came, Left: population.Left},
		{Changed: p.job.roll.changed(council, then.Numerator, now.Numerator), Came: numerator.Came, Left: numerator.Left},
	}
}

package evaluate

import (
	"context"

	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// Followed is how one measure counts one of the people followed, in a run of periods of one grain. All of it is private.
type Followed struct {
	Measure  measure.ID
	Key      uint64 // record key
	Council  string
	From, To period.Period // both included
	People   bool          // among the population; of an exposure, those who had an event are told apart
	Answer   int8          // 1, 0, -1 for unknown, or NotTold
	Leaf     [8]uint8      // by breakdown, the total first and with 0: the position of the category
}

// NotTold is the answer of a row that says only that somebody was in the population.
const NotTold int8 = 2

// keys is how many values the upper half of a record key has.
const keys = 1 << 32

// followed is the upper half of a record key below which people are followed, so that about so many of all are.
func followed(wanted int, people map[string]int) int64 {
	all := 0
	for _, n := range people {
		all += n
	}
	return int64(min(1, float64(wanted)/float64(max(all, 1))) * keys)
}

// tell hands out how the rows of a table count the people followed.
func (e *Engine) tell(ctx context.Context, t *Table, s shape, g period.Grain, u use) error {
	if e.follow == 0 || e.told == nil {
		return nil
	}
	s.Lot = e.follow
	rows, err := e.ask(ctx, "followed", s)
	if err != nil {
		return err
	}
	leaves := t.leafIndex()
	at, n, first := stretch(t.Periods, g)
	var entry, leave int
	var key halves
	x := Followed{Measure: t.Measure.ID, People: u&population != 0}
	categories := make([]string, len(t.Breakdowns))
	fields := []any{&entry, &leave, &x.Council, &key.hi, &key.lo, &x.Answer}
	for b := 1; b < len(t.Breakdowns); b++ {
		fields = append(fields, &categories[b])
	}
	return rows.Each(func() error {
		if err := rows.Scan(fields...); err != nil {
			return err
		}
		if x.Key = key.whole(); u&answers == 0 {
			x.Answer = NotTold
		}
		for b := 1; b < len(categories); b++ {
			leaf, ok := leaves[b][categories[b]]
			if !ok {
				leaf = leaves[b][measure.Unknown] // a category that is not listed stands with the unknown
			}
			x.Leaf[b] = leaf
		}
		if from, to, some := t.among(at, max(entry-first, 0), min(leave-first, n)); some {
			x.From, x.To = from, to
			e.told(x)
		}
		return nil
	})
}

// among are the first and the last period counted of a run of one grain, whose first stands at a position; false if none was.
func (t *Table) among(at, from, before int) (first, last period.Period, some bool) {
	for from < before && !t.counted[at+from] {
		from++
	}
	for from < before && !t.counted[at+before-1] {
		before--
	}
	if from >= before {
		return first, last, false
	}
	return t.Periods[at+from], t.Periods[at+before-1], true
}

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

// FollowedShare is how many of all people are followed.
func (e *Engine) FollowedShare() float64 { return float64(e.follow) / keys }

// tell hands out how a tally's rows count the people followed.
func (e *Engine) tell(ctx context.Context, t *Table, s shape, g period.Grain, u use) error {
	if e.follow == 0 || e.told == nil {
		return nil
	}
	s.Lot = e.follow
	rows, err := e.ask(ctx, "followed", s)
	if err != nil {
		return err
	}
	f := following{table: t, told: e.told, open: map[Followed]int{}, leaves: t.leafIndex()}
	f.at, f.n, f.first = stretch(t.Periods, g)
	var idx, sign int
	x := Followed{Measure: t.Measure.ID, People: u&population != 0}
	categories := make([]string, len(t.Breakdowns))
	fields := []any{&idx, &x.Council, &x.Key, &sign, &x.Answer}
	for b := 1; b < len(t.Breakdowns); b++ {
		fields = append(fields, &categories[b])
	}
	err = rows.Each(func() error {
		if err := rows.Scan(fields...); err != nil {
			return err
		}
		if u&answers == 0 {
			x.Answer = NotTold
		}
		for b := 1; b < len(categories); b++ {
			leaf, ok := f.leaves[b][categories[b]]
			if !ok {
				leaf = f.leaves[b][measure.Unknown] // a category that is not listed stands with the unknown
			}
			x.Leaf[b] = leaf
		}
		f.take(x, idx, sign, u&running != 0)
		return nil
	})
	f.end()
	return err
}

// following puts moves in and out together to runs of periods.
type following struct {
	table        *Table
	told         func(Followed)
	open         map[Followed]int // in which a person stands, and since which index
	leaves       []map[string]uint8
	at, n, first int
}

// take takes in one row. Of a person, rows come in order of time, those out before those in.
func (f *following) take(x Followed, idx, sign int, running bool) {
	switch {
	case !running:
		f.run(x, idx, idx+1)
	case sign > 0:
		f.open[x] = idx
	default:
		f.run(x, f.open[x], idx)
		delete(f.open, x)
	}
}

// end closes what lasts to the end.
func (f *following) end() {
	for x, since := range f.open {
		f.run(x, since, f.first+f.n)
	}
}

// run hands out a run of indices as far as their periods were counted.
func (f *following) run(x Followed, from, before int) {
	from, before = max(from-f.first, 0), min(before-f.first, f.n)
	for from < before && !f.table.counted[f.at+from] {
		from++
	}
	for from < before && !f.table.counted[f.at+before-1] {
		before--
	}
	if from < before {
		x.From, x.To = f.table.Periods[f.at+from], f.table.Periods[f.at+before-1]
		f.told(x)
	}
}

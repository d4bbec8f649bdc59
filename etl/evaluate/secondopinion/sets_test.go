package secondopinion

import (
	"fmt"
	"testing"
	"time"

	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// tables counts every measure over one warehouse of random councils, with set hashes.
func tables(t *testing.T) []*evaluate.Table {
	t.Helper()
	b := newBench(t)
	b.fill(draw(*seed, 40), nil).done(b)
	r, err := b.w.AsOf(t.Context(), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var pads [2][64]byte
	for i := range 64 {
		pads[0][i], pads[1][i] = 0x5c^byte(i), 0x36^byte(i) // of a key that is 0, 1, 2 …
	}
	e, err := evaluate.New(t.Context(), r, evaluate.Options{RecordPads: pads})
	if err != nil {
		t.Fatal(err)
	}
	var out []*evaluate.Table
	for _, m := range load(t) {
		table, err := e.Count(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, table)
	}
	return out
}

// TestSetsOfPeople counts every measure over random councils and looks at who was counted: parts add up to totals, set hashes
// included, councils to regions and regions to England; and what has one id is one set of people.
func TestSetsOfPeople(t *testing.T) {
	list := tables(t)
	for _, table := range list {
		partsAddUp(t, table)
		levelsAddUp(t, table)
	}
	oneIDOneSet(t, parts(list))
}

// partsAddUp compares the parts of every breakdown with its total, for every council.
func partsAddUp(t *testing.T, table *evaluate.Table) {
	t.Helper()
	for p := range table.Periods {
		for council := range table.Councils {
			total := table.At(p, []int{council}, 0, 0)
			for b, breakdown := range table.Breakdowns {
				var sum evaluate.Count
				for c, category := range breakdown.Categories {
					if !category.Band {
						sum = sum.Add(table.At(p, []int{council}, b, c))
					}
				}
				if sum != total {
					t.Fatalf("%s, %s: the parts by %s are %v, the total %v", table.Measure.ID, table.Periods[p], breakdown.Dimension, sum, total)
				}
			}
		}
	}
}

// levelsAddUp compares the figures of councils, regions and England.
func levelsAddUp(t *testing.T, table *evaluate.Table) {
	t.Helper()
	for _, b := range table.Breakdowns {
		sums := map[area.Level]map[string][3]int64{area.Council: {}, area.Region: {}, area.Country: {}}
		for level, cells := range sums {
			var codes []string
			for _, a := range area.Of(level) {
				codes = append(codes, a.Code)
			}
			for _, f := range table.Figures(evaluate.Question{Dimension: b.Dimension, Areas: codes}) {
				if f.Covered {
					c := cells[f.Period.String()+f.Category]
					cells[f.Period.String()+f.Category] = [3]int64{c[0] + f.Numerator, c[1] + f.Denominator, c[2] + f.Unknown}
				}
			}
		}
		for cell, england := range sums[area.Country] {
			if sums[area.Council][cell] != england || sums[area.Region][cell] != england {
				t.Fatalf("%s by %s: %s does not add up", table.Measure.ID, b.Dimension, cell)
			}
		}
	}
}

// part is one of the sets a measure counts.
type part struct {
	id    string
	grain measure.Grain
	table *evaluate.Table
	of    func(evaluate.Count) evaluate.Set
}

// parts are the sets that are drawn under an id. The numerator of a median is not: it is everyone whose amount is known.
func parts(list []*evaluate.Table) []part {
	var out []part
	for _, t := range list {
		d := t.Measure
		out = append(out,
			part{d.Population.ID, d.Grain, t, func(c evaluate.Count) evaluate.Set { return c.Population }},
			part{d.Unknown.ID, d.Grain, t, func(c evaluate.Count) evaluate.Set { return c.Unknown }})
		if !d.Kind.Median() {
			out = append(out, part{d.Numerator.ID, d.Grain, t, func(c evaluate.Count) evaluate.Set { return c.Numerator }})
		}
	}
	return out
}

// sets are a part's people by period and council; a snapshot's year is its fourth quarter.
func (p part) sets() map[period.Period][]evaluate.Set {
	out := map[period.Period][]evaluate.Set{}
	for i, per := range p.table.Periods {
		if p.grain == measure.Snapshot && per.Q == 0 {
			per = period.Period{Start: per.Start, Q: 4}
		}
		for council := range p.table.Councils {
			out[per] = append(out[per], p.of(p.table.At(i, []int{council}, 0, 0)))
		}
	}
	return out
}

// oneIDOneSet holds that sets with one id are the same people in every council and period, and that those with different ids
// are not. Ids are qualified by grain.
func oneIDOneSet(t *testing.T, list []part) {
	t.Helper()
	for i, a := range list {
		for _, b := range list[:i] {
			if a.grain != b.grain {
				continue
			}
			same, people := alike(a.sets(), b.sets())
			where := fmt.Sprintf("%s of %s and %s of %s", a.id, a.table.Measure.ID, b.id, b.table.Measure.ID)
			switch {
			case a.id == b.id && !same:
				t.Errorf("%s: one id, different people", where)
			case a.id != b.id && same && people > 0:
				t.Errorf("%s: two ids, the same people", where)
			}
		}
	}
}

// alike compares two parts in the periods that both have, and says how many people those hold.
func alike(a, b map[period.Period][]evaluate.Set) (same bool, people int64) {
	same = true
	for per, sets := range a {
		if b[per] == nil {
			continue
		}
		for council, s := range sets {
			same = same && s == b[per][council]
			people += s.N
		}
	}
	return same, people
}

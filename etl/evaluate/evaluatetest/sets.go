package evaluatetest

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// PartsAddUp compares the parts of every breakdown with its total, set hashes included, for every council.
func PartsAddUp(t testing.TB, table *evaluate.Table) {
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

// LevelsAddUp compares the counts of covered councils with those of regions and of England, set hashes included, for every breakdown.
func LevelsAddUp(t testing.TB, table *evaluate.Table) {
	t.Helper()
	for p, per := range table.Periods {
		england := table.In(p, area.England)
		for _, level := range []area.Level{area.Council, area.Region} {
			var areas [][]int
			for _, a := range area.Of(level) {
				areas = append(areas, table.In(p, a.Code))
			}
			for b, breakdown := range table.Breakdowns {
				for c, category := range breakdown.Categories {
					var sum evaluate.Count
					for _, councils := range areas {
						sum = sum.Add(table.At(p, councils, b, c))
					}
					if sum != table.At(p, england, b, c) {
						t.Fatalf("%s in %s by %s %s: what each %s has does not come to England", table.Measure.ID, per, breakdown.Dimension, category.Slug, level)
					}
				}
			}
		}
	}
}

// part is one of the sets a measure counts: its people by period and council. A snapshot's year is its fourth quarter.
type part struct {
	id, role string
	grain    measure.Grain
	measure  measure.ID
	sets     map[period.Period][]evaluate.Set
}

// parts are the sets that are drawn under an id. The numerator of a median is not: it is everyone whose amount is known.
func parts(list []*evaluate.Table) []part {
	var out []part
	for _, t := range list {
		d := t.Measure
		out = append(out, newPart(t, "population", d.Population.ID, func(c evaluate.Count) evaluate.Set { return c.Population }),
			newPart(t, "unknown", d.Unknown.ID, func(c evaluate.Count) evaluate.Set { return c.Unknown }))
		if !d.Kind.Median() {
			out = append(out, newPart(t, "numerator", d.Numerator.ID, func(c evaluate.Count) evaluate.Set { return c.Numerator }))
		}
	}
	return out
}

func newPart(t *evaluate.Table, role, id string, of func(evaluate.Count) evaluate.Set) part {
	p := part{id: id, role: role, grain: t.Measure.Grain, measure: t.Measure.ID, sets: map[period.Period][]evaluate.Set{}}
	for i, per := range t.Periods {
		if p.grain == measure.Snapshot && per.Q == 0 {
			per = period.Period{Start: per.Start, Q: 4}
		}
		for council := range t.Councils {
			p.sets[per] = append(p.sets[per], of(t.At(i, []int{council}, 0, 0)))
		}
	}
	return p
}

// OneIDOneSet holds that sets with one id are the same people in every council and period, and that those with different ids
// are not. Ids are qualified by grain.
func OneIDOneSet(t testing.TB, tables []*evaluate.Table) {
	t.Helper()
	list := parts(tables)
	for i, a := range list {
		for _, b := range list[:i] {
			if a.grain != b.grain {
				continue
			}
			same, people := alike(a.sets, b.sets)
			where := fmt.Sprintf("%s of %s and %s of %s", a.id, a.measure, b.id, b.measure)
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

// Neighbours are two ids of one role and grain, and how often they name the same people.
type Neighbours struct {
	Role     string
	A, B     string // ids
	Together int    // council-periods in which either has ten people or more
	Equal    int    // of them, those in which both are the same people
}

// Share is how often the two are the same.
func (n Neighbours) Share() float64 { return float64(n.Equal) / float64(max(n.Together, 1)) }

// String is the pair with its share.
func (n Neighbours) String() string {
	return fmt.Sprintf("%s %s and %s: %d of %d (%.0f%%)", n.Role, n.A, n.B, n.Equal, n.Together, 100*n.Share())
}

// few people are too often the same by chance.
const few = 10

// Nearest lists the pairs of different ids of one role and grain that are ever the same people, those most often so first.
func Nearest(tables []*evaluate.Table) []Neighbours {
	list := parts(tables)
	seen := map[string]bool{}
	list = slices.DeleteFunc(list, func(p part) bool {
		name := p.role + " " + string(p.grain) + " " + p.id
		defer func() { seen[name] = true }()
		return seen[name]
	})
	var out []Neighbours
	for i, a := range list {
		for _, b := range list[:i] {
			if a.role == b.role && a.grain == b.grain && a.id != b.id {
				out = append(out, meet(a, b))
			}
		}
	}
	out = slices.DeleteFunc(out, func(n Neighbours) bool { return n.Equal == 0 })
	slices.SortFunc(out, func(a, b Neighbours) int {
		return cmp.Or(cmp.Compare(b.Share(), a.Share()), cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B))
	})
	return out
}

// meet compares two parts in the council-periods in which either has enough people.
func meet(a, b part) Neighbours {
	n := Neighbours{Role: a.role, A: a.id, B: b.id}
	for per, sets := range a.sets {
		if b.sets[per] == nil {
			continue
		}
		for council, s := range sets {
			o := b.sets[per][council]
			if max(s.N, o.N) < few {
				continue
			}
			n.Together++
			if s == o {
				n.Equal++
			}
		}
	}
	return n
}

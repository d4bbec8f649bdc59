package secondopinion

import (
	"slices"
	"testing"
	"time"

	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// TestWhoCameAndWhoLeft follows everyone from period to period by hand, and holds the engine's movers against it: all of them where all are
// followed, and no more of them where some are.
func TestWhoCameAndWhoLeft(t *testing.T) {
	b := newBench(t)
	f := b.fill(draw(*seed, 12), nil)
	f.done(b)
	list := load(t)
	few := list[:6] // one engine of few measures is enough to see that only some are followed
	everyone, some := f.movers(b, list, 1_000_000), f.movers(b, few, 40)
	moved, followed := 0, 0
	for i, m := range list {
		periods := periodsOf(m, f.worlds)
		for w, people := range f.people {
			want := moversOf(people, m, periods)
			for at, sets := range movedIn(everyone[i], f.worlds[w].council) {
				if want[at] != sets {
					t.Fatalf("%s, %s in %s, %s %s: came and left, population and numerator, are %v, second opinion %v",
						m.ID, f.worlds[w].council, at.period, at.dimension, at.category, sets, want[at])
				}
				if i < len(few) {
					moved += total(sets)
				}
			}
			if i >= len(few) {
				continue
			}
			for at, sets := range movedIn(some[i], f.worlds[w].council) {
				if total(sets) > total(want[at]) {
					t.Errorf("%s in %s: more people moved of some than of all", m.ID, at.period)
				}
				followed += total(sets)
			}
		}
	}
	if followed == 0 || followed >= moved/2 {
		t.Errorf("some are %d of %d moves", followed, moved)
	}
}

// movement is who came into a cell's population and numerator, and who left them.
type movement [2]evaluate.Moved

func total(m movement) int {
	return int(m[0].Came) + int(m[0].Left) + int(m[1].Came) + int(m[1].Left)
}

// movers counts measures while following so many people.
func (f *filled) movers(b *bench, measures []measure.Measure, people int) []*evaluate.Table {
	b.t.Helper()
	r, err := b.w.AsOf(b.t.Context(), time.Time{})
	if err != nil {
		b.t.Fatal(err)
	}
	defer r.Close() //nolint:errcheck // read only
	e, err := evaluate.New(b.t.Context(), r, evaluate.Options{RecordPads: [2][64]byte{{1}, {2}}, Lot: people})
	if err != nil {
		b.t.Fatal(err)
	}
	list, err := e.CountAll(b.t.Context(), evaluate.Counting{Measures: measures})
	if err != nil {
		b.t.Fatal(err)
	}
	return list
}

// movedIn are the movements of a council that a table tells, of every period that can be compared with the one before.
func movedIn(t *evaluate.Table, council string) map[place]movement {
	out := map[place]movement{}
	c := slices.IndexFunc(t.Councils, func(a area.Area) bool { return a.Code == council })
	for p, per := range t.Periods {
		before, ok := t.Before(p)
		if !ok || !t.Covered(p, c) || !t.Covered(before, c) {
			continue
		}
		for b, x := range t.Breakdowns {
			for k, category := range x.Categories {
				population, numerator := t.Moved(p, c, b, k)
				if t.Measure.Kind.Median() {
					numerator = evaluate.Moved{} // a median has none
				}
				out[place{per, x.Dimension, category.Slug}] = movement{population, numerator}
			}
		}
	}
	return out
}

// moversOf looks at each person by themselves: in which cells of a period they stand, and in which of the one before.
func moversOf(list []*person, m measure.Measure, periods []period.Period) map[place]movement {
	out, s := map[place]movement{}, settingsOf(m.Definition, nil)
	for _, p := range list {
		mine := count([]*person{p}, m, periods, s)
		if m.Kind.Median() {
			for _, t := range mine {
				t.numerator = 0
			}
		}
		for at := range mine {
			for _, per := range []period.Period{at.period, at.period.Add(1)} {
				here := place{per, at.dimension, at.category}
				if per != at.period && mine[here] != nil {
					continue // looked at where they are in it
				}
				now, then := mine[here], mine[place{per.Add(-1), at.dimension, at.category}]
				x := out[here]
				for set, in := range []func(*tally) bool{func(t *tally) bool { return t != nil }, func(t *tally) bool { return t != nil && t.numerator > 0 }} {
					switch {
					case in(now) && !in(then):
						x[set].Came++
					case in(then) && !in(now):
						x[set].Left++
					}
				}
				out[here] = x
			}
		}
	}
	return out
}

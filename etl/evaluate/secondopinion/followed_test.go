package secondopinion

import (
	"slices"
	"testing"
	"time"

	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
)

// TestWhoIsFollowedAddsUpToWhoIsCounted follows everyone, adds them up by hand, and holds every count of every measure against it.
func TestWhoIsFollowedAddsUpToWhoIsCounted(t *testing.T) {
	b := newBench(t)
	f := b.fill(draw(*seed, 12), nil)
	f.done(b)
	list := load(t)
	everyone, tables := follow(b, list, 1_000_000)
	sums := map[measure.ID]map[[4]int]evaluate.Count{}
	for _, x := range everyone {
		table := tables[slices.IndexFunc(list, func(m measure.Measure) bool { return m.ID == x.Measure })]
		if sums[x.Measure] == nil {
			sums[x.Measure] = map[[4]int]evaluate.Count{}
		}
		addFollowed(sums[x.Measure], table, x)
	}
	for i, table := range tables {
		for p, per := range table.Periods {
			for c, council := range table.Councils {
				for k, x := range table.Breakdowns {
					for leaf := range x.Categories {
						want, got := table.At(p, []int{c}, k, leaf), sums[list[i].ID][[4]int{p, c, k, leaf}]
						if want.Population.N != got.Population.N || want.Unknown.N != got.Unknown.N || want.Numerator.N != got.Numerator.N {
							t.Fatalf("%s, %s in %s, %s %s: followed %v, counted %v", list[i].ID, council.Code, per, x.Dimension, x.Categories[leaf].Slug, got, want)
						}
					}
				}
			}
		}
	}
	some, _ := follow(b, list[:6], 40)
	if len(some) == 0 || len(some) > len(everyone)/2 {
		t.Errorf("of some %d runs are told, of everyone %d", len(some), len(everyone))
	}
}

// addFollowed counts one run in every cell it stands in.
func addFollowed(sums map[[4]int]evaluate.Count, t *evaluate.Table, x evaluate.Followed) {
	c := slices.IndexFunc(t.Councils, func(a area.Area) bool { return a.Code == x.Council })
	for p, per := range t.Periods {
		if per.Grain() != x.From.Grain() || per.Index() < x.From.Index() || per.Index() > x.To.Index() {
			continue
		}
		for b, k := range t.Breakdowns {
			at := []int{int(x.Leaf[b])}
			if band := k.Band(at[0]); band >= 0 {
				at = append(at, band)
			}
			for _, leaf := range at {
				n := sums[[4]int{p, c, b, leaf}]
				if x.People {
					n.Population.N++
				}
				switch x.Answer {
				case 1:
					n.Numerator.N++
				case -1:
					n.Unknown.N++
				}
				sums[[4]int{p, c, b, leaf}] = n
			}
		}
	}
}

// follow counts measures while following so many people.
func follow(b *bench, measures []measure.Measure, people int) (out []evaluate.Followed, tables []*evaluate.Table) {
	b.t.Helper()
	r, err := b.w.AsOf(b.t.Context(), time.Time{})
	if err != nil {
		b.t.Fatal(err)
	}
	defer r.Close() //nolint:errcheck // read only
	e, err := evaluate.New(b.t.Context(), r, evaluate.Options{RecordPads: [2][64]byte{{1}, {2}}, Follow: people})
	if err != nil {
		b.t.Fatal(err)
	}
	tables, err = e.CountAll(b.t.Context(), evaluate.Counting{Measures: measures, Followed: func(x evaluate.Followed) { out = append(out, x) }})
	if err != nil {
		b.t.Fatal(err)
	}
	return out, tables
}

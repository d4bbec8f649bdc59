package secondopinion

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// evaluated is what an engine gives for every measure over some periods.
type evaluated struct {
	tables []*evaluate.Table
	people map[string]uint64 // contributions by council, record key and period
}

// over counts every measure for the periods wanted, and says what everyone contributes to those told.
func over(t *testing.T, b *bench, together int, wanted, told func(period.Period) bool) evaluated {
	t.Helper()
	r, err := b.w.AsOf(t.Context(), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close() //nolint:errcheck // read only
	e, err := evaluate.New(t.Context(), r, evaluate.Options{RecordPads: [2][64]byte{{1}, {2}}, People: true, Together: together})
	if err != nil {
		t.Fatal(err)
	}
	out := evaluated{people: map[string]uint64{}}
	out.tables, err = e.CountAll(t.Context(), evaluate.Counting{
		Measures: load(t), Wanted: func(t *evaluate.Table, i int) bool { return wanted(t.Periods[i]) },
		Counted: func(ctx context.Context, _ []string) error { return out.contributions(ctx, e, told) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// contributions adds what everyone of the councils at hand contributes.
func (v *evaluated) contributions(ctx context.Context, e *evaluate.Engine, told func(period.Period) bool) error {
	for _, g := range []period.Grain{period.Quarter, period.Year} {
		spans := slices.DeleteFunc(slices.Clone(e.Spans(g)), func(p period.Period) bool { return !told(p) })
		if err := e.Contributions(ctx, g, spans, func(p evaluate.People) error {
			for i, part := range p.Parts {
				if part != 0 {
					v.people[fmt.Sprint(p.Council, p.Key, spans[i])] = part
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// TestSomePeriodsAreCountedAsAmongAll counts every measure for a few periods alone, and a few councils at a time: figures, amounts and what each person
// contributes are those of counting all at once, and so are the figures of the period before the first.
func TestSomePeriodsAreCountedAsAmongAll(t *testing.T) {
	b := newBench(t)
	worlds := draw(*seed, 30)
	year := period.Between(worlds[0].from.time(), worlds[0].to.time(), period.Year)[1]
	b.fill(worlds, nil).done(b)
	wanted := func(p period.Period) bool { return p.Year() == year && p.Q != 1 }
	all := over(t, b, 0, func(period.Period) bool { return true }, wanted)
	some := over(t, b, 90, wanted, wanted)
	counted := 0
	for i, table := range some.tables {
		for p := range table.Periods {
			if !table.Counted(p) {
				continue
			}
			counted++
			sameFigures(t, table, all.tables[i], p)
		}
	}
	if counted == 0 || len(some.people) == 0 {
		t.Fatal("nothing was counted")
	}
	if !maps.Equal(some.people, all.people) {
		t.Error("people contribute something else when some periods are counted alone")
	}
}

// sameFigures compares every cell of a period, by council.
func sameFigures(t *testing.T, some, all *evaluate.Table, p int) {
	t.Helper()
	for c := range some.Councils {
		for b, breakdown := range some.Breakdowns {
			for k := range breakdown.Categories {
				if some.At(p, []int{c}, b, k) != all.At(p, []int{c}, b, k) {
					t.Fatalf("%s, %s, %s %s: another figure when counted alone", some.Measure.ID, some.Periods[p], breakdown.Dimension, breakdown.Categories[k].Slug)
				}
			}
		}
		if some.Measure.Kind == measure.Money || some.Measure.Kind == measure.Days {
			if a, b := some.Amounts(p, []int{c}, 0, 0), all.Amounts(p, []int{c}, 0, 0); fmt.Sprint(a) != fmt.Sprint(b) {
				t.Fatalf("%s, %s: other amounts when counted alone", some.Measure.ID, some.Periods[p])
			}
		}
	}
}

package audit

import (
	"testing"

	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// Two measures of the same people that print them as 40 and as 45 have drawn them twice.
func TestTwoCountsOfOnePopulationAreFound(t *testing.T) {
	of := func(id measure.ID, population string, denominator int32) *series {
		return &series{
			groupKey: groupKey{id, ""}, areas: 1, categories: categories(""), periods: []period.Period{{Start: 2025, Q: 4}},
			def: &measure.Definition{ID: id, Grain: measure.Snapshot, Kind: measure.Proportion, Population: measure.Part{ID: population}},
			versions: [][]version{{{
				cells: []cell{{numerator: 20, denominator: denominator, unknown: 0, letter: 'p'}}, letter: 'p', current: true, in: []int16{0},
			}}},
		}
	}
	for name, c := range map[string]struct {
		other       string
		denominator int32
		want        int
	}{"the same count": {"plans", 40, 0}, "another count": {"plans", 45, 1}, "other people": {"budgets", 45, 0}} {
		t.Run(name, func(t *testing.T) {
			m := newModel(disclosure.Standard(), nil)
			m.add(of("one", "plans", 40), nil)
			m.add(of("other", c.other, c.denominator), nil)
			if got := m.twofold(); got != c.want {
				t.Errorf("%d populations are printed with two counts, want %d", got, c.want)
			}
		})
	}
}

// A leaf's numerator is shown only where its band, not its total alone, has enough of them in truth.
func TestALeafsNumeratorNeedsThatOfItsBand(t *testing.T) {
	row := Row{Name: Named("row"), Gate: disclosure.Gate{Tier: disclosure.Council}, Value: 50, Numerator: 20, Denominator: 40, Unknown: 0}
	rows := []Row{row, row, row}
	rows[1].Band, rows[2].Band = 1, 1
	for n, want := range map[int32]float64{10: 1, 11: 0} {
		truth := []Truth{{Population: 90, Numerator: 40}, {Population: 40, Numerator: n}, {Population: 30, Numerator: 8}}
		if r := ScoreGates(rows, truth); r.Figures[2].Value != want {
			t.Errorf("a band with %d of them in truth: %v", n, r.Figures[2])
		}
	}
}

package publish

import (
	"testing"

	"github.com/careduty/careduty/etl/audit"
	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/etl/publish/ledger"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// A year is held to its quarters whichever release drew them, as long as they are of the people who are there now and of the same councils.
func TestAYearIsHeldToItsQuartersOfEarlierReleases(t *testing.T) {
	d := &measure.Definition{Grain: measure.Flow, Pick: measure.Last, Lookahead: "0"}
	q1, year := period.Period{Start: 2025, Q: 1}, period.Period{Start: 2025}
	drawn := func(stale bool) []drawnCell {
		return []drawnCell{{counts: disclosure.Counts{Population: 15}, truth: audit.Truth{Stale: stale}}}
	}
	leeds := area.Area{Code: "E08000035", Level: area.Council}
	for name, c := range map[string]struct {
		stored *ledger.Stored
		stale  bool
		in     []int
		want   uint64
	}{
		"drawn now":            {nil, false, []int{7}, 5},
		"drawn before":         {&ledger.Stored{}, false, []int{7}, 5},
		"of other people":      {&ledger.Stored{}, true, []int{7}, 0},
		"of another council":   {nil, false, []int{8}, 0},
		"of one council fewer": {nil, false, []int{7, 8}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			n := nested{}
			n.note(q1, place{area: leeds, in: c.in, stored: c.stored}, drawn(c.stale))
			at := place{area: leeds, in: []int{7}, tier: disclosure.Council}
			if got := n.least(d, "sex", year, at, 0, rolePopulation); got != c.want {
				t.Errorf("a quarter printed as 15 leaves the year at least %d, want %d", got, c.want)
			}
		})
	}
}

// The quarters of a year that is drawn are counted with it, others are not.
func TestQuartersAreCountedWithTheirYear(t *testing.T) {
	table := &evaluate.Table{
		Measure: measure.Definition{Grain: measure.Flow},
		Periods: []period.Period{{Start: 2024, Q: 4}, {Start: 2025, Q: 1}, {Start: 2025, Q: 4}, {Start: 2024}, {Start: 2025}},
	}
	drawn := func(t *evaluate.Table, i int) bool { return i == 2 || i == 4 }
	for i, want := range []bool{false, true, true, false, false} {
		if got := besideYear(table, i, drawn); got != want {
			t.Errorf("%s counted with its year: %t, want %t", table.Periods[i], got, want)
		}
	}
	table.Measure.Grain = measure.Snapshot
	if besideYear(table, 1, drawn) {
		t.Error("a snapshot's year is its fourth quarter and has no others in it")
	}
}

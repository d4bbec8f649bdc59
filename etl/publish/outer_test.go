package publish

import (
	"slices"
	"testing"

	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/etl/publish/ledger"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/queries"
)

func snapshotOf(id measure.ID, population, within string) measure.Measure {
	p := measure.Part{ID: population}
	if within != "" {
		p.Within = []string{within}
	}
	return measure.Measure{Definition: measure.Definition{
		ID: id, Grain: measure.Snapshot, Kind: measure.Proportion, Population: p,
		Numerator: measure.Part{ID: string(id) + "_met"}, Unknown: measure.Part{ID: string(id) + "_unknown"},
	}}
}

// A set is drawn no larger than the set around it, where both are drawn together and of the same councils.
func TestASetIsDrawnNoLargerThanThoseAroundIt(t *testing.T) {
	list := []measure.Measure{snapshotOf("inner", "budget", "plan"), snapshotOf("outer", "plan", "")}
	o := newOuters(list)
	if got := o.order(list); !slices.Equal(got, []int{1, 0}) {
		t.Fatalf("drawn in the order %v, the set around last", got)
	}
	q4 := period.Period{Start: 2025, Q: 4}
	at := place{area: area.Area{Code: "E08000035", Level: area.Council}, in: []int{7}}
	of := func(m measure.Measure) *protector {
		return &protector{t: &evaluate.Table{Measure: m.Definition, Periods: []period.Period{q4}, Breakdowns: []evaluate.Breakdown{{}}}}
	}
	o.note(of(list[1]), at, 0, []drawnCell{{counts: disclosure.Counts{Population: 5}}})
	if got := o.near(of(list[0]), at, 0, 0, rolePopulation, 15); got != 5 {
		t.Errorf("a set inside one drawn as 5 is drawn as %d", got)
	}
	if got := o.near(of(list[0]), at, 0, 0, roleNumerator, 15); got != 15 {
		t.Errorf("a set in no other is drawn as %d", got)
	}
	for name, other := range map[string]place{
		"of other councils": {area: at.area, in: []int{7, 8}},
		"drawn late":        {area: at.area, in: at.in, late: true},
	} {
		if got := o.near(of(list[0]), other, 0, 0, rolePopulation, 15); got != 15 {
			t.Errorf("%s: drawn as %d, held to a set that need not be around it", name, got)
		}
	}
	stored := newOuters(list)
	at.stored = &ledger.Stored{}
	stored.note(of(list[1]), at, 0, []drawnCell{{counts: disclosure.Counts{Population: 5}}})
	if got := stored.near(of(list[0]), at, 0, 0, rolePopulation, 15); got != 15 {
		t.Errorf("drawn as %d, held to people of an earlier release", got)
	}
}

// Where measures hold each other's sets, so that a set around comes second, it is not drawn far below the one inside.
func TestASetAroundThatComesSecondIsNotDrawnFarBelow(t *testing.T) {
	list := []measure.Measure{snapshotOf("inner", "budget", "plan"), snapshotOf("outer", "plan", "")}
	o := newOuters(list)
	at := place{area: area.Area{Code: "E08000035", Level: area.Council}, in: []int{7}, tier: disclosure.Council}
	of := func(m measure.Measure) *protector {
		return &protector{t: &evaluate.Table{Measure: m.Definition, Periods: []period.Period{{Start: 2025, Q: 4}}, Breakdowns: []evaluate.Breakdown{{}}}}
	}
	o.note(of(list[0]), at, 0, []drawnCell{{counts: disclosure.Counts{Population: 15}}})
	if got := o.near(of(list[1]), at, 0, 0, rolePopulation, 0); got != 5 {
		t.Errorf("a set around one drawn as 15 is drawn as %d", got)
	}
}

// Sets of the measures there are come after those around them, but for few that one measure holds both sides of.
func TestSetsAroundAreDrawnFirst(t *testing.T) {
	all, err := measure.Load(queries.Files)
	check(t, err)
	o, drawn, second := newOuters(all), map[string]bool{}, 0
	for _, i := range o.order(all) {
		d := &all[i].Definition
		for _, set := range sets(d) {
			drawn[set] = true
		}
		for _, set := range sets(d) {
			for _, around := range o.nesting[set] {
				if !drawn[around] {
					second++
				}
			}
		}
	}
	if second > 1 {
		t.Errorf("%d sets are drawn before one they lie in", second)
	}
}

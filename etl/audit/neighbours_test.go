package audit

import (
	"testing"

	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// twoQuarters is a total of one council in two quarters: 20 of 40 people, then so many of 40.
func twoQuarters(numerator int32) *series {
	of := func(numerator int32) []version {
		return []version{{cells: []cell{{numerator: numerator, denominator: 40, letter: 'p'}}, letter: 'p', current: true, in: []int16{0}}}
	}
	return &series{
		groupKey: groupKey{"overdue_reviews", ""}, areas: 1, categories: categories(""), periods: []period.Period{{Start: 2025, Q: 3}, {Start: 2025, Q: 4}},
		def: &measure.Definition{ID: "overdue_reviews", Grain: measure.Snapshot, Kind: measure.Proportion}, versions: [][]version{of(20), of(numerator)},
	}
}

// One person who comes or goes alone is made sure of by another count, and by nothing else. Of several, a quarter are taken by lot, and each is made
// sure of by a count that only a set with them, or without them, could have: 30 is not printed of 20 people, nor 15 of 25.
func TestACountThatChangedTellsOfWhoMovedIt(t *testing.T) {
	nobody := Since{Changed: Nobody}
	for name, c := range map[string]struct {
		truth, printed        int32
		population, numerator Since
		sure, moved, people   float64
		shown                 bool
	}{
		"one, and another count":          {22, 25, nobody, Since{Changed: One}, 1, 1, 0, true},
		"one, and the same count":         {22, 20, nobody, Since{Changed: One}, 0, 1, 0, false},
		"nobody":                          {22, 20, nobody, nobody, 0, 0, 0, false},
		"several, in the middle of it":    {22, 20, nobody, Since{Several, 1, 2}, 0, 12, 0, false},
		"several, nobody by lot":          {22, 20, nobody, Since{Changed: Several}, 0, 0, 0, false},
		"several came, far out":           {21, 30, nobody, Since{Several, 2, 0}, 8, 8, 0, false},
		"several came and left, far out":  {21, 30, nobody, Since{Several, 2, 1}, 8, 12, 0, false},
		"several left, far out":           {24, 15, nobody, Since{Several, 0, 3}, 12, 12, 0, false},
		"several in both":                 {21, 30, Since{Several, 2, 0}, Since{Several, 1, 0}, 4, 12, 8, false},
		"not said, as it was not counted": {22, 25, Since{}, Since{}, 0, 0, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			m := newModel(disclosure.Standard(), nil)
			m.add(twoQuarters(c.printed), []Truth{
				{Population: 41, Numerator: 19}, {Population: 41, Numerator: c.truth, Since: [2]Since{c.population, c.numerator}},
			})
			n := neighbours{table: m.table, lot: 0.25}
			n.take(m)
			if n.sure != c.sure || n.moved != c.moved || n.people != c.people {
				t.Errorf("%v of %v moves make sure of whom they are, %v of them of the total; want %v of %v, %v", n.sure, n.moved, n.people, c.sure, c.moved, c.people)
			}
			if none := n.results() == nil; none != (c.moved == 0) {
				t.Errorf("nothing is told: %v", none)
			}
			if told := n.told > 0; told != c.shown {
				t.Errorf("the figure shows somebody alone: %v", told)
			}
		})
	}
}

// Where more than one in two hundred of those who moved a count are made sure of by it, or more than one in twenty by all they moved, the release is
// refused; over few councils it is told.
func TestTooManyMovedAndMadeSureOfAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		sure, people float64
		councils     int
		passed       bool
	}{
		"as many as may be":               {5, 100, leastCouncils, true},
		"one more":                        {6, 120, leastCouncils, false},
		"one more, over too few to judge": {6, 120, leastCouncils - 1, true},
		"too many of fewer people":        {5, 99, leastCouncils, false},
		"nobody in a total":               {5, 0, leastCouncils, true},
	} {
		t.Run(name, func(t *testing.T) {
			n := neighbours{moved: 1000, sure: c.sure, people: c.people, counts: 1, figures: 1}
			for i := range c.councils {
				n.over.add(i)
			}
			if r := n.results()[0]; r.Passed != c.passed {
				t.Errorf("passed is %v: %v", r.Passed, r.Figures)
			}
		})
	}
}

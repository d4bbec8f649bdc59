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

// One person who comes or goes alone is made sure of by another count, and by nothing else.
func TestACountThatChangedTellsOfOnePersonAlone(t *testing.T) {
	for name, c := range map[string]struct {
		numerator   int32
		changed     Changed
		sure, moved float64
	}{
		"one, and another count":         {25, One, 1, 1},
		"one, and the same count":        {20, One, 0, 1},
		"nobody":                         {20, Nobody, 0, 0},
		"several, in the middle of it":   {20, Several, 0, 3},
		"not said, as it is not counted": {25, NotSaid, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			m := newModel(disclosure.Standard(), nil)
			changed := [2]Changed{Nobody, c.changed}
			if c.changed == NotSaid {
				changed[0] = NotSaid
			}
			m.add(twoQuarters(c.numerator), []Truth{{Population: 41, Numerator: 19}, {Population: 41, Numerator: 22, Changed: changed}})
			n := neighbours{table: m.table}
			n.take(m)
			if n.sure != c.sure || n.moved != c.moved {
				t.Errorf("%v of %v people are made sure of, want %v of %v", n.sure, n.moved, c.sure, c.moved)
			}
			if none := n.results() == nil; none != (c.moved == 0) {
				t.Errorf("nothing is told: %v", none)
			}
			if told := n.told > 0; told != (c.sure > 0) {
				t.Errorf("the figure tells of somebody: %v", told)
			}
		})
	}
}

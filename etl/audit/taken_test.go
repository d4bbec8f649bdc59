package audit

import (
	"testing"

	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// share is a total of one council in one quarter, drawn by a release.
func share(id measure.ID, population string, drawn int32) *series {
	s := &series{
		groupKey: groupKey{id, ""}, areas: 1, categories: categories(""), periods: []period.Period{{Start: 2025, Q: 2}},
		def: &measure.Definition{ID: id, Grain: measure.Flow, Kind: measure.Proportion}, versions: [][]version{{{
			cells: []cell{{numerator: 20, denominator: 40, letter: 'p'}}, letter: 'p', drawn: drawn, current: true, in: []int16{0},
		}}},
	}
	s.def.Population.ID, s.def.Unknown.ID, s.def.Numerator.ID = population, string(id)+" unknown", string(id)+" numerator"
	return s
}

// A measure that comes late shows how many people another had drawn before. Those who met it are of the people of now: they need not be among them,
// unless it is known that these are still the same.
func TestWhatIsTakenOverBindsNothingDrawnSince(t *testing.T) {
	for name, c := range map[string]struct {
		population string
		early      int32
		truth      Truth
		bound      bool
	}{
		"drawn together":                       {"people", 1, Truth{Stale: true}, true},
		"taken over":                           {"people", 0, Truth{Stale: true}, false},
		"taken over, of people still the same": {"people", 0, Truth{Population: 41, Numerator: 22}, true},
		"of other people":                      {"others", 0, Truth{Stale: true}, true},
	} {
		t.Run(name, func(t *testing.T) {
			m := newModel(disclosure.Standard(), nil)
			late := share("late", "people", 1)
			m.add(share("early", c.population, c.early), []Truth{{Population: 41, Numerator: 22}})
			m.add(late, []Truth{c.truth})
			m.takeOvers(m.named())
			before := len(m.whole)
			m.answered(late)
			if bound := len(m.whole) > before; bound != c.bound {
				t.Errorf("the numerator is held to the population: %v, want %v", bound, c.bound)
			}
			if whole := m.allAsOne(parts{part: late.versions[0][0].base, whole: late.versions[0][0].base}); whole != c.bound {
				t.Errorf("the cell is one to be attacked as a whole: %v, want %v", whole, c.bound)
			}
		})
	}
}

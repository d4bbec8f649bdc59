package secondopinion

import (
	"maps"
	"slices"
	"testing"

	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// enough is how many people and periods a set must have been met in for the random councils to tell what it lies in.
const enough = 300

// byChance are sets that lay in each other on every random council so far and need not.
var byChance = map[[2]string]string{
	{"exposure/budget_reduced_without_reassessment", "exposure/people_with_plan"}: "the plan may be a short-term one",
	{"exposure/budget_reduction_unknown", "exposure/people_with_plan"}:            "the plan may be a short-term one",
}

// asking is a set of people with the measure that is asked who is in it.
type asking struct {
	name    string
	measure measure.Measure
	role    int
}

// TestSetsLieInEachOtherAsHeadersSay asks the second opinions, person by person, which sets lie in which: what headers declare holds, in every
// breakdown it is to hold in, and what always holds is declared. Two draws of nearly the same people are kept near each other by it.
func TestSetsLieInEachOtherAsHeadersSay(t *testing.T) {
	sets, nesting := askings(load(t)), nestingOf(load(t))
	broken := map[[2]string]int{} // sets, and how often someone was in the first and not in the second, in the total
	within := map[[2]string]int{} // the same in breakdowns
	met := map[string]int{}
	for n := range *warehouses {
		worlds := draw(*seed+n, 12)
		for _, w := range worlds {
			list, err := people(w.text())
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range list {
				compareSets(sets, cellsOf(p, sets, worlds), met, broken, within)
			}
		}
	}
	for _, a := range sets {
		for _, b := range sets {
			pair := [2]string{a.name, b.name}
			declared := slices.Contains(nesting[a.name], b.name)
			switch {
			case a.measure.Grain != b.measure.Grain || a.name == b.name:
			case declared && (broken[pair] > 0 || within[pair] > 0):
				t.Errorf("%s (%s) is said to lie in %s and does not", a.name, a.measure.File, b.name)
			case !declared && byChance[pair] == "" && broken[pair] == 0 && met[a.name] >= enough && met[b.name] >= enough:
				t.Errorf("%s (%s) always lies in %s: say so in the header, as within: or around:", a.name, a.measure.File, b.name)
			}
		}
	}
}

// askings lists every set that is drawn, asked of a measure that has quarters where there is one.
func askings(all []measure.Measure) []asking {
	found := map[string]asking{}
	for _, m := range all {
		for role, id := range []string{m.Population.ID, m.Unknown.ID, m.Numerator.ID} {
			name := m.Set(id)
			old, ok := found[name]
			if m.Kind.Median() && role == 2 || ok && (m.Yearly() || !old.measure.Yearly()) {
				continue
			}
			found[name] = asking{name, m, role}
		}
	}
	var out []asking
	for _, name := range slices.Sorted(maps.Keys(found)) {
		out = append(out, found[name])
	}
	return out
}

// nestingOf is what headers say, with what goes without saying: unknown and numerator lie in their population.
func nestingOf(all []measure.Measure) measure.Nesting {
	var list []*measure.Definition
	for _, m := range all {
		d := m.Definition
		d.Unknown.Within = append(slices.Clone(d.Unknown.Within), d.Population.ID)
		if !d.Kind.Median() {
			d.Numerator.Within = append(slices.Clone(d.Numerator.Within), d.Population.ID)
		}
		list = append(list, &d)
	}
	return measure.Nest(list)
}

// cellsOf gives, by set, the cells a person is in. A snapshot's year is its fourth quarter.
func cellsOf(p *person, sets []asking, worlds []*world) []map[place]bool {
	counted := map[measure.ID]tallies{}
	out := make([]map[place]bool, len(sets))
	for i, s := range sets {
		c, ok := counted[s.measure.ID]
		if !ok {
			c = count([]*person{p}, s.measure, periodsOf(s.measure, worlds), settingsOf(s.measure.Definition, nil))
			counted[s.measure.ID] = c
		}
		out[i] = map[place]bool{}
		for at, cell := range c {
			if at.dimension != "" && !s.measure.Nests(at.dimension) || [...]int{cell.population, cell.unknown, cell.numerator}[s.role] == 0 {
				continue
			}
			if s.measure.Grain == measure.Snapshot && at.period.Grain() == period.Year {
				at.period = at.period.Quarters()[3]
			}
			out[i][at] = true
		}
	}
	return out
}

// compareSets notes where a person is in one set and not in another that has the period and breakdown.
func compareSets(sets []asking, cells []map[place]bool, met map[string]int, broken, within map[[2]string]int) {
	for i, a := range sets {
		for at := range cells[i] {
			if at.dimension == "" {
				met[a.name]++
			}
			for k, b := range sets {
				if i == k || a.measure.Grain != b.measure.Grain || cells[k][at] || !comparable(b.measure, at) {
					continue
				}
				if at.dimension == "" {
					broken[[2]string{a.name, b.name}]++
				} else {
					within[[2]string{a.name, b.name}]++
				}
			}
		}
	}
}

// comparable says whether a measure has a cell's period and breakdown.
func comparable(m measure.Measure, at place) bool {
	if at.dimension != "" && (!slices.Contains(m.Breakdowns(), at.dimension) || !m.Nests(at.dimension)) {
		return false
	}
	return !m.Yearly() || at.period.Grain() == period.Year || m.Grain == measure.Snapshot && at.period.Q == 4
}

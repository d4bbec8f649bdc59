package audit

import (
	"slices"

	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// nestings: sets of which headers say that they lie in others, across measures.
func (m *model) nestings() {
	var all []*measure.Definition
	first := map[string]roleOf{} // set and breakdown → a series of it; siblings are equal already
	for _, s := range m.list {
		if s.dimension == "" {
			all = append(all, s.def)
		}
		for role := range s.drawn() {
			key := s.set(role) + " " + s.dimension
			if old, ok := first[key]; !ok || old.s.def.Yearly() && !s.def.Yearly() {
				first[key] = roleOf{s, role}
			}
		}
	}
	nesting := measure.Nest(all)
	for _, s := range m.list {
		if !s.def.Nests(s.dimension) {
			continue
		}
		for role := range s.drawn() {
			for _, around := range nesting[s.set(role)] {
				if outer, ok := first[around+" "+s.dimension]; ok && outer.s.measure != s.measure {
					m.inside(roleOf{s, role}, outer)
				}
			}
		}
	}
}

// roleOf is one of the three counts of a series.
type roleOf struct {
	s    *series
	role int
}

// drawn is how many of the three counts are drawn: a median publishes no numerator.
func (s *series) drawn() int {
	if s.def.Kind.Median() {
		return roleNumerator
	}
	return roles
}

// set names the people of a role.
func (s *series) set(role int) string {
	return s.def.Set([...]string{s.def.Population.ID, s.def.Unknown.ID, s.def.Numerator.ID}[role])
}

// inside says that one count is no larger than another wherever both were drawn by one release of the same councils.
func (m *model) inside(inner, outer roleOf) {
	for p, per := range inner.s.periods {
		at := outer.s.at(per)
		if at < 0 {
			continue
		}
		for a := range inner.s.areas {
			list := inner.s.of(p, a)
			for i := range list {
				v := drawnBy(outer.s.of(at, a), list[i].drawn)
				if v == nil || !slices.Equal(v.in, list[i].in) {
					continue
				}
				for c := range inner.s.categories {
					if x, y := inner.s.count(&list[i], c, inner.role), outer.s.count(v, c, outer.role); m.asOne(x, y) {
						m.AtMost(x, y)
					}
				}
			}
		}
	}
}

// at is the place of a period; a snapshot's year is its fourth quarter. Below 0 there is none.
func (s *series) at(per period.Period) int {
	if i := slices.Index(s.periods, per); i >= 0 || s.def.Grain != measure.Snapshot {
		return i
	}
	if per.Grain() == period.Year {
		return slices.Index(s.periods, per.Quarters()[3])
	}
	if per.Q == 4 {
		return slices.Index(s.periods, per.Year())
	}
	return -1
}

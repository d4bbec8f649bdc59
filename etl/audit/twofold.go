package audit

import "slices"

// twofold counts the populations of which two measures of the same people print different counts in one release: drawn twice, they would tell
// more of who is in them, or, drawn of nearly the same people, who came and went between.
func (m *model) twofold() int {
	n := 0
	first := map[[2]string]*series{}
	for _, s := range m.list {
		key := [2]string{s.def.SetName(s.def.Population.ID, s.dimension), s.dimension}
		if first[key] == nil {
			first[key] = s
			continue
		}
		n += m.apart(first[key], s)
	}
	return n
}

// apart counts the populations that two series of the release attacked print with different counts.
func (m *model) apart(a, b *series) int {
	n := 0
	for p, per := range a.periods {
		at := slices.Index(b.periods, per)
		if at < 0 {
			continue
		}
		for x := range a.areas {
			v, w := current(a.of(p, x)), current(b.of(at, x))
			if v == nil || w == nil || !slices.Equal(v.in, w.in) {
				continue
			}
			for c := range a.categories {
				one, other := m.values[a.count(v, c, rolePopulation)], m.values[b.count(w, c, rolePopulation)]
				if has(one) && has(other) && one != other {
					n++
				}
			}
		}
	}
	return n
}

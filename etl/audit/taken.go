package audit

import "slices"

// takeOvers notes the counts that a measure which comes late to a period has taken over from another of the same people (etl/publish/kin.go). They
// are of the people of then; those that were drawn beside them are of those of now, so that the two need not lie in each other.
func (m *model) takeOvers(named [][]roleOf) {
	m.taken = map[Count]int32{}
	for _, list := range named {
		for _, x := range list {
			for _, y := range list {
				if x.s != y.s {
					m.takeOver(x, y)
				}
			}
		}
	}
}

// takeOver notes what one has taken over from the other.
func (m *model) takeOver(late, early roleOf) {
	pairs(late.s, early.s, shownBy, func(v, w *version) {
		if w.drawn == v.drawn {
			return
		}
		for c := range v.cells {
			of := late.s.count(v, c, late.role)
			if drawn, known := m.taken[of]; !known || w.drawn < drawn {
				m.taken[of] = w.drawn
			}
		}
	})
}

// shownBy is the version that a release shows, if it was drawn by it or before; nil if there is none.
func shownBy(list []version, release int32) *version {
	var out *version
	for i := range list {
		if list[i].drawn <= release {
			out = &list[i]
		}
	}
	return out
}

// asOne says that counts first shown by one release are of one state of the records: they were drawn together, or all of them are known to be
// of the people who are there now.
func (m *model) asOne(counts ...Count) bool {
	drawn, taken := m.taken[counts[0]]
	for _, c := range counts[1:] {
		if d, t := m.taken[c]; d != drawn || t != taken {
			return !slices.ContainsFunc(counts, func(c Count) bool { return m.truth[c] < 0 })
		}
	}
	return true
}

// allAsOne says so of every cell of a breakdown and its total.
func (m *model) allAsOne(x parts) bool {
	if len(m.taken) == 0 {
		return true
	}
	for cell := range x.cells() {
		at := cell * roles
		if !m.asOne(x.count(at+rolePopulation), x.count(at+roleUnknown), x.count(at+roleNumerator)) {
			return false
		}
	}
	return true
}

package audit

import (
	"slices"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// keptSlack is how many people at most may have changed where an area kept its values at a vintage.
const keptSlack = 9

// relate adds every fact that holds between the counts of the model's series, and nothing that does not hold for certain.
func (m *model) relate(u *union) {
	for _, s := range m.list {
		m.answered(s)
		m.bands(s)
		if s.dimension != "" {
			m.partition(m.totals[s.measure], s)
		}
		m.nest(u, s)
		m.years(s)
		m.reads(s)
	}
	m.tables(u)
}

// count is one count of a version.
func (s *series) count(v *version, category, role int) Count {
	return v.base + Count(category*roles+role)
}

// bands: a band is the sum of its leaves.
func (m *model) bands(s *series) {
	for band, x := range s.categories {
		if !x.Band {
			continue
		}
		var leaves []int
		for i, leaf := range s.categories {
			if leaf.Parent == x.Slug {
				leaves = append(leaves, i)
			}
		}
		for _, list := range s.versions {
			for i := range list {
				m.sums(s, &list[i], band, s, &list[i], leaves)
			}
		}
	}
}

// partition: a total is the sum of the leaves of each of its breakdowns, where both were drawn by one release.
func (m *model) partition(total, s *series) {
	var leaves []int
	for i, c := range s.categories {
		if !c.Band {
			leaves = append(leaves, i)
		}
	}
	s.each(total, func(whole, v *version) { m.sums(total, whole, 0, s, v, leaves) })
}

// each visits every version of a breakdown whose total was drawn by the same release and of the same councils.
func (s *series) each(total *series, visit func(whole, v *version)) {
	for p, per := range s.periods {
		at := slices.Index(total.periods, per)
		for a := range s.areas {
			list := s.of(p, a)
			for i := range list {
				if whole := drawnBy(total.of(at, a), list[i].drawn); whole != nil && slices.Equal(whole.in, list[i].in) {
					visit(whole, &list[i])
				}
			}
		}
	}
}

// sums says, for each role, that a category is the sum of others.
func (m *model) sums(of *series, whole *version, category int, s *series, v *version, parts []int) {
	counts := make([]Count, len(parts))
	for role := range roles {
		for i, part := range parts {
			counts[i] = s.count(v, part, role)
		}
		m.Sum(of.count(whole, category, role), 0, counts...)
	}
}

// nest: regions are the sums of the councils in their figures, and England of the regions.
func (m *model) nest(u *union, s *series) {
	for p := range s.periods {
		regions := map[int16]int{} // a council's region, by place
		for a, x := range u.areas {
			if x.Level == area.Region {
				list := s.of(p, a)
				for i := range list {
					m.nested(s, &list[i], m.councilsOf(u, s, p, &list[i]))
				}
			}
			if x.Level == area.Council {
				regions[int16(len(regions))] = u.place[x.Parent]
			}
		}
		list := s.of(p, u.place[area.England])
		for i := range list {
			m.nested(s, &list[i], regionsOf(s, p, &list[i], regions))
		}
	}
}

// councilsOf gives the versions of the councils in a region's figure that go with it; nil if some council has none.
func (m *model) councilsOf(u *union, s *series, p int, whole *version) []*version {
	var out []*version
	first := s.areas - len(u.subject().members.councils)
	for _, c := range whole.in {
		out = append(out, matching(s.of(p, first+int(c)), whole))
	}
	return allThere(out)
}

// regionsOf gives the versions of the regions that make up England's figure; nil if they are not the same councils.
func regionsOf(s *series, p int, whole *version, region map[int16]int) []*version {
	var out []*version
	var seen []int
	in := 0
	for _, c := range whole.in {
		if at := region[c]; !slices.Contains(seen, at) {
			seen = append(seen, at)
			v := matching(s.of(p, at), whole)
			out = append(out, v)
			if v != nil {
				in += len(v.in)
			}
		}
	}
	if in != len(whole.in) {
		return nil
	}
	for _, v := range out {
		if v != nil && !subset(v.in, whole.in) {
			return nil
		}
	}
	return allThere(out)
}

func subset(a, b []int16) bool {
	for _, x := range a {
		if _, ok := slices.BinarySearch(b, x); !ok {
			return false
		}
	}
	return true
}

func allThere(list []*version) []*version {
	if slices.Contains(list, nil) {
		return nil
	}
	return list
}

// matching is the version that stands for the same truth as another: drawn by the same release, or confirmed by it.
func matching(list []version, whole *version) *version {
	if v := drawnBy(list, whole.drawn); v != nil {
		return v
	}
	return standing(list, whole.stamp)
}

// nested says that an area is the sum of others, category by category.
func (m *model) nested(s *series, whole *version, parts []*version) {
	if len(parts) == 0 {
		return
	}
	slack := int32(0)
	if slices.ContainsFunc(parts, func(v *version) bool { return v.drawn != whole.drawn }) {
		for _, v := range append([]*version{whole}, parts...) {
			if v.kept {
				slack += keptSlack
			}
		}
	}
	counts := make([]Count, len(parts))
	for c := range s.categories {
		for role := range roles {
			for i, v := range parts {
				counts[i] = s.count(v, c, role)
			}
			m.Sum(s.count(whole, c, role), slack, counts...)
		}
	}
}

// years relates a year to its quarters, for flows and exposures. An exposure's year may hold people whom no quarter does (they came of
// age, or were exposed in one quarter and had the event in another), so it is not bounded by the sum.
func (m *model) years(s *series) {
	if s.def.Grain == measure.Snapshot {
		return
	}
	for p, per := range s.periods {
		if per.Grain() != period.Year {
			continue
		}
		quarters := s.quartersOf(per)
		if quarters == nil {
			continue
		}
		for a := range s.areas {
			list := s.of(p, a)
			for i := range list {
				m.year(s, &list[i], quarters, a)
			}
		}
	}
}

// year relates a version of a year to the quarters that are known to be of the same people: those drawn by the same release, and those of
// which the truth says that they stand.
func (m *model) year(s *series, year *version, quarters []int, a int) {
	parts := make([]*version, 0, 4)
	for _, q := range quarters {
		list := s.of(q, a)
		v := drawnBy(list, year.drawn)
		if v == nil {
			v = current(list)
		}
		if v == nil || !slices.Equal(v.in, year.in) {
			return
		}
		parts = append(parts, v)
	}
	flow := s.def.Grain == measure.Flow
	placed := flow && s.def.Pick == measure.Last // a quarter's event that the year picks too places the person alike
	for c := range s.categories {
		for role := range roles {
			if role != rolePopulation && s.def.Lookahead != "0" {
				continue // what is known of an answer may change between the end of a quarter and of the year
			}
			together := func(v *version) bool { return m.together(s, year, v, c, role) }
			if flow && (placed || measure.Lasting(s.dimension)) && !slices.ContainsFunc(parts, func(v *version) bool { return !together(v) }) {
				m.AtMostSum(s.count(year, c, role), counted(s, parts, c, role)...)
			}
			for q, v := range parts {
				if (measure.Lasting(s.dimension) && holdsInYear(s.def, role, q) || placed && q == 3) && together(v) {
					m.AtMost(s.count(v, c, role), s.count(year, c, role))
				}
			}
		}
	}
}

// together says that two versions of a count are of one state of the records.
func (m *model) together(s *series, year, quarter *version, c, role int) bool {
	return quarter.drawn == year.drawn ||
		year.current && quarter.current && m.truth[s.count(year, c, role)] >= 0 && m.truth[s.count(quarter, c, role)] >= 0
}

func counted(s *series, parts []*version, c, role int) []Count {
	out := make([]Count, len(parts))
	for i, v := range parts {
		out[i] = s.count(v, c, role)
	}
	return out
}

// holdsInYear says whether everyone a quarter counts in a role is counted in it by the year too.
func holdsInYear(d *measure.Definition, role, quarter int) bool {
	switch {
	case role == rolePopulation:
		return true
	case d.Grain == measure.Exposure || d.Pick == measure.Any:
		return role == roleNumerator
	case d.Pick == measure.Last:
		return quarter == 3
	}
	return false
}

// answered relates the counts of each cell, where they are of one state of the records.
func (m *model) answered(s *series) {
	for _, list := range s.versions {
		for i := range list {
			v := &list[i]
			for c := range v.cells {
				population, unknown, numerator := s.count(v, c, rolePopulation), s.count(v, c, roleUnknown), s.count(v, c, roleNumerator)
				m.within(s.def, population, unknown, numerator)
			}
		}
	}
}

// leastOfficial is the count below which official tables do not print it.
const leastOfficial = 5

// tables gives the attacker the totals of measures whose official counterpart counts the same people exactly, as though it did so to the last:
// the worst an official table could do. What the table alone tells of parts nobody published is not held against the release.
func (m *model) tables(u *union) {
	for _, total := range m.list {
		if total.dimension != "" || total.def.Kind.Median() || !total.def.CountedElsewhere() {
			continue
		}
		for p, per := range total.periods {
			if !m.official[per.Year().String()] || per.Grain() == period.Quarter && per.Q != 4 {
				continue
			}
			for a := range u.areas {
				list := total.of(p, a)
				for i := range list {
					m.tell(total, &list[i], p, a, u.areas[a].Level)
				}
			}
		}
	}
}

func (m *model) tell(total *series, v *version, p, a int, level area.Level) {
	m.printed(total, v, level)
	for _, s := range m.list {
		if s.measure != total.measure || s.dimension == "" {
			continue
		}
		at := slices.Index(s.periods, total.periods[p])
		w := drawnBy(s.of(at, a), v.drawn)
		if w == nil {
			continue
		}
		for i, c := range w.cells {
			if c.numerator < 0 {
				m.unjudged[s.count(w, i, roleNumerator)] = true
			}
			if c.denominator < 0 {
				m.unjudged[s.count(w, i, rolePopulation)] = true
			}
			if c.unknown < 0 {
				m.unjudged[s.count(w, i, roleUnknown)] = true
			}
		}
	}
}

// printed gives the attacker a total as the official table prints it: a council's exactly, unless a part of it is below five; a region's and
// England's to the nearest five. A council the table leaves out follows from the others of its region as nearly as they are printed,
// which is the table's doing: it is not held against the release.
func (m *model) printed(total *series, v *version, level area.Level) {
	told := true
	for _, role := range []int{rolePopulation, roleNumerator} {
		told = told && m.truth[total.count(v, 0, role)] >= leastOfficial
	}
	for role := range roles {
		c := total.count(v, 0, role)
		m.unjudged[c] = true
		n := m.truth[c]
		switch {
		case !told || role == roleUnknown:
		case level == area.Council:
			m.low[c], m.high[c] = n, n
		default:
			m.low[c], m.high[c] = (n+2)/5*5-2, (n+2)/5*5+2
		}
	}
}

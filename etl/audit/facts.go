package audit

import (
	"slices"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// relate adds everything that holds by definition between the counts of the model's series, and nothing that does not hold for certain.
func (m *model) relate(r *releases, same []EqualSets) {
	for _, s := range m.list {
		m.answers(s)
		m.bandsAndWholes(s)
		m.areas(r, s)
		m.years(s)
		m.medians(s)
	}
	for _, e := range same {
		m.equal(e)
	}
	m.officialTables(r)
}

// answers: people are those whose answer is known and those whose is not; who is on the drawn side is one of the former, or, where the unknown
// stay in the denominator, one of the people. Of a median nothing more is drawn.
func (m *model) answers(s *series) {
	s.each(func(_, _ int, d *draw) {
		for c := range d.cells {
			m.Sum(d.count(c, People), 0, d.count(c, Known), d.count(c, Unknown))
			switch {
			case s.def.Kind.Median():
			case s.def.UnknownRule == measure.InDenominator && s.def.DrawsBreach():
				m.AtMost(d.count(c, Met), d.count(c, People))
				m.AtMost(d.count(c, Unknown), d.count(c, Met))
			default:
				m.AtMost(d.count(c, Met), d.count(c, Known))
			}
		}
	})
}

// bandsAndWholes: a band is the sum of its leaves, and a total of the leaves of each breakdown, role by role.
func (m *model) bandsAndWholes(s *series) {
	if s.Dimension == "" {
		return
	}
	all := s.leaves(-1)
	s.each(func(p, a int, d *draw) {
		for band, c := range s.categories {
			if c.Band {
				m.sums(d, band, d, s.leaves(band))
			}
		}
		if total := m.totalOf(s, p, a, d); total != nil {
			m.sums(total, 0, d, all)
		}
	})
}

// sums says, for each role, that a category is the sum of others.
func (m *model) sums(of *draw, category int, d *draw, parts []int) {
	counts := make([]int32, len(parts))
	for r := range roles {
		for i, part := range parts {
			counts[i] = d.count(part, r)
		}
		m.Sum(of.count(category, r), 0, counts...)
	}
}

// areas: a region is the sum of the councils in its figure, and England of the regions, category by category.
func (m *model) areas(r *releases, s *series) {
	first := slices.Index(levels, area.Council)
	s.each(func(p, a int, d *draw) {
		var parts []*draw
		switch levels[a] {
		case area.Region:
			for _, c := range d.members {
				parts = append(parts, m.sameRecords(s.of(p, first+int(c)), d))
			}
		case area.Country:
			inside := 0
			for k, x := range r.areas {
				if x.Level != area.Region {
					continue
				}
				if part := m.sameRecords(s.of(p, k), d); part != nil && subset(part.members, d.members) {
					parts, inside = append(parts, part), inside+len(part.members)
				}
			}
			if inside != len(d.members) {
				return
			}
		}
		if len(parts) > 0 && !slices.Contains(parts, nil) {
			m.nested(s, d, parts)
		}
	})
}

// sameRecords is the draw of an area's period that is of the same records as another area's: drawn from those of one release, or the truth
// tells that both are still the people who are there now.
func (m *model) sameRecords(list []draw, other *draw) *draw {
	for i := range list {
		if list[i].state == other.state || list[i].current() && other.current() {
			return &list[i]
		}
	}
	return nil
}

// nested says that an area is the sum of others wherever all are of the same records.
func (m *model) nested(s *series, whole *draw, parts []*draw) {
	counts := make([]int32, len(parts))
	for c := range s.categories {
		for r := range roles {
			for i, d := range parts {
				counts[i] = d.count(c, r)
			}
			if w := whole.count(c, r); m.together(whole, parts...) || m.fresh(append(counts, w)...) {
				m.Sum(w, 0, counts...)
			}
		}
	}
}

// together says that draws were made of the records of one release.
func (m *model) together(whole *draw, parts ...*draw) bool {
	return !slices.ContainsFunc(parts, func(d *draw) bool { return d.state != whole.state })
}

// fresh says that all counts are known to be of the people who are there now, whenever they were drawn.
func (m *model) fresh(counts ...int32) bool {
	return !slices.ContainsFunc(counts, func(c int32) bool { return !m.truth[c].Fresh })
}

func subset(a, b []int16) bool {
	for _, x := range a {
		if _, ok := slices.BinarySearch(b, x); !ok {
			return false
		}
	}
	return true
}

func sameCouncils(a, b []int16) bool { return slices.Equal(a, b) }

// years relates a year to its quarters, for flows and exposures. An exposure's year may hold people whom no quarter does (they came of age, or
// were exposed in one quarter and had the event in another), so it is not bounded by the sum.
func (m *model) years(s *series) {
	if s.def.Grain == measure.Snapshot {
		return
	}
	for p, per := range s.periods {
		if per.Grain() != period.Year {
			continue
		}
		for a := range s.areas {
			for i := range s.of(p, a) {
				m.year(s, &s.of(p, a)[i], per.Quarters(), a)
			}
		}
	}
}

// year relates a draw of a year to those of its quarters.
func (m *model) year(s *series, year *draw, quarters []period.Period, a int) {
	parts := make([]*draw, 0, len(quarters))
	for _, q := range quarters {
		d := m.sameRecords(s.of(s.at(q), a), year)
		if d == nil || !sameCouncils(d.members, year.members) {
			return
		}
		parts = append(parts, d)
	}
	lasting, last := measure.Lasting(s.Dimension), s.def.Grain == measure.Flow && s.def.Pick == measure.Last
	for c := range s.categories {
		for r := range roles {
			if r != People && s.def.Lookahead != "0" {
				continue // what is known of an answer may change between the end of a quarter and of the year
			}
			counts := make([]int32, len(parts))
			for i, d := range parts {
				counts[i] = d.count(c, r)
			}
			w := year.count(c, r)
			if s.def.Grain == measure.Flow && (last || lasting) && (m.together(year, parts...) || m.fresh(append(slices.Clone(counts), w)...)) {
				m.AtMostSum(w, counts...)
			}
			for q, d := range parts {
				if (last && q == len(parts)-1 || lasting && holdsInYear(s.def, r)) && (m.together(year, d) || m.fresh(w, counts[q])) {
					m.AtMost(counts[q], w)
				}
			}
		}
	}
}

// holdsInYear says whether everyone whom any quarter counts in a role the year counts in it too.
func holdsInYear(d *measure.Definition, r Role) bool {
	broken := d.DrawsBreach() // the drawn side is those who did not meet it
	switch r {
	case People:
		return true
	case Met:
		return d.Grain == measure.Exposure && !broken || d.Grain == measure.Flow && (d.Pick == measure.Any && !broken || d.Pick == measure.All && broken)
	}
	return false
}

// medians: whether a median that the gate lets through is shown tells whether enough people have an amount.
func (m *model) medians(s *series) {
	if !s.def.Kind.Median() {
		return
	}
	s.each(func(_, _ int, d *draw) {
		for c := range d.cells {
			x, known := &d.cells[c], d.count(c, Known)
			switch {
			case x.denominator < int32(d.tier.MedianGate()):
			case x.status != disclosure.Withheld[0]:
				m.low[known] = max(m.low[known], disclosure.FewestAmounts)
			case s.Dimension == "":
				m.high[known] = min(m.high[known], disclosure.FewestAmounts-1)
			}
		}
	})
}

// equal says that two sets, which the records show to be the same people by definition, are one count wherever both are of the same records.
func (m *model) equal(e EqualSets) {
	x, y := m.named(e.A.Group), m.named(e.B.Group)
	if x == nil || y == nil {
		return
	}
	for p, per := range x.periods {
		q := y.at(per)
		for a := range x.areas {
			v, w := x.last(p, a), (*draw)(nil)
			if q >= 0 {
				w = y.last(q, a)
			}
			if v == nil || w == nil {
				continue
			}
			for c := range x.categories {
				one := v.count(c, e.A.Role)
				other := w.count(c, e.B.Role)
				if e.A.Dimension != e.B.Dimension {
					other = w.count(e.Category, e.B.Role)
				}
				if s, t := &m.truth[one], &m.truth[other]; s.Fresh && t.Fresh && s.N == t.N && s.S == t.S {
					m.Sum(one, 0, other)
				}
			}
		}
	}
}

func (m *model) named(g Group) *series {
	for _, s := range m.list {
		if s.Group == g {
			return s
		}
	}
	return nil
}

// leastOfficial is the count below which official tables do not print it.
const leastOfficial = 5

// officialTables gives the attacker the totals of measures whose official counterpart counts the same people exactly, as though it did so to
// the last: the worst an official table could do. What the table alone tells of parts nobody published is not held against the release.
func (m *model) officialTables(r *releases) {
	for _, total := range m.totals {
		if total.def.Kind.Median() || !total.def.CountedElsewhere() {
			continue
		}
		total.each(func(p, a int, d *draw) {
			if per := total.periods[p]; !m.outside.tells(total.def, per.Year()) || per.Grain() == period.Quarter && per.Q != 4 {
				return
			}
			m.tell(d, r.areas[a].Level)
			for _, s := range m.list {
				if s.Measure != total.Measure || s.Dimension == "" {
					continue
				}
				if part := drawnOf(s.of(s.at(total.periods[p]), a), d); part != nil {
					m.leaveOut(part)
				}
			}
		})
	}
}

// leaveOut marks what is not published of a breakdown.
func (m *model) leaveOut(d *draw) {
	for i := range len(d.cells) * int(roles) {
		m.unjudged[int(d.base)+i] = m.unjudged[int(d.base)+i] || !has(m.values[int(d.base)+i])
	}
}

// tell gives the attacker a total as the official table prints it: a council's exactly, unless a part of it is below five; a region's and
// England's to the nearest five. A council the table leaves out follows from the others of its region as nearly as they are printed, which is
// the table's doing: it is not held against the release.
func (m *model) tell(d *draw, level area.Level) {
	people, met := &m.truth[d.count(0, People)], &m.truth[d.count(0, Met)]
	told := people.Fresh && met.Fresh && people.N >= leastOfficial && met.N >= leastOfficial
	for r := range roles {
		c := d.count(0, r)
		m.unjudged[c] = true
		n := int32(m.truth[c].N)
		switch {
		case !told || r != People && r != Met:
		case level == area.Council:
			m.low[c], m.high[c] = n, n
		default:
			m.low[c], m.high[c] = (n+2)/5*5-2, (n+2)/5*5+2
		}
	}
}

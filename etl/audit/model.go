package audit

import (
	"strings"

	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
)

// model is what an attacker makes of every count of some measures: an interval for each, and the facts that hold between them. Measures
// that share a population are in one model.
type model struct {
	Known
	table    *disclosure.Table
	list     []*series
	totals   map[measure.ID]*series
	truth    []int32           // by count; missing where it is not known
	since    []Since           // by count: since the period before
	unjudged []bool            // by count: told by official tables, not by us
	class    []Class           // by count, for averaging
	values   []float64         // by count: as published, not a number where it is not
	tiers    []disclosure.Tier // by count
	official map[string]bool
}

// The roles of the three counts of a cell, in order. The numerator of a median is how many people it is of, which is never drawn.
const (
	rolePopulation = iota
	roleUnknown
	roleNumerator
	roles
)

func newModel(table *disclosure.Table, editions []string) *model {
	m := &model{table: table, totals: map[measure.ID]*series{}, official: map[string]bool{}}
	for _, id := range editions {
		if _, year, ok := strings.Cut(id, "-"); ok { // ascof-2024-25
			m.official[year] = true
		}
	}
	return m
}

// add puts a series in: its counts with what its rows alone tell, and the truth where the insider knows it.
func (m *model) add(s *series, truth []Truth) {
	m.list = append(m.list, s)
	if s.dimension == "" {
		m.totals[s.measure] = s
	}
	for slot := range s.versions {
		for i := range s.versions[slot] {
			v := &s.versions[slot][i]
			v.base = Count(m.Counts())
			for c := range v.cells {
				m.cell(s, v, &v.cells[c])
				t := Truth{Stale: true}
				if v.current && truth != nil {
					t = truth[s.row(slot, c)]
				}
				m.learn(s, t, s.classOf(v, slot))
			}
		}
	}
}

// row is the place of a category among the rows of the release attacked, whose periods come first and in its order.
func (s *series) row(slot, c int) int { return slot*len(s.categories) + c }

// learn adds the truth behind the counts of a cell.
func (m *model) learn(s *series, t Truth, class Class) {
	n := []int32{t.Population, t.Unknown, t.Numerator}
	if s.def.Kind.Median() {
		n[roleNumerator] = amounts(t)
	}
	for role, x := range n {
		if t.Stale {
			x = missing
		}
		k := class
		if role == roleUnknown {
			k = NotJudged
		}
		m.since = append(m.since, t.since(role))
		m.truth, m.unjudged, m.class = append(m.truth, x), append(m.unjudged, false), append(m.class, k)
	}
}

// since is who came or went since the period before, in a role.
func (t Truth) since(role int) Since {
	switch {
	case t.Stale || role == roleUnknown:
		return Since{}
	case role == rolePopulation:
		return t.Since[0]
	}
	return t.Since[1]
}

func (s *series) classOf(v *version, slot int) Class {
	switch {
	case v.tier != disclosure.Council || len(v.in) != 1:
		return NotJudged
	case s.dimension == "":
		return CouncilTotal
	}
	return CouncilPart
}

// cell adds the counts of one cell with the intervals its own row gives.
func (m *model) cell(s *series, v *version, c *cell) {
	d := int32(v.tier.D())
	// An unknown that is not shown has stayed in the denominator.
	stays := s.def.UnknownRule == measure.InDenominator || c.denominator >= 0 && c.unknown < 0
	population, unknown, numerator := m.open(), m.open(), m.open() // in the order of the roles
	m.values = append(m.values, populationOf(c, stays), value(c.unknown), value(c.numerator))
	m.tiers = append(m.tiers, v.tier, v.tier, v.tier)
	if c.unknown >= 0 {
		m.narrowTo(unknown, v.tier, c.unknown)
	}
	switch {
	case c.denominator < 0:
	case stays:
		m.narrowTo(population, v.tier, c.denominator)
	case c.denominator > 0:
		m.narrowTo(population, v.tier, c.denominator+c.unknown)
	default: // the unknown drawn is at least the population drawn
		m.high[population] = c.unknown + d
	}
	if c.numerator >= 0 {
		m.narrowTo(numerator, v.tier, c.numerator)
		if c.capped() {
			m.high[numerator] = Unbounded
		}
	}
}

// within says that unknown and numerator are no more than the population; that they are all of it for a median, whose numerator is everyone
// with an amount.
func (m *model) within(d *measure.Definition, population, unknown, numerator Count) {
	if d.Kind.Median() {
		m.Sum(population, 0, unknown, numerator)
		return
	}
	m.AtLeastSum(population, unknown, numerator)
}

// open adds a count of which nothing is known.
func (m *model) open() Count { return m.Count(0, Unbounded) }

// narrowTo is what a published value alone tells.
func (m *model) narrowTo(c Count, tier disclosure.Tier, y int32) {
	if low, high, ok := m.table.Truths(tier, uint64(y)); ok {
		m.low[c], m.high[c] = int32(low), int32(high)
	}
}

// value is a published count as a number.
func value(n int32) float64 {
	if n < 0 {
		return Missing
	}
	return float64(n)
}

// populationOf is the population drawn, where the row tells it: the denominator, with the unknown where they are out of it.
func populationOf(c *cell, stays bool) float64 {
	switch {
	case c.denominator < 0 || c.denominator == 0 && !stays:
		return Missing
	case stays:
		return float64(c.denominator)
	}
	return float64(c.denominator + c.unknown)
}

// capped says that the numerator may have been drawn larger than it is printed: it is never printed larger than the denominator.
func (c *cell) capped() bool { return c.numerator == c.denominator }

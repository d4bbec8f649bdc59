package audit

import (
	"math"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
)

// model is what an attacker makes of every count of some measures: an interval for each, and the facts that hold between them. Measures that
// count the same people somewhere by definition are in one model.
type model struct {
	Facts
	table   *disclosure.Table
	list    []*series
	totals  map[measure.ID]*series
	outside outside // official tables that are at hand
	last    int32   // number of the release attacked
	scored  bool    // the truth is at hand

	// By count:
	values   []float64 // as drawn, where that is published; not a number where it is not
	tiers    []disclosure.Tier
	truth    []Count
	unjudged []bool // told by official tables, not by us
	capped   []bool // may have been drawn larger than is printed
}

func newModel(table *disclosure.Table, known outside) *model {
	return &model{table: table, totals: map[measure.ID]*series{}, outside: known}
}

// add puts a series in, totals before their breakdowns: its counts with what its rows alone tell, and the truth behind those that the
// release attacked shows, where it is at hand.
func (m *model) add(s *series, truth []Cell) {
	m.list = append(m.list, s)
	if s.Dimension == "" {
		m.totals[s.Measure] = s
	}
	s.each(func(p, a int, d *draw) {
		d.base = int32(len(m.values))
		whole := &d.cells[0]
		if s.Dimension != "" {
			if t := m.totalOf(s, p, a, d); t != nil {
				whole = &t.cells[0]
			}
		}
		for c := range d.cells {
			band := whole
			if b := s.bands[c]; b != c {
				band = &d.cells[b]
			}
			m.cell(s, d, &d.cells[c], whole, band)
			var t Cell
			if d.current() && truth != nil {
				t = truth[d.row+c]
			}
			m.truth = append(m.truth, t[:]...)
		}
	})
}

// totalOf is the draw of a breakdown's total that goes with one of the breakdown's: of the same records and councils; nil if there is none.
func (m *model) totalOf(s *series, p, a int, d *draw) *draw {
	total := m.totals[s.Measure]
	if total == nil {
		return nil
	}
	return drawnOf(total.of(total.at(s.periods[p]), a), d)
}

// drawnOf finds, among the draws of one area's period, that of the same records and councils as another.
func drawnOf(list []draw, other *draw) *draw {
	for i := range list {
		if d := &list[i]; d.state == other.state && sameCouncils(d.members, other.members) {
			return d
		}
	}
	return nil
}

// count is one count of a draw.
func (d *draw) count(category int, r Role) int32 {
	return d.base + int32(category)*int32(roles) + int32(r)
}

// cell adds the counts of one cell with the intervals that its own row gives. whole and band are the cells it is part of.
func (m *model) cell(s *series, d *draw, c, whole, band *cell) {
	y := drawnBy(s.def, c)
	for r, v := range y {
		at := m.Add(0, Unbounded)
		m.values, m.tiers, m.unjudged = append(m.values, v), append(m.tiers, d.tier), append(m.unjudged, false)
		m.capped = append(m.capped, false)
		if !has(v) {
			continue
		}
		low, high, ok := m.table.Truths(d.tier, uint64(v))
		if !ok {
			continue // not drawn by this table: nothing is known
		}
		m.low[at] = int32(low)
		if m.capped[at] = capped(s.def, Role(r), c, whole, band); !m.capped[at] {
			m.high[at] = int32(high)
		}
	}
	if c.denominator == 0 && !has(y[People]) && !has(y[Known]) { // the unknown were drawn at least as many as the people
		m.high[len(m.high)-int(roles)+int(People)] = c.unknown + int32(d.tier.D())
	}
}

// drawnBy are the counts drawn that a row tells, by role.
func drawnBy(d *measure.Definition, c *cell) (y [roles]float64) {
	for r := range y {
		y[r] = Missing
	}
	if c.unknown >= 0 {
		y[Unknown] = float64(c.unknown)
	}
	switch {
	case c.denominator < 0:
	case d.UnknownRule == measure.InDenominator:
		y[People] = float64(c.denominator)
	case c.unknown < 0: // a part whose few unknown are left out and not told
		y[Known] = float64(c.denominator)
	case c.denominator > 0:
		y[People] = float64(c.denominator + c.unknown)
	}
	if c.numerator >= 0 {
		y[Met] = float64(c.numerator)
		if d.DrawsBreach() {
			y[Met] = float64(c.denominator - c.numerator)
		}
	}
	return y
}

// capped says that a count may have been drawn larger than is printed: no part is printed larger than its whole, and no numerator larger than
// its denominator.
func capped(d *measure.Definition, r Role, c, whole, band *cell) bool {
	y := drawnBy(d, c)[r]
	if r == Met && y == float64(c.denominator) {
		return true
	}
	for _, w := range []*cell{whole, band} {
		if c != w && (y == drawnBy(d, w)[r] || r == Known && c.denominator == w.denominator) {
			return true
		}
	}
	return false
}

// Missing is a number that is not there.
var Missing = math.NaN()

func has(x float64) bool { return x == x }

// small says that a count is held to a bound: its truth is known, and is 0 to 9.
func (m *model) small(c int32) bool {
	t := &m.truth[c]
	return t.Fresh && t.N <= smallCount && !m.unjudged[c]
}

// name says which count it is, for the operator.
func (m *model) name(c int32) string {
	for _, s := range m.list {
		for i, list := range s.draws {
			for k := range list {
				d := &list[k]
				if at := int(c - d.base); c >= d.base && at < len(d.cells)*int(roles) {
					return rowName{
						s.Measure, area.All()[i%s.areas].Code, s.periods[i/s.areas].String(), s.Dimension, s.categories[at/int(roles)].Slug,
					}.String() + " " + Role(at%int(roles)).String()
				}
			}
		}
	}
	return ""
}

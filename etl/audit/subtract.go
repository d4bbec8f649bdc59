package audit

import (
	"math"
	"slices"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// What A4 holds a derived count of fewer than ten people to.
const leastDerivedError = 2.5

// differences is A4: every sum solved, by published values alone, for each of its parts, or for the one count in it that is not published: an
// area less the others in it, a band less its other leaves, a total less its other parts. What holds roughly is taken as an estimate: a year
// less three of its quarters, and what one version of a figure has more than the one before.
type differences struct {
	number, square, narrow, least float64
	withheld                      float64 // of them, those that are not published themselves
	from                          councils
	quarters, versions, joined    derivations
}

// derivations are counts derived, and how far off.
type derivations struct{ number, square float64 }

func (d *derivations) add(square float64) { d.number, d.square = d.number+1, d.square+square }

func (d *differences) take(m *model) {
	m.councils(&d.from)
	for f := range m.whole {
		if m.least[f] != -Unbounded && m.most[f] != Unbounded {
			d.solve(m, m.whole[f], m.parts[m.start[f]:m.start[f+1]], float64(m.most[f]-m.least[f]))
		}
	}
	spread := Spreads(m.table)
	for _, s := range m.list {
		if !s.def.Kind.Median() {
			d.years(m, s)
			d.releases(m, s, spread)
		}
	}
}

// solve takes a sum, which holds give or take so many people, for all of its counts that the others give.
func (d *differences) solve(m *model, whole Count, parts []Count, slack float64) {
	if len(parts) < 2 {
		return // the same people under another name
	}
	missing, hidden := 0, whole
	over, reach := 0.0, slack // what the whole has more than the parts, of what is published
	add := func(c Count, sign float64) {
		if !has(m.values[c]) {
			missing, hidden = missing+1, c
			return
		}
		over, reach = over+sign*m.values[c], reach+m.reach(c)
	}
	add(whole, 1)
	for _, p := range parts {
		add(p, -1)
	}
	switch {
	case missing == 1 && hidden == whole:
		d.withheld += d.derived(m, whole, -over, reach)
	case missing == 1:
		d.withheld += d.derived(m, hidden, over, reach)
	case missing == 0:
		for _, p := range parts {
			d.derived(m, p, over+m.values[p], reach-m.reach(p))
		}
	}
}

// derived holds what was derived of a count against the truth; 0 where it is not one that is judged.
func (d *differences) derived(m *model, c Count, value, reach float64) float64 {
	n := m.truth[c]
	if n < 0 || n > smallCount || m.unjudged[c] {
		return 0
	}
	if d.number == 0 {
		d.least = math.Inf(1)
	}
	d.number++
	d.square += (value - float64(n)) * (value - float64(n))
	d.least = min(d.least, reach)
	if reach < leastValues-1 {
		d.narrow++
	}
	return 1
}

// years derives each quarter of a flow from its year and the other three, as though nobody had an event in two of them.
func (d *differences) years(m *model, s *series) {
	if s.def.Grain != measure.Flow {
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
			if year := current(s.of(p, a)); year != nil {
				d.year(m, s, year, quarters, a)
			}
		}
	}
}

func (d *differences) year(m *model, s *series, year *version, quarters []int, a int) {
	var parts []*version
	for _, q := range quarters {
		v := current(s.of(q, a))
		if v == nil || !slices.Equal(v.in, year.in) {
			return
		}
		parts = append(parts, v)
	}
	for c := range s.categories {
		for role := range roles {
			for i, target := range counted(s, parts, c, role) {
				n := m.truth[target]
				if n < 1 || n > smallCount {
					continue
				}
				value := m.values[s.count(year, c, role)]
				for k, other := range parts {
					if k != i {
						value -= m.values[s.count(other, c, role)]
					}
				}
				if has(value) {
					d.quarters.add((value - float64(n)) * (value - float64(n)))
				}
			}
		}
	}
}

// quartersOf gives the places of a year's quarters; nil if one is not there.
func (s *series) quartersOf(year period.Period) []int {
	var out []int
	for _, q := range year.Quarters() {
		at := slices.Index(s.periods, q)
		if at < 0 {
			return nil
		}
		out = append(out, at)
	}
	return out
}

// releases derives what a figure has more than the version before it: how many have come since, and, where one council more is in it, how
// many that council has.
func (d *differences) releases(m *model, s *series, spread func(disclosure.Tier, uint64) float64) {
	first := s.areas - len(area.Of(area.Council))
	for slot, list := range s.versions {
		for i := 1; i < len(list); i++ {
			if !list[i].current {
				continue
			}
			if slices.Equal(list[i].in, list[i-1].in) {
				d.since(m, s, &list[i-1], &list[i], spread)
			} else if c, ok := joined(list[i-1].in, list[i].in); ok {
				d.council(m, s, &list[i-1], &list[i], current(s.of(slot/s.areas, first+int(c))))
			}
		}
	}
}

// since holds the difference of two versions against how many have come or gone. The truth behind the older one is not kept: how far off that
// is follows from the table.
func (d *differences) since(m *model, s *series, old, now *version, spread func(disclosure.Tier, uint64) float64) {
	for c := range now.cells {
		for role := range roles {
			was, is := s.count(old, c, role), s.count(now, c, role)
			n := m.truth[is]
			if n < 1 || n > smallCount || !has(m.values[was]) || !has(m.values[is]) {
				continue
			}
			before := spread(old.tier, uint64(m.values[was]))
			if math.IsInf(before, 1) {
				before = 1 // a value no table gives is one of another method, which blurs it by about one
			}
			d.versions.add((m.values[is]-float64(n))*(m.values[is]-float64(n)) + before)
		}
	}
}

// joined is the council that the later of two figures has and the earlier has not, where that is all that they differ in.
func joined(was, is []int16) (int16, bool) {
	if len(is) != len(was)+1 || !subset(was, is) {
		return 0, false
	}
	i := slices.IndexFunc(is, func(c int16) bool { return !slices.Contains(was, c) })
	return is[i], true
}

// council holds what a wider figure has more than before one council was in it against that council's counts.
func (d *differences) council(m *model, s *series, old, now, council *version) {
	if council == nil {
		return
	}
	for c := range now.cells {
		for role := range roles {
			value := m.values[s.count(now, c, role)] - m.values[s.count(old, c, role)]
			if n := m.truth[s.count(council, c, role)]; n >= 1 && n <= smallCount && has(value) {
				d.joined.add((value - float64(n)) * (value - float64(n)))
			}
		}
	}
}

// estimates are the figures of what holds roughly only: nothing is certain there, so that only the error is judged, over enough counts to judge by.
// Counts of nobody are left out, as from averages: what nobody is in is printed as 0 throughout, and would make the error look smaller.
func (d *differences) estimates() []Figure {
	var out []Figure
	for _, x := range []struct {
		of   derivations
		what string
	}{
		{d.quarters, "error of quarters derived from their year"},
		{d.versions, "error of what changed between two versions"},
		{d.joined, "error of a council derived from a figure it has joined"},
	} {
		f := atLeast(x.what+", root mean square", math.Sqrt(x.of.square/x.of.number), leastDerivedError)
		switch {
		case x.of.number >= fewestCells:
			out = append(out, d.from.judge(f))
		case x.of.number > 0:
			out = append(out, confided(f.Name, f.Value))
		}
	}
	return out
}

// reach is the length of the interval that a count's own value leaves.
func (m *model) reach(c Count) float64 {
	low, high, ok := m.table.Truths(m.tiers[c], uint64(m.values[c]))
	if !ok {
		return 2
	}
	return float64(high - low)
}

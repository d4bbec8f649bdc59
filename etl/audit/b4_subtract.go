package audit

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// B4. Promise: subtraction gains nothing. Attack: every sum that holds by definition is solved, by published values alone, for each count in it,
// or for the one that is not published: an area less the others in it, a band less its other leaves, a total less its other parts. What holds roughly
// is taken as an estimate: a year less three of its quarters, and what one draw of a figure has more than the one before. Bound: in the worst measure
// the error is at least 2.5, and what a certain sum leaves of a count of 0 to 9 has at least 4 values.

// leastDerivedError is what B4 holds derived counts of 1 to 9 to.
const leastDerivedError = 2.5

// derived are counts of 1 to 9 found by subtraction in one measure, and how far off; own is how far off their published values are.
type derived struct{ number, square, own float64 }

// ways are the kinds of subtraction.
const (
	certainSum = iota
	yearLessQuarters
	drawLessDraw
	ways
)

var wayNames = [...]string{"sums", "a year less its quarters", "one draw less the one before"}

// subtraction is B4 over the models taken so far.
type subtraction struct {
	by     [ways]map[measure.ID]*derived
	narrow float64
	least  float64
	few    exceptions
}

func (b *subtraction) take(m *model) {
	if b.by[0] == nil {
		b.least = math.Inf(1)
		for i := range b.by {
			b.by[i] = map[measure.ID]*derived{}
		}
	}
	of := m.measures()
	random := rand.New(rand.NewPCG(5, uint64(m.Len()))) //nolint:gosec // draws for a test, the same each time
	values := m.values
	for round := 0; round < mostReplicas; round++ {
		if round > 0 {
			values = m.redrawn(random)
		}
		before := b.made(of)
		b.sums(m, values, round == 0)
		for _, s := range m.list {
			if !s.def.Kind.Median() {
				b.years(m, s, values)
				b.draws(m, s, values)
			}
		}
		if made := b.made(of); made >= fewestGuesses || made == before {
			return
		}
	}
}

// made is how many derivations there are of the measure that has fewest.
func (b *subtraction) made(of []measure.ID) float64 {
	least := math.Inf(1)
	for _, id := range of {
		if d := b.by[certainSum][id]; d != nil {
			least = min(least, d.number)
		}
	}
	return least
}

// measures gives the measure of each series' counts, by count.
func (m *model) measures() []measure.ID {
	var out []measure.ID
	for _, s := range m.list {
		if !slices.Contains(out, s.Measure) {
			out = append(out, s.Measure)
		}
	}
	return out
}

// sums solves every exact sum.
func (b *subtraction) sums(m *model, values []float64, actual bool) {
	owner := m.owners()
	for f := range m.whole {
		parts := m.parts[m.start[f]:m.start[f+1]]
		if m.least[f] != 0 || m.most[f] != 0 || len(parts) < 2 {
			continue
		}
		unseen, hidden, over, reach := 0, int32(-1), 0.0, 0.0
		add := func(c int32, sign float64) {
			if !has(values[c]) {
				unseen, hidden = unseen+1, c
				return
			}
			over, reach = over+sign*values[c], reach+m.reach(c)
		}
		add(m.whole[f], 1)
		for _, p := range parts {
			add(p, -1)
		}
		switch {
		case unseen == 1 && hidden == m.whole[f]:
			b.derived(m, owner, hidden, -over, reach, values, actual)
		case unseen == 1:
			b.derived(m, owner, hidden, over, reach, values, actual)
		case unseen == 0:
			for _, p := range parts {
				b.derived(m, owner, p, over+values[p], reach-m.reach(p), values, actual)
			}
		}
	}
}

// owners gives the series each count is of, as the first counts of the series' draws in order.
func (m *model) owners() []measure.ID {
	out := make([]measure.ID, m.Len())
	for _, s := range m.list {
		s.each(func(_, _ int, d *draw) {
			for i := range len(d.cells) * int(roles) {
				out[int(d.base)+i] = s.Measure
			}
		})
	}
	return out
}

// derived holds what was derived of a count against the truth.
func (b *subtraction) derived(m *model, owner []measure.ID, c int32, value, reach float64, values []float64, actual bool) {
	if !m.small(c) || m.truth[c].N == 0 {
		return
	}
	b.score(certainSum, owner[c], off(value, m.truth[c].N), off(values[c], m.truth[c].N))
	if !actual {
		return
	}
	b.least = min(b.least, reach+1)
	if reach+1 < leastValues {
		b.narrow++
		b.few.noteAt(m, "too few values by subtraction: ", c)
	}
}

func (b *subtraction) score(way int, id measure.ID, square, own float64) {
	d := b.by[way][id]
	if d == nil {
		d = &derived{}
		b.by[way][id] = d
	}
	if !has(own) { // not published itself
		own = square
	}
	d.number, d.square, d.own = d.number+1, d.square+square, d.own+own
}

// off is how far a value is from the truth, squared.
func off(value float64, n uint32) float64 { return (value - float64(n)) * (value - float64(n)) }

// reach is how many values more than one a count's own published value leaves.
func (m *model) reach(c int32) float64 {
	low, high, ok := m.table.Truths(m.tiers[c], uint64(m.values[c]))
	if !ok {
		return 2
	}
	return float64(high - low)
}

// years derives each quarter of a flow from its year and the other three, as though nobody had an event in two of them.
func (b *subtraction) years(m *model, s *series, values []float64) {
	if s.def.Grain != measure.Flow {
		return
	}
	for p, per := range s.periods {
		if per.Grain() != period.Year {
			continue
		}
		for a := range s.areas {
			year := s.last(p, a)
			var parts []*draw
			for _, q := range per.Quarters() {
				if d := s.lastOf(q, a); year != nil && d != nil && sameCouncils(d.members, year.members) {
					parts = append(parts, d)
				}
			}
			if len(parts) == len(per.Quarters()) {
				b.year(m, s, year, parts, values)
			}
		}
	}
}

// lastOf is what the release attacked shows of an area's period; nil if nothing.
func (s *series) lastOf(per period.Period, a int) *draw {
	if p := s.at(per); p >= 0 {
		return s.last(p, a)
	}
	return nil
}

func (b *subtraction) year(m *model, s *series, year *draw, parts []*draw, values []float64) {
	for c := range s.categories {
		for r := range roles {
			left := values[year.count(c, r)]
			for _, d := range parts {
				left -= values[d.count(c, r)]
			}
			for _, d := range parts {
				if at := d.count(c, r); has(left) && m.small(at) && m.truth[at].N > 0 {
					b.score(yearLessQuarters, s.Measure, off(left+values[at], m.truth[at].N), off(values[at], m.truth[at].N))
				}
			}
		}
	}
}

// draws derives, from two draws of an area's period, how many came between them, and, where the later has one council more, that council's
// counts. The truth behind the older draw is not kept: how far off that is follows from the table.
func (b *subtraction) draws(m *model, s *series, values []float64) {
	spread, first := Spreads(m.table), slices.Index(levels, area.Council)
	s.each(func(p, a int, d *draw) {
		list := s.of(p, a)
		if !d.current() || len(list) < 2 {
			return
		}
		old := &list[len(list)-2]
		joined := slices.DeleteFunc(slices.Clone(d.members), func(c int16) bool { return slices.Contains(old.members, c) })
		for c := range s.categories {
			for r := range roles {
				now, before := d.count(c, r), values[old.count(c, r)]
				if !has(values[now]) || !has(before) || before < 0 {
					continue
				}
				if len(joined) == 0 && m.small(now) && m.truth[now].N > 0 {
					own := off(values[now], m.truth[now].N)
					b.score(drawLessDraw, s.Measure, own+spread(old.tier, uint64(before)), own)
				}
				if len(joined) == 1 && len(d.members) == len(old.members)+1 {
					if x := s.last(p, first+int(joined[0])); x != nil && m.small(x.count(c, r)) && m.truth[x.count(c, r)].N > 0 {
						n := m.truth[x.count(c, r)].N
						b.score(drawLessDraw, s.Measure, off(values[now]-before, n), off(values[x.count(c, r)], n))
					}
				}
			}
		}
	})
}

// result judges the worst measure. Where its counts are so small that their own published values are nearer than the bound, it is held to be no
// nearer than those.
func (b *subtraction) result() Result {
	figures := []Figure{atMost("counts of 0 to 9 left with fewer than 4 values by subtraction", b.narrow, 0)}
	for way, by := range b.by {
		var worst *Figure
		number := 0.0
		for _, d := range by {
			number += d.number
			if d.number < fewestGuesses {
				continue
			}
			f := atLeast("error of counts derived from "+wayNames[way]+", worst measure", math.Sqrt(d.square/d.number),
				min(leastDerivedError, math.Sqrt(d.own/d.number)))
			if worst == nil || f.Value-*f.Least < worst.Value-*worst.Least {
				worst = &f
			}
		}
		if worst != nil {
			figures = append(figures, *worst)
		}
		figures = append(figures, private("counts derived from "+wayNames[way], number))
	}
	r := result("B4", "Subtraction", figures...)
	r.Examples = b.few.names
	return r
}

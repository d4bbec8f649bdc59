package audit

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
)

// bits is A6 and the measured part of A5: someone who knows everybody but one person's answer asks the published numerators for it. A
// person is taken at random from a council's figure, with a category in each breakdown, and every cell their answer moves is looked at.
type bits struct {
	table  *disclosure.Table
	random *rand.Rand
	people float64
	cells  float64
	from   councils
	sure   [5]float64 // by what is looked at
}

// What is looked at for one person's answer.
const (
	oneCell = iota
	councilCells
	allTiers
	threeVintages
	threeVintagesAll
)

// The bounds of A6, and of A5 for three vintages (docs/adr/0007).
const (
	mostOneCell       = 0.005
	mostCouncilCells  = 0.03
	mostAllTiers      = 0.08
	mostThreeVintages = 0.20
	surely            = 19 // times as likely: 95 of 100 after even odds
)

// persons is how many people are looked for in a release in all, and crowd the number of them from which a figure counts as large.
const (
	persons = 40_000
	crowd   = 100
)

func newBits(table *disclosure.Table) *bits {
	return &bits{table: table, random: rand.New(rand.NewPCG(6, 6))} //nolint:gosec // a sample, the same each time
}

// take attacks people of one model.
func (b *bits) take(u *union, m *model, number int) {
	var totals []*series
	for _, s := range m.list {
		if s.dimension == "" && !s.def.Kind.Median() {
			totals = append(totals, s)
		}
	}
	if len(totals) == 0 {
		return
	}
	councils := len(u.subject().members.councils)
	for range number {
		s := totals[b.random.IntN(len(totals))]
		p, a := b.random.IntN(len(s.periods)), s.areas-councils+b.random.IntN(councils)
		v := current(s.of(p, a))
		if v == nil || v.cells[0].numerator < 0 {
			continue
		}
		// A figure is taken as often as there are people in it, up to a hundred: it is people who are attacked, not figures.
		if b.random.Int32N(crowd) < m.truth[s.count(v, 0, roleNumerator)] {
			b.person(u, m, s, p, a)
		}
	}
}

func current(list []version) *version {
	if n := len(list); n > 0 && list[n-1].current {
		return &list[n-1]
	}
	return nil
}

// person adds up, cell by cell, how much likelier the published values are if the person's answer is what it is.
func (b *bits) person(u *union, m *model, total *series, p, a int) {
	in := b.random.IntN(2) == 0 // is the person in the numerator?
	region, country := u.place[u.areas[a].Parent], u.place[area.England]
	var council, wide, more, moreWide float64
	first := math.NaN()
	for _, s := range m.list {
		if s.measure != total.measure {
			continue
		}
		c, ok := b.category(m, s, p, a)
		if !ok {
			continue
		}
		for _, x := range s.moved(c, a, region, country) {
			at, c := x.area, x.category
			v := current(s.of(p, at))
			if v == nil || v.cells[c].numerator < 0 || v.cells[c].capped() {
				continue
			}
			n := m.truth[s.count(v, c, roleNumerator)]
			if n < 0 || in && n == 0 {
				continue
			}
			here, again := b.ratio(v.tier, n, in, uint64(v.cells[c].numerator)), b.redrawn(v.tier, n, in)
			if at == a {
				council, more = council+here, more+here+again
				b.cells++
				if math.Abs(here) > math.Log(surely) {
					b.sure[oneCell]++
				}
				first = here
			}
			wide, moreWide = wide+here, moreWide+here+again
		}
	}
	if math.IsNaN(first) {
		return
	}
	b.people++
	b.from.add(a)
	for what, ratio := range map[int]float64{councilCells: council, allTiers: wide, threeVintages: more, threeVintagesAll: moreWide} {
		if ratio > math.Log(surely) {
			b.sure[what]++
		}
	}
}

// moving is one cell that a person's answer moves.
type moving struct{ area, category int }

// moved lists the cells that the answer of a person in a category moves: in each area, and in the band of the category too.
func (s *series) moved(c int, areas ...int) []moving {
	band := slices.IndexFunc(s.categories, func(x measure.Category) bool { return x.Band && x.Slug == s.categories[c].Parent })
	var out []moving
	for _, a := range areas {
		out = append(out, moving{a, c})
		if band >= 0 {
			out = append(out, moving{a, band})
		}
	}
	return out
}

// category is where in a breakdown the person stands: one with people in it, as likely as it is large.
func (b *bits) category(m *model, s *series, p, a int) (int, bool) {
	v := current(s.of(p, a))
	if v == nil {
		return 0, false
	}
	sum := int32(0)
	for c, x := range s.categories {
		if n := m.truth[s.count(v, c, rolePopulation)]; !x.Band && n > 0 {
			sum += n
		}
	}
	if sum == 0 {
		return 0, false
	}
	left := b.random.Int32N(sum)
	for c, x := range s.categories {
		if n := m.truth[s.count(v, c, rolePopulation)]; !x.Band && n > 0 {
			if left -= n; left < 0 {
				return c, true
			}
		}
	}
	return 0, false
}

// ratio is the logarithm of how much likelier y is under the true count than under the one with the person's answer turned round.
func (b *bits) ratio(tier disclosure.Tier, n int32, in bool, y uint64) float64 {
	other := n + 1
	if in {
		other = n - 1
	}
	p, q := b.table.Row(tier, uint64(n)).P(y), b.table.Row(tier, uint64(other)).P(y)
	switch {
	case p == 0: // not drawn by this table
		return math.Inf(1)
	case q == 0:
		return math.Inf(1)
	}
	return math.Log(p / q)
}

// redrawn is the same of two further vintages, drawn here by the table, as though nothing else had changed.
func (b *bits) redrawn(tier disclosure.Tier, n int32, in bool) float64 {
	sum := 0.0
	row := b.table.Row(tier, uint64(n))
	for range 2 {
		left, i := b.random.Uint64N(disclosure.Whole), 0
		for left >= row.Weights[i] {
			left -= row.Weights[i]
			i++
		}
		sum += b.ratio(tier, n, in, row.First+uint64(i)*disclosure.Step)
	}
	return sum
}

func (b *bits) results() []Result {
	if b.people == 0 {
		return nil
	}
	share := func(what int) float64 { return b.sure[what] / b.people }
	judged := b.from.judge
	return []Result{
		result("A6", "One person's answer, by someone who knows all others",
			confided("people attacked", b.people),
			judged(atMost("share of single cells that make sure", b.sure[oneCell]/b.cells, mostOneCell)),
			judged(atMost("share of people made sure of by their council's cells", share(councilCells), mostCouncilCells)),
			judged(atMost("share of people made sure of by all tiers", share(allTiers), mostAllTiers))),
		result("A5", "One person's answer, over three vintages",
			judged(atMost("share of people made sure of by their council's cells of three vintages", share(threeVintages), mostThreeVintages)),
			confided("share of people made sure of by all tiers of three vintages", share(threeVintagesAll))),
	}
}

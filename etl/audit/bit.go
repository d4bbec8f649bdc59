package audit

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
)

// bits is A6 and the measured part of A5: someone who knows everybody but one person's answer asks the published numerators for it. Every person
// whose answer is known, in every council's figure and period, is as likely to be taken as any other; their answer is what it is, they have a
// category in each breakdown, as people of that answer have, and every cell their answer moves is looked at.
type bits struct {
	table  *disclosure.Table
	random *rand.Rand
	cells  float64
	from   councils
	all    guessed // everyone attacked
	met    guessed // of them, those who met the measure
}

// guessed counts people, and those made sure of by what is looked at.
type guessed struct {
	people float64
	sure   [looks]float64
}

// What is looked at for one person's answer.
const (
	oneCell = iota
	councilCells
	allTiers
	threeVintages
	threeVintagesAll
	looks
)

// The bounds of A6 and of A5 (docs/adr/0007).
const (
	mostOneCell             = 0.005
	mostCouncilCells        = 0.03
	mostAllTiers            = 0.08
	mostThreeVintages       = 0.20
	mostSureOfMovers        = 0.005 // by one count, for those who came or went between two periods
	mostSureOfMoversJointly = 0.05  // by all counts of a measure
	surely                  = 19    // times as likely: 95 of 100 after even odds
)

// persons is how many people are looked for in a release in all.
const persons = 40_000

func newBits(table *disclosure.Table) *bits {
	return &bits{table: table, random: rand.New(rand.NewPCG(6, 6))} //nolint:gosec // a sample, the same each time
}

// figure is a council's total in a period, and how many people there are in it and those before it of whom the answer is known.
type figure struct {
	of    *series
	p, a  int
	met   int32
	known int32
	until int64
}

// take attacks people of one model.
func (b *bits) take(u *union, m *model, number int) {
	figures := b.figures(u, m)
	if len(figures) == 0 {
		return
	}
	for range number {
		at := b.random.Int64N(figures[len(figures)-1].until)
		i, _ := slices.BinarySearchFunc(figures, at, func(f figure, at int64) int { return cmp.Compare(f.until, at+1) })
		f := figures[i]
		b.person(u, m, f, b.random.Int32N(f.known) < f.met)
	}
}

// figures lists the totals of councils whose numerator is printed and whose truth is known.
func (b *bits) figures(u *union, m *model) []figure {
	var out []figure
	sum, first := int64(0), len(u.areas)-len(u.subject().members.councils)
	for _, s := range m.list {
		if s.dimension != "" || s.def.Kind.Median() {
			continue
		}
		for slot, list := range s.versions {
			v := current(list)
			if v == nil || slot%s.areas < first || v.cells[0].numerator < 0 {
				continue
			}
			met, known := m.answers(s, v, 0)
			if known > 0 {
				sum += int64(known)
				out = append(out, figure{s, slot / s.areas, slot % s.areas, met, known, sum})
			}
		}
	}
	return out
}

// answers are how many people of a cell met the measure, and of how many it is known whether they did; none where the truth is not.
func (m *model) answers(s *series, v *version, c int) (met, known int32) {
	n, unknown, met := m.truth[s.count(v, c, rolePopulation)], m.truth[s.count(v, c, roleUnknown)], m.truth[s.count(v, c, roleNumerator)]
	if n < 0 || unknown < 0 || met < 0 {
		return 0, 0
	}
	return met, n - unknown
}

func current(list []version) *version {
	if n := len(list); n > 0 && list[n-1].current {
		return &list[n-1]
	}
	return nil
}

// person adds up, cell by cell, how much likelier the published values are if the person's answer is what it is: in says whether they are in the
// numerator.
func (b *bits) person(u *union, m *model, f figure, in bool) {
	p, a := f.p, f.a
	region, country := u.place[u.areas[a].Parent], u.place[area.England]
	var council, wide, more, moreWide float64
	first := math.NaN()
	for _, s := range m.list {
		if s.measure != f.of.measure {
			continue
		}
		c, ok := b.category(m, s, p, a, in)
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
			here, again := ratio(b.table, v.tier, n, in, uint64(v.cells[c].numerator)), b.redrawn(v.tier, n, in)
			if at == a {
				council, more = council+here, more+here+again
				b.cells++
				if math.Abs(here) > math.Log(surely) {
					b.all.sure[oneCell]++
				}
				first = here
			}
			wide, moreWide = wide+here, moreWide+here+again
		}
	}
	if math.IsNaN(first) {
		return
	}
	b.from.add(a)
	b.all.add(council, wide, more, moreWide)
	if in {
		b.met.add(council, wide, more, moreWide)
	}
}

// add takes one person in, by how much likelier what each look has seen is under their answer.
func (g *guessed) add(council, wide, more, moreWide float64) {
	g.people++
	for what, ratio := range map[int]float64{councilCells: council, allTiers: wide, threeVintages: more, threeVintagesAll: moreWide} {
		if ratio > math.Log(surely) {
			g.sure[what]++
		}
	}
}

func (g *guessed) share(what int) float64 { return g.sure[what] / g.people }

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

// category is where in a breakdown the person stands: one with people of their answer in it, as likely as there are many.
func (b *bits) category(m *model, s *series, p, a int, in bool) (int, bool) {
	v := current(s.of(p, a))
	if v == nil {
		return 0, false
	}
	alike, sum := make([]int32, len(s.categories)), int32(0)
	for c, x := range s.categories {
		if met, known := m.answers(s, v, c); !x.Band {
			alike[c] = known - met
			if in {
				alike[c] = met
			}
			sum += alike[c]
		}
	}
	if sum <= 0 {
		return 0, false
	}
	left := b.random.Int32N(sum)
	for c, n := range alike {
		if left -= n; left < 0 {
			return c, true
		}
	}
	return 0, false
}

// ratio is the logarithm of how much likelier y is under the true count than under the one with the person's answer turned round.
func ratio(table *disclosure.Table, tier disclosure.Tier, n int32, in bool, y uint64) float64 {
	other := n + 1
	if in {
		other = n - 1
	}
	p, q := table.Row(tier, uint64(n)).P(y), table.Row(tier, uint64(other)).P(y)
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
		sum += ratio(b.table, tier, n, in, row.First+uint64(i)*disclosure.Step)
	}
	return sum
}

func (b *bits) results() []Result {
	if b.all.people == 0 {
		return nil
	}
	judged := b.from.judge
	alone := result("A6", "One person's answer, by someone who knows all others",
		confided("people attacked", b.all.people),
		judged(atMost("share of single cells that make sure", b.all.sure[oneCell]/b.cells, mostOneCell)),
		judged(atMost("share of people made sure of by their council's cells", b.all.share(councilCells), mostCouncilCells)),
		judged(atMost("share of people made sure of by all tiers", b.all.share(allTiers), mostAllTiers)))
	if b.met.people > 0 {
		alone.Figures = append(alone.Figures,
			confided("people attacked who met the measure", b.met.people),
			confided("share of them made sure of by their council's cells", b.met.share(councilCells)),
			confided("share of them made sure of by all tiers", b.met.share(allTiers)))
	}
	return []Result{
		alone,
		result("A5", "One person's answer, over three vintages",
			judged(atMost("share of people made sure of by their council's cells of three vintages", b.all.share(threeVintages), mostThreeVintages)),
			confided("share of people made sure of by all tiers of three vintages", b.all.share(threeVintagesAll))),
	}
}

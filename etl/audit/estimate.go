package audit

import (
	"math"
	"slices"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
)

// averagedCounts is how many counts an averaging attack takes at once: its error is a mean, which needs no more.
const averagedCounts = 600_000

// guessed stands for a count nobody published: it is small, and might be anything.
const (
	guessedValue    = 10
	guessedVariance = 1e4
)

// tallied is what A3 gathers over the models.
type tallied struct {
	estimate []float64
	truth    []int32
	class    []Class
	from     councils
}

func (t *tallied) take(estimate []float64, m *model) {
	m.councils(&t.from)
	for i, c := range m.class {
		if c != NotJudged && m.truth[i] >= 0 && !m.unjudged[i] && !math.IsNaN(m.seen(Count(i))) {
			t.estimate = append(t.estimate, estimate[i])
			t.truth = append(t.truth, m.truth[i])
			t.class = append(t.class, c)
		}
	}
}

// sampled is the series with some periods only, so that a model of them stays small: the newest, and others evenly back from it.
func sampled(list []*series, counts int) []*series {
	step := 1 + counts/averagedCounts
	out := make([]*series, len(list))
	for i, s := range list {
		c := *s
		c.versions = make([][]version, len(s.versions))
		for p := range s.periods {
			if (len(s.periods)-1-p)%step == 0 {
				for a := range s.areas {
					c.versions[p*s.areas+a] = slices.Clone(s.of(p, a))
				}
			}
		}
		out[i] = &c
	}
	return out
}

// average is A3 on a model: the estimates of one vintage and, where there are more, those of all, supposing that nothing changed between.
func (m *model) average(one, all *tallied) {
	observed, variance := m.observations()
	one.take(m.Average(observed, variance), m)
	more := false
	for _, s := range m.list {
		for _, list := range s.versions {
			for i := 1; i < len(list); i++ {
				more = true
				for c := range len(list[i].cells) * roles {
					m.Sum(list[i-1].base+Count(c), 0, list[i].base+Count(c))
				}
			}
		}
	}
	if more {
		all.take(m.Average(observed, variance), m)
	}
}

// councils adds those with a total in the model.
func (m *model) councils(to *councils) {
	for _, s := range m.totals {
		for slot, list := range s.versions {
			if len(list) > 0 && area.All()[slot%s.areas].Level == area.Council {
				to.add(slot % s.areas)
			}
		}
	}
}

// result is A3 by its estimates.
func (t *tallied) result(all bool) Result {
	r := ScoreAverage(t.estimate, t.truth, t.class, all)
	for i := range r.Figures {
		r.Figures[i] = t.from.judge(r.Figures[i])
	}
	return result(r.Attack, r.Title, r.Figures...)
}

// seen is the published value of a count; not a number where there is none.
func (m *model) seen(c Count) float64 { return m.values[c] }

func (m *model) observations() (observed, variance []float64) {
	spreads := Spreads(m.table)
	observed, variance = slices.Clone(m.values), make([]float64, len(m.values))
	for i, y := range observed {
		if !has(y) {
			observed[i], variance[i] = guessedValue, guessedVariance
			continue
		}
		// A value no table gives is one of another method, which blurs it by about one.
		if variance[i] = spreads(m.tiers[i], uint64(y)); math.IsInf(variance[i], 1) {
			variance[i] = 1
		}
	}
	return observed, variance
}

func (d *differences) result() Result {
	figures := []Figure{confided("counts of 0 to 9 derived by subtraction", d.number), atMost("of them left with fewer than 7 values", d.narrow, 0)}
	figures = append(figures, confided("of them not published themselves", d.withheld))
	if d.number > 0 {
		figures = append(figures, d.from.judge(atLeast("error of counts derived, root mean square", math.Sqrt(d.square/d.number), leastDerivedError)))
	}
	figures = append(figures, d.estimates()...)
	return result("A4", "Subtraction of nested areas, bands, breakdowns, periods and releases", figures...)
}

// groups is A7: is it certain, or easy to guess, that everyone of a cell met the measure, or no one?
type groups struct {
	provenAll, provenNone float64
	from                  councils
	all, near             map[int32]float64 // published distance of numerator from denominator, where all met it and where all but a few did
}

// nearly is how many people at most have not met a measure in a cell that is held against those that all have.
const nearly = 5

// mostGuess bounds how well equal values tell "everyone" from "nearly everyone" (1 is certainty, 0.5 a coin): docs/adr/0007.
const mostGuess = 0.85

// fewestCells is how many cells there must be of either kind for the bound to be about the method and not about a few cells.
const fewestCells = 100

func (g *groups) take(m *model) {
	if g.all == nil {
		g.all, g.near = map[int32]float64{}, map[int32]float64{}
	}
	m.councils(&g.from)
	for _, s := range m.list {
		for _, list := range s.versions {
			for i := range list {
				for c := range list[i].cells {
					g.cell(m, s, &list[i], c)
				}
			}
		}
	}
}

func (g *groups) cell(m *model, s *series, v *version, c int) {
	population, unknown, numerator := s.count(v, c, rolePopulation), s.count(v, c, roleUnknown), s.count(v, c, roleNumerator)
	if v.cells[c].numerator < 0 {
		return
	}
	if m.low[population]-m.high[unknown] > 0 && m.low[numerator] >= m.high[population]-m.low[unknown] {
		g.provenAll++
	}
	if m.high[numerator] == 0 {
		g.provenNone++
	}
	if n := m.truth[population]; n < 0 || v.tier != disclosure.Council {
		return
	}
	gap := m.truth[population] - m.truth[unknown] - m.truth[numerator]
	distance := v.cells[c].denominator - v.cells[c].numerator
	switch {
	case gap == 0:
		g.all[distance]++
	case gap <= nearly:
		g.near[distance]++
	}
}

func (g *groups) result() Result {
	figures := []Figure{
		atMost("cells in which everyone is proven to have met the measure", g.provenAll, 0),
		atMost("cells in which no one is", g.provenNone, 0),
	}
	if auc, ok := curve(g.all, g.near); ok {
		f := atMost("how well equal values tell everyone from all but one to five (0.5 is a coin)", auc, mostGuess)
		if min(total(g.all), total(g.near)) < fewestCells {
			f = confided(f.Name, f.Value)
		}
		figures = append(figures, g.from.judge(f), confided("cells in which everyone met the measure", total(g.all)))
	}
	return result("A7", "Groups", figures...)
}

func total(cells map[int32]float64) (sum float64) {
	for _, n := range cells {
		sum += n
	}
	return sum
}

// curve is the chance that a cell of the first kind lies closer than one of the second, ties counted half.
func curve(first, second map[int32]float64) (float64, bool) {
	wins, pairs := 0.0, 0.0
	for a, n := range first {
		for b, k := range second {
			pairs += n * k
			switch {
			case a < b:
				wins += n * k
			case a == b:
				wins += n * k / 2
			}
		}
	}
	return wins / pairs, pairs > 0
}

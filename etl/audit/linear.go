package audit

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/careduty/careduty/internal/disclosure"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"
)

// linear is A2: linear programmes bound a count by everything known of its breakdown at once: the total, the parts, and that unknown and
// numerator are no more than the population. What other areas, breakdowns and periods tell is in the intervals of A1, where it starts.
type linear struct {
	random                         *rand.Rand
	solved, unsolved, wrong, outer float64
	narrow, least, counts, cut     float64
}

// The sample of A2: one in fifty of the small counts, but no more than so many in all, which is minutes of work.
const (
	linearShare = 50
	mostLinear  = 600
	almost      = 1e-6
)

func newLinear() *linear {
	return &linear{random: rand.New(rand.NewPCG(2, 2)), least: math.Inf(1)} //nolint:gosec // a sample, the same each time
}

// take bounds a sample of a model's small published parts of councils. The model has been narrowed.
func (l *linear) take(m *model, most int) {
	for _, s := range m.list {
		total := m.totals[s.measure]
		if s.dimension == "" || total == nil {
			continue
		}
		for slot, list := range s.versions {
			for i := range list {
				v := &list[i]
				whole := drawnBy(total.of(slices.Index(total.periods, s.periods[slot/s.areas]), slot%s.areas), v.drawn)
				if v.tier != disclosure.Council || whole == nil {
					continue
				}
				for c := range v.cells {
					for role := range roles {
						n := m.truth[s.count(v, c, role)]
						if n < 0 || n > smallCount || m.unjudged[s.count(v, c, role)] {
							continue
						}
						if l.counts++; most > 0 && l.random.IntN(linearShare*int(1+l.cut)) == 0 {
							l.bound(m, s, v, total, whole, c, role)
							most--
							l.cut += 0.5 // the sample thins out, so that it reaches across measures
						}
					}
				}
			}
		}
	}
}

// programme is one linear programme in the form the solver takes: each count less its lower bound.
type programme struct {
	counts []Count
	at     map[Count]int
	rows   []row
}

type row struct {
	terms map[int]float64
	value float64
	slack float64 // sign of the row's own slack; 0 for an equation
}

func (p *programme) of(c Count) int {
	i, ok := p.at[c]
	if !ok {
		i = len(p.counts)
		p.at[c], p.counts = i, append(p.counts, c)
	}
	return i
}

// bound finds the least and the greatest a count can be.
func (l *linear) bound(m *model, s *series, v *version, total *series, whole *version, category, role int) {
	p := &programme{at: map[Count]int{}}
	for r := range roles {
		sum := row{terms: map[int]float64{p.of(total.count(whole, 0, r)): -1}}
		for c, x := range s.categories {
			if !x.Band {
				sum.terms[p.of(s.count(v, c, r))] = 1
			}
		}
		p.rows = append(p.rows, sum)
	}
	for c, x := range s.categories {
		if x.Band {
			for r := range roles {
				band := row{terms: map[int]float64{p.of(s.count(v, c, r)): -1}}
				for leaf, y := range s.categories {
					if y.Parent == x.Slug {
						band.terms[p.of(s.count(v, leaf, r))] = 1
					}
				}
				p.rows = append(p.rows, band)
			}
		}
		p.within(func(r int) Count { return s.count(v, c, r) })
	}
	p.within(func(r int) Count { return total.count(whole, 0, r) })
	c := s.count(v, category, role)
	low, okLow := p.solve(m, c, 1)
	high, okHigh := p.solve(m, c, -1)
	if !okLow || !okHigh {
		l.unsolved++
		return
	}
	l.judge(m, c, low, -high)
}

// within: unknown and numerator together are no more than the population.
func (p *programme) within(count func(role int) Count) {
	population, unknown, numerator := p.of(count(rolePopulation)), p.of(count(roleUnknown)), p.of(count(roleNumerator))
	p.rows = append(p.rows, row{terms: map[int]float64{unknown: 1, numerator: 1, population: -1}, slack: 1})
}

// solve minimises sign times the count.
func (p *programme) solve(m *model, c Count, sign float64) (float64, bool) {
	n, rows := len(p.counts), slices.Clone(p.rows)
	for i, x := range p.counts {
		if m.high[x] != Unbounded {
			rows = append(rows, row{terms: map[int]float64{i: 1}, value: float64(m.high[x]), slack: 1})
		}
	}
	slacks := 0
	for _, r := range rows {
		if r.slack != 0 {
			slacks++
		}
	}
	a, b := mat.NewDense(len(rows), n+slacks, nil), make([]float64, len(rows))
	next := n
	for i, r := range rows {
		b[i] = r.value
		for at, k := range r.terms {
			a.Set(i, at, k)
			b[i] -= k * float64(m.low[p.counts[at]])
		}
		if r.slack != 0 {
			a.Set(i, next, r.slack)
			next++
		}
	}
	cost := make([]float64, n+slacks)
	cost[p.at[c]] = sign
	best, _, err := lp.Simplex(cost, a, b, 1e-9, nil)
	return best + sign*float64(m.low[c]), err == nil
}

func (l *linear) judge(m *model, c Count, low, high float64) {
	l.solved++
	n := float64(m.truth[c])
	if n < low-almost || n > high+almost {
		l.wrong++
	}
	if low < float64(m.low[c])-almost || m.high[c] != Unbounded && high > float64(m.high[c])+almost {
		l.outer++
	}
	whole := math.Floor(high+almost) - math.Ceil(low-almost)
	l.least = min(l.least, whole)
	if whole < leastValues-1 {
		l.narrow++
	}
}

func (l *linear) result() Result {
	figures := []Figure{
		atMost("true counts ruled out", l.wrong, 0),
		atMost("counts of 0 to 9 left with fewer than 7 values", l.narrow, 0),
		atMost("counts bounded less closely than by A1", l.outer, 0),
		confided("counts bounded", l.solved), confided("programmes that could not be solved", l.unsolved), confided("counts sampled from", l.counts),
	}
	if l.solved > 0 {
		figures = append(figures, confided(narrowest, l.least))
	}
	return result("A2", "Linear programmes on a sample", figures...)
}

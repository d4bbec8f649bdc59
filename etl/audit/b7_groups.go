package audit

import (
	"math/rand/v2"

	"github.com/careduty/careduty/internal/measure"
)

// B7. Promise: nobody can be shown to be among all, or among none, of a group. Attack: B1 looks for cells proven to be nobody or everyone; here
// whether nobody, or everybody, is on the drawn side is guessed from published counts, against cells in which one to five are, or are not.
// Bound: none proven; in the worst measure the guess tells the two apart no better than 0.85 (0.5 is a coin, 1 certainty).

// The bounds of B7.
const (
	mostGuess   = 0.85
	nearly      = 5   // people off nobody, or everybody, at most in a cell that is held against
	fewestCells = 100 // of either kind, for the worst measure to be about the method and not about a few cells
)

// groups is B7 over the models taken so far: by measure and side, how many cells have which published distance.
type groups struct {
	by map[side]*distances
}

// side is which end of a measure is guessed at: nobody on the drawn side, or everybody.
type side struct {
	measure  measure.ID
	everyone bool
}

// distances are how far cells' published counts lie from that end, where all are there and where nearly all are.
type distances struct{ all, near map[float64]float64 }

func (g *groups) take(m *model) {
	if g.by == nil {
		g.by = map[side]*distances{}
	}
	random := rand.New(rand.NewPCG(7, uint64(m.Len()))) //nolint:gosec // draws for a test, the same each time
	for round := range 2 {
		values := m.values
		if round > 0 {
			values = m.redrawn(random)
		}
		for _, s := range m.list {
			if s.def.Kind.Median() {
				continue
			}
			s.each(func(_, a int, d *draw) {
				if !council(a) || !d.current() {
					return
				}
				for c := range d.cells {
					g.cell(m, s, d, c, values)
				}
			})
		}
	}
}

func (g *groups) cell(m *model, s *series, d *draw, c int, values []float64) {
	met, known := d.count(c, Met), d.count(c, Known)
	if !has(values[met]) || !m.truth[met].Fresh || !m.truth[known].Fresh {
		return
	}
	g.add(side{s.Measure, false}, m.truth[met].N, values[met])
	whole := values[known]
	if !has(whole) {
		whole = values[d.count(c, People)] - max(0, values[d.count(c, Unknown)])
	}
	if has(whole) && m.truth[met].N <= m.truth[known].N {
		g.add(side{s.Measure, true}, m.truth[known].N-m.truth[met].N, max(0, whole-values[met]))
	}
}

// add notes a cell in which so many people are not at the end looked at.
func (g *groups) add(at side, off uint32, distance float64) {
	if off > nearly {
		return
	}
	d := g.by[at]
	if d == nil {
		d = &distances{map[float64]float64{}, map[float64]float64{}}
		g.by[at] = d
	}
	if off == 0 {
		d.all[distance]++
	} else {
		d.near[distance]++
	}
}

func (g *groups) result() Result {
	worst, judged, all := 0.0, false, 0.0
	for _, d := range g.by {
		all += total(d.all) / 2 // each was looked at twice
		if min(total(d.all), total(d.near)) >= 2*fewestCells {
			worst, judged = max(worst, curve(d.all, d.near)), true
		}
	}
	figures := []Figure{private("cells in which nobody, or everybody, is on the drawn side", all)}
	if judged {
		figures = append(figures, atMost("how well published counts tell them from those with one to five off, worst measure", worst, mostGuess))
	}
	return result("B7", "Groups", figures...)
}

func total(cells map[float64]float64) (sum float64) {
	for _, n := range cells {
		sum += n
	}
	return sum
}

// curve is the chance that a cell of the first kind lies closer than one of the second, ties counted half.
func curve(first, second map[float64]float64) float64 {
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
	return wins / pairs
}

package audit

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/careduty/careduty/internal/disclosure"
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
		if s.dimension == "" || s.per() == 1 || total == nil {
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
							l.bound(m, parts{s.categories, v.base, whole.base}, c*roles+role)
							most--
							l.cut += 0.5 // the sample thins out, so that it reaches across measures
						}
					}
				}
			}
		}
	}
}

// bound finds the least and the greatest a count can be.
func (l *linear) bound(m *model, x parts, count int) {
	low, high, ok := newProgramme(&m.Known, x).bounds(count)
	if !ok {
		l.unsolved++
		return
	}
	l.judge(m, x.count(count), low, high)
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
		told("counts bounded", l.solved), told("programmes that could not be solved", l.unsolved), told("counts sampled from", l.counts),
	}
	if l.solved > 0 {
		figures = append(figures, told(narrowest, l.least))
	}
	return result("A2", "Linear programmes on a sample", figures...)
}

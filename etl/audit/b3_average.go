package audit

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// B3. Promise: averaging gains little. Attack: the best linear estimate of every count from everything that adds up to it or that it is a part of,
// over all draws of the newest year, as though nothing had changed between them (average.go); and over time a smoother of every snapshot count of
// a council (smooth.go), which knows how fast people come and go and that an unchanged set keeps its count. Bound: in the worst measure the error is
// at least 1.5 for totals, 1.8 for small parts in one year and 1.2 for small counts over time. Only counts of somebody are judged: nobody is published as 0 always.

// The bounds of B3.
const (
	leastTotalError = 1.5
	leastPartError  = 1.8
	leastSmoothed   = 1.2     // of small counts, over time
	fewestErrors    = 100     // to judge an error by
	mostAveraged    = 200_000 // counts of a release of few councils, of which draws are made again
	leastSpread     = 2.0     // how far judged counts vary themselves: where they hardly do, whoever guesses their mean is as near without any release
)

// misses are how far estimates were off, and the counts they were of.
type misses struct{ number, square, sum, sumSquare float64 }

func (e *misses) add(estimate float64, n uint32) {
	d := estimate - float64(n)
	e.number, e.square = e.number+1, e.square+d*d
	e.sum, e.sumSquare = e.sum+float64(n), e.sumSquare+float64(n)*float64(n)
}

// error is the root mean square, and whether it is one to judge by.
func (e *misses) error() (float64, bool) {
	mean := e.sum / e.number
	return math.Sqrt(e.square / e.number), e.number >= fewestErrors && e.sumSquare/e.number-mean*mean >= leastSpread*leastSpread
}

// kind is what an error is judged as.
type kind struct {
	measure measure.ID
	total   bool
}

// averaging is B3 over the models taken so far.
type averaging struct{ linear, time map[kind]*misses }

func (b *averaging) take(m *model, r *releases, same []EqualSets, over *timeline) {
	if b.linear == nil {
		b.linear, b.time = map[kind]*misses{}, map[kind]*misses{}
	}
	for k, e := range over.misses {
		b.time[k] = e
	}
	some := m.newest(r, same)
	if some == nil {
		return
	}
	random := rand.New(rand.NewPCG(3, uint64(some.Len()))) //nolint:gosec // draws for a test, the same each time
	judged := some.judged()
	values := some.values
	number := map[kind]int{}
	for _, j := range judged {
		number[j.kind]++
	}
	for round := range replicas(number, some.Len()) {
		if round > 0 {
			values = some.redrawn(random)
		}
		observed, variance := some.observations(values)
		estimate := some.Average(observed, variance)
		for _, j := range judged {
			if round > 0 && number[j.kind] >= fewestErrors {
				continue // there are enough as published
			}
			add(b.linear, j.kind).add(estimate[j.at], some.truth[j.at].N)
		}
	}
}

// replicas is how many times values are drawn, the published ones first, so that there is enough to judge each kind by, of which there are so many.
func replicas(number map[kind]int, counts int) int {
	fewest := fewestErrors
	for _, n := range number {
		fewest = min(fewest, n)
	}
	if counts > mostAveraged {
		return 1
	}
	return min(mostReplicas, (fewestErrors+fewest-1)/fewest)
}

func add(list map[kind]*misses, k kind) *misses {
	if list[k] == nil {
		list[k] = &misses{}
	}
	return list[k]
}

// newest is a model of the newest financial year alone, of which all draws are taken for one; nil if there is nothing.
func (m *model) newest(r *releases, same []EqualSets) *model {
	out := newModel(m.table, outside{})
	year := period.Period{}
	for _, s := range m.list {
		for _, p := range s.periods {
			if y := p.Year(); y.Last().After(year.Last()) {
				year = y
			}
		}
	}
	for _, s := range m.list {
		c := *s
		c.draws, c.periods = nil, nil
		for p, per := range s.periods {
			if per.Year() == year {
				c.periods = append(c.periods, per)
				for a := range s.areas {
					c.draws = append(c.draws, slices.Clone(s.of(p, a)))
				}
			}
		}
		out.add(&c, nil)
		c.fillFrom(s, m, out)
	}
	if out.Len() == 0 {
		return nil
	}
	out.relate(r, same)
	for _, s := range out.list {
		for _, list := range s.draws {
			for i := 1; i < len(list); i++ {
				for c := range len(list[i].cells) * int(roles) {
					out.Sum(list[i-1].base+int32(c), 0, list[i].base+int32(c))
				}
			}
		}
	}
	return out
}

// fillFrom takes the truth of a series over from the model it was cut from.
func (s *series) fillFrom(from *series, m, out *model) {
	s.each(func(p, a int, d *draw) {
		for _, old := range from.of(from.at(s.periods[p]), a) {
			if old.shown == d.shown {
				copy(out.truth[int(d.base):int(d.base)+len(d.cells)*int(roles)], m.truth[old.base:])
			}
		}
	})
}

// judgedCount is a count that an error is judged by.
type judgedCount struct {
	at   int32
	kind kind
}

// judged lists councils' published counts of somebody: totals of any size, parts of 1 to 9.
func (m *model) judged() []judgedCount {
	var out []judgedCount
	for _, s := range m.list {
		s.each(func(_, a int, d *draw) {
			if !council(a) || !d.current() {
				return
			}
			for c := range d.cells {
				for r := range roles {
					at := d.count(c, r)
					t := &m.truth[at]
					if t.Fresh && t.N > 0 && has(m.values[at]) && !m.unjudged[at] && (s.Dimension == "" || t.N <= smallCount) {
						out = append(out, judgedCount{at, kind{s.Measure, s.Dimension == ""}})
					}
				}
			}
		})
	}
	return out
}

// redrawn are the published values as another draw of every set by the table would give them; what is not known is left as it is.
func (m *model) redrawn(random *rand.Rand) []float64 {
	out := slices.Clone(m.values)
	type set struct {
		s    uint64
		n    uint32
		tier uint8
		role uint8
		v    uint8
	}
	drawn := map[set]float64{}
	for i := range out {
		t := &m.truth[i]
		if !has(out[i]) || !t.Fresh {
			continue
		}
		k := set{t.S, t.N, uint8(m.tiers[i]), uint8(i % int(roles)), t.Vintage} //nolint:gosec // small numbers
		if _, ok := drawn[k]; !ok {
			drawn[k] = drawAgain(m.table, m.tiers[i], t.N, random)
		}
		out[i] = drawn[k]
	}
	return out
}

// guessedValue stands for a count nobody published: it is small, and might be anything.
const (
	guessedValue    = 10
	guessedVariance = 1e4
)

// observations are what an averaging attacker starts from: each value with its variance.
func (m *model) observations(values []float64) (observed, variance []float64) {
	spreads := Spreads(m.table)
	observed, variance = slices.Clone(values), make([]float64, len(values))
	for i, y := range observed {
		if !has(y) || y < 0 {
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

func (b *averaging) result() Result {
	var figures []Figure
	for _, x := range []struct {
		of    map[kind]*misses
		total bool
		what  string
		least float64
	}{
		{b.linear, true, "error of council totals averaged over all that adds up, worst measure", leastTotalError},
		{b.linear, false, "error of small parts averaged over all that adds up, worst measure", leastPartError},
		{b.time, true, "error of small council totals over time, worst measure", leastSmoothed},
		{b.time, false, "error of small parts over time, worst measure", leastSmoothed},
	} {
		low, judged, told := math.Inf(1), false, misses{}
		for k, e := range x.of {
			if k.total != x.total {
				continue
			}
			told.number, told.square = told.number+e.number, told.square+e.square
			if value, ok := e.error(); ok {
				low, judged = min(low, value), true
			}
		}
		if judged {
			figures = append(figures, atLeast(x.what, low, x.least))
		}
		if told.number > 0 {
			value, _ := told.error()
			figures = append(figures, private("the same over all measures", value))
		}
	}
	return result("B3", "Averaging", figures...)
}

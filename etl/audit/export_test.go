package audit

import (
	"context"

	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// PartsForTest is a breakdown of some areas, with their totals: what is known of each count and its truth (below 0 where it is not known).
// An area's counts follow one another: population, unknown and numerator of each category, and then of the total.
type PartsForTest struct {
	Categories []measure.Category
	Areas      int
	Median     bool // unknown and numerator are all of the population
	Truth      []int32
	Spans      [][2]int32
}

// stride is how many counts an area has.
func (x PartsForTest) stride() int { return (len(x.Categories) + 1) * roles }

// parts are those of one area.
func (x PartsForTest) parts(area int) parts {
	at := area * x.stride()
	return parts{x.Categories, x.Median, Count(at), Count(at + len(x.Categories)*roles)}
}

// atOnce is how many areas a period has, if there are so many.
const atOnce = 100

// model is what an attacker makes of it, with the facts of A1 about it.
func (x PartsForTest) model() *model {
	def, whole := &measure.Definition{Kind: measure.Proportion}, []measure.Category{{}}
	if x.Median {
		def.Kind = measure.Days
	}
	periods := []period.Period{{Start: 2000}}
	for len(periods)*atOnce < x.Areas {
		periods = append(periods, periods[0].Add(len(periods)))
	}
	series := func(dimension string, categories []measure.Category) *series {
		return &series{
			groupKey: groupKey{"m", dimension}, def: def, categories: categories, periods: periods, areas: atOnce,
			versions: make([][]version, len(periods)*atOnce),
		}
	}
	s, total := series("d", x.Categories), series("", whole)
	m := newModel(nil, nil)
	m.list, m.totals[total.measure] = append(m.list, total, s), total
	m.truth, m.unjudged = x.Truth, make([]bool, len(x.Truth))
	for a := range x.Areas {
		p := x.parts(a)
		total.versions[a] = []version{{base: p.whole, cells: make([]cell, 1)}}
		s.versions[a] = []version{{base: p.part, cells: make([]cell, len(x.Categories))}}
		for i := range p.counts() {
			if c := m.Count(x.Spans[p.count(i)][0], x.Spans[p.count(i)][1]); i%roles == roleNumerator {
				m.within(def, c-roleNumerator, c-roleNumerator+roleUnknown, c)
			}
		}
	}
	m.bands(s)
	m.partition(total, s)
	return m
}

// Narrowed is what A1 makes of it, and what came of that; false if it contradicts itself.
func (x PartsForTest) Narrowed() (PartsForTest, Result, bool) {
	m := x.model()
	ok := m.Narrow()
	x.Spans = make([][2]int32, m.Counts())
	for i := range x.Spans {
		x.Spans[i] = [2]int32{m.low[i], m.high[i]}
	}
	return x, Score(&m.Known, m.truth, nil), ok
}

// Linear is A2 on it, with a sample of so many.
func (x PartsForTest) Linear(sample int) Result { return x.Attack()(sample) }

// Attack is A2 on it, made ready.
func (x PartsForTest) Attack() func(sample int) Result {
	m := x.model()
	return func(sample int) Result {
		l := newLinear()
		l.take(m, sample)
		return l.result()
	}
}

// Programme is what a linear programme makes of a count of the first area.
func (x PartsForTest) Programme(count int) (low, high float64, ok bool) {
	return newProgramme(&x.model().Known, x.parts(0)).bounds(count)
}

// WitnessesForTest is the search for witnesses in the first area.
type WitnessesForTest struct{ *witnesses }

// Witnesses begins the search; false if it has nowhere to begin.
func (x PartsForTest) Witnesses() (WitnessesForTest, bool) {
	w, m := newWitnesses(x.parts(0)), x.model()
	return WitnessesForTest{w}, w.begin(&m.Known, x.Truth)
}

// Span spreads a count.
func (w WitnessesForTest) Span(count int, apart int32) int32 { return w.span(count, apart) }

// Reached is the truth that the search is at.
func (w WitnessesForTest) Reached() []int32 { return w.at[:w.counts()] }

// RowsForTest is Run with the attacks on rows alone.
func RowsForTest(ctx context.Context, o Options) (Report, error) {
	u, err := openUnion(ctx, o)
	if err != nil {
		return Report{}, err
	}
	defer u.close()
	a := &attacker{Options: o, union: u}
	err = a.rows(ctx)
	return a.report, err
}

// UnknownFieldForTest is how many values a manifest has that it should not have.
func UnknownFieldForTest(manifest []byte) int {
	l := newLeaks(nil, nil)
	l.manifest(manifest)
	return l.foreign.count
}

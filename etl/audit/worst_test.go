package audit

import (
	"fmt"
	"math"
	"testing"

	"github.com/careduty/careduty/internal/measure"
)

// One measure that tells too much is seen among any number that do not: bounds are held by the worst, not by the pool.
func TestTheWorstMeasureIsJudgedNotThePool(t *testing.T) {
	harmless := func(add func(measure.ID)) {
		for i := range 60 {
			add(measure.ID(fmt.Sprintf("harmless_%d", i)))
		}
	}
	bad := measure.ID("bad")

	b2 := inference{one: map[measure.ID]*guesses{bad: {made: 1000, right: 500}}, all: map[measure.ID]*guesses{bad: {made: 1000, right: 500}}}
	b3 := averaging{linear: map[kind]*misses{{bad, true}: spread(1)}, time: map[kind]*misses{{bad, false}: spread(1)}}
	b4 := subtraction{least: math.Inf(1)}
	for i := range b4.by {
		b4.by[i] = map[measure.ID]*derived{}
	}
	b4.by[certainSum][bad] = &derived{number: 1000, square: 1000, own: 8000}
	b7 := groups{by: map[side]*distances{{bad, true}: {map[float64]float64{0: 1000}, map[float64]float64{5: 1000}}}}
	harmless(func(id measure.ID) {
		b2.one[id], b2.all[id] = &guesses{made: 1000, right: 100}, &guesses{made: 1000, right: 100}
		b3.linear[kind{id, true}], b3.time[kind{id, false}] = spread(9), spread(9)
		b4.by[certainSum][id] = &derived{number: 1000, square: 90_000, own: 8000}
		b7.by[side{id, true}] = &distances{map[float64]float64{0: 1000}, map[float64]float64{0: 1000}}
	})
	for _, r := range []Result{b2.result(), b3.result(), b4.result(), b7.result()} {
		if r.Passed {
			t.Errorf("%s passes: %v", r.Attack, r.Figures)
		}
	}
	delete(b2.one, bad)
	delete(b2.all, bad)
	delete(b3.linear, kind{bad, true})
	delete(b3.time, kind{bad, false})
	delete(b4.by[certainSum], bad)
	delete(b7.by, side{bad, true})
	for _, r := range []Result{b2.result(), b3.result(), b4.result(), b7.result()} {
		if !r.Passed {
			t.Errorf("without the bad one %s fails: %v", r.Attack, r.Figures)
		}
	}
}

// spread are misses of so much each, of counts that vary.
func spread(off float64) *misses {
	return &misses{number: 1000, square: 1000 * off, sum: 5000, sumSquare: 1000 * 35}
}

package audit_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/careduty/careduty/etl/audit"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"pgregory.net/rapid"
)

const (
	ruledOut  = "true counts ruled out"
	tooNarrow = "counts of 0 to 9 left with fewer than 7 values"
	disagreed = "counts on which witness and programme disagree"
	unsettled = "counts neither shown to be free nor bounded"
	attacked  = "counts attacked"
	byWitness = "counts shown to be free by a witness"
	narrowest = "narrowest interval of a count of 0 to 9"
)

// A2 succeeds just where a programme leaves a small count fewer than seven values, also where some of the truth is not known.
func TestLinearFindsWhatProgrammesFind(t *testing.T) {
	passed, failed := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		x := anyParts(t, breakdowns[:2])
		x, _, _ = x.Narrowed()
		truth := slices.Clone(x.Truth)
		for at := 0; at < len(truth); at += kinds {
			if rapid.IntRange(0, 5).Draw(t, "changed since") == 0 {
				truth[at], truth[at+1], truth[at+2] = -1, -1, -1
			}
		}
		x.Truth = truth
		narrow := 0.0
		for i, n := range truth {
			low, wide := width(t, x, i)
			if n >= 0 {
				low = float64(n)
			}
			if low < 9.5 && wide < 6 {
				narrow++
			}
		}
		r := x.Linear(3)
		if got := figure(r, tooNarrow); got != narrow || r.Passed != (narrow == 0) {
			t.Fatalf("programmes narrow %v counts, and the attack: %v", narrow, r.Figures)
		}
		if got := figure(r, attacked) - figure(r, byWitness); got != narrow {
			t.Fatalf("%v counts have no witness and %v are narrow: %v", got, narrow, r.Figures)
		}
		if r.Passed {
			passed++
		} else {
			failed++
		}
	})
	if passed == 0 || failed == 0 {
		t.Errorf("%d passed and %d failed: one side was not tried", passed, failed)
	}
}

func figure(r audit.Result, name string) float64 {
	for _, f := range r.Figures {
		if f.Name == name {
			return f.Value
		}
	}
	return -1
}

// Each interval is wide by itself, and A1 finds nothing.
func TestLinearFindsWhatIntervalsDoNot(t *testing.T) {
	x, one, ok := joined().Narrowed()
	if !ok || !one.Passed {
		t.Fatalf("A1 is to find nothing: %v", one.Figures)
	}
	r := x.Linear(10)
	if got := figure(r, tooNarrow); r.Passed || got != 3 {
		t.Errorf("not found: %v", r.Figures)
	}
	if got := figure(r, narrowest); got != 3 {
		t.Errorf("5 to 8 is told as %v wide", got)
	}
	if len(r.Examples) != 3 {
		t.Errorf("the operator is told of %v", r.Examples)
	}
}

// What cannot be true is held against the release.
func TestLinearSeesWhatCannotBe(t *testing.T) {
	x := joined()
	x.Spans[6+numerator] = [2]int32{8, 20} // seven met it
	if r := x.Linear(10); r.Passed || figure(r, ruledOut) < 1 {
		t.Errorf("a truth ruled out passes: %v", r.Figures)
	}
	for _, known := range []bool{true, false} {
		x := joined()
		x.Spans[9+population] = [2]int32{99, 99} // and the parts are 84 at most
		if !known {
			x.Truth[0] = -1
		}
		if r := x.Linear(10); r.Passed || figure(r, unsettled) < 1 {
			t.Errorf("a total that no parts add up to passes, known %v: %v", known, r.Figures)
		}
	}
}

// Where very many counts have no witness the work is bounded, and none is let pass for it.
func TestLinearStopsAndSaysSo(t *testing.T) {
	one, x := joined(), joined()
	for x.Areas = 1; x.Areas < 150; x.Areas++ {
		x.Truth, x.Spans = append(x.Truth, one.Truth...), append(x.Spans, one.Spans...)
	}
	r := x.Linear(0)
	narrow, left := figure(r, tooNarrow), figure(r, unsettled)
	if r.Passed || narrow != 100 || left != 350 {
		t.Errorf("%v", r.Figures)
	}
}

// ages is a made-up nation by age, each count published by the table: half of its councils small.
func ages(t testing.TB, areas int) audit.PartsForTest {
	random, table := rand.New(rand.NewPCG(5, 6)), disclosure.Standard()
	noise, err := disclosure.NewNoise(table, []byte("a key for benchmarks, 32 bytes!!"))
	if err != nil {
		t.Fatal(err)
	}
	stream := noise.Stream(disclosure.Set{Population: "p", Vintage: disclosure.Provisional})
	age, _ := measure.DimensionOf("age_band")
	x := audit.PartsForTest{Categories: age.Categories, Areas: areas}
	for a := range areas {
		truth := total(x.Categories, func(int) [kinds]int32 {
			n := random.Int32N(8 + int32(a%2)*200)
			u := random.Int32N(n/8 + 1)
			return [kinds]int32{n, u, random.Int32N(n - u + 1)}
		})
		for _, n := range truth {
			low, high, _ := table.Truths(disclosure.Council, stream.Draw(uint64(n), random.Uint64()))
			x.Spans = append(x.Spans, [2]int32{int32(low), int32(high)})
		}
		x.Truth = append(x.Truth, truth...)
	}
	return x
}

// Programmes agree with witnesses on councils drawn by the table, and every count gets the one or the other.
func TestLinearOnDrawnCouncils(t *testing.T) {
	x, _, ok := ages(t, 2_000).Narrowed()
	if !ok {
		t.Fatal("a drawn nation is called a contradiction")
	}
	r := x.Linear(20)
	if figure(r, ruledOut)+figure(r, disagreed)+figure(r, unsettled) > 0 || figure(r, attacked) < 30_000 {
		t.Error(r.Figures)
	}
}

// BenchmarkLinear is A2 on 1.2 million counts, of which two thirds are small: nothing is sampled, and some fifty have no witness, since nobody
// gates these or keeps them together.
func BenchmarkLinear(b *testing.B) {
	x, _, _ := ages(b, 40_000).Narrowed()
	attack, counts := x.Attack(), 0.0
	for b.Loop() {
		counts += figure(attack(0), attacked)
	}
	b.ReportMetric(counts/b.Elapsed().Seconds(), "counts/s")
}

package audit_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/careduty/careduty/etl/audit"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"
)

func TestSpreads(t *testing.T) {
	table := disclosure.Standard()
	spread := audit.Spreads(table)
	for _, tier := range disclosure.Tiers {
		for y := uint64(0); y < 200; y += disclosure.Step {
			low, high, _ := table.Truths(tier, y)
			weight, square := 0.0, 0.0
			for n := low; n <= high; n++ {
				p := table.Row(tier, n).P(y)
				weight, square = weight+p, square+p*(float64(n)-float64(y))*(float64(n)-float64(y))
			}
			if got := spread(tier, y); math.Abs(got-square/weight) > 1e-6 {
				t.Errorf("%s: spread of %d is %v, want %v", tier, y, got, square/weight)
			}
		}
	}
	// By hand from the rounded rows of a council: Σ P(0|n) n² / Σ P(0|n).
	if got := spread(disclosure.Council, 0); math.Abs(got-21.06/3.466) > 0.005 {
		t.Errorf("the spread of a published 0 is %v", got)
	}
	if !math.IsInf(spread(disclosure.Council, 7), 1) {
		t.Error("a value that is never published is believed")
	}
}

// Two partitions of one total: the estimate of the total is the three observations of it, each by its variance.
func TestAverageWeighsPartitions(t *testing.T) {
	k := &audit.Known{}
	count := func() audit.Count { return k.Count(0, audit.Unbounded) }
	total, a, b, c, d, e := count(), count(), count(), count(), count(), count()
	k.Sum(total, 0, a, b)
	k.Sum(total, 0, c, d, e)
	k.Sum(total, 9, a) // not exact, so not averaged over
	got := k.Average([]float64{100, 60, 45, 30, 30, 30}, []float64{8, 8, 8, 8, 8, 8})
	if want := (100/8. + 105/16. + 90/24.) / (1/8. + 1/16. + 1/24.); math.Abs(got[total]-want) > 1e-5 {
		t.Errorf("total %v, want %v", got[total], want)
	}
	if math.Abs(got[a]+got[b]-got[total]) > 1e-5 || math.Abs(got[c]+got[d]+got[e]-got[total]) > 1e-5 {
		t.Errorf("the estimates do not add up: %v", got)
	}
}

// A second opinion by a dense solution of the same equations.
func TestAverageIsTheLeastSquaresEstimate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		k := &audit.Known{}
		n := 3 + random.IntN(12)
		y, v := make([]float64, n), make([]float64, n)
		for i := range n {
			k.Count(0, audit.Unbounded)
			y[i], v[i] = 100*random.Float64(), 0.5+10*random.Float64()
		}
		facts := 1 + random.IntN(3)
		a := mat.NewDense(facts, n, nil)
		for f := range facts {
			order := random.Perm(n)
			a.Set(f, order[0], -1)
			parts := []audit.Count{}
			for _, p := range order[1 : 2+random.IntN(n-2)] {
				a.Set(f, p, 1)
				parts = append(parts, audit.Count(p))
			}
			k.Sum(audit.Count(order[0]), 0, parts...)
		}
		var va, ava, ay, l, move mat.Dense
		va.Mul(mat.NewDiagDense(n, v), a.T())
		ava.Mul(a, &va)
		ay.Mul(a, mat.NewDense(n, 1, y))
		if err := l.Solve(&ava, &ay); err != nil {
			t.Skip("facts that repeat each other")
		}
		move.Mul(&va, &l)
		want := make([]float64, n)
		for i := range want {
			want[i] = y[i] - move.At(i, 0)
		}
		if diff := cmp.Diff(want, k.Average(y, v), cmpopts.EquateApprox(0, 1e-3)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// average attacks the nation's counts, drawn so many times each.
func average(draws int) audit.Result {
	k, truth, class := &audit.Known{}, []int32{}, []audit.Class{}
	random := rand.New(rand.NewPCG(5, 6))
	table := disclosure.Standard()
	noise, _ := disclosure.NewNoise(table, []byte("a key for benchmarks, 32 bytes!!"))
	stream, spread := noise.Stream(disclosure.Set{Population: "p", Vintage: disclosure.Provisional}), audit.Spreads(table)
	var y, v []float64
	add := func(n int32, c audit.Class) audit.Count {
		first := k.Count(0, audit.Unbounded)
		truth, class, y, v = append(truth, n), append(class, c), append(y, 0), append(v, 1e6)
		for range draws {
			k.Sum(first, 0, k.Count(0, audit.Unbounded))
			p := stream.Draw(uint64(n), random.Uint64())
			truth, class = append(truth, n), append(class, audit.NotJudged)
			y, v = append(y, float64(p)), append(v, spread(disclosure.Council, p))
		}
		return first
	}
	for range 150 {
		n := 60 + random.Int32N(500)
		total := add(n, audit.CouncilTotal)
		for range 4 {
			var parts []audit.Count
			rest := n
			for range 4 {
				p := random.Int32N(rest + 1)
				parts, rest = append(parts, add(p, audit.CouncilPart)), rest-p
			}
			k.Sum(total, 0, append(parts, add(rest, audit.CouncilPart))...)
		}
	}
	return audit.ScoreAverage(k.Average(y, v), truth, class, draws > 1)
}

func TestAveragingFailsOnThreeVintagesAndSucceedsOnTwelve(t *testing.T) {
	for draws, want := range map[int]bool{1: true, 3: true, 12: false} {
		if r := average(draws); r.Passed != want {
			t.Errorf("%d draws: withstood %v, want %v: %v", draws, r.Passed, want, r.Figures)
		} else {
			t.Logf("%d draws: %v", draws, r.Figures)
		}
	}
}

// Counts of nobody are not judged, and what they would come to is told.
func TestAveragesOfNobodyAreTold(t *testing.T) {
	class := []audit.Class{audit.CouncilTotal, audit.CouncilPart, audit.CouncilPart, audit.CouncilPart, audit.NotJudged}
	r := audit.ScoreAverage([]float64{40.2, 5, 0.3, -2, 7}, []int32{44, 5, 0, 0, 7}, class, false)
	var got []float64
	for _, f := range r.Figures[1:3] {
		got = append(got, f.Value)
	}
	if diff := cmp.Diff([]float64{0.5, 0.5}, got); diff != "" {
		t.Error(diff)
	}
	if with := r.Figures[2]; with.Most != nil || !with.Private {
		t.Errorf("%v is judged", with)
	}
	r = audit.ScoreAverage([]float64{40.2, 5, 0.3, 0.1, 0}, []int32{44, 5, 0, 0, 0}, append(class[:4], audit.CouncilPart), false)
	if r.Figures[1].Value != 0.5 || r.Figures[2].Value != 0.8 {
		t.Errorf("%v", r.Figures)
	}
}

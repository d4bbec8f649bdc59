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
	k := &audit.Facts{}
	count := func() int32 { return k.Add(0, audit.Unbounded) }
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
		k := &audit.Facts{}
		n := 3 + random.IntN(12)
		y, v := make([]float64, n), make([]float64, n)
		for i := range n {
			k.Add(0, audit.Unbounded)
			y[i], v[i] = 100*random.Float64(), 0.5+10*random.Float64()
		}
		facts := 1 + random.IntN(3)
		a := mat.NewDense(facts, n, nil)
		for f := range facts {
			order := random.Perm(n)
			a.Set(f, order[0], -1)
			parts := []int32{}
			for _, p := range order[1 : 2+random.IntN(n-2)] {
				a.Set(f, p, 1)
				parts = append(parts, int32(p))
			}
			k.Sum(int32(order[0]), 0, parts...)
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

// averaged is how far off averaging is that adds up totals and parts, each drawn so many times.
func averaged(draws int) float64 {
	k, truth := &audit.Facts{}, []int32{}
	random := rand.New(rand.NewPCG(5, 6))
	table := disclosure.Standard()
	noise, _ := disclosure.NewNoise(table, []byte("a key for benchmarks, 32 bytes!!"))
	drawer, spread := noise.Drawer(disclosure.Stream{Vintage: 1}), audit.Spreads(table)
	var y, v []float64
	add := func(n int32) int32 {
		first := k.Add(0, audit.Unbounded)
		truth, y, v = append(truth, n), append(y, 0), append(v, 1e6)
		for range draws {
			k.Sum(first, 0, k.Add(0, audit.Unbounded))
			p, _ := drawer.Draw(uint64(n), random.Uint64())
			truth, y, v = append(truth, -1), append(y, float64(p)), append(v, spread(disclosure.Council, p))
		}
		return first
	}
	for range 150 {
		n := 60 + random.Int32N(500)
		total := add(n)
		for range 4 {
			var parts []int32
			rest := n
			for range 4 {
				p := random.Int32N(rest + 1)
				parts, rest = append(parts, add(p)), rest-p
			}
			k.Sum(total, 0, append(parts, add(rest))...)
		}
	}
	square, number := 0.0, 0.0
	for i, x := range k.Average(y, v) {
		if truth[i] > 0 {
			square, number = square+(x-float64(truth[i]))*(x-float64(truth[i])), number+1
		}
	}
	return math.Sqrt(square / number)
}

// Averaging over three vintages leaves what B3 asks for; over twelve it would not.
func TestAveragingFailsOnThreeVintagesAndSucceedsOnTwelve(t *testing.T) {
	for draws, want := range map[int]bool{1: true, 3: true, 12: false} {
		if off := averaged(draws); off >= 1.2 != want {
			t.Errorf("%d draws: off by %.2f", draws, off)
		}
	}
}

package audit

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/careduty/careduty/internal/disclosure"
)

// anyWeights are made-up weights of a few values.
func anyWeights(random *rand.Rand) weights {
	w := weights{random.IntN(3), make([]float64, 1+random.IntN(4))}
	for i := range w.p {
		w.p[i] = random.Float64()
	}
	return w
}

// What a tree of sums infers is what counting every case gives: a total of a leaf and of a band with two leaves.
func TestInferenceIsExact(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 9))
	for range 200 {
		a, b, c := &node{prior: anyWeights(random)}, &node{prior: anyWeights(random), seen: anyWeights(random)}, &node{prior: anyWeights(random)}
		band := &node{parts: []*node{b, c}, seen: anyWeights(random)}
		root := &node{parts: []*node{a, band}, seen: anyWeights(random)}
		want, whole := map[*node]map[int]float64{a: {}, b: {}, c: {}, band: {}, root: {}}, 0.0
		for x := range 8 {
			for y := range 8 {
				for z := range 8 {
					p := a.prior.at(x) * b.prior.at(y) * b.seen.at(y) * c.prior.at(z) * band.seen.at(y+z) * root.seen.at(x+y+z)
					whole += p
					for n, v := range map[*node]int{a: x, b: y, c: z, band: y + z, root: x + y + z} {
						want[n][v] += p
					}
				}
			}
		}
		if ok := root.infer(); ok != (whole > 0) {
			t.Fatalf("inferred %v, of a whole weight of %g", ok, whole)
		} else if !ok {
			continue
		}
		for n, list := range want {
			for v, p := range list {
				if got := n.after.at(v); math.Abs(got-p/whole) > 1e-9 {
					t.Fatalf("a value of %d has %g, want %g", v, got, p/whole)
				}
			}
		}
	}
}

// The smoother gives what counting every path of three counts gives.
func TestSmootherIsExact(t *testing.T) {
	m := newModel(disclosure.Standard(), outside{})
	for range 3 {
		m.Add(0, Unbounded)
		m.tiers, m.truth = append(m.tiers, disclosure.Council), append(m.truth, Count{})
	}
	for _, y := range [][][]float64{{{5}, {5}, {0}}, {{0}, {0}, {0}}, {{10}, {5, 0}, {5}}} {
		track := &track{at: []int32{0, 1, 2}, churn: 0.1}
		got := m.smoothed(track, y)
		mean := 0.0
		for i := range y {
			for _, v := range y[i] {
				mean += v / float64(3*len(y[i]))
			}
		}
		s, likely := newSteps(0.1, max(mean, 0.3)), func(i, n int) float64 {
			p := 1.0
			for _, v := range y[i] {
				p *= m.table.Row(disclosure.Council, uint64(n)).P(uint64(v))
			}
			return p
		}
		pass := func(i, from, to int) float64 {
			p := s.moves[from][to] * likely(i, to)
			if from == to && len(y[i]) == len(y[i-1]) && y[i][0] == y[i-1][0] {
				p += s.stays[from]
			}
			return p
		}
		var want [3][25]float64
		whole := 0.0
		for a := range 25 {
			for b := range 25 {
				for c := range 25 {
					p := likely(0, a) * pass(1, a, b) * pass(2, b, c)
					whole += p
					want[0][a], want[1][b], want[2][c] = want[0][a]+p, want[1][b]+p, want[2][c]+p
				}
			}
		}
		for i := range want {
			got[i].normal()
			for n := range 20 {
				if math.Abs(got[i].at(n)-want[i][n]/whole) > 1e-4 {
					t.Errorf("%v: point %d is %d with %g, want %g", y, i, n, got[i].at(n), want[i][n]/whole)
				}
			}
		}
	}
}

// Steps add up: from each count some other, or the same by a set that stayed, is certain to follow.
func TestStepsAddUp(t *testing.T) {
	s := newSteps(0.2, 8)
	for n := range 25 {
		sum := s.stays[n]
		for _, p := range s.moves[n] {
			sum += p
		}
		if math.Abs(sum-1) > 1e-6 {
			t.Errorf("from %d: %g", n, sum)
		}
	}
}

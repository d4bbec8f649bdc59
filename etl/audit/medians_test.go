package audit_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/careduty/careduty/internal/disclosure"
)

// The chance beyond which two medians with their intervals must not raise an attacker's hope of naming an amount.
const mostMedianGain = 0.05

// amounts are weekly budgets as they are spread among people: few hundred pounds, some far more.
func amounts(random *rand.Rand, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = math.Round(100*math.Exp(5.9+0.7*random.NormFloat64())) / 100
	}
	slices.Sort(out)
	return out
}

func bins(sorted []float64) []disclosure.Bin {
	var out []disclosure.Bin
	for _, x := range sorted {
		if n := len(out); n > 0 && out[n-1].Amount == x {
			out[n-1].Count++
			continue
		}
		out = append(out, disclosure.Bin{Amount: x, Count: 1})
	}
	return out
}

func with(others []float64, x float64) []float64 {
	i, _ := slices.BinarySearch(others, x)
	return slices.Insert(slices.Clone(others), i, x)
}

// likeness is how often medians of these people, drawn by keys of the attacker's own, are those published.
func likeness(noises []*disclosure.Noise, set disclosure.Stream, people []disclosure.Bin, shown disclosure.Shown, published []disclosure.Median) float64 {
	product := 1.0
	for _, m := range published {
		value, low, high := 0.5, 0.5, 0.5
		for s, noise := range noises {
			g, _ := noise.Median(set, uint64(s), disclosure.Pounds, people)
			value += count(g.Value == m.Value)
			low += count(g.Lower95 == m.Lower95)
			high += count(g.Upper95 == m.Upper95)
		}
		product *= value
		if shown == disclosure.WithInterval {
			product *= low * high
		}
	}
	return product
}

func count(ok bool) float64 {
	if ok {
		return 1
	}
	return 0
}

// best is the guess that most of a weight lies within five pounds of.
func best(candidates, weight []float64) float64 {
	guess, most := 0.0, -1.0
	for _, x := range candidates {
		sum := 0.0
		for j, y := range candidates {
			if math.Abs(x-y) <= 5 {
				sum += weight[j]
			}
		}
		if sum > most {
			guess, most = x, sum
		}
	}
	return guess
}

// Someone who knows every amount but one is given two medians of the same people, with their intervals, and names the one. They must
// not be right within five pounds much more often than from how amounts are spread.
func TestMediansDoNotNameAnAmount(t *testing.T) {
	random := rand.New(rand.NewPCG(10, 10))
	set := disclosure.Stream{Vintage: 1}
	var noises []*disclosure.Noise
	for range 24 {
		key := make([]byte, disclosure.KeySize)
		for i := range key {
			key[i] = byte(random.Uint32())
		}
		noise, err := disclosure.NewNoise(disclosure.Standard(), key)
		if err != nil {
			t.Fatal(err)
		}
		noises = append(noises, noise)
	}
	spread := amounts(random, 400) // what is known of how amounts are spread
	flat := make([]float64, len(spread))
	for i := range flat {
		flat[i] = 1
	}
	for _, n := range []int{30, 45, 60} {
		shown := disclosure.Value
		if uint64(n) >= disclosure.Council.IntervalGate() {
			shown = disclosure.WithInterval
		}
		const trials = 150
		named, chance := 0.0, 0.0
		for trial := range trials {
			all := amounts(random, n)
			x := all[random.IntN(n)]
			others := slices.DeleteFunc(slices.Clone(all), func(y float64) bool { return y == x })
			var published []disclosure.Median
			for draw := range 2 {
				m, _ := noises[trial%len(noises)].Median(set, uint64(1000+2*trial+draw), disclosure.Pounds, bins(all))
				published = append(published, m)
			}
			weight := make([]float64, len(spread))
			// Amounts between the same two of the others, not near the middle, are alike to the medians.
			for i, y := range spread {
				weight[i] = likeness(noises, set, bins(with(others, y)), shown, published)
			}
			named += count(math.Abs(best(spread, weight)-x) <= 5)
			chance += count(math.Abs(best(spread, flat)-x) <= 5)
		}
		t.Logf("of %d people: named %.3f, by chance %.3f", n, named/trials, chance/trials)
		if named/trials > chance/trials+mostMedianGain {
			t.Errorf("of %d people, medians name an amount in %.3f of cases, chance in %.3f", n, named/trials, chance/trials)
		}
	}
}

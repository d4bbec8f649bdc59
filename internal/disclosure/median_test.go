package disclosure_test

import (
	"math"
	"testing"

	"github.com/careduty/careduty/internal/disclosure"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// ramp is n people with the amounts 1 to n, so that an amount is its rank.
func ramp(n int) []disclosure.Bin {
	bins := make([]disclosure.Bin, n)
	for i := range bins {
		bins[i] = disclosure.Bin{Amount: float64(i + 1), Count: 1}
	}
	return bins
}

func TestMedianRankMovesNoFurtherThanItsReach(t *testing.T) {
	noise := newNoise(t, key)
	for _, c := range []struct {
		n     int
		reach float64
	}{{30, 2}, {100, 2}, {101, 3}, {301, 7}, {2000, 10}} {
		middle := float64(c.n+1) / 2
		sum, least, most := 0.0, math.Inf(1), math.Inf(-1)
		for s := range uint64(2000) {
			m, ok := noise.Median(disclosure.Stream{Vintage: 3}, s, disclosure.Days, ramp(c.n))
			if !ok {
				t.Fatalf("%d people: median %v, %v", c.n, m, ok)
			}
			sum, least, most = sum+m.Value-middle, min(least, m.Value-middle), max(most, m.Value-middle)
		}
		if least < -c.reach-.5 || most > c.reach+.5 || most-least < 2*c.reach-1 {
			t.Errorf("%d people: moved from %v to %v, want %v either way", c.n, least, most, c.reach)
		}
		if mean := sum / 2000; math.Abs(mean) > c.reach/15+.03 {
			t.Errorf("%d people: moved by %v on average", c.n, mean)
		}
	}
}

func TestMedianRepeatsForTheSameSet(t *testing.T) {
	set := disclosure.Stream{Vintage: 1}
	one, _ := newNoise(t, key).Median(set, 9, disclosure.Days, ramp(500))
	two, _ := newNoise(t, key).Median(set, 9, disclosure.Days, ramp(500))
	if diff := cmp.Diff(one, two); diff != "" {
		t.Error(diff)
	}
}

func TestMedianIsRoundedInOrderAndInside(t *testing.T) {
	noise := newNoise(t, key)
	rapid.Check(t, func(t *rapid.T) {
		var bins []disclosure.Bin
		amount := 0.0
		for _, step := range rapid.SliceOfN(rapid.Float64Range(0.01, 300), disclosure.FewestAmounts, 80).Draw(t, "steps") {
			amount += step
			bins = append(bins, disclosure.Bin{Amount: amount, Count: rapid.Uint64Range(1, 20).Draw(t, "count")})
		}
		m, ok := noise.Median(anyStream(t), rapid.Uint64().Draw(t, "s"), disclosure.Pounds, bins)
		if !ok || !(m.Lower95 <= m.Value && m.Value <= m.Upper95) {
			t.Fatalf("out of order: %+v", m)
		}
		if m.Lower95 < bins[0].Amount-5 || m.Upper95 > amount+5 {
			t.Fatalf("outside the amounts: %+v", m)
		}
		for _, v := range []float64{m.Value, m.Lower95, m.Upper95} {
			if math.Mod(v, 5) != 0 {
				t.Fatalf("%v is not rounded to five pounds", v)
			}
		}
	})
}

func TestMedianOfTiesIsTheirAmount(t *testing.T) {
	bins := []disclosure.Bin{{Amount: 10, Count: 20}, {Amount: 200, Count: 60}, {Amount: 900, Count: 20}}
	m, _ := newNoise(t, key).Median(disclosure.Stream{Vintage: 3}, 5, disclosure.Pounds, bins)
	if diff := cmp.Diff(disclosure.Median{Value: 200, Lower95: 200, Upper95: 200}, m); diff != "" {
		t.Error(diff)
	}
}

// Where noise alone carries a denominator past the gate, what is printed must not tell of nobody: it is withheld of up to nine alike.
func TestMedianOfFewIsWithheldAsOfNoOne(t *testing.T) {
	gate := disclosure.Gate{Tier: disclosure.Region, Median: true}
	counts := disclosure.Counts{People: 125, Unknown: 80}
	want := disclosure.Figures{Shown: disclosure.Sizes, Status: disclosure.Withheld, Denominator: 45, Unknown: 80}
	for n := range uint64(12) {
		m, ok := newNoise(t, key).Median(disclosure.Stream{Tier: disclosure.Region, Vintage: 3}, 0, disclosure.Days, ramp(int(n)))
		got := gate.MedianFigures(counts, gate.Total(counts), m, ok)
		if diff := cmp.Diff(want, got); (diff != "") != (n >= 10) {
			t.Errorf("a median of %d people: %+v", n, got)
		}
	}
}

func TestMedianFigures(t *testing.T) {
	gate := disclosure.Gate{Tier: disclosure.Council, Median: true}
	for _, c := range []struct {
		population uint64
		want       disclosure.Figures
	}{
		{25, disclosure.Figures{Status: disclosure.Withheld}},
		{55, disclosure.Figures{Shown: disclosure.Value, Status: disclosure.LowReliability, Denominator: 55, Value: 200}},
		{60, disclosure.Figures{Shown: disclosure.WithInterval, Denominator: 60, Value: 200, Lower95: 200, Upper95: 200}},
	} {
		counts := disclosure.Counts{People: c.population}
		bins := []disclosure.Bin{{Amount: 200, Count: c.population}}
		m, ok := newNoise(t, key).Median(disclosure.Stream{Vintage: 3}, 7, disclosure.Pounds, bins)
		if diff := cmp.Diff(c.want, gate.MedianFigures(counts, gate.Total(counts), m, ok)); diff != "" {
			t.Errorf("%d people: %s", c.population, diff)
		}
	}
}

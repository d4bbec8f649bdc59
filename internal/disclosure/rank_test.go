package disclosure_test

import (
	"testing"

	"github.com/careduty/careduty/internal/disclosure"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func printed(value, half float64) disclosure.Printed {
	return disclosure.Printed{Value: value, Lower95: value - half, Upper95: value + half, Denominator: 100, HasValue: true, HasInterval: true}
}

func TestRanks(t *testing.T) {
	small := printed(99, 1)
	small.Denominator = 29
	bare := printed(40, 0)
	bare.HasInterval = false
	areas := []disclosure.Printed{printed(50, 5), printed(80, 5), {}, printed(50, 1), small, printed(10, 2), bare}
	want := []disclosure.Rank{
		{Rank: 2, Low: 2, High: 4, Of: 5},
		{Rank: 1, Low: 1, High: 2, Of: 5},
		{Of: 5, Reason: disclosure.NoValue},
		{Rank: 2, Low: 2, High: 4, Of: 5},
		{Of: 5, Reason: disclosure.SmallDenominator},
		{Rank: 5, Low: 4, High: 5, Of: 5},
		{Rank: 4, Low: 1, High: 5, Of: 5},
	}
	if diff := cmp.Diff(want, disclosure.Ranks(disclosure.HighIsGood, 30, areas)); diff != "" {
		t.Error(diff)
	}
	for _, r := range disclosure.Ranks(disclosure.NoPolarity, 30, areas[:2]) {
		if r.Reason != disclosure.NoAgreedPolarity || r.Rank != 0 || r.Of != 0 {
			t.Errorf("ranked without polarity: %+v", r)
		}
	}
	if r := disclosure.Ranks(disclosure.LowIsGood, 30, areas); r[5].Rank != 1 || r[1].Rank != 5 {
		t.Errorf("where low is good, 10 has rank %d and 80 has rank %d", r[5].Rank, r[1].Rank)
	}
}

func TestDifferLooksAtTheHalvesThatFaceEachOther(t *testing.T) {
	wideAway := printed(60, 3)
	wideAway.Upper95 = 95
	if a, b := printed(50, 4), wideAway; !disclosure.Differ(a, b) || !disclosure.Differ(b, a) {
		t.Error("10 apart with halves 4 and 3 is not called different")
	}
	if disclosure.Differ(printed(50, 8), printed(60, 7)) {
		t.Error("10 apart with halves 8 and 7 is called different")
	}
}

func TestRanksAreOrderedAndShared(t *testing.T) {
	area := rapid.Custom(func(t *rapid.T) disclosure.Printed {
		p := printed(float64(rapid.IntRange(0, 20).Draw(t, "value")), rapid.Float64Range(0, 5).Draw(t, "half"))
		p.HasInterval = rapid.Bool().Draw(t, "interval")
		p.Denominator = rapid.Uint64Range(28, 33).Draw(t, "denominator")
		return p
	})
	rapid.Check(t, func(t *rapid.T) {
		areas := rapid.SliceOf(area).Draw(t, "areas")
		for i, r := range disclosure.Ranks(disclosure.LowIsGood, 30, areas) {
			if r.Reason != "" {
				continue
			}
			better := 0 // counted the slow way
			for _, other := range areas {
				if other.Denominator >= 30 && other.Value < areas[i].Value {
					better++
				}
			}
			if r.Rank != better+1 || r.Low < 1 || r.Low > r.Rank || r.High < r.Rank || r.High > r.Of {
				t.Fatalf("area %d: %+v, with %d better", i, r, better)
			}
		}
	})
}

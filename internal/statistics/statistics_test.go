package statistics_test

import (
	"math"
	"testing"

	"github.com/careduty/careduty/internal/statistics"
	"github.com/google/go-cmp/cmp"
)

func TestDiffer(t *testing.T) {
	a := statistics.Estimate{Value: 60, Lower: 55, Upper: 65}
	for _, c := range []struct {
		b    statistics.Estimate
		want bool
	}{
		{statistics.Estimate{Value: 50, Lower: 45, Upper: 55}, true},
		{statistics.Estimate{Value: 54, Lower: 49, Upper: 59}, false},
		{statistics.Estimate{Value: 70, Lower: 65, Upper: 75}, true},
		{statistics.Estimate{Value: 20}, false}, // nothing is known of how far chance moves it
	} {
		if got := statistics.Differ(a, c.b); got != c.want || statistics.Differ(c.b, a) != got {
			t.Errorf("%v and %v differ: %t, want %t either way round", a, c.b, got, c.want)
		}
	}
	d := statistics.Difference(a, statistics.Estimate{Value: 50, Lower: 46, Upper: 53})
	if want := (statistics.Estimate{Value: 10, Lower: 10 - math.Hypot(5, 3), Upper: 10 + math.Hypot(5, 4)}); d != want {
		t.Errorf("difference %v, want %v", d, want)
	}
}

// Ties share a place; a place is left open to whoever does not surely differ.
func TestRanks(t *testing.T) {
	e := func(v float64) statistics.Estimate { return statistics.Estimate{Value: v, Lower: v - 4, Upper: v + 4} }
	values := []statistics.Estimate{e(50), e(70), e(52), e(50), {Value: 10}}
	want := []statistics.Rank{{2, 1, 4}, {5, 4, 5}, {4, 1, 4}, {2, 1, 4}, {1, 1, 5}}
	want[0].Low, want[2].Low, want[3].Low = 1, 1, 1
	if diff := cmp.Diff(want, statistics.Ranks(values, true)); diff != "" {
		t.Error(diff)
	}
	high := statistics.Ranks(values, false)
	if high[1].Place != 1 || high[1].High != 2 || high[0].Place != 3 || high[3].Place != 3 || high[4].Place != 5 {
		t.Errorf("the other way round: %v", high)
	}
}

func TestFitNeedsFivePointsThatChanceMoves(t *testing.T) {
	points := []statistics.Point{{0, 1, 1}, {1, 2, 1}, {2, 3, 1}, {3, 4, 1}, {4, 5, 0}}
	if _, ok := statistics.Fit(points); ok {
		t.Error("four points that chance can move have a line")
	}
	points[4].Chance = 1
	line, ok := statistics.Fit(points)
	if !ok || math.Abs(line.Slope-1) > 1e-12 || math.Abs(line.Error-1/math.Sqrt(10)) > 1e-12 || line.Chi2 > 1e-12 {
		t.Errorf("line %+v, want slope 1, error 1/√10, nothing left over", line)
	}
}

func TestFunnelSaysNothingOfFewAreas(t *testing.T) {
	even := func(n int) []statistics.FunnelPoint {
		areas := make([]statistics.FunnelPoint, n)
		for i := range areas { // all of the size that chance gives, no more and no less
			z := math.Sqrt2 * math.Erfinv(2*(float64(i)+0.5)/float64(n)-1)
			areas[i] = statistics.FunnelPoint{Share: 0.5 + z*0.05, People: 100}
		}
		return areas
	}
	if _, ok := statistics.NewFunnel(0.5, even(9)); ok {
		t.Error("nine areas have a funnel")
	}
	for n, want := range map[int]bool{33: false, 150: true} {
		f, ok := statistics.NewFunnel(0.5, even(n))
		if !ok || f.Widened || f.NoMoreThanChance() != want {
			t.Errorf("%d areas as chance has them: %+v, no more than chance %t, want %t", n, f, f.NoMoreThanChance(), want)
		}
	}
}

func TestFunnelLimits(t *testing.T) {
	wide := make([]statistics.FunnelPoint, 20)
	for i := range wide {
		wide[i] = statistics.FunnelPoint{Share: 0.2 + 0.03*float64(i), People: 1000, Noise: 0.003}
	}
	f, ok := statistics.NewFunnel(0.5, wide)
	if !ok || !f.Widened || f.Between < 0.1 {
		t.Fatalf("councils from 20 to 77 %% do not spread: %+v", f)
	}
	small95, _, small998, _ := f.Limits(100)
	large95, _, _, _ := f.Limits(10000)
	if !(small998 < small95 && small95 < large95 && large95 < 0.5-1.96*f.Between+1e-3) {
		t.Errorf("limits do not narrow with size: %g %g %g", small998, small95, large95)
	}
	if low, high, _, _ := f.Limits(30); low < 0 || high > 1 {
		t.Errorf("limits %g and %g leave 0 to 1", low, high)
	}
}

package disclosure_test

import (
	"math"
	"testing"

	"github.com/careduty/careduty/internal/disclosure"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

func TestGatesOfTheTiers(t *testing.T) {
	var got [][4]uint64
	for _, tier := range disclosure.Tiers {
		got = append(got, [4]uint64{tier.DenominatorGate(), tier.NumeratorGate(), tier.MedianGate(), tier.IntervalGate()})
	}
	if diff := cmp.Diff([][4]uint64{{30, 20, 30, 60}, {45, 35, 45, 60}, {65, 55, 65, 65}}, got); diff != "" {
		t.Error(diff)
	}
}

func TestGate(t *testing.T) {
	counts := func(population, unknown, numerator uint64) disclosure.Counts {
		return disclosure.Counts{People: population, Unknown: unknown, Met: numerator}
	}
	council := disclosure.Gate{Tier: disclosure.Council}
	stays := disclosure.Gate{Tier: disclosure.Council, UnknownStays: true}
	median := disclosure.Gate{Tier: disclosure.Council, Median: true}
	large := counts(500, 0, 200)
	for name, c := range map[string]struct{ got, want disclosure.Shown }{
		"total_large_enough":                  {council.Total(counts(30, 0, 0)), disclosure.Value},
		"total_too_small":                     {council.Total(counts(25, 0, 25)), disclosure.Nothing},
		"total_mostly_unknown":                {council.Total(counts(500, 475, 20)), disclosure.Nothing},
		"total_unknown_stays":                 {stays.Total(counts(30, 25, 20)), disclosure.Value},
		"total_more_unknown_than_population":  {council.Total(counts(30, 35, 0)), disclosure.Nothing},
		"region_too_small":                    {disclosure.Gate{Tier: disclosure.Region}.Total(counts(40, 0, 0)), disclosure.Nothing},
		"part_of_small_total":                 {council.Part(counts(25, 0, 25), counts(25, 0, 25)), disclosure.Nothing},
		"part_too_small":                      {council.Part(counts(0, 0, 0), large), disclosure.Sizes},
		"part_large_enough":                   {council.Part(counts(30, 0, 0), large), disclosure.Value},
		"numerator_parent_too_small":          {council.Part(counts(400, 0, 15), counts(500, 0, 15)), disclosure.Sizes},
		"numerator_parent_just_large_enough":  {council.Part(counts(400, 0, 15), counts(500, 0, 20)), disclosure.Value},
		"leaf_of_small_band":                  {council.Part(counts(30, 0, 25), large, counts(25, 0, 25)), disclosure.Nothing},
		"leaf_numerator_band_too_small":       {council.Part(counts(30, 0, 15), large, counts(60, 0, 15)), disclosure.Sizes},
		"leaf_of_large_band":                  {council.Part(counts(30, 0, 15), large, counts(60, 0, 20)), disclosure.Value},
		"part_of_the_known":                   {council.Part(disclosure.Counts{People: 30, Met: 15, WithoutUnknown: true}, counts(400, 15, 200)), disclosure.Value},
		"part_less_its_unknown":               {council.Part(counts(30, 15, 15), counts(400, 20, 200)), disclosure.Sizes},
		"part_larger_than_total_by_the_noise": {council.Part(counts(30, 0, 30), counts(25, 0, 30)), disclosure.Nothing},
		"median_without_interval":             {median.Total(counts(55, 0, 0)), disclosure.Value},
		"median_with_interval":                {median.Total(counts(60, 0, 0)), disclosure.WithInterval},
		"median_part_has_no_numerator_parent": {median.Part(counts(60, 0, 0), counts(90, 0, 0)), disclosure.WithInterval},
		"median_part_too_small":               {median.Part(counts(25, 0, 0), counts(90, 0, 0)), disclosure.Sizes},
		"median_part_of_the_known":            {median.Part(disclosure.Counts{People: 45, WithoutUnknown: true}, counts(400, 15, 0)), disclosure.Value},
		"median_part_less_its_unknown":        {median.Part(counts(45, 20, 0), counts(400, 20, 0)), disclosure.Sizes},
	} {
		if c.got != c.want {
			t.Errorf("%s: %d, want %d", name, c.got, c.want)
		}
	}
}

// Few unknown of a whole are not drawn of its parts, nor of the parts of these.
func TestFewUnknownAreHiddenInParts(t *testing.T) {
	council, region := disclosure.Gate{Tier: disclosure.Council}, disclosure.Gate{Tier: disclosure.Region}
	for _, c := range []struct {
		gate  disclosure.Gate
		whole disclosure.Counts
		want  bool
	}{
		{council, disclosure.Counts{People: 400, Unknown: 15}, true},
		{council, disclosure.Counts{People: 400, Unknown: 20}, false},
		{region, disclosure.Counts{People: 400, Unknown: 30}, true},
		{council, disclosure.Counts{People: 400, Unknown: 60, WithoutUnknown: true}, true},
	} {
		if got := c.gate.HidesUnknown(c.whole); got != c.want {
			t.Errorf("%+v: %t", c.whole, got)
		}
	}
}

// A part is printed no larger than its whole: of the known, no larger than the whole's denominator.
func TestAPartIsPrintedWithinItsWhole(t *testing.T) {
	whole := disclosure.Counts{People: 100, Unknown: 15, Met: 40}
	g := disclosure.Gate{Tier: disclosure.Council}
	if got, want := (disclosure.Counts{People: 105, Unknown: 20, Met: 45}).Within(whole, g), whole; got != want {
		t.Errorf("printed as %+v", got)
	}
	got := disclosure.Counts{People: 90, Met: 10, WithoutUnknown: true}.Within(whole, g)
	if want := (disclosure.Counts{People: 85, Met: 10, WithoutUnknown: true}); got != want {
		t.Errorf("the known are printed as %+v, want %+v", got, want)
	}
}

// Nobody who did not meet a good measure prints 100 %, as nobody who met a bad one prints 0: the side on which a duty is broken is drawn. Held by the
// table's expectation over cells that are shown; what the other end costs is logged.
func TestSharesNearTheirEndsAreUnbiased(t *testing.T) {
	table := disclosure.Standard()
	for _, breach := range []bool{false, true} {
		gate := disclosure.Gate{Tier: disclosure.Council, Breach: breach}
		for _, n := range []uint64{30, 60, 200, 1000} {
			for _, drawn := range []float64{0, 0.01, 0.02, 0.5, 0.98, 1} {
				met := uint64(math.Round(drawn * float64(n)))
				truth := 100 * float64(met) / float64(n)
				if breach {
					truth = 100 - truth
				}
				bias := meanShare(table, gate, n, met) - truth
				most := 0.3
				if n == 30 {
					most = 1.5
				}
				if t.Logf("%d people, %.0f %% on the drawn side, breach %t: off by %+.2f points", n, 100*drawn, breach, bias); drawn > 0.5 {
					continue // the other end
				}
				if math.Abs(bias) > most {
					t.Errorf("%d people, %.0f %% on the drawn side, breach %t: off by %+.2f points", n, 100*drawn, breach, bias)
				}
			}
		}
	}
}

// meanShare is the mean printed share of cells of n people, of whom met are on the drawn side, that are shown.
func meanShare(table *disclosure.Table, gate disclosure.Gate, n, met uint64) float64 {
	var sum, weight float64
	over(table.Row(gate.Tier, n), func(people uint64, pPeople float64) {
		over(table.Row(gate.Tier, met), func(y uint64, pMet float64) {
			c := disclosure.Counts{People: people, Met: y}
			if f := gate.Figures(disclosure.Share, c, gate.Total(c)); f.Shown == disclosure.Value {
				sum, weight = sum+f.Value*pPeople*pMet, weight+pPeople*pMet
			}
		})
	})
	return sum / weight
}

// What passes the gate has a true population of at least 21 and, for a part's numerator, a true numerator of the total of at least 11.
func TestGatePassesOnlyLargeTruths(t *testing.T) {
	table := disclosure.Standard()
	for _, tier := range disclosure.Tiers {
		round := func(y uint64) uint64 { return (y + disclosure.Step - 1) / disclosure.Step * disclosure.Step }
		if low, _, _ := table.Truths(tier, round(tier.DenominatorGate())); low < 21 {
			t.Errorf("%s: a denominator that passes may be of %d people", tier, low)
		}
		if low, _, _ := table.Truths(tier, round(tier.NumeratorGate())); low < 11 {
			t.Errorf("%s: a numerator that passes may be of %d people", tier, low)
		}
	}
}

// The wanted figures were worked out apart from this code.
func TestFigures(t *testing.T) {
	council := disclosure.Gate{Tier: disclosure.Council}
	for name, c := range map[string]struct {
		gate   disclosure.Gate
		kind   disclosure.Kind
		counts disclosure.Counts
		want   disclosure.Figures
	}{
		// The noise of the quotient is √(8 + 2·8/4) = 3.4641.
		"share": {council, disclosure.Share, disclosure.Counts{People: 120, Unknown: 20, Met: 50}, disclosure.Figures{
			Numerator: 50, Denominator: 100, Unknown: 20, Value: 50, Lower95: 38.2277, Upper95: 61.7723, NoiseSD: 3.4641,
		}},
		// One draw below the line: √(8 + 8/4) = 3.1623.
		"share_unknown_stays": {disclosure.Gate{UnknownStays: true}, disclosure.Share, disclosure.Counts{People: 100, Unknown: 20, Met: 50}, disclosure.Figures{
			Numerator: 50, Denominator: 100, Unknown: 20, Value: 50, Lower95: 38.5587, Upper95: 61.4413, NoiseSD: 3.1623,
		}},
		"share_above_one": {council, disclosure.Share, disclosure.Counts{People: 1000, Met: 1005}, disclosure.Figures{
			Numerator: 1000, Denominator: 1000, Value: 100, Lower95: 98.9663, Upper95: 100, NoiseSD: 0.4899,
		}},
		// Those who did not meet it are drawn: nobody left out is 100 %, with the noise of a count of none.
		"share_of_all": {disclosure.Gate{Breach: true}, disclosure.Share, disclosure.Counts{People: 1000}, disclosure.Figures{
			Numerator: 1000, Denominator: 1000, Value: 100, Lower95: 99.3264, Upper95: 100, NoiseSD: 0.2828,
		}},
		"share_of_none": {council, disclosure.Share, disclosure.Counts{People: 1000}, disclosure.Figures{
			Status: disclosure.LowReliability, Denominator: 1000, Upper95: 0.6736, NoiseSD: 0.2828,
		}},
		// The exact interval of a Poisson count of 10 is 4.7954 to 18.3904.
		"rate": {council, disclosure.Rate, disclosure.Counts{People: 2000, Met: 10}, disclosure.Figures{
			Status: disclosure.LowReliability, Numerator: 10, Denominator: 2000, Value: 5, Lower95: 1.198, Upper95: 10.0282, NoiseSD: 1.4142,
		}},
		"noisy": {council, disclosure.Share, disclosure.Counts{People: 30, Met: 20}, disclosure.Figures{
			Status: disclosure.LowReliability, Numerator: 20, Denominator: 30, Value: 66.6667, Lower95: 35.603, Upper95: 95.7167, NoiseSD: 12.9577,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			c.want.Shown = disclosure.Value
			got := c.gate.Figures(c.kind, c.counts, c.gate.Total(c.counts))
			if diff := cmp.Diff(c.want, got, cmpopts.EquateApprox(0, 1e-9)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWithheldFiguresAreEmpty(t *testing.T) {
	gate := disclosure.Gate{Tier: disclosure.Council}
	c := disclosure.Counts{People: 25, Unknown: 5, Met: 15}
	if diff := cmp.Diff(disclosure.Figures{Status: disclosure.Withheld}, gate.Figures(disclosure.Share, c, disclosure.Nothing)); diff != "" {
		t.Error(diff)
	}
	want := disclosure.Figures{Shown: disclosure.Sizes, Status: disclosure.Withheld, Denominator: 20, Unknown: 5}
	if diff := cmp.Diff(want, gate.Figures(disclosure.Share, c, disclosure.Sizes)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want, gate.MedianFigures(c, disclosure.Sizes, disclosure.Median{Value: 5}, true)); diff != "" {
		t.Error(diff)
	}
}

func anyCounts(t *rapid.T) disclosure.Counts {
	fives := rapid.Custom(func(t *rapid.T) uint64 { return 5 * rapid.Uint64Range(0, 4000).Draw(t, "fives") })
	return disclosure.Counts{People: fives.Draw(t, "population"), Unknown: fives.Draw(t, "unknown"), Met: fives.Draw(t, "numerator")}
}

func TestFiguresHoldTheirValueAndTheirNoise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gate := disclosure.Gate{Tier: rapid.SampledFrom(disclosure.Tiers[:]).Draw(t, "tier"), UnknownStays: rapid.Bool().Draw(t, "stays"), Breach: rapid.Bool().Draw(t, "breach")}
		kind := disclosure.Share
		if !gate.Breach { // of a rate those who met it are drawn
			kind = rapid.SampledFrom([]disclosure.Kind{disclosure.Share, disclosure.Rate}).Draw(t, "kind")
		}
		counts := anyCounts(t)
		f := gate.Figures(kind, counts, gate.Total(counts))
		if f.Shown == disclosure.Nothing {
			return
		}
		top := map[disclosure.Kind]float64{disclosure.Share: 100, disclosure.Rate: 1000}[kind]
		if !(0 <= f.Lower95 && f.Lower95 <= f.Value && f.Value <= f.Upper95 && f.Upper95 <= top) {
			t.Fatalf("value and interval out of order: %+v", f)
		}
		if least := top * math.Sqrt(gate.Tier.V()) / float64(f.Denominator); f.NoiseSD < least-1e-4 {
			t.Fatalf("noise %v, below %v", f.NoiseSD, least)
		}
		if f.Lower95 > 0 && f.Value-f.Lower95 < 1.96*f.NoiseSD-2e-4*f.NoiseSD-1e-3 {
			t.Fatalf("the interval leaves out the noise: %+v", f)
		}
	})
}

// Over all outcomes of the table, an interval of a cell holds the truth at least as often as it says, but for what any interval
// of small counts loses.
func TestIntervalsCoverTheTruthUnderTheNoise(t *testing.T) {
	table, gate := disclosure.Standard(), disclosure.Gate{Tier: disclosure.Council}
	for _, truth := range []struct{ n, d uint64 }{{10, 60}, {30, 60}, {50, 200}, {400, 1000}} {
		covered := 0.0
		over(table.Row(gate.Tier, truth.n), func(num uint64, pNum float64) {
			over(table.Row(gate.Tier, truth.d), func(den uint64, pDen float64) {
				c := disclosure.Counts{People: den, Met: num}
				f := gate.Figures(disclosure.Share, c, disclosure.Value)
				if p := 100 * float64(truth.n) / float64(truth.d); f.Lower95 <= p && p <= f.Upper95 {
					covered += pNum * pDen
				}
			})
		})
		if covered < 0.99 { // the interval also allows for chance, so noise alone must hardly ever leave it
			t.Errorf("%d of %d: covered %.3f", truth.n, truth.d, covered)
		}
	}
}

func over(row disclosure.Row, visit func(y uint64, p float64)) {
	for i := range row.Weights {
		y := row.First + uint64(i)*disclosure.Step
		visit(y, row.P(y))
	}
}

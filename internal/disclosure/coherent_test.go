package disclosure_test

import (
	"testing"

	"github.com/careduty/careduty/internal/disclosure"
	"pgregory.net/rapid"
)

// span is the truths an attacker is left with.
type span struct{ low, high uint64 }

func (s span) holds(n uint64) bool   { return s.low <= n && n <= s.high }
func (s span) values() uint64        { return s.high - s.low + 1 }
func (s span) atMost(o span) span    { return span{s.low, min(s.high, o.high)} }
func (s span) atLeast(o span) span   { return span{max(s.low, o.low), s.high} }
func (s span) less(part span) span   { return span{0, s.high - min(part.low, s.high)} }
func (s span) within(by uint64) bool { return s.values() >= by }

// told is the truths a drawn or printed count leaves.
func told(table *disclosure.Table, t disclosure.Tier, y uint64) span {
	low, high, _ := table.Truths(t, y)
	return span{low, high}
}

// drawn lists what a true count may be drawn as.
func drawn(table *disclosure.Table, t disclosure.Tier, n uint64) []uint64 {
	row := table.Row(t, n)
	var out []uint64
	for i := range row.Weights {
		out = append(out, row.First+uint64(i)*disclosure.Step)
	}
	return out
}

// Of a set inside another, of nearly the same few people, every pair of draws leaves both small counts seven values, and neither truth is
// ruled out; without Least the worst pair does not.
func TestLeastKeepsSevenValues(t *testing.T) {
	table := disclosure.Standard()
	bare := false
	for _, tier := range disclosure.Tiers {
		for outer := uint64(1); outer <= 40; outer++ {
			for inner := uint64(1); inner <= outer; inner++ {
				for _, a := range drawn(table, tier, inner) {
					for _, b := range drawn(table, tier, outer) {
						raised := max(b, tier.Least(a))
						i, o := told(table, tier, a), told(table, tier, raised)
						if !o.holds(outer) {
							t.Fatalf("%s: the larger set's count is ruled out", tier)
						}
						i, o = i.atMost(o), o.atLeast(i)
						if inner <= 9 && !i.within(7) || outer <= 9 && !o.within(7) {
							t.Fatalf("%s: draws %d and %d of two nested sets leave %d and %d values", tier, a, raised, i.values(), o.values())
						}
						bare = bare || inner <= 9 && !told(table, tier, a).atMost(told(table, tier, b)).within(7)
					}
				}
			}
		}
	}
	if !bare {
		t.Error("no pair of draws needs the rule: it is for nothing")
	}
}

// Whatever is drawn of the three counts of a cell, what is printed of the unknown leaves seven values, and no truth is ruled out.
func TestCoherentKeepsSevenValues(t *testing.T) {
	table := disclosure.Standard()
	const tier = disclosure.Council
	for _, stays := range []bool{false, true} {
		for population := uint64(0); population <= 24; population++ {
			for unknown := uint64(0); unknown <= population; unknown++ {
				for numerator := uint64(0); unknown+numerator <= population; numerator++ {
					coherent(t, table, tier, stays, disclosure.Counts{Population: population, Unknown: unknown, Numerator: numerator})
				}
			}
		}
	}
}

func coherent(t *testing.T, table *disclosure.Table, tier disclosure.Tier, stays bool, truth disclosure.Counts) {
	t.Helper()
	for _, p := range drawn(table, tier, truth.Population) {
		for _, u := range drawn(table, tier, truth.Unknown) {
			for _, n := range drawn(table, tier, truth.Numerator) {
				print := disclosure.Counts{Population: p, Unknown: u, Numerator: n}.Coherent(tier, stays)
				all, unknown := told(table, tier, print.Population), told(table, tier, print.Unknown)
				unknown = unknown.atMost(all)
				if stays { // those who met it are published, no larger than the population: only their low end is known then
					unknown = unknown.atMost(all.less(told(table, tier, min(n, p))))
				}
				if !unknown.holds(truth.Unknown) {
					t.Fatalf("the unknown are ruled out where %+v is printed", print)
				}
				if truth.Unknown <= 9 && !unknown.within(7) {
					t.Fatalf("the unknown are left %d values where %+v is printed", unknown.values(), print)
				}
			}
		}
	}
}

// Whatever is drawn of a whole and of its parts, the parts printed leave each small one seven values, and no truth is ruled out.
func TestBalanceKeepsSevenValues(t *testing.T) {
	table := disclosure.Standard()
	rapid.Check(t, func(t *rapid.T) {
		tier := rapid.SampledFrom(disclosure.Tiers[:]).Draw(t, "tier")
		truth := rapid.SliceOfN(rapid.Uint64Range(0, 9), 1, 5).Draw(t, "few")
		truth = append(truth, rapid.SliceOfN(rapid.Uint64Range(0, 90), 1, 3).Draw(t, "many")...)
		any := func(n uint64) uint64 { return rapid.SampledFrom(drawn(table, tier, n)).Draw(t, "y") }
		var all uint64
		parts := make([]uint64, len(truth))
		at := make([]*uint64, len(truth))
		for i, n := range truth {
			parts[i], at[i], all = any(n), &parts[i], all+n
		}
		whole := any(all)
		for _, y := range at {
			*y = min(*y, whole)
		}
		disclosure.Balance(tier, whole, at...)
		everything, low, high := told(table, tier, whole), uint64(0), uint64(0)
		for _, y := range parts {
			low, high = low+told(table, tier, y).low, high+told(table, tier, y).high
		}
		for i, y := range parts {
			own := told(table, tier, y)
			rest := span{low - own.low, high - own.high}
			left := span{max(own.low, everything.low-min(rest.high, everything.low)), min(own.high, everything.high-min(rest.low, everything.high))}
			if !left.holds(truth[i]) {
				t.Fatalf("a part's count is ruled out: %v of %d", parts, whole)
			}
			if truth[i] <= 9 && !left.within(7) {
				t.Fatalf("a part is left %d values: %v of %d", left.values(), parts, whole)
			}
		}
	})
}

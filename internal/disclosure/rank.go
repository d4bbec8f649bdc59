package disclosure

import (
	"cmp"
	"math"
	"slices"
)

// Polarity says which end of a measure is good.
type Polarity int8

// The polarities.
const (
	NoPolarity Polarity = iota
	HighIsGood
	LowIsGood
)

// Unranked is why an area has no rank; empty when it has one.
type Unranked string

// The reasons for no rank.
const (
	NoAgreedPolarity Unranked = "no_polarity"
	NoValue          Unranked = "no_value"
	SmallDenominator Unranked = "small_denominator"
)

// Printed is what is published of one area's total, which is all that ranks are made from.
type Printed struct {
	Value, Lower95, Upper95 float64
	Denominator             uint64
	HasValue, HasInterval   bool
}

// Rank is an area's place among those ranked: ties share one (1, 2, 2, 4). Low and High are the best and the worst place that a 95 %
// test of each pair leaves open. All are zero where Reason says why there is no rank; Of is not.
type Rank struct {
	Rank, Low, High, Of int
	Reason              Unranked
}

// Ranks places the areas of one measure and period by their printed values; rank 1 is best. Areas below the minimum denominator are
// not ranked and not counted. An area without an interval is surely better or worse than none.
func Ranks(polarity Polarity, minimum uint64, areas []Printed) []Rank {
	out := make([]Rank, len(areas))
	ranked := make([]int, 0, len(areas))
	for i, a := range areas {
		if out[i].Reason = unranked(polarity, minimum, a); out[i].Reason == "" {
			ranked = append(ranked, i)
		}
	}
	better := func(a, b Printed) int { return cmp.Compare(b.Value, a.Value) }
	if polarity == LowIsGood {
		better = func(a, b Printed) int { return cmp.Compare(a.Value, b.Value) }
	}
	slices.SortStableFunc(ranked, func(i, j int) int { return better(areas[i], areas[j]) })
	for place, i := range ranked {
		out[i].Rank, out[i].Low, out[i].High = place+1, 1, len(ranked)
		if place > 0 && areas[ranked[place-1]].Value == areas[i].Value {
			out[i].Rank = out[ranked[place-1]].Rank
		}
	}
	for place, i := range ranked {
		for _, j := range ranked[place+1:] {
			if Differ(areas[i], areas[j]) { // i is the better of the two
				out[j].Low++
				out[i].High--
			}
		}
	}
	for i := range out {
		out[i].Of = len(ranked)
	}
	return out
}

func unranked(polarity Polarity, minimum uint64, a Printed) Unranked {
	switch {
	case !a.HasValue:
		return NoValue
	case polarity == NoPolarity:
		return NoAgreedPolarity
	case a.Denominator < minimum:
		return SmallDenominator
	}
	return ""
}

// Differ is the 95 % test of two printed values, noise included: their distance against the halves of the two intervals that face each
// other, squared and added (Newcombe's interval for a difference). Anyone can repeat it from the printed row.
func Differ(a, b Printed) bool {
	if !a.HasInterval || !b.HasInterval {
		return false
	}
	if a.Value < b.Value {
		a, b = b, a
	}
	return a.Value-b.Value > math.Hypot(a.Value-a.Lower95, b.Upper95-b.Value)
}

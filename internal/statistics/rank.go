package statistics

import (
	"cmp"
	"slices"
)

// Rank is an area's place among those ranked: ties share one (1, 2, 2, 4). Low and High are the best and the worst place that a 95 %
// test of each pair leaves open.
type Rank struct{ Place, Low, High int }

// Ranks places values of which the first is best: the lowest where lowIsGood, else the highest. A value without an interval is
// neither surely better nor surely worse than any.
func Ranks(values []Estimate, lowIsGood bool) []Rank {
	out := make([]Rank, len(values))
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		if lowIsGood {
			i, j = j, i
		}
		return cmp.Compare(values[j].Value, values[i].Value)
	})
	for place, i := range order {
		out[i] = Rank{Place: place + 1, Low: 1, High: len(values)}
		if place > 0 && values[order[place-1]].Value == values[i].Value {
			out[i].Place = out[order[place-1]].Place
		}
	}
	for place, i := range order {
		for _, j := range order[place+1:] {
			if Differ(values[i], values[j]) { // i is the better of the two
				out[j].Low++
				out[i].High--
			}
		}
	}
	return out
}

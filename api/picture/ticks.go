package picture

import (
	"slices"

	"gonum.org/v1/plot"
)

// mostLabels is how many periods can be written below a chart without touching.
const mostLabels = 7

// thinned puts ticks in order and keeps the labels of so many of them, the last one always.
func thinned(ticks []plot.Tick) []plot.Tick {
	slices.SortFunc(ticks, func(a, b plot.Tick) int {
		if a.Value < b.Value {
			return -1
		}
		return 1
	})
	step := (len(ticks) + mostLabels - 1) / mostLabels
	for i := range ticks {
		if (len(ticks)-1-i)%max(step, 1) != 0 {
			ticks[i].Label = ""
		}
	}
	return ticks
}

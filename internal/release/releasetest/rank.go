package releasetest

import (
	"slices"

	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/internal/statistics"
)

// rank gives the totals of a measure their places, in England and in their region.
func rank(d measure.Definition, cells []release.Cell) {
	england, region := map[[2]string][]int{}, map[[2]string][]int{}
	for i, c := range cells {
		england[[2]string{c.AreaLevel, c.Period}] = append(england[[2]string{c.AreaLevel, c.Period}], i)
		if c.AreaLevel == "council" {
			region[[2]string{c.ParentCode, c.Period}] = append(region[[2]string{c.ParentCode, c.Period}], i)
		}
		cells[i].NotRankedReason = reason(d, c)
	}
	for _, group := range england {
		places(d, cells, group, func(c *release.Cell, rank, low, high, of *int32) {
			c.Rank, c.RankLow, c.RankHigh, c.RankedOf = rank, low, high, of
		})
	}
	for _, group := range region {
		places(d, cells, group, func(c *release.Cell, rank, low, high, of *int32) {
			c.RegionRank, c.RegionRankLow, c.RegionRankHigh, c.RegionRankedOf = rank, low, high, of
		})
	}
}

func reason(d measure.Definition, c release.Cell) string {
	switch {
	case c.Value == nil:
		return "no_value"
	case d.Polarity == measure.None:
		return "no_polarity"
	case *c.Denominator < int64(d.MinimumDenominator):
		return "small_denominator"
	}
	return ""
}

func places(d measure.Definition, cells []release.Cell, group []int, set func(c *release.Cell, rank, low, high, of *int32)) {
	ranked := slices.DeleteFunc(slices.Clone(group), func(i int) bool { return cells[i].NotRankedReason != "" })
	better := func(i, j int) bool {
		if d.Polarity == measure.LowIsGood {
			return *cells[i].Value < *cells[j].Value
		}
		return *cells[i].Value > *cells[j].Value
	}
	of := int32(len(ranked))
	for _, i := range group {
		set(&cells[i], nil, nil, nil, &of)
	}
	for _, i := range ranked {
		place, low, high := int32(1), int32(1), of
		for _, j := range ranked {
			sure := statistics.Differ(estimate(&cells[i]), estimate(&cells[j]))
			switch {
			case better(j, i):
				place++
				if sure {
					low++
				}
			case better(i, j) && sure:
				high--
			}
		}
		set(&cells[i], &place, &low, &high, &of)
	}
}

// estimate is what statistics are worked out from; without an interval nothing differs from it.
func estimate(c *release.Cell) statistics.Estimate {
	e, _ := c.Estimate()
	return e
}

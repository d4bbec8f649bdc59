// Package printed works out what a row says beside its figures, from printed values alone: its ranks, and its notes. It sees no count that is not
// printed, so that it cannot tell of one; publish writes by it, and the audit holds every row to it.
package printed

import (
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
)

// Rank places the areas of one period: regions and councils in England, and councils in their region. cells are one measure's
// totals of one period.
func Rank(d *measure.Definition, cells []release.Cell) {
	for _, level := range []area.Level{area.Region, area.Council} {
		order(d, cells, func(c *release.Cell) bool { return c.AreaLevel == string(level) }, func(c *release.Cell, r disclosure.Rank) {
			c.NotRankedReason = string(r.Reason)
			c.Rank, c.RankLow, c.RankHigh, c.RankedOf = ranks(r)
		})
	}
	for _, region := range area.Of(area.Region) {
		order(d, cells, func(c *release.Cell) bool { return c.ParentCode == region.Code }, func(c *release.Cell, r disclosure.Rank) {
			c.RegionRank, c.RegionRankLow, c.RegionRankHigh, c.RegionRankedOf = ranks(r)
		})
	}
}

// order ranks the cells that are kept among each other.
func order(d *measure.Definition, cells []release.Cell, keep func(*release.Cell) bool, put func(*release.Cell, disclosure.Rank)) {
	var kept []*release.Cell
	var all []disclosure.Printed
	for i := range cells {
		if c := &cells[i]; keep(c) {
			kept = append(kept, c)
			all = append(all, printed(c))
		}
	}
	for i, r := range disclosure.Ranks(polarity(d.Polarity), uint64(d.MinimumDenominator), all) { //nolint:gosec // 30 or more
		put(kept[i], r)
	}
}

// printed is what ranks may look at: the printed row.
func printed(c *release.Cell) disclosure.Printed {
	p := disclosure.Printed{HasValue: c.Value != nil, HasInterval: c.Lower95 != nil && c.Upper95 != nil}
	if p.HasValue {
		p.Value = *c.Value
	}
	if p.HasInterval {
		p.Lower95, p.Upper95 = *c.Lower95, *c.Upper95
	}
	if c.Denominator != nil {
		p.Denominator = uint64(*c.Denominator) //nolint:gosec // a count of people
	}
	return p
}

func ranks(r disclosure.Rank) (rank, low, high, of *int32) {
	if r.Reason == disclosure.NoAgreedPolarity {
		return nil, nil, nil, nil
	}
	of = number(r.Of)
	if r.Reason != "" {
		return nil, nil, nil, of
	}
	return number(r.Rank), number(r.Low), number(r.High), of
}

func number(n int) *int32 {
	v := int32(n) //nolint:gosec // at most 153
	return &v
}

func polarity(p measure.Polarity) disclosure.Polarity {
	switch p {
	case measure.LowIsGood:
		return disclosure.LowIsGood
	case measure.HighIsGood:
		return disclosure.HighIsGood
	case measure.None:
	}
	return disclosure.NoPolarity
}

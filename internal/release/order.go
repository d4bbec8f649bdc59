package release

import (
	"cmp"
	"slices"
)

// compare puts two cells in the order a query asks for, the same as compiled.order has the database put them.
func (q Query) compare(a, b *Cell) int {
	for _, o := range q.Sort {
		if !slices.Contains(Sortable, o.Column) {
			continue
		}
		if c := sortable[o.Column](a, b, o.Descending); c != 0 {
			return c
		}
	}
	return cmp.Or(cmp.Compare(a.Measure, b.Measure), cmp.Compare(a.Period, b.Period), cmp.Compare(a.AreaCode, b.AreaCode),
		cmp.Compare(a.CategoryOrder, b.CategoryOrder))
}

// sortable compares two cells by a column of Sortable.
var sortable = map[string]func(a, b *Cell, descending bool) int{
	"measure":     by(func(c *Cell) *string { return &c.Measure }),
	"area_code":   by(func(c *Cell) *string { return &c.AreaCode }),
	"area_name":   by(func(c *Cell) *string { return &c.AreaName }),
	"area_level":  by(func(c *Cell) *string { return &c.AreaLevel }),
	"period":      by(func(c *Cell) *string { return &c.Period }),
	"value":       by(func(c *Cell) *float64 { return c.Value }),
	"lower_95":    by(func(c *Cell) *float64 { return c.Lower95 }),
	"upper_95":    by(func(c *Cell) *float64 { return c.Upper95 }),
	"numerator":   by(func(c *Cell) *int64 { return c.Numerator }),
	"denominator": by(func(c *Cell) *int64 { return c.Denominator }),
	"rank":        by(func(c *Cell) *int32 { return c.Rank }),
	"region_rank": by(func(c *Cell) *int32 { return c.RegionRank }),
}

// by compares what two cells have of something; a missing value comes last either way.
func by[T cmp.Ordered](of func(*Cell) *T) func(a, b *Cell, descending bool) int {
	return func(a, b *Cell, descending bool) int {
		x, y := of(a), of(b)
		switch {
		case x == nil && y == nil:
			return 0
		case x == nil:
			return 1
		case y == nil:
			return -1
		case descending:
			return cmp.Compare(*y, *x)
		}
		return cmp.Compare(*x, *y)
	}
}

package evaluate

import (
	"context"

	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// portion is what one person of a median measure has in one period: the amount, and where the person stands in each breakdown.
// One is kept for each person, small and once, since a histogram for every cell would hold each person in eight.
type portion struct {
	amount int64
	leaf   [8]uint8 // category by position, for the total and at most seven dimensions
}

// amounts reads the amounts of a median measure into its table.
func (e *Engine) amounts(ctx context.Context, t *Table, s shape, g period.Grain) error {
	rows, err := e.ask(ctx, "amounts", s)
	if err != nil {
		return err
	}
	at, n, first := stretch(t.Periods, g)
	leaves := t.leafIndex()
	var idx int
	var council string
	var p portion
	categories := make([]string, len(t.Breakdowns))
	fields := []any{&idx, &council, &p.amount}
	for b := 1; b < len(t.Breakdowns); b++ {
		fields = append(fields, &categories[b])
	}
	return rows.Each(func() error {
		if err := rows.Scan(fields...); err != nil {
			return err
		}
		k := idx - first
		if k < 0 || k >= n {
			return nil
		}
		for b, c := range categories {
			leaf, ok := leaves[b][c]
			if !ok {
				leaf = leaves[b][measure.Unknown] // a category that is not listed stands with the unknown
			}
			p.leaf[b] = leaf
		}
		cell := (at+k)*len(t.Councils) + e.index[council]
		t.amounts[cell] = append(t.amounts[cell], p)
		return nil
	})
}

// leafIndex gives, for each breakdown, the position of each category.
func (t *Table) leafIndex() []map[string]uint8 {
	out := make([]map[string]uint8, len(t.Breakdowns))
	for b, breakdown := range t.Breakdowns {
		out[b] = map[string]uint8{}
		for i, c := range breakdown.Categories {
			out[b][c.Slug] = uint8(i) //nolint:gosec // a dimension has a dozen categories
		}
	}
	return out
}

// Amounts is the histogram of a median measure for a set of councils in a period, breakdown and category, all by position: how
// many people have each amount.
func (t *Table) Amounts(p int, councils []int, breakdown, category int) map[int64]int64 {
	var in [256]bool
	for _, leaf := range t.leaves(t.Breakdowns[breakdown], category) {
		in[leaf] = true
	}
	sum := map[int64]int64{}
	for _, c := range councils {
		for _, portion := range t.amounts[p*len(t.Councils)+c] {
			if in[portion.leaf[breakdown]] {
				sum[portion.amount]++
			}
		}
	}
	return sum
}

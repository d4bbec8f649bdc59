package audit_test

import (
	"strings"
	"testing"
	"time"

	"github.com/careduty/careduty/etl/audit"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/release"
)

// What stands beside a row's figures follows from printed values, areas and periods: whatever a row says else is seen, each in its place.
func TestEverythingBesideFiguresIsLookedAt(t *testing.T) {
	other := func(n int32) *int32 { return &n }
	next := func(n *int32) *int32 {
		if n == nil {
			return other(1)
		}
		return other(*n%3 + 1)
	}
	plants := []struct {
		figure    string
		dimension string
		plant     func(c *release.Cell)
	}{
		{ranks, "", func(c *release.Cell) { c.Rank = next(c.Rank) }},
		{ranks, "", func(c *release.Cell) { c.RankHigh = next(c.RankHigh) }},
		{ranks, "", func(c *release.Cell) { c.RankedOf = other(1) }},
		{ranks, "", func(c *release.Cell) { c.RegionRankLow = nil }},
		{ranks, "", func(c *release.Cell) { c.NotRankedReason = "no_value" }},
		{ranks, "sex", func(c *release.Cell) { c.RegionRank = other(1) }},
		{notes, "", func(c *release.Cell) { c.Notes = "The figure of 137 councils is not in this figure." }},
		{notes, "", func(c *release.Cell) {
			c.Notes += " Reviews fell in the pandemic for reasons outside councils' practice."
		}},
		{statuses, "sex", func(c *release.Cell) { bare(c, "x") }},
		{values, "", func(c *release.Cell) { c.Vintage = "r" }},
		{values, "sex", func(c *release.Cell) { c.PeriodStart = c.PeriodStart.Add(24 * time.Hour) }},
		{values, "sex", func(c *release.Cell) { c.PeriodEnd = c.PeriodEnd.Add(-24 * time.Hour) }},
		{values, "", func(c *release.Cell) { c.PeriodLabel = "31 March 1937" }},
		{values, "sex", func(c *release.Cell) { c.Band = true }},
	}
	councils, want := area.Of(area.Council), map[string]float64{}
	how := method{draw: keyed}
	for _, f := range figuresOf(rowsOf(t, how, 3), ranks, notes, statuses, values) {
		if f.Value != 0 {
			t.Errorf("nothing planted: %v", f)
		}
	}
	for _, p := range plants {
		want[p.figure]++
	}
	how.plant = func(c *release.Cell) {
		for i, p := range plants {
			if c.AreaCode == councils[40+i].Code && c.Measure == "budgets_below_cost" && c.Dimension == p.dimension && (c.Category == "" || c.Category == "female") {
				p.plant(c)
			}
		}
	}
	for _, f := range figuresOf(rowsOf(t, how, 3), ranks, notes, statuses, values) {
		if f.Value != want[f.Name] || f.Holds() {
			t.Errorf("%v, want %g", f, want[f.Name])
		}
	}
}

const (
	ranks    = "rows with ranks that do not follow from printed values"
	notes    = "rows with notes that do not"
	statuses = "rows without figures where coverage does not say so, or with some where it does"
	values   = "values that no definition gives"
)

// figuresOf are the figures of some names.
func figuresOf(r audit.Report, names ...string) []audit.Figure {
	var out []audit.Figure
	for _, x := range r.Results {
		for _, f := range x.Figures {
			if strings.Contains(strings.Join(names, "|"), f.Name) {
				out = append(out, f)
			}
		}
	}
	return out
}

// bare takes a row's figures away.
func bare(c *release.Cell, status string) {
	c.Value, c.Lower95, c.Upper95, c.NoiseSD, c.Numerator, c.Denominator, c.Unknown = nil, nil, nil, nil, nil, nil, nil
	c.Status, c.Notes = status, "Not available: no records cover it."
}

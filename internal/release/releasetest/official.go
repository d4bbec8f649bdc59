package releasetest

import (
	"context"
	"os"
	"path/filepath"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// Series is the id of the official series: two years with a break between them, councils and England, totals and one dimension; one council is missing
// altogether and another is given as not applicable.
const Series = "ascof_3d2a"

// Absent has no row in the official edition; Inapplicable has one with status z.
const (
	Absent       = "E06000053"
	Inapplicable = "E09000001"
)

func writeOfficial(ctx context.Context, dir string) error {
	if _, err := os.Stat(filepath.Join(dir, Edition)); err == nil {
		return nil
	}
	b, err := release.NewBuilder(dir, Edition)
	if err != nil {
		return err
	}
	for _, dimension := range []string{"", "age_band"} {
		if err := b.Add(officialCells(dimension)); err != nil {
			b.Abort()
			return err
		}
	}
	if _, err := b.Seal(officialManifest()); err != nil {
		b.Abort()
		return err
	}
	return b.Commit(ctx)
}

func officialManifest() release.Manifest {
	return release.Manifest{
		Kind: release.KindOfficial, Title: "A made-up edition in the shape of an official one", PublishedOn: "2025-12-11",
		Program: "careduty test", Inputs: "made up", Licence: release.Licence, LicenceURL: release.LicenceURL,
		Attribution: "NHS England, Adult Social Care Outcomes Framework 2024-25 (shape only).", Periods: []string{"2023-24", "2024-25"},
		Series: []release.Series{{
			ID: Series, Title: "People who receive direct payments", Question: "What share of people receives direct payments?",
			Unit: "percent", Polarity: "high_is_good", Numerator: "People with a direct payment.", Denominator: "People with long-term support.",
			Dimensions: []string{"age_band"}, Notes: []string{"Unrounded counts as published."},
			Breaks: []release.Break{{From: "2024-25", What: "Made from another return."}},
		}},
	}
}

func officialCells(dimension string) []release.Cell {
	categories := []measure.Category{{}}
	if dimension != "" {
		categories = []measure.Category{{Slug: "18-64", Label: "18 to 64", Order: 8, Band: true}, {Slug: "65+", Label: "65 and over", Order: 9, Band: true}}
	}
	var out []release.Cell
	for _, level := range []area.Level{area.Country, area.Council} {
		for _, p := range []period.Period{{Start: 2023}, {Start: 2024}} {
			for _, a := range area.Of(level) {
				for _, c := range categories {
					if a.Code != Absent {
						out = append(out, officialCell(a, p, dimension, c))
					}
				}
			}
		}
	}
	return out
}

func officialCell(a area.Area, p period.Period, dimension string, cat measure.Category) release.Cell {
	c := release.Cell{
		Measure: Series, Source: "ascof", AreaCode: a.Code, AreaName: a.Name, AreaLevel: string(a.Level), ParentCode: a.Parent,
		Period: p.String(), Grain: "year", PeriodLabel: p.Label(false), PeriodStart: p.First(), PeriodEnd: p.Last(),
		Dimension: dimension, Category: cat.Slug, CategoryLabel: cat.Label, CategoryOrder: int32(cat.Order), Band: cat.Band, Unit: "percent",
	}
	if a.Code == Inapplicable {
		c.Status = "z"
		return c
	}
	den := 1000 + 7*int64(len(a.Name)) + int64(p.Start)
	num := den / 4
	c.Numerator, c.Denominator, c.Value = &num, &den, print4(100*float64(num)/float64(den))
	return c
}

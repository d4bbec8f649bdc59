package evaluatetest

import (
	"testing"

	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/internal/area"
)

// PartsAddUp compares the parts of every breakdown with its total, set hashes included, for every council.
func PartsAddUp(t testing.TB, table *evaluate.Table) {
	t.Helper()
	for p := range table.Periods {
		for council := range table.Councils {
			total := table.At(p, []int{council}, 0, 0)
			for b, breakdown := range table.Breakdowns {
				var sum evaluate.Count
				for c, category := range breakdown.Categories {
					if !category.Band {
						sum = sum.Add(table.At(p, []int{council}, b, c))
					}
				}
				if sum != total {
					t.Fatalf("%s, %s: the parts by %s are %v, the total %v", table.Measure.ID, table.Periods[p], breakdown.Dimension, sum, total)
				}
			}
		}
	}
}

// LevelsAddUp compares the counts of covered councils with those of regions and of England, set hashes included, for every breakdown.
func LevelsAddUp(t testing.TB, table *evaluate.Table) {
	t.Helper()
	for p, per := range table.Periods {
		england := table.In(p, area.England)
		for _, level := range []area.Level{area.Council, area.Region} {
			var areas [][]int
			for _, a := range area.Of(level) {
				areas = append(areas, table.In(p, a.Code))
			}
			for b, breakdown := range table.Breakdowns {
				for c, category := range breakdown.Categories {
					var sum evaluate.Count
					for _, councils := range areas {
						sum = sum.Add(table.At(p, councils, b, c))
					}
					if sum != table.At(p, england, b, c) {
						t.Fatalf("%s in %s by %s %s: what each %s has does not come to England", table.Measure.ID, per, breakdown.Dimension, category.Slug, level)
					}
				}
			}
		}
	}
}

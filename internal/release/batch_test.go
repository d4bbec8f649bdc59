package release_test

import (
	"math"
	"testing"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
	"github.com/google/go-cmp/cmp"
)

// Rows given column by column are the cells of the same question, in the same order, and with the same values.
func TestBatchesAreTheCells(t *testing.T) {
	r := openFixture(t)
	for _, dimension := range []string{"", "age_band", "sex"} {
		for _, g := range []period.Grain{period.Quarter, period.Year} {
			for _, levels := range [][]area.Level{{area.Council}, {area.Country, area.Region, area.Council}, nil} {
				for _, within := range []string{"", "E12000007"} {
					q := release.Query{Dimension: dimension, Levels: levels, Within: within}
					for _, id := range []string{"overdue_reviews", "complaints_upheld", "assessment_waiting_days"} {
						s, _ := r.Subject(id)
						if all := s.Periods(g); len(all) > 0 {
							q.Wants = append(q.Wants, measure.Want{Subject: s, Periods: all[:min(3, len(all))]})
						}
					}
					if dimension == "age_band" {
						q.Not = []string{"unknown"}
					}
					compareBatches(t, r, q)
				}
			}
		}
	}
}

// shortRow is a row in short; a value of -1 stands for none.
type shortRow struct {
	Measure, Area, Period, Category, Status string
	Value                                   float64
	Start                                   int32
}

func compareBatches(t *testing.T, r *release.Release, q release.Query) {
	t.Helper()
	var want, got []shortRow
	err := r.Each(t.Context(), q, func(c *release.Cell) error {
		l := shortRow{c.Measure, c.AreaCode, c.Period, c.Category, c.Status, -1, int32(c.PeriodStart.Unix() / 86400)} //nolint:gosec // days since 1970
		if c.Value != nil {
			l.Value = *c.Value
		}
		want = append(want, l)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	done, err := r.Batches(t.Context(), q, []string{"measure", "area_code", "period", "category", "status", "value", "period_start"}, func(p release.Batch) error {
		texts := map[string]release.Text{}
		for _, name := range []string{"measure", "area_code", "period", "category", "status"} {
			texts[name] = p.Text(name)
		}
		values, starts := p.Numbers("value"), p.Days("period_start")
		for i := range p.Rows() {
			l := shortRow{texts["measure"].At(i), texts["area_code"].At(i), texts["period"].At(i), texts["category"].At(i), texts["status"].At(i), values[i], starts[i]}
			if math.IsNaN(l.Value) {
				l.Value = -1
			}
			got = append(got, l)
		}
		return nil
	})
	if err != nil || !done || len(want) == 0 {
		t.Fatalf("%v %v, %d cells", done, err, len(want))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%d cells, %d rows by column (-cells +columns):\n%.2000s", len(want), len(got), diff)
	}
}

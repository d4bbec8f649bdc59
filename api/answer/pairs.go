package answer

import (
	"context"
	"math"

	"github.com/careduty/careduty/api/query"
	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/internal/statistics"
)

// PairRow is two areas beside each other in one period.
type PairRow struct {
	AreaA       string   `json:"area_a" words:"ONS code of the first area."`
	AreaB       string   `json:"area_b" words:"ONS code of the second area."`
	Period      string   `json:"period" words:"Financial year (2025-26) or quarter (2025-26-Q1)."`
	Diff        *float64 `json:"diff" words:"The first area's figure less the second's." extensions:"x-nullable"`
	DiffLower95 *float64 `json:"diff_lower_95" words:"Lower end of the difference's 95% interval, noise included." extensions:"x-nullable"`
	DiffUpper95 *float64 `json:"diff_upper_95" words:"Upper end of the difference's 95% interval." extensions:"x-nullable"`
	Outcome     string   `json:"outcome" words:"higher, similar or lower, of the first area beside the second, or not_compared." enums:"higher,similar,lower,not_compared"`
	Release     string   `json:"release" words:"The release the figures are of."`
} //	@name	PairRow

// Comparing is what is said of the areas together.
type Comparing struct {
	Measure   string       `json:"measure"`
	Title     string       `json:"title"`
	Unit      string       `json:"unit"`
	Series    []AreaSeries `json:"series"`
	Sentences []string     `json:"sentences"` // for each pair, in the newest period
} //	@name	Comparing

// AreaSeries is one area's figures.
type AreaSeries struct {
	AreaCode string        `json:"area_code"`
	AreaName string        `json:"area_name"`
	Points   []SeriesPoint `json:"points"`
} //	@name	AreaSeries

// SeriesPoint is a figure of a series.
type SeriesPoint struct {
	Period  string   `json:"period"`
	Value   *float64 `json:"value" extensions:"x-nullable"`
	Lower95 *float64 `json:"lower_95" extensions:"x-nullable"`
	Upper95 *float64 `json:"upper_95" extensions:"x-nullable"`
	Status  string   `json:"status"`

	Unfinished bool `json:"unfinished"` // what is counted could still be done when the figure was drawn
} //	@name	SeriesPoint

// Pairs is 2 to 5 areas on one measure, each beside each.
type Pairs struct {
	Facts
	Query  *query.Compared
	Object *Comparing
	Rows   []PairRow
}

// Table is the pairs as rows.
func (t *Pairs) Table() Table {
	return Table{Columns: columnsOf[PairRow]("", nil), rows: held[PairRow](t.Rows)}
}

// Compare answers whether areas differ beyond chance, pair by pair.
func Compare(ctx context.Context, r *release.Release, q *query.Compared) (*Pairs, error) {
	s := q.Want.Subject
	out := &Comparing{Measure: s.ID, Title: s.Title, Unit: s.Unit, Series: []AreaSeries{}, Sentences: []string{}}
	t := &Pairs{Query: q, Object: out, Facts: Facts{Name: s.ID + "-compared", Subjects: []*measure.Subject{s}, Beside: out}}
	cells, err := r.Select(ctx, release.Query{Wants: []measure.Want{q.Want}, Areas: q.Areas.Codes})
	if err != nil {
		return nil, err
	}
	found := map[cellKey]*release.Cell{}
	for _, x := range cells {
		found[keyOf(named(x))] = x
	}
	at := func(code, period string) *release.Cell {
		return found[cellKey{measure: s.ID, area: code, period: period}]
	}
	for _, code := range q.Areas.Codes {
		out.Series = append(out.Series, seriesOf(q, code, at))
	}
	for i, a := range q.Areas.Codes {
		for _, b := range q.Areas.Codes[i+1:] {
			var newest *PairRow
			for _, p := range q.Want.Periods {
				if x, y := at(a, p.String()), at(b, p.String()); x != nil && y != nil {
					t.Rows = append(t.Rows, pair(x, y))
					newest = &t.Rows[len(t.Rows)-1]
				}
			}
			if newest != nil {
				x, y := at(a, newest.Period), at(b, newest.Period)
				out.Sentences = append(out.Sentences, words.Pair(x.AreaName, y.AreaName, x.PeriodLabel, newest.Outcome, newest.Diff, s.Unit))
			}
		}
	}
	t.open(cells)
	t.Total = len(t.Rows)
	t.nothing(&q.Asked)
	return t, nil
}

func seriesOf(q *query.Compared, code string, at func(code, period string) *release.Cell) AreaSeries {
	out := AreaSeries{AreaCode: code, Points: []SeriesPoint{}}
	for _, p := range q.Want.Periods {
		if x := at(code, p.String()); x != nil {
			out.AreaName = x.AreaName
			out.Points = append(out.Points, SeriesPoint{x.Period, x.Value, x.Lower95, x.Upper95, x.Status, x.Unfinished})
		}
	}
	return out
}

// pair puts two printed cells beside each other, with the interval of their difference (Newcombe's).
func pair(a, b *release.Cell) PairRow {
	c := compare(measure.None, a, b)
	row := PairRow{AreaA: a.AreaCode, AreaB: b.AreaCode, Period: a.Period, Diff: c.Diff, Outcome: c.Outcome, Release: a.Release}
	if c.Outcome != notCompared {
		x, _ := a.Estimate() // both are there, or there were no comparison
		y, _ := b.Estimate()
		d := statistics.Difference(x, y)
		row.DiffLower95, row.DiffUpper95 = rounded(d.Lower), rounded(d.Upper)
	}
	return row
}

func rounded(x float64) *float64 {
	x = math.Round(x*1e4) / 1e4
	return &x
}

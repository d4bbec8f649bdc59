package api

import (
	"context"

	"github.com/careduty/careduty/api/format"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// trendQuery is what a trend takes.
type trendQuery struct {
	areas   []string
	levels  []area.Level
	within  string
	periods periods
	grain   period.Grain
	compare []string
}

var trendColumns = []format.Column[row]{
	format.Texts("trend", "increasing, decreasing, no_change or cannot_be_calculated: of the whole series.", func(r *row) string { return r.trend.trend }),
	format.Texts("trend_outcome", "The direction by polarity: better, worse, higher, lower, similar or not_compared.", func(r *row) string { return r.trend.outcome }),
	format.Texts("trend_test", "The test, its level and how many points it had.", func(r *row) string { return r.trend.test }),
	format.Texts("summary", "The series in a sentence.", func(r *row) string { return r.trend.summary }),
	format.Texts("series_break", "What changed with this period, so that earlier ones are not compared with it; else empty.", func(r *row) string { return r.broken }),
}

// trend gives a measure's series for one or more areas.
//
//	@Summary		Trend of one measure
//	@Description	A series for each area with its direction by a named test. States on a day are tested at year ends, since quarters hold mostly the same people; the rest at the grain shown. Fewer than five points cannot be calculated. Where a series breaks, series_break says what changed, and only figures since the last break are tested.
//	@Tags			reports
//	@Produce		json,text/csv,application/vnd.apache.parquet,application/vnd.apache.arrow.stream,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,image/svg+xml,png
//	@Param			measure				path		string	true	"Measure id"	example(overdue_reviews)
//	@Param			area				query		string	false	"ONS codes, separated by commas; England where neither area nor level is given"	example(E08000035,E92000001)
//	@Param			level				query		string	false	"country, region, council, separated by commas"
//	@Param			within				query		string	false	"ONS code of the area the others lie in"	default(E92000001)
//	@Param			period				query		string	false	"latest, last:N, all, 2025-26, 2025-26-Q1, spans or a list"	default(last:12)
//	@Param			grain				query		string	false	"quarter or year, for latest, last:N and all"	Enums(quarter, year)
//	@Param			by					query		string	false	"Dimension to break down by"
//	@Param			age_band			query		string	false	"Categories, or ne: and those to leave out"
//	@Param			sex					query		string	false	"Categories, as for age_band"
//	@Param			ethnicity			query		string	false	"Categories, as for age_band"
//	@Param			support_reason		query		string	false	"Categories, as for age_band"
//	@Param			setting				query		string	false	"Categories, as for age_band; measures that have it"
//	@Param			delivery			query		string	false	"Categories, as for age_band; measures that have it"
//	@Param			complaint_subject	query		string	false	"Categories, as for age_band; measures that have it"
//	@Param			compare				query		string	false	"england, region, previous, year_ago, separated by commas, or none"	default(england)
//	@Param			sort				query		string	false	"Columns; - before one for descending. Default: period, area_code, category"
//	@Param			limit				query		int		false	"Rows of a page, JSON only"	minimum(1)	maximum(10000)	default(1000)
//	@Param			cursor				query		string	false	"Where the next page begins"
//	@Param			release				query		string	false	"Id of a release, or latest"	default(latest)
//	@Param			as_of				query		string	false	"Date: the release that was current on it"	format(date)
//	@Param			format				query		string	false	"Beats the Accept header; svg and png are pictures"	Enums(json, csv, parquet, arrow, xlsx, svg, png)
//	@Success		200					{object}	TrendAnswer
//	@Failure		default				{object}	problem.Problem
//	@Router			/v1/reports/{measure}/trend [get]
func trend(c *call) (*reply, error) {
	if err := c.readRelease(true); err != nil {
		return nil, err
	}
	s, err := c.subject()
	if err != nil {
		return nil, err
	}
	q := trendQuery{areas: c.areas(), within: c.within(), periods: c.periods("last:12"), grain: c.grain(), compare: c.compare("england")}
	q.levels = c.levels(standardLevels(q.areas, c.values.Has("area"), area.Country)...)
	a := &cells{chart: "trend", compare: q.compare, name: s.ID + "-trend", extra: trendColumns, query: release.Query{
		Wants: c.wants([]*measure.Subject{s}, q.periods, q.grain), Areas: q.areas, Levels: q.levels, Within: q.within,
	}}
	c.readCells(a, []string{"period", "area_code", "area_name", "area_level", "value"})
	var tests *directions
	a.prepare = func(ctx context.Context) (err error) {
		tests, err = newDirections(ctx, c.release, a.query)
		return err
	}
	for _, w := range a.query.Wants {
		for _, p := range w.Periods {
			for _, text := range breakAt(s, p) {
				c.note(text)
			}
		}
	}
	a.fill = func(r *row) { r.trend, r.broken = tests.of(s, r.Cell), breakOf(s, r.Cell) }
	return a.reply(c), nil
}

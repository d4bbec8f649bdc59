package api

import (
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// dataQuery is what /v1/data takes.
type dataQuery struct {
	measures []*measure.Subject
	areas    []string
	levels   []area.Level
	within   string
	periods  periods
	grain    period.Grain
	compare  []string
}

// data gives the cells of one or more measures as they are.
//
//	@Summary		Cells of one or more measures
//	@Description	Tidy rows for analysis: one row for each measure, area, period and category. A dimension that is not named means its total.
//	@Tags			data
//	@Produce		json,text/csv,application/vnd.apache.parquet,application/vnd.apache.arrow.stream,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
//	@Param			measure				query		string	true	"Measure ids, separated by commas"																										example(overdue_reviews)
//	@Param			area				query		string	false	"ONS (GSS) codes, separated by commas; each has a row whatever is known of it"															example(E08000035)
//	@Param			level				query		string	false	"country, region, council, separated by commas; council where no area is named"															default(council)
//	@Param			within				query		string	false	"ONS code of the area the others lie in"																								default(E92000001)
//	@Param			period				query		string	false	"latest, last:N, all, 2025-26, 2025-26-Q1, spans (2023-24..2025-26, 2024-25..) or a list"												default(latest)
//	@Param			grain				query		string	false	"quarter or year, for latest, last:N and all"																							Enums(quarter, year)
//	@Param			by					query		string	false	"Dimension to break down by"																											example(age_band)
//	@Param			age_band			query		string	false	"Categories of the dimension, or ne: and those to leave out"																			example(18-64,65+)
//	@Param			sex					query		string	false	"Categories, as for age_band"
//	@Param			ethnicity			query		string	false	"Categories, as for age_band"
//	@Param			support_reason		query		string	false	"Categories, as for age_band"
//	@Param			setting				query		string	false	"Categories, as for age_band; measures that have it"
//	@Param			delivery			query		string	false	"Categories, as for age_band; measures that have it"
//	@Param			complaint_subject	query		string	false	"Categories, as for age_band; measures that have it"
//	@Param			compare				query		string	false	"england, region, previous, year_ago, separated by commas, or none"																		default(none)
//	@Param			sort				query		string	false	"Columns, separated by commas; - before one for descending. Default: measure, period, area_code, category"								example(-value,area_name)
//	@Param			limit				query		int		false	"Rows of a page, JSON only"																												minimum(1)	maximum(10000)	default(1000)
//	@Param			cursor				query		string	false	"Where the next page begins, from links.next"
//	@Param			release				query		string	false	"Id of a release, or latest"																											default(latest)
//	@Param			as_of				query		string	false	"Date: the release that was current on it"																								format(date)
//	@Param			format				query		string	false	"Beats the Accept header"																												Enums(json, csv, parquet, arrow, xlsx)
//	@Success		200					{object}	RowsAnswer
//	@Failure		default				{object}	problem.Problem
//	@Router			/v1/data [get]
func data(c *call) (*reply, error) {
	if err := c.readRelease(true); err != nil {
		return nil, err
	}
	q := dataQuery{measures: c.measures(), areas: c.areas(), within: c.within(), periods: c.periods("latest"), grain: c.grain(), compare: c.compare()}
	q.levels = c.levels(standardLevels(q.areas, c.values.Has("area"), area.Council)...)
	a := &cells{compare: q.compare, name: "data", query: release.Query{
		Wants: c.wants(q.measures, q.periods, q.grain), Areas: q.areas, Levels: q.levels, Within: q.within,
	}}
	c.readCells(a, []string{"measure", "area_code", "area_name", "area_level", "period", "value", "lower_95", "upper_95", "numerator", "denominator"})
	if c.values.Has("area") && len(q.areas) == 0 {
		a.query.Wants = nil // every area named is gone; a warning says what became of it
	}
	return a.reply(c), nil
}

// standardLevels is the level where none is asked for: none at all where areas are named.
func standardLevels(areas []string, named bool, standard area.Level) []area.Level {
	if named || len(areas) > 0 {
		return nil
	}
	return []area.Level{standard}
}

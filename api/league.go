package api

import (
	"context"
	"slices"

	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// leagueQuery is what a league table takes.
type leagueQuery struct {
	areas   []string
	levels  []area.Level
	within  string
	periods periods
	grain   period.Grain
	compare []string
}

// leagueTable gives all areas of a level for one period, in order.
//
//	@Summary		League table of one measure
//	@Description	All areas of a level for one period with rank, the places chance leaves open, and the comparison with England. Ranks are over all areas of the level in England, or of the region given with within, never over the rows asked for. Without an agreed direction areas are ordered, not ranked.
//	@Tags			reports
//	@Produce		json,text/csv,application/vnd.apache.parquet,application/vnd.apache.arrow.stream,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,image/svg+xml,png
//	@Param			measure	path		string	true	"Measure id"																	example(overdue_reviews)
//	@Param			area	query		string	false	"ONS codes: only these rows"
//	@Param			level	query		string	false	"One level"																		Enums(council, region, country)	default(council)
//	@Param			within	query		string	false	"ONS code of a region: its councils, with their rank in it"						default(E92000001)				example(E12000007)
//	@Param			period	query		string	false	"latest, or one year or quarter"												default(latest)
//	@Param			grain	query		string	false	"quarter or year, for latest"													Enums(quarter, year)
//	@Param			compare	query		string	false	"england, region, previous, year_ago, separated by commas, or none"				default(england)
//	@Param			sort	query		string	false	"Columns; - before one for descending. Default: rank, or -value where nothing is ranked"	example(-value)
//	@Param			limit	query		int		false	"Rows of a page, JSON only"														minimum(1)	maximum(10000)	default(1000)
//	@Param			cursor	query		string	false	"Where the next page begins"
//	@Param			release	query		string	false	"Id of a release, or latest"	default(latest)
//	@Param			as_of	query		string	false	"Date: the release that was current on it"	format(date)
//	@Param			chart	query		string	false	"Which picture, for svg and png"	Enums(ranking, funnel)	default(ranking)
//	@Param			format	query		string	false	"Beats the Accept header; svg and png are pictures"	Enums(json, csv, parquet, arrow, xlsx, svg, png)
//	@Success		200		{object}	LeagueAnswer
//	@Failure		default	{object}	problem.Problem
//	@Router			/v1/reports/{measure}/league-table [get]
func leagueTable(c *call) (*reply, error) {
	if err := c.readRelease(true); err != nil {
		return nil, err
	}
	s, err := c.subject()
	if err != nil {
		return nil, err
	}
	q := leagueQuery{areas: c.areas(), levels: c.levels(area.Council), within: c.within(), periods: c.periods("latest"), grain: c.grain(), compare: c.compare("england")}
	wants := c.wants([]*measure.Subject{s}, q.periods, q.grain)
	if len(q.levels) > 1 {
		c.bad("level", problem.Conflicting, "A league table has one level.", levels, "")
	}
	if len(wants) > 0 && len(wants[0].Periods) > 1 {
		c.bad("period", problem.Conflicting, "A league table has one period. For several see /v1/reports/"+s.ID+"/trend.", nil, "")
	}
	a := &cells{chart: c.chart(), compare: q.compare, name: s.ID + "-league-table", extra: slices.Concat(placeColumns, funnelColumns), query: release.Query{
		Wants: wants, Areas: q.areas, Levels: q.levels, Within: q.within,
	}}
	a.query.Sort = c.sort([]string{"rank", "value", "area_name", "area_code", "denominator", "numerator", "lower_95", "upper_95"})
	regional := q.within != area.England && slices.Equal(q.levels, []area.Level{area.Council})
	a.order(s, regional)
	a.limit = c.limit()
	c.checkCursor()
	c.resolve(a.query)
	c.leagueRows(a, s, regional)
	return a.reply(c), nil
}

// leagueRows has a league table's rows made from one reading of all areas of the level, which the funnel needs in any case.
func (c *call) leagueRows(a *cells, s *measure.Subject, regional bool) {
	var f funnel
	shape := func(ctx context.Context, all []*release.Cell) error {
		if len(all) == 0 {
			return nil
		}
		p, err := period.Parse(all[0].Period)
		if err != nil {
			return err
		}
		england, err := c.release.Above(ctx, s, area.England, p)
		f = newFunnel(s, england, all)
		c.note(f.note())
		return err
	}
	a.fill = func(r *row) { r.place, r.funnel = placeOf(r.Cell, regional), f.of(r.Cell) }
	whole := a.query
	whole.Within, whole.Areas = "", nil
	var all []*release.Cell
	a.prepare = func(ctx context.Context) (err error) { // before the first row, so that every format has the note
		if all, err = c.release.Select(ctx, whole); err != nil {
			return err
		}
		return shape(ctx, all)
	}
	if len(a.query.Areas) > 0 {
		return // rows that must be there whatever the release has: two readings
	}
	within := a.query.Within
	a.each = func(_ context.Context, do func(*release.Cell) error) error {
		for _, x := range all {
			if within == area.England || x.ParentCode == within || x.AreaCode == within {
				if err := do(x); err != nil {
					return err
				}
			}
		}
		return nil
	}
}

// order puts rows by rank, of the region where the table is a region's; unranked measures go by value.
func (a *cells) order(s *measure.Subject, regional bool) {
	if len(a.query.Sort) == 0 {
		key := release.Order{Column: "rank"}
		if s.Polarity == measure.None || s.Series != nil {
			key = release.Order{Column: "value", Descending: s.Polarity != measure.LowIsGood}
		}
		a.query.Sort = []release.Order{key}
	}
	for i, o := range a.query.Sort {
		if o.Column == "rank" && regional {
			a.query.Sort[i].Column = "region_rank"
		}
	}
}

func placeOf(c *release.Cell, regional bool) place {
	if regional {
		return place{c.RegionRank, c.RegionRankLow, c.RegionRankHigh, c.RegionRankedOf}
	}
	return place{c.Rank, c.RankLow, c.RankHigh, c.RankedOf}
}

package api

import (
	"context"
	"io"
	"slices"

	"github.com/careduty/careduty/api/format"
	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
)

// report is one measure in brief: its latest figure for England, how it moves, and how the councils stand to it.
type report struct {
	row
	subject *measure.Subject
	spread  spread
}

// spread is how the councils' figures lie. It is made from printed values.
type spread struct {
	areas                          int64
	lowest, quarter, median        *float64
	threeQuarters, highest         *float64
	higher, similar, lower, except int64
}

var reportColumns = []format.Column[report]{
	format.Texts("measure", "Id of the measure or official series.", func(r *report) string { return r.subject.ID }),
	format.Texts("title", "Title.", func(r *report) string { return r.subject.Title }),
	format.Texts("question", "The question it answers.", func(r *report) string { return r.subject.Question }),
	format.Texts("theme", "Theme; empty for official series.", func(r *report) string { return r.subject.Theme }),
	format.Texts("source", "records, or the official series.", func(r *report) string { return r.subject.Source }),
	format.Texts("unit", "Unit of value.", func(r *report) string { return r.subject.Unit }),
	format.Texts("polarity", "low_is_good, high_is_good or none.", func(r *report) string { return string(r.subject.Polarity) }),
	format.Texts("period", "The newest period with a figure.", func(r *report) string { return r.Period }),
	format.Texts("period_label", "The period in words.", func(r *report) string { return r.PeriodLabel }),
	format.Numbers("value", "England's figure.", func(r *report) *float64 { return r.Value }),
	format.Numbers("lower_95", "Lower end of its 95% interval.", func(r *report) *float64 { return r.Lower95 }),
	format.Numbers("upper_95", "Upper end of its 95% interval.", func(r *report) *float64 { return r.Upper95 }),
	format.Wholes("councils", "How many councils are in the figure.", func(r *report) *int32 { return r.Councils }),
	format.Texts("status", "c, x, z, u or empty.", func(r *report) string { return r.Status }),
	format.Numbers("year_ago_value", "England's figure a year before.", func(r *report) *float64 { return r.compared[yearAgo].value }),
	format.Numbers("year_ago_diff", "The change since.", func(r *report) *float64 { return r.compared[yearAgo].diff }),
	format.Texts("year_ago_outcome", "The change in a word.", func(r *report) string { return r.compared[yearAgo].outcome }),
	format.Texts("direction", "increasing, decreasing, no_change or cannot_be_calculated.", func(r *report) string { return r.trend.trend }),
}

var reportEnd = []format.Column[report]{
	format.Texts("report", "Address of the report.", func(r *report) string { return "/v1/reports/" + r.subject.ID }),
	format.Texts("league_table", "Address of the league table.", func(r *report) string { return "/v1/reports/" + r.subject.ID + "/league-table" }),
	format.Texts("trend", "Address of the trend.", func(r *report) string { return "/v1/reports/" + r.subject.ID + "/trend" }),
	format.Texts("definition", "Address of the definition.", func(r *report) string { return "/v1/measures/" + r.subject.ID }),
	format.Texts("official", "Address of the official series nearest to the measure, if one is served; the definition says why the two differ.", officialOf),
	format.Texts("release", "The release the figure is of.", func(r *report) string { return r.Release }),
}

// officialOf is the address of the official series nearest to a measure; empty where none is served beside it.
func officialOf(r *report) string {
	if d := r.subject.Definition; d != nil {
		for _, o := range d.Official {
			if o.Series != "" {
				return "/v1/reports/" + o.Series
			}
		}
	}
	return ""
}

func count64(get func(*report) int64) func(*report) *int64 {
	return func(r *report) *int64 { n := get(r); return &n }
}

var spreadColumns = []format.Column[report]{
	format.Wholes("areas", "Councils with a figure.", count64(func(r *report) int64 { return r.spread.areas })),
	format.Numbers("lowest", "Lowest figure of a council.", func(r *report) *float64 { return r.spread.lowest }),
	format.Numbers("lower_quartile", "A quarter of the councils are at or below it.", func(r *report) *float64 { return r.spread.quarter }),
	format.Numbers("median", "Half of the councils are at or below it.", func(r *report) *float64 { return r.spread.median }),
	format.Numbers("upper_quartile", "Three quarters of the councils are at or below it.", func(r *report) *float64 { return r.spread.threeQuarters }),
	format.Numbers("highest", "Highest figure of a council.", func(r *report) *float64 { return r.spread.highest }),
	format.Wholes("higher", "Councils higher than England by more than chance.", count64(func(r *report) int64 { return r.spread.higher })),
	format.Wholes("similar", "Councils whose difference could be chance.", count64(func(r *report) int64 { return r.spread.similar })),
	format.Wholes("lower", "Councils lower than England by more than chance.", count64(func(r *report) int64 { return r.spread.lower })),
	format.Wholes("not_compared", "Councils without a figure or interval.", count64(func(r *report) int64 { return r.spread.except })),
	format.Texts("summary", "The report in a sentence.", func(r *report) string { return r.summary() }),
}

const yearAgo = 3 // its place in comparisons

// listReports gives every report with its latest figure for England.
//
//	@Summary		Every report in one line
//	@Description	Latest figure for England, its change in a year and its direction, with links.
//	@Tags			reports
//	@Produce		json,text/csv,application/vnd.apache.parquet,application/vnd.apache.arrow.stream,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
//	@Param			release	query		string	false	"Id of a release, or latest"	default(latest)
//	@Param			as_of	query		string	false	"Date: the release that was current on it"	format(date)
//	@Param			format	query		string	false	"Beats the Accept header"	Enums(json, csv, parquet, arrow, xlsx)
//	@Success		200		{object}	ReportsAnswer
//	@Failure		default	{object}	problem.Problem
//	@Router			/v1/reports [get]
func listReports(c *call) (*reply, error) {
	if err := c.readRelease(false); err != nil {
		return nil, err
	}
	all := c.release.Subjects()
	return &reply{name: "reports", write: func(ctx context.Context, w io.Writer) error {
		rows, err := reports(ctx, c, all)
		if err != nil {
			return err
		}
		columns := slices.Concat(reportColumns, reportEnd)
		return writeRows(c, w, columns, rows, all)
	}}, nil
}

// showReport gives one report in brief.
//
//	@Summary		One report in brief
//	@Description	England's latest figure, how the councils' figures spread, and how many differ from England by more than chance.
//	@Tags			reports
//	@Produce		json,text/csv,application/vnd.apache.parquet,application/vnd.apache.arrow.stream,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
//	@Param			measure	path		string	true	"Measure id"	example(overdue_reviews)
//	@Param			release	query		string	false	"Id of a release, or latest"	default(latest)
//	@Param			as_of	query		string	false	"Date: the release that was current on it"	format(date)
//	@Param			format	query		string	false	"Beats the Accept header"	Enums(json, csv, parquet, arrow, xlsx)
//	@Success		200		{object}	ReportAnswer
//	@Failure		default	{object}	problem.Problem
//	@Router			/v1/reports/{measure} [get]
func showReport(c *call) (*reply, error) {
	if err := c.readRelease(false); err != nil {
		return nil, err
	}
	s, err := c.subject()
	if err != nil {
		return nil, err
	}
	return &reply{name: s.ID, write: func(ctx context.Context, w io.Writer) error {
		rows, err := reports(ctx, c, []*measure.Subject{s})
		if err != nil {
			return err
		}
		if err := rows[0].readSpread(ctx, c); err != nil {
			return err
		}
		return writeRows(c, w, slices.Concat(reportColumns, spreadColumns, reportEnd), rows, []*measure.Subject{s})
	}}, nil
}

// reports are the latest figures for England, in the order of the subjects; one without any figure has status x.
func reports(ctx context.Context, c *call, subjects []*measure.Subject) ([]*report, error) {
	q := release.Query{Levels: []area.Level{area.Country}, Wants: c.wants(subjects, periods{latest: true}, "")}
	compare, err := newComparer(ctx, c.release, q, []string{"year_ago"})
	if err != nil {
		return nil, err
	}
	tests, err := newDirections(ctx, c.release, q)
	if err != nil {
		return nil, err
	}
	found := map[string]*release.Cell{}
	if err := c.release.Each(ctx, q, func(x *release.Cell) error { found[x.Measure] = x; return nil }); err != nil {
		return nil, err
	}
	out := make([]*report, len(subjects))
	for i, s := range subjects {
		x := found[s.ID]
		if x == nil {
			x = &release.Cell{Measure: s.ID, AreaCode: area.England, AreaName: "England", AreaLevel: string(area.Country), Status: "x", Release: s.Edition}
		}
		out[i] = &report{row: row{Cell: x}, subject: s}
		if err := compare.fill(&out[i].row); err != nil {
			return nil, err
		}
		out[i].trend = tests.of(s, x)
	}
	return out, nil
}

// readSpread reads the councils' figures of the report's period and places them beside England's.
func (r *report) readSpread(ctx context.Context, c *call) error {
	q := release.Query{Levels: []area.Level{area.Council}, Wants: c.wants([]*measure.Subject{r.subject}, periods{latest: true}, "")}
	var values []float64
	err := c.release.Each(ctx, q, func(x *release.Cell) error {
		if x.Value != nil {
			values = append(values, *x.Value)
		}
		b := beside("", x, r.Cell)
		switch b.outcome {
		case "higher":
			r.spread.higher++
		case "lower":
			r.spread.lower++
		case "similar":
			r.spread.similar++
		default:
			r.spread.except++
		}
		return nil
	})
	slices.Sort(values)
	r.spread.areas = int64(len(values))
	for i, p := range []**float64{&r.spread.lowest, &r.spread.quarter, &r.spread.median, &r.spread.threeQuarters, &r.spread.highest} {
		if len(values) > 0 {
			v := values[(len(values)-1)*i/4]
			*p = &v
		}
	}
	return err
}

func (r *report) summary() string {
	england := ""
	if r.Value != nil {
		england = words.Amount(*r.Value, r.subject.Unit)
	}
	s := r.spread
	return words.Spread(r.subject.Title, r.PeriodLabel, england, int(s.higher), int(s.similar), int(s.lower), int(s.except))
}

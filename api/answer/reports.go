package answer

import (
	"slices"

	"github.com/careduty/careduty/api/query"
	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
)

// ReportRow is one measure in brief: its latest figure for England, and how it moves.
type ReportRow struct {
	Measure        string   `json:"measure" words:"Id of the measure or official series."`
	Title          string   `json:"title" words:"Title."`
	Question       string   `json:"question" words:"The question it answers."`
	Theme          string   `json:"theme" words:"Theme; those of official series begin with official_ or asked_." extensions:"x-nullable"`
	Source         string   `json:"source" words:"records, or the official series."`
	Unit           string   `json:"unit" words:"Unit of value."`
	Polarity       string   `json:"polarity" words:"low_is_good, high_is_good or none." enums:"low_is_good,high_is_good,none"`
	Period         string   `json:"period" words:"The newest period with a figure." extensions:"x-nullable"`
	PeriodLabel    string   `json:"period_label" words:"The period in words." extensions:"x-nullable"`
	Value          *float64 `json:"value" words:"England's figure." extensions:"x-nullable"`
	Lower95        *float64 `json:"lower_95" words:"Lower end of its 95% interval." extensions:"x-nullable"`
	Upper95        *float64 `json:"upper_95" words:"Upper end of its 95% interval." extensions:"x-nullable"`
	Councils       *int32   `json:"councils" words:"How many councils are in the figure." extensions:"x-nullable"`
	Status         string   `json:"status" words:"c, x, z, u or empty." extensions:"x-nullable"`
	Unfinished     bool     `json:"unfinished" words:"Whether what is counted could still be done when the figure was drawn."`
	YearAgoValue   *float64 `json:"year_ago_value" words:"England's figure a year before." extensions:"x-nullable"`
	YearAgoDiff    *float64 `json:"year_ago_diff" words:"The change since." extensions:"x-nullable"`
	YearAgoOutcome string   `json:"year_ago_outcome" words:"The change in a word." enums:"higher,similar,lower,not_compared"`
	YearAgoJudged  string   `json:"year_ago_judgement" words:"better or worse; empty where similar or no direction is agreed." extensions:"x-nullable"`
	Direction      string   `json:"direction" words:"increasing, decreasing, no_steady_change or cannot_be_calculated." enums:"increasing,decreasing,no_steady_change,cannot_be_calculated"`

	Report      string `json:"report" words:"Address of the report."`
	LeagueTable string `json:"league_table" words:"Address of the league table."`
	Trend       string `json:"trend" words:"Address of the trend."`
	Definition  string `json:"definition" words:"Address of the definition."`
	Official    string `json:"official" words:"Address of the official series nearest to the measure, if one is served; the definition says why the two differ." extensions:"x-nullable"`
	Release     string `json:"release" words:"The release the figure is of."`

	Cell    *release.Cell    `json:"-" swaggerignore:"true"`
	Subject *measure.Subject `json:"-" swaggerignore:"true"`
	YearAgo Comparison       `json:"-" swaggerignore:"true"`
	Series  Direction        `json:"-" swaggerignore:"true"`
} //	@name	ReportRow

// ReportBrief is a report with how the councils stand to England. It is made from printed values.
type ReportBrief struct {
	ReportRow
	Areas         int64    `json:"areas" words:"Councils with a figure."`
	Lowest        *float64 `json:"lowest" words:"Lowest figure of a council." extensions:"x-nullable"`
	LowerQuartile *float64 `json:"lower_quartile" words:"A quarter of the councils are at or below it." extensions:"x-nullable"`
	Median        *float64 `json:"median" words:"Half of the councils are at or below it." extensions:"x-nullable"`
	UpperQuartile *float64 `json:"upper_quartile" words:"Three quarters of the councils are at or below it." extensions:"x-nullable"`
	Highest       *float64 `json:"highest" words:"Highest figure of a council." extensions:"x-nullable"`
	Higher        int64    `json:"higher" words:"Councils higher than England by more than chance."`
	Similar       int64    `json:"similar" words:"Councils whose difference could be chance."`
	Lower         int64    `json:"lower" words:"Councils lower than England by more than chance."`
	NotCompared   int64    `json:"not_compared" words:"Councils without a figure or interval."`
	Summary       string   `json:"summary" words:"The report in a sentence."`
} //	@name	Report

// ReportList is every report in one line.
type ReportList struct {
	Facts
	Rows []ReportRow
}

// Table is the reports as rows.
func (t *ReportList) Table() Table {
	return Table{Columns: columnsOf[ReportRow]("", nil), rows: held[ReportRow](t.Rows)}
}

// Reports answers every report with its latest figure for England.
func Reports(r *release.Release) *ReportList {
	t := &ReportList{Facts: Facts{Name: "reports", Subjects: r.Subjects()}}
	for _, w := range query.Newest(r.Subjects()) {
		t.Rows = append(t.Rows, reportOf(r, w))
	}
	t.Total = len(t.Rows)
	return t
}

// ReportFull is one report in brief.
type ReportFull struct {
	Facts
	Row ReportBrief
}

// Table is the report as one row; the addresses stand after the figures.
func (t *ReportFull) Table() Table {
	columns := columnsOf[ReportBrief]("", nil)
	first := slices.IndexFunc(columns, func(c Column) bool { return c.Name == "report" })
	last := slices.IndexFunc(columns, func(c Column) bool { return c.Name == "areas" })
	end := len(columns) - 1 // release
	return Table{Columns: slices.Concat(columns[:first], columns[last:end], columns[first:last], columns[end:]), rows: held[ReportBrief]{t.Row}}
}

// Report answers one report.
func Report(r *release.Release, q *query.Report) *ReportFull {
	t := &ReportFull{Facts: Facts{Name: q.Subject.ID, Subjects: []*measure.Subject{q.Subject}, Total: 1}}
	w := query.Newest([]*measure.Subject{q.Subject})[0]
	t.Row = ReportBrief{ReportRow: reportOf(r, w)}
	t.Row.spread(r, w)
	t.open([]*release.Cell{t.Row.Cell})
	t.newer([]measure.Want{w}, query.Periods{Newest: true})
	return t
}

// reportOf is a measure's latest figure for England; one without any figure has status x.
func reportOf(r *release.Release, w measure.Want) ReportRow {
	s := w.Subject
	var x *release.Cell
	if len(w.Periods) > 0 {
		x = r.Total(s, area.England, w.Periods[0])
	}
	if x == nil {
		x = &release.Cell{Measure: s.ID, AreaCode: area.England, AreaName: "England", AreaLevel: string(area.Country), Status: "x", Release: s.Edition}
	}
	named(x)
	o := others{release: r, names: []string{"year_ago"}, total: true}
	c := o.compare(x)
	at := "/v1/reports/" + s.ID
	row := ReportRow{
		Measure: s.ID, Title: s.Title, Question: s.Question, Theme: s.Theme, Source: s.Source, Unit: s.Unit, Polarity: string(s.Polarity),
		Period: x.Period, PeriodLabel: x.PeriodLabel, Value: x.Value, Lower95: x.Lower95, Upper95: x.Upper95, Councils: x.Councils, Status: x.Status, Unfinished: x.Unfinished,
		Report: at, LeagueTable: at + "/league-table", Trend: at + "/trend", Definition: "/v1/measures/" + s.ID, Official: officialOf(s), Release: x.Release,
		Cell: x, Subject: s, YearAgo: c.With("year_ago"), Series: testTotal(r, w, x),
	}
	row.YearAgoValue, row.YearAgoDiff, row.YearAgoOutcome, row.YearAgoJudged = row.YearAgo.Value, row.YearAgo.Diff, row.YearAgo.Outcome, row.YearAgo.Judgement
	row.Direction = row.Series.Trend
	return row
}

// officialOf is the address of the official series nearest to a measure; empty where none is served beside it.
func officialOf(s *measure.Subject) string {
	if s.Definition != nil {
		for _, o := range s.Definition.Official {
			if o.Series != "" {
				return "/v1/reports/" + o.Series
			}
		}
	}
	return ""
}

// spread places the councils' figures of the report's period beside England's.
func (b *ReportBrief) spread(r *release.Release, w measure.Want) {
	var values []float64
	for _, p := range w.Periods {
		for _, a := range area.Of(area.Council) {
			x := r.Total(w.Subject, a.Code, p)
			if x == nil {
				continue
			}
			if x.Value != nil {
				values = append(values, *x.Value)
			}
			*map[string]*int64{"higher": &b.Higher, "similar": &b.Similar, "lower": &b.Lower, notCompared: &b.NotCompared}[compare("", x, b.Cell).Outcome]++
		}
	}
	slices.Sort(values)
	b.Areas = int64(len(values))
	for i, p := range []**float64{&b.Lowest, &b.LowerQuartile, &b.Median, &b.UpperQuartile, &b.Highest} {
		if len(values) > 0 {
			v := values[(len(values)-1)*i/4]
			*p = &v
		}
	}
	england := ""
	if b.Value != nil {
		england = words.Amount(*b.Value, b.Unit)
	}
	b.Summary = words.Spread(b.Title, "England", b.PeriodLabel, england, int(b.Higher), int(b.Similar), int(b.Lower), int(b.NotCompared))
}

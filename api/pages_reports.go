package api

import (
	"github.com/careduty/careduty/api/page"
	"github.com/careduty/careduty/api/words"
)

// homePage is the front page: its twin is the list of reports.
func homePage(c *call, f *page.Frame, x *shown) (page.View, error) {
	f.Title = "How councils in England plan care and support"
	f.Lead = "Open statistics on what the Care Act asks of councils: plans, budgets, reviews, complaints. Every figure says how sure it is, and can be cited."
	f.Notes = []string{}
	var all []page.Line
	for _, r := range dataOf[[]*report](x) {
		all = append(all, c.line(r.subject))
	}
	return page.Home{Themes: themed(all, func(l page.Line) string { return l.Theme })}, nil
}

// reportsPage lists every report with England's newest figure.
func reportsPage(c *call, f *page.Frame, x *shown) (page.View, error) {
	f.Title = "Reports"
	f.Lead = "England’s newest figure for every measure, by theme. Choose one to see how councils differ."
	var all []page.ReportLine
	for _, r := range dataOf[[]*report](x) {
		all = append(all, page.ReportLine{
			Line: c.line(r.subject), Figure: figure(r.Cell), Unit: r.subject.Unit, Period: r.PeriodLabel, Since: sinceYearAgo(r), Turn: words.Turn(r.trend.trend),
		})
	}
	return page.Reports{Themes: themed(all, func(l page.ReportLine) string { return l.Theme })}, nil
}

// sinceYearAgo is a report's change in a year, in words.
func sinceYearAgo(r *report) string {
	x := r.compared[yearAgo]
	if x.value == nil {
		return words.Since("", nil, 0, "")
	}
	return words.Since(x.outcome, x.diff, *x.value, r.subject.Unit)
}

// reportPage is one report in brief.
func reportPage(c *call, f *page.Frame, x *shown) (page.View, error) {
	r := dataOf[[]*report](x)[0]
	s := r.subject
	f.Kicker, f.Title, f.Lead = "Report", s.Title, s.Question
	if r.Vintage != "" {
		c.note(words.Vintage(r.Vintage))
	}
	v := page.Report{
		Line: c.line(s), Figure: figure(r.Cell), Unit: s.Unit, Period: r.PeriodLabel, Since: sinceYearAgo(r), Turn: words.Turn(r.trend.trend),
		Sentences: []string{r.summary(), words.Similar, r.trend.summary},
	}
	d := func(p *float64) page.Number { return page.Decimal(p, s.Unit) }
	v.Spread = []page.Named{
		{Name: "Lowest", Number: d(r.spread.lowest)},
		{Name: "A quarter are at or below", Number: d(r.spread.quarter)},
		{Name: "Half are at or below", Number: d(r.spread.median)},
		{Name: "Three quarters are at or below", Number: d(r.spread.threeQuarters)},
		{Name: "Highest", Number: d(r.spread.highest)},
	}
	v.Counts = []page.Named{
		{Name: "Higher than England", Number: page.Whole(r.spread.higher)},
		{Name: "Similar: any difference could be chance", Number: page.Whole(r.spread.similar)},
		{Name: "Lower than England", Number: page.Whole(r.spread.lower)},
		{Name: "Not compared", Number: page.Whole(r.spread.except)},
		{Name: "Councils with a figure", Number: page.Whole(r.spread.areas)},
	}
	v.Pictures = c.reportPictures(r)
	return v, nil
}

// reportPictures are those of the league table and the trend that the report is the short form of.
func (c *call) reportPictures(r *report) []page.Picture {
	s := r.subject
	base := "/v1/reports/" + s.ID
	said := func(title string) string { return c.pictureTitle(s, title) }
	return []page.Picture{
		{
			Src: c.picture(base+"/trend", nil), Alt: said(r.trend.summary),
			Caption: words.Subtitle(s.Title+": England over time", s.Unit, string(s.Polarity), r.PeriodLabel),
		},
		{
			Src: c.picture(base+"/league-table", nil), Alt: said(words.RankingTitle(s.Title, int(r.spread.higher), int(r.spread.similar), int(r.spread.lower))),
			Caption: words.Subtitle(s.Title+": every council", s.Unit, string(s.Polarity), r.PeriodLabel),
		},
	}
}

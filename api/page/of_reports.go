package page

import (
	"github.com/careduty/careduty/api/answer"
	"github.com/careduty/careduty/api/picture"
	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/area"
)

// HomePage is the front page; its data is the list of reports.
func HomePage(v *Visit, t *answer.ReportList) (*Frame, View) {
	f := v.frameOf(t)
	f.Title = "How councils in England plan care and support"
	f.Lead = "Open statistics on what the Care Act asks of councils: plans, budgets, reviews, complaints. Every figure says how sure it is, and can be cited."
	f.Notes = nil
	var home Home
	for _, x := range answer.Findings(v.Release) {
		home.Findings = append(home.Findings, v.finding(x))
	}
	var official, ours []ReportLine
	for i := range t.Rows {
		l := v.reportLine(&t.Rows[i])
		if t.Rows[i].Subject.Series != nil {
			official = append(official, l)
			continue
		}
		ours = append(ours, l)
	}
	if f.Label.Words != "" { // said where the made-up figures stand: those above are real
		f.Label, home.Label = Label{Title: words.LabelBeside}, words.MadeUp
	}
	home.Official = themed(official, func(l ReportLine) string { return l.Theme })
	for i, x := range home.Official { // all below one heading that says so
		home.Official[i].Title = words.PlainTheme(x.Title)
	}
	home.Themes = themed(ours, func(l ReportLine) string { return l.Theme })
	return f, home
}

// finding is a finding with the page it is from, and drawn: the area's series, or the regions beside each other.
func (v *Visit) finding(x answer.Finding) Finding {
	s, _ := v.Release.Subject(x.Measure)
	at := "/reports/" + x.Measure
	if x.Area != area.England {
		at += "/areas/" + x.Area
	}
	out := Finding{Sentence: x.Sentence, Href: v.Address.Link(at, nil)}
	if x.Regions {
		out.Sketch = sketchBetween(s, x.England, x.Cells, words.SketchOfRegions)
		return out
	}
	out.Sketch = sketchOver(s, x.Cells, words.SketchOverTime)
	return out
}

// reportLine is a report with England's newest figure.
func (v *Visit) reportLine(r *answer.ReportRow) ReportLine {
	return ReportLine{
		Line: v.line(r.Subject), Figure: figure(r.Cell), Unit: r.Unit, Period: r.PeriodLabel, Since: sinceYearAgo(r), Turn: words.Turning(r.Series.Trend),
	}
}

// ReportsPage lists every report with England's newest figure.
func ReportsPage(v *Visit, t *answer.ReportList) (*Frame, View) {
	f := v.frameOf(t)
	f.Title = "Reports"
	f.Lead = "England’s newest figure for every measure, by theme. Choose one to see how councils differ."
	var all []ReportLine
	for i := range t.Rows {
		all = append(all, v.reportLine(&t.Rows[i]))
	}
	var p Reports
	for i := range all {
		p.Footnotes.take(&all[i].Figure)
	}
	p.Themes = themed(all, func(l ReportLine) string { return l.Theme })
	return f, p
}

// sinceYearAgo is a report's change in a year, in words.
func sinceYearAgo(r *answer.ReportRow) string {
	x := r.YearAgo
	if x.Value == nil {
		return words.Since("", nil, 0, "")
	}
	return words.Since(x.Word(), x.Diff, *x.Value, r.Unit)
}

// ReportPage is one report in brief.
func ReportPage(v *Visit, t *answer.ReportFull) (*Frame, View) {
	f, r := v.frameOf(t), &t.Row
	s := r.Subject
	f.Kicker, f.Title, f.Lead = "Report", s.Title, s.Question
	if r.Cell.Vintage != "" {
		f.note(words.Vintage(r.Cell.Vintage))
	}
	p := Report{
		Line: v.line(s), Figure: figure(r.Cell), Unit: s.Unit, Period: r.PeriodLabel, Since: sinceYearAgo(&r.ReportRow), Turn: words.Turn(r.Series.Trend),
		Sentences: []string{r.Summary, words.Similar, r.Series.Summary},
	}
	d := func(p *float64) Number { return Decimal(p, s.Unit) }
	p.Spread = []Named{
		{Name: "Lowest", Number: d(r.Lowest)},
		{Name: "A quarter are at or below", Number: d(r.LowerQuartile)},
		{Name: "Half are at or below", Number: d(r.Median)},
		{Name: "Three quarters are at or below", Number: d(r.UpperQuartile)},
		{Name: "Highest", Number: d(r.Highest)},
	}
	p.Counts = []Named{
		{Name: "Higher than England", Number: Whole(r.Higher)},
		{Name: "Similar: any difference could be chance", Number: Whole(r.Similar)},
		{Name: "Lower than England", Number: Whole(r.Lower)},
		{Name: "Not compared", Number: Whole(r.NotCompared)},
		{Name: "Councils with a figure", Number: Whole(r.Areas)},
	}
	p.Pictures = v.reportPictures(r)
	f.describeData(s.Question + " " + r.Summary)
	return f, p
}

// reportPictures are those of the league table and the trend that the report is the short form of.
func (v *Visit) reportPictures(r *answer.ReportBrief) []Picture {
	s := r.Subject
	base, synthetic := "/v1/reports/"+s.ID, v.Envelope.Meta.Release.Synthetic
	finding := words.StandFinding("council", int(r.Higher), int(r.Similar), int(r.Lower), int(r.NotCompared))
	table := func(chart, caption string) Picture {
		return v.drawn(base+"/league-table", map[string]string{"chart": chart}, picture.Alt(s, finding, synthetic), s.Title+", "+r.PeriodLabel+": "+caption)
	}
	return []Picture{
		v.drawn(base+"/trend", nil, picture.Alt(s, r.Series.Summary, synthetic), s.Title+": England over time, among its councils."),
		table(picture.HexMapChart, "every council in a hexagon of the same size."),
		table(picture.StripChart, "the councils of each region in a strip."),
	}
}

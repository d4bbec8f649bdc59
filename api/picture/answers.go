package picture

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/careduty/careduty/api/answer"
	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// wordsOf are the words round a picture of a measure; the address comes last, so that whoever finds the picture finds the figures.
func wordsOf(s *measure.Subject, place, when, finding string, foot []string, cells []*release.Cell, e answer.Envelope) Words {
	w := Words{Title: words.PictureTitle(s.Title, place, when), Finding: finding, Description: words.Axis(s.Unit, string(s.Polarity)), Foot: foot}
	if e.Meta.Release.Synthetic && s.Definition != nil {
		w.Label = words.MadeUp
	}
	if s.Definition != nil {
		w.Foot = append(w.Foot[:len(w.Foot):len(w.Foot)], words.Protected)
		m := e.Meta
		w.Source = words.OwnSource(m.Attribution, m.Release.ID, m.Release.PublishedOn, m.Licence, e.Page)
		return w
	}
	w.Source = answer.PublishedIn(e.Editions, func(m *release.Manifest) bool {
		return slices.ContainsFunc(cells, func(c *release.Cell) bool { return c.Release == m.ID })
	}).Source(e.Page)
	return w
}

// Alt is what is said in a picture's place: its finding, with the label of made-up data before it.
func Alt(s *measure.Subject, finding string, synthetic bool) string {
	finding = cmp.Or(finding, s.Title)
	if synthetic && s.Definition != nil {
		finding = "Made-up data. " + finding
	}
	return finding
}

// bars says what the intervals of a measure or series are, where there are any.
func bars(s *measure.Subject, cells []*release.Cell) []string {
	return intervals(s, cells, words.Bars, words.OfficialBars)
}

// ribbons says the same of a trend, where intervals are ribbons.
func ribbons(s *measure.Subject, cells []*release.Cell) []string {
	return intervals(s, cells, words.RibbonsNote, words.OfficialRibbons)
}

func intervals(s *measure.Subject, cells []*release.Cell, ours, official string) []string {
	switch {
	case !slices.ContainsFunc(cells, func(c *release.Cell) bool { return c.Value != nil && c.Lower95 != nil }):
		return nil
	case s.Series != nil:
		return []string{official}
	}
	return []string{ours}
}

// was tells whether a council was there in the period of its cell: its figure is missing in no other.
func was(c *release.Cell) bool {
	a, _ := area.Ever(c.AreaCode)
	return (a.Until == "" || a.Until >= c.PeriodStart.Format(time.DateOnly)) && area.Began(c.AreaCode) <= c.PeriodEnd.Format(time.DateOnly)
}

// gone are the names of councils with a figure that are abolished since.
func gone(cells []*release.Cell) []string {
	var out []string
	for _, c := range cells {
		if a, ok := area.AbolishedByCode(c.AreaCode); ok && c.Value != nil && !slices.Contains(out, a.Name) {
			out = append(out, a.Name)
		}
	}
	return out
}

// succeeded are the sentences that the rows of abolished councils carry: until when they were there, and who came after them.
func succeeded(cells []*release.Cell) []string {
	var out []string
	for _, c := range cells {
		_, ended, told := strings.Cut(c.Notes, "This council existed")
		if text := c.AreaName + " existed" + ended; told && c.Value != nil && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}

// missing names what is not shown, in some of the periods or in the one there is.
func missing(cells []*release.Cell, some bool) []string {
	names := map[string][]string{}
	source := words.Records
	for _, c := range cells {
		source = c.Source
		if c.Value == nil && was(c) && !slices.Contains(names[c.Status], c.AreaName) {
			names[c.Status] = append(names[c.Status], c.AreaName)
		}
	}
	var out []string
	for _, status := range []string{"c", "x", "z"} {
		if of := names[status]; len(of) > 0 {
			slices.Sort(of)
			out = append(out, words.Missing(source, status, some, of))
		}
	}
	return out
}

// hollow says what a ring is, where there is one.
func hollow(cells []*release.Cell) []string {
	has := func(is func(*release.Cell) bool) bool {
		return slices.ContainsFunc(cells, func(c *release.Cell) bool { return c.Value != nil && is(c) })
	}
	note := words.Hollow(has(weak), has(func(c *release.Cell) bool { return c.Unfinished }))
	if note == "" {
		return nil
	}
	return []string{note}
}

func weak(c *release.Cell) bool { return c.Status == "u" }

// ringed tells whether a figure is drawn hollow.
func ringed(c *release.Cell) bool { return weak(c) || c.Unfinished }

func number(p *float64) float64 {
	if p == nil {
		return math.NaN()
	}
	return *p
}

// axisOf is what a measure's figures are measured in.
func axisOf(s *measure.Subject) Axis {
	a := Axis{Title: words.Axis(s.Unit, string(s.Polarity))}
	switch s.Unit {
	case "percent":
		a.Suffix, a.Whole = "%", 100
	case "pounds a week":
		a.Prefix = "£"
	}
	return a
}

// tickOf is a period as an axis names it: years as years, quarters and days by the month they end in.
func tickOf(s *measure.Subject, p period.Period) string {
	if p.Grain() == period.Year && !s.Snapshot {
		return p.String()
	}
	return words.Month(p.Last())
}

// SeriesOf is a trend drawn; marked are the codes of the areas asked about.
func SeriesOf(t *answer.Series, e answer.Envelope) (Chart, Words) {
	if t.Query.Chart == GroupsChart {
		return groupsOf(t, e)
	}
	return trendOf(t.Query.Subject, t.Rows, t.Band, t.Query.Highlight, e)
}

// PlaceOf is one area's trend drawn beside its region's and England's.
func PlaceOf(t *answer.Place, e answer.Envelope) (Chart, Words) {
	chart, w := trendOf(t.Query.Subject, t.Rows, nil, []string{t.Query.Area.Code}, e)
	w.Title = words.PictureTitle(t.Query.Subject.Title, t.Object.AreaName, span(t.Query.Subject, t.Rows))
	return chart, w
}

func trendOf(s *measure.Subject, rows []answer.TrendRow, band []answer.BandPoint, marked []string, e answer.Envelope) (Chart, Words) {
	t := Trend{Axis: axisOf(s), Cut: words.NotFromZero}
	var cells []*release.Cell
	for i := range rows {
		t.take(s, &rows[i], marked)
		cells = append(cells, rows[i].Cell)
	}
	slices.SortFunc(t.Periods, func(a, b Tick) int { return cmp.Compare(a.X, b.X) })
	t.Band = bandOf(band, t.Periods)
	foot := missing(cells, true)
	if t.Ribbons() {
		foot = append(foot, ribbons(s, cells)...)
	}
	foot = append(append(foot, succeeded(cells)...), hollow(cells)...)
	for _, b := range s.Breaks() {
		if p, err := period.Parse(b.From); err == nil && slices.ContainsFunc(t.Breaks, func(x Break) bool { return x.Before == float64(p.Index()) }) {
			foot = append(foot, words.Break(p.First(), b.What))
		}
	}
	return t, wordsOf(s, words.Places(placesOf(rows)), span(s, rows), seriesFinding(s, rows, marked), foot, cells, e)
}

// bandOf is the band with a gap in every period that it has no figures in.
func bandOf(band []answer.BandPoint, periods []Tick) Band {
	if len(band) == 0 {
		return Band{}
	}
	out := Band{Name: words.MiddleEight}
	for _, tick := range periods {
		q := Point{X: tick.X, Value: math.NaN(), Low: math.NaN(), High: math.NaN()}
		if i := slices.IndexFunc(band, func(b answer.BandPoint) bool { return float64(b.Period.Index()) == tick.X }); i >= 0 {
			q.Value, q.Low, q.High = band[i].Low, band[i].Low, band[i].High
		}
		out.Points = append(out.Points, q)
	}
	return out
}

// take adds a row's point to its series.
func (t *Trend) take(s *measure.Subject, r *answer.TrendRow, marked []string) {
	p, err := period.Parse(r.Period)
	if err != nil {
		return // a row without a period has no place
	}
	x, name := float64(p.Index()), seriesName(r)
	i := slices.IndexFunc(t.Series, func(s Series) bool { return s.Name == name })
	if i < 0 {
		i = len(t.Series)
		x := Series{Name: name, Marked: slices.Contains(marked, r.AreaCode)}
		if r.Category == "" && !x.Marked {
			x.England = r.AreaCode == area.England
			x.Region = r.AreaLevel == string(area.Region) && len(marked) > 0
		}
		t.Series = append(t.Series, x)
	}
	if r.SeriesBreak != "" && !slices.ContainsFunc(t.Breaks, func(b Break) bool { return b.Before == x }) {
		t.Breaks = append(t.Breaks, Break{Before: x, Name: words.BreakMark})
	}
	if !slices.ContainsFunc(t.Periods, func(t Tick) bool { return t.X == x }) {
		t.Periods = append(t.Periods, Tick{X: x, Name: tickOf(s, p)})
	}
	if r.Value == nil && r.Status == "z" && s.Series != nil {
		return // no survey was held, say: no gap in what is asked every other year
	}
	t.Series[i].Points = append(t.Series[i].Points, Point{
		X: x, Value: number(r.Value), Low: number(r.Lower95), High: number(r.Upper95), Hollow: ringed(r.Cell),
	})
}

func seriesName(r *answer.TrendRow) string {
	if r.CategoryLabel == "" {
		return r.AreaName
	}
	return r.AreaName + ", " + r.CategoryLabel
}

// placesOf are the names of a trend's areas, as far as a title has room.
func placesOf(rows []answer.TrendRow) []string {
	var out []string
	for _, r := range rows {
		if !slices.Contains(out, r.AreaName) {
			out = append(out, r.AreaName)
		}
	}
	if len(out) > 3 {
		return []string{words.Number(len(out)) + " areas"}
	}
	return out
}

// span is the first and the last period of some rows, as short as it can be said: a title has one line.
func span(s *measure.Subject, rows []answer.TrendRow) string {
	if len(rows) == 0 {
		return ""
	}
	first, last := &rows[0], newest(rows)
	for i := range rows {
		if rows[i].PeriodEnd.Before(first.PeriodEnd) {
			first = &rows[i]
		}
	}
	if first.Period == last.Period {
		return first.PeriodLabel
	}
	return endOf(s, first) + " to " + endOf(s, last)
}

func endOf(s *measure.Subject, r *answer.TrendRow) string {
	if p, err := period.Parse(r.Period); err == nil && p.Grain() == period.Year && !s.Snapshot {
		return p.String()
	}
	return r.PeriodEnd.Format("January 2006")
}

// newest is the first row of the latest period.
func newest(rows []answer.TrendRow) *answer.TrendRow {
	out := &rows[0]
	for i := range rows {
		if rows[i].PeriodEnd.After(out.PeriodEnd) {
			out = &rows[i]
		}
	}
	return out
}

// SeriesFinding is what a trend's picture says.
func SeriesFinding(t *answer.Series) string {
	return seriesFinding(t.Query.Subject, t.Rows, t.Query.Highlight)
}

// seriesFinding is how the series moves that the picture is about: the one that is marked, else the only one, else the first two. Where that cannot be
// told, or there are more, it is the newest figures.
func seriesFinding(s *measure.Subject, rows []answer.TrendRow, marked []string) string {
	if len(rows) == 0 {
		return s.Title
	}
	var first []*answer.TrendRow // a row of each series
	for i := range rows {
		r := &rows[i]
		same := func(o *answer.TrendRow) bool { return o.AreaCode == r.AreaCode && o.Category == r.Category }
		if len(marked) > 0 && !slices.Contains(marked, r.AreaCode) && r.Category == "" || slices.ContainsFunc(first, same) {
			continue
		}
		first = append(first, r)
	}
	title := ""
	for _, r := range first {
		if r.Trend == "cannot_be_calculated" || len(first) > 2 {
			return newestFigures(s, rows)
		}
		text := r.Summary
		if at := strings.Index(text, ". "); at > 0 && len(first) > 1 { // of two, each in a sentence
			text = text[:at+1]
		}
		title = strings.TrimSpace(title + " " + text)
	}
	return cmp.Or(title, newestFigures(s, rows))
}

// newestFigures names the figures of the newest period: of up to three series each, of more the two ends.
func newestFigures(s *measure.Subject, rows []answer.TrendRow) string {
	valued := slices.DeleteFunc(slices.Clone(rows), func(r answer.TrendRow) bool { return r.Value == nil })
	if len(valued) == 0 {
		valued = rows
	}
	last := newest(valued)
	var named []words.Named
	for i := range rows {
		if r := &rows[i]; r.Period == last.Period && r.Value != nil {
			named = append(named, words.Named{Name: seriesName(r), Value: *r.Value})
		}
	}
	return words.Newest(s.Unit, last.PeriodLabel, named)
}

// groupsOf is the newest period of one area's breakdown drawn: a line a group, beside the whole.
func groupsOf(t *answer.Series, e answer.Envelope) (Chart, Words) {
	s := t.Query.Subject
	out := Ranking{Axis: axisOf(s), Reference: Reference{Value: math.NaN()}}
	var cells []*release.Cell
	newest := ""
	for _, r := range t.Rows {
		newest = max(newest, r.Period)
	}
	label := ""
	for _, r := range t.Rows {
		if r.Period != newest {
			continue
		}
		label = r.PeriodLabel
		cells = append(cells, r.Cell)
		if r.Value != nil {
			out.Rows = append(out.Rows, Row{Name: cmp.Or(r.CategoryLabel, r.AreaName), Value: *r.Value, Low: number(r.Lower95), High: number(r.Upper95), Hollow: ringed(r.Cell)})
		}
	}
	foot := append(missingGroups(cells), bars(s, cells)...)
	return out, wordsOf(s, words.Places(placesOf(t.Rows)), label, groupsFinding(s.Unit, out.Rows), append(foot, hollow(cells)...), cells, e)
}

// groupsFinding names the two ends.
func groupsFinding(unit string, rows []Row) string {
	named := make([]words.Named, len(rows))
	for i, r := range rows {
		named[i] = words.Named{Name: r.Name, Value: r.Value}
	}
	return words.Ends(unit, named)
}

// missingGroups names the groups that are not shown.
func missingGroups(cells []*release.Cell) []string {
	var groups []*release.Cell
	for _, c := range cells {
		if c.Value == nil {
			groups = append(groups, &release.Cell{AreaName: c.CategoryLabel, Status: c.Status})
		}
	}
	return missing(groups, false)
}

package picture

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/careduty/careduty/api/answer"
	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// The charts there are.
const (
	RankingChart = "ranking"
	FunnelChart  = "funnel"
	TrendChart   = "trend"
)

// League is a league table drawn, as a ranking or a funnel.
func League(t *answer.LeagueTable, chart string, e answer.Envelope) (Chart, Words) {
	s := t.Query.Subject
	label := ""
	if len(t.Rows) > 0 {
		label = t.Rows[len(t.Rows)-1].PeriodLabel
	}
	var cells []*release.Cell
	for _, r := range t.Rows {
		cells = append(cells, r.Cell)
	}
	foot := append([]string{words.Subtitle(s.Title, s.Unit, string(s.Polarity), label)}, missing(cells, false)...)
	w := wordsOf(s, label, leagueFinding(t, chart), e)
	if chart == FunnelChart {
		w.Foot = append(append(foot, e.Meta.Notes...), source(e)...)
		return funnelOf(t), w
	}
	foot = append(append(foot, words.Bars), e.Meta.Notes[:len(e.Meta.Notes)-len(t.Notes)]...) // without what is said of the funnel
	w.Foot = append(foot, source(e)...)
	return rankingOf(t), w
}

// wordsOf are the words round a picture of a measure.
func wordsOf(s *measure.Subject, label, finding string, e answer.Envelope) Words {
	w := Words{Title: s.Title + ", " + label, Finding: finding}
	if e.Meta.Release.Synthetic && s.Definition != nil {
		w.Label = words.MadeUp
	}
	return w
}

// leagueFinding is what a picture of a league table says, to those who cannot see it too.
func leagueFinding(t *answer.LeagueTable, chart string) string {
	title := t.Query.Subject.Title
	if chart == FunnelChart {
		return words.FunnelTitle(title, t.Zones("above_"), t.Zones("below_"), len(t.Rows))
	}
	higher, similar, lower := t.Sides()
	return words.RankingTitle(title, higher, similar, lower)
}

// LeagueTitle is the finding of a league table: what its picture says, to those who cannot see it too.
func LeagueTitle(t *answer.LeagueTable, chart string, synthetic bool) string {
	return Title(t.Query.Subject, leagueFinding(t, chart), synthetic)
}

// Title is a finding with the label of made-up data before it.
func Title(s *measure.Subject, finding string, synthetic bool) string {
	if finding == "" {
		finding = s.Title
	}
	if synthetic && s.Definition != nil {
		finding = "Made-up data. " + finding
	}
	return finding
}

// source says where a picture's figures are from.
func source(e answer.Envelope) []string {
	return []string{"Source: " + e.Meta.Attribution + " " + e.Meta.Licence + ".", e.Meta.Citation}
}

// missing names what is not shown, in some of the periods or in the one there is.
func missing(cells []*release.Cell, some bool) []string {
	names := map[string][]string{}
	for _, c := range cells {
		if c.Value == nil && !slices.Contains(names[c.Status], c.AreaName) {
			names[c.Status] = append(names[c.Status], c.AreaName)
		}
	}
	var out []string
	for _, status := range []string{"c", "x", "z"} {
		if of := names[status]; len(of) > 0 {
			out = append(out, words.Missing(status, some, of))
		}
	}
	return out
}

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

func side(t *answer.LeagueTable) float64 {
	if t.Side == nil || len(t.Rows) == 0 {
		return math.NaN()
	}
	return number(t.Side.Value)
}

var outcomes = map[string]Outcome{"higher": Higher, "lower": Lower, "similar": Similar}

func rankingOf(t *answer.LeagueTable) Ranking {
	out := Ranking{
		Axis: axisOf(t.Query.Subject), Reference: Reference{Name: "England", Value: side(t)}, Others: "areas",
		Key: [3]string{"higher than England", "lower than England", "similar: any difference could be chance"},
	}
	for i := range t.Rows {
		r := &t.Rows[i]
		if r.Value == nil {
			continue
		}
		outcome, known := outcomes[t.SideOf(r)]
		if !known {
			outcome = NotCompared
		}
		out.Rows = append(out.Rows, Row{
			Name: r.AreaName, Value: *r.Value, Low: number(r.Cell.Lower95), High: number(r.Cell.Upper95), Outcome: outcome, Hollow: r.Status == "u",
		})
	}
	return out
}

func funnelOf(t *answer.LeagueTable) Funnel {
	out := Funnel{
		Axis: axisOf(t.Query.Subject), People: "People counted", Reference: Reference{Name: "England", Value: side(t)}, Names: [2]string{"95% limits", "99.8% limits"},
	}
	for _, r := range t.Rows {
		if r.Value == nil || r.Denominator == nil || r.Funnel.Lower95 == nil {
			continue
		}
		n := float64(*r.Denominator)
		out.Areas = append(out.Areas, FunnelArea{Name: r.AreaName, People: n, Value: *r.Value, Outside: r.Zone != "inside"})
		out.Limits = append(out.Limits, Limit{
			People: n, Lower95: *r.Funnel.Lower95, Upper95: *r.Funnel.Upper95, Lower998: *r.Funnel.Lower998, Upper998: *r.Funnel.Upper998,
		})
	}
	slices.SortFunc(out.Limits, func(a, b Limit) int { return int(a.People - b.People) })
	return out
}

// SeriesOf is a trend drawn.
func SeriesOf(s *measure.Subject, rows []answer.TrendRow, e answer.Envelope) (Chart, Words, error) {
	label := ""
	if len(rows) > 0 {
		label = rows[0].PeriodLabel + " to " + rows[len(rows)-1].PeriodLabel
	}
	var cells []*release.Cell
	for _, r := range rows {
		cells = append(cells, r.Cell)
	}
	w := wordsOf(s, label, seriesFinding(s, rows), e)
	foot := append([]string{words.Subtitle(s.Title, s.Unit, string(s.Polarity), label)}, missing(cells, true)...)
	w.Foot = append(append(append(foot, words.Bars), e.Meta.Notes...), source(e)...)
	chart, err := trendOf(s, rows)
	return chart, w, err
}

// SeriesTitle is the finding of a trend: the sentences of its first two series.
func SeriesTitle(s *measure.Subject, rows []answer.TrendRow, synthetic bool) string {
	return Title(s, seriesFinding(s, rows), synthetic)
}

func seriesFinding(s *measure.Subject, rows []answer.TrendRow) string {
	title := ""
	seen := map[string]bool{}
	for _, r := range rows {
		if name := r.AreaName + r.Category; !seen[name] && len(seen) < 2 {
			seen[name] = true
			title = strings.TrimSpace(title + " " + r.Summary)
		}
	}
	return cmp.Or(title, s.Title)
}

func trendOf(s *measure.Subject, rows []answer.TrendRow) (Trend, error) {
	out := Trend{Axis: axisOf(s), Cut: "The axis does not start at 0."}
	at := map[string]int{}
	for _, r := range rows {
		name := strings.TrimSpace(r.AreaName + " " + r.CategoryLabel)
		i, ok := at[name]
		if !ok {
			i = len(out.Series)
			at[name] = i
			out.Series = append(out.Series, Series{Name: name})
		}
		p, err := period.Parse(r.Period)
		if err != nil {
			return out, err
		}
		x := float64(p.Index())
		if r.SeriesBreak != "" && !slices.ContainsFunc(out.Breaks, func(b Break) bool { return b.Before == x }) {
			out.Breaks = append(out.Breaks, Break{Before: x, Name: "Break in the series"})
		}
		if !slices.ContainsFunc(out.Periods, func(t Tick) bool { return t.X == x }) {
			out.Periods = append(out.Periods, Tick{X: x, Name: r.Period})
		}
		out.Series[i].Points = append(out.Series[i].Points, Point{X: x, Value: number(r.Value), Low: number(r.Lower95), High: number(r.Upper95), Hollow: r.Status == "u"})
	}
	slices.SortFunc(out.Periods, func(a, b Tick) int { return int(a.X - b.X) })
	if len(out.Series) > MostSeries {
		return out, problem.Invalid(problem.InvalidParameter, problem.Item{
			Parameter: "area", Code: problem.OutOfRange, Detail: "A picture of a trend can tell six series apart. Name fewer areas or categories.",
		})
	}
	return out, nil
}

package api

import (
	"context"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/careduty/careduty/api/format"
	"github.com/careduty/careduty/api/picture"
	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// The formats of pictures.
var (
	svg = format.Format{Name: "svg", Media: "image/svg+xml", Extension: "svg", Accept: []string{"image/svg+xml"}}
	png = format.Format{Name: "png", Media: "image/png", Extension: "png", Accept: []string{"image/png"}}
)

func isPicture(f format.Format) bool { return f.Name == svg.Name || f.Name == png.Name }

// The charts of a league table.
const (
	rankingChart = "ranking"
	funnelChart  = "funnel"
)

// chart is which picture of a league table is asked for.
func (c *call) chart() string {
	name := c.one("chart")
	switch {
	case name == "":
		return rankingChart
	case name != rankingChart && name != funnelChart:
		c.unknown("chart", name, []string{rankingChart, funnelChart})
	case !isPicture(c.format):
		c.bad("chart", problem.Conflicting, "A chart is chosen for format=svg and format=png only.", nil, "")
	}
	c.set("chart", name, rankingChart)
	return name
}

// drawing gathers the rows of a picture and draws it when they are all there. It is one more encoder.
type drawing struct {
	ctx     context.Context //nolint:containedctx // lives as long as one answer is written
	call    *call
	w       io.Writer
	subject *measure.Subject
	chart   string // ranking, funnel or trend
	rows    []*row
}

// Row keeps a row.
func (d *drawing) Row(r *row) error {
	kept := *r
	d.rows = append(d.rows, &kept)
	return nil
}

// Close draws.
func (d *drawing) Close() error {
	w := picture.Words{Title: d.subject.Title + ", " + d.label(), Finding: d.title(), Foot: append([]string{d.subtitle()}, d.below()...)}
	if d.call.release.Manifest.Synthetic && d.subject.Definition != nil {
		w.Label = words.MadeUp
	}
	var chart picture.Chart
	switch d.chart {
	case funnelChart:
		chart = d.funnel()
	case rankingChart:
		chart = d.ranking()
	default:
		t, err := d.trend()
		if err != nil {
			return err
		}
		chart = t
	}
	if d.call.format.Name == png.Name {
		return picture.PNG(d.w, chart, picture.Page, w)
	}
	return picture.SVG(d.w, chart, picture.Page, w)
}

// title is the finding: what a picture says, to those who cannot see it too.
func (d *drawing) title() string {
	title := ""
	switch d.chart {
	case funnelChart:
		title = words.FunnelTitle(d.subject.Title, d.zones("above_"), d.zones("below_"), len(d.rows))
	case rankingChart:
		higher, similar, lower := d.sides()
		title = words.RankingTitle(d.subject.Title, higher, similar, lower)
	default:
		for _, r := range d.lasts() {
			title = strings.TrimSpace(title + " " + r.trend.summary)
		}
	}
	if title == "" {
		return d.subject.Title
	}
	return title
}

// pictureTitle is a finding with the label of made-up data before it.
func (c *call) pictureTitle(s *measure.Subject, title string) string {
	if title == "" {
		title = s.Title
	}
	if c.release.Manifest.Synthetic && s.Definition != nil {
		title = "Made-up data. " + title
	}
	return title
}

// label is the period, or the first and the last of a trend.
func (d *drawing) label() string {
	if len(d.rows) == 0 {
		return ""
	}
	label := d.rows[len(d.rows)-1].PeriodLabel
	if d.chart == "trend" {
		return d.rows[0].PeriodLabel + " to " + label
	}
	return label
}

func (d *drawing) subtitle() string {
	return words.Subtitle(d.subject.Title, d.subject.Unit, string(d.subject.Polarity), d.label())
}

// below names what is not shown, and where the figures are from.
func (d *drawing) below() []string {
	missing := map[string][]string{}
	for _, r := range d.rows {
		if r.Value == nil && !slices.Contains(missing[r.Status], r.AreaName) {
			missing[r.Status] = append(missing[r.Status], r.AreaName)
		}
	}
	var out []string
	for _, status := range []string{"c", "x", "z"} {
		if names := missing[status]; len(names) > 0 {
			out = append(out, words.Missing(status, d.chart == "trend", names))
		}
	}
	if d.chart != funnelChart {
		out = append(out, words.Bars)
	}
	if d.chart == rankingChart {
		d.call.said = nil // what is said of the funnel
	}
	out = append(out, d.call.notes([]*measure.Subject{d.subject})...)
	m := d.call.release.Manifest
	return append(out, "Source: "+d.call.attribution([]*measure.Subject{d.subject})+" "+m.Licence+".", d.call.citation())
}

func number(p *float64) float64 {
	if p == nil {
		return math.NaN()
	}
	return *p
}

// axis is what the figures are measured in.
func (d *drawing) axis() picture.Axis {
	a := picture.Axis{Title: words.Axis(d.subject.Unit, string(d.subject.Polarity))}
	switch d.subject.Unit {
	case "percent":
		a.Suffix, a.Whole = "%", 100
	case "pounds a week":
		a.Prefix = "£"
	}
	return a
}

// england is England's figure of the rows' period.
func (d *drawing) england() float64 {
	if len(d.rows) == 0 {
		return math.NaN()
	}
	if x := d.englandCell(d.rows[0]); x != nil {
		return number(x.Value)
	}
	return math.NaN()
}

// englandCell is England's cell of a row's period, or nil.
func (d *drawing) englandCell(r *row) *release.Cell {
	p, err := period.Parse(r.Period)
	if err != nil {
		return nil
	}
	x, err := d.call.release.Above(d.ctx, d.subject, area.England, p)
	if err != nil {
		return nil
	}
	return x
}

var pictureOutcomes = map[string]picture.Outcome{"higher": picture.Higher, "lower": picture.Lower, "similar": picture.Similar}

func (d *drawing) ranking() picture.Ranking {
	out := picture.Ranking{
		Axis: d.axis(), Reference: picture.Reference{Name: "England", Value: d.england()}, Others: "areas",
		Key: [3]string{"higher than England", "lower than England", "similar: any difference could be chance"},
	}
	for _, r := range d.rows {
		if r.Value == nil {
			continue
		}
		outcome := picture.NotCompared
		if england := d.englandCell(r); england != nil {
			outcome = pictureOutcomes[beside("", r.Cell, england).outcome]
		}
		out.Rows = append(out.Rows, picture.Row{
			Name: r.AreaName, Value: *r.Value, Low: number(r.Lower95), High: number(r.Upper95), Outcome: outcome, Hollow: r.Status == "u",
		})
	}
	return out
}

func (d *drawing) funnel() picture.Funnel {
	out := picture.Funnel{
		Axis: d.axis(), People: "People counted", Reference: picture.Reference{Name: "England", Value: d.england()},
		Names: [2]string{"95% limits", "99.8% limits"},
	}
	for _, r := range d.rows {
		if r.Value == nil || r.Denominator == nil || r.funnel.lower95 == nil {
			continue
		}
		n := float64(*r.Denominator)
		out.Areas = append(out.Areas, picture.FunnelArea{Name: r.AreaName, People: n, Value: *r.Value, Outside: r.funnel.zone != "inside"})
		out.Limits = append(out.Limits, picture.Limit{
			People: n, Lower95: *r.funnel.lower95, Upper95: *r.funnel.upper95, Lower998: *r.funnel.lower, Upper998: *r.funnel.upper,
		})
	}
	slices.SortFunc(out.Limits, func(a, b picture.Limit) int { return int(a.People - b.People) })
	return out
}

func (d *drawing) trend() (picture.Trend, error) {
	out := picture.Trend{Axis: d.axis(), Cut: "The axis does not start at 0."}
	at := map[string]int{}
	for _, r := range d.rows {
		name := strings.TrimSpace(r.AreaName + " " + r.CategoryLabel)
		i, ok := at[name]
		if !ok {
			i = len(out.Series)
			at[name] = i
			out.Series = append(out.Series, picture.Series{Name: name})
		}
		p, err := period.Parse(r.Period)
		if err != nil {
			return out, err
		}
		x := float64(p.Index())
		if r.broken != "" && !slices.ContainsFunc(out.Breaks, func(b picture.Break) bool { return b.Before == x }) {
			out.Breaks = append(out.Breaks, picture.Break{Before: x, Name: "Break in the series"})
		}
		if !slices.ContainsFunc(out.Periods, func(t picture.Tick) bool { return t.X == x }) {
			out.Periods = append(out.Periods, picture.Tick{X: x, Name: r.Period})
		}
		out.Series[i].Points = append(out.Series[i].Points, picture.Point{X: x, Value: number(r.Value), Low: number(r.Lower95), High: number(r.Upper95), Hollow: r.Status == "u"})
	}
	slices.SortFunc(out.Periods, func(a, b picture.Tick) int { return int(a.X - b.X) })
	if len(out.Series) > picture.MostSeries {
		return out, problem.Invalid(problem.InvalidParameter, problem.Item{
			Parameter: "area", Code: problem.OutOfRange, Detail: "A picture of a trend can tell six series apart. Name fewer areas or categories.",
		})
	}
	return out, nil
}

// lasts are the first rows of the first series, one each, for their sentences.
func (d *drawing) lasts() []*row {
	var out []*row
	seen := map[string]bool{}
	for _, r := range d.rows {
		if name := r.AreaName + r.Category; !seen[name] && len(out) < 2 {
			seen[name] = true
			out = append(out, r)
		}
	}
	return out
}

func (d *drawing) sides() (higher, similar, lower int) {
	for _, r := range d.rows {
		england := d.englandCell(r)
		if england == nil {
			continue
		}
		switch beside("", r.Cell, england).outcome {
		case "higher":
			higher++
		case "lower":
			lower++
		case "similar":
			similar++
		}
	}
	return higher, similar, lower
}

func (d *drawing) zones(prefix string) int {
	n := 0
	for _, r := range d.rows {
		if strings.HasPrefix(r.funnel.zone, prefix) {
			n++
		}
	}
	return n
}

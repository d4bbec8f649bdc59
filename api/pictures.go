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
	w := picture.Words{Title: d.title(), Subtitle: d.subtitle(), Below: d.below()}
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
	w.Description = w.Subtitle
	if d.call.format.Name == png.Name {
		return picture.PNG(d.w, chart, w)
	}
	return picture.SVG(d.w, chart, w)
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
	return d.call.pictureTitle(d.subject, title)
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

func (d *drawing) subtitle() string {
	label := ""
	if len(d.rows) > 0 {
		if label = d.rows[len(d.rows)-1].PeriodLabel; d.chart == "trend" {
			label = d.rows[0].PeriodLabel + " to " + label
		}
	}
	return words.Subtitle(d.subject.Title, d.subject.Unit, string(d.subject.Polarity), label)
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

func (d *drawing) point(r *row) picture.Point {
	return picture.Point{Name: r.AreaName, Value: number(r.Value), Low: number(r.Lower95), High: number(r.Upper95)}
}

// england is England's figure of the rows' period.
func (d *drawing) england() float64 {
	if len(d.rows) == 0 {
		return math.NaN()
	}
	p, err := period.Parse(d.rows[0].Period)
	if err != nil {
		return math.NaN()
	}
	x, err := d.call.release.Above(d.ctx, d.subject, area.England, p)
	if err != nil || x == nil {
		return math.NaN()
	}
	return number(x.Value)
}

func (d *drawing) ranking() picture.Ranking {
	out := picture.Ranking{Axis: words.Axis(d.subject.Unit, string(d.subject.Polarity)), Marked: d.england(), Caption: "England"}
	for _, r := range d.rows {
		if r.Value != nil {
			out.Points = append(out.Points, d.point(r))
		}
	}
	return out
}

func (d *drawing) funnel() picture.Funnel {
	out := picture.Funnel{Axis: words.Axis(d.subject.Unit, string(d.subject.Polarity)), Marked: d.england()}
	for _, r := range d.rows {
		if r.Value == nil || r.Denominator == nil || r.funnel.lower95 == nil {
			continue
		}
		x := float64(*r.Denominator)
		p := d.point(r)
		p.X = x
		out.Points = append(out.Points, p)
		out.Limits = append(out.Limits, picture.Limit{
			X: x, Lower95: *r.funnel.lower95, Upper95: *r.funnel.upper95, Lower998: *r.funnel.lower, Upper998: *r.funnel.upper,
		})
	}
	slices.SortFunc(out.Limits, func(a, b picture.Limit) int { return int(a.X - b.X) })
	return out
}

func (d *drawing) trend() (picture.Trend, error) {
	out := picture.Trend{Axis: words.Axis(d.subject.Unit, string(d.subject.Polarity)), Periods: map[float64]string{}}
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
		q := d.point(r)
		q.X, q.Broken = float64(p.Index()), r.broken != ""
		out.Periods[q.X] = r.Period
		out.Series[i].Points = append(out.Series[i].Points, q)
	}
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
		p, err := period.Parse(r.Period)
		if err != nil {
			continue
		}
		england, err := d.call.release.Above(d.ctx, d.subject, area.England, p)
		if err != nil || england == nil {
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

package api

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
	"gonum.org/v1/gonum/stat/distuv"
)

// direction is which way a series goes, by a test named in it.
type direction struct{ trend, outcome, test, summary string }

// The words of a trend.
const (
	increasing   = "increasing"
	decreasing   = "decreasing"
	noChange     = "no_change"
	notCalculate = "cannot_be_calculated"
)

const (
	leastPoints  = 5
	mostQuarters = 12
	mostYears    = 10
)

// breakAt are the breaks between a period and the one before it, as sentences: those the period's row tells of.
func breakAt(s *measure.Subject, p period.Period) []string {
	var out []string
	for _, b := range s.Broken(p.Add(-1), p) {
		if on, err := period.Parse(b.From); err == nil {
			out = append(out, words.Break(on.First(), b.What))
		}
	}
	return out
}

// breakOf is breakAt of a cell's period.
func breakOf(s *measure.Subject, c *release.Cell) string {
	p, err := period.Parse(c.Period)
	if err != nil {
		return ""
	}
	return strings.Join(breakAt(s, p), " ")
}

// sinceBreak leaves out the cells before the last break in a series, and says so where there were any.
func sinceBreak(s *measure.Subject, cells []*release.Cell) ([]*release.Cell, string) {
	for i := len(cells) - 1; i > 0; i-- {
		for _, b := range slices.Backward(broken(s, cells[i-1], cells[i])) {
			if on, err := period.Parse(b.From); err == nil {
				return cells[i:], words.SinceBreak(on.First())
			}
		}
	}
	return cells, ""
}

// directions tests every series of an answer: its points are fetched once, and each series is worked out when its first row comes.
type directions struct {
	points map[seriesKey][]*release.Cell
	done   map[seriesKey]*direction
}

type seriesKey struct{ measure, area, category string }

// newDirections fetches the points of the series a query shows, up to the last period it shows. A state on a day is read at year
// ends only: its quarters hold mostly the same people, so they are not so many observations.
func newDirections(ctx context.Context, r *release.Release, q release.Query) (*directions, error) {
	d := &directions{points: map[seriesKey][]*release.Cell{}, done: map[seriesKey]*direction{}}
	// Snapshots are asked for as years and the rest as they are shown; a query is of one or the other.
	var years, shown []measure.Want
	for _, w := range q.Wants {
		if len(w.Periods) == 0 {
			continue
		}
		last := w.Periods[len(w.Periods)-1]
		if w.Subject.Snapshot && !w.Subject.Yearly() {
			years = append(years, measure.Want{Subject: w.Subject, Periods: upTo(w.Subject, yearEnd(last), mostYears)})
			continue
		}
		most := mostQuarters
		if last.Grain() == period.Year {
			most = mostYears
		}
		shown = append(shown, measure.Want{Subject: w.Subject, Periods: upTo(w.Subject, last, most)})
	}
	for _, wants := range [][]measure.Want{years, shown} {
		q.Wants, q.Sort, q.Limit, q.Offset = wants, nil, 0, 0
		if err := r.Each(ctx, q, d.add); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func (d *directions) add(c *release.Cell) error {
	k := seriesKey{c.Measure, c.AreaCode, c.Category}
	d.points[k] = append(d.points[k], c)
	return nil
}

// yearEnd is the last financial year that has ended with the period.
func yearEnd(p period.Period) period.Period {
	if p.Grain() == period.Year || p.Q == 4 {
		return p.Year()
	}
	return p.Year().Add(-1)
}

func upTo(s *measure.Subject, last period.Period, most int) []period.Period {
	var out []period.Period
	for _, p := range s.Periods(last.Grain()) {
		if p.Index() <= last.Index() && p.Index() > last.Index()-most {
			out = append(out, p)
		}
	}
	return out
}

// of is the direction of a cell's series.
func (d *directions) of(s *measure.Subject, c *release.Cell) *direction {
	k := seriesKey{c.Measure, c.AreaCode, c.Category}
	if out, ok := d.done[k]; ok {
		return out
	}
	name := c.AreaName
	if c.CategoryLabel != "" {
		name += ", " + c.CategoryLabel
	}
	out := test(s, name, d.points[k])
	d.done[k] = out
	return out
}

// test fits a straight line to the printed values, each weighed by its interval, and asks whether its slope differs from none at
// the 5 % level. What lies before the last break is left out. Where the values scatter more than their intervals allow, the slope's error is widened by as much.
func test(s *measure.Subject, area string, cells []*release.Cell) *direction {
	var x, y, w []float64
	var unit string
	cells, since := sinceBreak(s, cells)
	for _, c := range cells {
		if c.Value == nil || c.Lower95 == nil || c.Upper95 == nil || *c.Upper95 <= *c.Lower95 {
			continue
		}
		p, err := period.Parse(c.Period)
		if err != nil {
			continue
		}
		se := (*c.Upper95 - *c.Lower95) / (2 * 1.96)
		x, y, w, unit = append(x, float64(p.Index())), append(y, *c.Value), append(w, 1/(se*se)), c.Grain
	}
	out := &direction{trend: notCalculate, outcome: notCompared}
	if len(x) == 0 && slices.ContainsFunc(cells, func(c *release.Cell) bool { return c.Value != nil }) {
		out.summary = words.NoInterval(area) + since
		return out
	}
	if len(x) < leastPoints {
		out.summary = words.NoTrend(area, len(x), leastPoints) + since
		return out
	}
	slope, se := line(x, y, w)
	out.test = fmt.Sprintf("weighted linear regression, 5%% level, %d %ss", len(x), unit)
	n := float64(len(x))
	sure := math.Abs(slope) > se*distuv.StudentsT{Mu: 0, Sigma: 1, Nu: n - 2}.Quantile(0.975)
	out.trend, out.outcome = turn(s.Polarity, slope, sure)
	out.summary = words.Trend(area, s.Unit, unit, len(x), y[0], y[len(y)-1], out.trend) + since
	return out
}

// line is the weighted slope and its standard error.
func line(x, y, w []float64) (slope, se float64) {
	var sw, sx, sy float64
	for i := range x {
		sw, sx, sy = sw+w[i], sx+w[i]*x[i], sy+w[i]*y[i]
	}
	mx, my := sx/sw, sy/sw
	var sxx, sxy float64
	for i := range x {
		sxx, sxy = sxx+w[i]*(x[i]-mx)*(x[i]-mx), sxy+w[i]*(x[i]-mx)*(y[i]-my)
	}
	slope = sxy / sxx
	var chi2 float64
	for i := range x {
		r := y[i] - my - slope*(x[i]-mx)
		chi2 += w[i] * r * r
	}
	return slope, math.Sqrt(max(1, chi2/float64(len(x)-2)) / sxx)
}

func turn(p measure.Polarity, slope float64, sure bool) (trend, result string) {
	trend = noChange
	if sure {
		if trend = increasing; slope < 0 {
			trend = decreasing
		}
	}
	return trend, outcome(p, slope, sure)
}

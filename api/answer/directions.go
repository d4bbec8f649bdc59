package answer

import (
	"context"
	"slices"
	"strings"

	"github.com/careduty/careduty/api/query"
	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/internal/statistics"
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

// directions tests the series of an answer: their points are fetched once, and each series is worked out when its first row comes.
type directions struct {
	release *release.Release
	spans   map[string][]period.Period // by subject: the periods shown, which are those tested
	total   bool
	points  map[seriesKey][]*release.Cell
	done    map[seriesKey]Direction
}

type seriesKey struct{ measure, area, category string }

// newDirections fetches the points of the series a query shows, over the very periods it shows.
func newDirections(ctx context.Context, r *release.Release, q release.Query) (directions, error) {
	d := directions{release: r, spans: map[string][]period.Period{}, total: q.Dimension == "", points: map[seriesKey][]*release.Cell{}, done: map[seriesKey]Direction{}}
	wants := q.Wants
	q.Sort, q.Limit, q.Offset = nil, 0, 0
	for _, w := range wants {
		if len(w.Periods) == 0 {
			continue
		}
		d.spans[w.Subject.ID] = w.Periods
		q.Wants = []measure.Want{w}
		if err := r.Each(ctx, q, d.add); err != nil {
			return d, err
		}
	}
	return d, nil
}

func (d directions) add(c *release.Cell) error {
	k := seriesKey{c.Measure, c.AreaCode, c.Category}
	d.points[k] = append(d.points[k], c)
	return nil
}

// shownUpTo are the periods a series is shown in where only its newest is named: as many as a trend has.
func shownUpTo(s *measure.Subject, last period.Period) []period.Period {
	var out []period.Period
	for _, p := range s.Periods(last.Grain()) {
		if p.Index() <= last.Index() && p.Index() > last.Index()-query.TrendSpan {
			out = append(out, p)
		}
	}
	return out
}

// of is the direction of a cell's series.
func (d directions) of(s *measure.Subject, c *release.Cell) Direction {
	k := seriesKey{c.Measure, c.AreaCode, c.Category}
	if out, ok := d.done[k]; ok {
		return out
	}
	points := sorted(d.points[k])
	name := nameOf(c, points)
	if c.CategoryLabel != "" {
		name += ", " + c.CategoryLabel
	}
	var pooled statistics.Dispersion
	of := ""
	if d.total { // the series of a group tells its own: groups are of different sizes and lives
		pooled, of = dispersionOf(d.release, s, c.AreaLevel, sincePeriods(s, d.spans[c.Measure]))
	}
	out := test(s, name, points, pooled, of)
	d.done[k] = out
	return out
}

// nameOf is what a series' area is called: as its newest figure is, which may be of part of the councils.
func nameOf(c *release.Cell, points []*release.Cell) string {
	for _, p := range slices.Backward(points) {
		if p.Value != nil {
			newest := *p
			return named(&newest).AreaName
		}
	}
	return c.AreaName
}

// sorted are the points of a series in order of time.
func sorted(cells []*release.Cell) []*release.Cell {
	slices.SortStableFunc(cells, func(a, b *release.Cell) int { return a.PeriodStart.Compare(b.PeriodStart) })
	return cells
}

// sincePeriods are the periods after the last break among some: what is tested of any series of the subject.
func sincePeriods(s *measure.Subject, periods []period.Period) []period.Period {
	for i := len(periods) - 1; i > 0; i-- {
		if len(s.Broken(periods[i-1], periods[i])) > 0 {
			return periods[i:]
		}
	}
	return periods
}

var levelWords = map[string]string{string(area.Council): "of all councils", string(area.Region): "of all regions"}

// dispersionOf is that of an area's level, with the words for it; without words the series tells its own.
func dispersionOf(r *release.Release, s *measure.Subject, level string, periods []period.Period) (statistics.Dispersion, string) {
	d, ok := r.Dispersion(s, area.Level(level), periods)
	if !ok {
		return statistics.Dispersion{}, ""
	}
	return d, levelWords[level]
}

// testTotal is the direction of an area's total over the periods of a want, or up to its one.
func testTotal(r *release.Release, w measure.Want, x *release.Cell) Direction {
	s, periods := w.Subject, w.Periods
	if len(periods) == 1 {
		periods = shownUpTo(s, periods[0])
	}
	var points []*release.Cell
	for _, p := range periods {
		if c := r.Total(s, x.AreaCode, p); c != nil {
			points = append(points, named(c))
		}
	}
	pooled, of := dispersionOf(r, s, x.AreaLevel, sincePeriods(s, periods))
	return test(s, x.AreaName, points, pooled, of)
}

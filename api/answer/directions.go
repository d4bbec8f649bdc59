package answer

import (
	"context"
	"slices"
	"strings"

	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
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
	points map[seriesKey][]*release.Cell
	done   map[seriesKey]Direction
}

type seriesKey struct{ measure, area, category string }

// newDirections fetches the points of the series a query shows, up to the last period it shows. A state on a day is read at year
// ends only: its quarters hold mostly the same people, so they are not so many observations.
func newDirections(ctx context.Context, r *release.Release, q release.Query) (directions, error) {
	d := directions{points: map[seriesKey][]*release.Cell{}, done: map[seriesKey]Direction{}}
	wants := q.Wants
	q.Sort, q.Limit, q.Offset = nil, 0, 0
	for _, w := range wants {
		if len(w.Periods) == 0 {
			continue
		}
		q.Wants = []measure.Want{{Subject: w.Subject, Periods: testedPeriods(w.Subject, w.Periods[len(w.Periods)-1])}}
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
func (d directions) of(s *measure.Subject, c *release.Cell) Direction {
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

// testTotal is the direction of an area's total up to a want's period.
func testTotal(r *release.Release, w measure.Want, x *release.Cell) Direction {
	s := w.Subject
	var points []*release.Cell
	if len(w.Periods) > 0 {
		for _, p := range testedPeriods(s, w.Periods[len(w.Periods)-1]) {
			if c := r.Total(s, x.AreaCode, p); c != nil {
				points = append(points, c)
			}
		}
	}
	return test(s, x.AreaName, points)
}

// testedPeriods are the periods whose figures are tested for a series that is shown up to one.
func testedPeriods(s *measure.Subject, last period.Period) []period.Period {
	switch {
	case s.Snapshot && !s.Yearly():
		return upTo(s, yearEnd(last), mostYears)
	case last.Grain() == period.Year:
		return upTo(s, last, mostYears)
	}
	return upTo(s, last, mostQuarters)
}

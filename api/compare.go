package api

import (
	"context"
	"math"
	"slices"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// comparer finds, for each row, the cells it is compared with. They are fetched once for the whole answer.
type comparer struct {
	ctx     context.Context //nolint:containedctx // lives as long as one answer is written
	release *release.Release
	names   []string
	total   bool // rows are totals
	cells   map[cellKey]*release.Cell
}

type cellKey struct{ measure, area, period, category string }

// newComparer fetches what rows of a query may be compared with, but for the totals of England and the regions, which the
// release keeps at hand.
func newComparer(ctx context.Context, r *release.Release, q release.Query, names []string) (*comparer, error) {
	c := &comparer{ctx: ctx, release: r, names: names, total: q.Dimension == "", cells: map[cellKey]*release.Cell{}}
	q.Sort, q.Limit, q.Offset = nil, 0, 0
	if levels := c.levels(); len(levels) > 0 && !c.total {
		up := q
		up.Areas, up.Within, up.Levels = nil, "", levels
		if err := c.fetch(up); err != nil {
			return nil, err
		}
	}
	if back := c.back(q); back.Wants != nil {
		return c, c.fetch(back)
	}
	return c, nil
}

// levels are those of the larger areas rows are compared with.
func (c *comparer) levels() []area.Level {
	var out []area.Level
	if slices.Contains(c.names, "england") {
		out = append(out, area.Country)
	}
	if slices.Contains(c.names, "region") {
		out = append(out, area.Region)
	}
	return out
}

// back is the query for the earlier periods rows are compared with.
func (c *comparer) back(q release.Query) release.Query {
	wants := q.Wants
	q.Wants = nil
	for _, w := range wants {
		var earlier []period.Period
		for _, p := range w.Periods {
			for _, name := range c.names {
				if e, ok := before(name, p); ok && !slices.Contains(earlier, e) && slices.Contains(w.Subject.Periods(p.Grain()), e) {
					earlier = append(earlier, e)
				}
			}
		}
		if len(earlier) > 0 {
			q.Wants = append(q.Wants, measure.Want{Subject: w.Subject, Periods: earlier})
		}
	}
	return q
}

// before is the earlier period a comparison looks to.
func before(name string, p period.Period) (period.Period, bool) {
	switch {
	case name == "previous", name == "year_ago" && p.Grain() == period.Year:
		return p.Add(-1), true
	case name == "year_ago":
		return p.Add(-4), true
	}
	return period.Period{}, false
}

func (c *comparer) fetch(q release.Query) error {
	return c.release.Each(c.ctx, q, func(x *release.Cell) error {
		c.cells[cellKey{x.Measure, x.AreaCode, x.Period, x.Category}] = x
		return nil
	})
}

// fill sets a row's comparisons.
func (c *comparer) fill(r *row) error {
	for i, name := range comparisons {
		if !slices.Contains(c.names, name) {
			continue
		}
		s, _ := c.release.Subject(r.Measure)
		other, err := c.other(name, s, r.Cell)
		if err != nil {
			return err
		}
		r.compared[i] = beside(s.Polarity, r.Cell, other)
		if earlier := other != nil && other.Period != r.Period; earlier && len(broken(s, other, r.Cell)) > 0 {
			r.compared[i].diff, r.compared[i].outcome = nil, notCompared
		}
	}
	return nil
}

// broken are the breaks in a series between two of its cells.
func broken(s *measure.Subject, from, to *release.Cell) []release.Break {
	p, err := period.Parse(from.Period)
	q, err2 := period.Parse(to.Period)
	if err != nil || err2 != nil || p.Grain() != q.Grain() {
		return nil
	}
	return s.Broken(p, q)
}

// other is the cell a row is compared with; nil where there is none. An area is not compared with itself.
func (c *comparer) other(name string, s *measure.Subject, x *release.Cell) (*release.Cell, error) {
	if x.Period == "" {
		return nil, nil //nolint:nilnil // a measure without any figure has no latest period
	}
	p, err := period.Parse(x.Period)
	if err != nil {
		return nil, err
	}
	key := cellKey{x.Measure, x.AreaCode, x.Period, x.Category}
	switch name {
	case "england":
		key.area = area.England
	case "region":
		key.area = x.ParentCode
	default:
		p, _ = before(name, p)
		key.period = p.String()
		return c.cells[key], nil
	}
	if x.AreaLevel == string(area.Country) || name == "region" && x.AreaLevel != string(area.Council) {
		return nil, nil //nolint:nilnil // nothing above it
	}
	if c.total {
		return c.release.Above(c.ctx, s, key.area, p)
	}
	return c.cells[key], nil
}

const notCompared = "not_compared"

// beside compares two printed cells. Without both intervals there is no test, and so no outcome.
func beside(p measure.Polarity, x, other *release.Cell) compared {
	out := compared{outcome: notCompared}
	if other == nil || other.Value == nil {
		return out
	}
	out.value = other.Value
	if x.Value == nil {
		return out
	}
	diff := math.Round((*x.Value-*other.Value)*1e4) / 1e4
	out.diff = &diff
	if x.Lower95 == nil || other.Lower95 == nil {
		return out
	}
	out.outcome = outcome(p, diff, release.Differ(x, other))
	return out
}

// outcome puts a difference in a word; better and worse only where the direction is agreed.
func outcome(p measure.Polarity, diff float64, differs bool) string {
	switch {
	case !differs:
		return "similar"
	case p == measure.HighIsGood && diff > 0, p == measure.LowIsGood && diff < 0:
		return "better"
	case p == measure.HighIsGood, p == measure.LowIsGood:
		return "worse"
	case diff > 0:
		return "higher"
	}
	return "lower"
}

package answer

import (
	"context"
	"slices"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// others are the cells that the rows of an answer are compared with. Totals are in memory; those of breakdowns are fetched once for the answer.
type others struct {
	release *release.Release
	names   []string
	cells   map[cellKey]*release.Cell // of breakdowns
	total   bool                      // rows are totals
}

type cellKey struct{ measure, area, period, category string }

// newOthers fetches what rows of a query may be compared with.
func newOthers(ctx context.Context, r *release.Release, q release.Query, names []string) (others, error) {
	o := others{release: r, names: names, total: q.Dimension == "", cells: map[cellKey]*release.Cell{}}
	if o.total || len(names) == 0 {
		return o, nil
	}
	q.Sort, q.Limit, q.Offset = nil, 0, 0
	if levels := o.levels(); len(levels) > 0 {
		up := q
		up.Areas, up.Within, up.Levels = nil, "", levels
		if err := o.fetch(ctx, up); err != nil {
			return o, err
		}
	}
	if q.Wants = o.earlier(q.Wants); len(q.Wants) > 0 {
		return o, o.fetch(ctx, q)
	}
	return o, nil
}

func (o others) fetch(ctx context.Context, q release.Query) error {
	return o.release.Each(ctx, q, func(x *release.Cell) error {
		o.cells[cellKey{x.Measure, x.AreaCode, x.Period, x.Category}] = x
		return nil
	})
}

// levels are those of the larger areas rows are compared with.
func (o others) levels() []area.Level {
	var out []area.Level
	if slices.Contains(o.names, "england") {
		out = append(out, area.Country)
	}
	if slices.Contains(o.names, "region") {
		out = append(out, area.Region)
	}
	return out
}

// earlier are the periods before those asked for that rows are compared with.
func (o others) earlier(wants []measure.Want) []measure.Want {
	var out []measure.Want
	for _, w := range wants {
		var earlier []period.Period
		for _, p := range w.Periods {
			for _, name := range o.names {
				if e, ok := before(name, p); ok && !slices.Contains(earlier, e) && slices.Contains(w.Subject.Periods(p.Grain()), e) {
					earlier = append(earlier, e)
				}
			}
		}
		if len(earlier) > 0 {
			out = append(out, measure.Want{Subject: w.Subject, Periods: earlier})
		}
	}
	return out
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

// compare is a cell beside all that was asked for.
func (o others) compare(x *release.Cell) Compared {
	var out Compared
	s, _ := o.release.Subject(x.Measure)
	for _, name := range o.names {
		other := o.other(name, s, x)
		c := compare(s.Polarity, x, other)
		if other != nil && other.Period != x.Period && len(broken(s, other, x)) > 0 {
			c.Diff, c.Outcome, c.Judgement = nil, notCompared, ""
		}
		out.set(name, c)
	}
	return out
}

// other is the cell a row is compared with; nil where there is none. An area is not compared with itself.
func (o others) other(name string, s *measure.Subject, x *release.Cell) *release.Cell {
	p, err := period.Parse(x.Period)
	if err != nil { // a measure without any figure has no latest period
		return nil
	}
	code := x.AreaCode
	switch name {
	case "england":
		code = area.England
	case "region":
		code = x.ParentCode
	default:
		p, _ = before(name, p)
	}
	if code == x.AreaCode && (name == "england" || name == "region") || name == "region" && x.AreaLevel != string(area.Council) {
		return nil // nothing above it
	}
	if o.total {
		return o.release.Total(s, code, p)
	}
	return o.cells[cellKey{x.Measure, code, p.String(), x.Category}]
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

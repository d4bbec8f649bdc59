package answer

import (
	"context"
	"slices"
	"strings"

	"github.com/careduty/careduty/api/query"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// AreaProfile is every measure for one area, by theme. They are never summed into a score.
type AreaProfile struct {
	Facts
	Query *query.Profile
	Rows  []ProfileRow
	All   []ProfileRow // whatever their outcome, where only one was asked for
}

// Table is the profile as rows.
func (t *AreaProfile) Table() Table {
	return Table{Columns: columnsOf[ProfileRow]("", comparedOnly(t.Query.Compare, nil)), rows: held[ProfileRow](t.Rows)}
}

// SpanOf is the series a row is the end of.
func (x *ProfileRow) SpanOf(r *release.Release) []*release.Cell {
	s, ok := r.Subject(x.Measure)
	if !ok {
		return nil
	}
	return spanOf(r, s, x.AreaCode, x.Period)
}

// spanOf is an area's totals over the periods that are tested up to one, in order of time.
func spanOf(r *release.Release, s *measure.Subject, code, last string) []*release.Cell {
	p, err := period.Parse(last)
	if err != nil {
		return nil
	}
	var out []*release.Cell
	for _, q := range shownUpTo(s, p) {
		if c := r.Total(s, code, q); c != nil {
			out = append(out, c)
		}
	}
	return out
}

// Profile answers the newest figure of each measure for one area, by theme and then by id.
func Profile(ctx context.Context, r *release.Release, q *query.Profile, room Room) (*AreaProfile, error) {
	t := &AreaProfile{Query: q, Facts: Facts{Name: q.Area.Code + "-profile", Subjects: subjectsOf(q.Wants)}}
	o := others{release: r, names: q.Compare, total: true}
	for _, w := range q.Wants {
		cells, err := r.Select(ctx, release.Query{Wants: []measure.Want{w}, Areas: []string{q.Area.Code}})
		if err != nil {
			return nil, err
		}
		for _, x := range cells {
			t.Rows = append(t.Rows, ProfileRow{
				Theme: w.Subject.Theme, Title: w.Subject.Title, Cell: named(x), Compared: o.compare(x), Position: positionOf(x, false),
				Direction: testTotal(r, w, x), SeriesBreak: breakOf(w.Subject, x),
			})
		}
	}
	slices.SortStableFunc(t.Rows, func(a, b ProfileRow) int {
		if d := query.ThemeOrder(a.Theme) - query.ThemeOrder(b.Theme); d != 0 {
			return d
		}
		return strings.Compare(a.Measure, b.Measure)
	})
	t.All = t.Rows
	t.Rows = slices.DeleteFunc(slices.Clone(t.All), func(x ProfileRow) bool { return !x.has(q.Outcome, q.Compare) })
	if t.Total = len(t.Rows); t.Total > room.Most {
		return nil, tooLarge(r, t.Total, room.Most)
	}
	t.nothing(&q.Asked)
	return t, nil
}

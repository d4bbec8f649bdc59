package api

import (
	"context"
	"io"
	"slices"

	"github.com/careduty/careduty/api/format"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
)

// profile gives every measure for one area, by theme. They are never summed into a score.
//
//	@Summary		Every measure for one area
//	@Description	The newest figure of each measure and official series, by theme, with its comparison and its direction. There is no score: measures are not added up.
//	@Tags			areas
//	@Produce		json,text/csv,application/vnd.apache.parquet,application/vnd.apache.arrow.stream,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
//	@Param			area	path		string	true	"ONS code"	example(E08000035)
//	@Param			period	query		string	false	"latest, or one year or quarter"	default(latest)
//	@Param			grain	query		string	false	"quarter or year, for latest"	Enums(quarter, year)
//	@Param			compare	query		string	false	"england, region, previous, year_ago, separated by commas, or none"	default(england)
//	@Param			release	query		string	false	"Id of a release, or latest"	default(latest)
//	@Param			as_of	query		string	false	"Date: the release that was current on it"	format(date)
//	@Param			format	query		string	false	"Beats the Accept header"	Enums(json, csv, parquet, arrow, xlsx)
//	@Success		200		{object}	ProfileAnswer
//	@Failure		default	{object}	problem.Problem
//	@Router			/v1/areas/{area}/profile [get]
func profile(c *call) (*reply, error) {
	if err := c.readRelease(false); err != nil {
		return nil, err
	}
	a, err := c.pathArea()
	if err != nil {
		return nil, err
	}
	p, g, compare := c.periods("latest"), c.grain(), c.compare("england")
	all := c.profiled(p, g == "quarter")
	q := release.Query{Areas: []string{a.Code}, Wants: c.wants(all, p, g)}
	c.resolve(q)
	return &reply{name: a.Code + "-profile", write: func(ctx context.Context, w io.Writer) error {
		rows, err := c.profileRows(ctx, q, compare)
		if err != nil {
			return err
		}
		columns := append([]format.Column[row]{
			format.Texts("theme", "Theme; empty for official series.", func(r *row) string { return r.subject.Theme }),
			format.Texts("title", "Title of the measure.", func(r *row) string { return r.subject.Title }),
		}, columns("", compare, slices.Concat(placeColumns, trendColumns)...)...)
		return writeRows(c, w, columns, rows, all)
	}}, nil
}

// profiled are the subjects of a profile, by theme; where quarters are asked for, those that have them.
func (c *call) profiled(p periods, quarters bool) []*measure.Subject {
	all := slices.Clone(c.release.Subjects())
	quarters = quarters || p.grain() == "quarter"
	all = slices.DeleteFunc(all, func(s *measure.Subject) bool { return quarters && s.Yearly() })
	slices.SortStableFunc(all, func(a, b *measure.Subject) int { return themeOrder(a) - themeOrder(b) })
	return all
}

func themeOrder(s *measure.Subject) int { return themePlace(s.Theme) }

func themePlace(theme string) int {
	if i := slices.Index(measure.Themes, theme); i >= 0 {
		return i
	}
	return len(measure.Themes)
}

func (c *call) profileRows(ctx context.Context, q release.Query, compare []string) ([]*row, error) {
	comparer, err := newComparer(ctx, c.release, q, compare)
	if err != nil {
		return nil, err
	}
	tests, err := newDirections(ctx, c.release, q)
	if err != nil {
		return nil, err
	}
	var out []*row
	err = c.release.Each(ctx, q, func(x *release.Cell) error {
		r := &row{Cell: x, place: placeOf(x, false)}
		r.subject, _ = c.release.Subject(x.Measure)
		r.trend, r.broken = tests.of(r.subject, x), breakOf(r.subject, x)
		out = append(out, r)
		return comparer.fill(r)
	})
	slices.SortStableFunc(out, func(a, b *row) int { return themeOrder(a.subject) - themeOrder(b.subject) })
	return out, err
}

package api

import (
	"cmp"
	"context"
	"io"
	"slices"

	"github.com/careduty/careduty/api/format"
	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// change is a figure that differs between two releases, or that one of them does not have.
type change struct {
	now, before *release.Cell // one of them may be nil
	kind        string        // added, revised or removed
}

// either is the cell that is there.
func (c *change) either() *release.Cell {
	if c.now != nil {
		return c.now
	}
	return c.before
}

func ofNow[V any](get func(*release.Cell) V) func(*change) V {
	return func(c *change) V { return ofCell(c.now, get) }
}

func ofBefore[V any](get func(*release.Cell) V) func(*change) V {
	return func(c *change) V { return ofCell(c.before, get) }
}

func ofCell[V any](c *release.Cell, get func(*release.Cell) V) (zero V) {
	if c == nil {
		return zero
	}
	return get(c)
}

func valueOf(c *release.Cell) *float64   { return c.Value }
func numeratorOf(c *release.Cell) *int64 { return c.Numerator }
func sizeOf(c *release.Cell) *int64      { return c.Denominator }
func statusOf(c *release.Cell) string    { return c.Status }
func vintageOf(c *release.Cell) string   { return c.Vintage }
func releaseOf(c *release.Cell) string   { return c.Release }

var changeColumns = []format.Column[change]{
	format.Texts("measure", "Id of the measure.", func(c *change) string { return c.either().Measure }),
	format.Texts("area_code", "ONS code.", func(c *change) string { return c.either().AreaCode }),
	format.Texts("area_name", "Name of the area.", func(c *change) string { return c.either().AreaName }),
	format.Texts("area_level", "country, region or council.", func(c *change) string { return c.either().AreaLevel }),
	format.Texts("period", "Year or quarter.", func(c *change) string { return c.either().Period }),
	format.Texts("change", "added, revised or removed.", func(c *change) string { return c.kind }),
	format.Numbers("value", "The figure now.", ofNow(valueOf)),
	format.Numbers("value_before", "The figure before.", ofBefore(valueOf)),
	format.Wholes("numerator", "Numerator now.", ofNow(numeratorOf)),
	format.Wholes("numerator_before", "Numerator before.", ofBefore(numeratorOf)),
	format.Wholes("denominator", "Denominator now.", ofNow(sizeOf)),
	format.Wholes("denominator_before", "Denominator before.", ofBefore(sizeOf)),
	format.Texts("status", "Status now.", ofNow(statusOf)),
	format.Texts("status_before", "Status before.", ofBefore(statusOf)),
	format.Texts("vintage", "Vintage now.", ofNow(vintageOf)),
	format.Texts("vintage_before", "Vintage before.", ofBefore(vintageOf)),
	format.Texts("release", "The release now.", ofNow(releaseOf)),
	format.Texts("release_before", "The release before.", ofBefore(releaseOf)),
}

// changesQuery is what the list of changes takes.
type changesQuery struct {
	from     string
	measures []string
	areas    []string
	levels   []area.Level
}

// changes lists the figures that differ from an earlier release.
//
//	@Summary		What changed since an earlier release
//	@Description	Totals of every area and period that were added, revised or removed, with their values before and now. Breakdowns change with their total.
//	@Tags			releases
//	@Produce		json,text/csv,application/vnd.apache.parquet,application/vnd.apache.arrow.stream,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
//	@Param			release	path		string	true	"Id of a release, or latest"	example(latest)
//	@Param			from	query		string	false	"Id of the release to compare with; the one published before it, where none is named"
//	@Param			measure	query		string	false	"Measure ids, separated by commas"
//	@Param			area	query		string	false	"ONS codes, separated by commas"
//	@Param			level	query		string	false	"country, region, council, separated by commas"
//	@Param			format	query		string	false	"Beats the Accept header"	Enums(json, csv, parquet, arrow, xlsx)
//	@Success		200		{object}	ChangesAnswer
//	@Failure		default	{object}	problem.Problem
//	@Router			/v1/releases/{release}/changes [get]
func changes(c *call) (*reply, error) {
	if err := c.openRelease(c.g.Param("release")); err != nil {
		return nil, err
	}
	before, found, err := c.before()
	if err != nil {
		return nil, err
	}
	c.listing = "changes since " + before.Manifest.ID
	c.lasting, c.since = "/v1/releases/"+c.releaseID()+"/changes", before.Manifest.ID
	q := changesQuery{from: before.Manifest.ID, areas: c.areas(), levels: c.levels()}
	for _, id := range list(c.one("measure")) {
		if _, ok := c.release.Subject(id); !ok {
			c.unknown("measure", id, c.measureIDs())
		}
		q.measures = append(q.measures, id)
	}
	if len(q.measures) > 0 {
		c.set("measure", c.values.Get("measure"), "")
	}
	if found {
		c.resolved["from"] = q.from
	} else {
		c.warn("There is no release before this one: everything in it is new, and nothing is listed.")
	}
	return &reply{name: "changes", write: func(ctx context.Context, w io.Writer) error {
		rows, err := c.differences(ctx, q, found)
		if err != nil {
			return err
		}
		return writeRows(c, w, changeColumns, rows, nil)
	}}, nil
}

// before is the release named by from=, or the one published before this.
func (c *call) before() (release.Listed, bool, error) {
	all := c.s.set.Listed()
	if id := c.one("from"); id != "" {
		c.set("from", id, "")
		l, err := c.s.set.Find(id)
		if err != nil {
			return l, false, c.s.releaseProblem(id, err)
		}
		return l, true, nil
	}
	i := slices.IndexFunc(all, func(l release.Listed) bool { return l.Manifest.ID == c.releaseID() })
	for _, l := range all[i+1:] {
		if l.Withdrawn == nil {
			return l, true, nil
		}
	}
	return release.Listed{}, false, nil
}

// differences are found by reading the totals of both releases; one too many is refused, as everywhere.
func (c *call) differences(ctx context.Context, q changesQuery, found bool) ([]*change, error) {
	if !found {
		return nil, nil
	}
	old, done, err := c.s.set.Use(ctx, q.from)
	if err != nil {
		return nil, err
	}
	defer done()
	was := map[cellKey]*release.Cell{}
	if err := totals(ctx, old, q, func(x *release.Cell) { was[keyOf(x)] = x }); err != nil {
		return nil, err
	}
	var out []*change
	err = totals(ctx, c.release, q, func(x *release.Cell) {
		before, ok := was[keyOf(x)]
		delete(was, keyOf(x))
		switch {
		case !ok:
			out = append(out, &change{now: x, kind: "added"})
		case !sameFigure(x, before):
			out = append(out, &change{x, before, "revised"})
		}
	})
	for _, x := range was {
		out = append(out, &change{before: x, kind: "removed"})
	}
	slices.SortFunc(out, func(a, b *change) int {
		x, y := a.either(), b.either()
		return cmp.Or(cmp.Compare(x.Measure, y.Measure), cmp.Compare(x.Period, y.Period), cmp.Compare(x.AreaCode, y.AreaCode))
	})
	if len(out) > maxCompareRows {
		p := problem.New(problem.TooLarge, "Too much changed to list at once. Ask for some measures or areas, or compare the files of the two releases.")
		p.Estimate, p.Limit, p.Bulk = len(out), maxCompareRows, bulk(c.release)
		return nil, p
	}
	return out, err
}

func keyOf(x *release.Cell) cellKey {
	return cellKey{measure: x.Measure, area: x.AreaCode, period: x.Period}
}

// totals reads the totals of our own measures; official editions do not change.
func totals(ctx context.Context, r *release.Release, q changesQuery, do func(*release.Cell)) error {
	var wants []measure.Want
	for _, s := range r.Subjects() {
		if s.Series != nil || len(q.measures) > 0 && !slices.Contains(q.measures, s.ID) {
			continue
		}
		stored := s.Periods(period.Quarter)
		if s.Yearly() || !s.Snapshot { // a snapshot's years are its fourth quarters
			wants = append(wants, measure.Want{Subject: s, Periods: s.Periods(period.Year)})
		}
		if len(stored) > 0 {
			wants = append(wants, measure.Want{Subject: s, Periods: stored})
		}
	}
	return r.Each(ctx, release.Query{Wants: wants, Levels: q.levels, Areas: q.areas}, func(x *release.Cell) error {
		do(x)
		return nil
	})
}

func sameFigure(a, b *release.Cell) bool {
	return same(a.Value, b.Value) && same(a.Numerator, b.Numerator) && same(a.Denominator, b.Denominator) && same(a.Unknown, b.Unknown) &&
		a.Status == b.Status && a.Vintage == b.Vintage
}

func same[V comparable](a, b *V) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}

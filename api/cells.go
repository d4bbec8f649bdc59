package api

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/careduty/careduty/api/format"
	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
)

// Limits of one answer, published at /v1/about.
const (
	maxStreamRows  = 1_000_000
	maxCompareRows = 100_000 // with comparisons over time, whose other half is kept in memory
	maxXLSXRows    = 100_000
	maxPictureRows = 2_000  // and of a page
	maxKeptRows    = 20_000 // more are streamed and not kept
)

// cells is an answer made of rows: which cells, broken down and compared how, with which columns after them.
type cells struct {
	query   release.Query
	by      breakdown
	compare []string
	extra   []format.Column[row]
	name    string
	chart   string // which picture, where one is asked for
	limit   int    // rows of a page; 0 is whole

	each    eachCell                        // gives the cells in place of the release; may be nil
	prepare func(ctx context.Context) error // before the first row; may be nil
	fill    func(*row)                      // sets the extra columns; may be nil
}

// eachCell gives the cells of an answer one after another.
type eachCell func(ctx context.Context, do func(*release.Cell) error) error

// readCells reads the parameters that every answer made of rows takes.
func (c *call) readCells(a *cells, sortable []string) {
	a.by = c.breakdown()
	a.query.Dimension, a.query.Categories, a.query.Not = a.by.dimension.ID, a.by.categories, a.by.not
	a.query.Sort = c.sort(sortable)
	a.limit = c.limit()
	c.canBreakDown(a.by, a.query.Wants)
	c.checkCursor()
	c.resolve(a.query)
}

// resolve says in the answer what its question came to.
func (c *call) resolve(q release.Query) {
	var names []string
	for _, w := range q.Wants {
		for _, p := range w.Periods {
			if name := p.String(); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	if slices.Sort(names); len(names) <= 40 {
		c.resolved["period"] = append([]string{}, names...)
	}
	if len(q.Levels) > 0 {
		c.resolved["level"] = q.Levels
	}
	if q.Within != "" {
		c.resolved["within"] = q.Within
	}
}

func subjects(q release.Query) []*measure.Subject {
	out := make([]*measure.Subject, len(q.Wants))
	for i, w := range q.Wants {
		out[i] = w.Subject
	}
	return out
}

// reply is the promise of these rows in the call's format.
func (a *cells) reply(c *call) *reply {
	work := &writing{cells: a, call: c}
	most := c.release.Most(a.query)
	return &reply{name: a.name, write: work.write, next: work.next, large: c.format.Name != format.JSON.Name && !whole(c.format) && most > maxKeptRows}
}

// writing is the making of one answer.
type writing struct {
	*cells
	call       *call
	rows       int
	more       bool
	total      int
	suppressed int
}

func (p *writing) write(ctx context.Context, w io.Writer) error {
	if err := p.fits(ctx); err != nil {
		return err
	}
	compare, err := newComparer(ctx, p.call.release, p.query, p.compare)
	if err != nil {
		return err
	}
	if p.prepare != nil {
		if err := p.prepare(ctx); err != nil {
			return err
		}
	}
	columns := columns(p.by.dimension.ID, p.compare, p.extra...)
	e, err := p.encoder(ctx, w, columns)
	if err != nil {
		return err
	}
	if err := p.eachOfPage(ctx, func(x *release.Cell) error { return p.row(e, compare, x) }); err != nil {
		return err
	}
	return e.Close()
}

func (p *writing) encoder(ctx context.Context, w io.Writer, columns []format.Column[row]) (format.Encoder[row], error) {
	all := subjects(p.query)
	if isPage(p.call.format) {
		return p.pageOf(ctx, w), nil
	}
	if isPicture(p.call.format) {
		return &drawing{ctx: ctx, call: p.call, w: w, subject: all[0], chart: p.chart}, nil
	}
	return format.New(p.call.format, w, columns, func() format.About { return p.call.about(all) }, func() (any, error) { return p.after(ctx) })
}

// eachOfPage gives the cells of the page asked for and notes whether there are more.
func (p *writing) eachOfPage(ctx context.Context, do func(*release.Cell) error) error {
	q := p.query
	each, skip := p.each, p.call.offset
	if each == nil {
		if p.limit > 0 {
			q.Limit, q.Offset = p.limit+1, p.call.offset
		}
		each, skip = func(ctx context.Context, do func(*release.Cell) error) error { return p.call.release.Each(ctx, q, do) }, 0
	}
	return each(ctx, func(x *release.Cell) error {
		if skip--; skip >= 0 {
			return nil
		}
		if p.limit > 0 && p.rows == p.limit {
			p.more = true
			return nil
		}
		return do(x)
	})
}

func (p *writing) row(e format.Encoder[row], compare *comparer, x *release.Cell) error {
	r := row{Cell: x}
	if err := compare.fill(&r); err != nil {
		return err
	}
	if p.fill != nil {
		p.fill(&r)
	}
	p.rows++
	if x.Status == "c" {
		p.suppressed++
	}
	return e.Row(&r)
}

// fits refuses what is too large before the first byte, with its size. It is counted only where it could be too large.
func (p *writing) fits(ctx context.Context) error {
	limit := maxStreamRows
	if slices.Contains(p.compare, "previous") || slices.Contains(p.compare, "year_ago") {
		limit = maxCompareRows
	}
	if p.call.format.Name == format.XLSX.Name {
		limit = min(limit, maxXLSXRows)
	}
	if whole(p.call.format) {
		limit = maxPictureRows
	}
	if most := p.call.release.Most(p.query); most <= limit || p.limit > 0 && limit == maxStreamRows {
		return nil
	}
	n, err := p.call.release.Count(ctx, p.query)
	if err != nil || n <= limit {
		return err
	}
	f := problem.New(problem.TooLarge, fmt.Sprintf("The answer would have %d rows; at most %d are given at once. Ask for fewer, or take the whole release.", n, limit))
	f.Estimate, f.Limit, f.Bulk = n, limit, bulk(p.call.release)
	return f
}

// bulk is where the whole release is in one file.
func bulk(r *release.Release) string {
	return "/v1/releases/" + r.ID() + "/files/" + release.CellsFile(r.ID())
}

// after is what stands below the rows in JSON.
func (p *writing) after(ctx context.Context) (any, error) {
	p.total = p.call.offset + p.rows
	if p.more || p.rows == 0 && p.call.offset > 0 {
		var err error
		if p.total, err = p.call.release.Count(ctx, p.query); err != nil {
			return nil, err
		}
	}
	if p.total == 0 {
		p.call.warn(words.Nothing)
	}
	e := p.call.envelope(subjects(p.query))
	e.Meta.Total, e.Meta.Suppressed, e.Links.Next = p.total, p.suppressed, p.next()
	return e, nil
}

// next is the address of the page after this one. The release is inside its cursor.
func (p *writing) next() string {
	if !p.more {
		return ""
	}
	at := cursor{Release: p.call.releaseID(), Offset: p.call.offset + p.rows, Query: p.call.query()}
	return p.call.address(map[string]string{"cursor": at.String(), "release": "", "as_of": ""})
}

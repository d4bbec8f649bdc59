package answer

import (
	"context"
	"slices"
	"strings"

	"github.com/careduty/careduty/api/query"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
)

// Cells are the cells of one or more measures as they are.
type Cells struct {
	Facts
	Query *query.Data
	Rows  []Row // empty where they are handed on as they are read

	stream source
}

// Table is the cells as rows.
func (t *Cells) Table() Table {
	out := Table{Columns: columnsOf[Row](t.Query.Dimension, comparedOnly(t.Query.Compare, t.Query.Highlight)), rows: held[Row](t.Rows)}
	if t.stream != nil {
		out.rows = t.stream
	}
	return out
}

// Data answers cells of one or more measures.
func Data(ctx context.Context, r *release.Release, q *query.Data, room Room) (*Cells, error) {
	t := &Cells{Query: q, Facts: Facts{Name: "data", Subjects: subjectsOf(q.Wants)}}
	t.newer(q.Wants, q.Period)
	rows, err := pageOf(ctx, r, &t.Facts, cellQuery(q.Wants, q.Areas, q.Levels, string(q.Within), q.Breakdown, q.Sort), paging{q.Limit, q.Cursor.Offset, q.Compare}, room)
	if err != nil {
		return nil, err
	}
	if rows.stream {
		t.stream = cellStream{r, rows.query, q.Compare, q.Highlight}
		return t, nil
	}
	for _, x := range rows.cells {
		t.Rows = append(t.Rows, Row{named(x), rows.others.compare(x), slices.Contains(q.Highlight, x.AreaCode)})
	}
	t.nothing(&q.Asked)
	return t, nil
}

func cellQuery(wants []measure.Want, areas query.Areas, levels []area.Level, within string, b query.Breakdown, sort query.Sort) release.Query {
	return release.Query{
		Wants: wants, Areas: areas.Codes, Levels: levels, Within: within, Dimension: b.Dimension, Categories: b.Categories, Not: b.Not, Sort: orders(sort),
	}
}

// paging is which part of an answer is wanted, and what its rows are compared with.
type paging struct {
	limit   query.Limit
	offset  int
	compare []string
}

// page is the part of an answer that was read; or, where it is to be handed on as it is read, the query that gives it.
type page struct {
	cells  []*release.Cell
	others others
	stream bool
	query  release.Query
}

// pageOf reads the rows of a page, or says that they are too many.
func pageOf(ctx context.Context, r *release.Release, f *Facts, q release.Query, p paging, room Room) (*page, error) {
	size := int(p.limit)
	if size == 0 {
		size = room.Page
	}
	most := room.Most
	if slices.Contains(p.compare, "previous") || slices.Contains(p.compare, "year_ago") {
		most = min(most, MaxCompareRows)
	}
	bound := r.Most(q)
	if bound > most && (size == 0 || most < MaxStreamRows) {
		if n, err := r.Count(ctx, q); err != nil || n > most {
			if err == nil {
				err = tooLarge(r, n, most)
			}
			return nil, err
		}
	}
	if size == 0 && room.Stream && bound > MaxKeptRows {
		return &page{stream: true, query: q}, nil
	}
	out := &page{query: q}
	var err error
	if out.others, err = newOthers(ctx, r, q, p.compare); err != nil {
		return nil, err
	}
	if size > 0 {
		q.Limit, q.Offset = size+1, p.offset
	}
	if out.cells, err = r.Select(ctx, q); err != nil {
		return nil, err
	}
	return out, f.counted(ctx, r, out, size, p)
}

// counted says how many rows there are in all, and cuts off the one that was read beyond the page.
func (f *Facts) counted(ctx context.Context, r *release.Release, p *page, size int, of paging) error {
	f.Total = of.offset + len(p.cells)
	if size > 0 && (len(p.cells) > size || len(p.cells) == 0 && of.offset > 0) {
		n, err := r.Count(ctx, p.query)
		if err != nil {
			return err
		}
		if f.Total = n; len(p.cells) > size {
			p.cells, f.Next = p.cells[:size], of.offset+size
			f.cutAt(size, of.limit)
		}
	}
	for _, x := range p.cells {
		if x.Status == "c" {
			f.Suppressed++
		}
	}
	return nil
}

// cellStream hands cells on as they are read.
type cellStream struct {
	release   *release.Release
	query     release.Query
	compare   []string
	highlight []string
}

func (s cellStream) each(ctx context.Context, columns []Column, do func(Chunk) error) error {
	if len(s.compare) == 0 { // as they lie in the file, column by column
		done, err := s.release.Batches(ctx, s.query, s.stored(columns), func(p release.Batch) error { return do(s.chunk(columns, p)) })
		if done || err != nil {
			return err
		}
	}
	o, err := newOthers(ctx, s.release, s.query, s.compare)
	if err != nil {
		return err
	}
	rows := make([]Row, 0, chunkRows)
	err = s.release.Each(ctx, s.query, func(x *release.Cell) error {
		rows = append(rows, Row{named(x), o.compare(x), slices.Contains(s.highlight, x.AreaCode)})
		if len(rows) < chunkRows {
			return nil
		}
		c := chunkOf(columns, rows)
		rows = rows[:0]
		return do(c)
	})
	if err != nil || len(rows) == 0 {
		return err
	}
	return do(chunkOf(columns, rows))
}

// name is what a column of the answer is called in the release.
func (s cellStream) name(c Column) string {
	if c.Name == s.query.Dimension || c.Name == s.query.Dimension+"_label" {
		return "category" + strings.TrimPrefix(c.Name, s.query.Dimension)
	}
	return c.Name
}

// stored are the columns of the release that an answer's columns are made of: the names of areas say how many councils are in them.
func (s cellStream) stored(columns []Column) []string {
	names := []string{"area_code", "area_level", "councils"}
	for _, c := range columns {
		names = append(names, s.name(c))
	}
	return names
}

// chunk is a part of the release as rows of the answer.
func (s cellStream) chunk(columns []Column, p release.Batch) Chunk {
	c := Chunk{Rows: p.Rows(), Columns: make([]Vector, len(columns))}
	for i, column := range columns {
		v, name := &c.Columns[i], s.name(column)
		switch {
		case name == "highlighted":
			codes := p.Text("area_code")
			v.Flags = make([]bool, p.Rows())
			for r := range v.Flags {
				v.Flags[r] = slices.Contains(s.highlight, codes.At(r))
			}
		case name == "unfinished":
			v.Flags = p.Unfinished()
		case name == "area_name":
			v.Texts = namedAreas(p)
		case column.Kind == Text:
			v.Texts = p.Text(name)
		case column.Kind == Date:
			v.Days = p.Days(name)
		default:
			v.Numbers = p.Numbers(name)
		}
	}
	return c
}

// Series is a measure's series for one or more areas.
type Series struct {
	Facts
	Query *query.Trend
	Rows  []TrendRow
	Band  []BandPoint // of all councils, where the series is England's total
}

// Table is the series as rows.
func (t *Series) Table() Table {
	return Table{Columns: columnsOf[TrendRow](t.Query.Dimension, comparedOnly(t.Query.Compare, t.Query.Highlight)), rows: held[TrendRow](t.Rows)}
}

// Trend answers a measure's series.
func Trend(ctx context.Context, r *release.Release, q *query.Trend, room Room) (*Series, error) {
	s := q.Subject
	t := &Series{Query: q, Facts: Facts{Name: s.ID + "-trend", Subjects: []*measure.Subject{s}}}
	for _, p := range q.Want.Periods {
		t.Notes = append(t.Notes, breakAt(s, p)...)
	}
	t.newer([]measure.Want{q.Want}, q.Period)
	of := cellQuery([]measure.Want{q.Want}, q.Areas, q.Levels, string(q.Within), q.Breakdown, q.Sort)
	room.Stream, room.Most = false, min(room.Most, MaxCompareRows)
	rows, err := pageOf(ctx, r, &t.Facts, of, paging{q.Limit, q.Cursor.Offset, q.Compare}, room)
	if err != nil {
		return nil, err
	}
	tests, err := newDirections(ctx, r, of)
	if err != nil {
		return nil, err
	}
	for _, x := range rows.cells {
		t.Rows = append(t.Rows, TrendRow{named(x), rows.others.compare(x), tests.of(s, x), breakOf(s, x), slices.Contains(q.Highlight, x.AreaCode)})
	}
	if q.Dimension == "" && !slices.ContainsFunc(t.Rows, func(x TrendRow) bool { return x.AreaCode != area.England }) {
		t.Band = bandOf(r, s, q.Want.Periods)
	}
	t.nothing(&q.Asked)
	return t, nil
}

// Bound is at least as many rows as a question has, found without asking the release for them.
func Bound(r *release.Release, q *query.Data) int {
	return r.Most(cellQuery(q.Wants, q.Areas, q.Levels, string(q.Within), q.Breakdown, q.Sort))
}

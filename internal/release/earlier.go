package release

import (
	"context"
)

// Earlier is a release of which a later one repeats rows, so that what stands is neither made nor written down again value by value.
type Earlier struct {
	Manifest Manifest
	file     *ColumnFile
	groups   map[Group]int
}

// OpenEarlier opens a release to repeat rows of. A refused fault says that its data file is not what its manifest says.
func OpenEarlier(ctx context.Context, l Listed) (*Earlier, error) {
	f, err := OpenColumns(l.Dir, l.Manifest.ID)
	if err != nil {
		return nil, err
	}
	groups, err := f.Index(ctx)
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return &Earlier{Manifest: l.Manifest, file: f, groups: groups}, nil
}

// Close closes the release's file.
func (e *Earlier) Close() error { return e.file.Close() }

// Standing are the rows of a group of an earlier release, by period.
type Standing struct {
	rows  *rows
	spans map[string]rowSpan
}

type rowSpan struct{ from, beyond int }

func (s rowSpan) rows() int { return s.beyond - s.from }

// Standing reads a group; one that the release does not have has no periods.
func (e *Earlier) Standing(ctx context.Context, g Group) (*Standing, error) {
	s := &Standing{spans: map[string]rowSpan{}}
	group, ok := e.groups[g]
	if !ok {
		return s, nil
	}
	var err error
	if s.rows, err = e.file.rows(ctx, group); err != nil {
		return nil, err
	}
	periods := s.rows.columns[periodColumn].texts.Text
	for from := 0; from < s.rows.n; {
		beyond := from + 1
		for beyond < s.rows.n && periods.Index[beyond] == periods.Index[from] {
			beyond++
		}
		s.spans[periods.At(from)] = rowSpan{from, beyond}
		from = beyond
	}
	return s, nil
}

// Has says whether there are rows of a period, and so many.
func (s *Standing) Has(period string, n int) bool {
	if s == nil {
		return false
	}
	x := s.spans[period]
	return n > 0 && x.rows() == n
}

// Part is some rows of a group: cells, or the rows of a period as they stand in an earlier release.
type Part struct {
	Cells  []Cell
	Period string // of Standing; empty where Cells are given
}

// AddParts writes one group of rows, as Add does, of cells and of what stands. The rows are the same bytes whichever they are.
func (b *Builder) AddParts(standing *Standing, parts []Part) error {
	room := 0
	for _, p := range parts {
		room += len(p.Cells)
		if p.Period != "" {
			room += standing.spans[p.Period].rows()
		}
	}
	r := newRows(room)
	for _, p := range parts {
		if p.Period != "" {
			span := standing.spans[p.Period]
			r.repeat(standing.rows, span.from, span.beyond, b.id)
			continue
		}
		for i := range p.Cells {
			p.Cells[i].Release = b.id
		}
		r.add(p.Cells)
	}
	return b.cells.write(r)
}

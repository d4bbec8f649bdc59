package ledger

import (
	"context"
	"encoding/binary"
	"slices"
	"strings"

	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/duck"
)

// Row is what was drawn of one cell.
type Row struct {
	WithoutUnknown bool      // the first count is of the known people, and the second was not drawn
	Y              [3]uint32 // people (or the known), unknown, met
	Mark           [3]uint32 // of whom they were drawn; 0 is nobody
}

// Stored is what was drawn of one breakdown in one area and period.
type Stored struct {
	Entry    int    // that drew it
	Number   uint8  // of the vintage it was drawn under
	Version  string // of the measure's definition
	Breach   bool   // those who did not meet the measure were drawn
	Councils []string
	Rows     []Row               // by category
	Medians  []disclosure.Median // by category; nil of what is no median
	Has      []bool              // whether there is one
}

// AreaPeriod is an area's code and a period's name.
type AreaPeriod struct{ Area, Period string }

// Breakdown names what is drawn together: a measure by a dimension, of these categories.
type Breakdown struct {
	Measure, Dimension string
	Categories         []string
	Median             bool
}

// Cells gives what is stored of breakdowns, the latest draw of each area and period; of other categories than a breakdown has, nothing: it is not of
// these cells. use is called once for each breakdown, in the order given.
func (l *Ledger) Cells(ctx context.Context, list []Breakdown, use func(i int, stored map[AreaPeriod]*Stored) error) error {
	all, err := l.readCells(ctx)
	if err != nil {
		return err
	}
	for i, b := range list {
		stored := map[AreaPeriod]*Stored{}
		for _, c := range all[cellsKey{b.Measure, b.Dimension}] {
			if c.categories != strings.Join(b.Categories, ",") || c.median != b.Median {
				continue
			}
			if err := l.unpack(stored, c, len(b.Categories)); err != nil {
				return err
			}
		}
		if err := use(i, stored); err != nil {
			return err
		}
	}
	return nil
}

type cellsKey struct{ measure, dimension string }

// cellsRow is the cells of a breakdown in a period as they are stored.
type cellsRow struct {
	entry                       int
	version, period, categories string
	number                      uint8
	breach, median              bool
	blob                        []byte
}

// readCells reads what is stored of all measures, once, as it is stored: a query for each breakdown would go through all of it every time.
func (l *Ledger) readCells(ctx context.Context) (map[cellsKey][]cellsRow, error) {
	cells := map[cellsKey][]cellsRow{}
	query := "SELECT entry, measure, version, dimension, period, number, breach, median, categories, cells FROM cells ORDER BY entry, number"
	err := l.each(ctx, query, nil, func(rows *duck.Rows) (err error) {
		var c cellsRow
		var key cellsKey
		if err = rows.Scan(&c.entry, &key.measure, &c.version, &key.dimension, &c.period, &c.number, &c.breach, &c.median, &c.categories, &c.blob); err != nil {
			return err
		}
		if c.entry < 1 || c.entry > len(l.entries) || l.entries[c.entry-1].Failed != "" {
			return l.damaged()
		}
		c.blob = slices.Clone(c.blob)
		cells[key] = append(cells[key], c)
		return nil
	})
	return cells, err
}

// pack adds one area's cells to a blob: the area's number, the councils in it, and the counts in steps with their marks.
func (l *Ledger) pack(blob []byte, area int, s *Stored, median bool) []byte {
	blob = binary.AppendUvarint(blob, uint64(area)) //nolint:gosec // a small number
	blob = binary.AppendUvarint(blob, uint64(len(s.Councils)))
	for _, c := range s.Councils {
		blob = binary.AppendUvarint(blob, uint64(l.areas[c])) //nolint:gosec // a small number
	}
	for at, r := range s.Rows {
		has := median && s.Has[at]
		blob = append(blob, flags(r, has))
		for i, y := range r.Y {
			if i == 1 && r.WithoutUnknown || i == 2 && median {
				continue
			}
			blob = binary.AppendUvarint(blob, uint64(y)/disclosure.Step)
			blob = binary.LittleEndian.AppendUint32(blob, r.Mark[i])
		}
		if has {
			m := s.Medians[at]
			for _, x := range []float64{m.Value, m.Lower95, m.Upper95} {
				blob = binary.AppendVarint(blob, int64(x)) // whole pounds or days
			}
		}
	}
	return blob
}

// The bits of a row's flags.
const (
	flagWithoutUnknown = 1 << iota
	flagMedian
)

func flags(r Row, has bool) byte {
	var b byte
	if r.WithoutUnknown {
		b |= flagWithoutUnknown
	}
	if has {
		b |= flagMedian
	}
	return b
}

// unpack reads a row's blob back.
func (l *Ledger) unpack(to map[AreaPeriod]*Stored, c cellsRow, categories int) error {
	r := reader{rest: c.blob, ok: true}
	for len(r.rest) > 0 && r.ok {
		s := Stored{Entry: c.entry, Number: c.number, Version: c.version, Breach: c.breach}
		at := AreaPeriod{Area: l.code(&r), Period: c.period}
		for n := r.next(); n > 0 && r.ok; n-- {
			s.Councils = append(s.Councils, l.code(&r))
		}
		s.Rows = make([]Row, categories)
		if c.median {
			s.Medians, s.Has = make([]disclosure.Median, categories), make([]bool, categories)
		}
		for i := range s.Rows {
			if r.row(&s.Rows[i], c.median) && c.median {
				s.Has[i] = true
				s.Medians[i] = disclosure.Median{Value: r.signed(), Lower95: r.signed(), Upper95: r.signed()}
			}
		}
		to[at] = &s
	}
	if !r.ok {
		return l.damaged()
	}
	return nil
}

func (l *Ledger) code(r *reader) string {
	n := r.next()
	if n >= uint64(len(l.codes)) {
		r.ok = false
		return ""
	}
	return l.codes[n]
}

// reader takes numbers off a blob; ok turns false when there are none left.
type reader struct {
	rest []byte
	ok   bool
}

// row reads a row's counts, and says whether a median follows.
func (r *reader) row(to *Row, median bool) bool {
	flag := r.byte()
	to.WithoutUnknown = flag&flagWithoutUnknown != 0
	for i := range to.Y {
		if i == 1 && to.WithoutUnknown || i == 2 && median {
			continue
		}
		to.Y[i] = uint32(r.next() * disclosure.Step) //nolint:gosec // a count of people
		to.Mark[i] = r.mark()
	}
	return flag&flagMedian != 0
}

func (r *reader) fail() {
	r.ok, r.rest = false, nil
}

func (r *reader) byte() byte {
	if len(r.rest) == 0 {
		r.fail()
		return 0
	}
	b := r.rest[0]
	r.rest = r.rest[1:]
	return b
}

func (r *reader) mark() uint32 {
	if len(r.rest) < 4 {
		r.fail()
		return 0
	}
	m := binary.LittleEndian.Uint32(r.rest)
	r.rest = r.rest[4:]
	return m
}

func (r *reader) next() uint64 {
	x, n := binary.Uvarint(r.rest)
	if n <= 0 {
		r.fail()
		return 0
	}
	r.rest = r.rest[n:]
	return x
}

func (r *reader) signed() float64 {
	x, n := binary.Varint(r.rest)
	if n <= 0 {
		r.fail()
		return 0
	}
	r.rest = r.rest[n:]
	return float64(x)
}

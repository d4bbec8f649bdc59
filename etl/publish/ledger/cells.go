package ledger

import (
	"context"
	"encoding/binary"
	"slices"
	"strings"

	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/duck"
)

// Stored is what was drawn of one breakdown in one area and period.
type Stored struct {
	Entry    int                // that drew it
	Vintage  disclosure.Vintage // it was drawn under
	Councils []string           // codes of the councils in it; nil for a council, which is in its own
	Counts   []disclosure.Counts
	Checks   []Checks            // of whom they were drawn; nil in what a ledger of format 1 stored
	Medians  []disclosure.Median // with Shown; nil for what is no median
	Has      []bool              // whether there is a median
}

// Checks tell of whom the three counts of a cell were drawn: 0 is nobody, any other some bits of the keyed mark of the people. That a set has been
// drawn before, under whatever period, does not tell that it was drawn for this cell.
type Checks [3]uint16

// CheckOf is the check of a mark.
func CheckOf(mark uint64) uint16 { return uint16(mark) | 1 } //nolint:gosec // some of its bits

// Breakdown is a measure's stored breakdown, the latest draw of each area and period.
type Breakdown struct {
	at map[AreaPeriod]*Stored
}

// At is what is stored for an area and period.
func (b Breakdown) At(at AreaPeriod) (*Stored, bool) {
	s, ok := b.at[at]
	return s, ok
}

// Held is a breakdown and period of a measure of which cells are stored.
type Held struct{ Dimension, Period, Categories string }

// Held lists what is stored of a measure.
func (l *Ledger) Held(ctx context.Context, measure string) ([]Held, error) {
	if err := l.readCells(ctx); err != nil {
		return nil, err
	}
	var out []Held
	for _, c := range l.cells[measure] {
		if h := (Held{c.dimension, c.period, c.categories}); !slices.Contains(out, h) {
			out = append(out, h)
		}
	}
	return out, nil
}

// Breakdown reads what is stored of a measure's breakdown in some periods, in all where none is named. A draw of other categories than
// those given is left out: it is not of these cells.
func (l *Ledger) Breakdown(ctx context.Context, measure, dimension string, categories []string, median bool, periods ...string) (Breakdown, error) {
	b := Breakdown{at: map[AreaPeriod]*Stored{}}
	if err := l.readCells(ctx); err != nil {
		return b, err
	}
	want := strings.Join(categories, ",")
	for _, c := range l.cells[measure] {
		if c.dimension != dimension || c.categories != want || c.median != median || len(periods) > 0 && !slices.Contains(periods, c.period) {
			continue
		}
		if err := l.unpack(b.at, c, len(categories)); err != nil {
			return b, err
		}
	}
	return b, nil
}

// cellsRow is the cells of a breakdown in a period as they are stored.
type cellsRow struct {
	entry                         int
	dimension, period, categories string
	vintage                       disclosure.Vintage
	median, checked               bool
	blob                          []byte
}

// readCells reads what is stored of all measures, once, as it is stored: a query for each breakdown would go through all of it every time.
func (l *Ledger) readCells(ctx context.Context) error {
	if l.cells != nil {
		return nil
	}
	cells := map[string][]cellsRow{}
	query := "SELECT measure, entry, dimension, period, categories, vintage, median, checked, cells FROM cells ORDER BY entry"
	err := l.each(ctx, query, nil, func(rows *duck.Rows) (err error) {
		var c cellsRow
		var measure, letter string
		if err = rows.Scan(&measure, &c.entry, &c.dimension, &c.period, &c.categories, &letter, &c.median, &c.checked, &c.blob); err != nil {
			return err
		}
		if c.vintage, err = disclosure.ParseVintage(letter); err != nil || l.entries[c.entry-1].Failed != "" {
			return l.damaged()
		}
		cells[measure] = append(cells[measure], c)
		return nil
	})
	if err == nil {
		l.cells = cells
	}
	return err
}

// pack adds one area's cells to a blob: the area's number, the councils in it, and the counts in steps.
func (l *Ledger) pack(blob []byte, area int, s *Stored) []byte {
	blob = binary.AppendUvarint(blob, uint64(area)) //nolint:gosec // a small number
	blob = binary.AppendUvarint(blob, uint64(len(s.Councils)))
	for _, c := range s.Councils {
		blob = binary.AppendUvarint(blob, uint64(l.areas[c])) //nolint:gosec // a small number
	}
	for i, c := range s.Counts {
		for _, y := range []uint64{c.Population, c.Unknown, c.Numerator} {
			blob = binary.AppendUvarint(blob, y/disclosure.Step)
		}
		for _, check := range s.Checks[i] {
			blob = binary.AppendUvarint(blob, uint64(check))
		}
		if s.Medians == nil {
			continue
		}
		m := s.Medians[i]
		blob = append(blob, flags(s.Has[i], m.Interval))
		if s.Has[i] {
			for _, x := range []float64{m.Value, m.Lower95, m.Upper95} {
				blob = binary.AppendVarint(blob, int64(x)) // whole pounds or days
			}
		}
	}
	return blob
}

func flags(has, interval bool) byte {
	switch {
	case has && interval:
		return 2
	case has:
		return 1
	}
	return 0
}

// unpack reads a row's blob back.
func (l *Ledger) unpack(to map[AreaPeriod]*Stored, c cellsRow, categories int) error {
	r := reader{rest: c.blob, ok: true}
	for len(r.rest) > 0 && r.ok {
		s := Stored{Entry: c.entry, Vintage: c.vintage}
		at := AreaPeriod{Area: l.code(&r), Period: c.period}
		for range r.next() {
			if !r.ok {
				return l.damaged()
			}
			s.Councils = append(s.Councils, l.code(&r))
		}
		s.Counts = make([]disclosure.Counts, categories)
		if c.checked {
			s.Checks = make([]Checks, categories)
		}
		if c.median {
			s.Medians, s.Has = make([]disclosure.Median, categories), make([]bool, categories)
		}
		for i := range s.Counts {
			s.Counts[i] = disclosure.Counts{Population: r.count(), Unknown: r.count(), Numerator: r.count()}
			if c.checked {
				s.Checks[i] = Checks{uint16(r.next()), uint16(r.next()), uint16(r.next())} //nolint:gosec // as they were written
			}
			if c.median {
				s.Has[i] = r.median(&s.Medians[i])
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

func (r *reader) next() uint64 {
	x, n := binary.Uvarint(r.rest)
	if n <= 0 {
		r.ok, r.rest = false, nil
		return 0
	}
	r.rest = r.rest[n:]
	return x
}

func (r *reader) count() uint64 { return r.next() * disclosure.Step }

func (r *reader) signed() float64 {
	x, n := binary.Varint(r.rest)
	if n <= 0 {
		r.ok, r.rest = false, nil
		return 0
	}
	r.rest = r.rest[n:]
	return float64(x)
}

func (r *reader) median(m *disclosure.Median) bool {
	if len(r.rest) == 0 {
		r.ok = false
		return false
	}
	flag := r.rest[0]
	r.rest = r.rest[1:]
	if flag == 0 {
		return false
	}
	m.Value, m.Lower95, m.Upper95, m.Interval = r.signed(), r.signed(), r.signed(), flag == 2
	return true
}

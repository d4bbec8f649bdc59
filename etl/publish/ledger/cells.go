package ledger

import (
	"context"
	"encoding/binary"
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
	Medians  []disclosure.Median // with Shown; nil for what is no median
	Has      []bool              // whether there is a median
}

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
	rows, err := l.conn.Query(ctx, "SELECT DISTINCT dimension, period, categories FROM cells WHERE measure = ?", measure)
	if err != nil {
		return nil, damaged(l.path, err)
	}
	var out []Held
	var h Held
	if err := rows.Each(func() error {
		err := rows.Scan(&h.Dimension, &h.Period, &h.Categories)
		out = append(out, h)
		return err
	}); err != nil {
		return nil, damaged(l.path, err)
	}
	return out, nil
}

// Breakdown reads what is stored of a measure's breakdown in some periods, in all where none is named. A draw of other categories than
// those given is left out: it is not of these cells.
func (l *Ledger) Breakdown(ctx context.Context, measure, dimension string, categories []string, median bool, periods ...string) (Breakdown, error) {
	b := Breakdown{at: map[AreaPeriod]*Stored{}}
	query := "SELECT entry, period, vintage, categories, median, cells FROM cells WHERE measure = ? AND dimension = ?"
	if len(periods) > 0 {
		query += " AND period IN (" + duck.List(periods) + ")"
	}
	rows, err := l.conn.Query(ctx, query+" ORDER BY entry", measure, dimension)
	if err != nil {
		return b, damaged(l.path, err)
	}
	var entry int
	var period, letter, names string
	var isMedian bool
	var blob []byte
	want := strings.Join(categories, ",")
	err = rows.Each(func() error {
		if err := rows.Scan(&entry, &period, &letter, &names, &isMedian, &blob); err != nil {
			return err
		}
		v, err := disclosure.ParseVintage(letter)
		if err != nil || l.entries[entry-1].Failed != "" {
			return l.damaged()
		}
		if names != want || isMedian != median {
			return nil
		}
		return l.unpack(b.at, blob, period, Stored{Entry: entry, Vintage: v}, len(categories), median)
	})
	if err != nil {
		return b, damaged(l.path, err)
	}
	return b, nil
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

// unpack reads a blob back.
func (l *Ledger) unpack(to map[AreaPeriod]*Stored, blob []byte, period string, like Stored, categories int, median bool) error {
	r := reader{rest: blob, ok: true}
	for len(r.rest) > 0 && r.ok {
		s := like
		at := AreaPeriod{Area: l.code(&r), Period: period}
		for range r.next() {
			if !r.ok {
				return l.damaged()
			}
			s.Councils = append(s.Councils, l.code(&r))
		}
		s.Counts = make([]disclosure.Counts, categories)
		if median {
			s.Medians, s.Has = make([]disclosure.Median, categories), make([]bool, categories)
		}
		for i := range s.Counts {
			s.Counts[i] = disclosure.Counts{Population: r.count(), Unknown: r.count(), Numerator: r.count()}
			if median {
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

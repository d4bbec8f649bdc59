package evaluate

import (
	"context"

	"github.com/careduty/careduty/internal/period"
)

// Moved is how many of the people taken by lot came into a set since the period before, and how many left it.
type Moved struct{ Came, Left uint16 }

// Sets whose movers are told, by position.
const (
	movedPopulation = iota
	movedNumerator
	movedSets
)

// Moved is who of the people taken by lot came into a cell's population and numerator, and left them, since the period before; all by
// position. Nobody is taken by lot unless Options.Lot says so.
func (t *Table) Moved(p, council, breakdown, category int) (population, numerator Moved) {
	if t.moved == nil {
		return Moved{}, Moved{}
	}
	m := t.moved[t.cell(p, council, t.Breakdowns[breakdown].offset+category)]
	return m[movedPopulation], m[movedNumerator]
}

// keys is how many values the upper half of a record key has.
const keys = 1 << 32

// lot is the upper half of a record key below which people are taken, so that about so many of all are.
func lot(wanted int, people map[string]int) int64 {
	all := 0
	for _, n := range people {
		all += n
	}
	return int64(min(1, float64(wanted)/float64(max(all, 1))) * keys)
}

// Share is how many of all people are taken by lot.
func (e *Engine) Share() float64 { return float64(e.lot) / keys }

// side is how a person was counted in one period.
type side struct {
	met    *int64 // nil where not at all; -1 is unknown
	leaves []string
}

// counts says whether the person was in a set.
func (s *side) counts(set int) bool { return s.met != nil && (set == movedPopulation || *s.met == 1) }

// movers adds up who came and who left, of the people taken by lot.
func (e *Engine) movers(ctx context.Context, t *Table, s shape, g period.Grain, u use) error {
	if e.lot == 0 {
		return nil
	}
	s.Running, s.Lot = u&running != 0, e.lot
	rows, err := e.ask(ctx, "movers", s)
	if err != nil {
		return err
	}
	if t.moved == nil {
		t.moved = make([][movedSets]Moved, len(t.counts))
	}
	var idx int
	var council string
	then, now := side{leaves: make([]string, len(t.Breakdowns))}, side{leaves: make([]string, len(t.Breakdowns))}
	fields := []any{&idx, &council, &then.met, &now.met}
	for b := 1; b < len(t.Breakdowns); b++ {
		fields = append(fields, &then.leaves[b], &now.leaves[b])
	}
	at, n, first := stretch(t.Periods, g)
	return rows.Each(func() error {
		if err := rows.Scan(fields...); err != nil {
			return err
		}
		if k := idx - first; k > 0 && k < n {
			t.move(at+k, e.index[council], &then, &now, u)
		}
		return nil
	})
}

// move notes one person in every cell they came into or left.
func (t *Table) move(p, council int, then, now *side, u use) {
	for b := range t.Breakdowns {
		left, came := t.standing(b, then.leaves[b]), t.standing(b, now.leaves[b])
		for set, filled := range [...]use{movedPopulation: population, movedNumerator: answers} {
			if u&filled == 0 {
				continue
			}
			was, is := then.counts(set), now.counts(set)
			for i := range left {
				if was && is && left[i] == came[i] {
					continue
				}
				t.note(was, p, council, left[i], set, func(m *Moved) { m.Left++ })
				t.note(is, p, council, came[i], set, func(m *Moved) { m.Came++ })
			}
		}
	}
}

// standing is where someone of a category stands in a breakdown, by position in a row: in the category, and in the band it is a part of or else
// nowhere, which is -1.
func (t *Table) standing(b int, category string) [2]int {
	x, position := t.Breakdowns[b], t.position(b, category)
	if band := x.bands[position-x.offset]; band >= 0 {
		return [...]int{position, x.offset + band}
	}
	return [...]int{position, -1}
}

func (t *Table) note(in bool, p, council, position, set int, add func(*Moved)) {
	if in && position >= 0 {
		add(&t.moved[t.cell(p, council, position)][set])
	}
}

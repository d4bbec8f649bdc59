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
	met        *int64   // nil where not at all; -1 is unknown
	categories []string // by breakdown; that of the total is empty
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
	then, now := side{categories: make([]string, len(t.Breakdowns))}, side{categories: make([]string, len(t.Breakdowns))}
	fields := []any{&idx, &council, &then.met, &now.met}
	for b := 1; b < len(t.Breakdowns); b++ {
		fields = append(fields, &then.categories[b], &now.categories[b])
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
	for set, filled := range [...]use{movedPopulation: population, movedNumerator: answers} {
		if u&filled == 0 {
			continue
		}
		for b := range t.Breakdowns {
			left, came := t.standing(then, set, b), t.standing(now, set, b)
			for i := range left {
				if left[i] != came[i] {
					t.pass(p, council, set, left[i], came[i])
				}
			}
		}
	}
}

// pass notes that somebody left one position of a row for another.
func (t *Table) pass(p, council, set, left, came int) {
	if left != nowhere {
		t.moved[t.cell(p, council, left)][set].Left++
	}
	if came != nowhere {
		t.moved[t.cell(p, council, came)][set].Came++
	}
}

// nowhere is where someone stands who is not counted, or in no band.
const nowhere = -1

// standing is where a person of a set stands in a breakdown, by position in a row: in a category, and in the band it is a part of.
func (t *Table) standing(s *side, set, b int) [2]int {
	if !s.counts(set) {
		return [...]int{nowhere, nowhere}
	}
	x, position := t.Breakdowns[b], t.position(b, s.categories[b])
	if band := x.bands[position-x.offset]; band >= 0 {
		return [...]int{position, x.offset + band}
	}
	return [...]int{position, nowhere}
}

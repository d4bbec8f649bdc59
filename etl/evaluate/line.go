package evaluate

import (
	"github.com/careduty/careduty/internal/period"
)

// line collects sums by period index, for one grain, before they are put into a table: moves in and out of a state must be
// added up in order of time.
type line struct {
	t     *Table
	grain period.Grain
	first int // index of the first period of the grain
	at    int // its position in the table's periods
	n     int // periods of the grain
	moves map[int][]Count
}

func newLine(t *Table, g period.Grain) *line {
	l := &line{t: t, grain: g, moves: map[int][]Count{}}
	l.at, l.n, l.first = stretch(t.Periods, g)
	return l
}

// stretch finds where the periods of a grain stand in a list: position of the first, how many, and the first one's index.
func stretch(periods []period.Period, g period.Grain) (at, n, first int) {
	for i, p := range periods {
		if p.Grain() != g {
			continue
		}
		if n == 0 {
			at, first = i, p.Index()
		}
		n++
	}
	return at, n, first
}

// add puts one sum where it belongs; a move after the last period changes nothing and is left out.
func (l *line) add(council, breakdown int, category string, idx int, c Count) {
	k := idx - l.first
	if k < 0 || k >= l.n {
		return
	}
	key := council*l.t.width + l.t.position(breakdown, category)
	if l.moves[key] == nil {
		l.moves[key] = make([]Count, l.n)
	}
	l.moves[key][k] = l.moves[key][k].Add(c)
}

// into adds what was collected to the table; running sums carry on from period to period.
func (l *line) into(t *Table, running bool) {
	for key, moves := range l.moves {
		council, position := key/t.width, key%t.width
		var held Count
		for k, c := range moves {
			if running {
				held = held.Add(c)
				c = held
			}
			i := t.cell(l.at+k, council, position)
			t.counts[i] = t.counts[i].Add(c)
		}
	}
}

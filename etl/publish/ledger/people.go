package ledger

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/duck"
)

// People is a keyed digest of what each person contributed to a council's period: the upper half names the person, the lower half what they
// contributed. Erased counts people who were in it and were erased since; each counts as changed.
type People struct {
	Digests []uint64 // in ascending order
	Erased  int
}

// Changed is how many people's contributions differ between two states of a council's period.
func Changed(old, now People) int {
	n := old.Erased
	i, j := 0, 0
	for i < len(old.Digests) && j < len(now.Digests) {
		a, b := old.Digests[i], now.Digests[j]
		switch cmp.Compare(a>>32, b>>32) {
		case -1:
			n, i = n+1, i+1
		case 1:
			n, j = n+1, j+1
		default:
			if a != b {
				n++
			}
			i, j = i+1, j+1
		}
	}
	return n + len(old.Digests) - i + len(now.Digests) - j
}

// People is the state of a council's period as it stood at an entry: the last one stored by it or before it. Without one it is empty.
func (l *Ledger) People(ctx context.Context, council, period string, entry int) (People, error) {
	number, ok := l.areas[council]
	if _, published := l.present[AreaPeriod{council, period}]; !ok || !published {
		return People{}, nil
	}
	var p People
	var blob []byte
	query := "SELECT people, erased FROM people WHERE council = ? AND period = ? AND entry <= ? ORDER BY entry DESC LIMIT 1"
	err := l.each(ctx, query, []any{number, period, entry}, func(rows *duck.Rows) (err error) {
		if err = rows.Scan(&blob, &p.Erased); err != nil {
			return err
		}
		p.Digests, err = l.unpackPeople(blob)
		return err
	})
	if err != nil {
		return People{}, err
	}
	return p, nil
}

// state is one stored state of a council's period.
type state struct {
	council, entry int
	period         string
}

// Forget takes people out of every state of some councils: those who are not among the present, told by the upper half of their digests, in
// ascending order. Each counts as changed from then on.
func (l *Ledger) Forget(ctx context.Context, present map[string][]uint32) error {
	var numbers []string
	for _, code := range slices.Sorted(maps.Keys(present)) {
		if n, ok := l.areas[code]; ok {
			numbers = append(numbers, strconv.Itoa(n))
		}
	}
	if len(numbers) == 0 {
		return nil
	}
	left, err := l.without(ctx, strings.Join(numbers, ", "), present)
	if err != nil {
		return err
	}
	var old []state
	for _, x := range left {
		old = append(old, x.state)
	}
	return l.conn.Tx(ctx, func() error {
		if err := l.remove(ctx, old); err != nil {
			return err
		}
		return l.conn.Append("", "people", func(row func(...any) error) error {
			for _, x := range left {
				if err := row(int32(x.entry), int32(x.council), x.period, packPeople(x.people), int32(x.people.Erased)); err != nil { //nolint:gosec // small
					return err
				}
			}
			return nil
		})
	})
}

// remove takes states out in one statement, however many: one by one they take as long as counting a quarter.
func (l *Ledger) remove(ctx context.Context, list []state) error {
	if len(list) == 0 {
		return nil
	}
	rows := make([]string, len(list))
	for i, s := range list {
		rows[i] = fmt.Sprintf("(%d, %s, %d)", s.council, duck.Quote(s.period), s.entry)
	}
	return l.conn.Exec(ctx, "DELETE FROM people WHERE (council, period, entry) IN (VALUES "+strings.Join(rows, ", ")+")")
}

// rest is what is left of a state once people have been taken out.
type rest struct {
	state
	people People
}

// without reads the states of councils, by their numbers, once, and gives those that somebody has to be taken out of.
func (l *Ledger) without(ctx context.Context, numbers string, present map[string][]uint32) ([]rest, error) {
	var out []rest
	var x rest
	var blob []byte
	query := "SELECT council, entry, period, people, erased FROM people WHERE council IN (" + numbers + ") ORDER BY council, period, entry"
	err := l.each(ctx, query, nil, func(rows *duck.Rows) (err error) {
		if err = rows.Scan(&x.council, &x.entry, &x.period, &blob, &x.people.Erased); err != nil {
			return err
		}
		if x.council < 0 || x.council >= len(l.codes) {
			return l.damaged()
		}
		if x.people.Digests, err = l.unpackPeople(blob); err != nil {
			return err
		}
		before := len(x.people.Digests)
		x.people.Digests = among(x.people.Digests, present[l.codes[x.council]])
		if taken := before - len(x.people.Digests); taken > 0 {
			x.people.Erased += taken
			out = append(out, x)
		}
		return nil
	})
	return out, err
}

// among leaves the digests of people who are present; both are in ascending order.
func among(digests []uint64, present []uint32) []uint64 {
	i := 0
	return slices.DeleteFunc(digests, func(d uint64) bool {
		person := uint32(d >> 32)
		for i < len(present) && present[i] < person {
			i++
		}
		return i == len(present) || present[i] != person
	})
}

// states lists the stored states of all councils.
func (l *Ledger) states(ctx context.Context) ([]state, error) {
	var out []state
	var s state
	err := l.each(ctx, "SELECT council, entry, period FROM people ORDER BY council, period, entry", nil, func(rows *duck.Rows) error {
		err := rows.Scan(&s.council, &s.entry, &s.period)
		out = append(out, s)
		return err
	})
	return out, err
}

// Prune takes out every state that no vintage can need any more: those older than what the council, its region and England were last drawn
// from, and all of a period that is final for the three of them.
func (l *Ledger) Prune(ctx context.Context) error {
	states, err := l.states(ctx)
	if err != nil {
		return err
	}
	numbered := map[int]area.Area{}
	for _, c := range area.Of(area.Council) {
		if n, ok := l.areas[c.Code]; ok {
			numbered[n] = c
		}
	}
	var out []state
	for i, s := range states {
		last := i == len(states)-1 || states[i+1].council != s.council || states[i+1].period != s.period
		next := s.entry + 1
		if !last {
			next = states[i+1].entry
		}
		if c, known := numbered[s.council]; known && !l.needed(c, s, next, last) {
			out = append(out, s)
		}
	}
	return l.remove(ctx, out)
}

// needed says whether a state, the last before entry next of its period, may still be compared with.
func (l *Ledger) needed(c area.Area, s state, next int, last bool) bool {
	for _, code := range []string{c.Code, c.Parent, area.England} {
		v, ok := l.present[AreaPeriod{code, s.period}]
		if ok && v.Letter != disclosure.Final && (last || s.entry <= v.Drawn && v.Drawn < next) {
			return true
		}
	}
	return false
}

func (l *Ledger) unpackPeople(blob []byte) ([]uint64, error) {
	if len(blob)%8 != 0 {
		return nil, l.damaged()
	}
	out := make([]uint64, len(blob)/8)
	for i := range out {
		out[i] = binary.LittleEndian.Uint64(blob[8*i:])
	}
	return out, nil
}

func packPeople(p People) []byte {
	blob := make([]byte, 0, 8*len(p.Digests))
	for _, d := range p.Digests {
		blob = binary.LittleEndian.AppendUint64(blob, d)
	}
	return blob
}

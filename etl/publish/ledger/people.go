package ledger

import (
	"cmp"
	"context"
	"encoding/binary"
	"slices"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
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
	rows, err := l.conn.Query(ctx, `SELECT people, erased FROM people WHERE council = ? AND period = ? AND entry <= ?
		ORDER BY entry DESC LIMIT 1`, number, period, entry)
	if err != nil {
		return People{}, damaged(l.path, err)
	}
	var p People
	var blob []byte
	err = rows.Each(func() error {
		if err := rows.Scan(&blob, &p.Erased); err != nil {
			return err
		}
		if len(blob)%8 != 0 {
			return l.damaged()
		}
		p.Digests = make([]uint64, len(blob)/8)
		for i := range p.Digests {
			p.Digests[i] = binary.LittleEndian.Uint64(blob[8*i:])
		}
		return nil
	})
	if err != nil {
		return People{}, damaged(l.path, err)
	}
	return p, nil
}

// state is one stored state of a council's period.
type state struct {
	entry  int
	period string
}

// Forget takes people out of every state of a council: those of whom gone, asked by the upper half of their digests, says so. Each counts as
// changed from then on.
func (l *Ledger) Forget(ctx context.Context, council string, gone func(person uint32) bool) error {
	number, ok := l.areas[council]
	if !ok {
		return nil
	}
	states, err := l.states(ctx, number)
	if err != nil {
		return err
	}
	return l.conn.Tx(ctx, func() error {
		for _, s := range states {
			if err := l.forget(ctx, council, s, gone); err != nil {
				return err
			}
		}
		return nil
	})
}

func (l *Ledger) forget(ctx context.Context, council string, s state, gone func(person uint32) bool) error {
	p, err := l.People(ctx, council, s.period, s.entry)
	if err != nil {
		return err
	}
	before := len(p.Digests)
	p.Digests = slices.DeleteFunc(p.Digests, func(d uint64) bool { return gone(uint32(d >> 32)) })
	taken := before - len(p.Digests)
	if taken == 0 {
		return nil
	}
	return l.conn.Exec(ctx, "UPDATE people SET people = ?, erased = ? WHERE council = ? AND period = ? AND entry = ?",
		packPeople(p), p.Erased+taken, l.areas[council], s.period, s.entry)
}

// states lists the stored states of a council, by its number.
func (l *Ledger) states(ctx context.Context, council int) ([]state, error) {
	rows, err := l.conn.Query(ctx, "SELECT entry, period FROM people WHERE council = ? ORDER BY period, entry", council)
	if err != nil {
		return nil, damaged(l.path, err)
	}
	var out []state
	var s state
	if err := rows.Each(func() error {
		err := rows.Scan(&s.entry, &s.period)
		out = append(out, s)
		return err
	}); err != nil {
		return nil, damaged(l.path, err)
	}
	return out, nil
}

// Prune takes out every state that no vintage can need any more: those older than what the council, its region and England were last drawn
// from, and all of a period that is final for the three of them.
func (l *Ledger) Prune(ctx context.Context) error {
	for _, c := range area.Of(area.Council) {
		number, ok := l.areas[c.Code]
		if !ok {
			continue
		}
		states, err := l.states(ctx, number)
		if err != nil {
			return err
		}
		for i, s := range states {
			last := i == len(states)-1 || states[i+1].period != s.period
			next := s.entry + 1
			if !last {
				next = states[i+1].entry
			}
			if l.needed(c, s, next, last) {
				continue
			}
			if err := l.conn.Exec(ctx, "DELETE FROM people WHERE council = ? AND period = ? AND entry = ?", number, s.period, s.entry); err != nil {
				return err
			}
		}
	}
	return nil
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

func packPeople(p People) []byte {
	blob := make([]byte, 0, 8*len(p.Digests))
	for _, d := range p.Digests {
		blob = binary.LittleEndian.AppendUint64(blob, d)
	}
	return blob
}

package ledger

import (
	"cmp"
	"context"
	"encoding/binary"
	"slices"
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

// Forget takes people out of every state, by the upper halves of their digests in a council. Each counts as changed from then on.
func (l *Ledger) Forget(ctx context.Context, council string, persons []uint32) error {
	number, ok := l.areas[council]
	if !ok {
		return nil
	}
	gone := map[uint32]bool{}
	for _, p := range persons {
		gone[p] = true
	}
	type state struct {
		entry  int
		period string
	}
	var list []state
	rows, err := l.conn.Query(ctx, "SELECT entry, period FROM people WHERE council = ? ORDER BY entry, period", number)
	if err != nil {
		return damaged(l.path, err)
	}
	var s state
	if err := rows.Each(func() error {
		err := rows.Scan(&s.entry, &s.period)
		list = append(list, s)
		return err
	}); err != nil {
		return damaged(l.path, err)
	}
	return l.conn.Tx(ctx, func() error {
		for _, s := range list {
			p, err := l.People(ctx, council, s.period, s.entry)
			if err != nil {
				return err
			}
			before := len(p.Digests)
			p.Digests = slices.DeleteFunc(p.Digests, func(d uint64) bool { return gone[uint32(d>>32)] })
			if taken := before - len(p.Digests); taken > 0 {
				err = l.conn.Exec(ctx, "UPDATE people SET people = ?, erased = ? WHERE council = ? AND period = ? AND entry = ?",
					packPeople(p), p.Erased+taken, number, s.period, s.entry)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func packPeople(p People) []byte {
	blob := make([]byte, 0, 8*len(p.Digests))
	for _, d := range p.Digests {
		blob = binary.LittleEndian.AppendUint64(blob, d)
	}
	return blob
}

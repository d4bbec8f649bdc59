package ledger

import (
	"context"
	"encoding/binary"

	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/duck"
)

type drawKey struct{ population, dimension string }

// Draws are the draws of one population's breakdown, by mark: those that were stored, and those made since.
type Draws struct {
	drawKey
	found map[uint64]uint32 // mark → count in steps
	fresh []byte
}

// markSize is the length of a mark in a blob.
const markSize = 8

// Draws gives the draws of a population's breakdown, for all tiers and vintages: the mark says of which it is.
func (l *Ledger) Draws(ctx context.Context, population, dimension string) (*Draws, error) {
	key := drawKey{population, dimension}
	if d := l.draws[key]; d != nil {
		return d, nil
	}
	if err := l.readDraws(ctx); err != nil {
		return nil, err
	}
	d := &Draws{drawKey: key, found: map[uint64]uint32{}}
	for _, blob := range l.unread[key] {
		if err := l.marks(d, blob); err != nil {
			return nil, err
		}
	}
	delete(l.unread, key)
	l.draws[key] = d
	return d, nil
}

// readDraws reads what is stored of all draws, once: a query for each of some hundred kinds of set would go through all of it every time.
func (l *Ledger) readDraws(ctx context.Context) error {
	if l.unread != nil {
		return nil
	}
	unread := map[drawKey][][]byte{}
	err := l.each(ctx, "SELECT population, dimension, draws FROM draws ORDER BY entry", nil, func(rows *duck.Rows) error {
		var key drawKey
		var blob []byte
		err := rows.Scan(&key.population, &key.dimension, &blob)
		unread[key] = append(unread[key], blob)
		return err
	})
	if err == nil {
		l.unread = unread
	}
	return err
}

func (l *Ledger) marks(d *Draws, blob []byte) error {
	for len(blob) > markSize {
		y, n := binary.Uvarint(blob[markSize:])
		if n <= 0 {
			return l.damaged()
		}
		mark := binary.LittleEndian.Uint64(blob)
		if _, ok := d.found[mark]; !ok { // what was drawn first stands
			d.found[mark] = uint32(y) //nolint:gosec // a count of people
		}
		blob = blob[markSize+n:]
	}
	if len(blob) > 0 {
		return l.damaged()
	}
	return nil
}

// Find is the count drawn under a mark.
func (d *Draws) Find(mark uint64) (y uint64, ok bool) {
	steps, ok := d.found[mark]
	return uint64(steps) * disclosure.Step, ok
}

// Settle is the count that stands for a mark: the one drawn before, or else the one given, which stands from now on.
func (d *Draws) Settle(mark, y uint64) uint64 {
	if steps, ok := d.found[mark]; ok {
		return uint64(steps) * disclosure.Step
	}
	d.found[mark] = uint32(y / disclosure.Step) //nolint:gosec // a count of people
	d.fresh = binary.AppendUvarint(binary.LittleEndian.AppendUint64(d.fresh, mark), y/disclosure.Step)
	return y
}

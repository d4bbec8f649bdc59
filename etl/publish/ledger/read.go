package ledger

import (
	"context"

	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/fault"
)

// read takes in what is small, and checks that nothing is missing.
func (l *Ledger) read(ctx context.Context, fingerprint string) error {
	var version, rows int
	var whose string
	if err := l.conn.One(ctx, "SELECT count(*), any_value(format), any_value(fingerprint) FROM ledger", nil, &rows, &version, &whose); err != nil {
		return damaged(l.path, err)
	}
	switch {
	case rows != 1 || version < 1:
		return l.damaged()
	case version > format:
		return fault.New(fault.Refused, "The ledger is of a newer careduty.", "Upgrade this program and try again.").At(l.path)
	case whose != fingerprint:
		return fault.New(fault.Refused, "The ledger belongs to another warehouse, or to other keys; nothing was published.",
			"Put back the ledger and the key file that were made with this warehouse.").At(l.path)
	}
	if version < format {
		if err := l.conn.Tx(ctx, func() error { return l.conn.Exec(ctx, upgrade) }); err != nil {
			return damaged(l.path, err)
		}
	}
	for _, step := range []func(context.Context) error{l.readAreas, l.readEntries, l.readVintages} {
		if err := step(ctx); err != nil {
			return damaged(l.path, err)
		}
	}
	return nil
}

func (l *Ledger) readAreas(ctx context.Context) error {
	rows, err := l.conn.Query(ctx, "SELECT number, code FROM area ORDER BY number")
	if err != nil {
		return err
	}
	var number int
	var code string
	return rows.Each(func() error {
		if err := rows.Scan(&number, &code); err != nil {
			return err
		}
		if number != len(l.codes) {
			return l.damaged()
		}
		l.areas[code] = number
		l.codes = append(l.codes, code)
		return nil
	})
}

// upgrade brings a ledger of format 1 up to this one: of the counts in it nothing tells of whom they were drawn.
const upgrade = `ALTER TABLE cells RENAME TO cells_1;
	CREATE TABLE cells AS SELECT entry, measure, dimension, period, vintage, categories, median, false AS checked, cells FROM cells_1;
	DROP TABLE cells_1;
	UPDATE ledger SET format = 2`

// complete compares the numbers of rows an entry was written with and those that are there.
const complete = `SELECT e.number, e.release, e.published_on, e.program, e.table_hash, e.failed,
	e.vintages = (SELECT count(*) FROM vintage v WHERE v.entry = e.number)
	AND e.cells = (SELECT count(*) FROM cells c WHERE c.entry = e.number)
	AND e.draws = (SELECT count(*) FROM draws d WHERE d.entry = e.number)
	FROM entry e ORDER BY e.number`

func (l *Ledger) readEntries(ctx context.Context) error {
	rows, err := l.conn.Query(ctx, complete)
	if err != nil {
		return err
	}
	var e Entry
	var whole bool
	return rows.Each(func() error {
		if err := rows.Scan(&e.Number, &e.Release, &e.PublishedOn, &e.Program, &e.TableHash, &e.Failed, &whole); err != nil {
			return err
		}
		if !whole || e.Number != len(l.entries)+1 {
			return l.damaged()
		}
		l.entries = append(l.entries, e)
		return nil
	})
}

// readVintages holds every area and period to the one order vintages can come in. A fourth cannot be there.
func (l *Ledger) readVintages(ctx context.Context) error {
	rows, err := l.conn.Query(ctx, "SELECT entry, area, period, vintage, drawn FROM vintage ORDER BY entry")
	if err != nil {
		return err
	}
	var entry, number int
	var period, letter string
	var drawn bool
	return rows.Each(func() error {
		if err := rows.Scan(&entry, &number, &period, &letter, &drawn); err != nil {
			return err
		}
		next, err := disclosure.ParseVintage(letter)
		if err != nil || number < 0 || number >= len(l.codes) || entry < 1 || entry > len(l.entries) {
			return l.damaged()
		}
		at := AreaPeriod{l.codes[number], period}
		v, ok := l.present[at]
		if !ok && (next != disclosure.Provisional || !drawn) || ok && !next.After(v.Letter) {
			return fault.New(fault.Refused, "The ledger is damaged: an area and period has vintages that cannot follow each other; nothing was published.",
				"Put it back from a backup.").At(l.path)
		}
		if !ok {
			v.First, v.Began = l.entries[entry-1].PublishedOn, entry
		}
		v.Letter, v.Entry = next, entry
		if drawn {
			v.Drawn, v.Under = entry, next
		}
		l.present[at] = v
		return nil
	})
}

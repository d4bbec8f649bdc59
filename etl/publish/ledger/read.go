package ledger

import (
	"context"
	"time"

	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/fault"
)

// read takes in what is small, and checks that nothing is missing.
func (l *Ledger) read(ctx context.Context, o Owner) error {
	var version, rows int
	if err := l.conn.One(ctx, "SELECT count(*), any_value(format) FROM ledger", nil, &rows, &version); err != nil {
		return damaged(l.path, err)
	}
	switch {
	case rows != 1 || version < 1:
		return l.damaged()
	case version > format:
		return fault.New(fault.Refused, "The ledger is of a newer careduty.", "Upgrade this program and try again.").At(l.path)
	case version < format:
		return fault.New(fault.Refused, "The ledger is of the first edition, which drew counts in another way; to go on with it would draw them a second time.",
			"Begin a new warehouse and a new releases directory; releases made before stay readable where they are.").At(l.path)
	}
	var whose, table string
	if err := l.conn.One(ctx, "SELECT fingerprint, table_hash FROM ledger", nil, &whose, &table); err != nil {
		return damaged(l.path, err)
	}
	switch {
	case whose != o.Fingerprint:
		return fault.New(fault.Refused, "The ledger belongs to another warehouse, or to other keys; nothing was published.",
			"Put back the ledger and the key file that were made with this warehouse.").At(l.path)
	case table != o.Table:
		return fault.New(fault.Refused, "The ledger's counts were drawn by another table of probabilities; nothing was published.",
			"Use the program that drew them, or begin a new warehouse and a new releases directory.").At(l.path)
	}
	for _, step := range []func(context.Context) error{l.readAreas, l.readEntries, l.readVintages, l.readCorrections} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (l *Ledger) readAreas(ctx context.Context) error {
	return l.each(ctx, "SELECT number, code FROM area ORDER BY number", nil, func(rows *duck.Rows) error {
		var number int
		var code string
		if err := rows.Scan(&number, &code); err != nil || number != len(l.codes) {
			return l.damaged()
		}
		l.areas[code] = number
		l.codes = append(l.codes, code)
		return nil
	})
}

// complete compares the numbers of rows an entry was written with and those that are there.
const complete = `SELECT e.number, e.release, e.as_of, e.published_on, e.program, e.failed,
	e.vintages = (SELECT count(*) FROM vintage v WHERE v.entry = e.number)
	AND e.cells = (SELECT count(*) FROM cells c WHERE c.entry = e.number)
	AND e.corrections = (SELECT count(*) FROM correction x WHERE x.entry = e.number)
	FROM entry e ORDER BY e.number`

func (l *Ledger) readEntries(ctx context.Context) error {
	return l.each(ctx, complete, nil, func(rows *duck.Rows) error {
		var e Entry
		var whole bool
		err := rows.Scan(&e.Number, &e.Release, &e.AsOf, &e.PublishedOn, &e.Program, &e.Failed, &whole)
		if err != nil || !whole || e.Number != len(l.entries)+1 {
			return l.damaged()
		}
		l.entries = append(l.entries, e)
		return nil
	})
}

// readVintages holds every area and period end to the one order vintages can come in. A fourth cannot be there.
func (l *Ledger) readVintages(ctx context.Context) error {
	query := "SELECT entry, area, period_end, vintage, salt, drawn, frozen FROM vintage ORDER BY entry"
	return l.each(ctx, query, nil, func(rows *duck.Rows) error {
		var entry, number int
		var end time.Time
		var letter string
		var salt uint8
		var drawn, frozen bool
		if err := rows.Scan(&entry, &number, &end, &letter, &salt, &drawn, &frozen); err != nil {
			return err
		}
		next, err := disclosure.ParseVintage(letter)
		if err != nil || number < 0 || number >= len(l.codes) || entry < 1 || entry > len(l.entries) {
			return l.damaged()
		}
		at := AreaEnd{l.codes[number], day(end)}
		v, ok := l.vintages[at]
		switch {
		case !ok && (next != disclosure.Provisional && !frozen || !drawn), ok && !next.After(v.Letter) && !frozen:
			return l.damaged()
		case !ok:
			v.First, v.Began = l.entries[entry-1].PublishedOn, entry
		}
		v.Letter, v.Entry, v.Frozen = next, entry, frozen
		if drawn {
			v.Drawn, v.Under, v.Salt = entry, next, salt
		}
		l.vintages[at] = v
		return nil
	})
}

func (l *Ledger) readCorrections(ctx context.Context) error {
	query := "SELECT entry, release, area, period_end, reason, struck FROM correction ORDER BY entry, area, period_end, release"
	return l.each(ctx, query, nil, func(rows *duck.Rows) error {
		var c Correction
		var number int
		var end time.Time
		err := rows.Scan(&c.Entry, &c.Release, &number, &end, &c.Reason, &c.Struck)
		if err != nil || number < 0 || number >= len(l.codes) {
			return l.damaged()
		}
		c.AreaEnd = AreaEnd{l.codes[number], day(end)}
		l.corrections = append(l.corrections, c)
		return nil
	})
}

func day(t time.Time) string { return t.Format(time.DateOnly) }

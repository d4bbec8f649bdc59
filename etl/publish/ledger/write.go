package ledger

import (
	"context"
	"os"
	"strings"
	"time"

	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/fault"
)

// Step is what an entry does to an area and period end: the vintage it brings, and whether cells are drawn anew or kept.
type Step struct {
	AreaEnd
	Vintage disclosure.Vintage
	Salt    uint8
	Drawn   bool
	Frozen  bool
}

// Drawn is a measure's breakdown in a period as an entry drew it, for areas drawn under one number of vintage and one salt.
type Drawn struct {
	Breakdown
	Period, Version string
	Number, Salt    uint8
	Breach          bool
	Areas           []string
	Stored          []*Stored // by area
}

// Addition is all that an entry adds. Of a candidate that failed only that it did is kept: what it drew follows from the keys.
type Addition struct {
	Entry       Entry
	Steps       []Step
	Cells       []Drawn
	Corrections []Correction
	Keep        []State // states of people that stay, by council, end and entry
	People      []State // and those that come
}

// Add adds an entry: all of it, or nothing. The ledger is to be closed after it.
func (l *Ledger) Add(ctx context.Context, a Addition) error {
	a.Entry.Number = l.Next()
	if a.Entry.Failed != "" {
		return l.written(l.conn.Tx(ctx, func() error { return l.insert(ctx, a, nil) }))
	}
	known := len(l.codes)
	for _, s := range a.Steps {
		l.number(s.Area)
	}
	for _, d := range a.Cells {
		for i, code := range d.Areas {
			l.number(code)
			for _, c := range d.Stored[i].Councils {
				l.number(c)
			}
		}
	}
	if err := l.writePeople(ctx, a.Entry.Number, a.Keep, a.People); err != nil {
		return l.written(err)
	}
	if err := l.written(l.conn.Tx(ctx, func() error { return l.insert(ctx, a, l.codes[known:]) })); err != nil {
		_ = os.Remove(l.peoplePath(a.Entry.Number))
		return err
	}
	_ = os.Remove(l.peoplePath(l.Last())) // a leftover is removed when the ledger is opened
	return nil
}

// written says why an entry could not be written, if it could not.
func (l *Ledger) written(err error) error {
	if err != nil && fault.Of(err) != fault.Canceled {
		return fault.New(fault.Unavailable, "The ledger cannot be written; nothing was published.", "Check the space left on the disk.").At(l.path)
	}
	return err
}

// number is the area's number, given now if it is new.
func (l *Ledger) number(code string) int {
	n, ok := l.areas[code]
	if !ok {
		n = len(l.codes)
		l.areas[code] = n
		l.codes = append(l.codes, code)
	}
	return n
}

func (l *Ledger) insert(ctx context.Context, a Addition, codes []string) error {
	e := int32(a.Entry.Number) //nolint:gosec // small
	if a.Entry.Failed != "" {
		a = Addition{Entry: a.Entry}
	}
	steps := []func() error{
		func() error {
			return rows(l.conn, "area", codes, func(code string) ([]any, error) { return []any{int32(l.areas[code]), code}, nil }) //nolint:gosec // small
		},
		func() error {
			return l.conn.Exec(ctx, "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", e, a.Entry.Release, day(a.Entry.AsOf), day(a.Entry.PublishedOn),
				a.Entry.Program, a.Entry.Failed, len(a.Steps), len(a.Cells), len(a.Corrections))
		},
		func() error {
			return rows(l.conn, "vintage", a.Steps, func(s Step) ([]any, error) {
				end, err := time.Parse(time.DateOnly, s.End)
				return []any{e, int32(l.number(s.Area)), end, s.Vintage.String(), s.Salt, s.Drawn, s.Frozen}, err //nolint:gosec // small
			})
		},
		func() error {
			return rows(l.conn, "cells", a.Cells, func(d Drawn) ([]any, error) {
				var blob []byte
				for i, code := range d.Areas {
					blob = l.pack(blob, l.areas[code], d.Stored[i], d.Median)
				}
				return []any{e, d.Measure, d.Version, d.Dimension, d.Period, d.Number, d.Salt, d.Breach, d.Median, strings.Join(d.Categories, ","), blob}, nil
			})
		},
		func() error {
			return rows(l.conn, "correction", a.Corrections, func(c Correction) ([]any, error) {
				end, err := time.Parse(time.DateOnly, c.End)
				return []any{e, c.Release, int32(l.number(c.Area)), end, c.Reason, c.Struck}, err //nolint:gosec // small
			})
		},
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// rows appends a row for each value of a list.
func rows[T any](c *duck.Conn, table string, list []T, of func(T) ([]any, error)) error {
	return c.Append("", table, func(row func(...any) error) error {
		for _, x := range list {
			values, err := of(x)
			if err != nil {
				return fault.New(fault.Internal, "A row of the ledger cannot be made.", "").Because(err)
			}
			if err := row(values...); err != nil {
				return err
			}
		}
		return nil
	})
}

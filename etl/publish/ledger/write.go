package ledger

import (
	"context"
	"slices"
	"strings"

	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/fault"
)

// Step is what an entry does to an area and period: the vintage it brings, and whether cells are drawn anew or kept.
type Step struct {
	AreaPeriod
	Vintage disclosure.Vintage
	Drawn   bool
}

// Cells are a measure's breakdown in a period as an entry drew it, for the areas it drew.
type Cells struct {
	Measure, Dimension, Period string
	Vintage                    disclosure.Vintage
	Categories                 []string
	Median                     bool
	blob                       []byte
}

// Pending gathers what an entry will add; nothing of it is in the ledger before Commit.
type Pending struct {
	ledger *Ledger
	steps  []Step
	cells  []*Cells
	people []pendingPeople
	areas  []string // codes new to the ledger
}

type pendingPeople struct {
	council int
	period  string
	blob    []byte
}

// Begin starts an entry.
func (l *Ledger) Begin() *Pending { return &Pending{ledger: l} }

// Step adds a vintage.
func (p *Pending) Step(s Step) { p.steps = append(p.steps, s) }

// Cells starts a blob of cells, to which Draw adds areas.
func (p *Pending) Cells(c Cells) *Cells {
	p.cells = append(p.cells, &c)
	return &c
}

// Draw adds one area's cells.
func (p *Pending) Draw(c *Cells, area string, s *Stored) {
	for _, code := range s.Councils {
		p.number(code)
	}
	c.blob = p.ledger.pack(c.blob, p.number(area), s)
}

// People adds the state of a council's period.
func (p *Pending) People(council, period string, x People) {
	p.people = append(p.people, pendingPeople{p.number(council), period, packPeople(x)})
}

// number is the area's number, given now if it is new.
func (p *Pending) number(code string) int {
	l := p.ledger
	n, ok := l.areas[code]
	if !ok {
		n = len(l.codes)
		l.areas[code] = n
		l.codes = append(l.codes, code)
		p.areas = append(p.areas, code)
	}
	return n
}

// Commit adds the entry: all of it, or nothing. Of a candidate that failed only the draws are kept, so that they stand if it is made again.
// The ledger is to be closed after it.
func (p *Pending) Commit(ctx context.Context, e Entry) error {
	l := p.ledger
	e.Number = l.Next()
	if e.Failed != "" {
		p.steps, p.cells, p.people = nil, nil, nil
	}
	p.cells = slices.DeleteFunc(p.cells, func(c *Cells) bool { return len(c.blob) == 0 })
	err := l.conn.Tx(ctx, func() error { return p.write(ctx, e) })
	if err == nil {
		// A checkpoint leaves one file, without a log beside it.
		err = l.conn.Exec(ctx, "CHECKPOINT")
	}
	if err != nil && fault.Of(err) != fault.Canceled {
		return fault.New(fault.Unavailable, "The ledger cannot be written; nothing was published.", "Check the space left on the disk.").At(l.path)
	}
	return err
}

func (p *Pending) write(ctx context.Context, e Entry) error {
	c := p.ledger.conn
	if err := c.Append("", "area", func(row func(...any) error) error {
		for _, code := range p.areas {
			if err := row(int32(p.ledger.areas[code]), code); err != nil { //nolint:gosec // a small number
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	entry := int32(e.Number) //nolint:gosec // a small number
	draws := p.draws()
	err := c.Exec(ctx, "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", entry, e.Release, e.PublishedOn.Format("2006-01-02"), e.Program,
		e.TableHash, e.Failed, len(p.steps), len(p.cells), len(draws))
	if err != nil {
		return err
	}
	if err := c.Append("", "vintage", func(row func(...any) error) error {
		for _, s := range p.steps {
			if err := row(entry, int32(p.number(s.Area)), s.Period, s.Vintage.String(), s.Drawn); err != nil { //nolint:gosec // a small number
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	if err := c.Append("", "cells", func(row func(...any) error) error {
		for _, x := range p.cells {
			if err := row(entry, x.Measure, x.Dimension, x.Period, x.Vintage.String(), strings.Join(x.Categories, ","), x.Median, true, x.blob); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	if err := c.Append("", "draws", func(row func(...any) error) error {
		for _, d := range draws {
			if err := row(entry, d.population, d.dimension, d.fresh); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	return c.Append("", "people", func(row func(...any) error) error {
		for _, x := range p.people {
			if err := row(entry, int32(x.council), x.period, x.blob, int32(0)); err != nil { //nolint:gosec // a small number
				return err
			}
		}
		return nil
	})
}

// draws are the populations with draws not yet stored, in a fixed order.
func (p *Pending) draws() []*Draws {
	var out []*Draws
	for _, d := range p.ledger.draws {
		if len(d.fresh) > 0 {
			out = append(out, d)
		}
	}
	slices.SortFunc(out, func(a, b *Draws) int {
		return strings.Compare(a.population+"\x00"+a.dimension, b.population+"\x00"+b.dimension)
	})
	return out
}

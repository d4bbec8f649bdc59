package publish

import (
	"context"
	"slices"
	"strings"

	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/etl/publish/ledger"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// wanted says which periods of a measure have to be counted: those that are due, and those with a figure that was not drawn
// before this release's day (a release made a second time, elsewhere, is attacked with the same in hand). All others repeat what is
// stored, so that a release that adds a quarter to a long history costs little more than the quarter.
func (p *plan) wanted(ctx context.Context, d *measure.Definition, due map[string]bool) (func(*evaluate.Table, int) bool, error) {
	if p.job.replay || len(p.job.ledger.Entries()) == 0 {
		return p.noting(func(*evaluate.Table, int) bool { return true }), nil
	}
	held, err := p.job.ledger.Held(ctx, string(d.ID))
	if err != nil {
		return nil, err
	}
	p.held[d.ID] = held
	totals, err := p.job.ledger.Breakdown(ctx, string(d.ID), "", []string{""}, d.Kind.Median())
	if err != nil {
		return nil, err
	}
	drawn := func(t *evaluate.Table, i int) bool {
		return due[t.Periods[i].String()] || !p.drawnBefore(t, i, held, totals)
	}
	noted := p.noting(drawn)
	return func(t *evaluate.Table, i int) bool { return noted(t, i) || besideYear(t, i, drawn) }, nil
}

// besideYear says whether a period is a quarter of a year of events that is drawn: the two are held together, by those who are in both now.
func besideYear(t *evaluate.Table, i int, drawn func(*evaluate.Table, int) bool) bool {
	if t.Measure.Grain == measure.Snapshot || t.Periods[i].Grain() != period.Quarter {
		return false
	}
	year := slices.Index(t.Periods, t.Periods[i].Year())
	return year >= 0 && drawn(t, year)
}

// holds says whether the ledger may have counts of a breakdown's period.
func (p *plan) holds(m measure.ID, dimension, name string) bool {
	held, known := p.held[m]
	return !known || slices.ContainsFunc(held, func(h ledger.Held) bool { return h.Dimension == dimension && h.Period == name })
}

// duePeriods are the periods in which a vintage is due somewhere, or was brought on this release's day.
func (p *plan) duePeriods() map[string]bool {
	due := map[string]bool{}
	for at := range p.due {
		due[at.Period] = true
	}
	p.job.ledger.AreaPeriods(func(at ledger.AreaPeriod, v ledger.Vintage) {
		due[at.Period] = due[at.Period] || p.today(v.Entry)
	})
	return due
}

// noting keeps in mind which periods are counted.
func (p *plan) noting(wanted func(*evaluate.Table, int) bool) func(*evaluate.Table, int) bool {
	return func(t *evaluate.Table, i int) bool {
		if !wanted(t, i) {
			return false
		}
		p.counted[t.Periods[i].String()] = true
		return true
	}
}

// today says that an entry of the ledger is of this release's day.
func (p *plan) today(entry int) bool {
	return p.job.ledger.Entries()[entry-1].PublishedOn.Equal(p.job.PublishedOn)
}

// drawnBefore says that every figure of a period is stored: in all breakdowns, and for every area that has one.
func (p *plan) drawnBefore(t *evaluate.Table, i int, held []ledger.Held, totals ledger.Breakdown) bool {
	name := t.Periods[i].String()
	areas := map[string]bool{}
	for c, council := range t.Councils {
		if t.Covered(i, c) {
			areas[council.Code], areas[council.Parent], areas[area.England] = true, true, true
		}
	}
	for code := range areas {
		if s, ok := totals.At(ledger.AreaPeriod{Area: code, Period: name}); !ok || p.today(s.Entry) {
			return false
		}
	}
	for _, b := range t.Breakdowns {
		if len(areas) > 0 && !slices.Contains(held, ledger.Held{Dimension: b.Dimension, Period: name, Categories: strings.Join(slugs(b), ",")}) {
			return false
		}
	}
	return true
}

// Package evaluate counts measures exactly, over the records in use of a warehouse. Its figures are private: publish protects
// them before anyone sees them, and `careduty evaluate` shows them to analysts inside a council only.
//
// A measure's SELECT gives spells, events or exposures of people; the engine does the rest in one pass a measure: it attaches
// sex, ethnicity, support reason and age, places each person in one category of each dimension, and adds people up for
// councils, periods and breakdowns, with the set hash the draw needs. Rules: docs/counting.md.
package evaluate

import (
	"context"
	"fmt"
	"time"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/warehouse"
)

// Options say what to count.
type Options struct {
	RecordPads [2][64]byte       // outer and inner pad of the record key; zero where no set hash is needed
	Settings   map[string]string // parameters other than their defaults
	People     bool              // keep what each person contributes, for Contributions
}

// Engine counts measures over one reading of a warehouse. Steps that measures share are made once and kept.
type Engine struct {
	conn     *duck.Conn
	coverage coverage
	steps    steps
	reach    reach
	settings map[string]string
	councils []area.Area
	index    map[string]int // council code → position in councils
	quarters []period.Period
	years    []period.Period
	people   bool
	changes  int64 // contributions noted since they were last put together
}

// New prepares a reading for counting: who is counted, their ages, working days. Quarters and years run from the first that
// any council covers to the last that has ended by the reading's day.
func New(ctx context.Context, r *warehouse.Reading, o Options) (*Engine, error) {
	e := &Engine{
		conn: r.Conn, coverage: newCoverage(r.Coverage()), settings: o.Settings, councils: area.Of(area.Council), index: map[string]int{}, people: o.People,
	}
	for i, c := range e.councils {
		e.index[c.Code] = i
	}
	first, last := e.coverage.span()
	if last.After(r.AsOf) {
		last = r.AsOf
	}
	e.quarters = period.Between(first, last, period.Quarter)
	e.years = period.Between(first, last, period.Year)
	if len(e.quarters) == 0 {
		return nil, fault.New(fault.NotFound, "The records cover no whole quarter that has ended by "+r.AsOf.Format(time.DateOnly)+".",
			"Load extracts that cover one, or ask for a later day.")
	}
	if err := e.prepare(ctx, o.RecordPads); err != nil {
		return nil, err
	}
	return e, nil
}

// prepare makes the tables every measure needs.
func (e *Engine) prepare(ctx context.Context, pads [2][64]byte) error {
	if err := e.conn.Exec(ctx, script("persons"), pads[0][:], pads[1][:]); err != nil {
		return err
	}
	if err := e.conn.Exec(ctx, script("age_spans")); err != nil {
		return err
	}
	if err := e.holidays(ctx); err != nil {
		return err
	}
	if err := e.conn.Exec(ctx, makeContributions); err != nil {
		return err
	}
	return e.conn.Exec(ctx, script("calendar"))
}

// Periods are the periods the measure has figures for, in order of length and time: quarters (unless it is yearly), then years
// (unless it is a snapshot by quarter, whose year is its fourth quarter).
func (e *Engine) Periods(m measure.Definition) []period.Period {
	switch {
	case m.Yearly():
		return e.years
	case m.Grain == measure.Snapshot:
		return e.quarters
	default:
		return append(append([]period.Period{}, e.quarters...), e.years...)
	}
}

// Count counts one measure. A measure whose result breaks the contract of its grain is refused, naming the file.
func (e *Engine) Count(ctx context.Context, m measure.Measure) (*Table, error) {
	return e.CountOnly(ctx, m, func(*Table, int) bool { return true })
}

// CountOnly counts one measure for the periods wanted, and maybe for some between them; Table.Counted says for which. wanted is asked of each,
// by position, with the table's coverage at hand and no counts yet. Where none is wanted no query runs.
func (e *Engine) CountOnly(ctx context.Context, m measure.Measure, wanted func(t *Table, period int) bool) (*Table, error) {
	t := newTable(m.Definition, e.councils, e.Periods(m.Definition))
	e.coverage.cover(t)
	if !t.want(wanted) {
		return t, nil
	}
	return t, e.fill(ctx, m, t)
}

// fill runs the measure's query and counts what it gives.
func (e *Engine) fill(ctx context.Context, m measure.Measure, t *Table) error {
	if err := e.steps.make(ctx, e.conn, m.SQL); err != nil {
		return at(m, err)
	}
	if err := e.run(ctx, m); err != nil {
		return at(m, err)
	}
	var err error
	switch m.Grain {
	case measure.Snapshot:
		err = e.snapshot(ctx, m, t)
	case measure.Flow:
		err = e.flow(ctx, m, t)
	default:
		err = e.exposure(ctx, m, t)
	}
	if err != nil {
		return at(m, err)
	}
	if e.steps.uses(m.SQL, "working_days") {
		if err := e.reach.within(t); err != nil {
			return at(m, err)
		}
	}
	return nil
}

// run fills the table `result` with what the measure's SELECT gives, its parameters bound.
func (e *Engine) run(ctx context.Context, m measure.Measure) error {
	query, args, err := bound(m, e.settings)
	if err != nil {
		return err
	}
	return e.conn.Exec(ctx, "CREATE OR REPLACE TEMP TABLE result AS "+query, args...)
}

// bound is the measure's query with the values of its placeholders in order: as set, else their defaults.
func bound(m measure.Measure, settings map[string]string) (query string, args []any, err error) {
	query, names := m.Bind()
	for _, name := range names {
		text, ok := settings[name]
		if !ok {
			text = m.Parameters[name].Default
		}
		v, err := m.Parameters[name].Value(name, text)
		if err != nil {
			return "", nil, err
		}
		args = append(args, v)
	}
	return query, args, nil
}

// at adds the measure's file to a fault that has no place yet.
func at(m measure.Measure, err error) error {
	return fmt.Errorf("queries/%s: %w", m.File, err)
}

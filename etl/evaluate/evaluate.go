// Package evaluate counts measures exactly, over the records in use of a warehouse. Its figures are private: publish protects
// them before anyone sees them, and `careduty evaluate` shows them to analysts inside a council only.
//
// A measure's SELECT gives spells, events or exposures of people; the engine does the rest in one pass a measure: it attaches
// sex, ethnicity, support reason and age, places each person in one category of each dimension, and adds people up for
// councils, periods and breakdowns, with the set hash the draw needs. Councils are counted some at a time, so that a nation needs
// no more memory than a part of it. Rules: docs/counting.md.
package evaluate

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"strings"
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
	PartKey    string            // goes into what Contributions gives, so that nobody without it can work it out
	Reasons    bool              // keep why answers are unknown, for Table.Reasons
	Follow     int               // people to follow, for Counting.Followed; fewer if there are fewer
	Together   int               // people whose councils are counted together; 0 is 200,000
}

// Engine counts measures over one reading of a warehouse. Steps that measures share are made once for the councils at hand, and kept.
type Engine struct {
	reading    *warehouse.Reading
	conn       *duck.Conn
	pads       [2][64]byte
	residents  map[string]int // people in the records of each council
	groups     [][]string     // councils that are counted together
	group      int            // the one at hand; -1 before the first
	coverage   coverage
	steps      steps
	reach      reach
	settings   map[string]string
	councils   []area.Area
	index      map[string]int // council code → position in councils
	quarters   []period.Period
	years      []period.Period
	people     bool
	partKey    string
	reasons    bool
	unreadable bool  // there are deeds whose date cannot be read
	follow     int64 // record keys' upper half below which people are followed
	told       func(Followed)
	changes    int64 // contributions noted since they were last put together
}

// New makes an engine over a reading. Quarters and years run from the first that any council covers to the last that has ended by the
// reading's day.
func New(ctx context.Context, r *warehouse.Reading, o Options) (e *Engine, err error) {
	e = &Engine{
		reading: r, conn: r.Conn, pads: o.RecordPads, group: -1, coverage: newCoverage(r.Coverage()), settings: o.Settings,
		councils: area.Of(area.Council), index: map[string]int{}, people: o.People, partKey: o.PartKey, reasons: o.Reasons,
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
	if e.residents, err = r.People(ctx); err != nil {
		return nil, err
	}
	var unread int64
	if err = r.Conn.One(ctx, "SELECT count(*) FROM unreadable", nil, &unread); err != nil {
		return nil, err
	}
	e.unreadable = unread > 0
	e.groups = together(e.councils, e.residents, cmp.Or(o.Together, mostTogether))
	e.follow = followed(o.Follow, e.residents)
	return e, nil
}

// prepare makes the tables every measure needs, of the councils at hand.
func (e *Engine) prepare(ctx context.Context) error {
	outer, inner := bytes.Clone(e.pads[0][:]), bytes.Clone(e.pads[1][:]) // memory without pointers, which is all the driver may be given
	if err := e.make(ctx, "persons", script("persons"), outer, inner); err != nil {
		return err
	}
	if err := e.conn.Exec(ctx, makeContributions); err != nil {
		return err
	}
	if e.group > 0 {
		return nil // the tables below are of no council
	}
	first, last := e.quarters[0].First().Year(), e.quarters[len(e.quarters)-1].Last().Year()
	if err := e.make(ctx, "age_spans", ageSpans(first, last)); err != nil {
		return err
	}
	if err := e.make(ctx, "calendar", calendar(e.quarters)); err != nil {
		return err
	}
	if err := e.make(ctx, "ages", ages); err != nil {
		return err
	}
	return e.holidays(ctx)
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

// fill runs the measure's query over the councils at hand and adds what it gives.
func (e *Engine) fill(ctx context.Context, m measure.Measure, t *Table) error {
	if err := e.steps.make(ctx, e.conn, m.SQL); err != nil {
		return at(m, err)
	}
	if err := e.run(ctx, m, t); err != nil {
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

// run fills the table `result` with what the measure's SELECT gives, its parameters bound; of a table of which only some periods are counted,
// with what touches their days.
func (e *Engine) run(ctx context.Context, m measure.Measure, t *Table) error {
	query, args, err := bound(m, e.settings)
	if err != nil {
		return err
	}
	query = e.readable(m, query)
	if first, last, some := t.days(); some {
		query = "SELECT * FROM (" + query + ") AS whole WHERE " + touching(m.Grain, day(first), day(last))
	}
	return e.make(ctx, "result", query, args...)
}

// readable makes unknown what would else be a breach, for whoever has a date of the deed that somebody wrote and nobody can read: it is not "not done".
func (e *Engine) readable(m measure.Measure, query string) string {
	if !e.unreadable || len(m.Deeds) == 0 {
		return query
	}
	breach := "0"
	if m.Polarity == measure.LowIsGood {
		breach = "1"
	}
	var fields []string
	for _, name := range m.Deeds {
		kind, field, _ := strings.Cut(name, ".")
		fields = append(fields, "kind = "+duck.Quote(kind)+" AND field = "+duck.Quote(field))
	}
	var columns []string
	for _, c := range contract(m.Definition) {
		switch c.name {
		case "met":
			columns = append(columns, "CASE WHEN a.met = "+breach+" AND u.person IS NOT NULL THEN NULL ELSE a.met END AS met")
		case "reason":
			columns = append(columns, "CASE WHEN a.met = "+breach+" AND u.person IS NOT NULL THEN 'unreadable_date' ELSE a.reason END AS reason")
		default:
			columns = append(columns, "a."+c.name)
		}
	}
	return "SELECT " + strings.Join(columns, ", ") + " FROM (" + query + "\n) AS a LEFT JOIN (SELECT DISTINCT council, coalesce(person_ref, record) AS person " +
		"FROM unreadable WHERE " + strings.Join(fields, " OR ") + ") AS u ON u.person = a.person AND u.council = a.council"
}

// touching is the condition on what a SELECT of a grain gives that may count in the days from first to last.
func touching(g measure.Grain, first, last string) string {
	event := "on_date BETWEEN " + first + " AND " + last
	spell := "(from_date IS NULL OR from_date <= " + last + ") AND (to_date IS NULL OR to_date >= " + first + ")"
	switch g {
	case measure.Snapshot:
		return spell
	case measure.Flow:
		return event
	default:
		return "role = 'event' AND " + event + " OR role = 'exposed' AND " + spell
	}
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

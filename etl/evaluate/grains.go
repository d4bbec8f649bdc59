package evaluate

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"text/template"

	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

//go:embed sql/*.sql
var files embed.FS

var templates = template.Must(template.ParseFS(files, "sql/*.sql"))

// shape is what the engine's queries are made of. All names in it come from closed lists (measure.Dimensions, period.Grain).
//
// A measure is counted from a table of spells, events, exposures or answers. They have the same columns: the council, the answer, where the person
// stands in each breakdown, the halves of the record key, and the indexes of the first period the row counts in (entry) and of the first in which it
// does not any more (leave).
type shape struct {
	Own        []string
	Breakdowns []string
	Median     bool
	Scale      int    // amounts are kept as whole numbers: pence, or days
	Column     string // of the calendar: quarter or year, the grain of the periods counted
	Beyond     int    // index after the last period counted
	FirstDay   string // of the first period counted
	LastDay    string // of the last one
	BeyondDay  string // the day after it
	Preference string
	Reasons    bool   // reasons are kept
	From       string // the table
	Running    bool   // its rows hold until they leave
	Grain      int    // for contributions: 0 for quarters, 1 for years
	End        int    // for contributions: index after the last period there is
	Lot        int64  // for followed: the record key's upper half below which people are
}

// shape is that of a measure for the periods counted of a grain; false if there are none. What is in force before the first of them enters in it.
func (e *Engine) shape(t *Table, m measure.Measure, g period.Grain) (shape, bool) {
	first, last, ok := t.span(g)
	if !ok {
		return shape{}, false
	}
	s := shape{
		Own: m.Dimensions, Breakdowns: m.Breakdowns(), Median: m.Kind.Median(), Scale: 1, Column: string(g), Beyond: last.Index() + 1,
		FirstDay: day(first.First()), LastDay: day(last.Last()), BeyondDay: day(last.Last().AddDate(0, 0, 1)), Reasons: e.reasons,
	}
	if m.Kind == measure.Money {
		s.Scale = 100
	}
	switch m.Pick {
	case measure.Any:
		s.Preference = "CASE WHEN r.met = 1 THEN 2 WHEN r.met IS NULL THEN 1 ELSE 0 END DESC NULLS LAST, "
	case measure.All:
		s.Preference = "CASE WHEN r.met = 0 THEN 2 WHEN r.met IS NULL THEN 1 ELSE 0 END DESC NULLS LAST, "
	case measure.Last:
	}
	return s, true
}

func script(name string) string {
	b, err := files.ReadFile("sql/" + name + ".sql")
	if err != nil {
		panic("evaluate: embedded sql/" + name + ".sql is missing")
	}
	return string(b)
}

// fillTable makes one of the tables that are tallied.
func (e *Engine) fillTable(ctx context.Context, name string, s shape) error {
	text, err := render(name, s)
	if err != nil {
		return err
	}
	return e.make(ctx, name, text)
}

// ask runs a query that gives rows.
func (e *Engine) ask(ctx context.Context, name string, s shape) (*duck.Rows, error) {
	text, err := render(name, s)
	if err != nil {
		return nil, err
	}
	return e.conn.Query(ctx, text)
}

func render(name string, s shape) (string, error) {
	var b bytes.Buffer
	if err := templates.ExecuteTemplate(&b, name+".sql", s); err != nil {
		return "", fault.New(fault.Internal, "A query of the engine cannot be made.", "").Because(err)
	}
	return b.String(), nil
}

// snapshot counts the state on the last day of each period.
func (e *Engine) snapshot(ctx context.Context, m measure.Measure, t *Table) error {
	var overlaps int64
	if err := e.conn.One(ctx, script("overlaps"), nil, &overlaps); err != nil {
		return err
	}
	if overlaps > 0 {
		return fault.New(fault.Internal, "Spells of one person overlap, so people would be counted twice.", "Mend the measure's SELECT.")
	}
	grain := period.Quarter
	if m.Yearly() {
		grain = period.Year
	}
	s, ok := e.shape(t, m, grain)
	if !ok {
		return nil
	}
	if err := e.fillTable(ctx, "spells", s); err != nil {
		return err
	}
	return e.tally(ctx, t, s.of("spells", true), grain, all)
}

// flow counts events, one a person and period.
func (e *Engine) flow(ctx context.Context, m measure.Measure, t *Table) error {
	return e.eachGrain(m, t, func(s shape, g period.Grain) error {
		if err := e.fillTable(ctx, "events", s); err != nil {
			return err
		}
		return e.tally(ctx, t, s.of("events", false), g, all)
	})
}

// exposure counts the people exposed in a period, and those of them with an event that counts.
func (e *Engine) exposure(ctx context.Context, m measure.Measure, t *Table) error {
	return e.eachGrain(m, t, func(s shape, g period.Grain) error {
		for _, name := range []string{"exposures", "answers"} {
			if err := e.fillTable(ctx, name, s); err != nil {
				return err
			}
		}
		if err := e.tally(ctx, t, s.of("exposures", true), g, population); err != nil {
			return err
		}
		return e.tally(ctx, t, s.of("answers", false), g, answers)
	})
}

// of is the shape for a table whose rows hold from period to period, or for one only.
func (s shape) of(table string, running bool) shape {
	s.From, s.Running = table, running
	return s
}

func (e *Engine) eachGrain(m measure.Measure, t *Table, do func(shape, period.Grain) error) error {
	for _, g := range []period.Grain{period.Quarter, period.Year} {
		s, ok := e.shape(t, m, g)
		if !ok {
			continue
		}
		if err := do(s, g); err != nil {
			return fmt.Errorf("by %s: %w", g, err)
		}
	}
	return nil
}

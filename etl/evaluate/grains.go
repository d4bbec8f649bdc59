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

// shape is what the engine's statements are made of. All names in it come from closed lists (measure.Dimensions).
type shape struct {
	Own        []string
	Breakdowns []string
	Median     bool
	Yearly     bool // a snapshot with years only
	Year       bool // this run counts years, not quarters
	First      int  // index of the first quarter
	Beyond     int  // index after the last quarter
	Scale      int  // amounts are kept as whole numbers: pence, or days
	Preference string
	Reasons    bool // reasons are kept
	From       string
	Running    bool   // for contributions and amounts: rows hold until the next
	Measure    string // for contributions: the measure's name as a literal
	End        int    // for contributions: index after the last period there is
	Lot        int64  // for movers: the record key's upper half below which people are followed
}

func (e *Engine) shape(m measure.Measure) shape {
	s := shape{Own: m.Dimensions, Breakdowns: m.Breakdowns(), Median: m.Kind.Median(), Yearly: m.Yearly(), Scale: 1, From: "moves", Reasons: e.reasons}
	if m.Kind == measure.Money {
		s.Scale = 100
	}
	switch m.Pick {
	case measure.Any:
		s.Preference = "CASE WHEN r.met = 1 THEN 2 WHEN r.met IS NULL THEN 1 ELSE 0 END DESC, "
	case measure.All:
		s.Preference = "CASE WHEN r.met = 0 THEN 2 WHEN r.met IS NULL THEN 1 ELSE 0 END DESC, "
	case measure.Last:
	}
	return s
}

func script(name string) string {
	b, err := files.ReadFile("sql/" + name + ".sql")
	if err != nil {
		panic("evaluate: embedded sql/" + name + ".sql is missing")
	}
	return string(b)
}

func (e *Engine) exec(ctx context.Context, name string, s shape) error {
	text, err := render(name, s)
	if err != nil {
		return err
	}
	return e.conn.Exec(ctx, text)
}

// ask runs a statement that gives rows.
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
		return "", fault.New(fault.Internal, "A statement of the engine cannot be made.", "").Because(err)
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
	s, grain := e.shape(m), period.Quarter
	if m.Yearly() {
		grain = period.Year
	}
	if !s.over(t, grain) {
		return nil
	}
	if err := e.exec(ctx, "snapshot", s); err != nil {
		return err
	}
	s.From = "ways"
	return e.tally(ctx, t, s, grain, running|all)
}

// flow counts events, one a person and period.
func (e *Engine) flow(ctx context.Context, m measure.Measure, t *Table) error {
	return e.eachGrain(m, t, func(s shape, g period.Grain) error {
		if err := e.exec(ctx, "flow", s); err != nil {
			return err
		}
		return e.tally(ctx, t, s, g, all)
	})
}

// exposure counts the people exposed in a period, and those of them with an event that counts.
func (e *Engine) exposure(ctx context.Context, m measure.Measure, t *Table) error {
	return e.eachGrain(m, t, func(s shape, g period.Grain) error {
		if err := e.exec(ctx, "exposure", s); err != nil {
			return err
		}
		if err := e.tally(ctx, t, s, g, running|population); err != nil {
			return err
		}
		s.From = "answers"
		return e.tally(ctx, t, s, g, answers)
	})
}

// over sets the quarters a run is over: those of the grain's periods that are counted. What is in force before the first of them enters in it.
// False if there are none.
func (s *shape) over(t *Table, g period.Grain) bool {
	first, last, ok := t.span(g)
	s.First, s.Beyond = first, last+1
	if g == period.Year {
		s.First, s.Beyond = first*4, (last+1)*4
	}
	return ok
}

func (e *Engine) eachGrain(m measure.Measure, t *Table, do func(shape, period.Grain) error) error {
	for _, g := range []period.Grain{period.Quarter, period.Year} {
		s := e.shape(m)
		if s.Year = g == period.Year; !s.over(t, g) {
			continue
		}
		if err := do(s, g); err != nil {
			return fmt.Errorf("by %s: %w", g, err)
		}
	}
	return nil
}

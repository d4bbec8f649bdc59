package evaluate

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"text/template"

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
	From       string
	Running    bool   // for contributions and amounts: rows hold until the next
	Measure    string // for contributions: the measure's name as a literal
}

func (e *Engine) shape(m measure.Measure) shape {
	s := shape{
		Own: m.Dimensions, Breakdowns: m.Breakdowns(), Median: m.Kind.Median(), Yearly: m.Yearly(), Scale: 1,
		First: e.quarters[0].Index(), Beyond: e.quarters[len(e.quarters)-1].Index() + 1, From: "moves",
	}
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
		if len(e.years) == 0 {
			return nil
		}
		// Not the first quarter: what is in force before the first whole year would enter in a year that is not counted.
		grain = period.Year
		s.First, s.Beyond = e.years[0].Start*4, (e.years[len(e.years)-1].Start+1)*4
	}
	if err := e.exec(ctx, "snapshot", s); err != nil {
		return err
	}
	return e.tally(ctx, t, s, grain, running|all)
}

// flow counts events, one a person and period.
func (e *Engine) flow(ctx context.Context, m measure.Measure, t *Table) error {
	return e.eachGrain(m, func(s shape, g period.Grain) error {
		if err := e.exec(ctx, "flow", s); err != nil {
			return err
		}
		return e.tally(ctx, t, s, g, all)
	})
}

// exposure counts the people exposed in a period, and those of them with an event that counts.
func (e *Engine) exposure(ctx context.Context, m measure.Measure, t *Table) error {
	return e.eachGrain(m, func(s shape, g period.Grain) error {
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

func (e *Engine) eachGrain(m measure.Measure, do func(shape, period.Grain) error) error {
	s := e.shape(m)
	if !m.Yearly() {
		if err := do(s, period.Quarter); err != nil {
			return fmt.Errorf("by quarter: %w", err)
		}
	}
	if len(e.years) == 0 {
		return nil
	}
	s.Year = true
	s.First, s.Beyond = e.years[0].Start*4, (e.years[len(e.years)-1].Start+1)*4
	return do(s, period.Year)
}

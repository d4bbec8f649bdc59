package evaluate

import (
	"context"
	"regexp"
	"time"

	"github.com/careduty/careduty/internal/measure"
)

// budgets is how a query names the kind of records of which there are most, half of all, and of which the shared steps take longest.
var budgets = regexp.MustCompile(`\bbudgets\b`)

// carriedOn is more days than a budget carries on the one before it after a pause (28: C1, measures.md).
const carriedOn = 31

// readFrom is the day from which budgets must be read for the periods counted: a lookback before the first of them, and what a budget is
// carried on in. Zero where all must be: where every period is counted, or parameters may look further back than headers say.
func (e *Engine) readFrom(measures []measure.Measure, tables []*Table) (day time.Time) {
	if len(e.settings) > 0 {
		return time.Time{}
	}
	for i, t := range tables {
		if !e.steps.reads(measures[i].SQL, budgets) {
			continue
		}
		if _, _, some := t.days(); !some {
			return time.Time{}
		}
		for p, counted := range t.counted {
			if from, _ := needed(t.Measure, t.Periods[p]); counted && (day.IsZero() || from.Before(day)) {
				day = from
			}
		}
	}
	if day.IsZero() {
		return day
	}
	return day.AddDate(0, 0, -carriedOn)
}

// What is left of the view of budgets: ongoing ones from the day from which those of their plan are kept, and those of other purposes.
const (
	keptBudgets = `INNER JOIN temp.kept_plans AS kept ON kept.plan_ref = budgets.plan_ref AND budgets.effective_from >= kept.kept_from
		WHERE budgets.purpose = 'ongoing'`
	otherBudgets = `WHERE budgets.purpose IS DISTINCT FROM 'ongoing'`
)

// recent leaves budgets out of the councils at hand of which nothing counted can tell, since they were over before the day to read from.
func (e *Engine) recent(ctx context.Context) error {
	if e.from.IsZero() {
		return nil
	}
	if err := e.conn.Exec(ctx, script("kept_plans"), e.from); err != nil {
		return err
	}
	return e.reading.Narrow(ctx, "budgets", keptBudgets, otherBudgets)
}

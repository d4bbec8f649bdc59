package releasetest

import (
	"fmt"

	"github.com/careduty/careduty/internal/measure"
)

// Broken is a measure with a break in its series at the quarter BrokenFrom.
const (
	Broken     = "complaints_upheld"
	BrokenFrom = "2024-25-Q3"
)

// Definitions are made-up measures of every grain, kind and polarity: the first n, numbered copies after those, or all for 0.
func Definitions(n int) []measure.Definition {
	all := []measure.Definition{
		define("overdue_reviews", "People whose review is overdue", "review", measure.Snapshot, measure.Proportion, measure.LowIsGood),
		define("direct_payment_uptake", "People with a direct payment", "direct_payment", measure.Snapshot, measure.Proportion, measure.HighIsGood),
		define("first_reviews_on_time", "First reviews done on time", "review", measure.Flow, measure.Proportion, measure.HighIsGood),
		define("complaints_upheld", "Complaints upheld", "complaint", measure.Flow, measure.Proportion, measure.None),
		define("budget_cuts_without_reassessment", "Budgets cut without reassessment", "cut", measure.Exposure, measure.Rate, measure.LowIsGood),
		define("personal_budget_median", "Median personal budget", "budget", measure.Snapshot, measure.Money, measure.None),
		define("assessment_waiting_days", "Days waited for an assessment", "assessment", measure.Flow, measure.Days, measure.LowIsGood),
	}
	if n == 0 {
		return all
	}
	for i := len(all); i < n; i++ {
		d := all[i%5]
		d.ID = measure.ID(fmt.Sprintf("%s_%d", d.ID, i))
		d.Title = fmt.Sprintf("%s (%d)", d.Title, i)
		all = append(all, d)
	}
	return all[:n]
}

var units = map[measure.Kind]string{
	measure.Proportion: "percent", measure.Rate: "per 1,000 people", measure.Money: "pounds a week", measure.Days: "days",
}

func define(id measure.ID, title, theme string, g measure.Grain, k measure.Kind, p measure.Polarity) measure.Definition {
	d := measure.Definition{
		ID: id, Title: title, Question: title + ": how many of those it concerns?", Why: "It matters to those it concerns.",
		Theme: theme, Duty: "T1", Strength: measure.Must, Law: "Care Act 2014", Grain: g, Kind: k, Period: "quarter", Unit: units[k], Polarity: p,
		Population: measure.Part{Words: "People concerned."},
		Numerator:  measure.Part{Words: "Those it is true of."},
		Unknown:    measure.Part{Words: "Those whose record does not say."}, UnknownRule: measure.Excluded,
		Pick: measure.Last, Exclusions: []string{"People under 18."}, Needs: []string{"people"}, Lookback: "0", Lookahead: "0",
		Parameters: map[string]measure.Parameter{}, Official: []measure.Official{},
		Dimensions: []string{"setting", "delivery"}, MinimumDenominator: 100, DoesNotShow: []string{"How well it was done."},
		Version: "1.0.0", Changes: []measure.Change{{Version: "1.0.0", Date: "2026-01-31", What: "First version."}},
	}
	if k.Median() {
		d.Period = "year"
	}
	if id == Broken {
		d.Version = "1.1.0"
		d.Changes = append(d.Changes, measure.Change{Version: "1.1.0", Date: "2026-02-28", What: "Complaints closed by letter count too.", From: BrokenFrom})
	}
	if id == "direct_payment_uptake" {
		d.Official = []measure.Official{{Series: Series, Name: "ASCOF 3D", Differs: "Counted from another return."}}
	}
	return d
}

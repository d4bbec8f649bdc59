package evaluate_test

import (
	"strings"
	"testing"
	"time"

	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/etl/evaluate/evaluatetest"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/period"
)

const leeds = "E08000035"

// TestNoFigureBeforeTheBankHolidays counts a measure in working days in a year for which they are not known, and in the next.
func TestNoFigureBeforeTheBankHolidays(t *testing.T) {
	w := evaluatetest.Open(t, evaluatetest.Extract{Council: leeds, From: "2014-01-01", To: "2016-03-31"})
	table := count(t, w, find(t, measures(t), "complaints_acknowledged_on_time"), nil)
	covered := map[string]bool{}
	for _, f := range table.Figures(evaluate.Question{Areas: []string{leeds}}) {
		covered[f.Period.String()] = f.Covered
	}
	if covered["2014-15"] || !covered["2015-16"] {
		t.Errorf("covered: %v; the table of bank holidays begins in January 2015", covered)
	}
	other := count(t, w, find(t, measures(t), "told_about_ombudsman"), nil)
	first, _ := period.Parse("2014-15")
	if f := other.Figures(evaluate.Question{Periods: []period.Period{first}, Areas: []string{leeds}}); len(f) != 1 || !f[0].Covered {
		t.Errorf("a measure that reads no working days lost its first year: %v", f)
	}
}

// TestPeriodsAfterTheBankHolidaysAreAnError asks for a year beyond the table, which must be brought up to date first.
func TestPeriodsAfterTheBankHolidaysAreAnError(t *testing.T) {
	w := evaluatetest.Open(t, evaluatetest.Extract{Council: leeds, From: "2026-04-01", To: "2028-03-31"})
	r, err := w.AsOf(t.Context(), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	e, err := evaluate.New(t.Context(), r, evaluate.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = e.Count(t.Context(), find(t, measures(t), "complaints_acknowledged_on_time"))
	if fault.Of(err) != fault.Refused || !strings.Contains(err.Error(), "bank holidays ends on 2027-12-31") {
		t.Errorf("got %v", err)
	}
}

package evaluate

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/warehouse"
)

// coverage is what each council's records in use cover, by council and kind.
type coverage map[string]map[string]warehouse.Coverage

func newCoverage(list []warehouse.Coverage) coverage {
	c := coverage{}
	for _, v := range list {
		if c[v.Council] == nil {
			c[v.Council] = map[string]warehouse.Coverage{}
		}
		c[v.Council][v.Kind] = v
	}
	return c
}

// span is from the first to the last day that any council covers.
func (c coverage) span() (first, last time.Time) {
	for _, kinds := range c {
		for _, v := range kinds {
			if first.IsZero() || v.From.Before(first) {
				first = v.From
			}
			if v.To.After(last) {
				last = v.To
			}
		}
	}
	return first, last
}

// cover marks the councils that have a figure in each period of a table: every kind the measure needs must cover the whole
// period (of a snapshot, its day) with lookback and lookahead, and hold the columns it needs.
func (c coverage) cover(t *Table) {
	for p, per := range t.Periods {
		from, to := needed(t.Measure, per)
		for i, council := range t.Councils {
			t.covered[p][i] = c.holds(council.Code, t.Measure, from, to)
		}
	}
}

// needed is the span of days a measure reads for a period.
func needed(d measure.Definition, p period.Period) (from, to time.Time) {
	from, to = p.First(), p.Last()
	if d.Grain == measure.Snapshot {
		from = to
	}
	return shift(from, d.Lookback, -1), shift(to, d.Lookahead, 1)
}

// shift moves a day by a span of the header: 0, N days or N months. Months keep to the end of a shorter month.
func shift(day time.Time, span string, sign int) time.Time {
	number, unit, _ := strings.Cut(span, " ")
	n, _ := strconv.Atoi(number)
	if unit == "days" {
		return day.AddDate(0, 0, sign*n)
	}
	first := period.Date(day.Year(), day.Month()+time.Month(sign*n), 1)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(day.Day(), last)-1)
}

// holds says whether what a council stands on holds what a measure needs in the days from first to last. From another basis than
// records a measure is counted only if it is proven to count the same.
func (c coverage) holds(council string, d measure.Definition, from, to time.Time) bool {
	for _, need := range d.Needs {
		kind, column, _ := strings.Cut(need, ".")
		v, ok := c[council][kind]
		if !ok || !d.CountsFrom(v.Basis) || v.From.After(from) || v.To.Before(to) || column != "" && slices.Contains(v.Missing, column) {
			return false
		}
	}
	return true
}

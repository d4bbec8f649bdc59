package evaluate

import (
	"slices"
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
// period (of a snapshot, its day) with lookback and lookahead, and hold the columns it needs. It marks also those whose records end before
// the follow-up does.
func (c coverage) cover(t *Table) {
	t.lacks = func(council string, per period.Period) string {
		from, to := needed(t.Measure, per)
		return c.lacks(council, t.Measure, from, to)
	}
	for p, per := range t.Periods {
		from, to := needed(t.Measure, per)
		for i, council := range t.Councils {
			t.covered[p][i] = c.holds(council.Code, t.Measure, from, to)
			t.unfinished[p][i] = t.covered[p][i] && t.Measure.Unfinished(per, c.until(council.Code, t.Measure))
		}
	}
}

// needed is the span of days a measure reads for a period.
func needed(d measure.Definition, p period.Period) (from, to time.Time) {
	from, to = p.First(), p.Last()
	if d.Grain == measure.Snapshot {
		from = to
	}
	return measure.Shift(from, d.Lookback, -1), measure.Shift(to, d.Lookahead, 1)
}

// until is the last day up to which all the records are there that a measure needs of a council; the zero day where some kind is missing.
func (c coverage) until(council string, d measure.Definition) (last time.Time) {
	for i, need := range d.Needs {
		kind, _, _ := strings.Cut(need, ".")
		if v := c[council][kind]; i == 0 || v.To.Before(last) {
			last = v.To
		}
	}
	return last
}

// holds says whether what a council stands on holds what a measure needs in the days from first to last. From another basis than
// records a measure is counted only if it is proven to count the same.
func (c coverage) holds(council string, d measure.Definition, from, to time.Time) bool {
	return c.lacks(council, d, from, to) == ""
}

// lacks is the first thing that a measure needs in those days and what a council stands on does not hold, in words; nothing where it holds all.
func (c coverage) lacks(council string, d measure.Definition, from, to time.Time) string {
	for _, need := range d.Needs {
		kind, column, _ := strings.Cut(need, ".")
		v, ok := c[council][kind]
		switch {
		case !ok:
			return "no records of " + kind
		case !d.CountsFrom(v.Basis):
			return "not counted from what the council stands on (" + v.Basis + ")"
		case v.From.After(from), v.To.Before(to):
			return kind + " are there from " + v.From.Format(time.DateOnly) + " to " + v.To.Format(time.DateOnly) + ", and needed from " +
				from.Format(time.DateOnly) + " to " + to.Format(time.DateOnly)
		case column != "" && slices.Contains(v.Missing, column):
			return kind + " have no " + column
		}
	}
	return ""
}

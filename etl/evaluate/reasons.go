package evaluate

import (
	"context"
	"io"
	"maps"
	"slices"
	"strconv"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// Reason is for how many people of an area's figure the answer is unknown, and why: in the measure's own words. Where the figure is blank it is why that
// is, of no people. It is private, and never published.
type Reason struct {
	Measure measure.ID
	Area    string
	Period  period.Period
	Reason  string
	People  int64
}

// councilPeriod is a council in a period, both by position.
type councilPeriod struct{ period, council int }

// because reads the reasons for unknown answers into the table.
func (e *Engine) because(ctx context.Context, t *Table, s shape, g period.Grain) error {
	rows, err := e.ask(ctx, "reasons", s)
	if err != nil {
		return err
	}
	at, n, first := stretch(t.Periods, g)
	var idx int
	var council, reason string
	var people int64
	return rows.Each(func() error {
		if err := rows.Scan(&idx, &council, &reason, &people); err != nil {
			return err
		}
		if k := idx - first; k >= 0 && k < n {
			here := councilPeriod{at + k, e.index[council]}
			if t.reasons[here] == nil {
				t.reasons[here] = map[string]int64{}
			}
			t.reasons[here][reason] += people
		}
		return nil
	})
}

// Reasons answers a question with why answers are unknown, in order of period, area and reason; only what some people have is there, and why a figure is
// blank. The dimension of the question is not looked at. The engine must have been asked to keep reasons.
func (t *Table) Reasons(q Question) []Reason {
	var out []Reason
	for _, asked := range t.asked(q.Periods) {
		for _, code := range t.areas(q) {
			sums := map[string]int64{}
			in := t.In(asked.at, code)
			if blank := t.blank(asked.at, code, in); blank != "" {
				out = append(out, Reason{t.Measure.ID, code, asked.name, blank, 0})
			}
			for _, c := range in {
				for reason, people := range t.reasons[councilPeriod{asked.at, c}] {
					sums[reason] += people
				}
			}
			for _, reason := range slices.Sorted(maps.Keys(sums)) {
				out = append(out, Reason{t.Measure.ID, code, asked.name, reason, sums[reason]})
			}
		}
	}
	return out
}

// blank says why an area has no value in a period; nothing where it has one.
func (t *Table) blank(p int, code string, in []int) string {
	var f Figure
	switch a, _ := area.ByCode(code); {
	case len(in) == 0 && a.Level == area.Council:
		return "no figure: " + t.lacks(code, t.Periods[p])
	case len(in) == 0:
		return "no figure: no council in it has one"
	}
	t.fill(&f, p, in, 0, 0)
	switch {
	case f.HasValue:
		return ""
	case f.Unknown > 0:
		return "no value: the answer is unknown for everyone it judges"
	}
	return "no value: it judges nobody"
}

// ReasonColumns are the columns of a table of reasons.
func ReasonColumns() []string {
	return []string{"classification", "measure", "area_code", "period", "reason", "people"}
}

// people are how many; a reason why a figure is blank has none.
func people(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// WriteReasons writes reasons as csv, json or table (for reading).
func WriteReasons(w io.Writer, format string, reasons []Reason) error {
	rows := [][]string{ReasonColumns()}
	for _, r := range reasons {
		rows = append(rows, []string{Classification, string(r.Measure), r.Area, r.Period.String(), r.Reason, people(r.People)})
	}
	return write(w, format, rows, "people")
}

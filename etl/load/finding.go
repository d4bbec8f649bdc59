package load

import (
	"cmp"
	"slices"
)

// maxRows is how many row numbers a finding lists; the count goes on.
const maxRows = 20

// Finding is one rule broken in one column of one file, however often. It never holds a value.
type Finding struct {
	Rule     string   `json:"rule"`
	Severity Severity `json:"severity"`
	File     string   `json:"file,omitempty"`
	Field    string   `json:"field,omitempty"`
	Count    int      `json:"count"`
	Rows     []int    `json:"rows,omitempty"` // the first few: lines of a CSV file, the header being line 1; rows of a Parquet file
	Message  string   `json:"message"`
	Fix      string   `json:"fix,omitempty"`
}

// tally gathers findings of one extract.
type tally struct {
	found   map[place]*Finding
	refused bool
}

type place struct{ rule, file, field string }

func newTally() *tally { return &tally{found: map[place]*Finding{}} }

// add counts one finding; row 0 stands for none.
func (t *tally) add(rule, file, field string, row int) {
	f := t.found[place{rule, file, field}]
	if f == nil {
		r := ruleOf(rule)
		f = &Finding{Rule: rule, Severity: r.Severity, File: file, Field: field, Message: r.Message, Fix: r.Fix}
		t.found[place{rule, file, field}] = f
		t.refused = t.refused || r.Severity == Refuse
	}
	f.Count++
	if row > 0 && len(f.Rows) < maxRows {
		f.Rows = append(f.Rows, row)
	}
}

// set gives a finding a count known only at the end.
func (t *tally) set(rule, file, field string, count int) {
	t.add(rule, file, field, 0)
	t.found[place{rule, file, field}].Count = count
}

// list is the findings in order: worst first, then rule, file and field.
func (t *tally) list() []Finding {
	out := make([]Finding, 0, len(t.found))
	for _, f := range t.found {
		out = append(out, *f)
	}
	order := []Severity{Refuse, Reject, Note}
	slices.SortFunc(out, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(slices.Index(order, a.Severity), slices.Index(order, b.Severity)),
			cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.File, b.File), cmp.Compare(a.Field, b.Field),
		)
	})
	return out
}

package load

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/careduty/careduty/internal/warehouse"
	"github.com/careduty/careduty/schemas"
)

// Finding is one rule broken in one column of one file, however often. It never holds a value.
type Finding struct {
	Rule     string   `json:"rule"`
	Severity Severity `json:"severity"`
	File     string   `json:"file,omitempty"`
	Field    string   `json:"field,omitempty"`
	Count    int      `json:"count"`
	Rows     []int    `json:"rows,omitempty"`  // lines of a CSV file or sheet, the header being line 1 of most; rows of a Parquet file; the first hundred thousand
	Codes    []string `json:"codes,omitempty"` // those the field has
	Message  string   `json:"message"`
	Fix      string   `json:"fix,omitempty"`
}

// tally gathers findings of one extract.
type tally struct {
	found   map[place]*Finding
	order   []place // in which they were first found
	refused bool
}

// place is what findings are counted by. Of is what sort of thing was found, in our words, where a rule has several.
type place struct{ rule, file, field, of string }

func newTally() *tally { return &tally{found: map[place]*Finding{}} }

// add counts one finding; row 0 stands for none.
func (t *tally) add(rule, file, field string, row int) { t.addOf(rule, file, field, "", row) }

// addOf counts one finding of a sort.
func (t *tally) addOf(rule, file, field, of string, row int) {
	f := t.at(place{rule, file, field, of})
	f.Count++
	if row > 0 && len(f.Rows) < warehouse.MaxRows {
		f.Rows = append(f.Rows, row)
	}
}

func (t *tally) at(p place) *Finding {
	if f := t.found[p]; f != nil {
		return f
	}
	r := ruleOf(p.rule)
	f := &Finding{Rule: p.rule, Severity: r.Severity, File: p.file, Field: p.field, Message: r.Message, Fix: r.Fix}
	if p.of != "" {
		f.Message, f.Fix = strings.ReplaceAll(f.Message, "{of}", p.of), strings.ReplaceAll(f.Fix, "{of}", p.of)
	}
	t.found[p] = f
	t.order = append(t.order, p)
	t.refused = t.refused || r.Severity == Refuse
	return f
}

// given adds a finding made elsewhere.
func (t *tally) given(f Finding) {
	p := place{rule: f.Rule, file: f.File, field: f.Field, of: f.Message}
	t.found[p] = &f
	t.order = append(t.order, p)
	t.refused = t.refused || f.Severity == Refuse
}

// legal gives the findings about a field's codes the codes it has.
func (t *tally) legal(file string, field *schemas.Field) {
	for _, rule := range []string{"code", "emptied_code"} {
		if f := t.found[place{rule: rule, file: file, field: field.Name}]; f != nil {
			f.Codes = field.Codes
		}
	}
}

// count gives a finding a count known only at the end.
func (t *tally) count(rule, file, field, of string, count int) {
	t.at(place{rule, file, field, of}).Count = count
}

// list is the findings in order: worst first, then what was found first, since what hangs on a fault is found after it; but what counts
// findings, and what hangs on other rows, after their causes.
func (t *tally) list() []Finding {
	out := make([]Finding, 0, len(t.order))
	for _, p := range t.order {
		f := *t.found[p]
		if f.Severity == Refuse && f.Count > 1 && strings.HasPrefix(f.Rule, "identifier_") {
			f.Message = fmt.Sprintf("%s (%d of them).", strings.TrimSuffix(f.Message, "."), f.Count)
		}
		out = append(out, f)
	}
	severities := []Severity{Refuse, Reject, LeaveOut, Note}
	late := []string{"too_many_rejects", "hangs_on_rejected"}
	slices.SortStableFunc(out, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(slices.Index(severities, a.Severity), slices.Index(severities, b.Severity)),
			cmp.Compare(slices.Index(late, a.Rule), slices.Index(late, b.Rule)),
		)
	})
	return out
}

// root is the finding that began what refused the extract: the first that refuses it or, where too many rows are rejected, the one that rejects
// most rows of the file by a fault of their own.
func (t *tally) root() (Finding, bool) {
	list := t.list()
	if len(list) == 0 || list[0].Severity != Refuse {
		return Finding{}, false
	}
	root := list[0]
	if root.Rule != "too_many_rejects" {
		return root, true
	}
	cause := root
	for _, f := range list {
		if f.Severity == Reject && (f.File == root.File || strings.HasPrefix(f.File, root.File+"_")) && f.Rule != "hangs_on_rejected" && (cause.Rule == root.Rule || f.Count > cause.Count) {
			cause = f
		}
	}
	return cause, true
}

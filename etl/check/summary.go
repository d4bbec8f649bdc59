package check

import (
	"fmt"
	"slices"
	"strings"
)

// Summary says the same in ten lines: for a terminal.
func (r *Report) Summary() []string {
	name := r.Extract
	if r.Council != "" {
		name = r.Council + " (" + r.Extract + ")"
	}
	if r.Outcome == Refused {
		return append([]string{name + ": refused. " + r.Refusal}, r.worst(4)...)
	}
	fed, _ := r.fed()
	rows, lost := 0, 0
	for _, k := range r.Kinds {
		rows, lost = rows+k.Rows, lost+k.Rejected
	}
	out := []string{
		fmt.Sprintf("%s: accepted. %d records, %d rejected.", name, rows, lost),
	}
	if len(r.Measures) > 0 {
		out = append(out, fmt.Sprintf("  It feeds %d of %d measures.", len(fed), len(r.Measures)))
	}
	return append(out, r.worst(6)...)
}

// worst are lines of the first findings, those that lose rows before what is noted.
func (r *Report) worst(n int) []string {
	var out []string
	for _, f := range r.Findings {
		if len(out) == n {
			out = append(out, fmt.Sprintf("  and %d findings more", len(r.Findings)-n))
			break
		}
		where := slices.DeleteFunc([]string{f.File, f.Field}, func(s string) bool { return s == "" })
		line := fmt.Sprintf("  %s: %s", f.Severity, f.Message)
		if len(where) > 0 {
			line += fmt.Sprintf(" (%d in %s)", f.Count, strings.Join(where, ", "))
		}
		out = append(out, line)
	}
	return out
}

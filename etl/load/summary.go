package load

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Lines of a summary: enough to act on, few enough to read.
const (
	maxRefusedLines = 20
	maxFindingLines = 7
)

// Summary tells what became of the extracts in about ten lines, worst first: who was refused and why, what else was found, with the first row
// and how to mend it, and what was not reached.
func (r Report) Summary() []string {
	out := []string{r.counts()}
	refused := 0
	for _, x := range r.Extracts {
		if x.Status != Refused {
			continue
		}
		if refused++; refused <= maxRefusedLines {
			out = append(out, "  refused: "+sentenceOf(x))
		}
	}
	if refused > maxRefusedLines {
		out = append(out, fmt.Sprintf("  and %d more were refused; the findings say why.", refused-maxRefusedLines))
	}
	out = append(out, r.outcomes()...)
	return append(out, r.worst()...)
}

func sentenceOf(x Extract) string {
	text := "it was refused."
	if x.Fault != nil {
		text = x.Fault.Error()
	}
	if x.CouncilName != "" {
		text = x.CouncilName + ": " + text
	}
	return text
}

// counts is the line that says how many extracts and rows came to what.
func (r Report) counts() string {
	count := map[Status]int{}
	var rows, rejected, left int
	for _, x := range r.Extracts {
		count[x.Status]++
		for _, k := range x.Kinds {
			rows, rejected, left = rows+k.Loaded, rejected+k.Rejected, left+k.LeftOut
		}
	}
	parts := []string{fmt.Sprintf("%d loaded, %d there already, %d refused", count[Loaded], count[AlreadyLoaded], count[Refused])}
	for _, s := range []Status{Restored, SetAside, NotReached} {
		if count[s] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", count[s], s))
		}
	}
	text := fmt.Sprintf("Extracts: %s. Rows: %d loaded, %d rejected", strings.Join(parts, ", "), rows, rejected)
	if left > 0 {
		text += fmt.Sprintf(", %d left out", left)
	}
	return text + "."
}

// outcomes are the lines about extracts that came to neither of the usual ends.
func (r Report) outcomes() (out []string) {
	for _, s := range []struct {
		status Status
		text   string
	}{{SetAside, "is in the warehouse and does not stand"}, {Restored, "stands again"}, {NotReached, "was not reached; load it again"}} {
		var names []string
		for _, x := range r.Extracts {
			if x.Status == s.status {
				names = append(names, x.Name)
			}
		}
		if len(names) > 0 {
			const most = 5
			more := ""
			if len(names) > most {
				more = fmt.Sprintf(" and %d more", len(names)-most)
			}
			out = append(out, "  "+strings.Join(names[:min(most, len(names))], ", ")+more+": "+s.text+".")
		}
	}
	return out
}

// found is one rule in one field over all extracts.
type found struct {
	Finding
	extracts int
	in       string // the first extract
}

// worst are the findings that matter most over all extracts, apart from those that refused one.
func (r Report) worst() (out []string) {
	var all []*found
	by := map[[3]string]*found{}
	for _, x := range r.Extracts {
		for _, f := range x.Findings {
			if f.Severity == Refuse {
				continue
			}
			key := [3]string{f.Rule, f.File, f.Field}
			if by[key] == nil {
				by[key] = &found{Finding: f, in: x.Name}
				by[key].Count = 0
				all = append(all, by[key])
			}
			by[key].Count += f.Count
			by[key].extracts++
		}
	}
	severities := []Severity{Reject, LeaveOut, Note}
	slices.SortStableFunc(all, func(a, b *found) int {
		return cmp.Or(cmp.Compare(slices.Index(severities, a.Severity), slices.Index(severities, b.Severity)),
			cmp.Compare(rank(a.Rule), rank(b.Rule)), cmp.Compare(b.Count, a.Count))
	})
	for _, f := range all[:min(len(all), maxFindingLines)] {
		out = append(out, "  "+f.line(len(r.Extracts)))
	}
	if len(all) > maxFindingLines {
		out = append(out, fmt.Sprintf("  and %d more kinds of finding; --findings FILE.csv lists them all, with every row.", len(all)-maxFindingLines))
	}
	return out
}

// rank puts what loses figures before what is only told, and what hangs on other rows after its causes.
func rank(rule string) int {
	switch {
	case rule == "hangs_on_rejected":
		return 3
	case rule == "never_recorded" || rule == "unreadable":
		return 0
	case strings.HasPrefix(rule, "emptied_"):
		return 1
	default:
		return 2
	}
}

func (f *found) line(extracts int) string {
	where := strings.Trim(f.File+", "+f.Field, ", ")
	text := fmt.Sprintf("%s: ", f.Severity)
	if where != "" {
		text += where + ": "
	}
	text += f.Message
	if f.Count > 1 || len(f.Rows) > 0 {
		text += fmt.Sprintf(" %d", f.Count)
		if len(f.Rows) > 0 {
			text += fmt.Sprintf(", first row %d", f.Rows[0])
		}
		if extracts > 1 {
			text += fmt.Sprintf(" of %s", f.in)
			if f.extracts > 1 {
				text += fmt.Sprintf(" (%d extracts have it)", f.extracts)
			}
		}
		text += "."
	}
	if f.Fix != "" {
		text += " " + f.Fix
	}
	return text
}

package load

import (
	"fmt"
	"strings"

	"github.com/careduty/careduty/etl/cld"
)

// cldRule is what is said of rows of Client Level Data for one reason.
type cldRule struct {
	reason       cld.Reason
	severity     Severity
	message, fix string
}

const closedMessage = "The service was open at the end of one file and is not in the next; it is closed at the end of the first."

// cldRules are in the order in which they matter: rows lost to what can be mended first.
var cldRules = []cldRule{
	{cld.NoPerson, Reject, "The row has neither a good NHS number nor a local id, so nobody can be told who it is about.", "Fill in LA Person Unique Identifier from the case management system; it is on every person's record."},
	{cld.NoKind, Reject, "The event type is none of Request, Assessment, Service and Review.", "Correct the value in the report that makes the file."},
	{cld.NoStart, Reject, "The day on which the event began is empty or cannot be read.", "Write it yyyy-mm-dd (Excel: Format Cells, Custom; SQL Server: CONVERT(char(10), …, 23)), or declare --date-format dd/mm/yyyy."},
	{cld.NoEnd, Reject, "A request, assessment or review has no day on which it ended, or an end cannot be read.", "Send it once it is completed; leave a service's end empty while it is open."},
	{cld.Backwards, Reject, "The event ends before it starts.", "Correct one of the two days in the case management system."},
	{cld.DiedBefore, LeaveOut, "The person had died before the event, or before the period.", "Check the date of death; if it is right, end the service in the case management system."},
	{cld.Outside, LeaveOut, "The event lies outside the period that the file covers in truth.", ""},
	{cld.Duplicate, LeaveOut, "Another row of the same event is kept: the open one, the one that ended last, the better outcome.", ""},
	{cld.NoEvent, LeaveOut, "The row is of a carer known by association, who has no event.", ""},
	{cld.BadNHS, Note, "The NHS number is none (its check digit is wrong); the local id is taken.", "Trace the number, or correct it in the case management system."},
	{cld.TwoNames, Note, "A local id comes with and without an NHS number; one person may count as two.", "Fill in the NHS number on every row of the person."},
	{cld.OldAge, Note, "The date of birth would make the person over 115; the year is not taken.", "Correct dummy dates such as 01/01/1900, or leave them empty."},
	{cld.Sparse, Note, "Fewer than 2 % of the file's events ended in each of its first months; they are taken as covered because the file says so.", "Check that the file holds what ended in them."},
	{cld.EndedByDeath, Note, "The event is ended on the day of death.", "End services in the case management system when somebody dies."},
	{cld.Closed, Note, closedMessage, "Send services until they have ended, with their end."},
}

// cldFindings tells what became of the rows of one council, file by file. Of a file that was kept only that is told which is new: what the
// next one closes.
func cldFindings(x *cld.Extract, files []*cld.File) []Finding {
	var out []Finding
	for _, submission := range x.Files {
		r, name := submission.Report, submission.File
		if submission.Kept {
			if t := r.Reasons[cld.Closed]; t != nil {
				out = append(out, Finding{Rule: string(cld.Closed), Severity: Note, File: "the file that stands", Count: t.Count, Rows: t.Rows, Message: closedMessage})
			}
			continue
		}
		out = append(out, Finding{
			Rule: "cld_rows", Severity: Note, File: name, Count: r.Rows, Message: fmt.Sprintf("Of %d rows of the council %d are events that stay.", r.Rows, r.Events),
		})
		for _, rule := range cldRules {
			if t := r.Reasons[rule.reason]; t != nil {
				out = append(out, Finding{
					Rule: string(rule.reason), Severity: rule.severity, File: name, Count: t.Count, Rows: t.Rows, Message: rule.message, Fix: rule.fix,
				})
			}
		}
		for _, f := range r.Fields {
			out = append(out, fieldFindings(name, f)...)
		}
		if len(r.Unknown) > 0 {
			out = append(out, Finding{
				Rule: "cld_column_unknown", Severity: Note, File: name, Count: len(r.Unknown),
				Message: "Columns that the specification does not have were not looked at: the ones at " + positions(r.Unknown) + ".",
			})
		}
		if len(r.Unread) > 0 {
			out = append(out, Finding{
				Rule: "cld_column_unread", Severity: Note, File: name, Count: len(r.Unread),
				Message: "Columns that no rule needs were not looked at: " + strings.Join(r.Unread, ", ") + ".",
			})
		}
	}
	for _, f := range files {
		if f.NoCouncil.Count > 0 {
			out = append(out, Finding{
				Rule: string(cld.NoCouncil), Severity: Reject, File: f.Name, Field: "LA Code", Count: f.NoCouncil.Count, Rows: f.NoCouncil.Rows,
				Message: "The LA code is no council's.", Fix: "Write the three digits of the return, as text so that nothing is lost, or the GSS code.",
			})
		}
	}
	return out
}

func positions(numbers []int) string {
	parts := make([]string, len(numbers))
	for i, n := range numbers {
		parts[i] = fmt.Sprint(n)
	}
	return strings.Join(parts, ", ")
}

// fieldFindings tells how the cells of a field were read.
func fieldFindings(file string, f cld.Field) []Finding {
	if !f.There {
		return []Finding{{Rule: "cld_column_missing", Severity: Note, File: file, Field: f.Title, Count: 1, Message: "The file has no such column.", Fix: "Add it if the system has it."}}
	}
	var out []Finding
	if n := f.Unmapped.Count; n > 0 {
		what, fix, codes := "is a value of none of the lists, and stands for unknown", "Use a value of the list.", cld.Values(f.Name)
		if len(codes) == 0 {
			what, fix, codes = "cannot be read", "Write dates yyyy-mm-dd (or declare --date-format dd/mm/yyyy), amounts as 349.14.", nil
		}
		out = append(out, Finding{
			Rule: "cld_unmapped", Severity: Note, File: file, Field: f.Title, Count: n, Rows: f.Unmapped.Rows, Codes: codes,
			Message: fmt.Sprintf("Of %d cells %d %s. %s", f.Cells(), n, what, shapes(f.Shapes)), Fix: fix,
		})
	}
	if n := f.Recoded.Count; n > 0 {
		out = append(out, Finding{
			Rule: "cld_recoded", Severity: Note, File: file, Field: f.Title, Count: n, Rows: f.Recoded.Rows,
			Message: fmt.Sprintf("Of %d cells %d were written in another way than release 2 has it, and are read as its values.", f.Cells(), n),
		})
	}
	if n := f.Blank.Count; n > 0 {
		out = append(out, Finding{
			Rule: "cld_blank", Severity: Note, File: file, Field: f.Title, Count: n, Rows: f.Blank.Rows,
			Message: fmt.Sprintf("Of %d cells %d are blank and %d are valid.", f.Cells(), n, f.Valid),
		})
	}
	return out
}

// shapes says what unmapped values look like, the commonest first.
func shapes(list []cld.Shape) string {
	var parts []string
	for _, s := range list[:min(len(list), 12)] {
		part := fmt.Sprintf("%d of %d characters, %s", s.Count, s.Length, s.Of)
		if s.Value != "" {
			part = fmt.Sprintf("%d say %q, which is a value of another field or release", s.Count, s.Value)
		}
		parts = append(parts, part)
	}
	if len(list) > 12 {
		parts = append(parts, "and others")
	}
	return "They are: " + strings.Join(parts, "; ") + "."
}

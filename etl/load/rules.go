package load

import "slices"

// Severity says what becomes of what a finding is about.
type Severity string

// The severities, worst first.
const (
	Refuse Severity = "refuse" // the extract is not loaded
	Reject Severity = "reject" // the row is not loaded
	Note   Severity = "note"   // the row is loaded, the finding counted
)

// Rule is one thing that can be wrong, with the sentence a council reads.
type Rule struct {
	ID       string
	Severity Severity
	Message  string // what is wrong
	Fix      string // how to mend it
}

// The rules. A finding names one of them and never quotes what it found.
var rules = []Rule{
	{"identifier_value", Refuse, "The column holds direct identifiers.", "Take them out, here and in every extract."},
	{
		"identifier_number", Refuse, "The reference column holds NHS or National Insurance numbers, or numbers that cannot be told from them.",
		"Use references that mean nothing outside the council; if they are plain ten-digit numbers, put a letter before them.",
	},
	{"identifier_column", Refuse, "The column's name tells of a direct identifier.", "Leave the column out, even if it is empty."},
	{"file_unreadable", Refuse, "The file cannot be read.", "Check it and its permissions, or write it again."},
	{"file_empty", Refuse, "The file is empty: it has no header row.", "Give it a header row; a kind without records is a header alone."},
	{"file_too_large", Refuse, "The file is larger than records of its kind can be.", "Check how it was written."},
	{"file_missing", Refuse, "extract.json names the kind but there is no file for it.", "Add the file, or take the kind out of kinds."},
	{"file_twice", Refuse, "There are two files for the kind.", "Leave one of them."},
	{
		"encoding", Refuse, "The file is not in the encoding that extract.json declares (UTF-8 if it declares none).",
		"Save it as UTF-8, or declare its encoding in extract.json.",
	},
	{"nul_header", Refuse, "The header holds NUL bytes: the file is no UTF-8 text.", "Save it as UTF-8, or declare its encoding in extract.json."},
	{"quote", Refuse, "A quotation mark opens a cell and does not close it.", "Close it, and write a quotation mark inside a cell twice."},
	{"row_too_long", Refuse, "A row is longer than a row of records can be.", "Check for a line break that is lost."},
	{
		"delimiter", Refuse, "The header is not divided by the delimiter that extract.json declares (a comma if it declares none).",
		"Declare the delimiter in extract.json.",
	},
	{"column_twice", Refuse, "Two columns have one name.", "Leave one of them."},
	{"column_required", Refuse, "A required column is missing.", "Add it; careduty template writes files with every column."},
	{"too_many_rejects", Refuse, "Too many rows of the kind are rejected.", "Mend the rows listed, or allow more with --max-rejects."},

	{"required", Reject, "A required value is empty.", "Fill it in."},
	{"reference", Reject, "The value is no reference.", "Use 1 to 64 letters, digits, hyphens or underscores."},
	{"code", Reject, "The value is not one of the field's codes.", "Use a code of the record specification."},
	{"date", Reject, "The value is no date in the declared form.", "Write it yyyy-mm-dd, or declare date_format in extract.json."},
	{"number", Reject, "The value is no number of the field's form.", "Write digits, and at most two places after a point."},
	{"limit", Reject, "The value lies outside the field's limits.", "Correct it."},
	{"date_after_to", Reject, "The date lies after the days the extract covers.", "Correct it, or the extract's to."},
	{"date_too_early", Reject, "The date lies before 1 April 2014.", "Leave out what had ended by then, or correct the date."},
	{"date_order", Reject, "The date comes before the one it must follow.", "Correct one of the two."},
	{"ragged", Reject, "The row has more or fewer cells than the header.", "Check for delimiters that are missing or not quoted."},
	{"nul", Reject, "The row holds a NUL byte.", "Take it out."},
	{"duplicate", Reject, "An earlier row has the same reference, and stays.", "Give each record a reference of its own."},
	{"orphan", Reject, "The record it refers to is not there.", "Add that record, or correct the reference."},
	{"hangs_on_rejected", Reject, "The record it refers to was rejected.", "Mend that record first."},

	{"column_unknown", Note, "The column is not in the record specification and is not kept.", ""},
	{"entry_unknown", Note, "The entry of extract.json is not in the record specification.", ""},
	{"kind_not_listed", Note, "There is a file for a kind that extract.json does not name; it is not loaded.", "Name the kind in kinds."},
	{"file_stray", Note, "The file is none of the record specification's; it is not loaded.", ""},
	{"no_rows", Note, "The kind is named but has no records.", ""},
	{"reference_not_found", Note, "The record it refers to is not there; the reference is emptied.", ""},
	{"other_person", Note, "The plan it refers to is another person's.", "Check which person is meant."},
	{"expected", Note, "The value is missing where another makes it expected.", "Fill it in."},
	{"sum", Note, "The parts do not add up to the total.", "Check the three amounts."},
	{"council_recoded", Note, "The council's code is an old one; the records are loaded under the new code.", "Use the new code."},
	{"left_out", Note, "Records of an earlier batch stay but are left out of use: their person is gone.", "Send the kind again."},
}

// Rules are all rules in the order of their severity.
func Rules() []Rule { return slices.Clone(rules) }

func ruleOf(id string) Rule {
	i := slices.IndexFunc(rules, func(r Rule) bool { return r.ID == id })
	if i < 0 {
		panic("load: there is no rule " + id)
	}
	return rules[i]
}

package load

import "slices"

// Severity says what becomes of what a finding is about.
type Severity string

// The severities, worst first.
const (
	Refuse   Severity = "refuse"    // the extract is not loaded
	Reject   Severity = "reject"    // the row is not loaded
	LeaveOut Severity = "leave out" // the row is not loaded, and nothing is wrong with it
	Note     Severity = "note"      // the row is loaded, the finding counted
)

// Rule is one thing that can be wrong, with the sentence a council reads.
type Rule struct {
	ID       string
	Severity Severity
	Message  string // what is wrong; {of} stands for what sort of thing was found
	Fix      string // how to mend it
}

// How to mend what several rules find, where tools differ.
const (
	fixCodes = "Use a code of the field, or map your own in mapping.json. In Excel: filter the column by its list of values; in SQL: SELECT the column, count(*) … GROUP BY it."
	fixDates = "Write it yyyy-mm-dd, or declare date_format in extract.json. In Excel: Format Cells, Custom, yyyy-mm-dd; in SQL Server: CONVERT(char(10), …, 23); in Oracle: TO_CHAR(…, 'YYYY-MM-DD')."
	fixUTF8  = "Save it as UTF-8 (Excel: CSV UTF-8), or declare its encoding in extract.json, for example windows-1252 or utf-16."
	fixMoney = "Write pounds with at most two places, as 349.14. In SQL Server: CAST(… AS decimal(10,2)); in Excel: Format Cells, Number, 2 places."
	fixLimit = "Correct it in the system of record, or empty it if it is not known."
)

// The rules. A finding names one of them and never quotes what it found.
var rules = []Rule{
	{
		"identifier_value", Refuse, "The column holds {of}.",
		"Take the column out of the query that makes the file, or empty it, here and in every extract. Free text is never needed.",
	},
	{
		"identifier_number", Refuse, "The reference column holds NHS or National Insurance numbers, or numbers that cannot be told from them.",
		"Use references that mean nothing outside the council; if they are plain ten-digit numbers, put a letter before them; or let mapping.json pseudonymise the column.",
	},
	{"identifier_column", Refuse, "The column's name tells of a direct identifier.", "Leave the column out, even if it is empty."},
	{"file_unreadable", Refuse, "The file cannot be read.", "Check it and its permissions, or write it again."},
	{"file_encrypted", Refuse, "The file is encrypted.", "Unpack the archive with its password and load the folder; save a workbook without a password."},
	{"file_method", Refuse, "The file is packed by a method that is not read.", "Pack it again with ordinary Deflate (Windows: Send to, Compressed folder), or load the unpacked folder."},
	{"file_not_read", Refuse, "{of}.", "Then load it again, or take the kind out of kinds."},
	{"file_empty", Refuse, "The file is empty: it has no header row.", "Give it a header row; a kind without records is a header alone."},
	{"file_too_large", Refuse, "The file is larger than records of its kind can be.", "Check how it was written; a workbook so large is better saved as CSV UTF-8."},
	{"file_disguised", Refuse, "The file is a workbook, an archive or a Parquet file, though its name ends in .csv.", "Save it as CSV UTF-8, or give it the ending that it should have: .xlsx, .zip or .parquet."},
	{"sheet_missing", Refuse, "The workbook has no sheet of the name that mapping.json gives.", "Check the name of the sheet in mapping.json."},
	{"file_missing", Refuse, "extract.json names the kind but there is no file for it.", "Add the file, or take the kind out of kinds."},
	{"file_twice", Refuse, "There are two files with the rows of the kind: {of}.", "Leave one of them; parts of one kind are called <kind>_1, <kind>_2 and so on."},
	{"encoding", Refuse, "The file is not in the encoding that extract.json declares (UTF-8 if it declares none).", fixUTF8},
	{"encoding_wide", Refuse, "The file is UTF-16 text (what Excel calls Unicode Text), and extract.json does not declare it.", fixUTF8},
	{"nul_header", Refuse, "The header holds NUL bytes: the file is no UTF-8 text.", fixUTF8},
	{
		"line_breaks", Refuse, "The file has no line feeds: its lines end in carriage returns alone.",
		"Save it as CSV UTF-8, not as CSV (Macintosh); from an older system, convert its line ends to CRLF or LF.",
	},
	{"quote", Refuse, "A quotation mark opens a cell and does not close it.", "Close it, and write a quotation mark inside a cell twice."},
	{"row_too_long", Refuse, "A row is longer than a row of records can be.", "Check for a line break or a closing quotation mark that is lost."},
	{"delimiter", Refuse, "The header is divided by {of}, not by the delimiter that extract.json declares (a comma if it declares none).", "Declare the delimiter in extract.json."},
	{
		"no_header", Refuse, "The first row is no header: fewer than half of its cells are names of columns.",
		"Begin the file with the names of its columns; careduty template writes files with every column. Columns of other names need a mapping.json.",
	},
	{
		"cld_header", Refuse, "The file is Client Level Data, not a file of the record specification.",
		"Load it with --format cld.",
	},
	{"column_twice", Refuse, "Two columns have one name.", "Leave one of them."},
	{"column_required", Refuse, "A required column is missing.", "Add it; careduty template writes files with every column."},
	{"mapping_file", Refuse, "The file that mapping.json names for the kind is not there.", "Correct its name in mapping.json: it is looked for in the extract's folder and below."},
	{"mapping_column", Refuse, "The file lacks a column that mapping.json names.", "Correct the name in mapping.json; careduty mapping new drafts one from the files as they are."},
	{"too_many_rejects", Refuse, "Too many rows of the kind are rejected.", "Mend the rows listed, or allow more with --max-rejects."},

	{"required", Reject, "A required value is empty.", "Fill it in."},
	{"reference", Reject, "The value is no reference.", "Use 1 to 64 letters, digits, hyphens or underscores."},
	{"code", Reject, "The value is not one of the field's codes.", fixCodes},
	{"date", Reject, "The value is no date in the declared form.", fixDates},
	{"date_after_to", Reject, "The date lies after the days the extract covers.", "Correct it, or the extract's to."},
	{"date_too_early", Reject, "The date lies before 1 April 2014.", "Leave out what had ended by then, or correct the date."},
	{"date_order", Reject, "The date comes before the one it must follow.", "Correct one of the two."},
	{"ragged", Reject, "The row has more or fewer cells than the header.", "Check for delimiters in text that is not quoted."},
	{"nul", Reject, "The row holds a NUL byte.", "Take it out."},
	{"duplicate", Reject, "An earlier row has the same reference, and stays.", "Give each record a reference of its own; a join that repeats rows is the usual cause."},
	{"orphan", Reject, "The record it refers to is not there.", "Add that record, or correct the reference."},
	{"hangs_on_rejected", Reject, "The record it refers to was rejected or left out.", "Mend that record first."},

	{"ended_before", LeaveOut, "The record had ended before 1 April 2014 and is left out.", ""},

	{"never_recorded", Note, "No row has the date: was it never recorded, or never done? Measures that judge it show x.", "If it is recorded and was never done, add \"recorded\": [\"{of}\"] to extract.json."},
	{"unreadable", Note, "A date of something done cannot be read; whether it was done is unknown.", fixDates},
	{"emptied_code", Note, "The value is not one of the field's codes and is emptied; the row stays.", fixCodes},
	{"emptied_date", Note, "The value is no date in the declared form and is emptied; the row stays.", fixDates},
	{"emptied_number", Note, "The value is no number of the field's form and is emptied; the row stays.", fixMoney},
	{"emptied_limit", Note, "The value lies outside the field's limits and is emptied; the row stays.", fixLimit},
	{"emptied_reference", Note, "The value is no reference and is emptied; the row stays.", "Use 1 to 64 letters, digits, hyphens or underscores."},
	{"column_unknown", Note, "Columns that are not in the record specification are not kept: {of}.", ""},
	{"column_skipped", Note, "Columns that mapping.json does not name were not looked at: {of}.", ""},
	{"title_rows", Note, "Rows above the header were left out.", ""},
	{"entry_unknown", Note, "The entry of extract.json is not in the record specification.", ""},
	{"kind_not_listed", Note, "There is a file for a kind that extract.json does not name; it is not loaded.", "Name the kind in kinds."},
	{"file_stray", Note, "There is a file that is not loaded: {of}.", ""},
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

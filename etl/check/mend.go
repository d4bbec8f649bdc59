package check

// Way is how something is mended with one tool.
type Way struct{ With, Do string }

const (
	excel  = "Excel"
	server = "SQL Server"
	system = "the case-management system"
)

// How what is found most is mended, where tools differ.
var (
	mendDates = []Way{
		{excel, "select the column; Format Cells, Custom, yyyy-mm-dd; save as CSV UTF-8."},
		{server, "CONVERT(char(10), the_column, 23)."},
		{system, "choose the ISO date format in the report's output options; empty dates such as 01/01/1900 that stand for none."},
	}
	mendCodes = []Way{
		{excel, "filter the column for its list of values; replace those that are not listed below, or map them."},
		{server, "SELECT the_column, count(*) … GROUP BY the_column; then CASE … WHEN … THEN … END."},
		{system, "export the code and not its description; a code that was added locally belongs in mapping.json."},
	}
	mendAmounts = []Way{
		{excel, "Format Cells, Number, 2 places."},
		{server, "CAST(the_column AS decimal(10,2))."},
		{system, "export amounts and not formatted text."},
	}
	mendTwice = []Way{
		{excel, "Data, Remove Duplicates, on the reference alone."},
		{server, "a join repeats rows: SELECT DISTINCT, or join on the latest version."},
		{system, "export one row for each version, each with a reference of its own."},
	}
	mendOrphans = []Way{
		{excel, "COUNTIF the reference in the other file; what gives 0 is missing there."},
		{server, "LEFT JOIN the other table … WHERE its key IS NULL shows what is missing."},
		{system, "widen the dates of the report that makes the other file: what was open at its beginning must be in it."},
	}
	mendOrder = []Way{
		{excel, "add a column that says whether the one date is before the other, and filter it."},
		{server, "WHERE the later column < the earlier one."},
		{system, "correct the dates on the record itself; an end before a start is usually a mistyped year."},
	}
	mendEmpty = []Way{
		{excel, "filter the column for blanks."},
		{server, "WHERE the_column IS NULL OR the_column = ''."},
		{system, "fill it in on the record; where the report lacks the field, add it to the report."},
	}
	mendText = []Way{
		{excel, "save as CSV UTF-8 (comma delimited)."},
		{server, "bcp … -C 65001, or write the file as UTF-8 from the job."},
		{system, "choose UTF-8 in the output options, or declare the encoding as it is."},
	}
)

// ways are how each rule's findings are mended; rules that are not here are mended as their own sentence says.
var ways = map[string][]Way{
	"date": mendDates, "unreadable": mendDates, "emptied_date": mendDates, "cld_no_start": mendDates, "cld_no_end": mendDates,
	"code": mendCodes, "emptied_code": mendCodes, "cld_event_type": mendCodes, "cld_unmapped": mendCodes,
	"emptied_number": mendAmounts, "duplicate": mendTwice, "orphan": mendOrphans, "reference_not_found": mendOrphans,
	"date_order": mendOrder, "cld_backwards": mendOrder, "required": mendEmpty, "cld_no_person": mendEmpty,
	"encoding": mendText, "encoding_wide": mendText, "nul_header": mendText, "line_breaks": mendText,
}

// Ways are how the finding is mended where tools differ; none where its own sentence says all.
func (f Finding) Ways() []Way { return ways[f.Rule] }

package measure

import (
	"regexp"
	"strings"
)

// banned are constructs that DuckDB and Trino read differently, or only one of them reads, each with the reason.
var banned = []struct {
	form *regexp.Regexp
	why  string
}{
	{regexp.MustCompile(`::`), "A cast by :: is DuckDB's alone; write CAST(x AS type)."},
	{regexp.MustCompile(`/`), "Division differs (7/2 is 3.5 in one and 3 in the other); multiply instead."},
	{regexp.MustCompile(`%`), "The remainder of % differs in type; use mod only where needed, or compare."},
	{regexp.MustCompile(`\^`), "Power by ^ is not in both."},
	{regexp.MustCompile(`(?i)\bqualify\b`), "QUALIFY is not in both; filter in an outer SELECT."},
	{regexp.MustCompile(`(?i)\bgroup\s+by\s+all\b`), "GROUP BY ALL is not in both; name the columns."},
	{regexp.MustCompile(`(?i)\basof\b`), "ASOF joins are not in both."},
	{regexp.MustCompile(`[\[\]{}]`), "Lists and structs are written differently; join a table instead."},
	{regexp.MustCompile(`->`), "Lambdas are not read alike."},
	{
		regexp.MustCompile(`(?i)\b(hash|list|list_\w+|unnest|array_\w+|macro|now|random|uuid|today|current_date|current_timestamp|getdate)\s*\(`),
		"The function is not in both, or its result changes from run to run.",
	},
	{regexp.MustCompile(`(?i)\b(current_date|current_timestamp|current_time|localtime)\b`), "The clock is never read; dates come from the records."},
	{regexp.MustCompile(`(?i)\b(hugeint|uhugeint|ubigint|utinyint|usmallint|uinteger)\b`), "The type is DuckDB's alone."},
	{regexp.MustCompile(`(?i)\b(datediff|date_part|datesub|date_sub|epoch)\b`), "Count days by date_diff('day', a, b) only."},
	{regexp.MustCompile(`(?i)\bdate_diff\s*\(\s*'(?:month|week|quarter|year)`), "Compare months by INTERVAL '12' MONTH."},
	{regexp.MustCompile(`(?i)\binterval\s+\d`), "Quote the number: INTERVAL '12' MONTH."},
	{regexp.MustCompile(`;`), "A measure is one SELECT, without a semicolon."},
}

var (
	dateMath = regexp.MustCompile(`(?i)[+-]\s*interval\b`)
	orderBy  = regexp.MustCompile(`(?is)\border\s+by\b(.*?)(?:\)|$)`)
	ofNulls  = regexp.MustCompile(`(?i)\bnulls\s+(first|last)\b`)
	extreme  = regexp.MustCompile(`(?i)\b(greatest|least)\s*\(`)
	selects  = regexp.MustCompile(`(?is)^\s*(with|select)\b`)
)

// lint holds the query to what DuckDB and Trino read alike. Texts in quotes and comments are not code.
func lint(m Measure) error { return lintSQL(m.File, m.Line, m.SQL) }

// LintSQL is the same rule for a shared step, which is a SELECT without a header.
func LintSQL(file, query string) error { return lintSQL(file, 1, query) }

func lintSQL(file string, first int, query string) error {
	code := blank(query)
	where := func(at int) int { return first + strings.Count(code[:at], "\n") }
	if !selects.MatchString(code) {
		return bad(file, first, "The query is not a SELECT.", "Begin it with SELECT or WITH.")
	}
	for _, b := range banned {
		if at := b.form.FindStringIndex(code); at != nil {
			return bad(file, where(at[0]), b.why, "")
		}
	}
	if n := len(dateMath.FindAllString(code, -1)); n > 0 && strings.Count(strings.ToLower(code), "as date") < n {
		at := dateMath.FindStringIndex(code)
		return bad(file, where(at[0]), "Date arithmetic without a cast back (a date in one engine, a timestamp in the other).", "Write CAST(d + INTERVAL '1' DAY AS DATE).")
	}
	for _, at := range orderBy.FindAllStringSubmatchIndex(code, -1) {
		if !ofNulls.MatchString(code[at[2]:at[3]]) {
			return bad(file, where(at[0]), "ORDER BY without NULLS FIRST or NULLS LAST, whose default differs.", "Say which.")
		}
	}
	for _, at := range extreme.FindAllStringIndex(code, -1) {
		if !strings.Contains(strings.ToLower(argument(code[at[1]:])), "coalesce") {
			return bad(file, where(at[0]), "greatest and least treat null differently.", "Put coalesce inside.")
		}
	}
	return nil
}

// argument is the text up to the bracket that closes the one before it.
func argument(text string) string {
	depth := 1
	for i, r := range text {
		switch r {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return text[:i]
			}
		}
	}
	return text
}

// blank replaces comments and the insides of quotes by spaces, keeping lines and short words such as '12' and 'day'.
func blank(query string) string {
	var b strings.Builder
	scanCode(query, func(text string, code bool) {
		if code || quotedWord.MatchString(text) {
			b.WriteString(text)
			return
		}
		b.WriteString(strings.Map(func(r rune) rune {
			if r == '\n' {
				return r
			}
			return ' '
		}, text))
	})
	return b.String()
}

var quotedWord = regexp.MustCompile(`^'(\d+|day|month|week|quarter|year)'$`)

// scanCode hands over a query piece by piece: code, and what is not (comments, quoted texts).
func scanCode(query string, do func(text string, code bool)) {
	for len(query) > 0 {
		at := quote.FindStringIndex(query)
		if at == nil {
			do(query, true)
			return
		}
		do(query[:at[0]], true)
		do(query[at[0]:at[1]], false)
		query = query[at[1]:]
	}
}

var quote = regexp.MustCompile(`'(?:[^']|'')*'|--[^\n]*|(?s:/\*.*?\*/)`)

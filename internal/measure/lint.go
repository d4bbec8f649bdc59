package measure

import (
	"regexp"
	"slices"
	"strings"
)

var (
	interval = regexp.MustCompile(`(?i)\binterval\b`)
	properly = regexp.MustCompile(`(?i)^interval\s+'\d+'\s+(day|month|year)\b`)
	dateMath = regexp.MustCompile(`(?i)[+-]\s*interval\b`)
	castDate = regexp.MustCompile(`(?i)\bas\s+date\s*$`)
	casting  = regexp.MustCompile(`(?i)\bcast\s*$`)
	dayPlus  = regexp.MustCompile(`(?i)(?:\b\w*(?:_on|_date|_day|date|\bday|\bclock)|\bas\s+date\s*\))\s*[+-]\s*(\w*)`)
	literal  = regexp.MustCompile(`'\d{4}-\d{1,2}-\d{1,2}`)
	dateWord = regexp.MustCompile(`(?i)\bdate\s+$`)
	orderBy  = regexp.MustCompile(`(?i)\border\s+by\b`)
	ordered  = regexp.MustCompile(`(?i)\b(rows|range)\s+(between|unbounded|current)\b`)
	ofNulls  = regexp.MustCompile(`(?i)\bnulls\s+(first|last)\s*$`)
	extreme  = regexp.MustCompile(`(?i)\b(greatest|least)\s*\(`)
	selects  = regexp.MustCompile(`(?is)^\s*(with|select)\b`)
	call     = regexp.MustCompile(`(?i)(\bas\s+)?(\b[a-z_]\w*)\s*\(`)
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
	for _, rule := range []func(code string) (at int, why, fix string){forbidden, calls, intervals, dates, orders, extremes} {
		if at, why, fix := rule(code); at >= 0 {
			return bad(file, where(at), why, fix)
		}
	}
	for _, at := range literal.FindAllStringIndex(query, -1) {
		if !dateWord.MatchString(query[:at[0]]) {
			return bad(file, first+strings.Count(query[:at[0]], "\n"), "A day is written as a text, which only DuckDB takes for a date.", "Write DATE before it.")
		}
	}
	return nil
}

// forbidden finds what one of the two does not read at all, or reads otherwise.
func forbidden(code string) (at int, why, fix string) {
	for _, b := range banned {
		if found := b.form.FindStringIndex(code); found != nil {
			return found[0], b.why, ""
		}
	}
	return -1, "", ""
}

// calls finds functions that are not known to be in both and to mean the same. A name after AS is that of a table with its columns.
func calls(code string) (at int, why, fix string) {
	for _, m := range call.FindAllStringSubmatchIndex(code, -1) {
		name := strings.ToLower(code[m[4]:m[5]])
		if m[2] < 0 && !slices.Contains(known, name) {
			return m[4], "The function " + name + " is not known to be in both and to mean the same.", "Do without; internal/measure lists those that are."
		}
	}
	return -1, "", ""
}

// intervals finds spans of time that are not written as both read them, and sums with them that are not cast back.
func intervals(code string) (at int, why, fix string) {
	for _, m := range interval.FindAllStringIndex(code, -1) {
		if !properly.MatchString(code[m[0]:]) {
			return m[0], "An interval that only DuckDB reads.", "Write INTERVAL '12' MONTH: a number in quotes, then DAY, MONTH or YEAR."
		}
	}
	for _, m := range dateMath.FindAllStringIndex(code, -1) {
		if !castBack(code, m[0]) {
			return m[0], "Date arithmetic without a cast back (a date in one engine, a timestamp in the other).", "Write CAST(d + INTERVAL '1' DAY AS DATE)."
		}
	}
	return -1, "", ""
}

// castBack says whether a place in the code lies within CAST(… AS DATE).
func castBack(code string, at int) bool {
	depth := 0
	for i := at - 1; i >= 0; i-- {
		switch code[i] {
		case ')':
			depth++
		case '(':
			if depth--; depth < 0 {
				if casting.MatchString(code[:i]) && castDate.MatchString(argument(code[i+1:])) {
					return true
				}
				depth = 0
			}
		}
	}
	return false
}

// dates finds days added to or taken from dates as numbers, which Trino does not do.
func dates(code string) (at int, why, fix string) {
	for _, m := range dayPlus.FindAllStringSubmatchIndex(code, -1) {
		if !strings.EqualFold(code[m[2]:m[3]], "interval") {
			return m[0], "A sum with a date that only DuckDB does.", "Write CAST(d + INTERVAL '1' DAY AS DATE), or date_diff('day', a, b)."
		}
	}
	return -1, "", ""
}

// orders finds keys of an ORDER BY that do not say where nulls go.
func orders(code string) (at int, why, fix string) {
	for _, m := range orderBy.FindAllStringIndex(code, -1) {
		keys := argument(code[m[1]:])
		if end := ordered.FindStringIndex(keys); end != nil {
			keys = keys[:end[0]]
		}
		for _, key := range listed(keys) {
			if !ofNulls.MatchString(key) {
				return m[0], "ORDER BY without NULLS FIRST or NULLS LAST, whose default differs.", "Say which, for every key."
			}
		}
	}
	return -1, "", ""
}

// extremes finds greatest and least of what may be null.
func extremes(code string) (at int, why, fix string) {
	for _, m := range extreme.FindAllStringIndex(code, -1) {
		if !strings.Contains(strings.ToLower(argument(code[m[1]:])), "coalesce") {
			return m[0], "greatest and least treat null differently.", "Put coalesce inside."
		}
	}
	return -1, "", ""
}

// listed takes a list apart at the commas that no bracket holds.
func listed(text string) []string {
	var out []string
	depth, begin := 0, 0
	for i, r := range text {
		switch {
		case r == '(':
			depth++
		case r == ')':
			depth--
		case r == ',' && depth == 0:
			out, begin = append(out, text[begin:i]), i+1
		}
	}
	return append(out, text[begin:])
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

// blank replaces comments and what stands in quotes by spaces, keeping lines, whole numbers such as '12', and 'day'.
func blank(query string) string {
	var b strings.Builder
	scanCode(query, func(text string, code bool) {
		if code || quotedWord.MatchString(text) {
			b.WriteString(text)
			return
		}
		b.WriteString(strings.Map(func(r rune) rune {
			if r == '\n' || r == '\'' && text[0] == '\'' {
				return r
			}
			return ' '
		}, text))
	})
	return b.String()
}

var quotedWord = regexp.MustCompile(`^'(\d+|day)'$`)

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

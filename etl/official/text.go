package official

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/careduty/careduty/internal/period"
)

// plain is a text in lower case with everything but letters and digits as single spaces: Measure_Value, "Measure Value" and Measure.Value are
// one column, however a year's file writes it.
func plain(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return strings.Join(words, " ")
}

// yearMark ends a measure's number where the publisher gave one year's figures a code of their own: 2A(1)_1415.
var yearMark = regexp.MustCompile(`_\d{4}$`)

// numbered is a measure's number as the series list writes it: 1C2A for 1C(2A), 3d(2a) and 1C2A.
func numbered(text string) string {
	text = yearMark.ReplaceAllString(strings.TrimSpace(text), "")
	return strings.ToUpper(strings.ReplaceAll(plain(text), " ", ""))
}

// years are the ways files write a financial year: 2014-15, 2014/15, 2014 to 2015.
var years = regexp.MustCompile(`^(\d{4})\s*(?:[-/–]|to)\s*(\d{2}|\d{4})$`)

// yearOf reads a financial year.
func yearOf(text string) (period.Period, bool) {
	m := years.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return period.Period{}, false
	}
	start, _ := strconv.Atoi(m[1])
	end, _ := strconv.Atoi(m[2])
	if end != (start+1)%100 && end != start+1 {
		return period.Period{}, false
	}
	return period.Period{Start: start}, true
}

// status is why a publisher gives no number, in the letters of rows: c suppressed, x not available, z not applicable.
type status string

// marks are the publishers' signs of a missing number.
var marks = map[string]status{
	"": "x", ":": "x", "-": "x", ".": "x", "x": "x", "na": "x", "n/a": "x", "not available": "x",
	"*": "c", "c": "c", "low": "c", "z": "z", "..": "x",
	"not held": "x", "not given": "x", "cost exceeded": "x", "refused": "x", "exempt": "x",
}

// number is a published one: digits, with or without thousands commas, with or without decimals; spreadsheets write some with an exponent.
var number = regexp.MustCompile(`^(\d{1,15}|\d{1,3}(,\d{3}){1,4})(\.\d{1,20})?(E-?\d{1,2})?$`)

// bracketed is a number with another in brackets after it, which the publisher worked out in an older way.
var bracketed = regexp.MustCompile(`^(\S+)\s+\(([^()]*)\)$`)

// figure is what one cell of a file says: a number with the decimals it was printed with, or the reason there is none.
type figure struct {
	number   float64
	decimals int
	status   status // of a missing number
	bracket  bool   // a second number stood in brackets
}

func (f figure) known() bool { return f.status == "" }

// readFigure reads a cell; ok is false where it is neither a number nor a known mark.
func readFigure(text string) (f figure, ok bool) {
	text = strings.TrimSpace(text)
	if m := bracketed.FindStringSubmatch(text); m != nil {
		text, f.bracket = m[1], true
	}
	mark := strings.ToLower(strings.TrimSuffix(strings.TrimPrefix(text, "["), "]"))
	if s, missing := marks[mark]; missing {
		f.status = s
		return f, true
	}
	if !number.MatchString(text) {
		return f, false
	}
	n, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", ""), 64)
	if err != nil {
		return f, false
	}
	f.number = n
	if _, after, dotted := strings.Cut(text, "."); dotted {
		f.decimals = len(after)
	}
	return f, true
}

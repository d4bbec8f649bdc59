package page

import (
	"html/template"
	"math"
	"strconv"
	"strings"
)

// Number is a figure as a page shows it: rounded for reading, exact for those who look closer. The zero value shows nothing.
type Number struct {
	Text  string // one decimal at most
	Exact string // as the API writes it
}

// Decimal is a figure with one decimal, or none where the unit needs none.
func Decimal(v *float64, unit string) Number {
	if v == nil {
		return Number{}
	}
	places := 1
	if unit == "pounds a week" || unit == "people" || (unit == "days" || unit == "") && *v == math.Trunc(*v) {
		places = 0
	}
	text := separated(strconv.FormatFloat(*v, 'f', places, 64))
	if zero := strings.Trim(text, "-0.") == ""; zero && *v != 0 {
		text = strconv.FormatFloat(*v, 'g', 1, 64) // never nought for what is not
	}
	return Number{text, strconv.FormatFloat(*v, 'f', -1, 64)}
}

// Measured is a figure of an audit: two significant digits, which is what a manifest gives of it.
func Measured(v float64) Number {
	short, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 2, 64), 64) // what was just written is a number
	return Number{separated(strconv.FormatFloat(short, 'f', -1, 64)), strconv.FormatFloat(v, 'f', -1, 64)}
}

// Count is a whole number, its thousands set apart.
func Count[N int32 | int64](n *N) Number {
	if n == nil {
		return Number{}
	}
	exact := strconv.FormatInt(int64(*n), 10)
	return Number{separated(exact), exact}
}

// Whole is a count that is always there.
func Whole(n int64) Number { return Count(&n) }

// separated puts commas between thousands.
func separated(s string) string {
	whole, rest, _ := strings.Cut(s, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if rest != "" {
		rest = "." + rest
	}
	return sign + whole + rest
}

// HTML is the number with its exact value inside.
func (n Number) HTML() template.HTML {
	if n.Exact == "" {
		return ""
	}
	return template.HTML(`<data value="` + n.Exact + `">` + strings.Replace(n.Text, "-", "−", 1) + `</data>`) //nolint:gosec // digits of our own making
}

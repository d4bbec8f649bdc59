package load

import (
	"bytes"
	"math"
	"strconv"
	"time"

	"github.com/careduty/careduty/schemas"
)

// Values are read as systems write them, wherever that leaves no doubt about what is meant. Whatever leaves any is a finding.

// spaces are what surrounds a value without being part of it: besides the plain ones the no-break spaces, the zero-width ones, and the
// byte-order mark that some tools put before the first value.
const spaces = " \t\r\n\v\f\u00a0\u2007\u202f\u200b\u2060\ufeff"

// trimmed is a cell without what surrounds it.
func trimmed(cell []byte) []byte {
	if n := len(cell); n == 0 || plainByte(cell[0]) && plainByte(cell[n-1]) {
		return cell
	}
	return bytes.Trim(cell, spaces)
}

// plainByte says whether a byte at either end of a cell cannot belong to what surrounds one.
func plainByte(b byte) bool { return b > ' ' && b < 0x80 }

// isNothing says whether a value is what systems write for none.
func isNothing(value []byte) bool {
	switch len(value) {
	case 0:
		return true
	case 1:
		return value[0] == '-'
	case 2:
		return string(value) == "--"
	case 3, 4, 6, 7:
		for _, n := range nothing {
			if bytes.EqualFold(value, n) {
				return true
			}
		}
	}
	return false
}

var nothing = [][]byte{[]byte("null"), []byte("n/a"), []byte("#n/a"), []byte("(null)"), []byte("<null>"), []byte("nan"), []byte("nat"), []byte("(blank)")}

// epoch is the day from which days are counted.
var epoch = time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)

// dayOf is a day as the number of days since 1970-01-01.
func dayOf(t time.Time) int {
	y, m, d := t.Date()
	return daysSince(y, int(m), d)
}

// daysSince counts the days from 1970-01-01 to a day of the Gregorian calendar.
func daysSince(y, m, d int) int {
	if m <= 2 {
		y--
		m += 12
	}
	era := y / 400
	ofEra := y - era*400
	ofYear := (153*(m-3)+2)/5 + d - 1
	return era*146097 + ofEra*365 + ofEra/4 - ofEra/100 + ofYear - 719468
}

// dateForm says how dates are written.
type dateForm struct {
	DayFirst bool // dd/mm/yyyy; else yyyy-mm-dd, which is always read since it can mean nothing else
	Time     bool // a time of day follows and says nothing; else only midnight may
}

// parseDay reads a date.
func parseDay(text []byte, form dateForm) (day int, ok bool) {
	if len(text) < 10 {
		return 0, false
	}
	if len(text) > 10 && !isTime(text[10:], form.Time) {
		return 0, false
	}
	y, m, d := text[0:4], text[5:7], text[8:10]
	switch {
	case text[4] == '-' && text[7] == '-':
	case form.DayFirst && text[2] == '/' && text[5] == '/':
		d, m, y = text[0:2], text[3:5], text[6:10]
	default:
		return 0, false
	}
	year, month, date := digits(y), digits(m), digits(d)
	if year < 1 || month < 1 || month > 12 || date < 1 || date > daysIn(year, month) {
		return 0, false
	}
	return daysSince(year, month, date), true
}

// isTime says whether text is a time of day after a date: midnight, unless any will do. A zone may follow.
func isTime(text []byte, any bool) bool {
	if text[0] != ' ' && text[0] != 'T' && text[0] != 't' {
		return false
	}
	text = withoutZone(text[1:])
	if len(text) < 5 || text[2] != ':' {
		return false
	}
	for i, c := range text {
		switch {
		case i == 2 || i == 5:
			if c != ':' {
				return false
			}
		case i == 8:
			if c != '.' && c != ',' {
				return false
			}
		case c < '0' || c > '9' || !any && c != '0':
			return false
		}
	}
	return len(text) == 5 || len(text) == 8 || len(text) > 9
}

// withoutZone takes Z, or an offset of nothing, off the end of a time. At any other offset midnight is another day's hour elsewhere, and the
// day that is meant is the one written.
func withoutZone(text []byte) []byte {
	if n := len(text); n > 0 && (text[n-1] == 'Z' || text[n-1] == 'z') {
		return text[:n-1]
	}
	if i := bytes.LastIndexAny(text, "+-"); i > 0 {
		zone := text[i+1:]
		if hours := bytes.ReplaceAll(zone, []byte(":"), nil); (len(hours) == 2 || len(hours) == 4) && digits(hours) >= 0 {
			return bytes.TrimRight(text[:i], " ")
		}
	}
	return bytes.TrimSuffix(text, []byte(" UTC"))
}

// parseSerial reads a date of a workbook: a number of days, whose time of day must be midnight. Days before 1 March 1900 are not told apart
// from a mistake that workbooks keep for the sake of an older one, and no date of ours is that early.
func parseSerial(text []byte, from1904 bool) (day int, ok bool) {
	n, err := strconv.ParseFloat(string(text), 64)
	if err != nil || n != math.Trunc(n) || n < 61 || n > 2_958_465 {
		return 0, false
	}
	if from1904 {
		return int(n) + daysSince(1904, 1, 1), true
	}
	return int(n) + daysSince(1899, 12, 30), true
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	default:
		return 31
	}
}

// digits is the number that text is made of, or -1 if there is anything but digits, or nothing.
func digits(text []byte) int {
	if len(text) == 0 || len(text) > 9 {
		return -1
	}
	n := 0
	for _, c := range text {
		if c < '0' || c > '9' {
			return -1
		}
		n = n*10 + int(c-'0')
	}
	return n
}

// parseYear reads four digits, and the fraction of nothing that tools add where a column has gaps.
func parseYear(text []byte) int {
	if i := bytes.IndexByte(text, '.'); i == 4 && len(bytes.Trim(text[i+1:], "0")) == 0 {
		text = text[:i]
	}
	if len(text) != 4 {
		return -1
	}
	return digits(text)
}

// noise is how far from a whole penny a number may lie and still mean it, in pounds: a hundredth of a penny.
const noise = 0.0001

// parseHundredths reads an amount or a number with at most two places as a number of hundredths; -1 if it is anything else. Noughts may
// follow the second place, and so may what is left of a binary fraction.
func parseHundredths(text []byte, money bool) int {
	if n := plainHundredths(text); n >= 0 {
		return n
	}
	if money {
		text = bytes.TrimLeft(bytes.TrimPrefix(text, []byte("£")), spaces)
	}
	if bytes.IndexByte(text, ',') >= 0 {
		if text = withoutThousands(text); text == nil {
			return -1
		}
	}
	if n := plainHundredths(text); n >= 0 {
		return n
	}
	if len(text) == 0 || !isDigit(text[0]) && text[0] != '.' || len(text) > 40 || bytes.ContainsAny(text, "xXpP_iInN") {
		return -1
	}
	x, err := strconv.ParseFloat(string(text), 64)
	if err != nil || x < 0 || x > 1e12 {
		return -1
	}
	whole := math.Round(x * 100)
	if math.Abs(x-whole/100) >= noise {
		return -1
	}
	return int(whole)
}

// plainHundredths reads digits with at most two places after a point.
func plainHundredths(text []byte) int {
	whole, places := text, []byte(nil)
	if i := bytes.IndexByte(text, '.'); i >= 0 {
		whole, places = text[:i], text[i+1:]
		if len(places) == 0 || len(places) > 2 {
			return -1
		}
	}
	n := digits(whole)
	if n < 0 {
		return -1
	}
	p := 0
	if len(places) > 0 {
		if p = digits(places); p < 0 {
			return -1
		}
		if len(places) == 1 {
			p *= 10
		}
	}
	return n*100 + p
}

// withoutThousands takes the commas out of 1,234,567.80; nil where they do not stand between groups of three.
func withoutThousands(text []byte) []byte {
	whole, places, point := bytes.Cut(text, []byte("."))
	groups := bytes.Split(whole, []byte(","))
	for i, g := range groups {
		if digits(g) < 0 || i > 0 && len(g) != 3 || i == 0 && len(g) > 3 {
			return nil
		}
	}
	out := bytes.Join(groups, nil)
	if point {
		out = append(append(out, '.'), places...)
	}
	return out
}

// isReference says whether text is 1 to 64 characters of A-Za-z0-9_-.
func isReference(text []byte) bool {
	if len(text) == 0 || len(text) > 64 {
		return false
	}
	for _, c := range text {
		if !referenceByte[c] {
			return false
		}
	}
	return true
}

var referenceByte = func() (ok [256]bool) {
	for _, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") {
		ok[c] = true
	}
	return ok
}()

// codeOf is the place among the field's codes of the one that text stands for: in any case, with spaces or hyphens between its words, and
// with what systems write for yes and no where those are among them; -1 if it stands for none.
func codeOf(f *schemas.Field, text []byte) int {
	for i, c := range f.Codes {
		if string(text) == c {
			return i
		}
	}
	if len(text) > 64 {
		return -1
	}
	like := bytes.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r - 'A' + 'a'
		case r == ' ' || r == '-' || r == '\u00a0':
			return '_'
		default:
			return r
		}
	}, text)
	word := string(like)
	for i, c := range f.Codes {
		if word == c {
			return i
		}
	}
	for i, c := range f.Codes {
		if c == "yes" && isYes[word] || c == "no" && isNo[word] {
			return i
		}
	}
	return -1
}

var (
	isYes = map[string]bool{"y": true, "true": true, "1": true, "1.0": true, "t": true}
	isNo  = map[string]bool{"n": true, "false": true, "0": true, "0.0": true, "f": true}
)

package load

import (
	"bytes"
	"time"

	"github.com/careduty/careduty/schemas"
)

// day is a date as a number that orders as dates do: 20260331. Zero is none.
type day int32

func dayOf(t time.Time) day {
	y, m, d := t.Date()
	return day(y*10000 + int(m)*100 + d)
}

// parseDay reads a date of exactly the declared form; anything else gives zero.
func parseDay(text []byte, dayFirst bool) day {
	if len(text) != 10 {
		return 0
	}
	y, m, d := text[0:4], text[5:7], text[8:10]
	mark := byte('-')
	if dayFirst {
		d, m, y = text[0:2], text[3:5], text[6:10]
		mark = '/'
	}
	if first, second := text[4], text[7]; dayFirst && (text[2] != mark || text[5] != mark) || !dayFirst && (first != mark || second != mark) {
		return 0
	}
	year, month, date := digits(y), digits(m), digits(d)
	if year < 1 || month < 1 || month > 12 || date < 1 || date > daysIn(year, month) {
		return 0
	}
	return day(year*10000 + month*100 + date)
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

// append writes the day as yyyy-mm-dd.
func (d day) append(to []byte) []byte {
	y, m, dd := int(d)/10000, int(d)/100%100, int(d)%100
	return append(to,
		byte('0'+y/1000), byte('0'+y/100%10), byte('0'+y/10%10), byte('0'+y%10), '-',
		byte('0'+m/10), byte('0'+m%10), '-', byte('0'+dd/10), byte('0'+dd%10))
}

// parseHundredths reads digits with at most two places after a point, as a number of hundredths; -1 if it is anything else.
func parseHundredths(text []byte) int {
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
	switch len(places) {
	case 0:
		return n * 100
	case 1:
		p := digits(places)
		if p < 0 {
			return -1
		}
		return n*100 + p*10
	default:
		p := digits(places)
		if p < 0 {
			return -1
		}
		return n*100 + p
	}
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

// codeOf is the field's code that text stands for, without regard to case and to spaces around it.
func codeOf(f *schemas.Field, text []byte) (string, bool) {
	for _, c := range f.Codes {
		if string(text) == c {
			return c, true
		}
	}
	text = bytes.ToLower(bytes.TrimSpace(text))
	for _, c := range f.Codes {
		if string(text) == c {
			return c, true
		}
	}
	return "", false
}

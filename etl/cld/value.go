package cld

import (
	"bytes"
	"math"
	"strconv"
	"time"
	"unicode"
)

// day counts days from 1 January 1970; none is no day.
type day = int32

const none day = math.MinInt32

func dayOf(t time.Time) day { return day(t.Unix() / 86400) }

// Date is a day as a time, midnight UTC.
func Date(d int32) time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// clean takes off the spaces round a value, no-break ones too, and empties the words systems write for nothing.
func clean(cell []byte) []byte {
	cell = bytes.TrimFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || r == '\uFEFF' })
	switch len(cell) {
	case 1:
		if cell[0] == '-' {
			return nil
		}
	case 3, 4:
		if bytes.EqualFold(cell, []byte("NULL")) || bytes.EqualFold(cell, []byte("N/A")) {
			return nil
		}
	}
	return cell
}

// parseSerial reads a day as workbooks keep it: a number of days from the end of 1899, or from 1904. A time of day counts for nothing. Numbers
// that may be years are none.
func parseSerial(text []byte, from1904 bool) day {
	n, err := strconv.ParseFloat(string(text), 64)
	if err != nil || n < 3000 || n > 100_000 {
		return none
	}
	first := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if from1904 {
		first = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return dayOf(first) + day(n)
}

// parseDate reads yyyy-mm-dd and, where dates are declared to begin with the day, dd/mm/yyyy; a time may follow and does not count.
func parseDate(text []byte, dayFirst bool) day {
	if len(text) < 10 || !isTime(text[10:]) {
		return none
	}
	y, m, d := text[0:4], text[5:7], text[8:10]
	switch {
	case text[4] == '-' && text[7] == '-':
	case dayFirst && text[2] == '/' && text[5] == '/':
		y, m, d = text[6:10], text[3:5], text[0:2]
	default:
		return none
	}
	year, month, date := number(y), number(m), number(d)
	if year < 1800 || month < 1 || month > 12 || date < 1 {
		return none
	}
	t := time.Date(year, time.Month(month), date, 0, 0, 0, 0, time.UTC)
	if t.Day() != date {
		return none
	}
	return dayOf(t)
}

// isTime says whether what follows a date is a time of day, or nothing.
func isTime(text []byte) bool {
	if len(text) == 0 {
		return true
	}
	if text[0] != ' ' && text[0] != 'T' || len(text) < 6 {
		return false
	}
	for _, c := range text[1:] {
		if (c < '0' || c > '9') && c != ':' && c != '.' && c != 'Z' && c != '+' && c != '-' {
			return false
		}
	}
	return number(text[1:3]) >= 0 && text[3] == ':'
}

// number is the number that digits make, or -1 if there is anything else.
func number(text []byte) int {
	n := 0
	for _, c := range text {
		if c < '0' || c > '9' {
			return -1
		}
		n = n*10 + int(c-'0')
	}
	return n
}

// nhsNumber gives the ten digits of an NHS number whose check digit is right, without the spaces and hyphens people write; nil if it
// is none. Ten times one digit passes the check and is nobody's.
func nhsNumber(text []byte) []byte {
	digits := make([]byte, 0, 10)
	for _, c := range text {
		switch {
		case c >= '0' && c <= '9' && len(digits) < 10:
			digits = append(digits, c)
		case c != ' ' && c != '-':
			return nil
		}
	}
	if len(digits) != 10 || bytes.Count(digits, digits[:1]) == 10 {
		return nil
	}
	total := 0
	for i, c := range digits[:9] {
		total += int(c-'0') * (10 - i)
	}
	if check := (11 - total%11) % 11; check != int(digits[9]-'0') {
		return nil
	}
	return digits
}

// hundredths reads an amount as systems write it: a pound sign, commas between thousands, a minus sign. Official code rounds to two
// places and compares the text of what is left.
func hundredths(text []byte) (int64, bool) {
	text = bytes.TrimSpace(bytes.ReplaceAll(bytes.ReplaceAll(text, []byte("£"), nil), []byte(","), nil))
	f, err := strconv.ParseFloat(string(text), 64)
	if err != nil || math.IsNaN(f) || math.Abs(f) > 1e12 {
		return 0, false
	}
	return int64(math.Round(f * 100)), true
}

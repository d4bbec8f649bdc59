package synth

import (
	"bytes"
	"strconv"
)

// line is one row being written. No value holds a comma, a quote or a line break, so none needs quoting.
type line struct{ b []byte }

// text is a code or another word; empty is not known.
func (w *line) text(s string) {
	w.b = append(append(w.b, s...), ',')
}

// date is a day, or empty.
func (w *line) date(d day) {
	if d > 0 {
		w.b = append(w.b, d.facts().text[:]...)
	}
	w.b = append(w.b, ',')
}

// money is an amount in pence as pounds with two places; a negative one is not known.
func (w *line) money(p int32) {
	if p >= 0 {
		w.b = strconv.AppendInt(w.b, int64(p/100), 10)
		w.b = append(w.b, '.', byte('0'+p%100/10), byte('0'+p%10))
	}
	w.b = append(w.b, ',')
}

// tenths is a number of tenths with two places, as amounts have; 0 is not known.
func (w *line) tenths(n int32) {
	if n > 0 {
		w.b = strconv.AppendInt(w.b, int64(n/10), 10)
		w.b = append(w.b, '.', byte('0'+n%10), '0')
	}
	w.b = append(w.b, ',')
}

// number is a whole number; 0 is not known.
func (w *line) number(n int) {
	if n > 0 {
		w.b = strconv.AppendInt(w.b, int64(n), 10)
	}
	w.b = append(w.b, ',')
}

// person is a person's reference. A letter stands first, so that no reference can pass for an NHS number.
func (w *line) person(n int) {
	w.reference('P', n)
	w.b = append(w.b, ',')
}

// ref is the reference of a person's k-th record of a kind, by the kind's letter; k = 0 is none.
func (w *line) ref(letter byte, n, k int) {
	if k > 0 {
		w.reference(letter, n)
		w.b = append(w.b, '-')
		w.b = strconv.AppendInt(w.b, int64(k), 10)
	}
	w.b = append(w.b, ',')
}

func (w *line) reference(letter byte, n int) {
	var digits [7]byte
	for i := len(digits) - 1; i >= 0; i-- {
		digits[i] = byte('0' + n%10)
		n /= 10
	}
	w.b = append(append(w.b, letter), digits[:]...)
}

// end turns the last comma into the end of the row.
func (w *line) end() []byte {
	w.b[len(w.b)-1] = '\n'
	return w.b
}

func (w *line) start() *line {
	w.b = w.b[:0]
	return w
}

// fields are a row's values, apart from its end of line.
func fields(row []byte) [][]byte {
	return bytes.Split(bytes.TrimSuffix(row, []byte("\n")), []byte(","))
}

package table

import (
	"bytes"
	"errors"
	"io"
)

// maxLine is the longest record taken; a longer one has lost its line break or its closing quotation mark.
const maxLine = 1 << 20

// lines cuts delimited text (RFC 4180) into records and cells without copying, faster than the standard library's reader and
// with the line each record begins on. A quotation mark inside an unquoted cell is a character like any other. Blank lines are
// skipped.
type lines struct {
	in    io.Reader
	delim byte
	buf   []byte
	start int // of what is not yet cut
	end   int // of what is read
	eof   bool
	line  int // the line the next record begins on
	cells [][]byte
	text  []byte // unquoted cells of the present record
}

func newLines(in io.Reader, delim byte) *lines {
	return &lines{in: in, delim: delim, buf: make([]byte, 1<<18), line: 1}
}

// next gives the next record as it stands, without its line break, and the line it begins on; io.EOF at the end. The record is
// good until the next call. A quotation mark that is not closed, or a record too long, cannot be read past.
func (l *lines) next() ([]byte, int, error) {
	for {
		record, breaks, err := l.cut()
		if err != nil {
			return nil, l.line, err
		}
		at := l.line
		l.line += breaks
		if n := len(record); n > 0 && record[n-1] == '\r' {
			record = record[:n-1]
		}
		if len(record) > 0 {
			return record, at, nil
		}
	}
}

// cut takes the bytes up to the line break that ends a record, and says how many breaks went by.
func (l *lines) cut() (record []byte, breaks int, err error) {
	from, state := 0, cell{first: true}
	for {
		window := l.buf[l.start:l.end]
		for from < len(window) {
			i := bytes.IndexByte(window[from:], '\n')
			if i < 0 {
				break
			}
			breaks++
			if state.line(window[from:from+i], l.delim); !state.open {
				l.start += from + i + 1
				return window[:from+i], breaks, nil
			}
			from += i + 1
		}
		switch {
		case l.eof && len(window) == 0:
			return nil, 0, io.EOF
		case l.eof:
			if state.line(window[from:], l.delim); state.open {
				return nil, 0, ErrQuote
			}
			l.start = l.end
			return window, breaks + 1, nil
		case len(window) > maxLine && state.open:
			return nil, 0, ErrQuote
		case len(window) > maxLine:
			return nil, 0, ErrTooLong
		}
		if err := l.fill(); err != nil {
			return nil, 0, err
		}
	}
}

// fill reads more, after moving what is left to the front.
func (l *lines) fill() error {
	l.end = copy(l.buf, l.buf[l.start:l.end])
	l.start = 0
	if l.end == len(l.buf) {
		l.buf = append(l.buf, make([]byte, len(l.buf))...)
	}
	n, err := l.in.Read(l.buf[l.end:])
	l.end += n
	if errors.Is(err, io.EOF) {
		l.eof = true
		return nil
	}
	return err
}

// cell follows quotation from line to line.
type cell struct {
	first bool // at the beginning of a cell
	open  bool // inside a quoted one
}

func (c *cell) line(text []byte, delim byte) {
	if !c.open && bytes.IndexByte(text, '"') < 0 {
		c.first = true
		return
	}
	for i := 0; i < len(text); i++ {
		switch {
		case c.open && text[i] == '"' && i+1 < len(text) && text[i+1] == '"':
			i++
		case c.open:
			c.open = text[i] != '"'
		case c.first && text[i] == '"':
			c.open, c.first = true, false
		default:
			c.first = text[i] == delim
		}
	}
	if !c.open {
		c.first = true
	}
}

// split cuts a record into cells; both are good until the next call. A quoted cell that goes on after its closing mark is an
// ErrQuote.
func (l *lines) split(record []byte) ([][]byte, error) {
	l.cells = l.cells[:0]
	if bytes.IndexByte(record, '"') < 0 {
		for {
			i := bytes.IndexByte(record, l.delim)
			if i < 0 {
				l.cells = append(l.cells, record)
				return l.cells, nil
			}
			l.cells = append(l.cells, record[:i])
			record = record[i+1:]
		}
	}
	// What is unquoted is never longer than the record: with room for all of it, cells already cut stay where they are.
	if l.text = l.text[:0]; cap(l.text) < len(record) {
		l.text = make([]byte, 0, 2*len(record))
	}
	for {
		value, rest, more, err := l.one(record)
		if err != nil {
			return nil, err
		}
		l.cells = append(l.cells, value)
		if !more {
			return l.cells, nil
		}
		record = rest
	}
}

// one takes the first cell off a record that holds quotation marks.
func (l *lines) one(record []byte) (value, rest []byte, more bool, err error) {
	if len(record) == 0 || record[0] != '"' {
		i := bytes.IndexByte(record, l.delim)
		if i < 0 {
			return record, nil, false, nil
		}
		return record[:i], record[i+1:], true, nil
	}
	from := len(l.text)
	for i := 1; i < len(record); i++ {
		if record[i] != '"' {
			l.text = append(l.text, record[i])
			continue
		}
		switch {
		case i+1 == len(record):
			return l.text[from:], nil, false, nil
		case record[i+1] == '"':
			l.text = append(l.text, '"')
			i++
		case record[i+1] == l.delim:
			return l.text[from:], record[i+2:], true, nil
		default:
			return nil, nil, false, ErrQuote
		}
	}
	return nil, nil, false, ErrQuote
}

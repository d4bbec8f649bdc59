package format

import (
	"bytes"
	"encoding/json"
	"io"
	"strconv"
	"time"
)

// NewJSON writes {"data": [rows…]}; what stands after the rows (meta, links) is asked for when the last row is written, as
// members of the same object.
func NewJSON[T any](w io.Writer, columns []Column[T], after func() (any, error)) Encoder[T] {
	e := &jsonEncoder[T]{w: w, columns: columns, after: after, buf: append(make([]byte, 0, flushing+4096), `{"data":[`...)}
	for i, c := range columns {
		key := appendString(nil, c.Name)
		if i > 0 {
			key = append([]byte{','}, key...)
		}
		e.keys = append(e.keys, append(key, ':'))
	}
	return e
}

type jsonEncoder[T any] struct {
	w       io.Writer
	columns []Column[T]
	keys    [][]byte // `,"name":`
	after   func() (any, error)
	buf     []byte
	rows    int
}

func (e *jsonEncoder[T]) Row(row *T) (err error) {
	if e.rows > 0 {
		e.buf = append(e.buf, ',')
	}
	e.rows++
	e.buf = append(e.buf, '\n', '{')
	for i := range e.columns {
		e.buf = append(e.buf, e.keys[i]...)
		e.buf = appendJSON(e.buf, &e.columns[i], row)
	}
	e.buf = append(e.buf, '}')
	e.buf, err = flush(e.w, e.buf, false)
	return err
}

func (e *jsonEncoder[T]) Close() error {
	rest, err := e.after()
	if err != nil {
		return err
	}
	var text bytes.Buffer
	if err := WriteJSON(&text, rest); err != nil {
		return err
	}
	e.buf = append(e.buf, "\n],"...)
	e.buf = append(e.buf, text.Bytes()[1:]...) // its members, without the opening brace
	e.buf, err = flush(e.w, e.buf, true)
	return err
}

func appendJSON[T any](buf []byte, c *Column[T], row *T) []byte {
	switch c.Kind {
	case Text:
		if s := c.text(row); s != "" {
			return appendString(buf, s)
		}
	case Whole:
		if n, ok := c.whole(row); ok {
			return strconv.AppendInt(buf, n, 10)
		}
	case Number:
		if f, ok := c.number(row); ok {
			return strconv.AppendFloat(buf, f, 'f', -1, 64)
		}
	case Date:
		if d, ok := c.date(row); ok {
			buf = append(buf, '"')
			buf = d.AppendFormat(buf, time.DateOnly)
			return append(buf, '"')
		}
	}
	return append(buf, "null"...)
}

// appendString adds a JSON string; nearly all of ours are plain and need no escape.
func appendString(buf []byte, s string) []byte {
	for i := range len(s) {
		if b := s[i]; b < ' ' || b >= 0x7f || b == '"' || b == '\\' {
			quoted, _ := json.Marshal(s) // a string always marshals
			return append(buf, quoted...)
		}
	}
	buf = append(buf, '"')
	buf = append(buf, s...)
	return append(buf, '"')
}

// WriteJSON writes a value that is no list of rows.
func WriteJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

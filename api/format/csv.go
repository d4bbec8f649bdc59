package format

import (
	"io"
	"strconv"
	"strings"
	"time"
)

// NewCSV writes RFC 4180: UTF-8 without a byte-order mark, one header row, lines ended by CR LF, empty for a missing value.
func NewCSV[T any](w io.Writer, columns []Column[T]) Encoder[T] {
	e := &csvEncoder[T]{w: w, columns: columns, buf: make([]byte, 0, flushing+4096)}
	for i, c := range columns {
		if i > 0 {
			e.buf = append(e.buf, ',')
		}
		e.buf = appendField(e.buf, c.Name)
	}
	e.buf = append(e.buf, '\r', '\n')
	return e
}

type csvEncoder[T any] struct {
	w       io.Writer
	columns []Column[T]
	buf     []byte
}

func (e *csvEncoder[T]) Row(row *T) (err error) {
	for i := range e.columns {
		if i > 0 {
			e.buf = append(e.buf, ',')
		}
		e.buf = appendCSV(e.buf, &e.columns[i], row)
	}
	e.buf = append(e.buf, '\r', '\n')
	e.buf, err = flush(e.w, e.buf, false)
	return err
}

func (e *csvEncoder[T]) Close() (err error) {
	e.buf, err = flush(e.w, e.buf, true)
	return err
}

func appendCSV[T any](buf []byte, c *Column[T], row *T) []byte {
	switch c.Kind {
	case Text:
		return appendField(buf, c.text(row))
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
			return d.AppendFormat(buf, time.DateOnly)
		}
	}
	return buf
}

func appendField(buf []byte, s string) []byte {
	if !strings.ContainsAny(s, "\",\r\n") {
		return append(buf, s...)
	}
	buf = append(buf, '"')
	buf = append(buf, strings.ReplaceAll(s, `"`, `""`)...)
	return append(buf, '"')
}

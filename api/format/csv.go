package format

import (
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/careduty/careduty/api/answer"
)

// csvEncoder writes RFC 4180: UTF-8 without a byte-order mark, one header row, lines ended by CR LF, empty for a missing value.
type csvEncoder struct {
	w       io.Writer
	columns []answer.Column
	buf     []byte
}

func newCSV(w io.Writer, columns []answer.Column) *csvEncoder {
	e := &csvEncoder{w: w, columns: columns, buf: make([]byte, 0, flushing+4096)}
	for i, c := range columns {
		if i > 0 {
			e.buf = append(e.buf, ',')
		}
		e.buf = appendField(e.buf, c.Name)
	}
	e.buf = append(e.buf, '\r', '\n')
	return e
}

func (e *csvEncoder) chunk(c answer.Chunk) (err error) {
	texts := textsOf(e.columns, c, appendField)
	for r := range c.Rows {
		for i := range e.columns {
			if i > 0 {
				e.buf = append(e.buf, ',')
			}
			e.buf = appendValue(e.buf, e.columns[i].Kind, &c.Columns[i], texts[i], r, "", false)
		}
		e.buf = append(e.buf, '\r', '\n')
		if e.buf, err = flush(e.w, e.buf, false); err != nil {
			return err
		}
	}
	return nil
}

func (e *csvEncoder) close() (err error) {
	e.buf, err = flush(e.w, e.buf, true)
	return err
}

// textsOf writes each text of a chunk once, as the format has it; rows refer to them.
func textsOf(columns []answer.Column, c answer.Chunk, write func(buf []byte, s string) []byte) [][][]byte {
	out := make([][][]byte, len(columns))
	for i := range columns {
		values := c.Columns[i].Texts.Values
		out[i] = make([][]byte, len(values))
		for k, s := range values {
			if s != "" {
				out[i][k] = write(nil, s)
			}
		}
	}
	return out
}

// appendValue adds one value; missing is what stands for none, and quoted whether days are texts.
func appendValue(buf []byte, k answer.Kind, v *answer.Vector, texts [][]byte, row int, missing string, quoted bool) []byte {
	switch k {
	case answer.Text:
		if at := v.Texts.Index[row]; at >= 0 && texts[at] != nil {
			return append(buf, texts[at]...)
		}
	case answer.Whole:
		if x := v.Numbers[row]; x == x { //nolint:gocritic // not a number is missing
			return strconv.AppendInt(buf, int64(x), 10)
		}
	case answer.Number:
		if x := v.Numbers[row]; x == x { //nolint:gocritic // not a number is missing
			return strconv.AppendFloat(buf, x, 'f', -1, 64)
		}
	case answer.Flag:
		return strconv.AppendBool(buf, v.Flags[row])
	case answer.Date:
		if d := v.Days[row]; d != answer.NoDay {
			if quoted {
				buf = append(buf, '"')
			}
			if buf = dayOf(d).AppendFormat(buf, time.DateOnly); quoted {
				buf = append(buf, '"')
			}
			return buf
		}
	}
	return append(buf, missing...)
}

func dayOf(d int32) time.Time { return time.Unix(int64(d)*24*60*60, 0).UTC() }

func appendField(buf []byte, s string) []byte {
	if !strings.ContainsAny(s, "\",\r\n") {
		return append(buf, s...)
	}
	buf = append(buf, '"')
	buf = append(buf, strings.ReplaceAll(s, `"`, `""`)...)
	return append(buf, '"')
}

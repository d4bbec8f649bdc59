package format

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/careduty/careduty/api/answer"
)

// jsonEncoder writes {"data": [rows…], …}: the object beside the rows, where there is one, and the envelope are members of the same object.
type jsonEncoder struct {
	w        io.Writer
	columns  []answer.Column
	keys     [][]byte // `,"name":`
	envelope answer.Envelope
	beside   any
	buf      []byte
	rows     int
}

func newJSON(w io.Writer, columns []answer.Column, envelope answer.Envelope, beside any) *jsonEncoder {
	e := &jsonEncoder{w: w, columns: columns, envelope: envelope, beside: beside, buf: append(make([]byte, 0, flushing+4096), `{"data":[`...)}
	for i, c := range columns {
		key := appendString(nil, c.Name)
		if i > 0 {
			key = append([]byte{','}, key...)
		}
		e.keys = append(e.keys, append(key, ':'))
	}
	return e
}

func (e *jsonEncoder) chunk(c answer.Chunk) (err error) {
	texts := textsOf(e.columns, c, appendString)
	for r := range c.Rows {
		if e.rows > 0 {
			e.buf = append(e.buf, ',')
		}
		e.rows++
		e.buf = append(e.buf, '\n', '{')
		for i := range e.columns {
			e.buf = append(e.buf, e.keys[i]...)
			e.buf = appendValue(e.buf, e.columns[i].Kind, &c.Columns[i], texts[i], r, "null", true)
		}
		e.buf = append(e.buf, '}')
		if e.buf, err = flush(e.w, e.buf, false); err != nil {
			return err
		}
	}
	return nil
}

func (e *jsonEncoder) close() error {
	var rest bytes.Buffer
	if err := WriteJSON(&rest, e.envelope); err != nil {
		return err
	}
	e.buf = append(e.buf, "\n],"...)
	if e.beside != nil {
		var text bytes.Buffer
		if err := WriteJSON(&text, e.beside); err != nil {
			return err
		}
		e.buf = append(append(e.buf, `"object":`...), bytes.TrimSpace(text.Bytes())...)
		e.buf = append(e.buf, ',')
	}
	e.buf = append(e.buf, rest.Bytes()[1:]...) // its members, without the opening brace
	var err error
	e.buf, err = flush(e.w, e.buf, true)
	return err
}

// WriteObject writes an answer whose data is one thing and not rows.
func WriteObject(w io.Writer, object any, e answer.Envelope) error {
	return WriteJSON(w, struct {
		Data any `json:"data"`
		answer.Envelope
	}{object, e})
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

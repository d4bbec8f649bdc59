// Package format writes a table in the formats the API answers in. Every encoder reads the same columns, so a value cannot differ from one format
// to the next; it takes some rows at a time, column by column, and keeps nothing but what the format needs.
package format

import "io"

// Format is one way to write rows.
type Format struct {
	Name      string // as in format=
	Media     string // Content-Type
	Extension string
	Accept    []string // media types a caller may ask for it by
	File      bool     // is sent with a file name
}

// The formats rows can be written in.
var (
	JSON = Format{Name: "json", Media: "application/json", Extension: "json", Accept: []string{"application/json"}}
	CSV  = Format{Name: "csv", Media: "text/csv; charset=utf-8; header=present", Extension: "csv", Accept: []string{"text/csv"}, File: true}
	HTML = Format{Name: "html", Media: "text/html; charset=utf-8", Extension: "html", Accept: []string{"text/html", "application/xhtml+xml"}}
)

// flushing is the size at which an encoder hands its buffer over.
const flushing = 32 << 10

// flush writes a buffer that has grown large enough and gives it back empty.
func flush(w io.Writer, buf []byte, always bool) ([]byte, error) {
	if len(buf) < flushing && !always {
		return buf, nil
	}
	_, err := w.Write(buf)
	return buf[:0], err
}

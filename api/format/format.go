// Package format writes rows in the formats the API answers in. A table is a list of typed columns over one Go row; every
// encoder reads the same columns, so a value cannot differ from one format to the next.
//
// An encoder takes one row at a time and is closed at the end; nothing is kept but what the format needs.
package format

import (
	"io"
	"time"
)

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

// Kind is the type of a column.
type Kind int

// The kinds of column.
const (
	Text Kind = iota
	Whole
	Number
	Date
)

// Column is one column over rows of type T. The function of its kind is set; its second result says whether there is a value.
type Column[T any] struct {
	Name   string
	Words  string // one sentence, for those who read the file without us
	Kind   Kind
	text   func(*T) string
	whole  func(*T) (int64, bool)
	number func(*T) (float64, bool)
	date   func(*T) (time.Time, bool)
}

// Texts is a column of text, in which "" is a missing value.
func Texts[T any](name, words string, of func(*T) string) Column[T] {
	return Column[T]{Name: name, Words: words, Kind: Text, text: of}
}

// Wholes is a column of whole numbers.
func Wholes[T any, N int32 | int64](name, words string, of func(*T) *N) Column[T] {
	return Column[T]{Name: name, Words: words, Kind: Whole, whole: func(t *T) (int64, bool) {
		if p := of(t); p != nil {
			return int64(*p), true
		}
		return 0, false
	}}
}

// Numbers is a column of decimal numbers.
func Numbers[T any](name, words string, of func(*T) *float64) Column[T] {
	return Column[T]{Name: name, Words: words, Kind: Number, number: func(t *T) (float64, bool) {
		if p := of(t); p != nil {
			return *p, true
		}
		return 0, false
	}}
}

// Dates is a column of days, in which the zero time is a missing value.
func Dates[T any](name, words string, of func(*T) time.Time) Column[T] {
	return Column[T]{Name: name, Words: words, Kind: Date, date: func(t *T) (time.Time, bool) {
		d := of(t)
		return d, !d.IsZero()
	}}
}

// Encoder writes rows to what it was made for. Close ends the file and reports what could not be written.
type Encoder[T any] interface {
	Row(row *T) error
	Close() error
}

// About is what a file says of itself beside its rows, where its format has a place for that.
type About struct {
	Title string
	Notes []string          // sentences
	Terms [][2]string       // what the table is about, each with its definition in words
	Facts map[string]string // release, licence, source and the like
}

// Definition begins the name of a fact that is a whole definition, as JSON.
const Definition = "definition "

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

package table

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// text is delimited text being read.
type text struct {
	file    io.Closer
	lines   *lines
	decoded bool // from a declared encoding
	header  bool // has been read
}

var (
	byteOrderMark = []byte("\xef\xbb\xbf")
	notCharacter  = []byte("\uFFFD")
)

// maxPacked is how many times gzip may be wrapped round a file.
const maxPacked = 3

func openText(m Member, f Form, read func(int)) (Rows, error) {
	file, err := m.Open()
	if err != nil {
		return nil, err
	}
	var in io.Reader = &counted{in: file, left: m.Size, tell: read}
	in, err = unpack(in)
	if err == nil {
		in, err = decode(in, f)
	}
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	delimiter := f.Delimiter
	if delimiter == 0 {
		delimiter = ','
	}
	return &text{file: file, lines: newLines(in, delimiter), decoded: f.Encoding != nil}, nil
}

// disguises are how files begin that are no text, whatever their names say: archives and workbooks, workbooks of the old form or with a
// password, Parquet.
var disguises = [][]byte{[]byte("PK\x03\x04"), []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), []byte("PAR1")}

// unpack undoes gzip, whatever the name says and as often as it was done: some tools pack what is packed already, and some leave the ending
// off.
func unpack(in io.Reader) (io.Reader, error) {
	for range maxPacked {
		peek := bufio.NewReaderSize(in, 1<<16)
		start, err := peek.Peek(8)
		if !bytes.HasPrefix(start, []byte{0x1f, 0x8b}) {
			if err != nil && !errors.Is(err, io.EOF) {
				return nil, ErrUnreadable
			}
			for _, d := range disguises {
				if bytes.HasPrefix(start, d) {
					return nil, ErrDisguised
				}
			}
			return peek, nil
		}
		if in, err = gzip.NewReader(peek); err != nil {
			return nil, ErrUnreadable
		}
	}
	return in, nil
}

// decode gives text as UTF-8 without a byte-order mark.
func decode(in io.Reader, f Form) (io.Reader, error) {
	start := make([]byte, len(byteOrderMark))
	n, err := io.ReadFull(in, start)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, ErrUnreadable
	}
	start = start[:n]
	marked := bytes.Equal(start, byteOrderMark)
	wide := n > 1 && (bytes.Equal(start[:2], []byte{0xff, 0xfe}) || bytes.Equal(start[:2], []byte{0xfe, 0xff}))
	switch {
	case marked && f.Encoding != nil:
		return nil, ErrEncoding
	case marked:
		return in, nil
	case wide && f.Encoding == nil:
		return nil, ErrWide
	case f.Encoding != nil:
		chain := transform.Chain(f.Encoding.NewDecoder(), unicode.UTF8BOM.NewDecoder())
		return transform.NewReader(io.MultiReader(bytes.NewReader(start), in), chain), nil
	default:
		return io.MultiReader(bytes.NewReader(start), in), nil
	}
}

// Next gives the next row.
func (t *text) Next() ([][]byte, int, error) {
	record, line, err := t.lines.next()
	if err != nil {
		return nil, line, t.failed(err)
	}
	if !t.header {
		t.header = true
		if err := t.fits(record); err != nil {
			return nil, line, err
		}
	}
	if !utf8.Valid(record) || t.decoded && bytes.Contains(record, notCharacter) {
		return nil, line, ErrEncoding
	}
	cells, err := t.lines.split(record)
	return cells, line, err
}

// fits holds the first row to what it would be if the text were of another form than it should.
func (t *text) fits(record []byte) error {
	switch {
	case bytes.IndexByte(record, 0) >= 0:
		return ErrNul
	case returns(record):
		return ErrReturns
	}
	return nil
}

// returns says whether a carriage return stands in a row outside quotation marks.
func returns(record []byte) bool {
	quoted := false
	for _, c := range record {
		switch {
		case c == '"':
			quoted = !quoted
		case c == '\r' && !quoted:
			return true
		}
	}
	return false
}

func (t *text) failed(err error) error {
	switch {
	case errors.Is(err, io.EOF) && !t.header:
		return ErrEmpty
	case errors.Is(err, io.EOF), errors.Is(err, ErrQuote), errors.Is(err, ErrTooLong), errors.Is(err, ErrUnreadable):
		return err
	default:
		return fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
}

// Close lets go of the file.
func (t *text) Close() error { return t.file.Close() }

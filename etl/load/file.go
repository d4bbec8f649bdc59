package load

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"unicode/utf8"

	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/warehouse"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

var (
	byteOrderMark = []byte("\xef\xbb\xbf")
	notCharacter  = []byte("\uFFFD")
)

// read checks a record file and writes the rows that pass to sink. What is wrong with the file is a finding; an error is
// trouble of our own.
func (c *check) read(ctx context.Context, w *warehouse.Warehouse, m member, progress func(int), sink io.Writer) error {
	c.sink = sink
	r, err := m.open()
	if err != nil {
		c.found.add("file_unreadable", c.file, "", 0)
		return nil
	}
	defer r.Close() //nolint:errcheck // it was only read
	in := &counted{in: r, left: m.size, progress: progress}
	if isParquet(m.name) {
		return c.readParquet(ctx, w, m, in)
	}
	return c.readText(ctx, in)
}

func isParquet(name string) bool { return len(name) > 8 && name[len(name)-8:] == ".parquet" }

// counted reads no more than a file said it held, and tells how far it is.
type counted struct {
	in       io.Reader
	left     int64
	progress func(int)
}

// errGrown is a file that holds more than it said.
var errGrown = errors.New("the file is longer than it said")

func (r *counted) Read(p []byte) (int, error) {
	n, err := r.in.Read(p)
	if r.left -= int64(n); r.left < 0 {
		return 0, errGrown
	}
	r.progress(n)
	return n, err
}

// readParquet turns a Parquet file into text first. One inside an archive is unpacked to a file without a name, which is gone
// with the process whatever happens to it.
func (c *check) readParquet(ctx context.Context, w *warehouse.Warehouse, m member, in *counted) error {
	path := m.path
	if path == "" {
		f, err := os.CreateTemp("", "careduty-*")
		if err != nil {
			return fault.New(fault.Unavailable, "No temporary file can be made.", "Check the temporary folder and the space left.")
		}
		defer f.Close() //nolint:errcheck // nothing of it is kept
		if err := os.Remove(f.Name()); err != nil {
			return fault.New(fault.Unavailable, "The temporary folder does not work as it should.", "Check its permissions.")
		}
		if _, err := io.Copy(f, in); err != nil {
			c.found.add("file_unreadable", c.file, "", 0)
			return nil
		}
		path = fmt.Sprintf("/dev/fd/%d", f.Fd())
	} else {
		in.progress(int(in.left))
	}
	c.offset = 1
	said := *c.said
	said.Encoding, said.Delimiter = nil, ','
	c.said = &said
	err := w.ParquetText(ctx, path, said.DayFirst, func(text io.Reader) error { return c.readText(ctx, text) })
	if fault.Is(err, fault.Refused) {
		c.found.add("file_unreadable", c.file, "", 0)
		return nil
	}
	return err
}

// readText checks delimited text.
func (c *check) readText(ctx context.Context, in io.Reader) error {
	text, err := c.decoded(in)
	if err != nil {
		return c.ended(0, err)
	}
	records := newLines(text, c.said.Delimiter)
	err = c.header(records)
	for n := 0; err == nil && c.columns != nil; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return fault.New(fault.Canceled, "The load was stopped.", "")
		}
		err = c.record(records)
	}
	if c.columns != nil && errors.Is(err, io.EOF) && c.rows == 0 {
		c.found.add("no_rows", c.file, "", 0)
	}
	return c.ended(records.line, err)
}

// decoded is the text as UTF-8 without a byte-order mark.
func (c *check) decoded(in io.Reader) (io.Reader, error) {
	start := make([]byte, len(byteOrderMark))
	n, err := io.ReadFull(in, start)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	start = start[:n]
	marked := bytes.Equal(start, byteOrderMark)
	switch {
	case marked && c.said.Encoding != nil:
		return nil, errEncoding
	case marked:
		return in, nil
	case c.said.Encoding != nil:
		decode := transform.Chain(c.said.Encoding.NewDecoder(), unicode.UTF8BOM.NewDecoder())
		return transform.NewReader(io.MultiReader(bytes.NewReader(start), in), decode), nil
	default:
		return io.MultiReader(bytes.NewReader(start), in), nil
	}
}

// record reads, checks and writes one record.
func (c *check) record(in *lines) error {
	record, line, err := in.next()
	if err != nil {
		return err
	}
	if !c.proper(record) {
		return errEncoding
	}
	cells, err := in.split(record)
	if err != nil {
		return err
	}
	c.row(cells, line, bytes.IndexByte(record, 0) >= 0)
	if c.bad || c.found.refused {
		return nil
	}
	return c.write()
}

var errEncoding = errors.New("the text is not in its encoding")

// proper says whether a record is made of characters.
func (c *check) proper(record []byte) bool {
	return utf8.Valid(record) && (c.said.Encoding == nil || !bytes.Contains(record, notCharacter))
}

// ended turns what stopped the reading into a finding, if it is the file's fault.
func (c *check) ended(line int, err error) error {
	var ours *fault.Error
	switch {
	case err == nil: // the header was none to read rows by
	case errors.Is(err, io.EOF):
		c.whole = true
		return c.flush()
	case errors.Is(err, errQuote):
		c.found.add("quote", c.file, "", line)
	case errors.Is(err, errTooLong):
		c.found.add("row_too_long", c.file, "", line)
	case errors.Is(err, errEncoding):
		c.found.add("encoding", c.file, "", line)
	case errors.As(err, &ours), errors.Is(err, errSink):
		return err
	default:
		c.found.add("file_unreadable", c.file, "", 0)
	}
	return nil
}

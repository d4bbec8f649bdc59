package release

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// WriteCSV writes the release's data file in dir as CSV: UTF-8, RFC 4180, one header row, ISO dates, true and false, empty for a missing
// value. The rows, their order and their columns are those of the data file, of which one group is held at a time.
func WriteCSV(ctx context.Context, w io.Writer, dir, id string) error {
	f, err := OpenColumns(dir, id)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // only read
	buf := make([]byte, 0, 64<<10)
	for i, c := range columns {
		if i > 0 {
			buf = append(buf, ',')
		}
		buf = append(buf, c.Name...)
	}
	if _, err := w.Write(append(buf, "\r\n"...)); err != nil {
		return err
	}
	for group := range f.Groups() {
		c, err := f.Read(ctx, group)
		if err != nil {
			return err
		}
		if err := c.writeCSV(w, buf); err != nil {
			return err
		}
	}
	return nil
}

// writeCSV writes the rows of one group; buf is scratch.
func (c *Columns) writeCSV(w io.Writer, buf []byte) error {
	fields := make([]func([]byte, int) []byte, len(columns))
	for i, column := range columns {
		fields[i] = c.field(column.Name, column.Type)
	}
	for row := range c.Rows {
		buf = buf[:0]
		for i, field := range fields {
			if i > 0 {
				buf = append(buf, ',')
			}
			buf = field(buf, row)
		}
		if _, err := w.Write(append(buf, "\r\n"...)); err != nil {
			return err
		}
	}
	return nil
}

// field appends a column's value in a row. A text is quoted, and a day written, once however many rows have it.
func (c *Columns) field(name, kind string) func(buf []byte, row int) []byte {
	switch kind {
	case "VARCHAR":
		t, quoted := c.Texts[name], make([]string, len(c.Texts[name].Values))
		for i, s := range t.Values {
			quoted[i] = quoteCSV(s)
		}
		return func(buf []byte, row int) []byte {
			if t.Index[row] < 0 {
				return buf
			}
			return append(buf, quoted[t.Index[row]]...)
		}
	case "BOOLEAN":
		flags := c.Flags[name]
		return func(buf []byte, row int) []byte { return strconv.AppendBool(buf, flags[row]) }
	case "DATE":
		days, written := c.Days[name], map[int32]string{}
		for _, d := range days {
			if _, ok := written[d]; !ok {
				written[d] = time.Unix(int64(d)*24*60*60, 0).UTC().Format(time.DateOnly)
			}
		}
		return func(buf []byte, row int) []byte { return append(buf, written[days[row]]...) }
	default:
		numbers := c.Numbers[name]
		return func(buf []byte, row int) []byte {
			if math.IsNaN(numbers[row]) {
				return buf
			}
			return strconv.AppendFloat(buf, numbers[row], 'f', -1, 64)
		}
	}
}

func quoteCSV(s string) string {
	if !strings.ContainsAny(s, "\",\r\n") {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}

// pack writes the data file in dir as CSV in gzip. Its header has neither name nor time, so the same cells make the same bytes. Rows are
// made and packed at the same time.
func pack(ctx context.Context, dir, id string) error {
	path := filepath.Join(dir, CSVFile(id))
	f, err := os.Create(path)
	if err != nil {
		return writeFault(path, err)
	}
	r, w := io.Pipe()
	go func() {
		out := bufio.NewWriterSize(w, 1<<20)
		err := WriteCSV(ctx, out, dir, id)
		if err == nil {
			err = out.Flush()
		}
		_ = w.CloseWithError(err) // the reader is told, and a pipe closes without fault
	}()
	z, err := gzip.NewWriterLevel(f, gzip.BestSpeed)
	if err == nil {
		_, err = io.CopyBuffer(onlyWriter{z}, r, make([]byte, 1<<20))
		err = errors.Join(err, z.Close())
	}
	_ = r.CloseWithError(err)
	if err = errors.Join(err, f.Close()); err != nil {
		return writeFault(path, err)
	}
	return nil
}

// onlyWriter hides what else a writer could do, so that the buffer given is used.
type onlyWriter struct{ io.Writer }

// SameCSV says whether the release in dir has the rows of its data file in its CSV file, and nothing else: no other byte, no note or name in the
// header of gzip, nothing after its end. A release of before there was a CSV file has none, and so nothing that differs.
func SameCSV(ctx context.Context, dir, id string) (bool, error) {
	f, err := os.Open(filepath.Join(dir, CSVFile(id)))
	if errors.Is(err, os.ErrNotExist) {
		return true, nil
	}
	if err != nil {
		return false, damaged(dir, CSVFile(id)+" cannot be read.").Because(err)
	}
	defer f.Close() //nolint:errcheck // only read
	packed := bufio.NewReaderSize(f, 1<<20)
	z, err := gzip.NewReader(packed)
	if err != nil || z.Name != "" || z.Comment != "" || len(z.Extra) > 0 || !z.ModTime.IsZero() {
		return false, nil //nolint:nilerr // it is no file of ours
	}
	z.Multistream(false)
	same := &comparing{with: bufio.NewReaderSize(z, 1<<20)}
	err = WriteCSV(ctx, same, dir, id)
	if errors.Is(err, errDiffers) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	_, inside := same.with.ReadByte()
	_, after := packed.ReadByte()
	return errors.Is(inside, io.EOF) && errors.Is(after, io.EOF), nil
}

var errDiffers = errors.New("the bytes differ")

// comparing takes what is written as long as it is what another reader gives.
type comparing struct {
	with *bufio.Reader
	buf  []byte
}

// Write compares.
func (c *comparing) Write(p []byte) (int, error) {
	if cap(c.buf) < len(p) {
		c.buf = make([]byte, 2*len(p))
	}
	got := c.buf[:len(p)]
	if _, err := io.ReadFull(c.with, got); err != nil || !bytes.Equal(got, p) {
		return 0, errDiffers
	}
	return len(p), nil
}

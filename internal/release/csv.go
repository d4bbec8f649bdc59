package release

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"
)

// csvFile is the release's data as CSV in gzip: UTF-8, RFC 4180, one header row, ISO dates, true and false, empty for a missing value. The rows,
// their order and their columns are those of the data file, with which it is written. Its header has neither name nor time, so the same
// cells make the same bytes. Text is made and packed at the same time.
type csvFile struct {
	file   *os.File
	text   *bufio.Writer
	pipe   *io.PipeWriter
	packed chan error
}

func newCSVFile(path string) (*csvFile, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, writeFault(path, err)
	}
	r, w := io.Pipe()
	c := &csvFile{file: f, text: bufio.NewWriterSize(w, 1<<20), pipe: w, packed: make(chan error, 1)}
	go func() {
		err := pack(f, r)
		_ = r.CloseWithError(err) // whoever still writes is told, and a pipe closes without fault
		c.packed <- err
	}()
	return c, c.fault(writeHeader(c.text))
}

// pack packs what is read, into a file.
func pack(f *os.File, r io.Reader) error {
	z, err := gzip.NewWriterLevel(f, gzip.BestSpeed)
	if err != nil {
		return err
	}
	z.ModTime = time.Unix(0, 0) // which is written as 0: none
	_, err = io.CopyBuffer(onlyWriter{z}, r, make([]byte, 1<<20))
	return errors.Join(err, z.Close())
}

// onlyWriter hides what else a writer could do, so that the buffer given is used.
type onlyWriter struct{ io.Writer }

func (c *csvFile) write(r *rows) error { return c.fault(r.writeCSV(c.text)) }

func (c *csvFile) fault(err error) error {
	if err != nil {
		return writeFault(c.file.Name(), err)
	}
	return nil
}

// close ends the file, whole or not.
func (c *csvFile) close() error {
	err := errors.Join(c.text.Flush(), c.pipe.Close())
	return c.fault(errors.Join(err, <-c.packed, c.file.Close()))
}

// writeAll writes a release's data file as the text of its CSV file, one group held at a time.
func writeAll(ctx context.Context, w io.Writer, dir, id string) error {
	f, err := OpenColumns(dir, id)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // only read
	if err := writeHeader(w); err != nil {
		return err
	}
	for group := range f.Groups() {
		r, err := f.rows(ctx, group)
		if err != nil {
			return err
		}
		if err := r.writeCSV(w); err != nil {
			return err
		}
	}
	return nil
}

func writeHeader(w io.Writer) error {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	_, err := io.WriteString(w, strings.Join(names, ",")+"\r\n")
	return err
}

// writeCSV writes the rows of one group.
func (r *rows) writeCSV(w io.Writer) error {
	fields := make([]func([]byte, int) []byte, len(columns))
	for i := range columns {
		fields[i] = r.columns[i].field(columns[i].Type)
	}
	var buf []byte
	for row := range r.n {
		buf = buf[:0]
		for i, field := range fields {
			if i > 0 {
				buf = append(buf, ',')
			}
			buf = field(buf, row)
		}
		buf = append(buf, "\r\n"...)
		if _, err := w.Write(buf); err != nil {
			return err
		}
	}
	return nil
}

// field appends the column's value in a row. A text is quoted, and a day written, once however many rows have it.
func (v *values) field(kind string) func(buf []byte, row int) []byte {
	switch kind {
	case "VARCHAR":
		quoted := make([]string, len(v.texts.Values))
		for i, s := range v.texts.Values {
			quoted[i] = quoteCSV(s)
		}
		return func(buf []byte, row int) []byte {
			if v.texts.Index[row] == missing {
				return buf
			}
			return append(buf, quoted[v.texts.Index[row]]...)
		}
	case "BOOLEAN":
		return func(buf []byte, row int) []byte { return strconv.AppendBool(buf, v.flags[row]) }
	case "DATE":
		written := map[int32]string{}
		for _, d := range v.days {
			if _, ok := written[d]; !ok {
				written[d] = time.Unix(int64(d)*secondsADay, 0).UTC().Format(time.DateOnly)
			}
		}
		return func(buf []byte, row int) []byte { return append(buf, written[v.days[row]]...) }
	default:
		return func(buf []byte, row int) []byte {
			if math.IsNaN(v.numbers[row]) {
				return buf
			}
			return strconv.AppendFloat(buf, v.numbers[row], 'f', -1, 64)
		}
	}
}

func quoteCSV(s string) string {
	if !strings.ContainsAny(s, "\",\r\n") {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}

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
	if err != nil || z.Name != "" || z.Comment != "" || len(z.Extra) > 0 || z.ModTime.Unix() != 0 {
		return false, nil //nolint:nilerr // it is no file of ours
	}
	z.Multistream(false)
	same := &comparing{with: bufio.NewReaderSize(z, 1<<20)}
	err = writeAll(ctx, same, dir, id)
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

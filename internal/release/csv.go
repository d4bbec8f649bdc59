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
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"
)

// csvFile is the release's data as CSV in gzip: UTF-8, RFC 4180, one header row, ISO dates, true and false, empty for a missing value. The rows,
// their order and their columns are those of the data file, beside which it is written. Its header has neither name nor time, so the
// same cells make the same bytes.
type csvFile struct {
	path   string
	groups chan *rows
	broken chan struct{} // closed once nothing more can be written
	err    error         // why; set before broken is closed
}

func newCSVFile(path string) (*csvFile, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, writeFault(path, err)
	}
	c := &csvFile{path: path, groups: make(chan *rows), broken: make(chan struct{})}
	go func() {
		c.err = errors.Join(pack(f, c.groups), f.Close())
		close(c.broken)
	}()
	return c, nil
}

// pack packs groups of rows into a file as they come.
func pack(f *os.File, groups <-chan *rows) error {
	z, err := gzip.NewWriterLevel(f, gzip.BestSpeed)
	if err != nil {
		return err
	}
	z.ModTime = time.Unix(0, 0) // which is written as 0: none
	w := bufio.NewWriterSize(z, 1<<20)
	if err := writeHeader(w); err != nil {
		return err
	}
	for r := range groups {
		if err := r.writeCSV(w); err != nil {
			return err
		}
	}
	return errors.Join(w.Flush(), z.Close())
}

// write has rows written, which must not be touched again. That they could not be, where the disk is full, is told by the next call, or by close.
func (c *csvFile) write(r *rows) error {
	select {
	case c.groups <- r:
		return nil
	case <-c.broken:
		return writeFault(c.path, c.err)
	}
}

// close ends the file, whole or not.
func (c *csvFile) close() error {
	close(c.groups)
	<-c.broken
	if c.err != nil {
		return writeFault(c.path, c.err)
	}
	return nil
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
	fields := r.fields()
	var buf []byte
	for row := range r.n {
		buf = buf[:0]
		for _, field := range fields {
			buf = field(buf, row)
		}
		if _, err := w.Write(buf); err != nil {
			return err
		}
	}
	return nil
}

// fields append a row, each some of its columns. What all rows have alike, a third of the columns in most groups, is put together once.
func (r *rows) fields() []func(buf []byte, row int) []byte {
	var out []func([]byte, int) []byte
	var alike []byte
	for i := range columns {
		if i > 0 {
			alike = append(alike, ',')
		}
		v := &r.columns[i]
		if v.alike() {
			alike = v.field(columns[i].Type, "")(alike, 0)
			continue
		}
		out = append(out, v.field(columns[i].Type, string(alike)))
		alike = alike[:0]
	}
	end := string(alike) + "\r\n"
	return append(out, func(buf []byte, _ int) []byte { return append(buf, end...) })
}

// alike says that there are rows, and all have the same value.
func (v *values) alike() bool {
	number := func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) } // one that is missing is like another
	return alike(v.texts.Index, same) || alike(v.numbers, number) || alike(v.flags, same) || alike(v.days, same)
}

func same[T comparable](a, b T) bool { return a == b }

func alike[T any](list []T, same func(a, b T) bool) bool {
	return len(list) > 0 && !slices.ContainsFunc(list, func(x T) bool { return !same(x, list[0]) })
}

// field appends what comes before the column, and its value in a row. A text is quoted, and a day written, once however many rows have it.
func (v *values) field(kind, before string) func(buf []byte, row int) []byte {
	switch kind {
	case "VARCHAR":
		quoted := make([]string, len(v.texts.Values))
		for i, s := range v.texts.Values {
			quoted[i] = before + quoteCSV(s)
		}
		return func(buf []byte, row int) []byte {
			if v.texts.Index[row] == missing {
				return append(buf, before...)
			}
			return append(buf, quoted[v.texts.Index[row]]...)
		}
	case "BOOLEAN":
		return func(buf []byte, row int) []byte { return strconv.AppendBool(append(buf, before...), v.flags[row]) }
	case "DATE":
		return v.day(before)
	case "DOUBLE":
		return v.number(before, func(buf []byte, x float64) []byte { return strconv.AppendFloat(buf, x, 'f', -1, 64) })
	default:
		return v.number(before, func(buf []byte, x float64) []byte { return strconv.AppendInt(buf, int64(x), 10) })
	}
}

// day appends days. Rows of one period follow each other.
func (v *values) day(before string) func(buf []byte, row int) []byte {
	var last int32
	written := ""
	return func(buf []byte, row int) []byte {
		if d := v.days[row]; d != last || written == "" {
			last, written = d, before+time.Unix(int64(d)*secondsADay, 0).UTC().Format(time.DateOnly)
		}
		return append(buf, written...)
	}
}

// number appends numbers as they are written, and nothing for one that is missing.
func (v *values) number(before string, write func([]byte, float64) []byte) func(buf []byte, row int) []byte {
	return func(buf []byte, row int) []byte {
		buf = append(buf, before...)
		if x := v.numbers[row]; !math.IsNaN(x) {
			return write(buf, x)
		}
		return buf
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

// Package table opens what people keep rows in: folders and archives of files, and in them delimited text, gzipped or not, workbooks and
// Parquet. Whatever the packing, a file gives a header and rows of cells with the line each stands on. The package knows nothing of what
// the rows mean, and nothing it says of a file holds what stands in a cell.
package table

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/careduty/careduty/internal/duck"
	"golang.org/x/text/encoding"
)

// What ends the reading of a file for good. Each is one thing that can be wrong with it.
var (
	ErrQuote       = errors.New("a quotation mark is not closed")
	ErrTooLong     = errors.New("a row is too long")
	ErrEncoding    = errors.New("the text is not in its encoding")
	ErrWide        = errors.New("the text is UTF-16")
	ErrNul         = errors.New("the header holds NUL bytes")
	ErrReturns     = errors.New("lines end in carriage returns alone")
	ErrEmpty       = errors.New("the file is empty")
	ErrUnreadable  = errors.New("the file cannot be read")
	ErrEncrypted   = errors.New("the file is encrypted")
	ErrMethod      = errors.New("the file is packed by a method that is not read")
	ErrNoSheet     = errors.New("the workbook has no such sheet")
	ErrTooLarge    = errors.New("the workbook is too large")
	ErrDisguised   = errors.New("the file is of another format than its name says")
	ErrUnavailable = errors.New("what reads the file is not to be had")
)

// Form says how delimited text is written, and which sheet of a workbook is meant.
type Form struct {
	Encoding  encoding.Encoding // nil for UTF-8
	Delimiter byte              // 0 for a comma
	Sheets    []string          // the first of these that a workbook has; where it has none of them its first sheet
	Only      bool              // one of Sheets or nothing
}

// Rows is a file being read. Next gives the next row and the line it stands on (of Parquet its number from 1); cells are good until the
// next call. The first row is the header. At the end it gives io.EOF; any other error ends the reading too. Blank lines are left out.
type Rows interface {
	Next() ([][]byte, int, error)
	Close() error
}

// Serial says whether the file is a workbook, in which dates may be numbers of days and rows end with their last cell, and from which of
// their two beginnings the days are counted.
type Serial struct {
	Workbook bool
	From1904 bool
}

// Reader opens files. It is safe for concurrent use; the caller closes it.
type Reader struct {
	memoryMB int
	once     sync.Once
	db       *duck.DB
	failed   error
}

// NewReader makes one that may use so much memory for Parquet; 0 leaves it to the engine.
func NewReader(memoryMB int) *Reader { return &Reader{memoryMB: memoryMB} }

// Close lets go of what it holds.
func (r *Reader) Close() error {
	if r.db == nil {
		return nil
	}
	return r.db.Close()
}

// engine is the database that reads Parquet, made when it is first needed. Each file is read by one thread, so that rows keep their order.
func (r *Reader) engine(ctx context.Context) (*duck.DB, error) {
	r.once.Do(func() {
		r.db, r.failed = duck.Open(context.WithoutCancel(ctx), duck.Options{Threads: 1, MemoryMB: r.memoryMB})
		if r.failed == nil {
			r.failed = r.db.Exec(ctx, "SET preserve_insertion_order = true")
		}
	})
	if r.failed != nil {
		return nil, errors.Join(ErrUnavailable, r.failed)
	}
	return r.db, nil
}

// Open begins to read a file. Read is told how many of its bytes have been read since last; it may be nil.
func (r *Reader) Open(ctx context.Context, m Member, f Form, read func(int)) (Rows, Serial, error) {
	if read == nil {
		read = func(int) {}
	}
	if m.Refuses != nil {
		return nil, Serial{}, m.Refuses
	}
	switch FormatOf(m.Name) {
	case Text, Gzip:
		rows, err := openText(m, f, read)
		return rows, Serial{}, err
	case Workbook:
		return openWorkbook(m, f, read)
	case Parquet:
		rows, err := r.openParquet(ctx, m, read)
		return rows, Serial{}, err
	default:
		return nil, Serial{}, ErrUnreadable
	}
}

// Format is what a file is by the end of its name.
type Format string

// The formats that are read.
const (
	Text     Format = ".csv"
	Gzip     Format = ".csv.gz"
	Workbook Format = ".xlsx"
	Parquet  Format = ".parquet"
)

// FormatOf is the format of a file by its name; empty if it is none that is read.
func FormatOf(name string) Format {
	name = strings.ToLower(name)
	for _, f := range []Format{Gzip, Text, Workbook, Parquet} {
		if strings.HasSuffix(name, string(f)) {
			return f
		}
	}
	return ""
}

// ends are files that people send and that are not read, with what to do.
var ends = []struct{ end, why string }{
	{".ods", "is a workbook that is not read; save it as .xlsx"},
	{".xls", "is a workbook of the old form; save it as .xlsx"},
	{".xlsb", "is a binary workbook; save it as .xlsx"},
	{".xlsm", "is a workbook with macros; save it as .xlsx"},
	{".numbers", "is a workbook that is not read; save it as .xlsx"},
	{".tsv", "is text whose name says tabs; name it .csv and declare the delimiter"},
	{".txt", "is text; name it .csv and declare its delimiter if that is no comma"},
	{".psv", "is text whose name says bars; name it .csv and declare the delimiter"},
	{".json", "is JSON; save it as .csv"},
	{".jsonl", "is JSON; save it as .csv"},
	{".ndjson", "is JSON; save it as .csv"},
	{".xml", "is XML; save it as .csv"},
	{".7z", "is an archive that is not read; unpack it, or pack it as .zip"},
	{".rar", "is an archive that is not read; unpack it, or pack it as .zip"},
	{".tar", "is an archive that is not read; unpack it, or pack it as .zip"},
	{".tgz", "is an archive that is not read; unpack it, or pack it as .zip"},
	{".zip", "is an archive inside an archive inside an extract; unpack it"},
	{".gz", "is packed, and what is inside is not named .csv; name it .csv.gz"},
	{".bz2", "is packed by a method that is not read; use gzip or .zip"},
	{".zst", "is packed by a method that is not read; use gzip or .zip"},
	{".xz", "is packed by a method that is not read; use gzip or .zip"},
	{".feather", "is a table that is not read; write it as .parquet"},
	{".arrow", "is a table that is not read; write it as .parquet"},
	{".orc", "is a table that is not read; write it as .parquet"},
	{".avro", "is a table that is not read; write it as .parquet"},
	{".sav", "is an SPSS file; save it as .csv"},
	{".dta", "is a Stata file; save it as .csv"},
	{".sas7bdat", "is a SAS file; save it as .csv"},
	{".rds", "is an R file; write it as .csv or .parquet"},
	{".mdb", "is a database; export its tables as .csv"},
	{".accdb", "is a database; export its tables as .csv"},
	{".db", "is a database; export its tables as .csv"},
	{".sqlite", "is a database; export its tables as .csv"},
}

// WhyNot says of a file that is not read what it is and what to do, or nothing.
func WhyNot(name string) string {
	for _, e := range ends {
		if strings.HasSuffix(strings.ToLower(name), e.end) {
			return e.why
		}
	}
	return ""
}

// counted reads no more than a file said it held, and tells how far it is.
type counted struct {
	in   io.Reader
	left int64
	tell func(int)
}

// Read reads.
func (r *counted) Read(p []byte) (int, error) {
	n, err := r.in.Read(p)
	if r.left -= int64(n); r.left < 0 {
		return 0, fmt.Errorf("it is longer than it said: %w", ErrUnreadable)
	}
	r.tell(n)
	return n, err
}

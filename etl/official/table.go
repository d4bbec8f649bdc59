package official

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/careduty/careduty/internal/fault"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// largest is the size in bytes no unpacked source comes near: it stops a small packed file from filling the memory.
const largest = 256 << 20

// source is one file, unpacked, with the SHA-256 of its bytes: packed or not, it is the same source.
type source struct {
	name   string
	text   []byte
	digest string
	publication
}

// table is one table of a source as rows of text, each with the line it begins on.
type table struct {
	name  string
	rows  rowReader
	comma bool // a comma inside a number may be a decimal one: columns are parted by semicolons
}

// rowReader gives rows until io.EOF. A row is the reader's until the next one is asked for.
type rowReader interface {
	next() (row []string, line int, err error)
}

// formats are the endings of files that are read.
const formats = "Give a .csv, .csv.gz, .xlsx or .ods file."

func readable(name string) bool {
	for _, end := range []string{".csv", ".csv.gz", ".xlsx", ".ods"} {
		if strings.HasSuffix(strings.ToLower(name), end) {
			return true
		}
	}
	return false
}

// readSource reads a file whole.
func readSource(path string) (source, error) {
	if !readable(path) {
		return source{}, fault.New(fault.Refused, "Official statistics are read from CSV files and workbooks.", formats).At(path)
	}
	f, err := os.Open(path)
	if err != nil {
		return source{}, readFault(path, err)
	}
	defer f.Close()
	in := io.Reader(f)
	if strings.HasSuffix(strings.ToLower(path), ".gz") {
		if in, err = gzip.NewReader(f); err != nil {
			return source{}, readFault(path, err)
		}
	}
	return newSource(path, in)
}

func newSource(name string, in io.Reader) (source, error) {
	text, err := io.ReadAll(io.LimitReader(in, largest+1))
	if err != nil {
		return source{}, readFault(name, err)
	}
	if len(text) > largest {
		return source{}, fault.New(fault.Refused, "The file is far larger than any publication of official statistics.", formats).At(name)
	}
	sum := sha256.Sum256(text)
	return source{name: name, text: text, digest: hex.EncodeToString(sum[:])}, nil
}

func readFault(file string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fault.New(fault.NotFound, "There is no such file or folder.", "Check the path.").At(file).Because(err)
	case errors.Is(err, fs.ErrPermission):
		return fault.New(fault.Unavailable, "The file may not be read.", "Check its permissions.").At(file).Because(err)
	}
	return fault.New(fault.Refused, "The file is damaged, cut short or not what its name says.", "Fetch it again.").At(file).Because(err)
}

// tables are those of a source: one of a CSV file, one a sheet of a workbook.
func (s source) tables() ([]table, error) {
	switch name := strings.ToLower(strings.TrimSuffix(s.name, ".gz")); {
	case strings.HasSuffix(name, ".xlsx"):
		return xlsxTables(s)
	case strings.HasSuffix(name, ".ods"):
		return odsTables(s)
	}
	text, err := decode(s)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord, r.ReuseRecord, r.Comma = -1, true, separator(text)
	return []table{{name: s.name, rows: &csvRows{name: s.name, reader: r}, comma: r.Comma == ';'}}, nil
}

// separator is what parts the columns: of comma, semicolon and tab the one that stands most often in the rows in which a header is looked for.
func separator(text []byte) rune {
	end := 0
	for range searched {
		next := bytes.IndexByte(text[end:], '\n')
		if next < 0 {
			end = len(text)
			break
		}
		end += next + 1
	}
	best, most := ',', bytes.Count(text[:end], []byte(","))
	for _, r := range []rune{';', '\t'} {
		if n := bytes.Count(text[:end], []byte(string(r))); n > most {
			best, most = r, n
		}
	}
	return best
}

// decode gives the text in UTF-8. Files that are not in it are Windows-1252, as publishers' older ones are, or UTF-16 that says so.
func decode(s source) ([]byte, error) {
	text := bytes.TrimPrefix(s.text, []byte("\ufeff"))
	if bytes.HasPrefix(text, []byte("\xff\xfe")) || bytes.HasPrefix(text, []byte("\xfe\xff")) {
		if wide, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(text); err == nil {
			text = wide
		}
	}
	if bytes.IndexByte(text, 0) >= 0 {
		return nil, fault.New(fault.Refused, "The file is not text.", "Save it as CSV in UTF-8.").At(s.name)
	}
	if utf8.Valid(text) {
		return text, nil
	}
	text, err := charmap.Windows1252.NewDecoder().Bytes(text)
	if err != nil {
		return nil, fault.New(fault.Refused, "The file is not UTF-8 text.", "Save it as CSV in UTF-8.").At(s.name).Because(err)
	}
	return text, nil
}

type csvRows struct {
	name   string
	reader *csv.Reader
}

func (c *csvRows) next() ([]string, int, error) {
	row, err := c.reader.Read()
	var broken *csv.ParseError
	switch {
	case errors.As(err, &broken):
		return nil, 0, fault.New(fault.Refused, "The quotes of the row are not those of CSV.", "Fetch the file again; it may be cut short.").
			At(place(c.name, broken.StartLine))
	case err != nil:
		return nil, 0, err
	}
	line, _ := c.reader.FieldPos(0)
	return row, line, nil
}

// listRows are rows that are held already.
type listRows struct {
	rows  [][]string
	lines []int // of each row, where they do not follow each other
	at    int
}

func (l *listRows) next() ([]string, int, error) {
	if l.at == len(l.rows) {
		return nil, 0, io.EOF
	}
	l.at++
	if l.lines != nil {
		return l.rows[l.at-1], l.lines[l.at-1], nil
	}
	return l.rows[l.at-1], l.at, nil
}

// place is a line of a file in words.
func place(name string, line int) string { return fmt.Sprintf("%s, line %d", name, line) }

// base is a file's name without its folders.
func base(name string) string { return filepath.Base(name) }

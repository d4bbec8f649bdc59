package table

import (
	"archive/zip"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// maxWorkbook is the largest workbook read, unpacked: what it holds is in memory as long as it is open, and never on disk. It is more than
// a sheet of a million rows of ten cells takes.
const maxWorkbook = 1 << 30

// workbook is a sheet being read, each cell as it is stored: dates as numbers of days, numbers as written, formulas as what they came to.
type workbook struct {
	file *excelize.File
	rows *excelize.Rows
	row  int
	cell [][]byte
	some bool
}

func openWorkbook(m Member, f Form, read func(int)) (Rows, Serial, error) {
	in, err := m.unpacked()
	if err != nil {
		return nil, Serial{}, err
	}
	defer in.Close() //nolint:errcheck // it was only read
	if err := tooLarge(in, m); err != nil {
		return nil, Serial{}, err
	}
	if _, err := in.Seek(0, io.SeekStart); err != nil {
		return nil, Serial{}, ErrUnreadable
	}
	file, err := excelize.OpenReader(&counted{in: in, left: m.Size, tell: read},
		excelize.Options{RawCellValue: true, UnzipSizeLimit: maxWorkbook, UnzipXMLSizeLimit: maxWorkbook})
	switch {
	case errors.Is(err, excelize.ErrWorkbookPassword), errors.Is(err, excelize.ErrWorkbookFileFormat):
		return nil, Serial{}, unreadableWorkbook(err)
	case err != nil:
		return nil, Serial{}, ErrUnreadable
	}
	sheet, ok := sheetOf(file, f)
	if !ok {
		_ = file.Close()
		return nil, Serial{}, ErrNoSheet
	}
	rows, err := file.Rows(sheet)
	if err != nil {
		_ = file.Close()
		return nil, Serial{}, ErrUnreadable
	}
	serial := Serial{Workbook: true}
	if p, err := file.GetWorkbookProps(); err == nil && p.Date1904 != nil {
		serial.From1904 = *p.Date1904
	}
	return &workbook{file: file, rows: rows}, serial, nil
}

func unreadableWorkbook(err error) error {
	if errors.Is(err, excelize.ErrWorkbookPassword) {
		return ErrEncrypted
	}
	return ErrUnreadable
}

// tooLarge looks at how much a workbook says it unpacks to; one with a password is no archive at all.
func tooLarge(in io.ReaderAt, m Member) error {
	r, err := zip.NewReader(in, m.Size)
	if err != nil {
		start := make([]byte, 8)
		if n, _ := in.ReadAt(start, 0); n == 8 && string(start) == "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" {
			return ErrEncrypted // a compound file: an old workbook under a new name, or one with a password
		}
		return ErrUnreadable
	}
	var all uint64
	for _, f := range r.File {
		all += min(f.UncompressedSize64, maxWorkbook)
	}
	if all > maxWorkbook {
		return ErrTooLarge
	}
	return nil
}

// Sheets are the names of a workbook's sheets.
func Sheets(m Member) ([]string, error) {
	in, err := m.unpacked()
	if err != nil {
		return nil, err
	}
	defer in.Close() //nolint:errcheck // it was only read
	if err := tooLarge(in, m); err != nil {
		return nil, err
	}
	if _, err := in.Seek(0, io.SeekStart); err != nil {
		return nil, ErrUnreadable
	}
	file, err := excelize.OpenReader(in, excelize.Options{UnzipSizeLimit: maxWorkbook, UnzipXMLSizeLimit: maxWorkbook})
	if err != nil {
		return nil, unreadableWorkbook(err)
	}
	defer file.Close() //nolint:errcheck // it was only read
	return file.GetSheetList(), nil
}

func sheetOf(file *excelize.File, f Form) (string, bool) {
	list := file.GetSheetList()
	for _, want := range f.Sheets {
		i := slices.IndexFunc(list, func(have string) bool { return plain(have) == plain(want) })
		if i >= 0 {
			return list[i], true
		}
	}
	if len(list) == 0 || f.Only {
		return "", false
	}
	return list[0], true
}

// plain is a name without regard to case, and to what people write between its words.
func plain(name string) string {
	return strings.NewReplacer(" ", "_", "-", "_", "\u00a0", "_").Replace(strings.ToLower(strings.TrimSpace(name)))
}

// Next gives the next row that holds anything. It ends with its last cell that does.
func (w *workbook) Next() ([][]byte, int, error) {
	for w.rows.Next() {
		w.row++
		cells, err := w.rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return nil, w.row, ErrUnreadable
		}
		for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
			cells = cells[:len(cells)-1]
		}
		if len(cells) == 0 {
			continue
		}
		w.some = true
		w.cell = w.cell[:0]
		for _, c := range cells {
			w.cell = append(w.cell, []byte(c))
		}
		return w.cell, w.row, nil
	}
	switch {
	case w.rows.Error() != nil:
		return nil, w.row, ErrUnreadable
	case !w.some:
		return nil, 0, ErrEmpty
	default:
		return nil, w.row, io.EOF
	}
}

// Close lets go of the workbook.
func (w *workbook) Close() error {
	_ = w.rows.Close()
	return w.file.Close()
}

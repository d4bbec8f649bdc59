package format

import (
	"io"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/careduty/careduty/api/answer"
	"github.com/xuri/excelize/v2"
)

// XLSX is a workbook after the pattern of the Government Analysis Function: a cover, notes, and one table on a sheet of its own.
var XLSX = Format{
	Name: "xlsx", Media: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Extension: "xlsx",
	Accept: []string{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}, File: true,
}

const (
	coverSheet = "Cover"
	notesSheet = "Notes"
	tableSheet = "Table"
)

// newXLSX writes a workbook. It is put together on disk where it is large and written out when it is closed.
func newXLSX(w io.Writer, columns []answer.Column, about answer.Label) (encoder, error) {
	b := &workbook{file: excelize.NewFile()}
	e := &xlsxEncoder{w: w, columns: columns, book: b, at: 4}
	words := make([][2]string, len(columns))
	names := make([]any, len(columns))
	for i, c := range columns {
		words[i] = [2]string{c.Name, c.Words}
	}
	b.cover(about)
	b.notes(about, words)
	b.open(about.Title, len(columns))
	for i, c := range columns {
		names[i] = excelize.Cell{StyleID: b.bold, Value: c.Name}
	}
	b.do(func() error { return b.table.SetRow("A3", names) })
	return e, b.err
}

// workbook is the making of a file; the first fault ends it.
type workbook struct {
	file       *excelize.File
	table      *excelize.StreamWriter
	bold, date int
	err        error
}

func (b *workbook) do(step func() error) {
	if b.err == nil {
		b.err = step()
	}
}

func (b *workbook) lines(sheet string, lines [][]any) {
	for i, line := range lines {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		b.do(func() error { return b.file.SetSheetRow(sheet, cell, &line) })
	}
	b.do(func() error { return b.file.SetColWidth(sheet, "A", "A", 30) })
	b.do(func() error { return b.file.SetColWidth(sheet, "B", "B", 90) })
	b.do(func() error { return b.file.SetCellStyle(sheet, "A1", "A1", b.bold) })
}

func (b *workbook) cover(about answer.Label) {
	b.do(func() (err error) {
		b.bold, err = b.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
		return err
	})
	format := "yyyy-mm-dd"
	b.do(func() (err error) { b.date, err = b.file.NewStyle(&excelize.Style{CustomNumFmt: &format}); return err })
	b.do(func() error { return b.file.SetSheetName("Sheet1", coverSheet) })
	lines := [][]any{{about.Title}, {"This workbook has three sheets: this cover, notes, and one table."}}
	for _, k := range slices.Sorted(maps.Keys(about.Facts)) {
		if strings.HasPrefix(k, answer.Definitional) {
			continue // for programs: no cell holds so much text
		}
		lines = append(lines, []any{k, about.Facts[k]})
	}
	b.lines(coverSheet, lines)
}

func (b *workbook) notes(about answer.Label, columns [][2]string) {
	b.do(func() error { _, err := b.file.NewSheet(notesSheet); return err })
	lines := [][]any{{"Notes"}, {"An empty cell is a missing value; the column status says why."}}
	for _, n := range about.Notes {
		lines = append(lines, []any{n})
	}
	if len(about.Terms) > 0 {
		lines = append(lines, []any{"Measure", "Definition"})
	}
	for _, t := range about.Terms {
		lines = append(lines, []any{t[0], t[1]})
	}
	lines = append(lines, []any{"Column", "Meaning"})
	for _, c := range columns {
		lines = append(lines, []any{c[0], c[1]})
	}
	b.lines(notesSheet, lines)
}

func (b *workbook) open(title string, columns int) {
	b.do(func() error { _, err := b.file.NewSheet(tableSheet); return err })
	b.do(func() (err error) { b.table, err = b.file.NewStreamWriter(tableSheet); return err })
	b.do(func() error { return b.table.SetColWidth(1, max(columns, 1), 16) })
	b.do(func() error { return b.table.SetRow("A1", []any{excelize.Cell{StyleID: b.bold, Value: title}}) })
	b.do(func() error {
		return b.table.SetRow("A2", []any{"One table, its header in row 3. The columns are explained on the sheet Notes."})
	})
}

type xlsxEncoder struct {
	w       io.Writer
	columns []answer.Column
	book    *workbook
	at      int // the next row
}

func (e *xlsxEncoder) chunk(c answer.Chunk) error {
	values := make([]any, len(e.columns))
	for r := range c.Rows {
		for i := range e.columns {
			values[i] = e.value(e.columns[i].Kind, &c.Columns[i], r)
		}
		cell, err := excelize.CoordinatesToCellName(1, e.at)
		if err != nil {
			return err
		}
		e.at++
		if err := e.book.table.SetRow(cell, values); err != nil {
			return err
		}
	}
	return nil
}

func (e *xlsxEncoder) value(k answer.Kind, v *answer.Vector, row int) any {
	switch k {
	case answer.Text:
		if s := v.Texts.At(row); s != "" {
			return s
		}
	case answer.Whole:
		if x := v.Numbers[row]; !math.IsNaN(x) {
			return int64(x)
		}
	case answer.Number:
		if x := v.Numbers[row]; !math.IsNaN(x) {
			return x
		}
	case answer.Flag:
		return v.Flags[row]
	case answer.Date:
		if d := v.Days[row]; d != answer.NoDay {
			return excelize.Cell{StyleID: e.book.date, Value: dayOf(d)}
		}
	}
	return nil
}

func (e *xlsxEncoder) close() error {
	b := e.book
	last, err := excelize.CoordinatesToCellName(len(e.columns), max(e.at-1, 4))
	if err != nil {
		return err
	}
	b.do(func() error {
		return b.table.AddTable(&excelize.Table{Range: "A3:" + last, Name: "figures", StyleName: "TableStyleLight1"})
	})
	b.do(b.table.Flush)
	b.do(func() error { return b.file.Write(e.w) })
	b.do(b.file.Close)
	return b.err
}

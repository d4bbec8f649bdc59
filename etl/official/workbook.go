package official

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// xlsxTables reads every sheet of a workbook, with numbers as they are stored and not as they are shown.
func xlsxTables(s source) ([]table, error) {
	f, err := excelize.OpenReader(bytes.NewReader(s.text), excelize.Options{RawCellValue: true, UnzipSizeLimit: largest, UnzipXMLSizeLimit: largest})
	if err != nil {
		return nil, readFault(s.name, err)
	}
	defer f.Close() //nolint:errcheck // nothing was written
	var out []table
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			return nil, readFault(s.name, err)
		}
		out = append(out, table{name: s.name + ", sheet " + sheet, rows: squared(&listRows{rows: rows})})
	}
	return out, nil
}

// squared fills every row up to the widest: workbooks leave empty cells at a row's end away.
func squared(l *listRows) *listRows {
	width := 0
	for _, row := range l.rows {
		width = max(width, len(row))
	}
	for i, row := range l.rows {
		if len(row) < width {
			l.rows[i] = append(slices.Clip(row), make([]string, width-len(row))...)
		}
	}
	return l
}

// Bounds of a sheet: what is repeated beyond them is padding to the sheet's edge.
const (
	widest  = 1_000
	longest = 200_000
)

// odsTables reads every sheet of an OpenDocument workbook, each cell as the text that is shown. No library for the format is kept up
// (docs/adr/0041-open-document-by-hand.md), and no more than content.xml is needed.
func odsTables(s source) ([]table, error) {
	z, err := zip.NewReader(bytes.NewReader(s.text), int64(len(s.text)))
	if err != nil {
		return nil, readFault(s.name, err)
	}
	content, err := z.Open("content.xml")
	if err != nil {
		return nil, readFault(s.name, err)
	}
	defer content.Close()
	return readODS(s.name, content)
}

// readODS reads the sheets of a content.xml.
func readODS(name string, content io.Reader) ([]table, error) {
	o := &ods{name: name, xml: xml.NewDecoder(io.LimitReader(content, largest))}
	for {
		token, err := o.xml.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = o.take(token)
		}
		if err != nil {
			return nil, readFault(name, err)
		}
	}
	for _, t := range o.tables {
		if l, ok := t.rows.(*listRows); ok {
			squared(l)
		}
	}
	return o.tables, nil
}

// ods follows content.xml from tag to tag.
type ods struct {
	name   string
	xml    *xml.Decoder
	tables []table

	sheet  *listRows
	line   int
	row    []string
	repeat int // times the row stands
	cell   strings.Builder
	spread int // times the cell stands
	inText int // open paragraphs of the cell
	begun  bool
}

func (o *ods) take(token xml.Token) error {
	switch t := token.(type) {
	case xml.StartElement:
		return o.open(t)
	case xml.EndElement:
		o.close(t.Name.Local)
	case xml.CharData:
		if o.inText > 0 {
			o.cell.Write(t)
		}
	}
	return nil
}

func (o *ods) open(t xml.StartElement) error {
	switch t.Name.Local {
	case "table":
		o.sheet, o.line = &listRows{}, 0
		o.tables = append(o.tables, table{name: o.name + ", sheet " + attribute(t, "name"), rows: o.sheet})
	case "table-row":
		o.row, o.repeat = nil, repeated(t, "number-rows-repeated")
	case "table-cell", "covered-table-cell":
		o.cell.Reset()
		o.spread, o.begun = repeated(t, "number-columns-repeated"), false
	case "annotation": // a remark on a cell is none of its text
		return o.xml.Skip()
	case "p":
		if o.begun && o.inText == 0 {
			o.cell.WriteByte(' ')
		}
		o.inText++
		o.begun = true
	case "s":
		if o.inText > 0 {
			o.cell.WriteByte(' ')
		}
	}
	return nil
}

func (o *ods) close(name string) {
	switch name {
	case "p":
		o.inText--
	case "table-cell", "covered-table-cell":
		for range min(o.spread, widest-len(o.row)) {
			o.row = append(o.row, o.cell.String())
		}
	case "table-row":
		for len(o.row) > 0 && o.row[len(o.row)-1] == "" {
			o.row = o.row[:len(o.row)-1]
		}
		if o.sheet != nil && len(o.row) > 0 && len(o.sheet.rows) < longest {
			for i := range min(o.repeat, longest-len(o.sheet.rows)) {
				o.sheet.rows = append(o.sheet.rows, o.row)
				o.sheet.lines = append(o.sheet.lines, o.line+i+1)
			}
		}
		o.line += o.repeat
	}
}

func attribute(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func repeated(t xml.StartElement, name string) int {
	if n, err := strconv.Atoi(attribute(t, name)); err == nil && n > 0 {
		return n
	}
	return 1
}

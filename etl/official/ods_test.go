package official_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// ods is a workbook of one sheet in the shape LibreOffice writes.
func ods(t *testing.T, rows [][]string) []byte {
	t.Helper()
	var content strings.Builder
	content.WriteString(`<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="Table_1">`)
	for _, row := range rows {
		content.WriteString("<table:table-row>")
		for _, cell := range row {
			if cell == "" {
				content.WriteString("<table:table-cell/>")
				continue
			}
			content.WriteString(`<table:table-cell office:value-type="string"><text:p>`)
			if err := xml.EscapeText(&content, []byte(cell)); err != nil {
				t.Fatal(err)
			}
			content.WriteString("</text:p></table:table-cell>")
		}
		content.WriteString(`<table:table-cell table:number-columns-repeated="1000"/></table:table-row>`)
	}
	content.WriteString(`<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>`)
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	w, err := z.Create("content.xml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(content.String())); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// xlsx is a workbook of one sheet; numbers are stored as numbers.
func xlsx(t *testing.T, rows [][]string) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close() //nolint:errcheck // nothing to lose
	for i, row := range rows {
		for j, text := range row {
			at, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err != nil {
				t.Fatal(err)
			}
			var v any = text
			var n float64
			if _, err := fmt.Sscanf(text, "%g", &n); err == nil && fmt.Sprint(n) == text {
				v = n
			}
			if err := f.SetCellValue("Sheet1", at, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	var out bytes.Buffer
	if _, err := f.WriteTo(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func csvRows(t *testing.T, text string) [][]string {
	t.Helper()
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

package api_test

import (
	"bytes"
	gocmp "cmp"
	"encoding/csv"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// read is a file of any format as CSV has it: a header and rows of text.
func read(t testing.TB, format string, text []byte) [][]string {
	t.Helper()
	var out [][]string
	var err error
	switch format {
	case "csv":
		out, err = csv.NewReader(bytes.NewReader(text)).ReadAll()
	case "arrow":
		out, err = readArrow(text)
	case "parquet":
		out, err = readParquet(t, text)
	case "xlsx":
		out, err = readXLSX(text)
	}
	if err != nil {
		t.Fatalf("not %s: %v: %.300s", format, err, text)
	}
	return out
}

func readArrow(text []byte) ([][]string, error) {
	r, err := ipc.NewReader(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	defer r.Release()
	out := [][]string{fieldNames(r.Schema())}
	for r.Next() {
		out = append(out, batchRows(r.RecordBatch())...)
	}
	return out, r.Err()
}

func readParquet(t testing.TB, text []byte) ([][]string, error) {
	f, err := file.NewParquetReader(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	r, err := pqarrow.NewFileReader(f, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		return nil, err
	}
	table, err := r.ReadTable(t.Context())
	if err != nil {
		return nil, err
	}
	defer table.Release()
	out := [][]string{fieldNames(table.Schema())}
	batches := array.NewTableReader(table, 0)
	defer batches.Release()
	for batches.Next() {
		out = append(out, batchRows(batches.RecordBatch())...)
	}
	return out, nil
}

func fieldNames(s *arrow.Schema) []string {
	var out []string
	for _, f := range s.Fields() {
		out = append(out, f.Name)
	}
	return out
}

func batchRows(b arrow.RecordBatch) [][]string {
	out := make([][]string, b.NumRows())
	for i := range out {
		for _, c := range b.Columns() {
			out[i] = append(out[i], cellText(c, i))
		}
	}
	return out
}

func cellText(c arrow.Array, i int) string {
	if c.IsNull(i) {
		return ""
	}
	switch c := c.(type) {
	case *array.String:
		return c.Value(i)
	case *array.Int64:
		return strconv.FormatInt(c.Value(i), 10)
	case *array.Float64:
		return strconv.FormatFloat(c.Value(i), 'f', -1, 64)
	case *array.Boolean:
		return strconv.FormatBool(c.Value(i))
	case *array.Date32:
		return c.Value(i).ToTime().Format(time.DateOnly)
	}
	return fmt.Sprintf("a column of type %s", c.DataType())
}

func readXLSX(text []byte) ([][]string, error) {
	f, err := excelize.OpenReader(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	rows, err := f.GetRows("Table", excelize.Options{RawCellValue: false})
	if err != nil || len(rows) < 3 {
		return nil, fmt.Errorf("%d rows: %w", len(rows), err)
	}
	rows = rows[2:]
	for i := range rows { // cells at the end that are empty are left out
		for len(rows[i]) < len(rows[0]) {
			rows[i] = append(rows[i], "")
		}
		for k, text := range rows[i] { // as a workbook has them
			rows[i][k] = gocmp.Or(map[string]string{"TRUE": "true", "FALSE": "false"}[text], text)
		}
	}
	return rows, f.Close()
}

// Every route gives the same rows in every format, and the same bytes each time it makes them; each format is described, and says beside its
// rows what it should.
func TestEveryFormatHasTheSameRows(t *testing.T) {
	_, router := description(t)
	for _, c := range golden {
		if c.name == "release" {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			target := strings.NewReplacer("?limit=4", "", "&limit=4", "").Replace(c.target)
			want := read(t, "csv", []byte(body(t, get(t, handler(t), with(target, "format=csv")))))
			for _, format := range []string{"parquet", "arrow", "xlsx"} {
				r := get(t, handler(t), with(target, "format="+format))
				text := body(t, r)
				if r.StatusCode != http.StatusOK {
					t.Fatalf("%s: %d %s", format, r.StatusCode, text)
				}
				if diff := cmp.Diff(want, read(t, format, []byte(text))); diff != "" {
					t.Errorf("%s (-csv +%s):\n%s", format, format, diff)
				}
				goldenBesideRows(t, c.name, format, []byte(text))
				described(t, router, target, r)
				if again := body(t, get(t, handler(t), with(target, "format="+format))); again != text {
					t.Errorf("%s: the same answer has other bytes the second time", format)
				}
				if !strings.HasPrefix(c.name, "about") && !strings.Contains(r.Header.Get("Content-Disposition"), "-"+current+".") {
					t.Errorf("%s: file name %q", format, r.Header.Get("Content-Disposition"))
				}
			}
		})
	}
}

func TestFilesSayWhatTheyAre(t *testing.T) {
	h := handler(t)
	text := body(t, get(t, h, league+"?format=arrow"))
	r, err := ipc.NewReader(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	meta := r.Schema().Metadata()
	for key, want := range map[string]string{
		"release": current, "licence": "Open Government Licence v3.0", "definition overdue_reviews": `"low_is_good"`, "title": "Made-up data: ", "notes": "no person",
	} {
		if got, ok := meta.GetValue(key); !ok || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q in it", key, got, want)
		}
	}
	f, err := excelize.OpenReader(strings.NewReader(body(t, get(t, h, league+"?format=xlsx"))))
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(f.GetSheetList(), " "); got != "Cover Notes Table" {
		t.Errorf("sheets %s", got)
	}
	if title, err := f.GetCellValue("Cover", "A1"); err != nil || !strings.HasPrefix(title, "Made-up data") {
		t.Errorf("cover says %q (%v)", title, err)
	}
}

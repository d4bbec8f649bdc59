package api_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	"github.com/xuri/excelize/v2"
)

// goldenBesideRows keeps as text what a file no eye can read says beside its rows: columns with their types and words, what the file is, and
// the sheets round a table. Arrow and Parquet say the same.
func goldenBesideRows(t *testing.T, name, format string, text []byte) {
	t.Helper()
	switch format {
	case "arrow":
		compare(t, name+".arrow.txt", schemaOf(t, text))
	case "parquet":
		compare(t, name+".arrow.txt", parquetSchemaOf(t, text))
	case "xlsx":
		compare(t, name+".xlsx.txt", sheets(t, text))
	}
}

// The answers that are no rows.
func TestGoldenOfTheRest(t *testing.T) {
	h := handler(t)
	for name, target := range map[string]string{
		"releases.atom": "/v1/releases.atom", "area_changes.atom": "/v1/areas/E08000035/changes.atom", "report_changes.atom": "/v1/reports/overdue_reviews/changes.atom", "catalog.jsonld": "/v1/catalog.jsonld", "live.json": "/health/live", "ready.json": "/health/ready",
		"file_manifest.json": "/v1/releases/" + current + "/files/manifest.json", "file_latest.html": "/v1/releases/latest/files/cells.csv.gz",
		"problem.json": league + "?levle=region&period=2025-27",
	} {
		r := get(t, h, target, "X-Request-Id", "of-the-test")
		compare(t, name, fmt.Sprintf("%d %s\n%s", r.StatusCode, r.Header.Get("Content-Type"), cut(body(t, r))))
	}
}

func schemaOf(t *testing.T, text []byte) string {
	t.Helper()
	r, err := ipc.NewReader(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("%v: %.300s", err, text)
	}
	defer r.Release()
	return strings.ReplaceAll(written(r.Schema()), "format=arrow", "format=…")
}

func parquetSchemaOf(t *testing.T, text []byte) string {
	t.Helper()
	f, err := file.NewParquetReader(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("%v: %.300s", err, text)
	}
	r, err := pqarrow.NewFileReader(f, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		t.Fatal(err)
	}
	s, err := r.Schema()
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(written(s), "format=parquet", "format=…")
}

// written is a schema in lines, without what a format adds of its own.
func written(s *arrow.Schema) string {
	var b strings.Builder
	for _, f := range s.Fields() {
		words, _ := f.Metadata.GetValue("description")
		fmt.Fprintf(&b, "%s %s: %s\n", f.Name, f.Type, words)
	}
	b.WriteString("\n")
	meta := s.Metadata()
	for i, key := range meta.Keys() {
		value := strings.ReplaceAll(meta.Values()[i], "\n", "\n  ")
		if strings.HasPrefix(key, "definition ") && len(value) > 100 {
			value = value[:100] + "…"
		}
		fmt.Fprintf(&b, "%s: %s\n", key, value)
	}
	return b.String()
}

// sheets is a workbook's cover and notes, and the head of its table.
func sheets(t *testing.T, text []byte) string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("%v: %.300s", err, text)
	}
	defer f.Close()
	var b strings.Builder
	for _, sheet := range f.GetSheetList() {
		fmt.Fprintf(&b, "== %s\n", sheet)
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		if sheet == "Table" {
			rows = rows[:3]
		}
		for _, row := range rows {
			b.WriteString(strings.Join(row, " | ") + "\n")
		}
	}
	tables, err := f.GetTables("Table")
	if err != nil || len(tables) != 1 {
		t.Errorf("%d tables: %v", len(tables), err)
	}
	return b.String()
}

// Every route has golden answers.
func TestEveryRouteHasAGoldenAnswer(t *testing.T) {
	doc, router := description(t)
	seen := map[string]bool{"/v1/areas/{area}/changes.atom": true, "/v1/reports/{measure}/changes.atom": true, "/health/live": true, "/health/ready": true, "/v1/releases.atom": true, "/v1/catalog.jsonld": true, "/v1/releases/{release}/files/{name}": true}
	for _, c := range golden {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.target, nil)
		if err != nil {
			t.Fatal(err)
		}
		if route, _, err := router.FindRoute(r); err == nil {
			seen[route.Path] = true
		}
	}
	for _, path := range doc.Paths.InMatchingOrder() {
		if strings.HasPrefix(path, "/v1/") && path != "/v1/openapi.json" && !seen[path] { // which a test holds to its source; pages have their own tests
			t.Errorf("%s has no golden answer", path)
		}
	}
}

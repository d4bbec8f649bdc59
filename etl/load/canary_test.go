package load_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/careduty/careduty/etl/load"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/warehouse"
	"github.com/careduty/careduty/schemas"
)

// TestCanaryInEveryPosition plants a word in every field of every kind, a row each, and in every position of every header, an extract each, and
// searches all that is said, written and kept for it.
func TestCanaryInEveryPosition(t *testing.T) {
	dir := t.TempDir()
	councils := area.Of(area.Council)
	next := 0
	declare := func(kinds string) string {
		folder := filepath.Join(dir, fmt.Sprintf("x%03d", next))
		write(t, filepath.Join(folder, "extract.json"), []byte(strings.NewReplacer("E08000035", councils[next].Code, `["people"]`, kinds).Replace(declared)))
		write(t, filepath.Join(folder, "people.csv"), []byte("person_ref\nP1\n"))
		next++
		return folder
	}
	for _, k := range schemas.Kinds() {
		kinds := `["people", "` + k.Name + `"]`
		if k.Name == "people" {
			kinds = `["people"]`
		}
		names := make([]string, len(k.Fields))
		for i, f := range k.Fields {
			names[i] = f.Name
		}
		folder := declare(kinds)
		var rows strings.Builder
		rows.WriteString(strings.Join(names, ",") + "\n")
		for i := range k.Fields {
			cells := goodRow(k, i)
			cells[i] = canary
			rows.WriteString(strings.Join(cells, ",") + "\n")
		}
		write(t, filepath.Join(folder, k.Name+".csv"), []byte(rows.String()))
		for i := 0; i < len(names) && next < len(councils)-8; i += 1 + len(names)/12 {
			folder := declare(kinds)
			header := append([]string(nil), names...)
			header[i] = canary
			write(t, filepath.Join(folder, k.Name+".csv"), []byte(strings.Join(header, ",")+"\n"+strings.Join(goodRow(k, 1), ",")+"\n"))
		}
		folder = declare(kinds)
		cells := goodRow(k, 1)
		cells[len(cells)-1] = canary
		write(t, filepath.Join(folder, k.Name+".csv"), []byte(strings.Join(cells, ",")+"\n"))
	}
	path := filepath.Join(t.TempDir(), "w.duckdb")
	report, err := load.Load(t.Context(), load.Options{Warehouse: path, Paths: []string{dir}, MaxRejects: 100})
	var said bytes.Buffer
	if failed := errors.Join(report.WriteCSV(&said), report.WriteJSON(&said)); failed != nil {
		t.Fatal(failed)
	}
	fmt.Fprintf(&said, "%v %+v %s", err, report, strings.Join(report.Summary(), "\n"))
	if n := len(report.Extracts); n != next {
		t.Fatalf("%d extracts of %d", n, next)
	}
	if strings.Contains(strings.ToLower(said.String()), strings.ToLower(canary)) {
		i := strings.Index(strings.ToLower(said.String()), strings.ToLower(canary))
		t.Errorf("what is said holds it, after %q", said.String()[max(0, i-80):i])
	}
	for _, file := range []string{path, path + ".wal", warehouse.KeyPath(path)} {
		if text, err := os.ReadFile(file); err == nil && bytes.Contains(bytes.ToLower(text), bytes.ToLower([]byte(canary))) {
			t.Errorf("%s holds it", filepath.Base(file))
		}
	}
}

// goodRow is a row of a kind that can be loaded, with a reference of its own.
func goodRow(k schemas.Kind, n int) []string {
	cells := make([]string, len(k.Fields))
	for i, f := range k.Fields {
		switch {
		case f.Name == "person_ref":
			cells[i] = "P1"
		case f.Name == k.Key:
			cells[i] = fmt.Sprintf("R%d", n)
		case !f.Required:
		case f.Type == schemas.Ref:
			cells[i] = "L1"
		case f.Type == schemas.Date:
			cells[i] = "2025-01-31"
		case len(f.Codes) > 0:
			cells[i] = f.Codes[0]
		default:
			cells[i] = "1"
		}
	}
	return cells
}

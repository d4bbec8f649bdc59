package check

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/careduty/careduty/etl/load"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/schemas"
	"github.com/xuri/excelize/v2"
)

const canary = "Zzkestrel"

// planted makes extracts, each of a council of its own, in a folder.
type planted struct {
	t    *testing.T
	dir  string
	next int
}

func (p *planted) extract(kind string, extra map[string]any) string {
	p.t.Helper()
	dir := filepath.Join(p.dir, fmt.Sprintf("x%03d", p.next))
	about := map[string]any{
		"specification": schemas.Specification, "council": area.Of(area.Council)[p.next].Code, "from": "2020-04-01", "to": "2026-03-31",
		"produced_on": "2026-04-14", "synthetic": true,
	}
	p.next++
	name, kinds := "extract.json", []string{"people"}
	if kind != "people" {
		kinds = append(kinds, kind)
	}
	if extra == nil {
		about["kinds"] = kinds
		extra = about
	} else {
		name, extra["extract"] = "mapping.json", about
	}
	text, err := json.Marshal(extra)
	if err == nil {
		err = os.MkdirAll(dir, 0o700)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name), text, 0o600)
	}
	if err != nil {
		p.t.Fatal(err)
	}
	return dir
}

// rows are a row for each field, in which the canary stands for it; the header may have it too.
func rows(k schemas.Kind, header int) [][]string {
	names := make([]string, len(k.Fields))
	for i, f := range k.Fields {
		names[i] = f.Name
	}
	out := [][]string{names}
	for i := range k.Fields {
		cells := make([]string, len(names))
		for j, f := range k.Fields {
			switch {
			case i == j:
				cells[j] = canary
			case f.Name == k.Key:
				cells[j] = fmt.Sprintf("R%d", i)
			case f.Name == "person_ref":
				cells[j] = "R1"
			}
		}
		out = append(out, cells)
	}
	if header >= 0 {
		out[0] = append([]string(nil), names...)
		out[0][header] = canary
	}
	return out
}

func book(t *testing.T, path string, rows [][]string) {
	t.Helper()
	f := excelize.NewFile()
	for i, r := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &r); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
}

func parquet(t *testing.T, path string, rows [][]string) {
	t.Helper()
	db, err := duck.Open(t.Context(), duck.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // nothing is kept in it
	list := make([]string, len(rows)-1)
	for i, r := range rows[1:] {
		list[i] = "(" + duck.List(r) + ")"
	}
	names := make([]string, len(rows[0]))
	for i, n := range rows[0] {
		names[i] = duck.Name(n)
	}
	sql := "COPY (SELECT * FROM (VALUES " + strings.Join(list, ", ") + ") AS v(" + strings.Join(names, ", ") + ")) TO " + duck.Quote(path) + " (FORMAT parquet)"
	if err := db.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

// Names, numbers and notes planted in every field and every position of a header, in workbooks, in Parquet and under a mapping, get into
// nothing that is written or said.
func TestCanariesInEveryForm(t *testing.T) {
	p := &planted{t: t, dir: t.TempDir()}
	people := []byte("person_ref\nR1\n")
	for _, k := range schemas.Kinds() {
		for _, form := range []struct {
			end  string
			make func(*testing.T, string, [][]string)
		}{{".xlsx", book}, {".parquet", parquet}} {
			dir := p.extract(k.Name, nil)
			if k.Name != "people" {
				if err := os.WriteFile(filepath.Join(dir, "people.csv"), people, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			form.make(t, filepath.Join(dir, k.Name+form.end), rows(k, -1))
		}
	}
	kind, _ := schemas.KindOf("people")
	for i := range kind.Fields {
		book(t, filepath.Join(p.extract("people", nil), "people.xlsx"), rows(kind, i))
		parquet(t, filepath.Join(p.extract("people", nil), "people.parquet"), rows(kind, i))
	}
	mapped(t, p, kind)

	w := filepath.Join(t.TempDir(), "w.duckdb")
	loaded, err := load.Load(t.Context(), load.Options{Warehouse: w, Paths: []string{p.dir}, MaxRejects: 100})
	if len(loaded.Extracts) != p.next {
		t.Fatalf("%d extracts of %d (%v)", len(loaded.Extracts), p.next, err)
	}
	taken, emptied := 0, 0
	for _, x := range loaded.Extracts {
		if x.Status == load.Loaded {
			taken++
		}
		for _, f := range x.Findings {
			if strings.HasPrefix(f.Rule, "emptied_") {
				emptied++
			}
		}
	}
	if taken < 10 || emptied < 20 {
		t.Errorf("%d extracts are loaded, %d fields emptied: the canaries were not read", taken, emptied)
	}
	said := allSaid(t, w, loaded, err)
	if i := strings.Index(said, strings.ToLower(canary)); i >= 0 {
		t.Errorf("it holds the canary, after %q", said[max(0, i-80):i])
	}
}

// allSaid is all that a load says, and all that it leaves beside and in the warehouse, in lower case.
func allSaid(t *testing.T, w string, loaded load.Report, failed error) string {
	t.Helper()
	var said bytes.Buffer
	_ = loaded.WriteCSV(&said)
	_ = loaded.WriteJSON(&said)
	fmt.Fprintf(&said, "%v %+v %s", failed, loaded, strings.Join(loaded.Summary(), "\n"))
	reports, err := Loaded(t.Context(), w, loaded, 0)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range reports {
		if err := r.Write(filepath.Join(w+".reports", fmt.Sprint(i))); err != nil {
			t.Fatal(err)
		}
		said.WriteString(strings.Join(r.Summary(), "\n"))
	}
	_ = filepath.WalkDir(filepath.Dir(w), func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			text, _ := os.ReadFile(path)
			said.Write(text)
		}
		return err
	})
	return strings.ToLower(said.String())
}

// mapped plants canaries under a mapping: in the cells of columns it names, in codes it lists, and in columns it does not name.
func mapped(t *testing.T, p *planted, kind schemas.Kind) {
	t.Helper()
	fields, names := map[string]any{}, make([]string, len(kind.Fields))
	for i, f := range kind.Fields {
		names[i] = fmt.Sprintf("Own %d", i)
		one := map[string]any{"column": names[i]}
		if len(f.Codes) > 0 {
			one["codes"] = map[string]any{canary + " too": f.Codes[0]}
		}
		fields[f.Name] = one
	}
	dir := p.extract("people", map[string]any{
		"specification": "careduty-mapping/1", "kinds": map[string]any{"people": map[string]any{"file": "own.csv", "fields": fields}},
	})
	text := strings.Join(names, ",") + "," + canary + " name\n"
	for _, r := range rows(kind, -1)[1:] {
		text += strings.Join(r, ",") + "," + canary + "\n"
	}
	if err := os.WriteFile(filepath.Join(dir, "own.csv"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

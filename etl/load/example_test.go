package load_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/careduty/careduty/etl/load"
)

// TestExampleOfTheDocumentIsAccepted loads the made-up export of docs/sending-data.md by the mapping printed there, and finds nothing wrong.
func TestExampleOfTheDocumentIsAccepted(t *testing.T) {
	mapping, err := os.ReadFile("example/mapping.json")
	if err != nil {
		t.Fatal(err)
	}
	document, err := os.ReadFile("../../docs/sending-data.md")
	if err != nil {
		t.Fatal(err)
	}
	reviews, err := os.ReadFile("example/reviews.csv")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{string(mapping), string(reviews)} {
		if !strings.Contains(string(document), text) {
			t.Error("docs/sending-data.md does not show what example holds")
		}
	}
	dir := filepath.Join(t.TempDir(), "example")
	write(t, filepath.Join(dir, "mapping.json"), mapping)
	write(t, filepath.Join(dir, "reviews.csv"), reviews)
	sheets := map[string][][]any{}
	for _, name := range []string{"Clients", "Services"} {
		sheets[name] = tableOf(t, string(document), name)
	}
	write(t, filepath.Join(dir, "export.xlsx"), book(t, nil, sheets))
	exampleComesTo(t, load.Options{Paths: []string{dir}})
	elsewhere := filepath.Join(t.TempDir(), "ours.json")
	if err := os.Rename(filepath.Join(dir, "mapping.json"), elsewhere); err != nil {
		t.Fatal(err)
	}
	exampleComesTo(t, load.Options{Paths: []string{dir}, Mapping: elsewhere})
}

// exampleComesTo loads the example and compares its records.
func exampleComesTo(t *testing.T, o load.Options) {
	t.Helper()
	w := filepath.Join(t.TempDir(), "w.duckdb")
	o.Warehouse = w
	report, err := load.Load(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Extracts[0].Findings {
		if f.Rule != "column_skipped" {
			t.Errorf("%s, %s: %s", f.File, f.Field, f.Message)
		}
	}
	got := textRows(t, w, `SELECT concat_ws(' ', birth_year, sex, support_reason, has_unpaid_carer, died_on) FROM people
		UNION ALL SELECT concat_ws(' ', birth_year, setting, started_on, signed_off_on, ended_on) FROM plans JOIN people USING (person_ref)
		UNION ALL SELECT concat_ws(' ', birth_year, kind, completed_on, outcome) FROM reviews JOIN people USING (person_ref) ORDER BY 1`)
	want := `1936 community 2024-04-01 2024-03-28
1936 female physical yes
1936 planned 2025-05-14 no_change
1936 unplanned 2025-12-02 increase
1950 nursing 2023-05-02 2025-01-12
1950 unknown memory_cognition no 2025-01-12
`
	if got != want {
		t.Errorf("it comes to\n%s", got)
	}
}

// tableOf is a table of the document as the rows of a sheet, the header first.
func tableOf(t *testing.T, document, name string) (rows [][]any) {
	t.Helper()
	_, rest, ok := strings.Cut(document, "`"+name+"`")
	if !ok {
		t.Fatalf("the document has no %s", name)
	}
	for line := range strings.Lines(rest[strings.Index(rest, "\n|")+1:]) {
		if !strings.HasPrefix(line, "|") {
			break
		}
		if strings.HasPrefix(line, "| ---") {
			continue
		}
		var row []any
		for cell := range strings.SplitSeq(strings.Trim(strings.TrimSpace(line), "|"), "|") {
			row = append(row, strings.TrimSpace(cell))
		}
		rows = append(rows, row)
	}
	return rows
}

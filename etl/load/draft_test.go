package load_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/careduty/careduty/etl/load"
	"github.com/careduty/careduty/internal/fault"
)

// export is a made-up export of a case-management system in which a canary stands wherever a draft must not look.
func export(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "export")
	var clients bytes.Buffer
	clients.WriteString("Client list\r\n\r\nNHS No;Surname;Date of Birth;Gender;Ethnic Group;Has Carer;Date of Death;Notes\r\n")
	for i := range 60 {
		fmt.Fprintf(&clients, "99900%05d;%s%d;03/09/1936;%s;%s;%s;;%s\r\n", i, canary, i, []string{"Female", "M", "Not known"}[i%3], []string{"White", "Other ethnic", "K9"}[i%3], []string{"Y", "N"}[i%2], canary)
	}
	write(t, filepath.Join(dir, "Client export.csv"), clients.Bytes())
	services := [][]any{{"Episode ID", "NHS No", "Start Date", "End Date", "Service Type", "Plan For", "Authorised"}}
	for i := range 40 {
		services = append(services, []any{77000 + i, fmt.Sprintf("99900%05d", i), "01/04/2024", "", []string{"Community", "Nursing Home"}[i%2], "Adult", "28/03/2024"})
	}
	write(t, filepath.Join(dir, "export.xlsx"), book(t, nil, map[string][][]any{"Services": services, "Sheet9": {{canary, canary}, {canary, 1}}}))
	write(t, filepath.Join(dir, canary+".csv"), []byte(canary+",b\n1,2\n"))
	return dir
}

func TestDraftOfAMapping(t *testing.T) {
	dir := export(t)
	out := filepath.Join(dir, "mapping.json")
	said, err := load.Draft(t.Context(), dir, out)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if info, _ := os.Stat(out); info.Mode().Perm() != 0o600 {
		t.Errorf("the draft has mode %o", info.Mode().Perm())
	}
	for _, secret := range []string{canary, "99900"} {
		if strings.Contains(strings.Join(said, "\n"), secret) || strings.Contains(string(text), secret) {
			t.Errorf("the draft or what is said of it holds %d characters of a record", len(secret))
		}
	}
	for _, want := range []string{`"person_ref": {`, `"pseudonymise": true`, `"year_of": true`, `"Not known": null`, `"M": "male"`, `"K9": null`, `"Nursing Home": "nursing"`, `"delimiter": ";"`, "dd/mm/yyyy", "for its owner alone"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the draft lacks %s", want)
		}
	}
	if _, err := load.Draft(t.Context(), dir, out); !fault.Is(err, fault.Conflict) {
		t.Errorf("a second draft over the first: %v", err)
	}
	mended := mend(t, text)
	if err := os.WriteFile(out, mended, 0o600); err != nil {
		t.Fatal(err)
	}
	w := filepath.Join(t.TempDir(), "w.duckdb")
	report, err := load.Load(t.Context(), load.Options{Warehouse: w, Paths: []string{dir}})
	if err != nil {
		t.Fatalf("the draft, mended: %v\n%s", err, mended)
	}
	if got, want := textRows(t, w, "SELECT concat_ws(' ', (SELECT count(*) FROM people WHERE birth_year = 1936), (SELECT count(*) FROM plans WHERE setting = 'nursing'))"), "60 20\n"; got != want {
		t.Errorf("it comes to %s, want %s: %+v", got, want, report.Extracts[0].Findings)
	}
}

// mend does what a person is told to: it fills in extract, and what the draft is unsure of and cannot do without.
func mend(t *testing.T, text []byte) []byte {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal(text, &m); err != nil {
		t.Fatal(err)
	}
	m["extract"] = map[string]any{"council": "E08000035", "from": "2019-04-01", "to": "2026-03-31", "produced_on": "2026-04-14", "synthetic": true}
	kinds := m["kinds"].(map[string]any)
	fields := kinds["plans"].(map[string]any)["fields"].(map[string]any)
	for name, constant := range map[string]string{"term": "long"} {
		if f := fields[name].(map[string]any); f["unsure"] == nil {
			t.Errorf("the draft is sure of %s", name)
		}
		fields[name] = map[string]any{"constant": constant}
	}
	fields["for"] = map[string]any{"column": "Plan For"}
	out, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

package load_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/careduty/careduty/etl/load"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/schemas"
)

func TestTemplateIsAnExtract(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "template")
	if err := load.Template(dir); err != nil {
		t.Fatal(err)
	}
	fill := func(council, synthetic string) {
		path := filepath.Join(dir, "extract.json")
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		filled := strings.NewReplacer(`"council": ""`, `"council": "`+council+`"`, `"synthetic": null`, `"synthetic": `+synthetic).Replace(string(text))
		if err := os.WriteFile(path, []byte(filled), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	o := load.Options{Warehouse: filepath.Join(t.TempDir(), "w"), Paths: []string{dir}}
	for _, missing := range []string{`"council" is not filled in`, `"synthetic" is not filled in`} {
		if _, err := load.Load(t.Context(), o); !fault.Is(err, fault.Refused) || !strings.Contains(err.Error(), missing) {
			t.Errorf("the template as it is: %v, want that %s", err, missing)
		}
		fill("E08000035", "null")
	}
	fill("E08000035", "true")
	report, err := load.Load(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	empty := 0
	for _, f := range report.Extracts[0].Findings {
		switch f.Rule {
		case "no_rows":
			empty++
		case "file_stray": // the documentation and the example of a mapping
		default:
			t.Errorf("the template has a finding: %s in %s, %s", f.Rule, f.File, f.Field)
		}
	}
	if empty != len(schemas.Kinds()) {
		t.Errorf("%d kinds are empty, want all", empty)
	}
	if err := load.Template(dir); !fault.Is(err, fault.Conflict) {
		t.Errorf("a second template is written over the first: %v", err)
	}
}

func TestDocumentationNamesEverything(t *testing.T) {
	text := load.Documentation()
	want := []string{schemas.Specification, schemas.FirstDay}
	for _, k := range schemas.Kinds() {
		want = append(want, "## "+k.Name)
		for _, f := range k.Fields {
			want = append(want, "`"+f.Name+"`", f.Description)
			want = append(want, f.Codes...)
		}
	}
	for _, r := range load.Rules() {
		want = append(want, "`"+r.ID+"`", strings.ReplaceAll(r.Message, "{of}", "…"))
	}
	for _, w := range want {
		if !strings.Contains(text, w) {
			t.Errorf("the documentation lacks %q", w)
		}
	}
	for i, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "| ") && strings.Count(line, "|") != strings.Count(strings.Split(text, "\n")[i-1], "|") && strings.HasPrefix(strings.Split(text, "\n")[i-1], "|") {
			t.Errorf("line %d breaks its table: %s", i+1, line)
		}
	}
}

// Every rule can be broken: one that no case breaks is either dead or untested.
func TestEveryRuleHasACase(t *testing.T) {
	files, _ := filepath.Glob("testdata/cases/*.txtar")
	var all strings.Builder
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		_, want, _ := strings.Cut(string(text), "-- want --")
		all.WriteString(want)
	}
	// Too large for a case, or packed: files_test.go.
	elsewhere := map[string]bool{"file_too_large": true, "row_too_long": true, "file_encrypted": true, "file_method": true, "sheet_missing": true}
	for _, r := range load.Rules() {
		if !elsewhere[r.ID] && !strings.Contains(all.String(), " "+r.ID+",") {
			t.Errorf("no case breaks %s", r.ID)
		}
	}
}

package schemas_test

import (
	"flag"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/careduty/careduty/schemas"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the generated files")

func TestGenerated(t *testing.T) {
	var ddl strings.Builder
	ddl.WriteString("-- Generated from records/*.json by go generate ./schemas; do not edit.\n")
	for _, k := range schemas.Kinds() {
		ddl.WriteString("\n" + k.DDL())
	}
	const path = "ddl/0002_records.sql"
	if *update {
		if err := os.WriteFile(path, []byte(ddl.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(ddl.String(), string(got)); diff != "" {
		t.Errorf("%s does not follow from records/*.json (-want +got):\n%s", path, diff)
	}
}

func TestContractsAreWhole(t *testing.T) {
	sentence := regexp.MustCompile(`^[A-Z].*[^.]\.$`)
	name := regexp.MustCompile(`^[a-z][a-z_]*$`)
	for _, k := range schemas.Kinds() {
		if f, ok := k.Field(k.Key); !ok || f.Type != schemas.Ref || !f.Required {
			t.Errorf("%s: the key %q is no required reference", k.Name, k.Key)
		}
		for _, f := range k.Fields {
			coded := f.Type == schemas.Code || f.Type == schemas.YesNo
			switch {
			case !name.MatchString(f.Name), f.Title == "", !sentence.MatchString(f.Description):
				t.Errorf("%s.%s: name, title or description is not as it should be", k.Name, f.Name)
			case coded != (len(f.Codes) > 0) || slices.ContainsFunc(f.Codes, func(c string) bool { return !name.MatchString(c) }):
				t.Errorf("%s.%s: codes are %v", k.Name, f.Name, f.Codes)
			case f.Type != schemas.Date && (f.Deed || f.AfterTo || f.OpenBefore || f.Ends), !f.Deed && f.Could != "":
				t.Errorf("%s.%s: a property of dates on a %s", k.Name, f.Name, f.Type)
			case f.Type == schemas.Ref && f.Name != k.Key:
				if _, ok := k.Link(f.Name); !ok {
					t.Errorf("%s.%s leads nowhere", k.Name, f.Name)
				}
			}
		}
	}
}

// Rows tie among those of one reference, of a person or of a plan. People themselves have nothing to tie with.
func TestTiesAreAmongThoseOfOneReference(t *testing.T) {
	for _, k := range schemas.Kinds() {
		if (len(k.Ties) == 0) != (k.Name == "people") {
			t.Errorf("%s: rows tie by %v", k.Name, k.Ties)
		}
		for _, list := range k.Ties {
			if f, _ := k.Field(list[0]); f.Type != schemas.Ref || f.Name == k.Key || f.Name != k.Ties[0][0] {
				t.Errorf("%s: rows tie by %v", k.Name, k.Ties)
			}
		}
	}
}

func TestRulesNameFields(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range schemas.Kinds() {
		names := []string{}
		for _, o := range k.Orders {
			names = append(names, o.Earlier, o.Later)
		}
		for _, e := range k.Expects {
			names = append(names, e.When, e.Field)
		}
		if k.Sum != nil {
			names = append(append(names, k.Sum.Total), k.Sum.Parts...)
		}
		names = append(names, slices.Concat(k.Ties...)...)
		for _, l := range k.Links {
			names = append(names, l.Field)
			if !seen[l.Kind] {
				t.Errorf("%s: %s is checked after it", k.Name, l.Kind)
			}
		}
		for _, n := range names {
			if _, ok := k.Field(n); !ok {
				t.Errorf("%s: a rule names %q, which is no field", k.Name, n)
			}
		}
		seen[k.Name] = true
	}
	if len(seen) != 7 {
		t.Errorf("%d kinds, want 7", len(seen))
	}
}

package load_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/careduty/careduty/etl/load"
	"github.com/careduty/careduty/internal/warehouse"
	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// updating rewrites what the cases expect; the difference is reviewed like code.
var updating = os.Getenv("UPDATE") != ""

// TestCases loads the extracts of each testdata/cases/*.txtar, its folders in order of name, and compares what the report says
// of each, and the rows that a query finds afterwards, with the case's own words.
//
// A file named x.escaped is written as x with \x00 and the like made into bytes. A file named flags may say shorten, older, restore,
// yes-fewer, max-rejects and a number, and apart, which gives each folder a run of its own.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/cases/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, path := range files {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			t.Parallel()
			a, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			got := play(t, a)
			if updating {
				if err := os.WriteFile(path, txtar.Format(rewritten(a, got)), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			for _, name := range []string{"want", "rows"} {
				if diff := cmp.Diff(section(a, name), got[name]); diff != "" {
					t.Errorf("%s (-want +got):\n%s", name, diff)
				}
			}
		})
	}
}

func section(a *txtar.Archive, name string) string {
	for _, f := range a.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

func rewritten(a *txtar.Archive, got map[string]string) *txtar.Archive {
	out := &txtar.Archive{Comment: a.Comment}
	for _, f := range a.Files {
		if f.Name != "want" && f.Name != "rows" {
			out.Files = append(out.Files, f)
		}
	}
	for _, name := range []string{"want", "rows"} {
		if got[name] != "" {
			out.Files = append(out.Files, txtar.File{Name: name, Data: []byte(got[name])})
		}
	}
	return out
}

// play does what a case says and gives its sections want and rows.
func play(t *testing.T, a *txtar.Archive) map[string]string {
	t.Helper()
	dir := t.TempDir()
	var extracts []string
	for _, f := range a.Files {
		if folder, _, ok := strings.Cut(f.Name, "/"); ok {
			write(t, filepath.Join(dir, f.Name), f.Data)
			if !slices.Contains(extracts, folder) {
				extracts = append(extracts, folder)
			}
		}
	}
	slices.Sort(extracts)
	o := load.Options{Warehouse: filepath.Join(dir, "w.duckdb"), MaxRejects: load.DefaultMaxRejects}
	flags := section(a, "flags")
	o.Shorten, o.Older, o.Restore = strings.Contains(flags, "shorten"), strings.Contains(flags, "older"), strings.Contains(flags, "restore")
	o.YesFewer = strings.Contains(flags, "yes-fewer")
	if _, percent, ok := strings.Cut(flags, "max-rejects "); ok {
		o.MaxRejects, _ = strconv.ParseFloat(strings.TrimSpace(percent), 64)
	}
	var said strings.Builder
	for _, x := range extracts {
		o.Paths = append(o.Paths, filepath.Join(dir, x))
		if x != extracts[len(extracts)-1] && !strings.Contains(flags, "apart") {
			continue
		}
		report, err := load.Load(t.Context(), o)
		said.WriteString(told(report, err))
		o.Paths = nil
	}
	got := map[string]string{"want": said.String()}
	if query := section(a, "select"); query != "" {
		got["rows"] = textRows(t, o.Warehouse, query)
	}
	return got
}

var escape = regexp.MustCompile(`\\x[0-9a-f]{2}`)

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if strings.HasSuffix(path, ".escaped") {
		path = strings.TrimSuffix(path, ".escaped")
		data = escape.ReplaceAllFunc(data, func(x []byte) []byte {
			n, _ := strconv.ParseUint(string(x[2:]), 16, 8)
			return []byte{byte(n)}
		})
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// told is a report in lines that a person can check against the case.
func told(r load.Report, err error) string {
	var b strings.Builder
	for _, x := range r.Extracts {
		fmt.Fprintf(&b, "%s: %s", x.Name, x.Status)
		if x.Batch > 0 {
			fmt.Fprintf(&b, ", batch %d", x.Batch)
		}
		b.WriteString("\n")
		if x.Fault != nil {
			fmt.Fprintf(&b, "  %s\n", x.Fault)
		}
		for _, k := range x.Kinds {
			fmt.Fprintf(&b, "  %s: %d rows, %d loaded, %d rejected", k.Kind, k.Rows, k.Loaded, k.Rejected)
			if k.LeftOut > 0 {
				fmt.Fprintf(&b, ", %d left out", k.LeftOut)
			}
			b.WriteString("\n")
		}
		for _, f := range x.Findings {
			fmt.Fprintf(&b, "  %s %s, %s, %s: %d", f.Severity, f.Rule, f.File, f.Field, f.Count)
			if len(f.Rows) > 0 {
				fmt.Fprintf(&b, ", rows %v", f.Rows)
			}
			if said := said(f); said != "" {
				fmt.Fprintf(&b, " (%s)", said)
			}
			b.WriteString("\n")
		}
	}
	if len(r.Extracts) == 0 && err != nil {
		fmt.Fprintf(&b, "%v\n", err)
	}
	return b.String()
}

// said is a finding's message where its rule leaves a part of it open.
func said(f load.Finding) string {
	for _, r := range load.Rules() {
		if r.ID == f.Rule && strings.Contains(r.Message, "{of}") {
			return f.Message
		}
	}
	return ""
}

// textRows are the answer to a query on the latest reading. Keys differ from warehouse to warehouse, so cases never show references.
func textRows(t *testing.T, path, query string) string {
	t.Helper()
	w, err := warehouse.Open(t.Context(), path, warehouse.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	r, err := w.AsOf(t.Context(), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	// As one text, so that every type is read alike.
	answer, err := r.Conn.Query(t.Context(), "SELECT concat_ws(' ', COLUMNS(*)::VARCHAR) FROM ("+strings.TrimRight(strings.TrimSpace(query), ";")+")")
	if err != nil {
		t.Fatal(err)
	}
	names, _ := answer.Columns()
	var b strings.Builder
	err = answer.Each(func() error {
		cells := make([]any, len(names))
		for i := range cells {
			cells[i] = new(string)
		}
		if err := answer.Scan(cells...); err != nil {
			return err
		}
		for i := range cells {
			if i > 0 {
				b.WriteString(" ")
			}
			b.WriteString(*cells[i].(*string))
		}
		b.WriteString("\n")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

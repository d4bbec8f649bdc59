package check

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/careduty/careduty/etl/load"
	"github.com/careduty/careduty/etl/synth"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/release/releasetest"
	"github.com/careduty/careduty/internal/warehouse"
)

// leeds is a made-up extract of one council, of some hundred people.
func leeds(t testing.TB, people int) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "extract")
	_, err := synth.Write(t.Context(), synth.Options{Out: out, People: people, Seed: 1, AsOf: time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(out, "synthetic-E08000035")
}

func extractOf(paths ...string) load.Options {
	return load.Options{Paths: paths, MaxRejects: load.DefaultMaxRejects}
}

// An extract of records is told whole: accepted, its findings with every row, its figures beside what is published, its completeness
// beside an earlier one's, and nothing is left but the report.
func TestRecordsAreChecked(t *testing.T) {
	path, releases := leeds(t, 20_000), filepath.Join(t.TempDir(), "releases")
	if err := releasetest.Write(t.Context(), releases, releasetest.Options{}); err != nil {
		t.Fatal(err)
	}
	work := t.TempDir()
	t.Chdir(work)
	reports, err := Run(t.Context(), Options{Load: extractOf(path), Previous: []string{path}, Against: releases})
	if err != nil {
		t.Fatal(err)
	}
	r := reports[0]
	if len(reports) != 1 || r.Outcome != Accepted || r.Code != "E08000035" || r.Basis != "records" || !r.Synthetic || r.Against != releasetest.ID {
		t.Errorf("%d reports, the first %+v", len(reports), r.Outcome)
	}
	fed, unfed := r.fed()
	if len(fed) < 50 {
		t.Errorf("it feeds %d measures and not %d", len(fed), len(unfed))
	}
	beside := slices.ContainsFunc(r.Measures, func(m Measure) bool {
		return slices.ContainsFunc(m.Figures, func(f Figure) bool { return f.England != nil && f.Region != nil && f.Own != nil })
	})
	if !beside || len(r.changes()) == 0 {
		t.Error("no figure stands beside a published one")
	}
	for _, f := range r.Fields {
		if !f.Before || f.Share() != f.ShareBefore() || f.Rows == 0 {
			t.Errorf("%s.%s: %d rows, before: %t", f.Kind, f.Name, f.Rows, f.Before)
		}
	}
	if left, _ := os.ReadDir(work); len(left) > 0 {
		t.Errorf("%s is left behind", left[0].Name())
	}
	if text, err := r.HTML(); err != nil || !strings.Contains(string(text), "Leeds") || !strings.Contains(string(text), "England") {
		t.Errorf("the page is not whole (%v)", err)
	}
}

// What is missing is said: of a file that is not there, of a column, of days.
func TestWantsAreNamed(t *testing.T) {
	path := leeds(t, 2_000)
	text, err := os.ReadFile(filepath.Join(path, "extract.json"))
	if err != nil {
		t.Fatal(err)
	}
	said := strings.Replace(string(text), `"complaints"`, `"people"`, 1)
	said = strings.Replace(said, `"people",`, "", 1)
	if err := os.WriteFile(filepath.Join(path, "extract.json"), []byte(said), 0o600); err != nil {
		t.Fatal(err)
	}
	reports, err := Run(t.Context(), Options{Load: extractOf(path)})
	if err != nil || reports[0].Outcome != Accepted {
		t.Fatalf("%v: %s", err, reports[0].Refusal)
	}
	for _, m := range reports[0].Measures {
		if m.ID == "complaints_upheld" && (m.Feeds() || !slices.Contains(m.Wants, "a file of complaints")) {
			t.Errorf("complaints_upheld wants %v", m.Wants)
		}
	}
}

// What would be refused is told with its reason, and is no fault of check's.
func TestRefusalsAreReported(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "extract.json"), []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	reports, err := Run(t.Context(), Options{Load: extractOf(dir)})
	if err != nil || len(reports) != 1 || reports[0].Outcome != Refused || reports[0].Refusal == "" {
		t.Errorf("%v", err)
	}
	if _, err := Run(t.Context(), Options{Load: extractOf(filepath.Join(dir, "none"))}); !fault.Is(err, fault.NotFound) {
		t.Errorf("a path that leads nowhere: %v", err)
	}
}

// Load gives the same report of what it took in, beside the batch that stood before.
func TestLoadedIsReported(t *testing.T) {
	path, w := leeds(t, 5_000), filepath.Join(t.TempDir(), "w.duckdb")
	o := extractOf(path)
	o.Warehouse = w
	loaded, err := load.Load(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	reports, err := Loaded(t.Context(), w, loaded, 0)
	if err != nil {
		t.Fatal(err)
	}
	checked, err := Run(t.Context(), Options{Load: extractOf(path)})
	if err != nil {
		t.Fatal(err)
	}
	a, errA := reports[0].HTML()
	b, errB := checked[0].HTML()
	if errA != nil || errB != nil || string(a) != string(b) {
		t.Errorf("load and check say different things of one extract (%v, %v)", errA, errB)
	}
	plans := filepath.Join(path, "plans.csv")
	text, err := os.ReadFile(plans)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(plans, append(text, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
	if loaded, err = load.Load(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if reports, err = Loaded(t.Context(), w, loaded, 0); err != nil {
		t.Fatal(err)
	}
	if r := reports[0]; r.Previous != "batch 1" || !r.Fields[0].Before {
		t.Errorf("it stands beside %q", r.Previous)
	}
	if loaded, err = load.Load(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if reports, err = Loaded(t.Context(), w, loaded, 0); err != nil || len(reports) != 0 {
		t.Errorf("of what was there already there are %d reports (%v), which would take the place of those that tell what was found", len(reports), err)
	}
}

// A council stands on records or on Client Level Data; one takes the other's place only where that is said.
func TestSourcesAreNotMixed(t *testing.T) {
	w := filepath.Join(t.TempDir(), "w.duckdb")
	records := extractOf(leeds(t, 2_000))
	records.Warehouse = w
	if _, err := load.Load(t.Context(), records); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("../cld/testdata/synthetic_cld_R2_400.csv")
	if err != nil {
		t.Fatal(err)
	}
	both := strings.ReplaceAll(string(text), "\n716,", "\n212,")
	both = strings.Replace(both, "\n212,", "\n716,", 40) // two councils in one file
	cld := load.Options{Warehouse: w, Paths: []string{write(t, "synthetic-two.csv", both)}, MaxRejects: 5, CLD: &load.CLD{DayFirst: true, Synthetic: true}}
	report, err := load.Load(t.Context(), cld)
	if !fault.Is(err, fault.Refused) || len(report.Extracts) != 2 || !strings.Contains(err.Error(), "--switch-source") {
		t.Fatalf("%d extracts: %v", len(report.Extracts), err)
	}
	status := map[string]load.Status{}
	for _, x := range report.Extracts {
		status[x.Council] = x.Status
	}
	if status["E09000002"] != load.Loaded || status["E08000035"] != load.Refused {
		t.Errorf("status %v: the other council of the file is loaded", status)
	}
	cld.SwitchSource, cld.Shorten, cld.YesFewer = true, true, true
	if report, err = load.Load(t.Context(), cld); err != nil {
		t.Fatal(err)
	}
	again, err := load.Load(t.Context(), cld)
	if err != nil || again.Extracts[0].Status != load.AlreadyLoaded || again.Extracts[1].Status != load.AlreadyLoaded {
		t.Errorf("the same bytes again: %v", err)
	}
	open, err := warehouse.Open(t.Context(), w, warehouse.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer open.Close()
	reading, err := open.AsOf(t.Context(), latest)
	if err != nil {
		t.Fatal(err)
	}
	defer reading.Close()
	for _, c := range reading.Coverage() {
		if c.Basis != warehouse.ClientLevelData {
			t.Errorf("%s stands on %s for %s", c.Council, c.Basis, c.Kind)
		}
	}
}

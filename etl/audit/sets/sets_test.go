package sets_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/careduty/careduty/etl/audit/sets"
	"github.com/careduty/careduty/etl/load"
	"github.com/careduty/careduty/etl/synth"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/queries"
)

// madeUp is a warehouse of made-up records.
func madeUp(t *testing.T, people int) string {
	t.Helper()
	dir := t.TempDir()
	extract, path := filepath.Join(dir, "extract"), filepath.Join(dir, "care.duckdb")
	asOf := time.Date(2026, time.March, 31, 0, 0, 0, 0, time.UTC)
	if _, err := synth.Write(t.Context(), synth.Options{Out: extract, People: people, Seed: 1, AsOf: asOf}); err != nil {
		t.Fatal(err)
	}
	if _, err := load.Load(t.Context(), load.Options{Warehouse: path, Paths: []string{extract}, MaxRejects: load.DefaultMaxRejects}); err != nil {
		t.Fatal(err)
	}
	return path
}

// Two measures of the same people in two roles are refused, naming both, unless the header says so.
func TestOneSetUnderTwoNamesIsRefused(t *testing.T) {
	all, err := measure.Load(queries.Files)
	if err != nil {
		t.Fatal(err)
	}
	pair := slices.DeleteFunc(all, func(m measure.Measure) bool {
		return m.ID != "cuts_not_reassessed_share" && m.ID != "weekly_loss_from_cuts"
	})
	o := sets.Options{Warehouse: madeUp(t, 12_000), Measures: pair, MemoryMB: 1024}
	if err := sets.Check(t.Context(), o); err != nil {
		t.Errorf("declared: %v", err)
	}
	for i := range pair {
		pair[i].PeopleAre = ""
	}
	err = sets.Check(t.Context(), o)
	if fault.Of(err) != fault.Refused {
		t.Fatalf("not declared: %v", err)
	}
	for _, want := range []string{"cuts_not_reassessed_share", "weekly_loss_from_cuts", "people_are"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the refusal does not name %s: %s", want, err.Error())
		}
	}
}

package release_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/release"
	"github.com/google/go-cmp/cmp"
)

const leeds = "E08000035"

func TestACorrectionCoversItsPeriodsAndTheYearsThatHoldThem(t *testing.T) {
	some := release.Correction{Council: leeds, Periods: []string{"2025-26-Q3"}}
	year := release.Correction{Council: leeds, Periods: []string{"2025-26"}}
	for _, x := range []struct {
		c            release.Correction
		area, period string
		want         bool
	}{
		{some, leeds, "2025-26-Q3", true},
		{some, leeds, "2025-26", true},    // the year holds it
		{some, leeds, "2025-26-Q4", true}, // a snapshot's year
		{some, leeds, "2025-26-Q2", false},
		{some, leeds, "2024-25", false},
		{some, "E08000034", "2025-26-Q3", false},
		{some, "E12000003", "2025-26-Q3", false}, // regions carry a note
		{year, leeds, "2025-26-Q1", true},
		{year, leeds, "2026-27-Q1", false},
		{release.Correction{Council: leeds}, leeds, "2019-20", true},
		{release.Correction{Council: leeds, Periods: []string{"soon"}}, leeds, "2019-20", true}, // what cannot be read might be any
	} {
		if got := x.c.Covers(x.area, x.period); got != x.want {
			t.Errorf("%v covers %s in %s: %t", x.c, x.area, x.period, got)
		}
	}
}

func TestMarkersAreWrittenAndReadBack(t *testing.T) {
	dir, id := t.TempDir(), "synthetic-2026-03-31"
	if err := os.MkdirAll(filepath.Join(dir, id), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, id, "manifest.json"), []byte("{}"), 0o644); err != nil {
		t.Fatal(err)
	}
	want := []release.Correction{
		{Council: leeds, Reason: "The file was of another year.", On: "2026-04-20", Periods: []string{"2025-26-Q3"}},
		{Council: leeds, Reason: "So was the second.", On: "2026-04-21"},
	}
	for _, c := range want {
		if err := release.Correct(dir, id, c); err != nil {
			t.Fatal(err)
		}
	}
	got, err := release.Corrections(dir, id)
	if err != nil {
		t.Fatal(err)
	}
	want[0], want[1] = want[1], want[0] // ".2.json" sorts before ".json"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for name, c := range map[string]release.Correction{
		"no council": {Council: "E12000003", Reason: "x", On: "2026-04-20"}, "no reason": {Council: leeds, On: "2026-04-20"},
		"no day": {Council: leeds, Reason: "x"}, "no period": {Council: leeds, Reason: "x", On: "2026-04-20", Periods: []string{"2025"}},
	} {
		if err := release.Correct(dir, id, c); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if err := release.Correct(dir, "synthetic-2026-06-30", want[0]); !fault.Is(err, fault.NotFound) {
		t.Errorf("an unknown release: %v", err)
	}
}

// FuzzParseCorrection: whatever is in a marker, the council of its name is withdrawn, and nothing else.
func FuzzParseCorrection(f *testing.F) {
	f.Add([]byte(`{"council":"E08000035","reason":"Wrong file.","on":"2026-04-20","periods":["2025-26-Q3"]}`))
	f.Add([]byte(`{"council":"E08000034"}`))
	f.Add([]byte(`[`))
	f.Fuzz(func(t *testing.T, text []byte) {
		c, ok := release.ParseCorrection("2026-03-31", "2026-03-31.corrected-E08000035.json", text)
		if !ok || c.Council != leeds || c.Reason == "" {
			t.Errorf("%q gives %v, %t", text, c, ok)
		}
		if _, ok := release.ParseCorrection("2026-03-31", "2026-03-31.withdrawn.json", text); ok {
			t.Error("another file was taken for a marker")
		}
	})
}

package publish_test

import (
	"maps"
	"os"
	"path/filepath"
	"testing"

	"github.com/careduty/careduty/etl/publish"
	"github.com/careduty/careduty/etl/publish/ledger"
	"github.com/careduty/careduty/internal/fault"
)

// lose takes the ledger away.
func (x *world) lose() {
	x.t.Helper()
	names, err := filepath.Glob(ledger.Path(x.path) + "*")
	if err != nil || len(names) < 2 {
		x.t.Fatalf("%v, %v", names, err)
	}
	for _, name := range names {
		if err := os.Remove(name); err != nil {
			x.t.Fatal(err)
		}
	}
}

func (x *world) recover() (publish.Recovered, error) {
	x.t.Helper()
	return publish.Recover(x.t.Context(), publish.Options{Warehouse: x.path, Releases: x.releases, Threads: 1, Program: "careduty test"})
}

// Without its ledger nothing is published; rebuilt from the releases and the records, it repeats what stands and draws what is due as the lost one would have.
func TestALostLedgerIsRebuilt(t *testing.T) {
	x := newWorld(t)
	x.asOf = true
	then, now := year(leeds, 300), year(leeds, 340)
	then.Produced, now.Produced = "2026-04-01", "2026-09-01"
	x.fill(then, year(kirklees, 200), now)
	x.publish("2026-04-10")
	x.measures = measures(t, oneMeasure, "first_reviews_on_time") // one that comes late
	x.publish("2026-05-10")
	want := x.publish("2026-10-10") // revised
	x.lose()
	if _, err := x.outcome("2026-11-10"); !fault.Is(err, fault.Refused) {
		t.Fatalf("without the ledger: %v", err)
	}
	if err := os.Remove(ledger.Path(x.path)); err != nil { // an empty one was made
		t.Fatal(err)
	}
	out, err := x.recover()
	if err != nil {
		t.Fatal(err)
	}
	if out.Releases != 3 || out.Frozen != 0 || out.AreaPeriods == 0 {
		t.Errorf("recovered %+v", out)
	}
	if got := x.publish("2026-11-10"); !maps.Equal(want, got) {
		t.Error("with the rebuilt ledger other figures stand")
	}
	if _, err := x.recover(); !fault.Is(err, fault.Conflict) {
		t.Errorf("over a ledger that is there: %v", err)
	}
}

// Where the records no longer give what was printed, it stays as it was printed, and opens no further vintage.
func TestWhatCannotBeRecoveredIsFrozen(t *testing.T) {
	x := newWorld(t)
	x.fill(year(leeds, 300), year(kirklees, 200))
	want := x.publish("2026-04-10")
	x.lose()
	x.fill(year(leeds, 360), year(kirklees, 200)) // the records that stood are gone
	out, err := x.recover()
	if err != nil {
		t.Fatal(err)
	}
	if out.Frozen == 0 || out.Frozen == out.AreaPeriods {
		t.Errorf("recovered %+v: Leeds, its region and England cannot be, Kirklees can", out)
	}
	got := x.must("2026-10-10")
	all := shown(t, got)
	for _, code := range []string{leeds, yorkshire, england} {
		if !maps.Equal(values(want, code), values(all, code)) || letters(all, code) != "p" {
			t.Errorf("%s opens a vintage it has no people for, or shows other figures: %q", code, letters(all, code))
		}
	}
	if letters(all, kirklees) != "r" {
		t.Errorf("Kirklees is %q", letters(all, kirklees))
	}
	if len(got.Notes) == 0 {
		t.Error("the operator is not told")
	}
}

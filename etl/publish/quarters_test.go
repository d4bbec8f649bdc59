package publish_test

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/careduty/careduty/etl/load"
	"github.com/careduty/careduty/etl/publish"
	"github.com/careduty/careduty/etl/synth"
)

// lateCouncils send their first extract a quarter after the others: five of one region and two of another.
const lateCouncils = 7

// TestQuarters publishes a made-up nation quarter after quarter, of every measure and of as many people as CAREDUTY_QUARTERS says: a first release that
// some councils are not in yet, one that adds a quarter and those councils, one at which all before is revised, and one at which it is final.
// Each is attacked with all before it in hand, and has to withstand. What goes wrong between releases goes wrong in one count of a million, so
// that smaller ones do not show it.
func TestQuarters(t *testing.T) {
	people, err := strconv.Atoi(os.Getenv("CAREDUTY_QUARTERS"))
	if err != nil {
		t.Skip("no number of people given")
	}
	dir := t.TempDir()
	o := publish.Options{
		Warehouse: filepath.Join(dir, "synthetic.duckdb"), Releases: filepath.Join(dir, "releases"), Program: "careduty test", MemoryMB: 4096,
	}
	for _, q := range []struct {
		records, published string
		late               int
	}{
		{"2025-09-30", "2025-10-15", lateCouncils}, {"2025-12-31", "2026-01-15", 0}, {"2026-03-31", "2026-04-15", 0}, {"", "2026-10-15", 0},
	} {
		if q.records != "" {
			loadQuarter(t, o.Warehouse, synth.Options{Out: filepath.Join(dir, "synthetic-"+q.records), People: people, AsOf: on(t, q.records)}, q.late)
		}
		o.PublishedOn = on(t, q.published)
		out, err := publish.Publish(t.Context(), o)
		if err != nil {
			t.Fatalf("published on %s: %v", q.published, err)
		}
		t.Logf("%s, published on %s: %d cells", out.ID, q.published, out.Cells)
	}
}

// loadQuarter makes an extract up and loads that of all councils but the first few.
func loadQuarter(t *testing.T, warehouse string, o synth.Options, late int) {
	t.Helper()
	if _, err := synth.Write(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	paths, err := filepath.Glob(filepath.Join(o.Out, "*"))
	if err != nil || len(paths) <= late {
		t.Fatalf("%d extracts: %v", len(paths), err)
	}
	if _, err := load.Load(t.Context(), load.Options{Warehouse: warehouse, Paths: paths[late:], MaxRejects: 20}); err != nil {
		t.Fatal(err)
	}
}

func on(t *testing.T, day string) time.Time {
	t.Helper()
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

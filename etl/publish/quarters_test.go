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

// TestQuarters publishes a made-up nation quarter after quarter, of every measure and of as many people as CAREDUTY_QUARTERS says: its first release, one
// that adds a quarter, one at which all before is revised, and one at which it is final. Each is attacked with all before it in hand, and has to
// withstand. What goes wrong between releases goes wrong in one count of a million, so that smaller ones do not show it.
func TestQuarters(t *testing.T) {
	people, err := strconv.Atoi(os.Getenv("CAREDUTY_QUARTERS"))
	if err != nil {
		t.Skip("no number of people given")
	}
	dir := t.TempDir()
	warehouse, releases := filepath.Join(dir, "synthetic.duckdb"), filepath.Join(dir, "releases")
	for _, q := range []struct{ records, published string }{
		{"2025-09-30", "2025-10-15"}, {"2025-12-31", "2026-01-15"}, {"2026-03-31", "2026-04-15"}, {"2026-03-31", "2026-10-15"},
	} {
		extract := filepath.Join(dir, "synthetic-"+q.records)
		if _, err := os.Stat(extract); err != nil {
			if _, err := synth.Write(t.Context(), synth.Options{Out: extract, People: people, AsOf: on(t, q.records)}); err != nil {
				t.Fatal(err)
			}
			if _, err := load.Load(t.Context(), load.Options{Warehouse: warehouse, Paths: []string{extract}, MaxRejects: 20}); err != nil {
				t.Fatal(err)
			}
		}
		out, err := publish.Publish(t.Context(), publish.Options{
			Warehouse: warehouse, Releases: releases, PublishedOn: on(t, q.published), Program: "careduty test", MemoryMB: 4096,
		})
		if err != nil {
			t.Fatalf("published on %s: %v", q.published, err)
		}
		t.Logf("%s, published on %s: %d cells", out.ID, q.published, out.Cells)
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

package synth_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/careduty/careduty/etl/load"
	"github.com/careduty/careduty/schemas"
)

// A small council and a tiny one go through the real screen and checks, and what is rejected there is what was made to be.
func TestExtractsAreLoaded(t *testing.T) {
	m := made()
	if m.err != nil {
		t.Fatal(m.err)
	}
	for _, code := range []string{"E06000017", "E06000053", "E08000022"} { // Rutland, Isles of Scilly, North Tyneside
		r, err := load.Load(t.Context(), load.Options{
			Warehouse: filepath.Join(t.TempDir(), "care.duckdb"), Paths: []string{filepath.Join(m.folder, "synthetic-"+code)},
			MaxRejects: load.DefaultMaxRejects, Threads: 1,
		})
		if err != nil {
			t.Fatal(err)
		}
		want, accepted := 0, council{}
		for _, k := range schemas.Kinds() {
			accepted[k.Name] = map[string]bool{}
			f := read(t, code, k.Name)
			for _, row := range f.rows {
				if !accepted.accepts(k, f, row) {
					want++
				}
			}
		}
		got := 0
		for _, x := range r.Extracts {
			for _, f := range x.Findings {
				if f.Severity == load.Reject || strings.HasPrefix(f.Rule, "emptied_") || f.Rule == "unreadable" {
					got += f.Count
				}
			}
		}
		// Some of what the contract does not have is read all the same, as n/a and a pound sign.
		if 3*got < 2*want || got > 2*want {
			t.Errorf("%s: %d findings that reject or empty, want about one for each of %d defective rows", code, got, want)
		}
	}
}

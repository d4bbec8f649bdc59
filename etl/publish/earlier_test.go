package publish_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/careduty/careduty/internal/release"
)

// A quarter more: what stands is repeated from the release before, and is the same bytes as where every row is made from the ledger.
func TestWhatStandsIsRepeatedByteForByte(t *testing.T) {
	x := newWorld(t)
	x.measures = measures(t, oneMeasure, "first_reviews_on_time", "plan_waiting_days")
	short, other := year(leeds, 300), year(hartlepool, 60)
	short.To, other.To = "2025-12-31", "2025-12-31"
	x.fill(short, other)
	x.publish("2026-01-10")
	x.fill(year(leeds, 300), year(hartlepool, 60))
	second := x.publish("2026-05-10")
	if letters(second, leeds+" 2025-26-Q4") != "p" {
		t.Fatal("the second release has no quarter more")
	}
	here := x.releases
	x.releases = t.TempDir()
	x.publish("2026-05-10")
	const id = "synthetic-2026-03-31"
	for _, name := range []string{release.CellsFile(id), release.CSVFile(id)} {
		repeated, err := os.ReadFile(filepath.Join(here, id, name))
		if err != nil {
			t.Fatal(err)
		}
		made, err := os.ReadFile(filepath.Join(x.releases, id, name))
		if err != nil {
			t.Fatal(err)
		}
		if string(repeated) != string(made) {
			t.Errorf("%s has other bytes where the release before is at hand", name)
		}
	}
}

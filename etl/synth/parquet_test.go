package synth

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/period"
)

// one writes a single council as Write would, which is enough to try a format on.
func one(t *testing.T, format, code string, people int) string {
	t.Helper()
	o := Options{Out: filepath.Join(t.TempDir(), "out"), People: 153, Seed: 3, Format: format, AsOf: period.Date(2026, 3, 31)}
	if err := o.check(); err != nil {
		t.Fatal(err)
	}
	r := newRun(o, t.TempDir())
	a, _ := area.ByCode(code)
	if err := r.council(t.Context(), makeCouncil(a, people, o.Seed, firstYear, 2026)); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(r.folder, "synthetic-"+code)
}

func TestParquetHoldsTheSameRows(t *testing.T) {
	text, columnar := one(t, CSV, "E08000035", 400), one(t, Parquet, "E08000035", 400)
	db, err := duck.Open(t.Context(), duck.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, kind := range []string{"people", "assessments", "plans", "budgets", "direct_payments", "reviews", "complaints"} {
		if _, err := os.Stat(filepath.Join(columnar, kind+".csv")); err == nil {
			t.Errorf("%s: the text is still there", kind)
		}
		lines, err := os.ReadFile(filepath.Join(text, kind+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		var rows int
		path := duck.Quote(filepath.Join(columnar, kind+".parquet"))
		if err := db.One(t.Context(), "SELECT count(*) FROM read_parquet("+path+")", nil, &rows); err != nil {
			t.Fatal(err)
		}
		if want := bytes.Count(lines, []byte("\n")) - 1; rows != want {
			t.Errorf("%s: %d rows, as text %d", kind, rows, want)
		}
	}
}

func TestParquetIsTheSameBytes(t *testing.T) {
	first, again := one(t, Parquet, "E06000001", 150), one(t, Parquet, "E06000001", 150)
	entries, err := os.ReadDir(first)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 8 {
		t.Fatalf("%d files, want eight", len(entries))
	}
	for _, e := range entries {
		a, err := os.ReadFile(filepath.Join(first, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(again, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(a, b) {
			t.Errorf("%s differs when written again", e.Name())
		}
	}
}

package warehouse_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/warehouse"
	"github.com/google/go-cmp/cmp"
)

const budgets = `budget_ref,effective_from,effective_to,weekly_total,hours_per_week,provider
B1,2025-01-07,,120.50,7.00,"Acme, Ltd"
B2,2025-02-01,2025-1-7,90.00,,
B3,2025-02-01,,0.00
`

func TestParquetFromCSV(t *testing.T) {
	dir := t.TempDir()
	from, to, again := filepath.Join(dir, "b.csv"), filepath.Join(dir, "b.parquet"), filepath.Join(dir, "again.parquet")
	if err := os.WriteFile(from, []byte(budgets), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{to, again} {
		if err := warehouse.ParquetFromCSV(t.Context(), "budgets", from, path); err != nil {
			t.Fatal(err)
		}
	}
	one, _ := os.ReadFile(to)
	two, _ := os.ReadFile(again)
	if !bytes.Equal(one, two) {
		t.Error("the same file gives different bytes")
	}
	db, err := duck.Open(t.Context(), duck.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(t.Context(), "SELECT * FROM read_parquet("+duck.Quote(to)+")")
	if err != nil {
		t.Fatal(err)
	}
	types, _ := rows.Types()
	_ = rows.Close()
	// effective_to holds what is no date of ours, so it stays text, as written.
	if diff := cmp.Diff([]string{"VARCHAR", "DATE", "VARCHAR", "DECIMAL(10,2)", "DECIMAL(10,2)", "VARCHAR"}, types); diff != "" {
		t.Errorf("types (-want +got):\n%s", diff)
	}
	var n int
	if err := db.One(t.Context(), "SELECT count(*) FILTER (WHERE effective_to = '2025-1-7' OR provider = 'Acme, Ltd' OR budget_ref = 'B3') FROM read_parquet("+
		duck.Quote(to)+")", nil, &n); err != nil || n != 3 {
		t.Errorf("%d of 3 rows came through whole (%v)", n, err)
	}
	if err := warehouse.ParquetFromCSV(t.Context(), "diaries", from, to); !fault.Is(err, fault.Usage) {
		t.Errorf("an unknown kind: %v", err)
	}
}

func BenchmarkParquetFromCSV(b *testing.B) {
	dir := b.TempDir()
	from := filepath.Join(dir, "b.csv")
	if err := os.WriteFile(from, []byte(budgets), 0o600); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := warehouse.ParquetFromCSV(b.Context(), "budgets", from, filepath.Join(dir, "b.parquet")); err != nil {
			b.Fatal(err)
		}
	}
}

// A value that cannot be cast at all must not pass for one of the right type.
func TestParquetKeepsWhatIsNoNumber(t *testing.T) {
	dir := t.TempDir()
	from := filepath.Join(dir, "b.csv")
	if err := os.WriteFile(from, []byte("budget_ref,weekly_total\nB1,nil\nB2,1.00\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := warehouse.ParquetFromCSV(t.Context(), "budgets", from, filepath.Join(dir, "b.parquet")); err != nil {
		t.Fatal(err)
	}
}

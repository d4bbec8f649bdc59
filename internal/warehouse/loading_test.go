package warehouse_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/warehouse"
	"github.com/careduty/careduty/schemas"
	"github.com/google/go-cmp/cmp"
)

func begin(t *testing.T, w *warehouse.Warehouse, number int) *warehouse.Loading {
	t.Helper()
	day := time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC)
	l, err := w.Begin(t.Context(), warehouse.Batch{
		Number: number, Council: "E08000035", ProducedOn: day, From: day, To: day, Digest: "d", Synthetic: true, Specification: "s",
	})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func fill(t *testing.T, l *warehouse.Loading, text string, failing error) error {
	t.Helper()
	people, _ := schemas.KindOf("people")
	return l.Fill(t.Context(), people, func(out io.Writer) ([]string, error) {
		if _, err := io.WriteString(out, text); err != nil {
			return nil, err
		}
		return []string{"left_on"}, failing
	})
}

func TestLoadingKeepsAllOrNothing(t *testing.T) {
	w := open(t, filepath.Join(t.TempDir(), "w.duckdb"), warehouse.Options{})
	if err := w.Bulk(t.Context()); err != nil {
		t.Fatal(err)
	}
	one, two := begin(t, w, 1), begin(t, w, 2)
	row := strings.Repeat("0", 31) + "1,1950,female,white,,yes,2025-01-31,\n"
	if err := fill(t, one, row, nil); err != nil {
		t.Fatal(err)
	}
	stop := fault.New(fault.Refused, "Stop.", "")
	if err := fill(t, two, row, stop); !errors.Is(err, stop) {
		t.Errorf("the producer's fault is lost: %v", err)
	}
	two.Rollback(t.Context())
	if err := one.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	three := begin(t, w, 3)
	if err := fill(t, three, "no reference,1950,,,,,,\n", nil); err == nil || strings.Contains(err.Error(), "no reference") {
		t.Errorf("a row that does not fit: %v", err)
	}
	three.Rollback(t.Context())
	if err := w.Checkpoint(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	batches, err := w.Batches(t.Context())
	if err != nil || len(batches) != 1 || batches[0].Number != 1 {
		t.Errorf("%+v (%v)", batches, err)
	}
	r := asOf(t, w, "")
	if n := count(t, r, "people WHERE sex = 'female' AND died_on = DATE '2025-01-31' AND support_reason IS NULL AND typeof(sex) = 'VARCHAR'"); n != 1 {
		t.Errorf("%d people are as they were written, want one", n)
	}
	if diff := cmp.Diff([]string{"left_on"}, r.Coverage()[0].Missing); diff != "" {
		t.Errorf("missing columns (-want +got):\n%s", diff)
	}
}

// A producer that DuckDB no longer listens to is woken, however much it has to say.
func TestLoadingWakesItsProducer(t *testing.T) {
	w := open(t, filepath.Join(t.TempDir(), "w.duckdb"), warehouse.Options{})
	l := begin(t, w, 1)
	defer l.Rollback(t.Context())
	if err := fill(t, l, strings.Repeat("no reference,,,,,,,\n", 1<<17), nil); err == nil {
		t.Error("rows that do not fit are taken")
	}
}

func TestParquetTextIsWhatACouncilWouldHaveTyped(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "people.parquet")
	db, err := duck.Open(t.Context(), duck.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.Exec(t.Context(), `COPY (SELECT * FROM (VALUES
		('P1', DATE '2025-01-31', TIMESTAMP '2025-01-31 00:00:00', 1950.0::DOUBLE, 120.1::DOUBLE, 7.5::DECIMAL(10,2), 'a "b", c', NULL),
		('P2', NULL, TIMESTAMP '2025-01-31 10:00:00', 1e300::DOUBLE, 0.1::DOUBLE + 0.2::DOUBLE, NULL, '', 'x')
		) AS t(person_ref, died_on, left_on, birth_year, amount, hours, "Say ""so""", empty))
		TO `+duck.Quote(path)+` (FORMAT parquet)`)
	if err != nil {
		t.Fatal(err)
	}
	w := open(t, filepath.Join(dir, "w.duckdb"), warehouse.Options{})
	if err := w.Bulk(t.Context()); err != nil {
		t.Fatal(err)
	}
	for dayFirst, want := range map[bool]string{
		false: "P1,2025-01-31,2025-01-31,1950,120.10,7.50,\"a \"\"b\"\", c\",\nP2,,2025-01-31 10:00:00,1e+300,0.30,,\"\",x\n",
		true:  "P1,31/01/2025,31/01/2025,1950,120.10,7.50,\"a \"\"b\"\", c\",\nP2,,2025-01-31 10:00:00,1e+300,0.30,,\"\",x\n",
	} {
		want = `"person_ref","died_on","left_on","birth_year","amount","hours","Say ""so""","empty"` + "\n" + want
		var got []byte
		err := w.ParquetText(t.Context(), path, dayFirst, func(in io.Reader) (err error) {
			got, err = io.ReadAll(in)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, string(got)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	if err := w.ParquetText(t.Context(), path, false, func(io.Reader) error { return nil }); err != nil {
		t.Errorf("a reader that stops early: %v", err)
	}
	junk := filepath.Join(dir, "junk.parquet")
	if err := os.WriteFile(junk, []byte("PAR1 and nothing more PAR1"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := w.ParquetText(t.Context(), junk, false, func(io.Reader) error { return nil }); !fault.Is(err, fault.Refused) {
		t.Errorf("junk: %v", err)
	}
}

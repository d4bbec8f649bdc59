package warehouse_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

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
		Basis: warehouse.Records, Kinds: []string{"people", "complaints"},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func commit(t *testing.T, l *warehouse.Loading, entry int) {
	t.Helper()
	day := time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC)
	if err := l.Commit(t.Context(), warehouse.Entry{Number: entry, At: day, Day: day, Act: warehouse.Load}); err != nil {
		t.Fatal(err)
	}
}

// filled fills a kind with rows of which each gives a few values by the names of their fields.
func filled(t *testing.T, l *warehouse.Loading, kind string, missing []string, rows ...map[string]warehouse.Value) (warehouse.Filled, error) {
	t.Helper()
	k, _ := schemas.KindOf(kind)
	return l.Fill(t.Context(), k, warehouse.Filling{
		Missing: func() []string { return missing },
		Rows: func(add func(int64, bool, []warehouse.Value) error) error {
			for i, row := range rows {
				values := make([]warehouse.Value, len(k.Fields))
				for j, f := range k.Fields {
					values[j] = row[f.Name]
				}
				if err := add(int64(i+2), false, values); err != nil {
					return err
				}
			}
			return nil
		},
		References: func(at []int64, use func(int, string)) error {
			for i := range at {
				use(i, strings.Repeat("x", i+1))
			}
			return nil
		},
	})
}

func reference(n byte) warehouse.Value {
	return warehouse.Value{State: warehouse.Set, Ref: [16]byte{15: n}}
}

func number(n int64) warehouse.Value { return warehouse.Value{State: warehouse.Set, Number: n} }

func TestLoadingKeepsAllOrNothing(t *testing.T) {
	w := open(t, filepath.Join(t.TempDir(), "w.duckdb"), warehouse.Options{})
	if err := w.Bulk(t.Context()); err != nil {
		t.Fatal(err)
	}
	one, two := begin(t, w, 1), begin(t, w, 2)
	row := map[string]warehouse.Value{"person_ref": reference(1), "birth_year": number(1950), "sex": number(0), "died_on": number(20119)}
	got, err := filled(t, one, "people", []string{"left_on"}, row, row, map[string]warehouse.Value{"person_ref": reference(2), "left_on": {State: warehouse.Unreadable}})
	if err != nil {
		t.Fatal(err)
	}
	want := warehouse.Filled{Kept: 2, Marks: []warehouse.Mark{{Rule: "duplicate", Field: "person_ref", Count: 1, Rows: []int64{3}}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("what became of the people (-want +got):\n%s", diff)
	}
	received := number(20000)
	got, err = filled(t, one, "complaints", nil, map[string]warehouse.Value{"complaint_ref": reference(3), "person_ref": reference(9), "received_on": received, "about": number(0)})
	if err != nil || got.Kept != 0 || got.Hanging != 0 || len(got.Marks) != 1 || got.Marks[0].Rule != "orphan" {
		t.Errorf("a complaint of nobody: %+v (%v)", got, err)
	}
	if _, err := filled(t, two, "people", nil, row); err != nil {
		t.Fatal(err)
	}
	two.Rollback(t.Context())
	commit(t, one, 1)
	if err := w.Checkpoint(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	batches, err := w.Batches(t.Context())
	if err != nil || len(batches) != 1 || batches[0].Number != 1 {
		t.Errorf("%+v (%v)", batches, err)
	}
	r := asOf(t, w, "")
	if n := count(t, r, "people WHERE sex = 'female' AND died_on = DATE '2025-01-31' AND support_reason IS NULL AND typeof(sex) = 'VARCHAR'"); n != 1 {
		t.Errorf("%d people are as they were given, want one", n)
	}
	if n := count(t, r, "unreadable WHERE kind = 'people' AND field = 'left_on' AND person_ref = record"); n != 1 || count(t, r, "people WHERE left_on IS NOT NULL") != 0 {
		t.Error("a date that cannot be read is not told apart")
	}
	if diff := cmp.Diff([]string{"left_on"}, r.Coverage()[1].Missing); diff != "" {
		t.Errorf("missing columns (-want +got):\n%s", diff)
	}
}

// The fault of what gives the rows is the one that is told.
func TestLoadingTellsTheProducersFault(t *testing.T) {
	w := open(t, filepath.Join(t.TempDir(), "w.duckdb"), warehouse.Options{})
	l := begin(t, w, 1)
	defer l.Rollback(t.Context())
	stop := fault.New(fault.Refused, "Stop.", "")
	people, _ := schemas.KindOf("people")
	_, err := l.Fill(t.Context(), people, warehouse.Filling{Rows: func(func(int64, bool, []warehouse.Value) error) error { return stop }})
	if !errors.Is(err, stop) {
		t.Errorf("the producer's fault is lost: %v", err)
	}
}

// What stands follows the log: a load, an older one set aside, one restored, one withdrawn.
func TestLogTellsWhatStands(t *testing.T) {
	w := open(t, filepath.Join(t.TempDir(), "w.duckdb"), warehouse.Options{})
	batch(t, w, 1, "E08000035", "2025-04-30", []int{1}, nil)
	batch(t, w, 2, "E08000035", "2025-07-31", []int{1, 2}, nil)
	on := func(s string) time.Time { d, _ := time.Parse(time.DateOnly, s); return d }
	note := func(batch int, day string, act warehouse.Act) {
		t.Helper()
		if err := w.Note(t.Context(), warehouse.Entry{At: on(day), Day: on(day), Batch: batch, Act: act, Reason: "r"}); err != nil {
			t.Fatal(err)
		}
	}
	stands := func(day string, want int) {
		t.Helper()
		if got := count(t, asOf(t, w, day), "people"); got != want {
			t.Errorf("as of %q batch %d stands, want %d", day, got, want)
		}
	}
	stands("", 2)
	note(1, "2025-09-01", warehouse.Restore)
	stands("", 1)
	stands("2025-08-31", 2)
	stands("2025-05-31", 1)
	note(1, "2025-10-01", warehouse.Withdraw)
	stands("", 2)
	stands("2025-09-30", 1)
	note(2, "2025-11-01", warehouse.SetAside)
	if _, err := w.AsOf(t.Context(), time.Time{}); !fault.Is(err, fault.NotFound) {
		t.Errorf("nothing stands: %v", err)
	}
	note(1, "2025-12-01", warehouse.Restore)
	stands("", 1)
	if err := w.Note(t.Context(), warehouse.Entry{Batch: 9, Act: warehouse.Restore}); !fault.Is(err, fault.NotFound) {
		t.Errorf("a batch that is not there: %v", err)
	}
	log, err := w.Log(t.Context())
	if err != nil || len(log) != 6 || log[3].Act != warehouse.Withdraw || log[3].Reason != "r" {
		t.Errorf("%+v (%v)", log, err)
	}
}

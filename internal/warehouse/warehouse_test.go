package warehouse_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/warehouse"
	"github.com/careduty/careduty/schemas"
	"github.com/google/go-cmp/cmp"
)

func open(t *testing.T, path string, o warehouse.Options) *warehouse.Warehouse {
	t.Helper()
	w, err := warehouse.Open(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	return w
}

func exec(t *testing.T, w *warehouse.Warehouse, text string, args ...any) {
	t.Helper()
	c, err := w.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Exec(t.Context(), text, args...); err != nil {
		t.Fatal(err)
	}
}

// batch puts a batch with people p1.. and, for each, a complaint into the warehouse.
func batch(t *testing.T, w *warehouse.Warehouse, n int, council, produced string, people []int, complaints []int) {
	t.Helper()
	exec(t, w, "INSERT INTO batch VALUES (?, ?, CAST(? AS DATE), DATE '2020-04-01', CAST(? AS DATE), ?, true, ?, 'records')",
		n, council, produced, produced, fmt.Sprintf("digest%d", n), schemas.Specification)
	exec(t, w, "INSERT INTO log VALUES (?, TIMESTAMP '2026-01-01', CAST(? AS DATE), ?, 'load', '')", n, produced, n)
	exec(t, w, "INSERT INTO batch_kind VALUES (?, 'people', 'died_on,left_on')", n)
	for _, p := range people {
		exec(t, w, "INSERT INTO record.people (council, batch, person_ref) VALUES (?, ?, CAST(? AS UUID))", council, n, ref(p))
	}
	if complaints == nil {
		return
	}
	exec(t, w, "INSERT INTO batch_kind VALUES (?, 'complaints', '')", n)
	for _, p := range complaints {
		exec(t, w, `INSERT INTO record.complaints (council, batch, complaint_ref, person_ref, received_on, about)
			VALUES (?, ?, CAST(? AS UUID), CAST(nullif(?, '') AS UUID), DATE '2024-01-01', 'plan')`, council, n, ref(100+p), person(p))
	}
}

func ref(n int) string { return fmt.Sprintf("%032d", n) }

func person(n int) string {
	if n == 0 {
		return ""
	}
	return ref(n)
}

func count(t *testing.T, r *warehouse.Reading, view string) int {
	t.Helper()
	var n int
	if err := r.Conn.One(t.Context(), "SELECT count(*) FROM "+view, nil, &n); err != nil {
		t.Fatal(err)
	}
	return n
}

func asOf(t *testing.T, w *warehouse.Warehouse, day string) *warehouse.Reading {
	t.Helper()
	var at time.Time
	if day != "" {
		at, _ = time.Parse(time.DateOnly, day)
	}
	r, err := w.AsOf(t.Context(), at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r
}

func TestAsOfTakesTheBatchLoadedLast(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.duckdb")
	w := open(t, path, warehouse.Options{})
	batch(t, w, 1, "E08000035", "2025-04-30", []int{1, 2, 3}, []int{0, 1, 2, 3})
	batch(t, w, 2, "E06000001", "2025-04-30", []int{1}, []int{1})
	batch(t, w, 3, "E08000035", "2025-07-31", []int{1, 2}, nil) // complaints stay, but for person 3's
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	w = open(t, path, warehouse.Options{ReadOnly: true})
	now, then := asOf(t, w, ""), asOf(t, w, "2025-05-01")
	if got, want := now.AsOf.Format(time.DateOnly), "2025-07-31"; got != want {
		t.Errorf("the latest day is %s, want %s", got, want)
	}
	got := []int{count(t, now, "people"), count(t, now, "complaints"), count(t, now, "plans"), count(t, then, "people"), count(t, then, "complaints")}
	if diff := cmp.Diff([]int{3, 4, 0, 4, 5}, got); diff != "" {
		t.Errorf("people and complaints now, plans, people and complaints then (-want +got):\n%s", diff)
	}
	if !now.Synthetic || now.Digest() == then.Digest() || now.Digest() != asOf(t, w, "2025-12-31").Digest() {
		t.Error("the digest does not follow the batches in use")
	}
	day := func(s string) time.Time { d, _ := time.Parse(time.DateOnly, s); return d }
	want := []warehouse.Coverage{
		{Council: "E06000001", Kind: "complaints", From: day("2020-04-01"), To: day("2025-04-30"), Basis: warehouse.Records},
		{Council: "E06000001", Kind: "people", From: day("2020-04-01"), To: day("2025-04-30"), Missing: []string{"died_on", "left_on"}, Basis: warehouse.Records},
		{Council: "E08000035", Kind: "complaints", From: day("2020-04-01"), To: day("2025-04-30"), Basis: warehouse.Records},
		{Council: "E08000035", Kind: "people", From: day("2020-04-01"), To: day("2025-07-31"), Missing: []string{"died_on", "left_on"}, Basis: warehouse.Records},
	}
	if diff := cmp.Diff(want, now.Coverage()); diff != "" {
		t.Errorf("coverage (-want +got):\n%s", diff)
	}
	if n := count(t, now, "coverage"); n != len(want) {
		t.Errorf("the table coverage has %d rows, want %d", n, len(want))
	}
	if _, err := w.AsOf(t.Context(), day("2025-01-01")); !fault.Is(err, fault.NotFound) {
		t.Errorf("a day before the first batch: %v", err)
	}
}

// Whatever was loaded and in whatever order, each council's people are those of its batch in use, for all councils and for some.
func TestReadingsHaveTheRecordsInUse(t *testing.T) {
	councils := []string{"E06000001", "E06000002", "E08000035", "E10000003"}
	days := []string{"2025-04-30", "2025-07-31", "2025-10-31"}
	for seed := range uint64(6) {
		rng := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // a test
		w := open(t, filepath.Join(t.TempDir(), "w.duckdb"), warehouse.Options{})
		want := map[string]map[string]int{} // day, council: people
		for n := range 2 + rng.IntN(7) {
			council, produced, people := councils[rng.IntN(len(councils))], days[rng.IntN(len(days))], rng.Perm(1+rng.IntN(9))
			batch(t, w, n+1, council, produced, people, nil)
			for _, day := range days {
				if want[day] == nil {
					want[day] = map[string]int{}
				}
				if produced <= day {
					want[day][council] = len(people)
				}
			}
		}
		for _, day := range days {
			if len(want[day]) == 0 {
				continue
			}
			r := asOf(t, w, day)
			for range 3 {
				some := rng.Perm(len(councils))[:1+rng.IntN(len(councils))]
				var only []string
				for _, i := range some {
					only = append(only, councils[i])
				}
				if err := r.Only(t.Context(), only); err != nil {
					t.Fatal(err)
				}
				got, err := r.People(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				left := maps.Clone(want[day])
				maps.DeleteFunc(left, func(council string, _ int) bool { return !slices.Contains(only, council) })
				if diff := cmp.Diff(left, got); diff != "" {
					t.Errorf("world %d, as of %s, of %v (-want +got):\n%s", seed, day, only, diff)
				}
			}
		}
	}
}

func TestBatchesAreListedInOrder(t *testing.T) {
	w := open(t, filepath.Join(t.TempDir(), "w.duckdb"), warehouse.Options{})
	batch(t, w, 1, "E08000035", "2025-04-30", []int{1}, []int{1})
	batch(t, w, 2, "E08000035", "2025-07-31", []int{1}, nil)
	got, err := w.Batches(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].Number != 1 || cmp.Diff([]string{"complaints", "people"}, got[0].Kinds) != "" || len(got[1].Kinds) != 1 {
		t.Errorf("batches = %+v", got)
	}
}

func TestOpenRefusesWhatIsNoWarehouse(t *testing.T) {
	dir := t.TempDir()
	foreign, newer, unfinished := filepath.Join(dir, "foreign"), filepath.Join(dir, "newer"), filepath.Join(dir, "unfinished")
	for path, text := range map[string]string{foreign: "CREATE TABLE theirs (i INTEGER)", unfinished: "SELECT 1"} {
		db, err := duck.Open(t.Context(), duck.Options{Path: path})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Exec(t.Context(), text); err != nil {
			t.Fatal(err)
		}
		_ = db.Close()
		if err := os.Chmod(path, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w := open(t, newer, warehouse.Options{})
	exec(t, w, "INSERT INTO migration VALUES (999, 'later')")
	_ = w.Close()
	cases := []struct {
		path     string
		readOnly bool
		want     fault.Kind
	}{
		{"", false, fault.Usage},
		{dir, false, fault.Usage},
		{filepath.Join(dir, "none"), true, fault.NotFound},
		{foreign, false, fault.Refused},
		{foreign, true, fault.Refused},
		{newer, false, fault.Refused},
		{newer, true, fault.Refused},
		{unfinished, true, fault.Conflict},
	}
	for _, c := range cases {
		if _, err := warehouse.Open(t.Context(), c.path, warehouse.Options{ReadOnly: c.readOnly}); !fault.Is(err, c.want) {
			t.Errorf("Open(%s) = %v, want %v", filepath.Base(c.path), err, c.want)
		}
	}
	empty := open(t, filepath.Join(dir, "empty"), warehouse.Options{})
	if _, err := empty.AsOf(t.Context(), time.Time{}); !fault.Is(err, fault.NotFound) {
		t.Errorf("an empty warehouse reads: %v", err)
	}
}

func TestWarehouseIsForItsOwner(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.duckdb")
	w := open(t, path, warehouse.Options{})
	if _, err := w.FirstKeys(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{path, warehouse.KeyPath(path)} {
		if info, err := os.Stat(p); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", filepath.Base(p), info.Mode(), err)
		}
	}
	if left, _ := filepath.Glob(warehouse.KeyPath(path) + ".*"); len(left) > 0 {
		t.Errorf("files are left over: %d", len(left))
	}
}

// One that others may read has to be looked at by somebody: they may have seen it.
func TestWarehouseThatOthersMayReadIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.duckdb")
	if err := open(t, path, warehouse.Options{}).Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, path + ".wal"} {
		f, err := os.OpenFile(name, os.O_CREATE, 0o600)
		if err == nil {
			err = errors.Join(f.Chmod(0o604), f.Close())
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, readOnly := range []bool{false, true} {
			_, err := warehouse.Open(t.Context(), path, warehouse.Options{ReadOnly: readOnly})
			if !fault.Is(err, fault.Refused) || !strings.HasPrefix(err.Error(), name+": ") || !strings.Contains(err.Error(), "chmod") {
				t.Errorf("%s, read only %t: %v", filepath.Base(name), readOnly, err)
			}
		}
		if err := os.Chmod(name, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestKeys(t *testing.T) {
	dir := t.TempDir()
	path, other := filepath.Join(dir, "w.duckdb"), filepath.Join(dir, "other.duckdb")
	w, o := open(t, path, warehouse.Options{}), open(t, other, warehouse.Options{})
	if _, err := w.Keys(); !fault.Is(err, fault.NotFound) {
		t.Errorf("keys before the first load: %v", err)
	}
	first, err := w.FirstKeys(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	again, err := w.FirstKeys(t.Context())
	if err != nil || again != first || first.Reference == first.Record || first.Record == first.Noise || first.Noise == (warehouse.Key{}) {
		t.Errorf("the keys are not three, or change (%v)", err)
	}
	encoded, err := json.Marshal(first)
	if text := fmt.Sprintf("%v %+v %#v %s %x %s", first, first, first, first.Noise, first, encoded); err != nil || strings.ContainsAny(text, "0123456789") {
		t.Error("a key prints")
	}
	if _, err := o.FirstKeys(t.Context()); err != nil {
		t.Fatal(err)
	}
	foreign, _ := os.ReadFile(warehouse.KeyPath(other))
	good, _ := os.ReadFile(warehouse.KeyPath(path))
	bad := map[string][]byte{
		"foreign": foreign, "empty": nil, "short": []byte(strings.Replace(string(good), `"noise": "`, `"noise": "00`, 1)),
		"shorter": []byte(strings.Replace(string(good), `"record": "`, `"record": "","was": "`, 1)),
		"newer":   []byte(strings.Replace(string(good), `"careduty_keys": 1`, `"careduty_keys": 2`, 1)), "text": []byte("key"),
		"no format": []byte(strings.Replace(string(good), `"careduty_keys": 1`, `"careduty_keys": 0`, 1)),
	}
	for name, text := range bad {
		if err := os.WriteFile(warehouse.KeyPath(path), text, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Keys(); !fault.Is(err, fault.Refused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := os.WriteFile(warehouse.KeyPath(path), good, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(warehouse.KeyPath(path), 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Keys(); !fault.Is(err, fault.Refused) || !strings.Contains(err.Error(), "chmod") {
		t.Errorf("keys that others may read: %v", err)
	}
	batch(t, w, 1, "E08000035", "2025-04-30", nil, nil)
	if err := os.Remove(warehouse.KeyPath(path)); err != nil {
		t.Fatal(err)
	}
	if _, err := w.FirstKeys(t.Context()); !fault.Is(err, fault.NotFound) {
		t.Errorf("new keys are made for a warehouse that has records: %v", err)
	}
}

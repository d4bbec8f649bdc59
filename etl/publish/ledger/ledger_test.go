package ledger_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/careduty/careduty/etl/publish/ledger"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/fault"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

const leeds, region = "E08000035", "E12000003"

var day = time.Date(2026, 4, 10, 0, 0, 0, 0, time.UTC)

func open(t *testing.T, path string) *ledger.Ledger {
	t.Helper()
	l, err := ledger.Open(t.Context(), path, "fingerprint")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

// entered is a ledger with one entry, closed and opened again.
func entered(t *testing.T, failed string, fill func(l *ledger.Ledger, p *ledger.Pending)) (*ledger.Ledger, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "care.duckdb")
	l := open(t, path)
	p := l.Begin()
	fill(l, p)
	e := ledger.Entry{Release: "synthetic-2026-04-10", PublishedOn: day, Program: "test", TableHash: "hash", Failed: failed}
	if err := p.Commit(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return open(t, path), path
}

func stored(at string) *ledger.Stored {
	s := &ledger.Stored{
		Counts:  []disclosure.Counts{{Population: 100, Unknown: 5, Numerator: 40}, {Population: 30}},
		Checks:  []ledger.Checks{{0xfffe | 1, 3, 5}, {7, 0, 0}},
		Medians: []disclosure.Median{{Value: 250, Lower95: 200, Upper95: 300, Interval: true}, {}}, Has: []bool{true, false},
	}
	if at == region {
		s.Councils = []string{leeds, "E08000034"}
	}
	return s
}

func fill(l *ledger.Ledger, p *ledger.Pending) {
	for _, at := range []string{leeds, region} {
		p.Step(ledger.Step{AreaPeriod: ledger.AreaPeriod{Area: at, Period: "2025-26"}, Vintage: disclosure.Provisional, Drawn: true})
	}
	c := p.Cells(ledger.Cells{
		Measure: "m", Dimension: "sex", Period: "2025-26", Vintage: disclosure.Provisional, Categories: []string{"female", "male"}, Median: true,
	})
	for _, at := range []string{leeds, region} {
		p.Draw(c, at, stored(at))
	}
	p.People(leeds, "2025-26", ledger.People{Digests: []uint64{1<<32 | 7, 2<<32 | 8, 3<<32 | 9}})
}

func TestALedgerGivesBackWhatWasEntered(t *testing.T) {
	l, path := entered(t, "", fill)
	b, err := l.Breakdown(t.Context(), "m", "sex", []string{"female", "male"}, true)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{leeds, region} {
		want := stored(at)
		want.Entry, want.Vintage = 1, disclosure.Provisional
		got, ok := b.At(ledger.AreaPeriod{Area: at, Period: "2025-26"})
		if diff := cmp.Diff(want, got); !ok || diff != "" {
			t.Error(diff)
		}
	}
	v, ok := l.Present(ledger.AreaPeriod{Area: leeds, Period: "2025-26"})
	if want := (ledger.Vintage{Letter: 'p', First: day, Began: 1, Entry: 1, Drawn: 1}); !ok || !v.First.Equal(day) || v.Letter != want.Letter || v.Drawn != 1 {
		t.Errorf("vintage %+v", v)
	}
	if other, _ := l.Breakdown(t.Context(), "m", "sex", []string{"male", "female"}, true); len(l.Entries()) != 1 {
		t.Error(other)
	} else if _, ok := other.At(ledger.AreaPeriod{Area: leeds, Period: "2025-26"}); ok {
		t.Error("counts of other categories were taken for these")
	}
	if info, err := os.Stat(ledger.Path(path)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestADrawStandsWhateverIsDrawnLater(t *testing.T) {
	settle := func(l *ledger.Ledger, mark, y uint64) uint64 {
		d, err := l.Draws(t.Context(), "flow/people", "")
		if err != nil {
			t.Fatal(err)
		}
		return d.Settle(mark, y)
	}
	for _, failed := range []string{"", "A1, A8"} { // the draws of a candidate that failed stand too
		l, _ := entered(t, failed, func(l *ledger.Ledger, _ *ledger.Pending) { settle(l, 77, 25) })
		if got := settle(l, 77, 40); got != 25 {
			t.Errorf("drawn as 25, then as %d", got)
		}
		if l.Knows("synthetic-2026-04-10") != (failed == "") {
			t.Errorf("failed %q: taken for a release or not", failed)
		}
	}
}

func TestErasedPeopleCountAsChanged(t *testing.T) {
	l, _ := entered(t, "", fill)
	now := ledger.People{Digests: []uint64{1<<32 | 7, 3<<32 | 10, 4<<32 | 1}}
	changed := func() int {
		old, err := l.People(t.Context(), leeds, "2025-26", 1)
		if err != nil {
			t.Fatal(err)
		}
		return ledger.Changed(old, now)
	}
	if got := changed(); got != 3 { // one gone, one other, one new
		t.Errorf("%d changed, want 3", got)
	}
	if err := l.Forget(t.Context(), map[string][]uint32{leeds: {1, 3, 4}}); err != nil {
		t.Fatal(err)
	}
	if got := changed(); got != 3 {
		t.Errorf("%d changed once the one gone was erased, want 3", got)
	}
}

// Changed against a slow and plain count of people.
func TestChangedCountsPeople(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		state := func(name string) (map[uint64]uint64, ledger.People) {
			m := rapid.MapOf(rapid.Uint64Range(0, 20), rapid.Uint64Range(0, 3)).Draw(t, name)
			var p ledger.People
			for person, digest := range m {
				p.Digests = append(p.Digests, person<<32|digest)
			}
			slices.Sort(p.Digests)
			return m, p
		}
		a, old := state("old")
		b, now := state("now")
		want := 0
		for person := range uint64(21) {
			x, inA := a[person]
			y, inB := b[person]
			if inA != inB || x != y {
				want++
			}
		}
		if got := ledger.Changed(old, now); got != want {
			t.Fatalf("%d changed, want %d", got, want)
		}
	})
}

// rewritten is where a ledger with one entry lies, closed and changed behind its back.
func rewritten(t *testing.T, statements string) string {
	t.Helper()
	l, path := entered(t, "", fill)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := duck.Open(t.Context(), duck.Options{Path: ledger.Path(path)})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Exec(t.Context(), statements); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLedgersThatAreNotToBeTrusted(t *testing.T) {
	for name, spoil := range map[string]string{
		"a row of cells is gone": "DELETE FROM cells",
		"a fourth vintage":       "INSERT INTO vintage VALUES (1, 0, '2025-26', 'p', true); UPDATE entry SET vintages = 3",
		"a vintage out of order": "UPDATE vintage SET vintage = 'f'",
		"an area is gone":        "DELETE FROM area WHERE number = 0",
		"another's":              "UPDATE ledger SET fingerprint = 'other'",
		"of a newer program":     "UPDATE ledger SET format = 3",
	} {
		t.Run(name, func(t *testing.T) {
			path := rewritten(t, spoil)
			if _, err := ledger.Open(t.Context(), path, "fingerprint"); !fault.Is(err, fault.Refused) {
				t.Errorf("err = %v", err)
			}
		})
	}
}

func TestOneProcessAtATime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "care.duckdb")
	open(t, path)
	if l, err := ledger.Open(t.Context(), path, "other"); err == nil {
		_ = l.Close()
		t.Error("the ledger was opened with other keys while it was open")
	}
}

// A ledger of format 1 is brought up to date when it is opened: its counts stay, and nothing tells any more of whom they were drawn.
func TestAnOlderLedgerIsBroughtUpToDate(t *testing.T) {
	// The cells of leeds as format 1 wrote them: its number, no councils; 100, 5 and 40 in steps with a median; 30, 0 and 0 without.
	const old = `\x00\x00\x14\x01\x08\x02\xF4\x03\x90\x03\xD8\x04\x06\x00\x00\x00`
	path := rewritten(t, "UPDATE cells SET cells = '"+old+"'::BLOB; ALTER TABLE cells DROP COLUMN checked; UPDATE ledger SET format = 1")
	for range 2 { // opened again it is of the new format
		l := open(t, path)
		b, err := l.Breakdown(t.Context(), "m", "sex", []string{"female", "male"}, true)
		if err != nil {
			t.Fatal(err)
		}
		got, _ := b.At(ledger.AreaPeriod{Area: leeds, Period: "2025-26"})
		want := stored(leeds)
		want.Entry, want.Vintage, want.Checks = 1, disclosure.Provisional, nil
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

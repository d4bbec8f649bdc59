package ledger_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/careduty/careduty/etl/publish/ledger"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/fault"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

const leeds, region, end = "E08000035", "E12000003", "2026-03-31"

var (
	day   = time.Date(2026, 4, 10, 0, 0, 0, 0, time.UTC)
	owner = ledger.Owner{Fingerprint: "fingerprint", Table: "hash"}
)

func open(t *testing.T, path string) *ledger.Ledger {
	t.Helper()
	l, err := ledger.Open(t.Context(), path, owner)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

func stored(at string) *ledger.Stored {
	s := &ledger.Stored{
		Rows: []ledger.Row{
			{Y: [3]uint32{100, 5, 0}, Mark: [3]uint32{0xfffffffe, 3, 0}}, {WithoutUnknown: true, Y: [3]uint32{30, 0, 0}, Mark: [3]uint32{7, 0, 0}},
		},
		Medians: []disclosure.Median{{Value: 250, Lower95: 200, Upper95: 300}, {}}, Has: []bool{true, false},
	}
	if at == region {
		s.Councils = []string{leeds, "E08000034"}
	}
	return s
}

// cells are of a median by sex, drawn for Leeds and its region.
func cells() ledger.Drawn {
	return ledger.Drawn{
		Breakdown: ledger.Breakdown{Measure: "m", Dimension: "sex", Categories: []string{"female", "male"}, Median: true},
		Period:    "2025-26", Version: "1.0.0", Number: 1, Areas: []string{leeds, region}, Stored: []*ledger.Stored{stored(leeds), stored(region)},
	}
}

func step(at string) ledger.Step {
	return ledger.Step{AreaEnd: ledger.AreaEnd{Area: at, End: end}, Vintage: disclosure.Provisional, Drawn: true}
}

func addition() ledger.Addition {
	return ledger.Addition{
		Entry:       ledger.Entry{Release: "synthetic-2026-04-10", AsOf: day, PublishedOn: day, Program: "test"},
		Steps:       []ledger.Step{step(leeds), step(region)},
		Cells:       []ledger.Drawn{cells()},
		Corrections: []ledger.Correction{{AreaEnd: ledger.AreaEnd{Area: leeds, End: end}, Release: "synthetic-2026-01-10", Reason: "A wrong file."}},
		People:      []ledger.State{{Council: leeds, End: end, Entry: 1, Digests: []uint64{1<<32 | 7, 2<<32 | 8, 3<<32 | 9}}},
	}
}

// entered is a ledger with one entry, closed and opened again.
func entered(t *testing.T, a ledger.Addition) (*ledger.Ledger, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "care.duckdb")
	l := open(t, path)
	if err := l.Add(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return open(t, path), path
}

func TestALedgerGivesBackWhatWasEntered(t *testing.T) {
	l, path := entered(t, addition())
	asked := []ledger.Breakdown{cells().Breakdown, {Measure: "m", Dimension: "sex", Categories: []string{"male", "female"}, Median: true}}
	err := l.Cells(t.Context(), asked, func(i int, got map[ledger.AreaPeriod]*ledger.Stored) error {
		want := map[ledger.AreaPeriod]*ledger.Stored{}
		if i == 0 { // of other categories nothing is taken for these
			for _, at := range []string{leeds, region} {
				s := stored(at)
				s.Entry, s.Number, s.Version = 1, 1, "1.0.0"
				want[ledger.AreaPeriod{Area: at, Period: "2025-26"}] = s
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := ledger.Vintage{Letter: 'p', First: day, Began: 1, Entry: 1, Drawn: 1, Under: 'p'}
	if diff := cmp.Diff(want, l.Vintages()[ledger.AreaEnd{Area: leeds, End: end}]); diff != "" {
		t.Error(diff)
	}
	correction := addition().Corrections[0]
	correction.Entry = 1
	if diff := cmp.Diff([]ledger.Correction{correction}, l.Corrections()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(addition().People, states(t, l)); diff != "" {
		t.Error(diff)
	}
	for _, name := range []string{ledger.Path(path), ledger.Path(path) + ".people.1"} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: mode %v, %v", name, info.Mode(), err)
		}
	}
}

func states(t *testing.T, l *ledger.Ledger) (out []ledger.State) {
	t.Helper()
	if err := l.People(t.Context(), func(s ledger.State) error {
		out = append(out, s)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

// Of a candidate that failed only that it did is kept; what is kept of people stays as it was.
func TestACandidateThatFailedAddsNothing(t *testing.T) {
	l, path := entered(t, addition())
	failed := addition()
	failed.Entry.Release, failed.Entry.Failed = "synthetic-2026-05-10", "B1"
	if err := l.Add(t.Context(), failed); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	l = open(t, path)
	if l.Knows("synthetic-2026-05-10") || !l.Knows("synthetic-2026-04-10") || len(l.Entries()) != 2 || l.Last() != 1 || len(l.Corrections()) != 1 {
		t.Errorf("entries %v, last %d", l.Entries(), l.Last())
	}
	if len(states(t, l)) != 1 {
		t.Error("what was kept of people is gone")
	}
}

// The file of people is written whole with every release: what is not kept is nowhere any more.
func TestPeopleWhoAreNotKeptAreGone(t *testing.T) {
	l, path := entered(t, addition())
	next := addition()
	next.Steps, next.Cells, next.Corrections = nil, nil, nil
	next.Entry.Release = "synthetic-2026-07-10"
	next.Keep = []ledger.State{{Council: leeds, End: end, Entry: 1}}
	next.People = []ledger.State{{Council: leeds, End: end, Entry: 2, Digests: []uint64{5<<32 | 1}}}
	if err := l.Add(t.Context(), next); err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
	l = open(t, path)
	if got := states(t, l); len(got) != 2 || got[0].Entry != 1 || len(got[0].Digests) != 3 || got[1].Entry != 2 {
		t.Errorf("kept %v", got)
	}
	next.Entry.Release, next.Keep, next.People = "synthetic-2026-10-10", nil, nil
	if err := l.Add(t.Context(), next); err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
	l = open(t, path)
	if got := states(t, l); len(got) != 0 {
		t.Errorf("kept %v", got)
	}
	names, _ := filepath.Glob(ledger.Path(path) + ".people.*")
	if !slices.Equal(names, []string{ledger.Path(path) + ".people.3"}) {
		t.Errorf("files of people: %v", names)
	}
}

// A state is needed while the council, its region or England may still be held against it.
func TestWhichStatesAreNeeded(t *testing.T) {
	council, _ := area.ByCode(leeds)
	at := func(code string) ledger.AreaEnd { return ledger.AreaEnd{Area: code, End: end} }
	final, early := ledger.Vintage{Letter: 'f', Drawn: 3}, ledger.Vintage{Letter: 'p', Drawn: 2}
	for name, c := range map[string]struct {
		vintages map[ledger.AreaEnd]ledger.Vintage
		want     []bool
	}{
		"none":                            {nil, []bool{false, false}},
		"all final":                       {map[ledger.AreaEnd]ledger.Vintage{at(leeds): final, at(region): final, at(area.England): final}, []bool{false, false}},
		"England drawn from the first":    {map[ledger.AreaEnd]ledger.Vintage{at(leeds): final, at(area.England): early}, []bool{true, false}},
		"frozen":                          {map[ledger.AreaEnd]ledger.Vintage{at(leeds): {Letter: 'p', Drawn: 3, Frozen: true}}, []bool{false, false}},
		"the council drawn from the last": {map[ledger.AreaEnd]ledger.Vintage{at(leeds): {Letter: 'r', Drawn: 3}}, []bool{false, true}},
	} {
		if got := ledger.Needed(council, end, []int{1, 3}, c.vintages); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// Changed against a slow and plain count of people.
func TestChangedCountsPeople(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		state := func(name string) (map[uint64]uint64, []uint64) {
			m := rapid.MapOf(rapid.Uint64Range(0, 20), rapid.Uint64Range(0, 3)).Draw(t, name)
			var p []uint64
			for person, digest := range m {
				p = append(p, person<<32|digest)
			}
			slices.Sort(p)
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
	l, path := entered(t, addition())
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
		"a fourth vintage":       "INSERT INTO vintage VALUES (1, 0, '2026-03-31', 'p', 0, true, false); UPDATE entry SET vintages = 3",
		"a vintage out of order": "UPDATE vintage SET vintage = 'f'",
		"an area is gone":        "DELETE FROM area WHERE number = 0",
		"another's":              "UPDATE ledger SET fingerprint = 'other'",
		"of another table":       "UPDATE ledger SET table_hash = 'other'",
		"of a newer program":     "UPDATE ledger SET format = 4",
		"of the first edition":   "UPDATE ledger SET format = 2",
	} {
		t.Run(name, func(t *testing.T) {
			path := rewritten(t, spoil)
			if _, err := ledger.Open(t.Context(), path, owner); !fault.Is(err, fault.Refused) {
				t.Errorf("err = %v", err)
			}
		})
	}
}

// Cells that are cut short, and a file of people that is gone, are told and do not stop the program.
func TestDamageInsideIsTold(t *testing.T) {
	l := open(t, rewritten(t, `UPDATE cells SET cells = '\x00\x05\x00'::BLOB`))
	err := l.Cells(t.Context(), []ledger.Breakdown{cells().Breakdown}, func(int, map[ledger.AreaPeriod]*ledger.Stored) error { return nil })
	if !fault.Is(err, fault.Refused) {
		t.Errorf("cells cut short: %v", err)
	}
	l, path := entered(t, addition())
	if err := os.Remove(ledger.Path(path) + ".people.1"); err != nil {
		t.Fatal(err)
	}
	if err := l.People(t.Context(), func(ledger.State) error { return nil }); !fault.Is(err, fault.Refused) {
		t.Errorf("people gone: %v", err)
	}
}

func TestOneProcessAtATime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "care.duckdb")
	open(t, path)
	if l, err := ledger.Open(t.Context(), path, ledger.Owner{Fingerprint: "other", Table: "hash"}); err == nil {
		_ = l.Close()
		t.Error("the ledger was opened with other keys while it was open")
	}
}

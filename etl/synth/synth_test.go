package synth_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/careduty/careduty/etl/synth"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/period"
	"github.com/google/go-cmp/cmp"
)

func bare() context.Context { return context.Background() }

// digests are the hashes of all files below a folder, by path.
func digests(t *testing.T, folder string) map[string][32]byte {
	t.Helper()
	out := map[string][32]byte{}
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		out[strings.TrimPrefix(path, folder)] = sha256.Sum256(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func write(t *testing.T, o synth.Options) map[string][32]byte {
	t.Helper()
	o.Out, o.AsOf = filepath.Join(t.TempDir(), "out"), asOf
	if _, err := synth.Write(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	return digests(t, o.Out)
}

func TestTheSameOptionsGiveTheSameBytes(t *testing.T) {
	first := write(t, synth.Options{People: 2000, Seed: 7, Workers: 1})
	if len(first) != 153*8 {
		t.Fatalf("%d files, want eight for each council", len(first))
	}
	if again := write(t, synth.Options{People: 2000, Seed: 7, Workers: 3}); !cmp.Equal(first, again) {
		t.Error("written again, by three at a time, the bytes differ")
	}
	if other := write(t, synth.Options{People: 2000, Seed: 8}); cmp.Equal(first, other) {
		t.Error("another seed gives the same bytes")
	}
}

func TestEverythingSaysThatItIsMadeUp(t *testing.T) {
	m := made()
	if m.err != nil {
		t.Fatal(m.err)
	}
	entries, err := os.ReadDir(m.folder)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 153 {
		t.Fatalf("%d folders, want 153", len(entries))
	}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(m.folder, e.Name(), "extract.json"))
		if err != nil {
			t.Fatal(err)
		}
		var got map[string]any
		if err := json.Unmarshal(text, &got); err != nil {
			t.Fatal(err)
		}
		want := map[string]any{
			"specification": "careduty-records/1", "council": strings.TrimPrefix(e.Name(), "synthetic-"), "synthetic": true,
			"from": "2020-04-01", "to": "2026-03-31", "produced_on": "2026-03-31", "contact": "Made-up data team",
			"kinds": []any{"people", "assessments", "plans", "budgets", "direct_payments", "reviews", "complaints"},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%s (-want +got):\n%s", e.Name(), diff)
		}
	}
}

func TestOptionsThatMakeNoSenseAreRefused(t *testing.T) {
	used := t.TempDir()
	if err := os.WriteFile(filepath.Join(used, "x"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "out")
	cases := map[string]struct {
		options synth.Options
		kind    fault.Kind
	}{
		"no folder":       {synth.Options{People: 200, AsOf: asOf}, fault.Usage},
		"folder in use":   {synth.Options{Out: used, People: 200, AsOf: asOf}, fault.Conflict},
		"too few people":  {synth.Options{Out: out, People: 152, AsOf: asOf}, fault.Usage},
		"too many people": {synth.Options{Out: out, People: 9_000_001, AsOf: asOf}, fault.Usage},
		"no such format":  {synth.Options{Out: out, People: 200, AsOf: asOf, Format: "xlsx"}, fault.Usage},
		"before the Act":  {synth.Options{Out: out, People: 200, AsOf: period.Date(2013, time.May, 1)}, fault.Usage},
		"no date":         {synth.Options{Out: out, People: 200}, fault.Usage},
	}
	for name, c := range cases {
		if _, err := synth.Write(t.Context(), c.options); fault.Of(err) != c.kind || err == nil {
			t.Errorf("%s: %v, want a %s fault", name, err, c.kind)
		}
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("a refused run left a folder")
	}
}

func TestAStoppedRunLeavesNothing(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	parent := t.TempDir()
	o := synth.Options{Out: filepath.Join(parent, "out"), People: 20_000, AsOf: asOf}
	o.Progress = func(int, int) { stop() }
	if _, err := synth.Write(ctx, o); !fault.Is(err, fault.Canceled) {
		t.Errorf("%v, want a canceled fault", err)
	}
	if left, err := os.ReadDir(parent); err != nil || len(left) > 0 {
		t.Errorf("%d entries left, %v", len(left), err)
	}
}

func TestProgressReachesTheEnd(t *testing.T) {
	last := 0
	o := synth.Options{Out: filepath.Join(t.TempDir(), "out"), People: 3000, AsOf: period.Date(2019, time.November, 30)}
	o.Progress = func(done, total int) {
		if done < last || total != 3000 {
			t.Errorf("%d of %d after %d", done, total, last)
		}
		last = done
	}
	s, err := synth.Write(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if last != 3000 || s.Rows["people"] < 3000 || s.Councils != 153 {
		t.Errorf("ended at %d with %+v", last, s)
	}
}

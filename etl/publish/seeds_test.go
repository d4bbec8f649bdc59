package publish

import (
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/careduty/careduty/etl/audit"
	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/etl/publish/ledger"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/internal/warehouse"
)

// TestSeeds draws the whole of a loaded warehouse, the one CAREDUTY_WAREHOUSE names, with CAREDUTY_SEEDS noise keys, and tells the figures of
// every audit and whether it passed: how the figures of docs/adr/0007-audit-criteria.md were measured. The records are counted once.
func TestSeeds(t *testing.T) {
	path, seeds := os.Getenv("CAREDUTY_WAREHOUSE"), 1
	if path == "" {
		t.Skip("no warehouse named")
	}
	if n, err := strconv.Atoi(os.Getenv("CAREDUTY_SEEDS")); err == nil {
		seeds = n
	}
	first := counted(t, path)
	found := map[string][]float64{}
	var names []string
	for seed := range seeds {
		report := first.drawnAnew(t, seed)
		for _, f := range report.Figures() {
			name := fmt.Sprintf("%s %s (%s %g)", f.ID, f.Words, f.Bound, f.Limit)
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
			found[name] = append(found[name], f.Figure)
		}
		if err := report.Fault(); err != nil {
			t.Errorf("key %d: %v", seed, err)
		} else {
			t.Logf("key %d: passed", seed)
		}
	}
	for _, name := range names {
		all := found[name]
		t.Logf("%s: %.4g to %.4g", name, slices.Min(all), slices.Max(all))
	}
}

// counted is a job whose measures have all been counted.
func counted(t *testing.T, path string) *job {
	t.Helper()
	w, err := warehouse.Open(t.Context(), path, warehouse.Options{ReadOnly: true, MemoryMB: 4096})
	check(t, err)
	t.Cleanup(func() { _ = w.Close() })
	r, err := w.AsOf(t.Context(), Options{}.AsOf)
	check(t, err)
	t.Cleanup(func() { _ = r.Close() })
	keys, err := w.Keys()
	check(t, err)
	j, err := newJob(Options{Warehouse: path, Releases: t.TempDir(), Program: "careduty test"}, r, keys)
	check(t, err)
	ipad, opad := disclosure.Pads(keys.Record)
	j.engine, err = evaluate.New(t.Context(), r, evaluate.Options{RecordPads: [2][64]byte{opad, ipad}, Lot: moving})
	check(t, err)
	j.roll = roll{}
	tables, err := j.engine.CountAll(t.Context(), evaluate.Counting{Measures: j.Measures, Arrived: func(ctx context.Context, councils []string) error {
		return j.roll.enrol(ctx, j.engine, councils)
	}})
	check(t, err)
	j.tables = map[measure.ID]*evaluate.Table{}
	for _, table := range tables {
		j.tables[table.Measure.ID] = table
	}
	return j
}

// drawnAnew draws what was counted with another key and has it attacked.
func (j *job) drawnAnew(t *testing.T, seed int) audit.Report {
	t.Helper()
	ctx, dir := context.Background(), t.TempDir()
	keys := j.keys
	keys.Noise = sha256.Sum256([]byte(fmt.Sprint("seed ", seed)))
	o := j.Options
	o.Warehouse, o.Releases = filepath.Join(dir, "w"), filepath.Join(dir, "releases")
	again, err := newJob(o, j.reading, keys)
	check(t, err)
	again.ledger, err = ledger.Open(ctx, o.Warehouse, fingerprint(keys))
	check(t, err)
	defer again.ledger.Close() //nolint:errcheck // not kept
	again.engine, again.tables = j.engine, maps.Clone(j.tables)
	again.pending, again.plan, again.insider, again.roll = again.ledger.Begin(), again.newPlan(), newInsider(keys), j.roll
	again.insider.lot = j.engine.Share()
	again.named, again.outers = again.definitions(), newOuters(again.Measures)
	b, err := release.NewBuilder(o.Releases, again.manifest.ID)
	check(t, err)
	defer b.Abort()
	for done, i := range again.outers.order(again.Measures) {
		check(t, again.measure(ctx, done, again.Measures[i], func(g group) error { return b.AddParts(g.standing, g.parts) }))
	}
	again.manifest.Content = b.Content()
	report, err := again.attack(ctx, b)
	check(t, err)
	return report
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

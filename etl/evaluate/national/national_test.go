package national

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/etl/load"
	"github.com/careduty/careduty/etl/synth"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/warehouse"
	"github.com/careduty/careduty/queries"
)

var (
	people  = flag.Int("people", 20_000, "how many people the extract holds; bounds below are for 20,000 and more")
	scratch string
)

func TestMain(m *testing.M) {
	flag.Parse()
	var err error
	if scratch, err = os.MkdirTemp("", "national"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(scratch)
	os.Exit(code)
}

// counted is every measure counted over one extract, which the tests share.
var counted = sync.OnceValues(func() (tables []*evaluate.Table, err error) {
	ctx := context.Background()
	extract, file := filepath.Join(scratch, "extract"), filepath.Join(scratch, "care.duckdb")
	if _, err = synth.Write(ctx, synth.Options{Out: extract, People: *people, Seed: 1, AsOf: period.Date(2026, time.March, 31)}); err != nil {
		return nil, err
	}
	if _, err = load.Load(ctx, load.Options{Warehouse: file, Paths: []string{extract}, MaxRejects: load.DefaultMaxRejects, MemoryMB: 2048}); err != nil {
		return nil, err
	}
	w, err := warehouse.Open(ctx, file, warehouse.Options{ReadOnly: true, MemoryMB: 2048})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	r, err := w.AsOf(ctx, time.Time{})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	return count(ctx, r)
})

func count(ctx context.Context, r *warehouse.Reading) ([]*evaluate.Table, error) {
	var pads [2][64]byte
	for i := range 64 {
		pads[0][i], pads[1][i] = 0x5c^byte(i), 0x36^byte(i) // of a key that is 0, 1, 2 …
	}
	e, err := evaluate.New(ctx, r, evaluate.Options{RecordPads: pads})
	if err != nil {
		return nil, err
	}
	all, err := measure.Load(queries.Files)
	if err != nil {
		return nil, err
	}
	tables := make([]*evaluate.Table, len(all))
	for i, m := range all {
		if tables[i], err = e.Count(ctx, m); err != nil {
			return nil, err
		}
	}
	return tables, nil
}

func tables(t *testing.T) []*evaluate.Table {
	t.Helper()
	list, err := counted()
	if err != nil {
		t.Fatal(err)
	}
	return list
}

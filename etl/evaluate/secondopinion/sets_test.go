package secondopinion

import (
	"testing"
	"time"

	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/etl/evaluate/evaluatetest"
)

// tables counts every measure over one warehouse of random councils, with set hashes.
func tables(t *testing.T) []*evaluate.Table {
	t.Helper()
	b := newBench(t)
	b.fill(draw(*seed, 40), nil).done(b)
	r, err := b.w.AsOf(t.Context(), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var pads [2][64]byte
	for i := range 64 {
		pads[0][i], pads[1][i] = 0x5c^byte(i), 0x36^byte(i) // of a key that is 0, 1, 2 …
	}
	e, err := evaluate.New(t.Context(), r, evaluate.Options{RecordPads: pads})
	if err != nil {
		t.Fatal(err)
	}
	var out []*evaluate.Table
	for _, m := range load(t) {
		table, err := e.Count(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, table)
	}
	return out
}

// TestSetsOfPeople counts every measure over random councils and looks at who was counted: parts add up to totals, set hashes
// included, councils to regions and regions to England.
func TestSetsOfPeople(t *testing.T) {
	list := tables(t)
	for _, table := range list {
		evaluatetest.PartsAddUp(t, table)
		evaluatetest.LevelsAddUp(t, table)
	}
}

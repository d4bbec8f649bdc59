package warehouse_test

import (
	"testing"

	"github.com/careduty/careduty/internal/warehouse"
)

// A warehouse in memory is one like any other, but that its keys are its own and are gone with it.
func TestScratchLeavesNothing(t *testing.T) {
	one, err := warehouse.NewScratch(t.Context(), warehouse.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer one.Close()
	two, err := warehouse.NewScratch(t.Context(), warehouse.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer two.Close()
	a, err := one.FirstKeys(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if b, err := two.FirstKeys(t.Context()); err != nil || a == b || a.Reference == (warehouse.Key{}) {
		t.Errorf("two have the same keys, or none (%v)", err)
	}
	batch(t, one, 1, "E08000035", "2025-04-30", []int{1, 2}, nil)
	if n := count(t, asOf(t, one, ""), "people"); n != 2 {
		t.Errorf("%d people, want 2", n)
	}
}

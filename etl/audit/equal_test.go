package audit_test

import (
	"slices"
	"testing"

	"github.com/careduty/careduty/etl/audit"
)

// Sets of two measures that are the same people are found under whatever role and breakdown; small ones, and a part that is all of its own total,
// are not held against anybody.
func TestEqualSetsAreFound(t *testing.T) {
	names := []audit.SetName{
		{Group: audit.Group{Measure: "a"}, Role: audit.Met},
		{Group: audit.Group{Measure: "b"}, Role: audit.People},
		{Group: audit.Group{Measure: "c", Dimension: "sex"}, Role: audit.Met},
		{Group: audit.Group{Measure: "c"}, Role: audit.Met},
	}
	var places [][]audit.SetAt
	for i := range uint64(40) {
		at := []audit.SetAt{{S: 100 + i, N: 9, Name: 0}, {S: 100 + i, N: 9, Name: 1}, {S: 100 + i, N: 9, Name: 2, Category: 1}, {S: 100 + i, N: 9, Name: 3}}
		if i%4 == 0 {
			at[1].S++ // b differs in a quarter of places
		}
		places = append(places, at, []audit.SetAt{{S: i, N: 2, Name: 0}, {S: i, N: 2, Name: 1}})
	}
	got := audit.FindEqualSets(names, slices.Values(places), 0.5)
	want := map[[2]int]float64{{0, 1}: 0.75, {1, 0}: 0.75, {0, 3}: 1, {3, 0}: 1, {1, 3}: 0.75, {3, 1}: 0.75}
	if len(got) != len(want) {
		t.Errorf("%d pairs: %v", len(got), got)
	}
	for _, e := range got {
		pair := [2]int{slices.Index(names, e.A), slices.Index(names, e.B)}
		if share, ok := want[pair]; !ok || share != e.Share {
			t.Errorf("%v and %v: %g, want %g", e.A, e.B, e.Share, share)
		}
	}
}

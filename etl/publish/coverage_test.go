package publish

import (
	"testing"
	"time"

	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/internal/warehouse"
	"github.com/google/go-cmp/cmp"
)

// A release says of a council that stands on Client Level Data that it does, and of others nothing.
func TestCoverageNamesTheBasis(t *testing.T) {
	from, to := time.Date(2025, 4, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC)
	got := coverage([]warehouse.Coverage{
		{Council: "E08000034", Kind: "people", From: from, To: to, Basis: warehouse.ClientLevelData},
		{Council: "E08000035", Kind: "people", From: from, To: to, Basis: warehouse.Records},
	})
	want := map[string][]release.Coverage{
		"E08000034": {{Kind: "people", From: "2025-04-01", To: "2026-03-31", Basis: "cld"}},
		"E08000035": {{Kind: "people", From: "2025-04-01", To: "2026-03-31"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

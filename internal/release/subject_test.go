package release_test

import (
	"testing"

	"github.com/careduty/careduty/internal/release/releasetest"
)

// A quarter lies before or after a break; a year of events that it falls into is on neither side. A state on a day is of its day.
func TestBreaksLieBetweenPeriods(t *testing.T) {
	r := openFixture(t)
	for _, c := range []struct {
		measure, from, to string
		want              int
	}{
		{releasetest.Broken, "2024-25-Q1", "2024-25-Q2", 0},
		{releasetest.Broken, "2024-25-Q2", "2024-25-Q3", 1}, // BrokenFrom
		{releasetest.Broken, "2024-25-Q3", "2025-26-Q4", 0},
		{releasetest.Broken, "2025-26-Q4", "2024-25-Q1", 1},
		{releasetest.Broken, "2023-24", "2024-25", 1},
		{releasetest.Broken, "2024-25", "2025-26", 1},
		{releasetest.Broken, "2025-26", "2026-27", 0},
		{releasetest.Series, "2023-24", "2024-25", 1},
		{releasetest.Series, "2024-25", "2025-26", 0},
		{"overdue_reviews", "2000-01", "2025-26", 0},
	} {
		s, ok := r.Subject(c.measure)
		if !ok {
			t.Fatalf("no %s", c.measure)
		}
		p := parse(t, c.from, c.to)
		if got := s.Broken(p[0], p[1]); len(got) != c.want {
			t.Errorf("%s from %s to %s: %v, want %d", c.measure, c.from, c.to, got, c.want)
		}
	}
	s, _ := r.Subject(releasetest.Broken)
	snapshot := *s
	snapshot.Snapshot = true
	if p := parse(t, "2023-24", "2024-25", "2025-26"); len(snapshot.Broken(p[0], p[1])) != 1 || len(snapshot.Broken(p[1], p[2])) != 0 {
		t.Error("the state at the end of a year lies before or after a break")
	}
}

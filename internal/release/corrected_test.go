package release_test

import (
	"testing"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// rowsOf are the councils' rows of the first measure in a period, totals or parts, and the official series' where it is asked for.
func rowsOf(t *testing.T, r *release.Release, id, dimension, in string) []*release.Cell {
	t.Helper()
	s, ok := r.Subject(id)
	if !ok {
		t.Fatalf("no subject %s", id)
	}
	cells, err := r.Select(t.Context(), release.Query{
		Wants: []release.Want{{Subject: s, Periods: []period.Period{parse(t, in)[0]}}}, Levels: []area.Level{area.Council}, Dimension: dimension,
	})
	if err != nil {
		t.Fatal(err)
	}
	return cells
}

// A corrected council has no figure left in any period that is withdrawn, total or part; nobody else loses one, and ranks close up.
func TestCorrectedFiguresAreNowhere(t *testing.T) {
	dir := t.TempDir()
	o := tiny(first)
	o.Dimensions = []string{"sex"}
	write(t, dir, o)
	set, err := release.OpenSet(t.Context(), dir, release.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer set.Close()
	before, done, err := set.Use(t.Context(), release.Latest)
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	markers := before.Markers
	if err := release.Correct(dir, first, release.Correction{Council: leeds, Periods: []string{"2025-26-Q3"}, Reason: "The file was of another year.", On: "2026-04-20"}); err != nil {
		t.Fatal(err)
	}
	refresh(t, set)
	after, done, err := set.Use(t.Context(), release.Latest)
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	if after.Markers == markers || len(after.Corrections) != 1 {
		t.Errorf("markers %q, %d corrections", after.Markers, len(after.Corrections))
	}
	s := after.Subjects()[0]
	for in, withdrawn := range map[string]bool{"2025-26-Q3": true, "2025-26-Q4": true, "2025-26-Q2": false} {
		for _, dimension := range []string{"", "sex"} {
			was := map[string]*release.Cell{}
			for _, c := range rowsOf(t, before, s.ID, dimension, in) {
				was[c.AreaCode+c.Category] = c
			}
			now := rowsOf(t, after, s.ID, dimension, in)
			if len(now) != len(was) {
				t.Fatalf("%s %s: %d rows, were %d", in, dimension, len(now), len(was))
			}
			for _, c := range now {
				if c.AreaCode == leeds && withdrawn {
					empty(t, c)
					continue
				}
				old := was[c.AreaCode+c.Category]
				if c.Status != old.Status || (c.Value == nil) != (old.Value == nil) || c.Value != nil && *c.Value != *old.Value {
					t.Errorf("%s of %s changed too", in, c.AreaCode)
				}
			}
		}
		placesCloseUp(t, rowsOf(t, before, s.ID, "", in), rowsOf(t, after, s.ID, "", in), withdrawn)
	}
}

func empty(t *testing.T, c *release.Cell) {
	t.Helper()
	if c.Value != nil || c.Lower95 != nil || c.Upper95 != nil || c.Numerator != nil || c.Denominator != nil || c.Unknown != nil || c.NoiseSD != nil ||
		c.Rank != nil || c.RankLow != nil || c.RegionRank != nil || c.Status != "x" || c.Notes != "Withdrawn: The file was of another year." {
		t.Errorf("%s %s %s: %+v", c.AreaCode, c.Period, c.Category, c)
	}
}

// placesCloseUp recounts places from the rows that are left: one more than the areas that are better.
func placesCloseUp(t *testing.T, before, after []*release.Cell, fewer bool) {
	t.Helper()
	var ranked []*release.Cell
	for _, c := range after {
		if c.Rank != nil {
			ranked = append(ranked, c)
		}
	}
	n := 0
	for _, c := range before {
		if c.Rank != nil && (!fewer || c.AreaCode != leeds) {
			n++
		}
	}
	if len(ranked) != n || n < 100 {
		t.Fatalf("%d are ranked, want %d", len(ranked), n)
	}
	for _, c := range ranked {
		place := int32(1)
		for _, other := range ranked {
			if *other.Value < *c.Value { // overdue_reviews: low is good
				place++
			}
		}
		if *c.Rank != place || int(*c.RankedOf) != n || *c.RankLow > *c.Rank || *c.RankHigh < *c.Rank {
			t.Errorf("%s has place %d to %d, %d of %d; want %d of %d", c.AreaCode, *c.RankLow, *c.RankHigh, *c.Rank, *c.RankedOf, place, n)
		}
	}
}

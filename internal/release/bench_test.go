package release_test

import (
	"os"
	"testing"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/internal/release/releasetest"
)

// national is a directory with a national release of five measures, or the one CAREDUTY_BENCH_RELEASES names.
func national(b *testing.B) string {
	b.Helper()
	if dir := os.Getenv("CAREDUTY_BENCH_RELEASES"); dir != "" {
		return dir
	}
	dir := b.TempDir()
	write(b, dir, releasetest.Options{Measures: 5, Years: 6, Dimensions: []string{"all"}})
	return dir
}

// BenchmarkReady is the time from nothing to a release that answers.
func BenchmarkReady(b *testing.B) {
	dir := national(b)
	for b.Loop() {
		set, err := release.OpenSet(b.Context(), dir, release.Options{})
		if err != nil {
			b.Fatal(err)
		}
		set.Close()
	}
}

// BenchmarkSelect reads a league table's rows, and a breakdown's.
func BenchmarkSelect(b *testing.B) {
	set, err := release.OpenSet(b.Context(), national(b), release.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer set.Close()
	r, done, err := set.Use(b.Context(), release.Latest)
	if err != nil {
		b.Fatal(err)
	}
	defer done()
	for _, dimension := range []string{"", "age_band"} {
		b.Run("by="+dimension, func(b *testing.B) {
			q := release.Query{Wants: []release.Want{want(b, r, "first_reviews_on_time", "2025-26-Q3")}, Levels: []area.Level{area.Council}, Dimension: dimension}
			for b.Loop() {
				if _, err := r.Select(b.Context(), q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

package release_test

import (
	"testing"

	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/internal/statistics"
	"pgregory.net/rapid"
)

// Ranks are made with one test and comparisons with another copy of it, since the public side cannot reach the first; they
// must always agree.
func TestDifferIsTheTestThatRanksAreMadeWith(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) (statistics.Estimate, disclosure.Printed) {
			v := rapid.Float64Range(0, 100).Draw(t, name)
			low, high := v-rapid.Float64Range(0, 20).Draw(t, name+" low"), v+rapid.Float64Range(0.1, 20).Draw(t, name+" high")
			interval := rapid.IntRange(0, 9).Draw(t, name+" interval") > 0
			c := release.Cell{Value: &v}
			if interval {
				c.Lower95, c.Upper95 = &low, &high
			}
			e, _ := c.Estimate()
			return e, disclosure.Printed{Value: v, Lower95: low, Upper95: high, HasValue: true, HasInterval: interval}
		}
		a, pa := draw("a")
		b, pb := draw("b")
		if statistics.Differ(a, b) != disclosure.Differ(pa, pb) || statistics.Differ(a, b) != statistics.Differ(b, a) {
			t.Fatalf("Differ(%v, %v) = %v", pa, pb, statistics.Differ(a, b))
		}
	})
}

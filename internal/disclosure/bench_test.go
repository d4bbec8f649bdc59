package disclosure_test

import (
	"testing"

	"github.com/careduty/careduty/internal/disclosure"
)

// BenchmarkCell draws, gates and derives one cell as publish does: three draws, of which the unknown is often of no one. Five million
// of them are to take under three seconds on one core.
func BenchmarkCell(b *testing.B) {
	noise := newNoise(b, key)
	drawer := func(role disclosure.Role) *disclosure.Drawer {
		return noise.Drawer(disclosure.Stream{Role: role, Dimension: "age_band", Vintage: 1})
	}
	people, unknown, met := drawer(disclosure.People), drawer(disclosure.Unknown), drawer(disclosure.Met)
	gate := disclosure.Gate{Tier: disclosure.Council}
	total := disclosure.Counts{People: 2000, Unknown: 20, Met: 500}
	b.ReportAllocs()
	for i := uint64(0); b.Loop(); i++ {
		n, s := 1+i%400, i*0x9e3779b97f4a7c15
		var c disclosure.Counts
		c.People, _ = people.Draw(n, s)
		c.Unknown, _ = unknown.Draw(i%2*n/20, s>>1)
		c.Met, _ = met.Draw(n/4, s>>2)
		gate.Figures(disclosure.Share, c, gate.Part(c, total))
	}
}

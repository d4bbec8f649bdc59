package disclosure_test

import (
	"testing"

	"github.com/careduty/careduty/internal/disclosure"
)

// BenchmarkCell draws, gates and derives one cell as publish does: three draws, of which the unknown is often of no one. Five million
// of them are to take under three seconds on one core.
func BenchmarkCell(b *testing.B) {
	noise := newNoise(b, key)
	stream := func(population string) *disclosure.Stream {
		return noise.Stream(disclosure.Set{Population: population, Dimensions: "age_band", Vintage: provisional})
	}
	population, unknown, numerator := stream("people_with_plan/snapshot"), stream("review_unknown/snapshot"), stream("review_overdue/snapshot")
	gate := disclosure.Gate{Tier: disclosure.Council}
	total := disclosure.Counts{Population: 2000, Unknown: 20, Numerator: 500}
	b.ReportAllocs()
	for i := uint64(0); b.Loop(); i++ {
		n, s := 1+i%400, i*0x9e3779b97f4a7c15
		c := disclosure.Counts{Population: population.Draw(n, s), Unknown: unknown.Draw(i%2*n/20, s>>1), Numerator: numerator.Draw(n/4, s>>2)}
		gate.Figures(disclosure.Share, c, gate.Part(c, total))
	}
}

package cld

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/careduty/careduty/etl/cld/cldtest"
)

// BenchmarkEvents reads a file of some 50,000 events and makes its records: events a second, and how much memory each takes.
func BenchmarkEvents(b *testing.B) {
	m := &cldtest.Made{
		Rand: rand.New(rand.NewPCG(1, 1)), List: valuesFile, Councils: []string{"716"}, //nolint:gosec // a test
		From: time.Date(2025, 4, 1, 0, 0, 0, 0, time.UTC), Messy: 0.1,
	}
	text := m.File(15_000)
	b.ReportAllocs()
	b.ResetTimer()
	rows := 0
	for b.Loop() {
		f, err := Read(context.Background(), tableOf(text), Form{DayFirst: true}, testKey)
		if err != nil {
			b.Fatal(err)
		}
		x, err := Join(f.Submissions, testKey)
		if err != nil {
			b.Fatal(err)
		}
		rows += x.Files[0].Report.Rows
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "events/s")
}

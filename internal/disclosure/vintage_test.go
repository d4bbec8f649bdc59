package disclosure_test

import (
	"testing"
	"time"

	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/fault"
	"pgregory.net/rapid"
)

const (
	provisional = disclosure.Provisional
	revised     = disclosure.Revised
	final       = disclosure.Final
)

func TestDue(t *testing.T) {
	for _, c := range []struct {
		first, published string
		want             disclosure.Vintage
	}{
		{"2025-05-10", "2025-05-10", provisional},
		{"2025-05-10", "2025-11-09", provisional},
		{"2025-05-10", "2025-11-10", revised},
		{"2025-05-10", "2026-05-09", revised},
		{"2025-05-10", "2026-05-10", final},
		{"2025-05-10", "2031-01-01", final},
		{"2025-08-31", "2026-02-28", provisional},
		{"2025-08-31", "2026-03-01", revised},
		{"2024-02-29", "2025-02-28", revised},
		{"2024-02-29", "2025-03-01", final},
		{"2025-05-10", "2025-04-01", provisional},
	} {
		if got := disclosure.Due(day(t, c.first), day(t, c.published)); got != c.want {
			t.Errorf("first %s, published %s: %s, want %s", c.first, c.published, got, c.want)
		}
	}
}

func day(t *testing.T, text string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestAdvance(t *testing.T) {
	for _, c := range []struct {
		name         string
		present, due disclosure.Vintage
		changed      int
		want         disclosure.Vintage
		redraw       bool
	}{
		{"first", 0, provisional, 0, provisional, true},
		{"first, however late", 0, final, 0, provisional, true},
		{"between", provisional, provisional, 500, provisional, false},
		{"revised", provisional, revised, 10, revised, true},
		{"nearly unchanged", provisional, revised, 9, revised, false},
		{"revised left out", provisional, final, 10, final, true},
		{"final", revised, final, 0, final, false},
		{"after final", final, final, 500, final, false},
		{"never back", final, revised, 500, final, false},
	} {
		if got, redraw := disclosure.Advance(c.present, c.due, c.changed); got != c.want || redraw != c.redraw {
			t.Errorf("%s: %s, redraw %v; want %s, %v", c.name, got, redraw, c.want, c.redraw)
		}
	}
}

// However often an area's period is published, it is drawn at most three times.
func TestAtMostThreeDraws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
		published, present, drawn := first, disclosure.Vintage(0), 0
		for _, wait := range rapid.SliceOf(rapid.IntRange(0, 200)).Draw(t, "days between releases") {
			published = published.AddDate(0, 0, wait)
			next, redraw := disclosure.Advance(present, disclosure.Due(first, published), rapid.IntRange(0, 20).Draw(t, "changed"))
			if redraw {
				drawn++
			}
			present = next
		}
		if drawn > 3 {
			t.Fatalf("drawn %d times", drawn)
		}
	})
}

func TestVintageLetters(t *testing.T) {
	for _, v := range []disclosure.Vintage{provisional, revised, final} {
		if got, err := disclosure.ParseVintage(v.String()); err != nil || got != v {
			t.Errorf("%s is read back as %s, %v", v, got, err)
		}
	}
	for _, letter := range []string{"", "P", "pr", "x"} {
		if _, err := disclosure.ParseVintage(letter); !fault.Is(err, fault.Refused) {
			t.Errorf("%q: error %v, want a refusal", letter, err)
		}
	}
}

package period_test

import (
	"testing"
	"time"

	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/period"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]period.Period{
		"2025-26": {Start: 2025}, "1999-00": {Start: 1999}, "2025-26-Q1": {Start: 2025, Q: 1}, "2025-26-q4": {Start: 2025, Q: 4},
	} {
		if got, err := period.Parse(text); err != nil || got != want {
			t.Errorf("Parse(%q) = %v, %v; want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "2025", "2025-27", "2025-26-Q5", "2025-26-", " 2025-26", "2025/26"} {
		if _, err := period.Parse(text); !fault.Is(err, fault.Usage) {
			t.Errorf("Parse(%q) = %v, want a usage fault", text, err)
		}
	}
}

func TestDaysAndLabels(t *testing.T) {
	cases := []struct{ text, first, last, flow, snapshot string }{
		{"2025-26", "2025-04-01", "2026-03-31", "April 2025 to March 2026", "31 March 2026"},
		{"2025-26-Q1", "2025-04-01", "2025-06-30", "April to June 2025", "30 June 2025"},
		{"2023-24-Q4", "2024-01-01", "2024-03-31", "January to March 2024", "31 March 2024"},
	}
	for _, c := range cases {
		p, err := period.Parse(c.text)
		if err != nil {
			t.Fatal(err)
		}
		got := []string{p.First().Format(time.DateOnly), p.Last().Format(time.DateOnly), p.Label(false), p.Label(true)}
		if diff := cmp.Diff([]string{c.first, c.last, c.flow, c.snapshot}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.text, diff)
		}
	}
}

func TestEveryDayLiesInItsPeriods(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := period.Date(2000, 1, 1).AddDate(0, 0, rapid.IntRange(0, 20000).Draw(t, "days"))
		for _, p := range []period.Period{period.QuarterOf(day), period.YearOf(day)} {
			if day.Before(p.First()) || day.After(p.Last()) {
				t.Fatalf("%s outside %s", day, p)
			}
			if back, err := period.Parse(p.String()); err != nil || back != p {
				t.Fatalf("%s does not read back: %v %v", p, back, err)
			}
			next := p.Add(1)
			if !next.First().Equal(p.Last().AddDate(0, 0, 1)) || next.Index() != p.Index()+1 || next.Add(-1) != p {
				t.Fatalf("%s does not follow %s", next, p)
			}
		}
	})
}

func TestBetweenTakesWholePeriodsOnly(t *testing.T) {
	got := period.Between(period.Date(2024, 4, 2), period.Date(2025, 3, 31), period.Quarter)
	want := []period.Period{{Start: 2024, Q: 2}, {Start: 2024, Q: 3}, {Start: 2024, Q: 4}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := period.Between(period.Date(2024, 4, 2), period.Date(2025, 3, 31), period.Year); len(got) != 0 {
		t.Errorf("a year of which a day is missing is listed: %v", got)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"2025-26", "2025-26-Q1", "9999-00", "2025-26-Q9", "٢٠٢٥-26"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := period.Parse(text)
		if err != nil {
			return
		}
		if back, err := period.Parse(p.String()); err != nil || back != p {
			t.Errorf("%q reads as %v, which reads back as %v, %v", text, p, back, err)
		}
	})
}

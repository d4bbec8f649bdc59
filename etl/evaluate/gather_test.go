package evaluate

import (
	"testing"
	"time"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/period"
)

// TestMoreCouncilsTogetherOverFewerQuarters holds that groups of councils grow as the quarters that are read get fewer, and that nobody's council is in two.
func TestMoreCouncilsTogetherOverFewerQuarters(t *testing.T) {
	first, last := period.Date(2020, 4, 1), period.Date(2026, 3, 31)
	e := &Engine{
		quarters: period.Between(first, last, period.Quarter), councils: area.Of(area.Council), residents: map[string]int{},
	}
	for _, c := range e.councils {
		e.residents[c.Code] = 10_000
	}
	for _, x := range []struct {
		from, first time.Time
		groups      int
	}{
		{time.Time{}, period.Date(2025, 10, 1), 7},             // 1,530,000 people, 250,000 at most together
		{period.Date(2023, 4, 1), period.Date(2025, 10, 1), 4}, // half of the quarters: 500,000
		{period.Date(2025, 7, 1), period.Date(2025, 10, 1), 1}, // three of them
		{period.Date(2025, 7, 1), period.Date(2023, 4, 1), 4},
	} {
		e.gather(x.from, x.first)
		all := 0
		for _, g := range e.groups {
			all += len(g)
		}
		if len(e.groups) != x.groups || all != len(e.councils) {
			t.Errorf("read from %s, %d councils are in %d groups; want %d", x.from.Format(time.DateOnly), all, len(e.groups), x.groups)
		}
	}
}

package audit_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/careduty/careduty/etl/audit"
)

func TestFigureHolds(t *testing.T) {
	one, two := 1.0, 2.0
	for _, c := range []struct {
		f    audit.Figure
		want bool
	}{
		{audit.Figure{Value: 5}, true},
		{audit.Figure{Value: 1, Least: &one, Most: &two}, true},
		{audit.Figure{Value: 0.9, Least: &one}, false},
		{audit.Figure{Value: 2.1, Most: &two}, false},
		{audit.Figure{Value: math.NaN()}, false},
	} {
		if got := c.f.Holds(); got != c.want {
			t.Errorf("%v: %v", c.f, got)
		}
	}
}

// What a manifest prints of figures: no more than two digits, on the side of the bound they are on, and nothing private.
func TestPublishedFiguresAreRounded(t *testing.T) {
	bound := func(x float64) *float64 { return &x }
	for _, c := range []struct {
		f    audit.Figure
		want float64
		pass bool
	}{
		{audit.Figure{Value: 114_100}, 110_000, true},
		{audit.Figure{Value: 0, Most: bound(0)}, 0, true},
		{audit.Figure{Value: 0.12345, Most: bound(0.2)}, 0.12, true},
		{audit.Figure{Value: 2.5678, Least: bound(1.4)}, 2.6, true},
		{audit.Figure{Value: 0.1196, Most: bound(0.1197)}, 0.1197, true},
		{audit.Figure{Value: 1.4567, Least: bound(1.4566)}, 1.5, true},
		{audit.Figure{Value: 1.4434, Least: bound(1.4432)}, 1.4432, true},
		{audit.Figure{Value: 0.2004, Most: bound(0.2)}, 0.21, false},
		{audit.Figure{Value: 0.9996, Most: bound(0.9995)}, 1, false},
		{audit.Figure{Value: 1.3999, Least: bound(1.4)}, 1.3, false},
		{audit.Figure{Value: math.NaN(), Most: bound(1)}, 0, false},
		{audit.Figure{Value: math.Inf(1)}, 0, true},
	} {
		report := audit.Report{Results: []audit.Result{{Attack: "A8", Figures: []audit.Figure{c.f}}}}
		got := report.Published()
		if len(got) != 1 || got[0].Figure != c.want || got[0].Passed != c.pass {
			t.Errorf("%v: printed as %v", c.f, got)
		}
	}
}

// What nothing is judged by and only the truth tells, and the rows named in examples, are for the operator.
func TestPrivateFiguresAreNotPublished(t *testing.T) {
	report := audit.Report{Results: []audit.Result{{
		Attack: "A3", Figures: []audit.Figure{{Name: "counts attacked", Value: 1234, Private: true}, {Name: "rows", Value: 8}}, Examples: []string{"a row"},
	}}}
	if got := report.Figures(); len(got) != 2 || got[0].Figure != 1234 {
		t.Errorf("the operator is told %v", got)
	}
	b, err := json.Marshal(report.Published())
	if text := string(b); err != nil || strings.Contains(text, "a row") || strings.Contains(text, "attacked") || !strings.Contains(text, "rows") {
		t.Errorf("published: %s, %v", b, err)
	}
}

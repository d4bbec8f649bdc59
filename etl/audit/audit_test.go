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

// Examples name rows to the operator; a manifest has figures alone.
func TestResultKeepsExamplesToItself(t *testing.T) {
	b, err := json.Marshal(audit.Result{Attack: "A8", Examples: []string{"a row"}})
	if err != nil || strings.Contains(string(b), "a row") {
		t.Errorf("published: %s, %v", b, err)
	}
}

package house

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/queries"
)

// TestEveryMeasureStandsBesideItsDuty holds docs/duties.md to the measures: each in the row of the duty its header names.
func TestEveryMeasureStandsBesideItsDuty(t *testing.T) {
	text, err := os.ReadFile("../../docs/duties.md")
	if err != nil {
		t.Fatal(err)
	}
	all, err := measure.Load(queries.Files)
	if err != nil {
		t.Fatal(err)
	}
	rows := strings.Split(string(text), "\n")
	for _, m := range all {
		named := slices.DeleteFunc(slices.Clone(rows), func(row string) bool { return !strings.Contains(row, "`"+string(m.ID)+"`") })
		switch {
		case len(named) == 0:
			t.Errorf("docs/duties.md does not name %s", m.ID)
		case m.Duty != "-" && !slices.ContainsFunc(named, func(row string) bool { return strings.HasPrefix(row, "| "+m.Duty+" |") }):
			t.Errorf("docs/duties.md does not have %s in the row of %s, which its header names", m.ID, m.Duty)
		}
	}
}

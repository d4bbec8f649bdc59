package house

import (
	"os"
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
	for _, m := range all {
		row := ""
		for _, l := range strings.Split(string(text), "\n") {
			if strings.Contains(l, "`"+string(m.ID)+"`") {
				row = l
			}
		}
		switch {
		case row == "":
			t.Errorf("docs/duties.md does not name %s", m.ID)
		case m.Duty != "-" && !strings.HasPrefix(row, "| "+m.Duty+" |"):
			t.Errorf("docs/duties.md has %s in another row than that of %s, which its header names", m.ID, m.Duty)
		}
	}
}

package queries_test

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/queries"
)

func TestEveryMeasureReads(t *testing.T) { measures(t) }

func measures(t *testing.T) []measure.Measure {
	t.Helper()
	all, err := measure.Load(queries.Files)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatal("there are no measures")
	}
	return all
}

func TestSharedStepsHoldToTheLint(t *testing.T) {
	names, err := fs.Glob(queries.Files, "shared/*.sql")
	if err != nil || len(names) == 0 {
		t.Fatalf("shared steps: %v, %v", names, err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(queries.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		if err := measure.LintSQL(name, string(text)); err != nil {
			t.Error(err)
		}
	}
}

// Each branch of a measure names the rule it counts by: a code of the duties, a section or regulation, or that it is ours.
func TestEachBranchNamesItsRule(t *testing.T) {
	rule := regexp.MustCompile(`(?m)^ *-- ([A-Z]\d+|Ours|[Rr]eg\. [^:\n]+|s\.[^:\n]+):`)
	for _, m := range measures(t) {
		for i, branch := range strings.Split(m.SQL, "\nUNION ALL\n") {
			if !rule.MatchString(branch) {
				t.Errorf("%s.sql: branch %d names no rule. Write one line above what it counts, such as \"-- R2: the due day is in time.\"", m.ID, i+1)
			}
		}
	}
}

package queries_test

import (
	"io/fs"
	"testing"

	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/queries"
)

func TestEveryMeasureReads(t *testing.T) {
	all, err := measure.Load(queries.Files)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatal("there are no measures")
	}
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

package measure_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/careduty/careduty/internal/measure"
)

func TestNestReachesEverySetAround(t *testing.T) {
	n := measure.Nest([]*measure.Definition{
		{Grain: measure.Snapshot, Population: measure.Part{ID: "budget", Within: []string{"plan"}}},
		{Grain: measure.Snapshot, Population: measure.Part{ID: "payment", Within: []string{"budget"}}},
		{Grain: measure.Snapshot, Population: measure.Part{ID: "people", Around: []string{"plan"}}},
		{Grain: measure.Flow, Population: measure.Part{ID: "payment"}},
	})
	if got, want := n["snapshot/payment"], []string{"snapshot/budget", "snapshot/plan", "snapshot/people"}; !slices.Equal(got, want) {
		t.Errorf("around payment: %v, want %v", got, want)
	}
	if len(n["flow/payment"]) > 0 {
		t.Error("a set of another grain was taken for the same")
	}
	if len(n["snapshot/people"]) > 0 {
		t.Errorf("around people: %v", n["snapshot/people"])
	}
}

// What headers say of each other's sets is refused where nobody names the set, and where a set would lie in itself.
func TestNestingThatCannotBe(t *testing.T) {
	for name, c := range map[string]struct{ within, around, want string }{
		"a set nobody names": {within: "nobody_names_this", want: "which no flow names"},
		"a set in itself":    {within: "example_met", around: "example_met", want: "lie in itself"},
	} {
		t.Run(name, func(t *testing.T) {
			text := valid(t)
			from := "  id: example_due\n"
			if !strings.Contains(text, from) {
				t.Fatal("the measure of this test has another population")
			}
			with := from + "  within: [" + c.within + "]\n"
			if c.around != "" {
				with += "  around: [" + c.around + "]\n"
			}
			_, err := measure.Load(fstest.MapFS{"example.sql": {Data: []byte(strings.Replace(text, from, with, 1))}})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want a fault that says %q", err, c.want)
			}
		})
	}
}

package measure_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/careduty/careduty/internal/measure"
)

// A set is drawn once under the name of the measure that draws it; what is declared to be another's must be a set that one draws.
func TestPeopleWhoAreAnothersSet(t *testing.T) {
	for name, c := range map[string]struct{ are, want string }{
		"the drawn side":         {"not met of example", ""},
		"the side not drawn":     {"met of example", "the side of \"example\" that is not drawn"},
		"a measure that is none": {"met of nothing_here", "which is no measure"},
	} {
		t.Run(name, func(t *testing.T) {
			other := strings.Replace(strings.Replace(valid(t), "id: example", "id: other", 1), "pick: last", "pick: last\npeople_are: "+c.are, 1)
			_, err := measure.Load(fstest.MapFS{"example.sql": {Data: []byte(valid(t))}, "other.sql": {Data: []byte(other)}})
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %v, want a fault that says %q", err, c.want)
			}
		})
	}
}

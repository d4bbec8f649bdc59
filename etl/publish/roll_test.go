package publish

import (
	"testing"

	"github.com/careduty/careduty/etl/audit"
	"github.com/careduty/careduty/etl/evaluate"
)

// Two sets of people differ by one person where their numbers differ by one and their hashes by that person's key.
func TestOnePersonsComingOrGoingIsTold(t *testing.T) {
	const ann, bob, cyd = 7, 1 << 63, 0xffff_ffff_ffff_0001
	r := roll{"E08000035": {ann, bob, cyd}}
	of := func(keys ...uint64) (s evaluate.Set) {
		for _, k := range keys {
			s = s.Add(evaluate.Set{N: 1, S: k})
		}
		return s
	}
	for name, c := range map[string]struct {
		before, now evaluate.Set
		want        audit.Changed
	}{
		"the same people":       {of(ann, bob), of(ann, bob), audit.Nobody},
		"one came":              {of(ann, bob), of(ann, bob, cyd), audit.One},
		"one left":              {of(ann, bob, cyd), of(bob, cyd), audit.One},
		"one for another":       {of(ann, bob), of(ann, cyd), audit.Several},
		"two for one":           {of(ann), of(bob, cyd), audit.Several},
		"the only one left":     {of(bob), of(), audit.One},
		"two came":              {of(), of(ann, cyd), audit.Several},
		"somebody unknown came": {of(ann), of(ann, 99), audit.Several},
	} {
		t.Run(name, func(t *testing.T) {
			if got := r.changed("E08000035", c.before, c.now); got != c.want {
				t.Errorf("changed is %d, want %d", got, c.want)
			}
		})
	}
	if r.changed("E08000034", of(), of(ann)) != audit.Several {
		t.Error("a person of another council was found")
	}
}

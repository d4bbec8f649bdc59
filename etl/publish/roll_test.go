package publish

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/careduty/careduty/etl/audit"
	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/etl/evaluate/evaluatetest"
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

// Who came into a council's total since the period before is told person by person, of as many people as are followed: here all.
func TestWhoMovesIsFollowed(t *testing.T) {
	x := budgets("E08000035", 200)
	for i := range 3 { // they come in the second quarter; the first of them has a direct payment
		x.Records["plans"] = strings.Replace(x.Records["plans"], fmt.Sprintf("p%d,ref%05d,adult,2022-01-01,2022-01-05", i, i),
			fmt.Sprintf("p%d,ref%05d,adult,2025-08-01,2025-08-05", i, i), 1)
	}
	w := evaluatetest.Open(t, x)
	check(t, w.Close())
	_, _, truth := recounted(t, w.Path())
	if truth.Lot() != 1 {
		t.Errorf("%g of all people are followed, want all", truth.Lot())
	}
	// Rows of the council, of its region and of England, in which no other council is: each in one quarter.
	var moved [][2]audit.Since
	for _, row := range truth.Counts("direct_payment_uptake", "") {
		if row.Since[0].Changed == audit.Several {
			moved = append(moved, row.Since)
		}
	}
	came := [2]audit.Since{{Changed: audit.Several, Came: 3}, {Changed: audit.One, Came: 1}}
	if want := [][2]audit.Since{came, came, came}; !slices.Equal(moved, want) {
		t.Errorf("who moved is %v, want %v", moved, want)
	}
}

package audit

import (
	"cmp"
	"slices"

	"github.com/careduty/careduty/internal/disclosure"
	"gonum.org/v1/gonum/stat/distuv"
)

// B9. Promise: the noise is the public table's, and nothing secret is in a release. Attack: a chi-square of all distinct draws against the table, tier
// by tier; every text, number and file of the release is looked through for keys, set hashes and references in any form (b9_leaks.go). Bound: a
// chance of at least one in a million; none.

// leastChance is the chance below which the noise is held not to follow the table.
const leastChance = 1e-6

// Noise is the part of B9 that is about draws.
func Noise(table *disclosure.Table, t *Truth) Result {
	tallies := [3]tally{newTally(table, 0), newTally(table, 1), newTally(table, 2)}
	for _, draws := range t.streams(nil) {
		slices.SortFunc(draws, drawKey.compare)
		for i, d := range draws {
			if d.table && (i == 0 || !d.same(draws[i-1])) {
				tallies[d.tier].add(d.n, d.y)
			}
		}
	}
	var figures []Figure
	for tier, x := range tallies {
		name := disclosure.Tier(tier).String() //nolint:gosec // three tiers
		figures = append(figures, atMost("counts out of the table's reach, "+name, float64(x.outside), 0))
		if chance, ok := x.chance(); ok {
			figures = append(figures, atLeast("chance of noise at least this far from the table, "+name, chance, leastChance))
		}
	}
	return result("B9", "The noise is the table's", figures...)
}

// compare orders draws so that those of one set under one vintage and salt are neighbours.
func (d drawKey) compare(o drawKey) int {
	return cmp.Or(cmp.Compare(d.s, o.s), cmp.Compare(d.n, o.n), cmp.Compare(d.tier, o.tier), cmp.Compare(d.vintage, o.vintage), cmp.Compare(d.salt, o.salt))
}

// tally counts how often each value of each row was drawn.
type tally struct {
	table   *disclosure.Table
	tier    disclosure.Tier
	seen    [][]float64
	outside int
}

func newTally(table *disclosure.Table, tier disclosure.Tier) tally {
	t := tally{table: table, tier: tier, seen: make([][]float64, table.Parameters(tier).D+disclosure.Step+1)}
	for n := range t.seen {
		t.seen[n] = make([]float64, len(table.Row(tier, uint64(n)).Weights)) //nolint:gosec // small
	}
	return t
}

// add counts a draw under the row that serves it: of a large n, that of the last n with the same remainder.
func (t *tally) add(n, y uint32) {
	row := t.table.Row(t.tier, uint64(n))
	if row.P(uint64(y)) == 0 {
		t.outside++
		return
	}
	last := uint32(len(t.seen) - 1) //nolint:gosec // small
	if n > last {
		n -= (n - last + disclosure.Step - 1) / disclosure.Step * disclosure.Step
	}
	t.seen[n][(uint64(y)-row.First)/disclosure.Step]++
}

// fewestExpected is how many draws a value is expected to have before it is compared on its own.
const fewestExpected = 5

// chance is the probability that draws by the table are as far from it as these; false when there are too few to say.
func (t *tally) chance() (float64, bool) {
	square, freedom := 0.0, 0
	for n, seen := range t.seen {
		total := 0.0
		for _, s := range seen {
			total += s
		}
		row := t.table.Row(t.tier, uint64(n)) //nolint:gosec // small
		s, cells := chiSquare(row, seen, total)
		if cells > 1 {
			square, freedom = square+s, freedom+cells-1
		}
	}
	if freedom == 0 {
		return 0, false
	}
	return distuv.ChiSquared{K: float64(freedom)}.Survival(square), true
}

// chiSquare compares one row, its rare values taken together.
func chiSquare(row disclosure.Row, seen []float64, total float64) (square float64, cells int) {
	rareSeen, rareWant := 0.0, 0.0
	for i, s := range seen {
		want := total * float64(row.Weights[i]) / disclosure.Whole
		if want < fewestExpected {
			rareSeen, rareWant = rareSeen+s, rareWant+want
			continue
		}
		square, cells = square+(s-want)*(s-want)/want, cells+1
	}
	if rareWant >= fewestExpected {
		square, cells = square+(rareSeen-rareWant)*(rareSeen-rareWant)/rareWant, cells+1
	}
	return square, cells
}

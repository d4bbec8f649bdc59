package audit

import (
	"cmp"
	"slices"

	"github.com/careduty/careduty/internal/disclosure"
	"gonum.org/v1/gonum/stat/distuv"
)

// Draw is one count as it was drawn: of n people whose keys sum to Sum, of a kind of set that Set numbers (population id, dimensions, tier
// and vintage together). It is private.
type Draw struct {
	Sum   uint64
	N, Y  uint32
	Set   uint32
	Tier  disclosure.Tier
	Table bool // drawn by the table in force, not taken over from a ledger with an older one
}

// leastChance is the chance below which the noise is held not to follow the table.
const leastChance = 1e-6

// ScoreNoise is the first half of A11: one set of people under one id has one published count, and over distinct sets the noise follows the
// table (chi-square over every row, tier by tier). draws are sorted in place.
func ScoreNoise(table *disclosure.Table, draws []Draw) Result {
	slices.SortFunc(draws, byPeople)
	tallies := [3]tally{newTally(table, 0), newTally(table, 1), newTally(table, 2)}
	twice, distinct := 0, 0
	for i, d := range draws {
		if i > 0 && draws[i-1].Set == d.Set && draws[i-1].N == d.N && draws[i-1].Sum == d.Sum {
			if draws[i-1].Y != d.Y {
				twice++
			}
			continue
		}
		distinct++
		if d.Table {
			tallies[d.Tier].add(d.N, d.Y)
		}
	}
	figures := []Figure{
		atMost("sets of people with two published counts", float64(twice), 0),
		confided("distinct sets", float64(distinct)),
	}
	for tier, t := range tallies {
		name := disclosure.Tier(tier).String()
		figures = append(figures, atMost("counts out of the table's reach, "+name, float64(t.outside), 0))
		if chance, ok := t.chance(); ok {
			figures = append(figures, atLeast("chance of noise at least this far from the table, "+name, chance, leastChance))
		}
	}
	return result("A11", "Keys and noise", figures...)
}

// byPeople orders draws so that those of the same people under one id are neighbours. Sums hardly ever tie, so they come first.
func byPeople(a, b Draw) int {
	switch {
	case a.Sum < b.Sum:
		return -1
	case a.Sum > b.Sum:
		return 1
	case a.Set != b.Set:
		return cmp.Compare(a.Set, b.Set)
	}
	return cmp.Compare(a.N, b.N)
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
		t.seen[n] = make([]float64, len(table.Row(tier, uint64(n)).Weights))
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
	last := uint32(len(t.seen) - 1)
	if n > last {
		n -= (n - last + disclosure.Step - 1) / disclosure.Step * disclosure.Step
	}
	t.seen[n][(uint64(y)-row.First)/disclosure.Step]++
}

// leastExpected is how many draws a value is expected to have before it is compared on its own.
const leastExpected = 5

// chance is the probability that draws by the table are as far from it as these; false when there are too few to say.
func (t *tally) chance() (float64, bool) {
	square, freedom := 0.0, 0
	for n, seen := range t.seen {
		total := 0.0
		for _, s := range seen {
			total += s
		}
		row := t.table.Row(t.tier, uint64(n))
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
		if want < leastExpected {
			rareSeen, rareWant = rareSeen+s, rareWant+want
			continue
		}
		square, cells = square+(s-want)*(s-want)/want, cells+1
	}
	if rareWant >= leastExpected {
		square, cells = square+(rareSeen-rareWant)*(rareSeen-rareWant)/rareWant, cells+1
	}
	return square, cells
}

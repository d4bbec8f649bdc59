package audit

import (
	"math"

	"github.com/careduty/careduty/internal/disclosure"
)

// Spreads gives, by tier and published y, how far in mean square the truth lies from y when every truth that can be published as y is as
// likely: the variance an averaging attacker gives to y. It is worked out once for the table; a y never published is told nothing by.
func Spreads(table *disclosure.Table) func(tier disclosure.Tier, y uint64) float64 {
	var near [3][]float64 // by y/5, as long as a truth below D can be published as y; beyond, the spread is V
	for _, tier := range disclosure.Tiers {
		for y := 0; y <= 2*table.Parameters(tier).D; y += disclosure.Step {
			near[tier] = append(near[tier], spreadOf(table, tier, uint64(y)))
		}
	}
	return func(tier disclosure.Tier, y uint64) float64 {
		if y%disclosure.Step != 0 {
			return math.Inf(1)
		}
		if i := y / disclosure.Step; i < uint64(len(near[tier])) {
			return near[tier][i]
		}
		return table.Parameters(tier).V
	}
}

func spreadOf(table *disclosure.Table, tier disclosure.Tier, y uint64) float64 {
	low, high, _ := table.Truths(tier, y)
	weight, square := 0.0, 0.0
	for n := low; n <= high; n++ {
		p, d := table.Row(tier, n).P(y), float64(n)-float64(y)
		weight, square = weight+p, square+p*d*d
	}
	return square / weight
}

// How long Average works: until what the facts still miss is this small a part of what they missed at first, or so many rounds.
const (
	averageEnough = 1e-7
	averageRounds = 300
)

// Average is the best linear estimate of every count: the values nearest to those observed, each by its variance, that fulfil every fact
// which is an exact sum. A value observed twice is two counts and a fact that they are equal. A variance of 0 is certainty; observed
// and variance are by count, and variances are finite (a count nobody published has a large one).
func (k *Facts) Average(observed, variance []float64) []float64 {
	a := newAverages(k, variance)
	x := append([]float64(nil), observed...)
	// x = y - V A' l where (A V A') l = A y, solved by conjugate gradients, each fact scaled by its own variance.
	r := a.missing(x)
	l, p, z := make([]float64, len(r)), make([]float64, len(r)), make([]float64, len(r))
	a.scale(z, r)
	copy(p, z)
	rz := dot(r, z)
	enough := rz * averageEnough * averageEnough
	for round := 0; round < averageRounds && rz > enough; round++ {
		q := a.missing(a.spread(p))
		curve := dot(p, q)
		if curve <= 0 {
			break
		}
		step := rz / curve
		for i := range l {
			l[i] += step * p[i]
			r[i] -= step * q[i]
		}
		a.scale(z, r)
		next := dot(r, z)
		for i := range p {
			p[i] = z[i] + next/rz*p[i]
		}
		rz = next
	}
	for i, move := range a.spread(l) {
		x[i] -= move
	}
	return x
}

// averages is the work of Average: the facts that are exact sums, and the variance each adds up.
type averages struct {
	*Facts
	variance []float64
	sums     []int32
	total    []float64 // variance of the whole and the parts together
	moves    []float64 // by count, for reuse
}

func newAverages(k *Facts, variance []float64) *averages {
	a := &averages{Facts: k, variance: variance, moves: make([]float64, len(k.low))}
	for f := range k.whole {
		if k.least[f] != 0 || k.most[f] != 0 {
			continue
		}
		total := variance[k.whole[f]]
		for _, p := range k.parts[k.start[f]:k.start[f+1]] {
			total += variance[p]
		}
		if total > 0 { // else all is certain and nothing can move
			a.sums, a.total = append(a.sums, int32(f)), append(a.total, total)
		}
	}
	return a
}

// missing is, by sum, what the parts exceed the whole by (A x).
func (a *averages) missing(x []float64) []float64 {
	out := make([]float64, len(a.sums))
	for i, f := range a.sums {
		over := -x[a.whole[f]]
		for _, p := range a.parts[a.start[f]:a.start[f+1]] {
			over += x[p]
		}
		out[i] = over
	}
	return out
}

// spread is, by count, what so much on each sum moves it by (V A' l). It stands until the next call.
func (a *averages) spread(l []float64) []float64 {
	clear(a.moves)
	for i, f := range a.sums {
		a.moves[a.whole[f]] -= l[i]
		for _, p := range a.parts[a.start[f]:a.start[f+1]] {
			a.moves[p] += l[i]
		}
	}
	for c := range a.moves {
		a.moves[c] *= a.variance[c]
	}
	return a.moves
}

func (a *averages) scale(z, r []float64) {
	for i := range z {
		z[i] = r[i] / a.total[i]
	}
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

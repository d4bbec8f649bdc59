package audit

import (
	"math"

	"github.com/careduty/careduty/internal/disclosure"
)

// weights are how likely the values of a count are, from low on; they need not add up to one.
type weights struct {
	low int
	p   []float64
}

// at is the weight of a value.
func (w weights) at(n int) float64 {
	if i := n - w.low; i >= 0 && i < len(w.p) {
		return w.p[i]
	}
	return 0
}

// sum is how likely the sums of two counts are.
func (w weights) sum(o weights) weights {
	if len(w.p) == 0 || len(o.p) == 0 {
		return weights{}
	}
	out := weights{w.low + o.low, make([]float64, len(w.p)+len(o.p)-1)}
	for i, a := range w.p {
		if a == 0 {
			continue
		}
		for j, b := range o.p {
			out.p[i+j] += a * b
		}
	}
	return out
}

// less is how likely each value v of a count is, by what is known of v + rest: the sum over rest of rest's weight and that of v + rest.
func (w weights) less(rest weights, low, n int) weights {
	out := weights{low, make([]float64, n)}
	for i := range out.p {
		for j, b := range rest.p {
			out.p[i] += b * w.at(low+i+rest.low+j)
		}
	}
	return out
}

// times is the weights with each multiplied by another's of the same value.
func (w weights) times(o weights) weights {
	out := weights{w.low, make([]float64, len(w.p))}
	for i, a := range w.p {
		out.p[i] = a * o.at(w.low+i)
	}
	return out
}

// normal makes them add up to one; false where nothing is possible.
func (w weights) normal() bool {
	sum := 0.0
	for _, p := range w.p {
		sum += p
	}
	if !(sum > 0) || math.IsInf(sum, 0) {
		return false
	}
	for i := range w.p {
		w.p[i] /= sum
	}
	return true
}

// best is the likeliest value and how likely it is.
func (w weights) best() (n int, p float64) {
	for i, x := range w.p {
		if x > p {
			n, p = w.low+i, x
		}
	}
	return n, p
}

// mean is the mean value.
func (w weights) mean() float64 {
	sum := 0.0
	for i, p := range w.p {
		sum += float64(w.low+i) * p
	}
	return sum
}

// valuesOf is how likely y is, by the table, for every count that can be published so.
func valuesOf(table *disclosure.Table, tier disclosure.Tier, y float64) weights {
	low, high, ok := table.Truths(tier, uint64(y))
	if !ok {
		return weights{}
	}
	out := weights{int(low), make([]float64, high-low+1)}
	for i := range out.p {
		out.p[i] = table.Row(tier, low+uint64(i)).P(uint64(y)) //nolint:gosec // a small number
	}
	return out
}

// node is a count in a tree of sums: a leaf with what is thought of it beforehand, or the sum of its parts.
type node struct {
	seen  weights // what its own published value tells; empty where none is
	prior weights // of a leaf
	parts []*node

	up    weights // of its value, by all that is below it and its own value
	after weights // by all there is
}

// infer works out, exactly, how likely each value of each count of a tree is. False where the published values allow none.
func (n *node) infer() bool {
	n.collect()
	n.after = n.up
	if !n.after.normal() {
		return false
	}
	one := weights{n.up.low, make([]float64, len(n.up.p))}
	for i, p := range n.up.p {
		if p > 0 {
			one.p[i] = 1
		}
	}
	return n.spread(one)
}

// collect works out what is known of a count from its parts up.
func (n *node) collect() {
	n.up = n.prior
	for i, part := range n.parts {
		part.collect()
		if i == 0 {
			n.up = part.up
			continue
		}
		n.up = n.up.sum(part.up)
	}
	if len(n.seen.p) > 0 {
		n.up = n.up.times(n.seen)
	}
}

// spread hands down to the parts what is known of a count from above: from is the weight of each of its values by all but what is below it.
func (n *node) spread(from weights) bool {
	if len(n.seen.p) > 0 {
		from = from.times(n.seen)
	}
	before := make([]weights, len(n.parts)+1) // sums of the parts before each
	before[0] = weights{0, []float64{1}}
	for i, part := range n.parts {
		before[i+1] = before[i].sum(part.up)
	}
	behind := weights{0, []float64{1}}
	for i := len(n.parts) - 1; i >= 0; i-- {
		part := n.parts[i]
		outside := from.less(before[i].sum(behind), part.up.low, len(part.up.p))
		part.after = part.up.times(outside)
		if !part.after.normal() || !part.spread(outside) {
			return false
		}
		behind = behind.sum(part.up)
	}
	return true
}

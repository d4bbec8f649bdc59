package disclosure

import (
	"fmt"
	"math"
	"sync"

	"github.com/careduty/careduty/internal/fault"
)

// Whole is the weight of certainty: a probability is a whole number of parts of 10^12. Whole numbers make a table the same
// bytes on every machine, and decimal ones let every row's mean be exactly n.
const Whole = 1_000_000_000_000

// smallestV is the variance below which some row could not have its mean: a truth two or three away from the nearest multiples of
// five has variance 6 when only those two are used.
const (
	smallestV = 6.25
	smallestD = Step
	largestD  = 999
)

// Row is the distribution of the published count for one true count: First is the smallest value, Weights those of First,
// First+5, First+10 and so on, in parts of Whole.
type Row struct {
	First   uint64
	Weights []uint64
}

// P is the probability that the published count is y.
func (r Row) P(y uint64) float64 {
	i := (y - r.First) / Step
	if y < r.First || y%Step != 0 || i >= uint64(len(r.Weights)) {
		return 0
	}
	return float64(r.Weights[i]) / Whole
}

// Table holds the probabilities of every tier. It is public; it never changes once built.
type Table struct {
	tiers [3]rows
	file  []byte
	hash  [32]byte
}

// rows are one tier's: those of n = 0 to D+5, and the running sums a draw is looked up in. A true count above D+5 has the row of
// the count five below it, moved up by five.
type rows struct {
	Parameters
	row     []Row
	running [][]uint64
}

// NewTable builds the table from its parameters by tier, and checks it. A Usage fault says which parameters cannot be met.
func NewTable(p [3]Parameters) (*Table, error) {
	t := &Table{}
	for i, q := range p {
		tier := Tier(i)
		if q.D < smallestD || q.D > largestD || !(q.V >= smallestV) || math.IsInf(q.V, 0) {
			return nil, impossible(tier, fmt.Sprintf("D must be from %d to %d and V at least %g.", smallestD, largestD, smallestV))
		}
		r := make([]Row, q.D+Step+1)
		for n := range r {
			var ok bool
			if r[n], ok = newRow(n, q); !ok {
				return nil, impossible(tier, "No distribution has this mean and variance; choose a larger D or V.")
			}
		}
		t.tiers[i] = newRows(q, r)
	}
	return t.seal()
}

func impossible(tier Tier, fix string) error {
	return fault.New(fault.Usage, "The table of probabilities cannot be built from these parameters.", fix).At(tier.String())
}

// Standard is the table in force, built once.
func Standard() *Table { return standard() }

var standard = sync.OnceValue(func() *Table {
	t, err := NewTable(parameters)
	if err != nil { // unreachable: the golden test builds it
		return &Table{}
	}
	return t
})

// newRow is the row of one true count, rounded to whole parts with its sum and mean exact.
func newRow(n int, q Parameters) (Row, bool) {
	if n == 0 {
		return Row{Weights: []uint64{Whole}}, true
	}
	first, count := support(n, q.D)
	x := make([]float64, count)
	for i := range x {
		x[i] = float64(first + i*Step - n)
	}
	p, ok := maxEntropy(x, q.V)
	if !ok {
		return Row{}, false
	}
	w := make([]int64, len(p))
	for i := range p {
		w[i] = int64(math.Round(p[i] * Whole))
	}
	settle(w, n, first)
	return Row{First: uint64(first), Weights: unsigned(w)}, true
}

// settle moves a few parts between the two likeliest neighbours so that the weights sum to Whole and their mean is exactly n.
// It can, because n·Whole is a multiple of five, as every published value is.
func settle(w []int64, n, first int) {
	at := 0
	for i := 1; i < len(w)-1; i++ {
		if w[i]+w[i+1] > w[at]+w[at+1] {
			at = i
		}
	}
	// sum is what is missing; moment is the mean's part that is missing, in fives counted from value number at.
	sum, moment := int64(Whole), int64(n-first-at*Step)*(Whole/Step)
	for i, v := range w {
		sum -= v
		moment -= int64(i-at) * v
	}
	w[at] += sum - moment
	w[at+1] += moment
}

func unsigned(w []int64) []uint64 {
	u := make([]uint64, len(w))
	for i, v := range w {
		u[i] = uint64(max(v, 0)) // a negative weight fails the check of the sum
	}
	return u
}

func newRows(q Parameters, r []Row) rows {
	running := make([][]uint64, len(r))
	for n := range r {
		sum := uint64(0)
		for _, w := range r[n].Weights {
			sum += w
			running[n] = append(running[n], sum)
		}
	}
	return rows{Parameters: q, row: r, running: running}
}

// Parameters are those the tier's rows were built from.
func (t *Table) Parameters(tier Tier) Parameters { return t.tiers[tier].Parameters }

// Row is the distribution of the published count for true count n. Weights must not be written to.
func (t *Table) Row(tier Tier, n uint64) Row {
	i, shift := t.tiers[tier].place(n)
	r := t.tiers[tier].row[i]
	r.First += shift
	return r
}

// place is the stored row that serves n and how far it is moved up.
func (r *rows) place(n uint64) (row int, shift uint64) {
	last := uint64(r.D + Step)
	if n <= last {
		return int(n), 0
	}
	shift = (n - last + Step - 1) / Step * Step
	return int(n - shift), shift
}

// Truths is the span of true counts that can be published as y: the first thing an attacker knows. False when none can.
func (t *Table) Truths(tier Tier, y uint64) (low, high uint64, ok bool) {
	if y%Step != 0 {
		return 0, 0, false
	}
	d := uint64(t.tiers[tier].D)
	if y == 0 {
		return 0, d, true
	}
	if y > d {
		return y - d, y + d, true
	}
	return 1, y + d, true // no one is published as no one
}

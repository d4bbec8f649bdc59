package disclosure

import (
	"math"
)

// Bin is one amount and how many people have it.
type Bin struct {
	Amount float64 // pounds a week, or days
	Count  uint64
}

// Unit is what a median is rounded to.
type Unit float64

// The units of medians.
const (
	Pounds Unit = 5 // five pounds a week
	Days   Unit = 1
)

// The reach of the jitter: a fiftieth of the people, within these bounds.
const (
	jitterShare = 0.02
	leastJitter = 2
	mostJitter  = 10
)

// FewestAmounts is how many people a median is read from at least. Only draws far out let fewer past the gate; that it is withheld all the
// same then tells that they are 0 to 9, and no more.
const FewestAmounts = 10

// Median is a drawn median with its interval.
type Median struct{ Value, Lower95, Upper95 float64 }

// Median reads the median of the people whose keys sum to s, at a rank moved by the key: the amounts themselves are never averaged over
// people, and no rank can be read off exactly. bins are in ascending order of amount. False when fewer than FewestAmounts have one.
func (k *Noise) Median(of Stream, s uint64, unit Unit, bins []Bin) (Median, bool) {
	n := uint64(0)
	for _, b := range bins {
		n += b.Count
	}
	if n < FewestAmounts {
		return Median{}, false
	}
	reach := jitterReach(n)
	at := func(use string, rank float64) float64 {
		return amountAt(bins, n, rank+reach*k.drawer(use, of).signed(n, s))
	}
	middle := (float64(n) + 1) / 2
	// The ranks between which the median of a larger population lies, widened by the jitter's own variance and rounded outwards.
	half := widen(z95*math.Sqrt(float64(n))/2, reach/math.Sqrt(3))
	m := Median{Value: unit.round(at(useMedian, middle), math.Round)}
	m.Lower95 = min(m.Value, unit.round(at(useLower, middle-half), math.Floor))
	m.Upper95 = max(m.Value, unit.round(at(useUpper, middle+half), math.Ceil))
	return m, true
}

// jitterReach is how far the rank may be moved either way.
func jitterReach(n uint64) float64 {
	return min(max(math.Ceil(jitterShare*float64(n)), leastJitter), mostJitter)
}

// signed is the stream's number for a set, from -1 to 1.
func (d *Drawer) signed(n, s uint64) float64 {
	return float64(d.uniform(n, s))/(1<<52) - 1
}

// round rounds to the unit by the rule given.
func (u Unit) round(amount float64, rule func(float64) float64) float64 {
	return rule(amount/float64(u)) * float64(u)
}

// amountAt is the amount at a rank from 1 to n, between two people's in proportion.
func amountAt(bins []Bin, n uint64, rank float64) float64 {
	rank = min(max(rank, 1), float64(n))
	whole, part := math.Modf(rank)
	low := nth(bins, uint64(whole))
	if part == 0 {
		return low
	}
	return low + part*(nth(bins, uint64(whole)+1)-low)
}

// nth is the amount of the person of that rank, counted from 1.
func nth(bins []Bin, rank uint64) float64 {
	for _, b := range bins {
		if rank <= b.Count {
			return b.Amount
		}
		rank -= b.Count
	}
	return bins[len(bins)-1].Amount
}

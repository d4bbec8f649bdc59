// Package statistics judges printed figures: how far chance could move them, whether two differ, whether a series rises steadily,
// whether councils differ more than chance explains, and which places it leaves open.
//
// Everything here is a pure function of what a release prints, so that anyone can repeat it from the public file. docs/statistics.md
// names each method, its assumption and the simulation in this package's tests that holds it to what it claims.
package statistics

import "math"

// z95 is the normal quantile of a 95 % interval, z998 that of a 99.8 % one.
const (
	z95  = 1.96
	z998 = 3.09
)

// Estimate is a printed value with its 95 % interval, in the value's own unit.
type Estimate struct{ Value, Lower, Upper float64 }

// HasInterval tells whether anything is said of how far chance could move the value.
func (e Estimate) HasInterval() bool { return e.Upper > e.Lower }

// Differ is the 95 % test of two values: whether nought lies outside the interval of their difference. Without both intervals there
// is no test, and so no difference.
func Differ(a, b Estimate) bool {
	if !a.HasInterval() || !b.HasInterval() {
		return false
	}
	d := Difference(a, b)
	return d.Lower > 0 || d.Upper < 0
}

// Difference is a less b with its 95 % interval: the halves of the two intervals that face each other, squared and added (Newcombe
// 1998, method 10).
func Difference(a, b Estimate) Estimate {
	d := a.Value - b.Value
	return Estimate{
		Value: d,
		Lower: d - math.Hypot(a.Value-a.Lower, b.Upper-b.Value),
		Upper: d + math.Hypot(a.Upper-a.Value, b.Value-b.Lower),
	}
}

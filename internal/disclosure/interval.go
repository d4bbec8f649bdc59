package disclosure

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// z95 is the normal quantile of a 95 % interval.
const z95 = 1.96

// widen is the half-width of an interval once noise of standard deviation sd is added to it.
func widen(half, sd float64) float64 { return math.Hypot(max(half, 0), z95*sd) }

// wilson is Wilson's score interval for a share p of d.
func wilson(p, d float64) (low, high float64) {
	const z2 = z95 * z95
	middle := p + z2/(2*d)
	half := z95 * math.Sqrt(p*(1-p)/d+z2/(4*d*d))
	scale := 1 + z2/d
	return (middle - half) / scale, (middle + half) / scale
}

// poisson is the exact interval for a rate of y events among d.
func poisson(y, d float64) (low, high float64) {
	if y > 0 {
		low = mathext.GammaIncRegInv(y, 0.025) / d
	}
	return low, mathext.GammaIncRegInv(y+1, 0.975) / d
}

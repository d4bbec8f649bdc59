package statistics

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// ShareInterval is the 95 % interval of a share p of n people, both from 0 to 1: Wilson's, widened by noise of standard deviation sd.
func ShareInterval(p, n, sd float64) (low, high float64) {
	const z2 = z95 * z95
	middle := p + z2/(2*n)
	half := z95 * math.Sqrt(p*(1-p)/n+z2/(4*n*n))
	scale := 1 + z2/n
	return widened(p, (middle-half)/scale, (middle+half)/scale, sd)
}

// RateInterval is that of a rate p of people to whom something happened among n: the exact one of a Poisson count, widened likewise.
func RateInterval(p, n, sd float64) (low, high float64) {
	if events := p * n; events > 0 {
		low = mathext.GammaIncRegInv(events, 0.025) / n
	}
	return widened(p, low, mathext.GammaIncRegInv(p*n+1, 0.975)/n, sd)
}

func widened(p, low, high, sd float64) (float64, float64) {
	return max(0, p-math.Hypot(max(p-low, 0), z95*sd)), min(1, p+math.Hypot(max(high-p, 0), z95*sd))
}

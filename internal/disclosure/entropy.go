package disclosure

import "math"

// maxSpread bounds how sharply a row may be narrowed before it is called impossible.
const maxSpread = 1 << 20

// maxEntropy is the distribution of greatest entropy over the offsets x (y - n, ascending, reaching 0 or to both sides of it)
// with mean 0 and variance min(v, what the mean alone gives). Such a distribution is exp(a x + b x²) up to a factor; a sets
// the mean and b the variance, so b is found by bisection with a bisection for a inside. False if no b gives the variance.
func maxEntropy(x []float64, v float64) ([]float64, bool) {
	p := make([]float64, len(x))
	if spread(x, 0, p) <= v {
		return p, true
	}
	low := -1.0
	for spread(x, low, p) > v {
		if low *= 2; low < -maxSpread {
			return nil, false
		}
	}
	bisect(low, 0, func(b float64) bool { return spread(x, b, p) > v })
	return p, true
}

// spread fills p with the distribution for b whose mean is 0 and gives its variance.
func spread(x []float64, b float64, p []float64) float64 {
	reach := max(-x[0], x[len(x)-1])
	high := 1.0
	for math.Abs(high) < maxSpread && (tilt(x, high, b, reach, p) < 0 || tilt(x, -high, b, reach, p) > 0) {
		high *= 2
	}
	bisect(-high, high, func(a float64) bool { return tilt(x, a, b, reach, p) > 0 })
	variance := 0.0
	for i, q := range p {
		variance += q * x[i] * x[i]
	}
	return variance
}

// tilt fills p with the distribution for a and b, in units of reach so that both stay moderate, and gives its mean.
func tilt(x []float64, a, b, reach float64, p []float64) float64 {
	top := math.Inf(-1)
	for i, v := range x {
		u := v / reach
		p[i] = a*u + b*u*u
		top = max(top, p[i])
	}
	sum, mean := 0.0, 0.0
	for i := range p {
		p[i] = math.Exp(p[i] - top)
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
		mean += p[i] * x[i]
	}
	return mean
}

// bisect halves [low, high] until no number lies between its ends; above says that a number is too high.
func bisect(low, high float64, above func(float64) bool) {
	for {
		middle := low + (high-low)/2
		if middle <= low || middle >= high {
			return
		}
		if above(middle) {
			high = middle
		} else {
			low = middle
		}
	}
}

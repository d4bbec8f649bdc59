package statistics

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// LeastPoints is how few points a steady rise or fall is looked for in.
const LeastPoints = 5

// leastAreas is how few areas tell the dispersion of a level; with fewer each series tells its own.
const leastAreas = 8

// Point is one printed figure of a series. Chance is the standard deviation chance alone gives it, noise included, in Value's unit.
type Point struct {
	At     float64 // when: periods since any first one
	Value  float64
	Chance float64
}

// ShareChance is the standard deviation that chance and noise of standard deviation sd give a share p of n people.
func ShareChance(p, n, sd float64) float64 {
	return math.Hypot(math.Sqrt(max(p*(1-p), 1/(4*n))/n), sd)
}

// Line is the weighted straight line through a series, its points weighted by what chance does to each.
type Line struct {
	Slope  float64 // per period
	Error  float64 // standard error of the slope were chance alone at work
	Chi2   float64 // squared distances of the points from the line, in standard deviations
	Points int
}

// Fit is the line through points that chance can move. A series of fewer than LeastPoints of them has none.
func Fit(points []Point) (Line, bool) {
	var n int
	var sw, sx, sy float64
	for _, p := range points {
		if p.Chance > 0 {
			w := 1 / (p.Chance * p.Chance)
			n, sw, sx, sy = n+1, sw+w, sx+w*p.At, sy+w*p.Value
		}
	}
	if n < LeastPoints {
		return Line{}, false
	}
	mx, my := sx/sw, sy/sw
	var sxx, sxy float64
	for _, p := range points {
		if p.Chance > 0 {
			w := 1 / (p.Chance * p.Chance)
			sxx, sxy = sxx+w*(p.At-mx)*(p.At-mx), sxy+w*(p.At-mx)*(p.Value-my)
		}
	}
	if sxx == 0 {
		return Line{}, false
	}
	line := Line{Slope: sxy / sxx, Error: 1 / math.Sqrt(sxx), Points: n}
	for _, p := range points {
		if p.Chance > 0 {
			r := (p.Value - my - line.Slope*(p.At-mx)) / p.Chance
			line.Chi2 += r * r
		}
	}
	return line, true
}

// Dispersion is how far points scatter round their lines beyond chance: the factor of the variance, and the degrees of freedom it was
// estimated with.
type Dispersion struct {
	Factor  float64
	Freedom float64
}

// PooledDispersion is that of all areas of a level for one measure, at least 1. A level with fewer than 8 areas has none to pool.
func PooledDispersion(lines []Line) (Dispersion, bool) {
	if len(lines) < leastAreas {
		return Dispersion{}, false
	}
	var chi2, freedom float64
	for _, l := range lines {
		chi2, freedom = chi2+l.Chi2, freedom+float64(l.Points-2)
	}
	return Dispersion{Factor: max(1, chi2/freedom), Freedom: freedom}, true
}

// OwnDispersion is what one series tells of itself: England's, since what moves all regions at once moves it as much, and regions
// whose chance is larger do not show it. It may be below 1, so that the test keeps its size.
func (l Line) OwnDispersion() Dispersion {
	f := float64(l.Points - 2)
	return Dispersion{Factor: l.Chi2 / f, Freedom: f}
}

// Direction is where a series goes.
type Direction int8

// The directions: no steady change is not the same as no change.
const (
	NoSteadyChange Direction = iota
	Increasing
	Decreasing
)

// Direction is the 5 % test of the slope against none, its error inflated by the dispersion (Student's t with the dispersion's degrees
// of freedom, the normal distribution where they are many).
func (l Line) Direction(d Dispersion) Direction {
	if d.Freedom <= 0 {
		return NoSteadyChange
	}
	limit := l.Error * math.Sqrt(d.Factor) * distuv.StudentsT{Sigma: 1, Nu: d.Freedom}.Quantile(0.975)
	switch {
	case l.Slope > limit:
		return Increasing
	case l.Slope < -limit:
		return Decreasing
	}
	return NoSteadyChange
}

// IntervalChance is the standard deviation a 95 % interval stands for, where nothing more is known of a value.
func IntervalChance(e Estimate) float64 { return (e.Upper - e.Lower) / (2 * z95) }

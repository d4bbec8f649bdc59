package statistics

import (
	"math"
	"slices"
	"sync"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/stat/distuv"
)

// LeastFunnel is how few areas a funnel is drawn from.
const LeastFunnel = 10

// What the test of spread must be able to see before "no more than chance explains" is said: half as much variance again, in four of
// five cases.
const (
	spreadRatio = 1.5
	spreadPower = 0.8
)

// FunnelPoint is an area's share from 0 to 1, the people it is a share of, and the standard deviation noise gives it.
type FunnelPoint struct{ Share, People, Noise float64 }

// Funnel holds the limits within which areas would lie round a target if they differed by chance and noise, and where they differ more
// than these explain, by as much as areas ordinarily do (Spiegelhalter 2005: additive over-dispersion, winsorised at a tenth each side).
type Funnel struct {
	Target  float64 // the share all are compared with
	Areas   int     // areas it was made from
	Ratio   float64 // mean square of the areas' distances over what chance alone gives; 1 is chance
	Widened bool    // Ratio is beyond chance at the 5 % level, so the limits allow for Between
	Between float64 // standard deviation between areas beyond chance, of the share; 0 unless Widened
	noise   float64 // standard deviation of noise times people
}

// NewFunnel makes the funnel of areas round a target; there is none of fewer than LeastFunnel areas, nor round 0 or 1 where nobody could differ.
func NewFunnel(target float64, areas []FunnelPoint) (Funnel, bool) {
	if len(areas) < LeastFunnel || target <= 0 || target >= 1 {
		return Funnel{}, false
	}
	f := Funnel{Target: target, Areas: len(areas), noise: typicalNoise(areas)}
	z, w := make([]float64, len(areas)), make([]float64, len(areas))
	for i, a := range areas {
		v := f.variance(a.People)
		z[i], w[i] = (a.Share-target)/math.Sqrt(v), 1/v
	}
	chance := winsorOf(len(z))
	f.Ratio = winsorised(z) / chance.mean
	if f.Ratio <= chance.critical() {
		return f, true
	}
	var sw, sww float64
	for _, x := range w {
		sw, sww = sw+x, sww+x*x
	}
	k := float64(len(z))
	if between := (k*f.Ratio - (k - 1)) / (sw - sww/sw); between > 0 {
		f.Widened, f.Between = true, math.Sqrt(between)
	}
	return f, true
}

// typicalNoise is noise times people, which is nearly one number for areas of one tier: the middle one, so that limits are smooth.
func typicalNoise(areas []FunnelPoint) float64 {
	all := make([]float64, len(areas))
	for i, a := range areas {
		all[i] = a.Noise * a.People
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// variance is what chance and noise give the share of so many people whose true share is the target.
func (f *Funnel) variance(people float64) float64 {
	noise := f.noise / people
	return max(f.Target*(1-f.Target), 1/(4*people))/people + noise*noise
}

// Limits are the 95 % and 99.8 % limits of an area of so many people: smooth in their number.
func (f *Funnel) Limits(people float64) (lower95, upper95, lower998, upper998 float64) {
	se := math.Sqrt(f.variance(people) + f.Between*f.Between)
	in := func(x float64) float64 { return min(max(x, 0), 1) }
	return in(f.Target - z95*se), in(f.Target + z95*se), in(f.Target - z998*se), in(f.Target + z998*se)
}

// NoMoreThanChance tells whether it may be said that areas do not differ more than chance explains: the test did not reject, and could
// have seen half as much variance again in four of five cases.
func (f *Funnel) NoMoreThanChance() bool {
	return !f.Widened && winsorOf(f.Areas).power(spreadRatio) >= spreadPower
}

// winsorised is the mean square of values, the tenth at either end drawn in to the rest. It sorts them.
func winsorised(z []float64) float64 {
	sorted := slices.Sorted(slices.Values(z))
	low, high := sorted[len(z)/10], sorted[len(z)-1-len(z)/10]
	var sum float64
	for _, x := range z {
		x = min(max(x, low), high)
		sum += x * x
	}
	return sum / float64(len(z))
}

// winsor is how a winsorised mean square of standard normal values is distributed: its mean, and the shape of the gamma distribution
// that its ratio to the mean follows closely.
type winsor struct{ mean, shape float64 }

// critical is the ratio that chance alone exceeds once in twenty times.
func (w winsor) critical() float64 { return distuv.Gamma{Alpha: w.shape, Beta: w.shape}.Quantile(0.95) }

// power is how often a variance of so many times chance's is seen.
func (w winsor) power(ratio float64) float64 {
	return distuv.Gamma{Alpha: w.shape, Beta: w.shape / ratio}.Survival(w.critical())
}

var winsors sync.Map // of winsor by number of values: pure, and some milliseconds to work out

func winsorOf(k int) winsor {
	if w, ok := winsors.Load(k); ok {
		return w.(winsor) //nolint:forcetypeassert // only winsors are stored
	}
	w := newWinsor(k)
	winsors.Store(k, w)
	return w
}

// newWinsor works out the distribution for k values: the mean from the expected squares of the order statistics, the variance from the
// influence of one value on the winsorised mean square, which is exact as k grows.
func newWinsor(k int) winsor {
	g := k / 10
	square := func(i int) float64 { // of the i-th smallest of k
		beta := distuv.Beta{Alpha: float64(i), Beta: float64(k - i + 1)}
		return quad.Fixed(func(u float64) float64 {
			z := distuv.UnitNormal.Quantile(u)
			return z * z * beta.Prob(u)
		}, 0, 1, 200, nil, 0)
	}
	var sum float64
	for i := g + 1; i <= k-g; i++ {
		sum += square(i)
	}
	sum += float64(2*g) * square(g+1)
	mean := sum / float64(k)
	return winsor{mean: mean, shape: mean * mean * float64(k) / influence(max(float64(g)/float64(k), 1e-6))}
}

// influence is the variance, for one value, of the winsorised mean square with a share alpha drawn in at either end.
func influence(alpha float64) float64 {
	q := -distuv.UnitNormal.Quantile(alpha)
	density := distuv.UnitNormal.Prob(q)
	whole := 2*alpha*q*q + 1 - 2*alpha - 2*q*density
	// A value beyond either quantile moves both quantiles; one between them moves both the other way.
	tail := q*q - whole + 2*q*alpha*(1-alpha)/density - 2*q*alpha*alpha/density
	middle := func(z float64) float64 { return z*z - whole - 4*q*alpha*alpha/density }
	return 2*alpha*tail*tail + quad.Fixed(func(z float64) float64 {
		m := middle(z)
		return m * m * distuv.UnitNormal.Prob(z)
	}, -q, q, 100, nil, 0)
}

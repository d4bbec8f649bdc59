package answer

import (
	"math"
	"slices"

	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
)

// funnel holds the limits within which areas of one level would lie if they differed from England by chance, by noise, and by as
// much as areas ordinarily differ. Everything is from printed values (Spiegelhalter 2005, additive over-dispersion).
type funnel struct {
	per     float64 // the value of one whole; 0 where there is no funnel
	target  float64 // England's share
	between float64 // variance between areas beyond chance, of the share
	phi     float64 // mean square of the areas' distances in standard errors, ends drawn in; 1 is chance alone
	spread  bool    // limits are widened by between
}

// Funnel is where one area lies in it, and the limits for an area of its size.
type Funnel struct {
	Zone     string   `json:"funnel_zone" words:"inside, above_95, below_95, above_998 or below_998; not_plotted without figure or funnel." enums:"inside,above_95,below_95,above_998,below_998,not_plotted"`
	Lower95  *float64 `json:"funnel_lower_95" words:"Lower 95% funnel limit for an area of this size." extensions:"x-nullable"`
	Upper95  *float64 `json:"funnel_upper_95" words:"Upper 95% funnel limit." extensions:"x-nullable"`
	Lower998 *float64 `json:"funnel_lower_998" words:"Lower 99.8% funnel limit." extensions:"x-nullable"`
	Upper998 *float64 `json:"funnel_upper_998" words:"Upper 99.8% funnel limit." extensions:"x-nullable"`
} //	@name	Funnel

// leastFunnel is how few areas a funnel is drawn from.
const leastFunnel = 10

// wholes are the values of one whole, by unit; other units are no quotients and have no funnel.
var wholes = map[string]float64{"percent": 100, "per 1,000 people": 1000, "per 100,000 people": 100_000}

// newFunnel makes the funnel of all areas of a level round England's figure.
func newFunnel(s *measure.Subject, england *release.Cell, areas []*release.Cell) funnel {
	f := funnel{per: wholes[s.Unit]}
	if f.per == 0 || england == nil || england.Value == nil {
		return funnel{}
	}
	f.target = *england.Value / f.per
	var z, w []float64
	for _, c := range areas {
		if plotted(c) {
			se := f.error(c)
			z, w = append(z, (*c.Value/f.per-f.target)/se), append(w, 1/(se*se))
		}
	}
	if len(z) < leastFunnel {
		return funnel{}
	}
	f.disperse(z, w)
	return f
}

func plotted(c *release.Cell) bool {
	return c.Value != nil && c.Denominator != nil && *c.Denominator > 0
}

// error is the standard error of an area's share were it England's: chance at its size, and noise.
func (f *funnel) error(c *release.Cell) float64 {
	n := float64(*c.Denominator)
	v := max(f.target*(1-f.target), 1/(4*n)) / n
	if c.NoiseSD != nil {
		v += (*c.NoiseSD / f.per) * (*c.NoiseSD / f.per)
	}
	return math.Sqrt(v)
}

// disperse estimates how much areas differ beyond chance, the tenth at either end drawn in to the rest.
func (f *funnel) disperse(z, w []float64) {
	k := float64(len(z))
	sorted := slices.Sorted(slices.Values(z))
	low, high := sorted[len(z)/10], sorted[len(z)-1-len(z)/10]
	var sw, sww float64
	for i := range z {
		f.phi += math.Pow(min(max(z[i], low), high), 2) / k
		sw, sww = sw+w[i], sww+w[i]*w[i]
	}
	f.between = max(0, (k*f.phi-(k-1))/(sw-sww/sw))
	f.spread = f.phi > 1+2*math.Sqrt(2/k) && f.between > 0
	if !f.spread {
		f.between = 0
	}
}

// of is where an area lies in the funnel.
func (f *funnel) of(c *release.Cell) Funnel {
	out := Funnel{Zone: "not_plotted"}
	if f.per == 0 || !plotted(c) {
		return out
	}
	se := math.Sqrt(math.Pow(f.error(c), 2) + f.between)
	at := func(x float64) *float64 { v := math.Round(min(max(x, 0), 1)*f.per*1e4) / 1e4; return &v }
	out.Lower95, out.Upper95 = at(f.target-1.96*se), at(f.target+1.96*se)
	out.Lower998, out.Upper998 = at(f.target-3.09*se), at(f.target+3.09*se)
	switch v := *c.Value; {
	case v > *out.Upper998:
		out.Zone = "above_998"
	case v < *out.Lower998:
		out.Zone = "below_998"
	case v > *out.Upper95:
		out.Zone = "above_95"
	case v < *out.Lower95:
		out.Zone = "below_95"
	default:
		out.Zone = "inside"
	}
	return out
}

// note says how the limits were made.
func (f *funnel) note() string {
	return words.Funnel(f.per > 0, f.spread, f.phi, math.Sqrt(f.between)*f.per)
}

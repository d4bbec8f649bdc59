package answer

import (
	"math"

	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/internal/statistics"
)

// funnel is the spread of one level's figures round England's: limits for areas of any size, and how many areas lie outside them.
type funnel struct {
	limits statistics.Funnel
	drawn  bool
	per    float64 // the value of one whole

	Outside, Plotted int // areas of the level
	least, most      float64
}

// Funnel is where one area lies in it, and the limits for an area of its size.
type Funnel struct {
	SpreadZone string   `json:"spread_zone" words:"inside or outside the 95% limits: unusual among councils? not_plotted without figure or funnel." enums:"inside,outside,not_plotted"`
	Zone       string   `json:"funnel_zone" words:"Deprecated, see spread_zone: inside, above_95, below_95, above_998 or below_998; not_plotted without figure or funnel." enums:"inside,above_95,below_95,above_998,below_998,not_plotted"`
	Lower95    *float64 `json:"funnel_lower_95" words:"Lower 95% funnel limit for an area of this size." extensions:"x-nullable"`
	Upper95    *float64 `json:"funnel_upper_95" words:"Upper 95% funnel limit." extensions:"x-nullable"`
	Lower998   *float64 `json:"funnel_lower_998" words:"Lower 99.8% funnel limit." extensions:"x-nullable"`
	Upper998   *float64 `json:"funnel_upper_998" words:"Upper 99.8% funnel limit." extensions:"x-nullable"`
} //	@name	Funnel

// FunnelLimit are the limits for an area of so many people.
type FunnelLimit struct{ People, Lower95, Upper95, Lower998, Upper998 float64 }

// newFunnel makes the funnel of all areas of a level round England's figure.
func newFunnel(s *measure.Subject, england *release.Cell, areas []*release.Cell) funnel {
	f := funnel{per: release.Whole(s.Unit), least: math.Inf(1)}
	if f.per == 0 || england == nil || england.Value == nil || s.Series != nil && s.Series.Kind == "survey" { // a weighted sample varies otherwise
		return funnel{}
	}
	var points []statistics.FunnelPoint
	for _, c := range areas {
		if plotted(c) {
			n := float64(*c.Denominator)
			noise := 0.0
			if c.NoiseSD != nil {
				noise = *c.NoiseSD / f.per
			}
			points = append(points, statistics.FunnelPoint{Share: *c.Value / f.per, People: n, Noise: noise})
			f.least, f.most = min(f.least, n), max(f.most, n)
		}
	}
	if f.limits, f.drawn = statistics.NewFunnel(*england.Value/f.per, points); !f.drawn {
		return funnel{}
	}
	for _, c := range areas {
		if plotted(c) {
			f.Plotted++
			if f.of(c).SpreadZone == "outside" {
				f.Outside++
			}
		}
	}
	return f
}

func plotted(c *release.Cell) bool {
	return c.Value != nil && c.Denominator != nil && *c.Denominator > 0
}

// at are the limits for an area of so many people, as they are printed.
func (f *funnel) at(people float64) FunnelLimit {
	l95, u95, l998, u998 := f.limits.Limits(people)
	printed := func(x float64) float64 { return math.Round(x*f.per*1e4) / 1e4 }
	return FunnelLimit{people, printed(l95), printed(u95), printed(l998), printed(u998)}
}

// of is where an area lies in the funnel.
func (f *funnel) of(c *release.Cell) Funnel {
	if !f.drawn || !plotted(c) {
		return Funnel{SpreadZone: "not_plotted", Zone: "not_plotted"}
	}
	l := f.at(float64(*c.Denominator))
	out := Funnel{SpreadZone: "outside", Lower95: &l.Lower95, Upper95: &l.Upper95, Lower998: &l.Lower998, Upper998: &l.Upper998}
	switch v := *c.Value; {
	case v > l.Upper998:
		out.Zone = "above_998"
	case v < l.Lower998:
		out.Zone = "below_998"
	case v > l.Upper95:
		out.Zone = "above_95"
	case v < l.Lower95:
		out.Zone = "below_95"
	default:
		out.SpreadZone, out.Zone = "inside", "inside"
	}
	return out
}

// curvePoints is how many points a limit is drawn through.
const curvePoints = 80

// curve are the limits over the whole range of sizes, closer together where they bend.
func (f *funnel) curve() []FunnelLimit {
	if !f.drawn || !(f.most > f.least) {
		return nil
	}
	out := make([]FunnelLimit, curvePoints)
	for i := range out {
		share := float64(i) / (curvePoints - 1)
		out[i] = f.at(f.least * math.Pow(f.most/f.least, share))
	}
	return out
}

// note says how many areas lie outside the limits, and what the limits allow for.
func (f *funnel) note() string {
	switch {
	case !f.drawn:
		return words.NoFunnel
	case f.limits.Widened:
		return words.UsualSpread(f.Outside, f.Plotted) + " " + words.Widened(f.limits.Ratio, f.limits.Between*f.per)
	case f.limits.NoMoreThanChance():
		return words.OutsideChance(f.Outside, f.Plotted) + " " + words.NoMoreThanChance
	}
	return words.OutsideChance(f.Outside, f.Plotted)
}

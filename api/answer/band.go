package answer

import (
	"slices"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// BandPoint is where the middle eight in ten councils lie in a period.
type BandPoint struct {
	Period    period.Period
	Low, High float64
}

// leastBand is how few councils a band is drawn of: of fewer it would be of single ones.
const leastBand = 30

// bandOf is the band of a measure's councils, from printed totals; periods with few figures have none.
func bandOf(r *release.Release, s *measure.Subject, periods []period.Period) []BandPoint {
	var out []BandPoint
	for _, p := range periods {
		var values []float64
		for _, a := range area.Of(area.Council) {
			if x := r.Total(s, a.Code, p); x != nil && x.Value != nil {
				values = append(values, *x.Value)
			}
		}
		if len(values) < leastBand {
			continue
		}
		slices.Sort(values)
		at := func(tenths int) float64 { return values[(len(values)-1)*tenths/10] }
		out = append(out, BandPoint{p, at(1), at(9)})
	}
	return out
}

// regionsOf are the regions' own totals in a period.
func regionsOf(r *release.Release, s *measure.Subject, p period.Period) []*release.Cell {
	var out []*release.Cell
	for _, a := range area.Of(area.Region) {
		if x := r.Total(s, a.Code, p); x != nil {
			out = append(out, named(x))
		}
	}
	return out
}

package audit

import (
	"slices"

	"github.com/careduty/careduty/internal/disclosure"
)

// reads is what it tells whether a median that the gate lets through is shown: that enough people have an amount, or that they are fewer.
func (m *model) reads(s *series) {
	if !s.def.Kind.Median() {
		return
	}
	total, bands := m.totals[s.measure], bandsOf(s.categories)
	for p, per := range s.periods {
		at := slices.Index(total.periods, per)
		for a := range s.areas {
			list := s.of(p, a)
			for i := range list {
				v := &list[i]
				whole := drawnBy(total.of(at, a), v.drawn)
				for c := range v.cells {
					if whole != nil && v.known(whole, s.dimension == "", c, bands[c]) >= int32(v.tier.MedianGate()) {
						m.read(s.count(v, c, roleNumerator), &v.cells[c])
					}
				}
			}
		}
	}
}

// known is how many of a median's denominator are certain to have their answer known, by what is published; negative where it is not.
func (v *version) known(whole *version, total bool, c, band int) int32 {
	d, gate := v.cells[c].denominator, int32(v.tier.NumeratorGate())
	switch unknown := whole.cells[0].unknown; {
	case total || d < 0:
		return d
	case unknown < gate:
		return d - max(unknown, 0)
	case band != c && v.cells[band].unknown < gate:
		return d - max(v.cells[band].unknown, 0)
	}
	return d
}

func (m *model) read(amounts Count, c *cell) {
	if c.status == disclosure.Withheld[0] {
		m.high[amounts] = min(m.high[amounts], disclosure.FewestAmounts-1)
		return
	}
	m.low[amounts] = max(m.low[amounts], disclosure.FewestAmounts)
}

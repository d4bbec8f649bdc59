package publish

import (
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
)

// print settles what is printed of the cells of one breakdown, area and period: no part larger than its whole, no unknown larger than their
// population, and parts that go with their whole. Drawn far apart, they would bound what is left for the others.
func (p *protector) print(at place, b int, out []drawnCell) {
	key, stays := totalKey{at.period, at.area.Code}, p.t.Measure.UnknownRule == measure.InDenominator
	if b == 0 {
		p.totals[key] = out[0].counts.Coherent(at.tier, stays)
		out[0].print = p.totals[key]
		return
	}
	total, breakdown := p.totals[key], p.t.Breakdowns[b]
	for c := range out {
		out[c].print = out[c].counts.NoLarger(total)
	}
	if len(breakdown.Leaves) > 0 {
		balance(at.tier, total, out, p.topmost)
	}
	for c := range out {
		if band := breakdown.Band(c); band >= 0 {
			out[c].print = out[c].print.NoLarger(out[band].print)
		}
	}
	balance(at.tier, total, out, p.leaves)
	for band, of := range breakdown.Categories {
		if of.Band {
			balance(at.tier, out[band].print, out, breakdown.Leaves[of.Slug])
		}
	}
	for c := range out {
		out[c].print = out[c].print.Coherent(at.tier, stays)
	}
}

// balance makes some parts go with their whole, each of the three counts by itself.
func balance(tier disclosure.Tier, whole disclosure.Counts, out []drawnCell, parts []int) {
	counts := make([]*uint64, len(parts))
	for role := range three(&whole) {
		for i, part := range parts {
			counts[i] = three(&out[part].print)[role]
		}
		disclosure.Balance(tier, *three(&whole)[role], counts...)
	}
}

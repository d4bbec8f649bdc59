package publish

import (
	"github.com/careduty/careduty/internal/disclosure"
)

// shown is what may be printed of a cell.
type shown struct {
	counts  disclosure.Counts // no larger than those of its wholes
	figures disclosure.Figures
}

// gate settles what may be shown of the rows of a site: a function of drawn counts, and of nothing else. total is that of the site's area and period;
// nil where the rows are the total.
func gate(d *drawing, g *group, s *site, rows []row, total *shown) []shown {
	out := make([]shown, len(rows))
	rule := gateOf(d.measure, s.tier)
	for _, bands := range []bool{true, false} {
		for c, category := range g.Categories {
			if category.Band != bands {
				continue
			}
			x := &out[c]
			x.counts = rows[c].counts
			wholes := []disclosure.Counts{}
			if total != nil {
				wholes = append(wholes, total.counts)
			}
			if band := g.Band(c); band >= 0 {
				wholes = append(wholes, out[band].counts)
			}
			for _, w := range wholes {
				x.counts = x.counts.Within(w, rule)
			}
			may := rule.Total(x.counts)
			if total != nil {
				may = rule.Part(x.counts, wholes...)
			}
			if rule.Median {
				x.figures = rule.MedianFigures(x.counts, may, rows[c].median, rows[c].has)
			} else {
				x.figures = rule.Figures(kindOf(d.measure.Kind), x.counts, may)
			}
		}
	}
	return out
}

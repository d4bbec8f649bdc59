package release

import "slices"

// unfinished are the periods of measures that were drawn before their follow-up was over, with the areas of which that is so; none are all. Official
// editions have none, and neither have releases made before there was a follow-up.
type unfinished map[openKey][]string

type openKey struct{ measure, period string }

func newUnfinished(m Manifest) unfinished {
	out := unfinished{}
	for id, spans := range m.Unfinished {
		for _, s := range spans {
			out[openKey{id, s.Period}] = s.Areas
		}
	}
	return out
}

// has says whether an area's figure of a period may still change by what is done later.
func (u unfinished) has(measure, period, area, status string) bool {
	if len(u) == 0 || status == "x" {
		return false
	}
	areas, ok := u[openKey{measure, period}]
	return ok && (len(areas) == 0 || slices.Contains(areas, area))
}

// mark notes it on a cell.
func (u unfinished) mark(c *Cell) *Cell {
	c.Unfinished = u.has(c.Measure, c.Period, c.AreaCode, c.Status)
	return c
}

// Unfinished says of each row whether its figure may still change by what is done later.
func (p Batch) Unfinished() []bool {
	out := make([]bool, len(p.picked))
	if len(p.open) == 0 {
		return out
	}
	id, per, code, status := p.rows.texts("measure"), p.rows.texts("period"), p.rows.texts("area_code"), p.rows.texts("status")
	for i, row := range p.picked {
		out[i] = p.open.has(id.At(int(row)), per.At(int(row)), code.At(int(row)), status.At(int(row)))
	}
	return out
}

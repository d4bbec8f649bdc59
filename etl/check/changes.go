package check

import (
	"cmp"
	"math"
	"slices"
)

// Change is a figure that differs from what the release has for this council and period by more than its noise is likely to make.
type Change struct {
	Measure   Measure
	Figure    Figure
	Published string
	Now       string
}

// changes lists what has changed since the release: the latest period that both have, the largest difference first.
func (r *Report) changes() []Change {
	var out []Change
	for _, m := range r.Measures {
		for i := len(m.Figures) - 1; i >= 0; i-- {
			f := m.Figures[i]
			if f.Own == nil || f.Value == nil {
				continue
			}
			out = append(out, Change{m, f, m.Show(f.Own), m.Show(f.Value)})
			break
		}
	}
	slices.SortStableFunc(out, func(a, b Change) int {
		return cmp.Compare(math.Abs(*b.Figure.Value-*b.Figure.Own), math.Abs(*a.Figure.Value-*a.Figure.Own))
	})
	return out
}

package audit

import (
	"errors"
	"math"
	"slices"

	"github.com/careduty/careduty/internal/measure"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"
)

// parts is a breakdown of one area and period, with the total it adds up to. Its counts are numbered category by category, three each,
// and those of the total come last.
type parts struct {
	categories []measure.Category
	median     bool  // everyone's answer is known or not: there are no others
	part       Count // the first count of the first category
	whole      Count // the first count of the total
}

// cells is how many cells there are, the total among them.
func (x parts) cells() int { return len(x.categories) + 1 }

// counts is how many counts there are.
func (x parts) counts() int { return x.cells() * roles }

// count is the i-th count in the model.
func (x parts) count(i int) Count {
	if last := len(x.categories) * roles; i >= last {
		return x.whole + Count(i-last)
	}
	return x.part + Count(i)
}

// inside lists the leaves of a category, or of the total.
func (x parts) inside(cell int) []int {
	var out []int
	for i, c := range x.categories {
		if cell == len(x.categories) && !c.Band || cell < len(x.categories) && c.Parent == x.categories[cell].Slug {
			out = append(out, i)
		}
	}
	return out
}

// band is the place of a band by its slug; -1 if there is none.
func (x parts) band(slug string) int {
	return slices.IndexFunc(x.categories, func(c measure.Category) bool { return c.Band && c.Slug == slug })
}

// programme is one linear programme in the form the solver takes: each count less its lower bound, and a column more for the slack of each row
// that is no equation.
type programme struct {
	low []float64 // by count
	a   *mat.Dense
	b   []float64
}

// row is a row of it: counts, what each is multiplied by, what they come to, and whether they may come to less.
type row struct {
	counts []int
	signs  []float64
	value  float64
	less   bool
}

// newProgramme writes down all that is known of parts at once: leaves add up to their band and to the total, unknown and numerator are no
// more than the population, or all of it for a median, and every count lies in its interval.
func newProgramme(k *Known, x parts) *programme {
	p := &programme{}
	var rows []row
	for cell := range x.cells() {
		at := cell * roles
		leaf := cell < len(x.categories) && !x.categories[cell].Band
		if leaf || !x.median { // of a median's bands and total it follows, and the solver takes no equation twice
			rows = append(rows, row{counts: []int{at + roleUnknown, at + roleNumerator, at + rolePopulation}, signs: []float64{1, 1, -1}, less: !x.median})
		}
		if leaf {
			continue
		}
		for role := range roles {
			sum := row{counts: []int{at + role}, signs: []float64{-1}}
			for _, leaf := range x.inside(cell) {
				sum.counts, sum.signs = append(sum.counts, leaf*roles+role), append(sum.signs, 1)
			}
			rows = append(rows, sum)
		}
	}
	for i := range x.counts() {
		c := x.count(i)
		p.low = append(p.low, float64(k.low[c]))
		if k.high[c] != Unbounded {
			rows = append(rows, row{counts: []int{i}, signs: []float64{1}, value: float64(k.high[c]), less: true})
		}
	}
	p.fill(rows)
	return p
}

func (p *programme) fill(rows []row) {
	next := len(p.low)
	columns := next
	for _, r := range rows {
		if r.less {
			columns++
		}
	}
	p.a, p.b = mat.NewDense(len(rows), columns, nil), make([]float64, len(rows))
	for i, r := range rows {
		p.b[i] = r.value
		for j, c := range r.counts {
			p.a.Set(i, c, r.signs[j])
			p.b[i] -= r.signs[j] * p.low[c]
		}
		if r.less {
			p.a.Set(i, next, 1)
			next++
		}
	}
}

// bounds are the least and the most a count can be; false where the programme could not be solved.
func (p *programme) bounds(count int) (low, high float64, ok bool) {
	low, okLow := p.solve(count, 1)
	high, okHigh := p.solve(count, -1)
	return low, -high, okLow && okHigh
}

// solve minimises sign times the count. Where rounding leads the solver astray it gets the same programme in another unit, and then with
// less precision.
func (p *programme) solve(count int, sign float64) (float64, bool) {
	cost := make([]float64, p.a.RawMatrix().Cols)
	cost[count] = sign
	unit := max(1, floats.Norm(p.b, math.Inf(1)))
	for _, try := range []struct{ unit, tolerance float64 }{{1, 1e-9}, {unit, 1e-9}, {unit, 1e-7}} {
		b := slices.Clone(p.b)
		floats.Scale(1/try.unit, b)
		best, _, err := lp.Simplex(cost, p.a, b, try.tolerance, nil)
		switch {
		case err == nil:
			return best*try.unit + sign*p.low[count], true
		case errors.Is(err, lp.ErrUnbounded):
			return math.Inf(-1), true
		}
	}
	return 0, false
}

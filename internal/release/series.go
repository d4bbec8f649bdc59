package release

import (
	"slices"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/statistics"
)

// wholes are the values of one whole, by unit; figures in other units are no shares of people.
var wholes = map[string]float64{"percent": 100, "per 1,000 people": 1000, "per 100,000 people": 100_000}

// Whole is the value of one whole in a unit; 0 where figures are no shares.
func Whole(unit string) float64 { return wholes[unit] }

// Estimate is a cell's printed value with its interval, if it has both.
func (c *Cell) Estimate() (statistics.Estimate, bool) {
	if c == nil || c.Value == nil || c.Lower95 == nil || c.Upper95 == nil {
		return statistics.Estimate{}, false
	}
	e := statistics.Estimate{Value: *c.Value, Lower: *c.Lower95, Upper: *c.Upper95}
	return e, e.HasInterval()
}

// Finished are the cells whose figures do not wait for what is still to be done: an unfinished one is shown, and not tested.
func Finished(cells []*Cell) []*Cell {
	return slices.DeleteFunc(slices.Clone(cells), func(c *Cell) bool { return c.Unfinished })
}

// Points are the printed figures of a series as a test takes them. What chance does to a share follows from the people it is a share of and from
// the share of all its points together, so that a point is not trusted more for being low; what it does to anything else, from its interval.
func Points(cells []*Cell) []statistics.Point {
	cells = Finished(cells)
	var met, of float64
	for _, c := range cells {
		if whole := wholes[c.Unit]; whole > 0 && c.Value != nil && c.Denominator != nil {
			n := float64(*c.Denominator)
			met, of = met+*c.Value/whole*n, of+n
		}
	}
	var out []statistics.Point
	for _, c := range cells {
		e, ok := c.Estimate()
		p, err := period.Parse(c.Period)
		if !ok || err != nil {
			continue
		}
		point := statistics.Point{At: float64(p.Index()), Value: e.Value, Chance: statistics.IntervalChance(e)}
		if whole := wholes[c.Unit]; whole > 0 && c.Denominator != nil && *c.Denominator > 0 && of > 0 && c.NoiseSD != nil {
			point.Chance = whole * statistics.ShareChance(met/of, float64(*c.Denominator), *c.NoiseSD/whole)
		}
		out = append(out, point)
	}
	return out
}

// dispersionKey is the level, span and subject whose totals a dispersion is of.
type dispersionKey struct {
	subject     string
	level       area.Level
	grain       period.Grain
	first, last int
}

// Dispersion is how far the totals of a level scatter round their lines beyond chance, over a subject's periods. It is worked out once: what a release
// holds never changes. A level with too few areas has none.
func (r *Release) Dispersion(s *measure.Subject, level area.Level, periods []period.Period) (statistics.Dispersion, bool) {
	if len(periods) == 0 {
		return statistics.Dispersion{}, false
	}
	first, last := periods[0], periods[len(periods)-1]
	key := dispersionKey{s.ID, level, last.Grain(), first.Index(), last.Index()}
	if d, ok := r.dispersions.Load(key); ok {
		found := d.(dispersion) //nolint:forcetypeassert // only dispersions are stored
		return found.Dispersion, found.ok
	}
	var lines []statistics.Line
	for _, a := range area.Of(level) {
		var cells []*Cell
		for _, p := range periods {
			if c := r.Total(s, a.Code, p); c != nil {
				cells = append(cells, c)
			}
		}
		if line, ok := statistics.Fit(Points(cells)); ok {
			lines = append(lines, line)
		}
	}
	d, ok := statistics.PooledDispersion(lines)
	r.dispersions.Store(key, dispersion{d, ok})
	return d, ok
}

type dispersion struct {
	statistics.Dispersion
	ok bool
}

package releasetest

import (
	"hash/fnv"
	"math"
	"math/rand/v2"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// Uncovered is a council without records before the second year: status x.
const Uncovered = "E08000035"

// cellsOf are a measure's cells of one dimension ("" for totals), ordered by level, period, area.
func cellsOf(o Options, d measure.Definition, dimension string) []release.Cell {
	categories := []measure.Category{{}}
	if dim, ok := measure.DimensionOf(dimension); ok {
		categories = dim.Categories
	}
	var out []release.Cell
	for _, level := range []area.Level{area.Country, area.Region, area.Council} {
		for _, p := range periods(o, d) {
			for _, a := range area.Of(level) {
				for i, c := range categories {
					out = append(out, cell(o, d, a, p, dimension, c, share(len(categories), i)))
				}
			}
		}
	}
	return out
}

func share(n, i int) float64 { return 2 * float64(n-i) / float64(n*(n+1)) }

func cell(o Options, d measure.Definition, a area.Area, p period.Period, dimension string, cat measure.Category, part float64) release.Cell {
	councils := sizes[a.Code].councils
	c := release.Cell{
		Measure: string(d.ID), Source: "records", AreaCode: a.Code, AreaName: a.Name, AreaLevel: string(a.Level), ParentCode: a.Parent,
		Councils: &councils, Period: p.String(), Grain: string(p.Grain()), PeriodLabel: p.Label(d.Grain == measure.Snapshot),
		PeriodStart: p.First(), PeriodEnd: p.Last(), Dimension: dimension, Category: cat.Slug, CategoryLabel: cat.Label,
		CategoryOrder: int32(cat.Order), Band: cat.Band, Unit: d.Unit, Vintage: vintage(o, p),
	}
	if a.Code == Uncovered && p.Last().Before(o.Last.Year().First()) {
		c.Status, c.Notes, c.Vintage = "x", "The council's records do not reach back this far.", ""
		return c
	}
	if fill(o, d, &c, a, part); d.FollowUp != "" && p.Last().Equal(o.Last.Last()) {
		c.Notes = "Not finished: what is counted may still be done, for " + d.FollowUp + " after the period."
	}
	return c
}

func fill(o Options, d measure.Definition, c *release.Cell, a area.Area, part float64) {
	rng := draw(c.Measure, c.AreaCode, c.Period, c.Category)
	den := five(sizes[a.Code].people * part * (0.9 + 0.2*rng.Float64()))
	if den < 30 || d.ID == o.Withheld {
		c.Status, c.Notes = "c", "Withheld: too few people to publish safely."
		return
	}
	c.Denominator = &den
	steady := draw(c.Measure, c.AreaCode).Float64()
	p := 0.2 + 0.4*steady + 0.05*rng.Float64() + 0.01*float64(o.Shift)
	if d.Kind.Median() {
		median(c, den, p)
		return
	}
	proportion(d, c, den, p, rng)
}

func proportion(d measure.Definition, c *release.Cell, den int64, p float64, rng *rand.Rand) {
	per, sd := 100.0, 2.8
	if d.Kind == measure.Rate {
		per, p = 1000, p/10
	}
	num, unknown := five(p*float64(den)), five(0.02*float64(den)*rng.Float64())
	p = float64(num) / float64(den)
	noise := sd / float64(den) * math.Sqrt(1+2*p*p)
	half := 1.96 * math.Hypot(math.Sqrt(max(p*(1-p), 0.001)/float64(den)), noise)
	c.Numerator, c.Unknown = &num, &unknown
	c.Value, c.NoiseSD = print4(p*per), print4(noise*per)
	c.Lower95, c.Upper95 = print4(max(0, p-half)*per), print4(min(1, p+half)*per)
	if num < 20 || noise/p > 0.15 {
		c.Status = "u"
	}
	if num == 0 && c.AreaLevel == string(area.Council) {
		c.Notes = "0 means 0 to 9 people."
	}
}

func median(c *release.Cell, den int64, p float64) {
	v := math.Round(p*100) * 5
	c.Value = &v
	if den < 60 {
		c.Status = "u"
		return
	}
	low, high := v-10, v+15
	c.Lower95, c.Upper95 = &low, &high
}

func vintage(o Options, p period.Period) string {
	switch end := p.Last(); {
	case end.After(o.Last.Add(-2).Last()):
		return "p"
	case end.After(o.Last.Add(-4).Last()):
		return "r"
	default:
		return "f"
	}
}

func draw(parts ...string) *rand.Rand {
	h := fnv.New64a()
	for _, p := range parts {
		h.Write([]byte(p + "|"))
	}
	return rand.New(rand.NewPCG(h.Sum64(), 1)) //nolint:gosec // made-up figures need repeating, not secrecy
}

func five(x float64) int64 { return int64(math.Round(x/5)) * 5 }

func print4(x float64) *float64 { x = math.Round(x*1e4) / 1e4; return &x }

// sizes are how many councils and how many supported people each area has, more or less.
var sizes = func() map[string]struct {
	councils int32
	people   float64
} {
	out := map[string]struct {
		councils int32
		people   float64
	}{}
	for _, a := range area.All() {
		s := out[a.Code]
		for _, k := range area.Within(a.Code) {
			n, _ := area.Population(k.Code, "18+")
			s.councils, s.people = s.councils+1, s.people+float64(n)/60
		}
		out[a.Code] = s
	}
	return out
}()

package disclosure

import "math"

// Kind says how a value follows from a cell's counts.
type Kind uint8

// The kinds of value made of counts.
const (
	Share Kind = iota // percent of the denominator
	Rate              // people per 1,000 of the denominator
)

// per is the value of one whole.
func (k Kind) per() float64 {
	if k == Rate {
		return 1000
	}
	return 100
}

// Status is why a value is missing or weak, in the letters of the Analysis Function; empty when neither.
type Status string

// The statuses of cells. "Not applicable" follows from a definition, and "not available" from what the records cover: neither from counts.
const (
	Withheld       Status = "c" // too few people
	NotAvailable   Status = "x"
	LowReliability Status = "u"
)

// What makes a value unreliable: noise above this share of it, or fewer people behind its numerator.
const (
	noisyShare   = 0.15
	fewNumerator = 20
)

// Figures is what is published of a cell: a function of its published counts and public constants, and of nothing else. What Shown
// does not cover is zero here and missing in a release.
type Figures struct {
	Shown                           Shown
	Status                          Status
	Numerator, Denominator, Unknown uint64
	Value, Lower95, Upper95         float64 // percent or per 1,000, to four decimals
	NoiseSD                         float64 // in the units of Value
}

// Figures are those of a cell of this kind, of which the gate shows so much.
func (g Gate) Figures(kind Kind, c Counts, shown Shown) Figures {
	f := Figures{Shown: shown, Status: Withheld}
	if shown == Nothing {
		return f
	}
	f.Denominator, f.Unknown = c.Denominator(g), c.Unknown
	if shown == Sizes || f.Denominator == 0 {
		return f
	}
	f.Numerator = c.Numerator(g)
	e := estimate(kind, g, c)
	f.Value, f.Lower95, f.Upper95, f.NoiseSD = e.print(kind.per())
	f.Status = reliability(f.Numerator, e.p, e.sd)
	return f
}

func reliability(numerator uint64, value, sd float64) Status {
	if numerator < fewNumerator || value == 0 || sd/value > noisyShare {
		return LowReliability
	}
	return ""
}

// quotient is a share of one with its interval and the standard deviation the noise gives it.
type quotient struct{ p, low, high, sd float64 }

// print is the value, its interval and noise in units of per, rounded to four decimals.
func (q quotient) print(per float64) (value, low, high, sd float64) {
	return decimals(q.p * per), decimals(q.low * per), decimals(q.high * per), decimals(q.sd * per)
}

func decimals(x float64) float64 { return math.Round(x*1e4) / 1e4 }

func estimate(kind Kind, g Gate, c Counts) quotient {
	d := float64(c.Denominator(g))
	p := float64(c.Numerator(g)) / d
	drawn := p // the share of the side that is drawn
	if g.Breach {
		drawn = 1 - p
	}
	// The noise of a quotient to first order; the denominator is the difference of two draws where an unknown is taken off.
	draws := 2.0
	if c.WithoutUnknown || g.UnknownStays {
		draws = 1
	}
	v := g.Tier.V() / (d * d)
	q := quotient{p: p, sd: math.Sqrt(v + drawn*drawn*draws*v)}
	low, high := wilson(p, d)
	if kind == Rate {
		low, high = poisson(p*d, d)
	}
	q.low = max(0, p-widen(p-low, q.sd))
	q.high = min(1, p+widen(high-p, q.sd))
	return q
}

// MedianFigures are those of a cell of a median, of which the gate shows so much; m and ok are Median's answer. Numerator and NoiseSD stay
// zero: a median has none to publish.
func (g Gate) MedianFigures(c Counts, shown Shown, m Median, ok bool) Figures {
	f := Figures{Shown: shown, Status: Withheld}
	if shown == Nothing {
		return f
	}
	f.Denominator, f.Unknown = c.Denominator(g), c.Unknown
	switch {
	case shown == Sizes, !ok: // not ok: noise alone carried the denominator past the gate
		f.Shown = Sizes
		return f
	case shown == Value:
		f.Status = LowReliability
	default:
		f.Status, f.Lower95, f.Upper95 = "", m.Lower95, m.Upper95
	}
	f.Value = m.Value
	return f
}

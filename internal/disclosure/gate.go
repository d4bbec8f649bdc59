package disclosure

// The gate: what of a cell may be shown, from published counts alone, so that anyone can recompute it from the public file and
// what is withheld says nothing that is not published. It takes the place of suppression.

// How far above D the gates stand: a denominator that passes has a true population of at least 21, a numerator of at least 11.
const (
	leastPopulation = 21
	leastNumerator  = 11
)

// What a median needs: people behind it, and more of them for an interval. A tier's own gate applies where it is higher.
const (
	medianGate   = 30
	intervalGate = 60
)

// DenominatorGate is the published denominator from which a cell of the tier may be shown: 30, 45, 65.
func (t Tier) DenominatorGate() uint64 { return uint64(leastPopulation + t.D()) }

// NumeratorGate is the drawn count from which the numerators of a cell's parts may be shown: 20, 35, 55.
func (t Tier) NumeratorGate() uint64 { return uint64(leastNumerator + t.D()) }

// MedianGate is the published denominator from which a median of the tier may be shown: 30, 45, 65.
func (t Tier) MedianGate() uint64 { return max(medianGate, t.DenominatorGate()) }

// IntervalGate is the published denominator from which a median's interval may be shown: 60, 60, 65.
func (t Tier) IntervalGate() uint64 { return max(intervalGate, t.DenominatorGate()) }

// Shown says how much of a cell the gate lets through.
type Shown uint8

// The answers of the gate, least first.
const (
	Nothing      Shown = iota // the whole cell is withheld
	Sizes                     // denominator and unknown only: the numerator, and all that follows from it, is withheld
	Value                     // everything a share or rate has; a median without its interval
	WithInterval              // a median with its interval
)

// Counts are the drawn counts of one cell. Where WithoutUnknown, Unknown was not drawn, and People are those of whom the records tell; all of them
// where the measure counts the unknown as not met.
type Counts struct {
	People, Unknown, Met uint64
	WithoutUnknown       bool
}

// Within is what is printed of a part: no count above that of its whole.
func (c Counts) Within(whole Counts, g Gate) Counts {
	most := whole.People
	if c.WithoutUnknown {
		most = whole.Denominator(g)
	}
	c.People, c.Unknown, c.Met = min(c.People, most), min(c.Unknown, whole.Unknown), min(c.Met, whole.Met)
	return c
}

// Denominator is people less unknown, at least 0; all people where the measure counts the unknown as not met.
func (c Counts) Denominator(g Gate) uint64 {
	if c.WithoutUnknown || g.UnknownStays {
		return c.People
	}
	return c.People - min(c.Unknown, c.People)
}

// Numerator is the printed numerator: the drawn side, or what it leaves of the denominator where those who did not meet the measure are drawn.
func (c Counts) Numerator(g Gate) uint64 {
	d := c.Denominator(g)
	if g.Breach {
		return d - min(c.Met, d)
	}
	return min(c.Met, d)
}

// Gate is the rule as it applies to the cells of one measure and tier.
type Gate struct {
	Tier         Tier
	UnknownStays bool // unknown counts in the denominator
	Breach       bool // those who did not meet the measure are drawn
	Median       bool // of money or days
}

// HidesUnknown says that the unknown of a cell's parts are not drawn: where few people of the whole are unknown, those of a part must neither be told by
// a difference of two draws nor count as a duty kept.
func (g Gate) HidesUnknown(whole Counts) bool {
	return whole.WithoutUnknown || whole.Unknown < g.Tier.NumeratorGate()
}

// Total is what may be shown of a total: all of it where its denominator passes.
func (g Gate) Total(c Counts) Shown { return g.own(c) }

// Part is what may be shown of a part of a total, or of a leaf of a band, whose wholes are the total and the band: nothing unless the denominators
// of all wholes pass; then its sizes; its numerator only if its own denominator passes and so do the drawn numerators of its wholes.
func (g Gate) Part(part Counts, wholes ...Counts) Shown {
	numerator := true
	for _, w := range wholes {
		if w.Denominator(g) < g.Tier.DenominatorGate() {
			return Nothing
		}
		numerator = numerator && (g.Median || w.Met >= g.Tier.NumeratorGate())
	}
	if own := g.own(part); own != Nothing && numerator {
		return own
	}
	return Sizes
}

// own is what a cell's own denominator allows.
func (g Gate) own(c Counts) Shown {
	d := c.Denominator(g)
	switch {
	case g.Median && d >= g.Tier.IntervalGate():
		return WithInterval
	case g.Median && d >= g.Tier.MedianGate(), !g.Median && d >= g.Tier.DenominatorGate():
		return Value
	}
	return Nothing
}

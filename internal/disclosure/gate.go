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

// NumeratorGate is the published numerator from which the numerators of a cell's parts may be shown: 20, 35, 55.
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

// Counts are the published counts of one cell: population, those of it for whom the answer is unknown, and those who met it.
type Counts struct {
	Population, Unknown, Numerator uint64
}

// NoLarger is what is printed of a part: its counts, none above that of its whole.
func (c Counts) NoLarger(whole Counts) Counts {
	return Counts{
		Population: min(c.Population, whole.Population), Unknown: min(c.Unknown, whole.Unknown), Numerator: min(c.Numerator, whole.Numerator),
	}
}

// Denominator is population less unknown, at least 0; the population where the measure counts unknown as not met.
func (c Counts) Denominator(unknownStays bool) uint64 {
	if unknownStays {
		return c.Population
	}
	return c.Population - min(c.Unknown, c.Population)
}

// Gate is the rule as it applies to the cells of one measure and tier.
type Gate struct {
	Tier          Tier
	UnknownStays  bool // unknown counts in the denominator
	UnknownHidden bool // unknown is not shown
	Median        bool // of money or days
	Bare          bool // a part too small for its value shows no sizes either: a quarter of which the year is published too

	// Spare is how many of a part's denominator may be unknown without being shown: the published unknown of the whole. A median is read
	// from the others alone, and is shown only if they pass without them.
	Spare uint64
}

// Within is the gate of the parts of a cell. Where few people of the whole are unknown (its published unknown would not let numerators of
// its parts be shown), those of a part stay in its denominator and are not shown: two draws of a few people, one inside the other, would
// tell how many they are. So they would for a median, whose denominator beside that of a share of the same people gives its unknown.
func (g Gate) Within(whole Counts) Gate {
	if !g.UnknownHidden && whole.Unknown < g.Tier.NumeratorGate() {
		g.UnknownStays, g.UnknownHidden, g.Spare = true, true, whole.Unknown
	}
	return g
}

// Total is what may be shown of a total: all of it where its denominator passes.
func (g Gate) Total(c Counts) Shown {
	return g.own(c)
}

// Part is what may be shown of a part of a total (one category of one dimension, a parent band or a leaf alike): nothing unless the
// total's denominator passes; then its sizes; its numerator only if its own denominator passes and so does the total's numerator.
func (g Gate) Part(part, total Counts) Shown {
	return g.inside(part, total)
}

// Leaf is what may be shown of a part of a part (one age of a band of ages): what both its wholes allow. A small band would otherwise be a
// small total that nothing gates.
func (g Gate) Leaf(leaf, band, total Counts) Shown {
	return g.inside(leaf, total, band)
}

// inside is what the wholes of a part allow, from the largest in.
func (g Gate) inside(part Counts, wholes ...Counts) Shown {
	numerator := true
	for _, w := range wholes {
		if w.Denominator(g.UnknownStays) < g.Tier.DenominatorGate() {
			return Nothing
		}
		numerator = numerator && (g.Median || w.Numerator >= g.Tier.NumeratorGate())
		g = g.Within(w)
	}
	own := g.own(part)
	switch {
	case own == Nothing && g.Bare:
		return Nothing
	case own == Nothing, !numerator:
		return Sizes
	}
	return own
}

// own is what a cell's own denominator allows.
func (g Gate) own(c Counts) Shown {
	d := c.Denominator(g.UnknownStays)
	if g.Median {
		d -= min(d, g.Spare)
	}
	switch {
	case g.Median && d >= g.Tier.IntervalGate():
		return WithInterval
	case g.Median && d >= g.Tier.MedianGate(), !g.Median && d >= g.Tier.DenominatorGate():
		return Value
	}
	return Nothing
}

// MayPublish is the rule for sensitive measures, and says nothing of others: financial years only, and no breakdown for a council.
func MayPublish(sensitive bool, tier Tier, quarter, breakdown bool) bool {
	return !sensitive || !quarter && !(breakdown && tier == Council)
}

package disclosure

// Counts of sets that lie in one another, of nearly the same few people, are drawn apart. Where the draws fall far apart, what one of them
// rules out leaves the other fewer than seven values. These rules keep such a pair together when it is printed or drawn. They look at
// drawn counts only, never at the truth, and what the table says of a printed count still holds: it lies within D of it.

// leastLeft is how many values an attacker must be left with for a small count.
const leastLeft = 7

// Coherent is what is printed of a cell: no more unknown than its population; and, where unknown stay in the denominator and so do not
// lower it, no more than those who did not meet the measure leave room for.
func (c Counts) Coherent(t Tier, unknownStays bool) Counts {
	c.Unknown = min(c.Unknown, c.Population)
	if unknownStays {
		c.Unknown = min(c.Unknown, c.Population-min(c.Numerator, c.Population)+t.reach())
	}
	return c
}

// reach is D in whole steps.
func (t Tier) reach() uint64 { return uint64(t.D()+Step-1) / Step * Step }

// Least is the least a set may be drawn as if a set inside it was drawn as inner.
func (t Tier) Least(inner uint64) uint64 {
	apart := uint64(2*t.D()+1-leastLeft) / Step * Step
	return inner - min(inner, apart)
}

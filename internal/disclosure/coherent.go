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

// Balance is what is printed of the parts of a whole, all of one kind of count. Drawn far above the whole, or far below it, the parts
// would leave a small one among them fewer than seven values; then the largest gives way, a step at a time. What the table says of it
// still holds, since the draws have ruled out its other end.
func Balance(t Tier, whole uint64, parts ...*uint64) {
	d := uint64(t.D())
	for {
		var low, high uint64
		largest := parts[0]
		for _, y := range parts {
			low, high = low+t.low(*y), high+*y+d
			if *y > *largest {
				largest = y
			}
		}
		switch {
		case low+leastLeft > whole+d+1:
			*largest -= Step
		case high+d+1 < whole+leastLeft:
			*largest += Step
		default:
			return
		}
	}
}

// low is the least truth that can be drawn as y.
func (t Tier) low(y uint64) uint64 {
	if y == 0 {
		return 0
	}
	return max(1, y-min(y, uint64(t.D())))
}

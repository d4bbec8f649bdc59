package audit

import "math"

// Unbounded is a bound that is not one.
const Unbounded = math.MaxInt32

// Facts are all that an attacker knows: for each count the interval it must lie in, and facts that hold between counts. It grows by
// Add and by facts, and Narrow draws the conclusions.
type Facts struct {
	low, high []int32

	// Fact f says: least[f] <= sum of its parts - whole[f] <= most[f]. Its parts are parts[start[f]:start[f+1]].
	whole       []int32
	least, most []int32
	start       []int32
	parts       []int32
}

// Add adds a count that lies from low to high; Unbounded where nothing is known above.
func (k *Facts) Add(low, high int32) int32 {
	k.low = append(k.low, low)
	k.high = append(k.high, high)
	return int32(len(k.low) - 1)
}

// Sum says that the whole is the sum of its parts, give or take so many people.
func (k *Facts) Sum(whole int32, slack int32, parts ...int32) {
	k.Between(whole, -slack, slack, parts...)
}

// AtMost says that a is no larger than b.
func (k *Facts) AtMost(a, b int32) { k.Between(a, 0, Unbounded, b) }

// AtMostSum says that the whole is no larger than the sum of its parts, as a year is of its quarters.
func (k *Facts) AtMostSum(whole int32, parts ...int32) { k.Between(whole, 0, Unbounded, parts...) }

// AtLeastSum says that the whole is no smaller than the sum of its parts, as a population is of the unknown and those who met it.
func (k *Facts) AtLeastSum(whole int32, parts ...int32) {
	k.Between(whole, -Unbounded, 0, parts...)
}

// Between says that the sum of the parts exceeds the whole by least to most; -Unbounded and Unbounded where it is not bounded.
func (k *Facts) Between(whole int32, least, most int32, parts ...int32) {
	if len(k.start) == 0 {
		k.start = append(k.start, 0)
	}
	k.whole = append(k.whole, whole)
	k.least = append(k.least, least)
	k.most = append(k.most, most)
	k.parts = append(k.parts, parts...)
	k.start = append(k.start, int32(len(k.parts)))
}

// Bounds is the interval a count is known to lie in.
func (k *Facts) Bounds(c int32) (low, high int32) { return k.low[c], k.high[c] }

// Len is how many counts there are.
func (k *Facts) Len() int { return len(k.low) }

// Size is how many facts there are.
func (k *Facts) Size() int { return len(k.whole) }

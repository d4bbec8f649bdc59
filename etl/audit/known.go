package audit

import (
	"math"

	"github.com/careduty/careduty/internal/disclosure"
)

// Count is one true count an attacker wants to know.
type Count int32

// Unbounded is a bound that is not one.
const Unbounded = math.MaxInt32

// Known is all that an attacker knows: for each count the interval it must lie in, and facts that hold between counts. It grows by
// Count and by facts, and Narrow draws the conclusions.
type Known struct {
	low, high []int32

	// Fact f says: least[f] <= sum of its parts - whole[f] <= most[f]. Its parts are parts[start[f]:start[f+1]].
	whole       []Count
	least, most []int32
	start       []int32
	parts       []Count
}

// Count adds a count that lies from low to high; Unbounded where nothing is known above.
func (k *Known) Count(low, high int32) Count {
	k.low = append(k.low, low)
	k.high = append(k.high, high)
	return Count(len(k.low) - 1)
}

// Published adds a count of which y was published: all that can be published as y by the table.
func (k *Known) Published(table *disclosure.Table, tier disclosure.Tier, y uint64) Count {
	low, high, ok := table.Truths(tier, y)
	if !ok || high >= Unbounded {
		return k.Count(0, Unbounded) // not drawn by this table: nothing is known
	}
	return k.Count(int32(low), int32(high))
}

// Sum says that the whole is the sum of its parts, give or take so many people.
func (k *Known) Sum(whole Count, slack int32, parts ...Count) {
	k.Between(whole, -slack, slack, parts...)
}

// AtMost says that a is no larger than b.
func (k *Known) AtMost(a, b Count) { k.Between(a, 0, Unbounded, b) }

// AtMostSum says that the whole is no larger than the sum of its parts, as a year is of its quarters.
func (k *Known) AtMostSum(whole Count, parts ...Count) { k.Between(whole, 0, Unbounded, parts...) }

// AtLeastSum says that the whole is no smaller than the sum of its parts, as a population is of the unknown and those who met it.
func (k *Known) AtLeastSum(whole Count, parts ...Count) {
	k.Between(whole, -Unbounded, 0, parts...)
}

// Between says that the sum of the parts exceeds the whole by least to most; -Unbounded and Unbounded where it is not bounded.
func (k *Known) Between(whole Count, least, most int32, parts ...Count) {
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
func (k *Known) Bounds(c Count) (low, high int32) { return k.low[c], k.high[c] }

// Counts is how many counts there are.
func (k *Known) Counts() int { return len(k.low) }

// Facts is how many facts there are.
func (k *Known) Facts() int { return len(k.whole) }

package audit

// Score is A1: what interval propagation found, held against the truth, which must lie inside every interval. A truth below 0 is not known:
// the count is of people who have changed since, and any count of 0 to 9 that its interval allows is taken for it. structural names
// counts that are 0 by definition, so that knowing so tells nothing; it may be nil. k must have been narrowed.
func Score(k *Known, truth []int32, structural func(c Count) bool) Result {
	wrong, narrow, zeros, judged, least := 0, 0, 0, 0, int32(Unbounded)
	for i, n := range truth {
		low, high := k.low[i], k.high[i]
		if n < 0 {
			if tooNarrow(n, low, high) && (structural == nil || !structural(Count(i))) {
				narrow++
			}
			continue
		}
		judged++
		if n < low || n > high {
			wrong++
		}
		if n > smallCount || structural != nil && structural(Count(i)) {
			continue
		}
		if high == 0 {
			zeros++
		}
		if tooNarrow(n, low, high) {
			narrow++
		}
		least = min(least, high-low)
	}
	return result("A1", "Interval propagation",
		atMost("true counts ruled out", float64(wrong), 0),
		atMost("counts of 0 to 9 left with fewer than 7 values", float64(narrow), 0),
		atMost("counts proven to be 0", float64(zeros), 0),
		confided(narrowest, float64(least)),
		confided("counts attacked", float64(judged)),
	)
}

// tooNarrow says that a count of 0 to 9 is left with fewer than seven values. One that is not known, below 0, is taken for the smallest it can be.
func tooNarrow(n, low, high int32) bool {
	if n < 0 {
		n = low
	}
	return n <= smallCount && high-low < leastValues-1
}

const narrowest = "narrowest interval of a count of 0 to 9"

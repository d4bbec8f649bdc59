package audit

// Narrow draws every conclusion that one fact at a time allows, over and over until none is left. It is sound: values that all the
// facts allow together are never ruled out. It is not complete: linear programs may find more. False when some count is left without
// a value, so that the facts contradict each other; the intervals then mean nothing.
func (k *Facts) Narrow() bool {
	n := &narrowing{Facts: k, waiting: make([]bool, len(k.whole)), queue: make([]int32, len(k.whole))}
	n.index()
	for f := range n.queue {
		n.queue[f], n.waiting[f] = int32(f), true
	}
	for n.length = len(n.queue); n.length > 0; {
		if !n.apply(n.next()) {
			return false
		}
	}
	return true
}

// narrowing is the work of Narrow: a ring of facts to look at again, each in it once.
type narrowing struct {
	*Facts
	waiting []bool
	queue   []int32
	head    int
	length  int
	of      []int32 // facts by count: those of count c are facts[of[c]:of[c+1]]
	facts   []int32
}

// index lists the facts each count is in.
func (n *narrowing) index() {
	n.of = make([]int32, len(n.low)+2)
	n.each(func(c int32, _ int) { n.of[c+2]++ })
	for i := 2; i < len(n.of); i++ {
		n.of[i] += n.of[i-1]
	}
	n.facts = make([]int32, n.of[len(n.of)-1])
	n.each(func(c int32, f int) {
		n.facts[n.of[c+1]] = int32(f)
		n.of[c+1]++
	})
}

func (n *narrowing) each(visit func(c int32, f int)) {
	for f, whole := range n.whole {
		visit(whole, f)
		for _, part := range n.parts[n.start[f]:n.start[f+1]] {
			visit(part, f)
		}
	}
}

func (n *narrowing) next() int32 {
	f := n.queue[n.head]
	if n.head++; n.head == len(n.queue) {
		n.head = 0
	}
	n.length--
	n.waiting[f] = false
	return f
}

// touched queues the facts of a count whose interval has narrowed, the one at work among them: its other half may follow.
func (n *narrowing) touched(c int32) {
	for _, f := range n.facts[n.of[c]:n.of[c+1]] {
		if n.waiting[f] {
			continue
		}
		at := n.head + n.length
		if at >= len(n.queue) {
			at -= len(n.queue)
		}
		n.queue[at], n.waiting[f] = f, true
		n.length++
	}
}

// apply narrows the whole by the sums of the parts' bounds, then each part by the whole and the other parts.
func (n *narrowing) apply(f int32) bool {
	parts := n.parts[n.start[f]:n.start[f+1]]
	var low, high int64 // of the sum of the parts
	open := 0           // parts without an upper bound
	for _, p := range parts {
		low += int64(n.low[p])
		if n.high[p] == Unbounded {
			open++
			continue
		}
		high += int64(n.high[p])
	}
	whole, least, most := n.whole[f], int64(n.least[f]), int64(n.most[f])
	up, down := n.least[f] != -Unbounded, n.most[f] != Unbounded
	if down && !n.raise(whole, low-most) || up && open == 0 && !n.lower(whole, high-least) {
		return false
	}
	floor, ceiling := int64(n.low[whole])+least, int64(n.high[whole])+most
	down = down && n.high[whole] != Unbounded
	for _, p := range parts {
		lowP, highP := int64(n.low[p]), n.high[p]
		if up && (open == 0 || open == 1 && highP == Unbounded) {
			others := high
			if highP != Unbounded {
				others -= int64(highP)
			}
			if !n.raise(p, floor-others) {
				return false
			}
		}
		if down && !n.lower(p, ceiling-(low-lowP)) {
			return false
		}
	}
	return true
}

// raise lifts a count's lower bound; false if it then has no value.
func (n *narrowing) raise(c int32, low int64) bool {
	if low <= int64(n.low[c]) {
		return true
	}
	if low > int64(n.high[c]) {
		return false
	}
	n.low[c] = int32(low)
	n.touched(c)
	return true
}

// lower brings a count's upper bound down; false if it then has no value.
func (n *narrowing) lower(c int32, high int64) bool {
	if high >= int64(n.high[c]) {
		return true
	}
	if high < int64(n.low[c]) {
		return false
	}
	n.high[c] = int32(high)
	n.touched(c)
	return true
}

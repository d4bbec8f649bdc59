package audit

// witnesses looks, for counts of a total and its parts, for two truths that all that is known allows and in which the count lies far apart.
// Two such are proof that no linear programme bounds the count any closer, without solving one.
//
// It starts from the truth, which is allowed, and moves people round circles. Where it starts makes no difference to what it finds: while a
// count is less than it can be, some circle that is still open leads to more (Ford and Fulkerson), and bounds being whole numbers, so are
// the least and the most a programme would find. So the search is exact: a count that it cannot spread, no programme leaves wider.
type witnesses struct {
	*circuit
	at          []int32 // by channel: how many run through it
	low, high   []int32 // by channel: what is known of it
	least, most []int32 // by channel: the fewest and the most at any allowed truth passed through
	came        []int32 // by junction: one more than the way that led there; 0 where none did
	queue       []int32
}

func newWitnesses(x parts) *witnesses {
	c := newCircuit(x)
	w := &witnesses{circuit: c, came: make([]int32, len(c.start)-1)}
	for _, list := range []*[]int32{&w.at, &w.low, &w.high, &w.least, &w.most} {
		*list = make([]int32, c.channels)
	}
	return w
}

// begin takes up what is known of the parts, and a truth that it allows: the one given, or where some of that is not known (below 0) any
// other. False if there is none, or what is given is known and not allowed.
func (w *witnesses) begin(k *Known, truth []int32) bool {
	for i := range w.at {
		w.at[i], w.low[i], w.high[i] = 0, 0, Unbounded
		switch {
		case i < w.counts():
			w.low[i], w.high[i] = k.low[w.count(i)], k.high[w.count(i)]
		case w.median:
			w.high[i] = 0
		}
	}
	w.place(truth)
	known, same := w.given(truth)
	if known && !same || !w.allowed() && (known || !w.mend()) {
		return false
	}
	copy(w.least, w.at)
	copy(w.most, w.at)
	return true
}

// place puts people where the truth has them; where it is not known, as few as may be.
func (w *witnesses) place(truth []int32) {
	for leaf, others := range w.others {
		if others == 0 {
			continue
		}
		at := leaf * roles
		n, unknown, met := truth[w.count(at+rolePopulation)], truth[w.count(at+roleUnknown)], truth[w.count(at+roleNumerator)]
		if n < 0 || unknown < 0 || met < 0 {
			unknown, met = w.low[at+roleUnknown], w.low[at+roleNumerator]
			n = max(w.low[at+rolePopulation], unknown+met)
		}
		w.at[others] = n - unknown - met
		for cell := leaf; ; cell = w.parent[cell] {
			w.at[cell*roles+rolePopulation] += n
			w.at[cell*roles+roleUnknown] += unknown
			w.at[cell*roles+roleNumerator] += met
			if cell == len(w.categories) {
				break
			}
		}
	}
}

// given says whether all of the truth is known, and whether bands and the total are the sums of their leaves there too.
func (w *witnesses) given(truth []int32) (known, same bool) {
	known, same = true, true
	for i := range w.counts() {
		n := truth[w.count(i)]
		known, same = known && n >= 0, same && n == w.at[i]
	}
	return known, same
}

// allowed says whether every count lies in its interval.
func (w *witnesses) allowed() bool {
	for i, n := range w.at {
		if n < w.low[i] || n > w.high[i] {
			return false
		}
	}
	return true
}

// mend moves people until every count lies in its interval; false if they cannot be moved so.
func (w *witnesses) mend() bool {
	for i := range w.at {
		for w.at[i] < w.low[i] {
			if w.push(i, true, w.low[i]-w.at[i]) == 0 {
				return false
			}
		}
		for w.at[i] > w.high[i] {
			if w.push(i, false, w.at[i]-w.high[i]) == 0 {
				return false
			}
		}
	}
	return true
}

// span is how far apart the values lie at which a count has been seen, after moving it until they are that far apart; less only where
// it can go no further either way.
func (w *witnesses) span(count int, apart int32) int32 {
	for w.seen(count) < apart && w.push(count, true, w.least[count]+apart-w.at[count]) > 0 {
	}
	for w.seen(count) < apart && w.push(count, false, w.at[count]+apart-w.most[count]) > 0 {
	}
	return w.seen(count)
}

func (w *witnesses) seen(count int) int32 { return w.most[count] - w.least[count] }

// push moves as many people as it can, but no more than that, round one circle that leads through a channel with its direction (up) or
// against it; 0 if there is none.
func (w *witnesses) push(channel int, up bool, most int32) int32 {
	way := int32(2 * channel)
	if !up {
		way++
	}
	most = min(most, w.room(way))
	if most <= 0 || !w.reach(way) {
		return 0
	}
	first := w.goal[way]
	for at := w.goal[way^1]; at != first; at = w.goal[(w.came[at]-1)^1] {
		most = min(most, w.room(w.came[at]-1))
	}
	for at := w.goal[way^1]; at != first; at = w.goal[(w.came[at]-1)^1] {
		w.move(w.came[at]-1, most)
	}
	w.move(way, most)
	return most
}

// reach looks for the shortest open way round from where a way leads to where it comes from.
func (w *witnesses) reach(round int32) bool {
	from, to := w.goal[round], w.goal[round^1]
	clear(w.came)
	w.queue = append(w.queue[:0], from)
	for i := 0; i < len(w.queue); i++ {
		at := w.queue[i]
		for _, way := range w.ways[w.start[at]:w.start[at+1]] {
			next := w.goal[way]
			if next == from || w.came[next] != 0 || way>>1 == round>>1 || w.room(way) <= 0 {
				continue
			}
			w.came[next] = way + 1
			if next == to {
				return true
			}
			w.queue = append(w.queue, next)
		}
	}
	return false
}

// room is how many more people may take a way; against the direction of a channel, how many fewer may run in it.
func (w *witnesses) room(way int32) int32 {
	c := way >> 1
	if way&1 == 0 {
		return w.high[c] - w.at[c]
	}
	return w.at[c] - w.low[c]
}

// move sends people along a way and takes note of what that makes of its channel.
func (w *witnesses) move(way, people int32) {
	c := way >> 1
	if way&1 == 1 {
		people = -people
	}
	w.at[c] += people
	w.least[c], w.most[c] = min(w.least[c], w.at[c]), max(w.most[c], w.at[c])
}

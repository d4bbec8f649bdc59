package audit

import (
	"math"
	"math/rand/v2"
)

// linear is A2: linear programmes bound a count by everything known of its breakdown at once: the total, the parts, and that unknown and
// numerator are no more than the population, or all of it for a median. What other areas, breakdowns and periods tell is in the intervals of A1, where it starts.
//
// It takes every small count. Most are shown to be free by a witness: no programme could bound them to fewer than seven values. The rest
// are bounded by one, and so is a sample of the others, where the two ways must agree.
type linear struct {
	random                                 *rand.Rand
	attacked, free, solved, unsolved, left float64
	wrong, narrow, outer, differ, least    float64

	names   exceptions
	tackled int    // counts without a witness
	passed  int    // counts of the model at work that were shown to be free
	sample  []pick // some of them, each as likely as any
}

// How much A2 solves, at some milliseconds a programme, and how far it looks.
const (
	sampledShare = 1000 // one in so many counts is sampled, and
	mostSampled  = 600  // no more than that
	mostTackled  = 100  // counts without a witness: one left narrow is enough to refuse a release
	widest       = 30   // wider intervals need not be told apart
	almost       = 1e-3 // what bounds may be short of whole numbers, which they are, by rounding
)

func newLinear() *linear {
	return &linear{random: rand.New(rand.NewPCG(2, 2)), least: widest} //nolint:gosec // a sample, the same each time
}

// pick is a count of some parts, and how far apart two possible truths put it; below 0 where none could be found.
type pick struct {
	parts
	at   int
	span int32
}

// take attacks the small counts of a model's breakdowns and of their totals. The model has been narrowed.
func (l *linear) take(m *model, sample int) {
	l.passed, l.sample = 0, l.sample[:0]
	sample = min(sample, 1+m.Counts()/sampledShare)
	for _, s := range m.list {
		if s.dimension == "" {
			continue
		}
		w := newWitnesses(parts{categories: s.categories, median: s.def.Kind.Median()})
		s.each(m.totals[s.measure], func(whole, v *version) {
			w.part, w.whole = v.base, whole.base
			l.attack(m, w, sample)
		})
	}
	for _, x := range l.sample {
		l.bound(m, x, newProgramme(&m.Known, x.parts))
	}
}

// attack takes the small counts of one area and period.
func (l *linear) attack(m *model, w *witnesses, sample int) {
	begun, found := false, false
	var p *programme
	for i := range w.counts() {
		if !m.small(w.count(i)) {
			continue
		}
		if !begun {
			begun, found = true, w.begin(&m.Known, m.truth)
		}
		x := pick{w.parts, i, -1}
		if found {
			x.span = w.span(i, int32(max(leastValues-1, l.least)))
			if x.narrow() && m.truth[w.count(i)] < 0 && w.least[i] > smallCount {
				continue // whatever it is, it is not small
			}
		}
		l.attacked++
		if x.span >= leastValues-1 {
			l.spare(x, w.least[i] <= smallCount, sample)
			continue
		}
		if p == nil && l.tackled < mostTackled {
			p = newProgramme(&m.Known, x.parts)
		}
		l.tackle(m, x, p)
	}
}

// narrow says that the search has seen all the values a count can have, and that they are fewer than seven.
func (x pick) narrow() bool { return x.span >= 0 && x.span < leastValues-1 }

// spare counts one that was shown to be free, and puts it into the sample by lot.
func (l *linear) spare(x pick, small bool, sample int) {
	l.free++
	l.passed++
	if small {
		l.least = min(l.least, float64(x.span)) // a span below that was all there is
	}
	if len(l.sample) < sample {
		l.sample = append(l.sample, x)
	} else if i := l.random.IntN(l.passed); i < sample {
		l.sample[i] = x
	}
}

// tackle bounds a count without a witness. Beyond so many of them, and where the solver gives up, it is held against the release as it is.
func (l *linear) tackle(m *model, x pick, p *programme) {
	if l.tackled++; l.tackled > mostTackled || !l.bound(m, x, p) {
		l.left++
		l.note(m, "not settled: ", x.count(x.at))
	}
}

// note names a count for the operator, while there are few.
func (l *linear) note(m *model, words string, c Count) {
	if len(l.names.names) < namedExceptions {
		l.names.note(true, words+m.name(c))
	}
}

// small says whether a count is held to seven values: one of 0 to 9, or that may be if it is not known.
func (m *model) small(c Count) bool {
	n := m.truth[c]
	if n < 0 {
		n = m.low[c]
	}
	return n <= smallCount && !m.unjudged[c]
}

// bound finds the least and the most a count can be by a programme; false if it could not be solved.
func (l *linear) bound(m *model, x pick, p *programme) bool {
	low, high, ok := p.bounds(x.at)
	if !ok {
		l.unsolved++
		return false
	}
	l.solved++
	l.judge(m, x, math.Ceil(low-almost), math.Floor(high+almost))
	return true
}

// judge holds bounds against the truth, against A1 and against the witness.
func (l *linear) judge(m *model, x pick, low, high float64) {
	c := x.count(x.at)
	n := float64(m.truth[c])
	if n >= 0 && (n < low || n > high) {
		l.wrong++
		l.note(m, "ruled out: ", c)
	}
	if low < float64(m.low[c]) || m.high[c] != Unbounded && high > float64(m.high[c]) {
		l.outer++
	}
	width, span := high-low, float64(x.span)
	if width < span || x.narrow() && width > span {
		l.differ++
	}
	if n < 0 && low > smallCount {
		return
	}
	l.least = min(l.least, width)
	if width < leastValues-1 {
		l.narrow++
		l.note(m, "too narrow: ", c)
	}
}

func (l *linear) result() Result {
	figures := []Figure{
		atMost("true counts ruled out", l.wrong, 0),
		atMost("counts of 0 to 9 left with fewer than 7 values", l.narrow, 0),
		atMost("counts bounded less closely than by A1", l.outer, 0),
		atMost("counts on which witness and programme disagree", l.differ, 0),
		atMost("counts neither shown to be free nor bounded", l.left, 0),
		confided("counts attacked", l.attacked), confided("counts shown to be free by a witness", l.free),
		confided("counts bounded by a programme", l.solved), confided("programmes that could not be solved", l.unsolved),
	}
	if l.attacked > 0 {
		figures = append(figures, confided(narrowest, l.least))
	}
	r := result("A2", "Linear programmes", figures...)
	r.Examples = l.names.names
	return r
}

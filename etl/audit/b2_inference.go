package audit

import (
	"math"
	"math/rand/v2"

	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
)

// B2. Promise: no small count is nearly certain, and guesses are mostly wrong. Attack: exact Bayesian inference over each total of a council with
// all its parts at once, bands among them; beforehand each part is thought to be its share of all councils' published counts, and as far off as
// councils are from that. Over time: the smoother of b3_average.go. Bound: of counts of 1 to 9 none is held for more than 95 % certain, and in the worst
// measure the right value is guessed in at most 30 % of one period's and 45 % of those of all; what the attack believes is calibrated.

// The bounds of B2.
const (
	nearlyCertain   = 0.95
	mostRightOne    = 0.30
	mostRightAll    = 0.45
	mostMiscalib    = 0.05
	fewestJudged    = 20_000
	fewestGuesses   = 300  // a share is judged over so many guesses, made over draws by the table where fewer are published
	mostBlocks      = 1500 // breakdowns of a council looked at in one measure
	mostReplicas    = 100
	leastExpected   = 0.05 // people thought of beforehand in a part that is published empty everywhere
	widestPrior     = 60   // people
	mostOverspread  = 4.0
	priorDeviations = 8
)

// guesses are what came of guessing counts: those of 1 to 9, and all, over which belief and share right should agree.
type guesses struct {
	made, right, certain, all, allRight, belief float64
}

// add takes one in, and says whether one of 1 to 9 is nearly certain. That is counted of published draws alone, and not where it was foreseen.
func (g *guesses) add(w weights, n uint32, small, actual bool, foreseen func(n int) bool) bool {
	guess, p := w.best()
	right := guess == int(n)
	g.all, g.belief = g.all+1, g.belief+p
	if right {
		g.allRight++
	}
	if !small {
		return false
	}
	g.made++
	if right {
		g.right++
	}
	if !actual || p <= nearlyCertain || foreseen(guess) {
		return false
	}
	g.certain++
	return true
}

// inference is B2 over the models taken so far.
type inference struct {
	one, all  map[measure.ID]*guesses
	certainAt exceptions
}

// take guesses the small counts of councils' breakdowns, and those of councils over time.
func (b *inference) take(m *model, over *timeline) {
	if b.one == nil {
		b.one, b.all = map[measure.ID]*guesses{}, map[measure.ID]*guesses{}
	}
	for id, list := range m.blocks() {
		g := &guesses{}
		b.one[id] = g
		step := 1 + len(list)/mostBlocks
		random := rand.New(rand.NewPCG(2, uint64(len(list)))) //nolint:gosec // draws for a test, the same each time
		for round := 0; round == 0 || g.made < fewestGuesses && round < mostReplicas && g.made > 0; round++ {
			for i := 0; i < len(list); i += step {
				b.block(m, &list[i], g, round, random)
			}
		}
	}
	for id, g := range over.guesses {
		b.all[id] = g
	}
	for _, name := range over.certain.names {
		b.certainAt.note(true, name)
	}
}

// familyOf is a breakdown of a council, with its total: one tree of sums.
type familyOf struct {
	s        *series
	of, part *draw
	role     Role
	prior    []prior
}

// prior is what is thought of a part beforehand: its share of the total, and how much more councils vary than by chance.
type prior struct{ share, over float64 }

// blocks lists, by measure, the trees with a count that may be of 1 to 9.
func (m *model) blocks() map[measure.ID][]familyOf {
	out := map[measure.ID][]familyOf{}
	for _, s := range m.list {
		if s.Dimension == "" {
			continue
		}
		for p := range s.periods {
			for r := range roles {
				var list []familyOf
				for a := range s.areas {
					d := s.last(p, a)
					if d == nil || !council(a) {
						continue
					}
					if t := m.totalOf(s, p, a, d); t != nil && has(m.wholeValue(t, r)) {
						list = append(list, familyOf{s: s, of: t, part: d, role: r})
					}
				}
				priors := m.priors(list)
				for _, f := range list {
					f.prior = priors
					if m.anySmall(&f) {
						out[s.Measure] = append(out[s.Measure], f)
					}
				}
			}
		}
	}
	return out
}

// wholeValue is what is published of a total in a role; the known follow from people and unknown.
func (m *model) wholeValue(t *draw, r Role) float64 {
	if v := m.values[t.count(0, r)]; has(v) || r != Known {
		return v
	}
	return m.values[t.count(0, People)] - m.values[t.count(0, Unknown)]
}

// anySmall says that a tree has a leaf that may be of 1 to 9 by its published value, and that the truth of all of it is known.
func (m *model) anySmall(f *familyOf) bool {
	some := false
	for _, c := range f.s.leaves(-1) {
		at := f.part.count(c, f.role)
		if !m.truth[at].Fresh {
			return false
		}
		some = some || m.mayBeSmall(at)
	}
	return some
}

// mayBeSmall says that a published value can be of a count of 1 to 9. What is guessed is chosen by that, and never by the truth, or belief would seem
// to be further from the share right than it is.
func (m *model) mayBeSmall(at int32) bool {
	return has(m.values[at]) && m.values[at] < float64(smallCount+m.tiers[at].D())
}

// guessable says that a count is one that B2 is judged by.
func (m *model) guessable(at int32) bool {
	return m.small(at) && m.truth[at].N > 0 && has(m.values[at]) && !m.capped[at]
}

// priors is what all councils' published counts of a period make one think of each part.
func (m *model) priors(list []familyOf) []prior {
	if len(list) == 0 {
		return nil
	}
	out := make([]prior, len(list[0].s.categories))
	for c := range out {
		y, whole := 0.0, 0.0
		for _, f := range list {
			if v := m.values[f.part.count(c, f.role)]; has(v) {
				y, whole = y+v, whole+m.wholeValue(f.of, f.role)
			}
		}
		out[c].share = y / max(whole, 1)
		square, chance, spread := 0.0, 0.0, 0.0
		for _, f := range list {
			if v := m.values[f.part.count(c, f.role)]; has(v) {
				expected := out[c].share * m.wholeValue(f.of, f.role)
				square += (v - expected) * (v - expected)
				chance += expected + min(f.part.tier.V(), 2*expected)
				spread += expected * expected
			}
		}
		if spread > 0 {
			out[c].over = min(mostOverspread, max(0, (square-chance)/spread))
		}
	}
	return out
}

// block guesses the small counts of one tree: of what is published, or, from the second round on, of draws made again by the table.
func (b *inference) block(m *model, f *familyOf, g *guesses, round int, random *rand.Rand) {
	value := func(d *draw, c int, r Role) float64 {
		at := d.count(c, r)
		if t := &m.truth[at]; round > 0 && has(m.values[at]) && t.Fresh {
			return drawAgain(m.table, d.tier, t.N, random)
		}
		return m.values[at]
	}
	root := &node{}
	if round > 0 || !m.capped[f.of.count(0, f.role)] {
		root.seen = wholeSeen(m.table, f, value)
	}
	whole := m.wholeValue(f.of, f.role)
	made := make([]*node, len(f.s.categories))
	for c, x := range f.s.categories {
		n := &node{}
		if v := value(f.part, c, f.role); has(v) && (round > 0 || !m.capped[f.part.count(c, f.role)]) {
			n.seen = valuesOf(m.table, f.part.tier, v)
		}
		if !x.Band {
			n.prior = f.prior[c].weights(whole, n.seen)
		}
		made[c] = n
	}
	for c, x := range f.s.categories {
		switch band := f.s.bands[c]; {
		case x.Band && len(f.s.leaves(c)) == 0:
		case band != c:
			made[band].parts = append(made[band].parts, made[c])
		default:
			root.parts = append(root.parts, made[c])
		}
	}
	if !root.infer() {
		return
	}
	for _, c := range f.s.leaves(-1) {
		at := f.part.count(c, f.role)
		if has(m.values[at]) && !m.capped[at] && g.add(made[c].after, m.truth[at].N, m.guessable(at), round == 0, f.prior[c].foreseen(whole)) {
			b.certainAt.noteAt(m, "nearly certain: ", at)
		}
	}
}

// wholeSeen is what is published of a tree's root.
func wholeSeen(table *disclosure.Table, f *familyOf, value func(*draw, int, Role) float64) weights {
	if v := value(f.of, 0, f.role); has(v) {
		return valuesOf(table, f.of.tier, v)
	}
	people, unknown := valuesOf(table, f.of.tier, value(f.of, 0, People)), valuesOf(table, f.of.tier, value(f.of, 0, Unknown))
	low := max(0, people.low-unknown.low-len(unknown.p)+1)
	return people.less(unknown, low, max(1, people.low+len(people.p)-low-unknown.low))
}

// weights are a part's likely values, as far as its own published value allows.
func (p prior) weights(whole float64, seen weights) weights {
	expected := max(leastExpected, p.share*whole)
	low, n := seen.low, len(seen.p)
	if n == 0 {
		n = int(min(widestPrior, expected+priorDeviations*math.Sqrt(expected+p.over*expected*expected))) + 1
	}
	out := weights{low, make([]float64, n)}
	for i := range out.p {
		out.p[i] = countWeight(low+i, expected, p.over)
	}
	return out
}

// foreseen says what was as good as known without the release: that a part is empty, where it was likely so; and where hardly anybody was expected, how
// many they are once it is published that somebody is there, which every count of 5 or more says.
func (p prior) foreseen(whole float64) func(n int) bool {
	return func(n int) bool {
		expected := max(leastExpected, p.share*whole)
		empty := countWeight(0, expected, p.over)
		if n == 0 {
			return empty > 0.5
		}
		return countWeight(n, expected, p.over) > 0.9*(1-empty)
	}
}

// countWeight is the chance of n where so many are expected, and the variance is expected + over·expected² (Poisson, or negative binomial).
func countWeight(n int, expected, over float64) float64 {
	lgn, _ := math.Lgamma(float64(n) + 1)
	if over*expected < 1e-3 {
		return math.Exp(float64(n)*math.Log(expected) - expected - lgn)
	}
	size := 1 / over
	top, _ := math.Lgamma(float64(n) + size)
	bottom, _ := math.Lgamma(size)
	return math.Exp(top - bottom - lgn + size*math.Log(size/(size+expected)) + float64(n)*math.Log(expected/(size+expected)))
}

// drawAgain is another draw of a count by the table.
func drawAgain(table *disclosure.Table, tier disclosure.Tier, n uint32, random *rand.Rand) float64 {
	row, left, i := table.Row(tier, uint64(n)), random.Uint64N(disclosure.Whole), 0
	for left >= row.Weights[i] {
		left -= row.Weights[i]
		i++
	}
	return float64(row.First + uint64(i)*disclosure.Step) //nolint:gosec // a small number
}

func (b *inference) result() Result {
	right, certain, off, made := worst(b.one)
	rightAll, certainAll, _, madeAll := worst(b.all)
	figures := []Figure{
		atMost("counts of 1 to 9 held for more than 95 % certain", certain+certainAll, 0),
		private("counts of 1 to 9 guessed in one period", made), private("counts of 1 to 9 guessed over time", madeAll),
	}
	if made > 0 {
		figures = append(figures, atMost("share guessed right in one period, worst measure", right, mostRightOne),
			calibration(off, made))
	}
	if madeAll > 0 {
		figures = append(figures, atMost("share guessed right over time, worst measure", rightAll, mostRightAll))
	}
	r := result("B2", "Bayesian inference", figures...)
	r.Examples = b.certainAt.names
	return r
}

// calibration is judged over many guesses only: it is about the attack and not about the release.
func calibration(off, made float64) Figure {
	if made < fewestJudged {
		return private("how far belief is from the share right", off)
	}
	return atMost("how far belief is from the share right", off, mostMiscalib)
}

// worst is the largest share guessed right of a measure, with all that are nearly certain, how far belief is off over all of them, and how many
// guesses there were.
func worst(by map[measure.ID]*guesses) (right, certain, off, made float64) {
	all, belief, rights := 0.0, 0.0, 0.0
	for _, g := range by {
		if g.made >= fewestGuesses {
			right = max(right, g.right/g.made)
		}
		certain, made = certain+g.certain, made+g.made
		all, belief, rights = all+g.all, belief+g.belief, rights+g.allRight
	}
	if all > 0 {
		off = math.Abs(belief-rights) / all
	}
	return right, certain, off, made
}

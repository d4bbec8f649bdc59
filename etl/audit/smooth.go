package audit

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/careduty/careduty/internal/measure"
)

// The smoother: a snapshot's count of a council over all its periods, as an attacker sees it who knows how fast people come and go. Between
// two periods each leaves by the churn, and as many come as leave; a set nobody came to or left keeps its published count, and one that changed is
// drawn anew. Forwards and backwards over all periods that gives how likely each value is at each.

// What the smoother looks at.
const (
	mostSmoothed   = 60   // people in a count
	fewestPoints   = 3    // periods
	mostTracks     = 2000 // counts of one measure
	fewestTracks   = 30   // to judge an error by
	fewestSmoothed = 1000 // counts smoothed before it is judged: an unchanged set has one draw over all periods, so that its errors are one
	leastChurn     = 0.01
	mostChurn      = 0.9
	churnUpToCount = 20 // people in the sets from which the churn is told
)

// track is one count of a council over the periods it is published for, in order of time.
type track struct {
	kind  kind
	at    []int32     // the count of the draw that the release attacked shows
	y     [][]float64 // all draws of it
	churn float64
}

// timeline is what the smoother found, by measure.
type timeline struct {
	guesses map[measure.ID]*guesses
	misses  map[kind]*misses
	certain exceptions
}

// smooth runs it over the snapshots of a model.
func smooth(m *model) *timeline {
	out := &timeline{guesses: map[measure.ID]*guesses{}, misses: map[kind]*misses{}}
	for id, list := range m.tracks() {
		g := &guesses{}
		out.guesses[id] = g
		step := 1 + len(list)/mostTracks
		random := rand.New(rand.NewPCG(4, uint64(len(list)))) //nolint:gosec // draws for a test, the same each time
		enough := func(rounds int) bool { return g.made >= fewestGuesses && rounds*len(list) >= fewestSmoothed }
		for round := 0; round == 0 || !enough(round) && round < mostReplicas && g.made > 0; round++ {
			for i := 0; i < len(list); i += step {
				out.take(m, &list[i], g, len(list) >= fewestTracks, round, random)
			}
		}
	}
	return out
}

// take smooths one track and scores it; its error is judged where there are many.
func (o *timeline) take(m *model, t *track, g *guesses, judged bool, round int, random *rand.Rand) {
	y := t.y
	if round > 0 {
		y = m.redrawTrack(t, random)
	}
	for i, w := range m.smoothed(t, y) {
		at := t.at[i]
		if !w.normal() || !m.truth[at].Fresh {
			continue
		}
		if g.add(w, m.truth[at].N, m.guessable(at), round == 0, nothing) {
			o.certain.noteAt(m, "nearly certain over time: ", at)
		}
		if m.guessable(at) && judged {
			add(o.misses, t.kind).add(w.mean(), m.truth[at].N)
		}
	}
}

// nothing is foreseen of counts that are published for many periods.
func nothing(int) bool { return false }

// tracks lists, by measure, the counts of councils that may hold 1 to 9 people at some time and never hold many.
func (m *model) tracks() map[measure.ID][]track {
	out := map[measure.ID][]track{}
	for _, s := range m.list {
		if s.def.Grain != measure.Snapshot {
			continue
		}
		order := make([]int, len(s.periods))
		for i := range order {
			order[i] = i
		}
		slices.SortFunc(order, func(a, b int) int { return s.periods[a].Last().Compare(s.periods[b].Last()) })
		for r := range roles {
			var list []track
			for a := range s.areas {
				for c := range s.categories {
					if council(a) && !s.categories[c].Band {
						if t := m.track(s, order, a, c, r); t.smoothable(m) {
							list = append(list, t)
						}
					}
				}
			}
			churn := m.churn(list)
			for i := range list {
				list[i].churn = churn
			}
			out[s.Measure] = append(out[s.Measure], list...)
		}
	}
	return out
}

func (m *model) track(s *series, order []int, a, c int, r Role) track {
	t := track{kind: kind{s.Measure, s.Dimension == ""}}
	for _, p := range order {
		d := s.last(p, a)
		if d == nil || !has(m.values[d.count(c, r)]) || m.capped[d.count(c, r)] {
			continue
		}
		var y []float64
		for i := range s.of(p, a) {
			if v := m.values[s.of(p, a)[i].count(c, r)]; has(v) {
				y = append(y, v)
			}
		}
		t.at, t.y = append(t.at, d.count(c, r)), append(t.y, y)
	}
	return t
}

// smoothable says that a track is long enough, small enough, and has a count that may be of 1 to 9.
func (t *track) smoothable(m *model) bool {
	some := false
	for i, at := range t.at {
		if slices.Max(t.y[i])+float64(m.tiers[at].D()) > mostSmoothed {
			return false
		}
		some = some || m.mayBeSmall(at)
	}
	return some && len(t.at) >= fewestPoints
}

// churn is the share of people who leave between two periods, as the records tell: an attacker could have it from what is known of care.
func (m *model) churn(list []track) float64 {
	pairs, changed, people := 0.0, 0.0, 0.0
	for _, t := range list {
		for i := 1; i < len(t.at); i++ {
			a, b := &m.truth[t.at[i-1]], &m.truth[t.at[i]]
			if !a.Fresh || !b.Fresh || a.N+b.N == 0 || a.N+b.N > 2*churnUpToCount {
				continue
			}
			pairs, people = pairs+1, people+float64(a.N+b.N)/2
			if a.S != b.S {
				changed++
			}
		}
	}
	if pairs == 0 {
		return leastChurn
	}
	same := max(1e-3, 1-changed/pairs) // about exp(-2·churn·people)
	return min(mostChurn, max(leastChurn, -math.Log(same)/(2*people/pairs)))
}

// redrawTrack draws every set of a track again, an unchanged one alike.
func (m *model) redrawTrack(t *track, random *rand.Rand) [][]float64 {
	out := make([][]float64, len(t.y))
	for i, at := range t.at {
		x := &m.truth[at]
		for range t.y[i] {
			if i > 0 && len(t.y[i-1]) == len(t.y[i]) && m.truth[t.at[i-1]].S == x.S {
				out[i] = out[i-1]
				break
			}
			out[i] = append(out[i], drawAgain(m.table, m.tiers[at], x.N, random))
		}
	}
	return out
}

// smoothed is how likely each value is at each point.
func (m *model) smoothed(t *track, y [][]float64) []weights {
	n := len(y)
	likely := make([]weights, n)
	mean := 0.0
	for i := range y {
		likely[i] = weights{0, make([]float64, mostSmoothed+1)}
		for v := range likely[i].p {
			likely[i].p[v] = 1
		}
		for _, value := range y[i] {
			likely[i] = likely[i].times(valuesOf(m.table, m.tiers[t.at[i]], value))
			mean += value / float64(n*len(y[i]))
		}
	}
	step := newSteps(t.churn, max(mean, 0.3))
	forward, back := make([]weights, n), make([]weights, n)
	forward[0] = likely[0]
	for i := 1; i < n; i++ {
		forward[i] = step.ahead(forward[i-1], likely[i], slices.Equal(y[i-1], y[i]))
		forward[i].normal()
	}
	back[n-1] = weights{0, slices.Repeat([]float64{1}, mostSmoothed+1)}
	for i := n - 2; i >= 0; i-- {
		back[i] = step.behind(back[i+1], likely[i+1], slices.Equal(y[i+1], y[i]))
		back[i].normal()
	}
	out := make([]weights, n)
	for i := range out {
		out[i] = forward[i].times(back[i])
	}
	return out
}

// steps is how a count changes between two periods.
type steps struct {
	stays []float64   // by count: that nobody came or went
	moves [][]float64 // by count and next count: that it became that, by a set that changed
}

func newSteps(churn, mean float64) steps {
	s := steps{make([]float64, mostSmoothed+1), make([][]float64, mostSmoothed+1)}
	come := make([]float64, mostSmoothed+1)
	for k := range come {
		come[k] = countWeight(k, churn*mean, 0)
	}
	for n := range s.moves {
		s.moves[n] = make([]float64, mostSmoothed+1)
		s.stays[n] = math.Pow(1-churn, float64(n)) * come[0]
		keep := math.Pow(churn, float64(n)) // that none stays
		for k := 0; k <= n; k++ {
			for more := 0; k+more <= mostSmoothed; more++ {
				s.moves[n][k+more] += keep * come[more]
			}
			keep *= float64(n-k) / float64(k+1) * (1 - churn) / churn
		}
		s.moves[n][n] = max(0, s.moves[n][n]-s.stays[n])
	}
	return s
}

// ahead is how likely the next count's values are; equal says that its published value is the same.
func (s steps) ahead(now, likely weights, equal bool) weights {
	out := weights{0, make([]float64, mostSmoothed+1)}
	for n, p := range now.p {
		if p == 0 {
			continue
		}
		for next, q := range s.moves[n] {
			out.p[next] += p * q * likely.p[next]
		}
		if equal {
			out.p[n] += p * s.stays[n]
		}
	}
	return out
}

// behind is the same backwards.
func (s steps) behind(next, likely weights, equal bool) weights {
	out := weights{0, make([]float64, mostSmoothed+1)}
	for n := range out.p {
		for k, q := range s.moves[n] {
			out.p[n] += q * likely.p[k] * next.p[k]
		}
		if equal {
			out.p[n] += s.stays[n] * next.p[n]
		}
	}
	return out
}

package audit

import (
	"math"
	"slices"

	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// neighbours is A5 between periods that follow each other. A set of people that is the same in two periods is printed with the same count, so that
// nothing is gained by averaging over time. Someone who knows that everybody else stayed in a set or out of it learns from two different counts
// that the one person left came or went; where others came or went too, each period's count speaks for itself. Who is attacked is whoever
// came into a council's set or left it, in each count they moved: all who did so alone, and of the others those taken by lot.
type neighbours struct {
	table   *disclosure.Table
	lot     float64 // how many of all people are taken by lot
	over    councils
	counts  float64 // counts of councils that are printed for two periods running
	alone   float64 // of them, those of sets in which one person alone came or went
	moved   float64 // people who came into sets or left them, set by set
	sure    float64 // of these, those whom the count makes sure of
	people  float64 // people who came into a measure's total or left it, measure by measure
	figures float64 // councils' figures of a measure, totals and all breakdowns
	told    float64 // of them, those in which some count shows one person's change alone
}

// figureAt is a council's figure of one measure in one period.
type figureAt struct {
	measure measure.ID
	period  period.Period
	area    int
}

// take looks at every count of a council that is printed for a period and the one before it.
func (n *neighbours) take(m *model) {
	seen := map[figureAt]bool{}
	for _, s := range m.list {
		for slot, list := range s.versions {
			if v := current(list); v != nil {
				n.figure(m, s, slot, v, seen)
			}
		}
	}
	for _, told := range seen {
		n.figures++
		if told {
			n.told++
		}
	}
}

// figure looks at the counts of one breakdown of one figure.
func (n *neighbours) figure(m *model, s *series, slot int, v *version, seen map[figureAt]bool) {
	p, a := slot/s.areas, slot%s.areas
	w := s.before(p, a)
	if w == nil {
		return
	}
	at := figureAt{s.measure, s.periods[p], a}
	for c := range s.categories {
		for _, role := range []int{rolePopulation, roleNumerator} {
			now, then := s.count(v, c, role), s.count(w, c, role)
			if m.since[now].Changed == NotSaid || !has(m.values[now]) || !has(m.values[then]) || role == roleNumerator && v.cells[c].capped() {
				continue // a numerator that was drawn larger than its denominator is not printed as drawn
			}
			n.counts++
			n.over.add(a)
			before := n.moved
			shown := n.count(m, v.tier, now, then)
			seen[at] = seen[at] || shown
			if s.dimension == "" && role == rolePopulation {
				n.people += n.moved - before
			}
		}
	}
}

// count attacks whoever moved one count, and says whether it shows one person's change alone.
func (n *neighbours) count(m *model, tier disclosure.Tier, now, then Count) (shown bool) {
	since := m.since[now]
	switch since.Changed {
	case One:
		n.alone, n.moved = n.alone+1, n.moved+1
		if shown = m.values[now] != m.values[then]; shown {
			n.sure++
		}
	case Several:
		n.several(m, tier, now, since.Came, true)
		n.several(m, tier, now, since.Left, false)
	}
	return shown
}

// several attacks people who, with others, came into a set, or left it: of each an attacker is as sure as of anyone who is in the later set, or out of it.
func (n *neighbours) several(m *model, tier disclosure.Tier, now Count, taken uint16, in bool) {
	if taken > 0 {
		people := float64(taken) / n.lot
		n.moved += people
		n.sure += people * n.isSure(m, tier, now, in)
	}
}

// isSure is 1 where a count makes sure of a person who is in it, or out of it, for someone who knows all others, else 0.
func (n *neighbours) isSure(m *model, tier disclosure.Tier, c Count, in bool) float64 {
	if in && m.truth[c] == 0 || ratio(n.table, tier, m.truth[c], in, uint64(m.values[c])) <= math.Log(surely) {
		return 0
	}
	return 1
}

// before is what is printed of an area for the period before one; nil if nothing is.
func (s *series) before(p, a int) *version {
	if q := slices.Index(s.periods, s.periods[p].Add(-1)); q >= 0 {
		return current(s.of(q, a))
	}
	return nil
}

// joint is how many counts make sure of a person who came into a measure's total or left it, which is at least the share of people whom any count does.
func (n *neighbours) joint() float64 {
	if n.people == 0 {
		return 0
	}
	return n.sure / n.people
}

func (n *neighbours) results() []Result {
	if n.moved == 0 { // nobody came or went, or it is not said
		return nil
	}
	return []Result{result("A5", "One person's coming or going between two periods, by someone who knows that nobody else did",
		n.over.judge(atMost("share of people made sure of by a council's count they moved", n.sure/n.moved, mostSureOfMovers)),
		n.over.judge(atMost("share of people made sure of by any count of their council's figure of a measure they moved, at most", n.joint(), mostSureOfMoversJointly)),
		confided("share of councils' counts, of those printed for two periods running, in which one person alone came or went", n.alone/n.counts),
		confided("share of councils' figures of a measure in which some count shows it", n.told/n.figures))}
}

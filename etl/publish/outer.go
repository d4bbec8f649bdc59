package publish

import (
	"cmp"
	"slices"

	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// outers remembers what was drawn of sets that lie in each other (measure.Nesting). A set inside is drawn no larger than those around it: of
// nearly the same few people the two could else come out so far apart that the pair would tell how many they are. What the table says
// of the smaller draw still holds, since its people are no more than those of the set around it. Where the set around comes second,
// it is not drawn so far below (disclosure.Tier.Least).
type outers struct {
	nesting measure.Nesting     // the sets around each
	inner   map[string][]string // the sets in each
	drawn   map[outerKey]outerCounts
}

type outerKey struct{ set, dimension, period, area string }

// outerCounts are the counts of a set by category, and the councils in them.
type outerCounts struct {
	y  []uint64
	in []int
}

func newOuters(list []measure.Measure) *outers {
	var all []*measure.Definition
	for i := range list {
		all = append(all, &list[i].Definition)
	}
	o := &outers{measure.Nest(all), map[string][]string{}, map[outerKey]outerCounts{}}
	for set, around := range o.nesting {
		for _, x := range around {
			o.inner[x] = append(o.inner[x], set)
		}
	}
	return o
}

// order is the order to draw measures in, by position: a set after those around it, as far as measures that hold several sets allow.
func (o *outers) order(list []measure.Measure) []int {
	named, left := map[string]bool{}, make([]int, len(list))
	for i := range list {
		left[i] = i
		for _, set := range sets(&list[i].Definition) {
			named[set] = true
		}
	}
	drawn := map[string]bool{}
	before := func(i int) (n int) {
		for _, set := range sets(&list[i].Definition) {
			for _, around := range o.nesting[set] {
				if named[around] && !drawn[around] {
					n++
				}
			}
		}
		return n
	}
	var out []int
	for len(left) > 0 {
		next := slices.MinFunc(left, func(a, b int) int { return cmp.Compare(before(a), before(b)) })
		for _, set := range sets(&list[next].Definition) {
			drawn[set] = true
		}
		out = append(out, next)
		left = slices.DeleteFunc(left, func(i int) bool { return i == next })
	}
	return out
}

// sets are those a measure draws, in the order of three.
func sets(d *measure.Definition) [3]string {
	return [...]string{d.Set(d.Population.ID), d.Set(d.Unknown.ID), d.Set(d.Numerator.ID)}
}

// note keeps what was drawn for an area's period where all its cells are drawn together.
func (o *outers) note(p *protector, at place, b int, drawn []drawnCell) {
	d, dimension := &p.t.Measure, p.t.Breakdowns[b].Dimension
	if at.stored != nil || at.late || !d.Nests(dimension) {
		return
	}
	for role, set := range sets(d) {
		if len(o.inner[set]) == 0 && len(o.nesting[set]) == 0 || role == roleNumerator && d.Kind.Median() {
			continue
		}
		y := make([]uint64, len(drawn))
		for i := range drawn {
			y[i] = *three(&drawn[i].counts)[role]
		}
		o.drawn[outerKey{set, dimension, standsFor(d, p.t.Periods[at.period]), at.area.Code}] = outerCounts{y, at.in}
	}
}

// near is what a set of a measure is drawn as, by lot y, so that it is near those it lies in and those in it that have been drawn.
func (o *outers) near(p *protector, at place, b, c, role int, y uint64) uint64 {
	d, dimension := &p.t.Measure, p.t.Breakdowns[b].Dimension
	if at.late || !d.Nests(dimension) {
		return y
	}
	set := sets(d)[role]
	of := func(other string) (uint64, bool) {
		x, ok := o.drawn[outerKey{other, dimension, standsFor(d, p.t.Periods[at.period]), at.area.Code}]
		if !ok || !slices.Equal(x.in, at.in) {
			return 0, false
		}
		return x.y[c], true
	}
	for _, inner := range o.inner[set] {
		if x, ok := of(inner); ok {
			y = max(y, at.tier.Least(x))
		}
	}
	for _, around := range o.nesting[set] {
		if x, ok := of(around); ok {
			y = min(y, x)
		}
	}
	return y
}

// nests says whether a set of a measure lies in another or around one, so that its count may not be the one that was drawn by lot.
func (o *outers) nests(d *measure.Definition, role int) bool {
	set := sets(d)[role]
	return len(o.nesting[set]) > 0 || len(o.inner[set]) > 0
}

// standsFor names a period as measures of other periods have it: a snapshot's year is its fourth quarter.
func standsFor(d *measure.Definition, p period.Period) string {
	if d.Grain == measure.Snapshot && p.Grain() == period.Year {
		return p.Quarters()[3].String()
	}
	return p.String()
}

package audit

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/measure"
)

// counting is what the attacks on counts have gathered so far.
type counting struct {
	narrowed, vintages Result
	one, all           tallied
	differences        differences
	groups             groups
	bits               *bits
	neighbours         neighbours
	linear             *linear
}

// counts runs the attacks on counts, measures that share a population together.
func (a *attacker) counts(ctx context.Context) error {
	table, err := a.union.subject().table()
	if err != nil {
		return err
	}
	c := counting{bits: newBits(table), neighbours: neighbours{table: table, lot: a.lot()}, linear: newLinear()}
	together := a.union.components()
	if err := a.union.redraws(ctx, slices.Concat(together...)); err != nil {
		return err
	}
	measures := 0
	for _, keys := range together {
		measures += len(keys)
	}
	for _, keys := range together {
		if err := ctx.Err(); err != nil {
			return fault.New(fault.Canceled, "The audit was stopped.", "").Because(err)
		}
		m := newModel(table, a.union.subject().manifest.Official)
		changed, most := 0, 0
		for _, key := range keys {
			s, err := a.union.series(ctx, key)
			if err != nil {
				return err
			}
			if s.def == nil {
				continue // it has no period yet
			}
			m.add(s, a.truth(key))
			changed, most = changed+s.changed, max(most, s.most)
		}
		m.relate(a.union)
		c.narrowed = merge(c.narrowed, m.propagate(a.Insider != nil))
		c.vintages = redraws(c.vintages, changed, most)
		if a.Insider != nil {
			a.score(&c, m, len(keys), measures)
		}
	}
	a.add(c.narrowed, c.vintages)
	if a.Insider != nil {
		a.add(c.linear.result(), c.one.result(false), c.differences.result(), c.groups.result())
		if len(c.all.truth) > 0 {
			a.add(c.all.result(true))
		}
		a.add(c.bits.results()...)
		a.add(c.neighbours.results()...)
	}
	return nil
}

// lot is how many of all people are taken by lot, where that is known.
func (a *attacker) lot() float64 {
	if a.Insider == nil {
		return 0
	}
	return a.Insider.Lot()
}

// score runs the attacks whose success only the truth can tell.
func (a *attacker) score(c *counting, m *model, part, whole int) {
	c.differences.take(m)
	c.groups.take(m)
	c.bits.take(a.union, m, persons*part/whole)
	c.neighbours.take(m)
	c.linear.take(m, 1+mostSampled*part/whole)
	some := newModel(m.table, nil)
	for _, s := range sampled(m.list, m.Counts()) {
		some.add(s, a.truth(s.groupKey))
	}
	some.relate(a.union)
	some.average(&c.one, &c.all)
}

func (a *attacker) truth(key groupKey) []Truth {
	if a.Insider == nil || a.union.subject().definition(key.measure) == nil {
		return nil
	}
	return a.Insider.Counts(key.measure, key.dimension)
}

// components lists the breakdowns of all measures ever published, in groups that share population ids or whose sets lie in each other. Totals come first in each measure.
func (u *union) components() [][]groupKey {
	group := map[string]int{} // id → number of a group
	var keys [][]groupKey
	done := map[measure.ID]bool{}
	for _, p := range slices.Backward(u.files) {
		for i := range p.manifest.Measures {
			d := &p.manifest.Measures[i]
			if done[d.ID] {
				continue
			}
			done[d.ID] = true
			into := len(keys)
			keys = append(keys, nil)
			for _, id := range named(d) {
				if at, ok := group[id]; ok && at != into {
					into = join(keys, group, into, at)
				}
				group[id] = into
			}
			for _, dimension := range append([]string{""}, d.Breakdowns()...) {
				keys[into] = append(keys[into], groupKey{d.ID, dimension})
			}
		}
	}
	return slices.DeleteFunc(keys, func(k []groupKey) bool { return len(k) == 0 })
}

// named are the ids of a measure's sets.
func named(d *measure.Definition) []string {
	return []string{d.Population.ID, d.Unknown.ID, d.Numerator.ID}
}

// join moves one group into another and gives the one that is left.
func join(keys [][]groupKey, group map[string]int, from, into int) int {
	keys[into] = append(keys[into], keys[from]...)
	keys[from] = nil
	for id, at := range group {
		if at == from {
			group[id] = into
		}
	}
	return into
}

// propagate is A1 on a model. Without the truth it tells what the public would find.
func (m *model) propagate(insider bool) Result {
	consistent := m.Narrow()
	if !consistent {
		return contradiction(insider)
	}
	if insider {
		r := Score(&m.Known, m.truth, func(c Count) bool { return m.unjudged[c] })
		r.Examples = m.narrow()
		return r
	}
	return m.public()
}

// contradiction is the outcome when the facts rule out every truth: some published value is not what it claims to be.
func contradiction(insider bool) Result {
	if insider {
		return Score(&Known{low: []int32{1}, high: []int32{1}}, []int32{smallCount + 1}, nil).with(atMost("true counts ruled out", 1, 0))
	}
	return (&model{}).public().with(atMost(contradictions, 1, 0))
}

// with is the result with one figure in place of that of the same name.
func (r Result) with(f Figure) Result {
	for i := range r.Figures {
		if r.Figures[i].Name == f.Name {
			r.Figures[i] = f
		}
	}
	return result(r.Attack, r.Title, r.Figures...)
}

const contradictions = "groups of measures whose published values contradict each other"

// public is what A1 tells without the truth: how many counts are known to be small and within fewer than 7 values.
func (m *model) public() Result {
	narrow, zeros := 0, 0
	for c := range m.low {
		if m.high[c] <= smallCount && m.high[c]-m.low[c] < leastValues-1 {
			narrow++
		}
		if m.high[c] == 0 {
			zeros++
		}
	}
	return result("A1", "Interval propagation, without the truth",
		atMost(contradictions, 0, 0),
		atMost("counts proven to be 0 to 9 and left with fewer than 7 values", float64(narrow), 0),
		atMost("counts proven to be 0", float64(zeros), 0),
		told("counts attacked", float64(m.Counts())))
}

// mostVersions is how often an area's period may be drawn.
const mostVersions = 3

// redraws is the part of A5 that needs no truth: nothing changes within a vintage, and nothing is drawn more than three times.
func redraws(sum Result, changed, most int) Result {
	if len(sum.Figures) > 0 {
		changed += int(sum.Figures[0].Value)
		most = max(most, int(sum.Figures[1].Value))
	}
	return result("A5", "Vintages",
		atMost("area-periods of which a count changed within a vintage", float64(changed), 0),
		atMost("times an area and period was drawn", float64(most), mostVersions))
}

// sortResults puts results in the order of the attacks' numbers.
func sortResults(list []Result) {
	number := func(r Result) int {
		n, _ := strconv.Atoi(strings.TrimPrefix(r.Attack, "A"))
		return n
	}
	slices.SortStableFunc(list, func(a, b Result) int { return cmp.Compare(number(a), number(b)) })
}

// narrow names counts that A1 succeeded on, those ruled out first.
func (m *model) narrow() []string {
	var out, narrow exceptions
	for c, n := range m.truth {
		low, high := m.low[c], m.high[c]
		switch {
		case n >= 0 && (n < low || n > high):
			out.note(true, "ruled out: "+m.name(Count(c)))
		case tooNarrow(n, low, high) && !m.unjudged[c] && len(narrow.names) < namedExceptions:
			narrow.note(true, "too narrow: "+m.name(Count(c)))
		}
	}
	names := append(out.names, narrow.names...)
	return names[:min(len(names), namedExceptions)]
}

// name says which count it is.
func (m *model) name(c Count) string {
	for _, s := range m.list {
		for slot, list := range s.versions {
			for i := range list {
				if at := int(c - list[i].base); c >= list[i].base && at < len(list[i].cells)*roles {
					role := [...]string{"population", "unknown", "numerator"}[at%roles]
					return rowName{
						s.measure, area.All()[slot%s.areas].Code, s.periods[slot/s.areas].String(), s.dimension,
						s.categories[at/roles].Slug,
					}.String() + " " + role
				}
			}
		}
	}
	return ""
}

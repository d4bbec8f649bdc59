package audit

import (
	"fmt"
	"slices"

	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
)

// B0. Promise: one set of people has one draw, whatever measure, period or area counts it, and a period of an area is drawn at most three times.
// Attack: with the truth at hand, every (role, dimension, tier, vintage number, salt, n, S) is looked at, and from published values alone every
// count that changes within a vintage. Bound: one y each. Two draws of one set may leave as many values as B1 asks for and be averaged
// all the same, so a second draw fails outright, whatever its width.

// drawKey is what a draw follows from, but for the key, the role and the dimension; and what came of it.
type drawKey struct {
	s             uint64
	n, y          uint32
	vintage, salt uint8
	tier          disclosure.Tier
	table         bool
}

// same says that two draws are of one set under one vintage number and salt.
func (d drawKey) same(o drawKey) bool { return d.compare(o) == 0 }

// stream is whose draws must be one for the same people.
type stream struct {
	role      Role
	dimension string
}

// OneDraw is B0 with the truth at hand.
func OneDraw(t *Truth, definitions []*measure.Definition) Result {
	declared := map[measure.ID]bool{} // whose people are those of another's drawn side
	for _, d := range definitions {
		_, declared[d.ID] = d.PeopleOf()
	}
	var twice exceptions
	sets := 0
	for at, list := range t.streams(declared) {
		slices.SortFunc(list, drawKey.compare)
		for i, d := range list {
			if i == 0 || !d.same(list[i-1]) {
				sets++
				continue
			}
			twice.note(d.y != list[i-1].y, fmt.Sprintf("role %s, dimension %q", at.role, at.dimension))
		}
	}
	r := result("B0", "One set of people, one draw",
		atMost("sets of people with two published counts", float64(twice.count), 0),
		private("sets of people drawn", float64(sets)))
	slices.Sort(twice.names)
	r.Examples = slices.Compact(twice.names)
	return r
}

// streams visits all draws of somebody, stream by stream.
func (t *Truth) streams(declared map[measure.ID]bool) func(yield func(stream, []drawKey) bool) {
	return func(yield func(stream, []drawKey) bool) {
		type source struct {
			group Group
			role  Role
		}
		from := map[stream][]source{}
		for g := range t.Cells {
			for r := range roles {
				as := r
				if r != Unknown && declared[g.Measure] {
					as = Met
				}
				at := stream{as, g.Dimension}
				from[at] = append(from[at], source{g, r})
			}
		}
		for at, list := range from {
			var draws []drawKey
			for _, x := range list {
				for i := range t.Cells[x.group] {
					if c := &t.Cells[x.group][i][x.role]; c.Drawn && c.Fresh && c.N > 0 {
						draws = append(draws, drawKey{c.S, c.N, c.Y, c.Vintage, c.Salt, c.Tier, c.Table})
					}
				}
			}
			if !yield(at, draws) {
				return
			}
		}
	}
}

// mostDraws is how often an area's period may be drawn.
const mostDraws = 3

// vintages is the part of B0 that needs no truth.
func vintages(all []*series) Result {
	changed, most := 0, 0
	for _, s := range all {
		changed, most = changed+s.changed, max(most, s.most)
	}
	return result("B0", "Vintages",
		atMost("area-periods of which a count changed within a vintage", float64(changed), 0),
		atMost("times an area and period was drawn", float64(most), mostDraws))
}

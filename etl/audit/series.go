package audit

import (
	"context"
	"slices"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// series is one breakdown of one measure through every release: for each area and period the draws of it that were ever published.
type series struct {
	Group
	def        *measure.Definition
	categories []measure.Category
	bands      []int // by category: the place of its band, its own where it has none
	periods    []period.Period
	areas      int
	draws      [][]draw // by period and area
	changed    int      // area-periods whose values changed within a vintage
	most       int      // draws of the area-period that has most
}

// draw is what an area's period was once published as. Releases are numbered from the oldest.
type draw struct {
	cells   []cell
	shown   int32 // release that showed these values first
	state   int32 // release whose records they are of: that in which the area's period was last drawn
	row     int   // of the first cell in the release attacked; below 0 where it shows another draw, or none
	base    Count32
	letter  byte
	tier    disclosure.Tier
	members []int16 // councils in the figure
}

// Count32 numbers a count of a model.
type Count32 = int32

// current says that the release attacked shows the draw.
func (d *draw) current() bool { return d.row >= 0 }

// spot is an area's period.
type spot struct {
	period period.Period
	area   int
}

// states says, for each release, in which release an area's period was last drawn as a whole. It is told by the totals of all measures: a
// breakdown that shows the same counts again may have been drawn again and come out alike.
type states []map[spot]int32

// of is the release in which an area's period was last drawn before or in one.
func (s states) of(release int, where spot) int32 {
	if state, ok := s[release][where]; ok {
		return state
	}
	return int32(release)
}

// states finds them. One release alone has drawn everything itself.
func (r *releases) states(ctx context.Context) (states, error) {
	out := make(states, len(r.files))
	if len(r.files) < 2 {
		return out, nil
	}
	for i := range out {
		out[i] = map[spot]int32{}
	}
	for _, d := range r.definitions() {
		s, err := r.series(ctx, d, "", nil)
		if err != nil {
			return nil, err
		}
		for at, list := range s.draws {
			where := spot{s.periods[at/s.areas], at % s.areas}
			for i := range list {
				out[list[i].shown][where] = list[i].shown
			}
		}
	}
	for f := 1; f < len(out); f++ {
		for where, drawn := range out[f-1] {
			if last, ok := out[f][where]; !ok || last < drawn {
				out[f][where] = drawn
			}
		}
	}
	return out, nil
}

// series gathers the draws of one breakdown.
func (r *releases) series(ctx context.Context, d *measure.Definition, dimension string, known states) (*series, error) {
	s := &series{Group: Group{d.ID, dimension}, def: d, categories: categories(dimension), areas: len(r.areas)}
	s.bands = bandsOf(s.categories)
	for f, p := range r.files {
		g, err := r.grid(ctx, p, s.Group)
		if err != nil {
			return nil, err
		}
		if g != nil {
			s.merge(r, f, g, known)
		}
	}
	return s, nil
}

// merge adds what one release shows.
func (s *series) merge(r *releases, f int, g *grid, known states) {
	p := r.files[f]
	for _, b := range g.blocks {
		cells := g.cells[b.row : b.row+len(g.categories)]
		if cells[0].letter == 0 {
			continue // not available, or not applicable: nothing was drawn
		}
		per, at := g.periods[b.period], r.areas[b.area]
		in := p.members.in(s.Measure, per.String(), at.Code)
		x := draw{cells: cells, shown: int32(f), state: missing, row: missing, letter: cells[0].letter, members: in, tier: p.members.tier(at, in)}
		if f == len(r.files)-1 {
			x.row = b.row
		}
		if known != nil {
			x.state = known.of(f, spot{per, b.area})
		}
		s.add(s.slot(per)*s.areas+b.area, x)
	}
}

// slot is the place of a period, which is made where there is none.
func (s *series) slot(per period.Period) int {
	if at := slices.Index(s.periods, per); at >= 0 {
		return at
	}
	s.periods = append(s.periods, per)
	s.draws = append(s.draws, make([][]draw, s.areas)...)
	return len(s.periods) - 1
}

// add puts in what one release shows of an area's period, which may be what the one before showed.
func (s *series) add(at int, x draw) {
	list := s.draws[at]
	if n := len(list); n > 0 {
		last := &list[n-1]
		same := alike(last.cells, x.cells)
		if !same && (last.letter == x.letter || last.state == x.state && x.state >= 0) {
			s.changed++
		}
		if last.state == x.state && (same || x.state >= 0) {
			last.letter, last.row = x.letter, x.row
			return
		}
		last.row = missing
	}
	x.cells = slices.Clone(x.cells)
	s.draws[at] = append(list, x)
	s.most = max(s.most, len(s.draws[at]))
}

// alike says that two releases show the same counts of an area's period.
func alike(a, b []cell) bool {
	return slices.EqualFunc(a, b, func(x, y cell) bool {
		return x.numerator == y.numerator && x.denominator == y.denominator && x.unknown == y.unknown
	})
}

// of lists the draws of an area's period.
func (s *series) of(p, a int) []draw {
	if p < 0 {
		return nil
	}
	return s.draws[p*s.areas+a]
}

// last is the draw of an area's period that the release attacked shows; nil if it shows none.
func (s *series) last(p, a int) *draw {
	if list := s.of(p, a); len(list) > 0 && list[len(list)-1].current() {
		return &list[len(list)-1]
	}
	return nil
}

// at is the place of a period; below 0 if there is none.
func (s *series) at(per period.Period) int { return slices.Index(s.periods, per) }

// each visits every draw.
func (s *series) each(visit func(p, a int, d *draw)) {
	for i, list := range s.draws {
		for k := range list {
			visit(i/s.areas, i%s.areas, &list[k])
		}
	}
}

// council says whether an area, by place, is a council.
func council(a int) bool { return levels[a] == area.Council }

var levels = func() []area.Level {
	var out []area.Level
	for _, a := range area.All() {
		out = append(out, a.Level)
	}
	return out
}()

// leaves lists the leaves of a category; those of the whole breakdown for one below 0.
func (s *series) leaves(of int) []int {
	var out []int
	for i, c := range s.categories {
		if !c.Band && (of < 0 || i != of && s.bands[i] == of) {
			out = append(out, i)
		}
	}
	return out
}

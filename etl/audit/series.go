package audit

import (
	"context"
	"slices"

	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// series is one breakdown of one measure through every release: for each area and period the versions of it that were ever drawn.
type series struct {
	groupKey
	def        *measure.Definition
	categories []measure.Category
	periods    []period.Period
	versions   [][]version // period, area
	areas      int
	changed    int // area-periods whose values changed within a vintage
	most       int // versions of the area-period that has most
}

// version is one draw of an area and period. Releases are numbered from the oldest.
type version struct {
	cells   []cell
	drawn   int32 // release that showed these values first
	stamp   int32 // release from which they stand for what was true: that of the last vintage that kept them
	base    Count // of the first category; further counts follow
	letter  byte
	kept    bool // a vintage came and fewer than ten people had changed
	current bool // as the release attacked shows it
	tier    disclosure.Tier
	in      []int16 // councils in the figure
}

// series gathers the versions of one breakdown.
func (u *union) series(ctx context.Context, key groupKey) (*series, error) {
	s := &series{groupKey: key, areas: len(u.areas), categories: categories(key.dimension)}
	grids := make([]*grid, len(u.files))
	for f, p := range u.files {
		var err error
		if grids[f], err = u.grid(ctx, p, key); err != nil {
			return nil, err
		}
	}
	at := map[period.Period]int{}
	for f := len(grids) - 1; f >= 0; f-- { // the release attacked first: its periods stand in the order of its rows
		s.extend(at, grids[f], u.files[f])
	}
	for f, g := range grids {
		for i := range g.spans() {
			s.merge(u, f, at[g.periods[i]], g, i)
		}
	}
	return s, nil
}

// extend adds the periods of a grid that are not there yet.
func (s *series) extend(at map[period.Period]int, g *grid, p *published) {
	if g == nil {
		return
	}
	if s.def == nil {
		s.def = p.definition(s.measure)
	}
	for _, per := range g.periods {
		if _, ok := at[per]; !ok {
			at[per] = len(s.periods)
			s.periods = append(s.periods, per)
			s.versions = append(s.versions, make([][]version, s.areas)...)
		}
	}
}

// merge adds one period of one release.
func (s *series) merge(u *union, f, at int, g *grid, i int) {
	p := u.files[f]
	name := g.periods[i].String()
	for a, area := range u.areas {
		from := g.at(i, a)
		cells := g.cells[from : from+len(g.categories)]
		if cells[0].letter == 0 {
			continue // not available, or not applicable: nothing was drawn
		}
		in := p.members.in(s.measure, name, area.Code)
		anew := u.anew[redraw{int32(f), g.periods[i], a}]
		s.add(&s.versions[at*s.areas+a], version{
			cells: cells, drawn: int32(f), stamp: int32(f), letter: cells[0].letter, current: p == u.subject(), in: in, tier: p.members.tier(area, in),
		}, anew)
	}
}

// of lists the versions of an area's period.
func (s *series) of(p, a int) []version { return s.versions[p*s.areas+a] }

// add puts what one release shows of an area and period in. anew says that the area's period was drawn anew by it.
func (s *series) add(slot *[]version, x version, anew bool) {
	list := *slot
	if n := len(list); n > 0 {
		v := &list[n-1]
		same := alike(v.cells, x.cells)
		switch {
		case same && v.letter == x.letter:
			v.current = x.current
			return
		case same && !anew:
			v.letter, v.stamp, v.kept, v.current = x.letter, x.stamp, true, x.current
			return
		case v.letter == x.letter:
			s.changed++
		}
	}
	x.cells = slices.Clone(x.cells)
	*slot = append(list, x)
	s.most = max(s.most, len(*slot))
}

// alike says that two releases show the same counts of an area's period, whatever its vintage.
func alike(a, b []cell) bool {
	return slices.EqualFunc(a, b, func(x, y cell) bool {
		return x.numerator == y.numerator && x.denominator == y.denominator && x.unknown == y.unknown
	})
}

// drawnBy finds the version drawn by a release.
func drawnBy(list []version, drawn int32) *version {
	for i := range list {
		if list[i].drawn == drawn {
			return &list[i]
		}
	}
	return nil
}

// standing finds the version that stood for the truth from a release on.
func standing(list []version, stamp int32) *version {
	for i := range list {
		if list[i].stamp == stamp {
			return &list[i]
		}
	}
	return nil
}

package picture

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Strip is a small multiple a region: a dot a council on one axis for all, so that a council is seen among its neighbours.
type Strip struct {
	Axis      Axis
	Groups    []Group
	Reference Reference
	Key       [2]string // what a dot and a tick stand for
}

// Group is one strip: its own figure as a tick, its members as dots. Value is NaN where it has none.
type Group struct {
	Name  string
	Value float64
	Dots  []Dot
}

// Dot is one area of a group.
type Dot struct {
	Name   string
	Value  float64
	Marked bool
}

func (s Strip) wants(f format) vg.Length {
	return 3.6*f.body*vg.Length(max(len(s.Groups), 2)) + 6.6*f.body
}

func (s Strip) draw(p pen, room draw.Canvas) {
	e, names, numbers := noExtent(), vg.Length(0), vg.Length(0)
	for _, g := range s.Groups {
		e.take(g.Value)
		names = max(names, p.strong().width(g.Name))
		if !math.IsNaN(g.Value) {
			numbers = max(numbers, p.strong().width(s.Axis.Number(g.Value)))
		}
		for _, d := range g.Dots {
			e.take(d.Value)
		}
	}
	e.take(0, s.Reference.Value)
	from, to := room.Min.X+names+p.body, room.Max.X-numbers-p.body
	x := newScale(e.low, e.high, s.Axis.Whole, int((to-from)/(5.5*p.body)), from, to)
	bottom, top := room.Min.Y+3*p.body, room.Max.Y-3.4*p.body
	s.key(p, room)
	p.xAxis(x, s.Axis, bottom, top)
	Ranking{Axis: s.Axis, Reference: s.Reference}.reference(p, x, bottom, top)
	height := (top - bottom) / vg.Length(max(len(s.Groups), 1))
	for i, g := range s.Groups {
		s.group(p, x, g, top-height*(vg.Length(i)+0.5), height, room.Max.X)
	}
}

func (s Strip) key(p pen, room draw.Canvas) {
	y := room.Max.Y - 0.8*p.body
	p.mark(round, middle, vg.Point{X: room.Min.X + 0.4*p.body, Y: y}, 0.26*p.body)
	p.middled(p.quiet(), room.Min.X+p.body, y, left, s.Key[0])
	x := room.Min.X + p.quiet().width(s.Key[0]) + 3*p.body
	p.line(ink, 2.2, nil, vg.Point{X: x, Y: y - 0.6*p.body}, vg.Point{X: x, Y: y + 0.6*p.body})
	p.middled(p.quiet(), x+0.6*p.body, y, left, s.Key[1])
}

func (s Strip) group(p pen, x scale, g Group, y, height, end vg.Length) {
	words := p.plain()
	if slices.ContainsFunc(g.Dots, func(d Dot) bool { return d.Marked }) {
		words = p.strong()
	}
	p.middled(words, x.from-0.8*p.body, y, right, g.Name)
	p.line(grid, 0.8, nil, vg.Point{X: x.from, Y: y - height/2}, vg.Point{X: x.to, Y: y - height/2})
	radius := 0.28 * p.body
	swarm := swarm(x, g.Dots, y, radius, height)
	for _, at := range swarm {
		if !at.dot.Marked {
			p.mark(round, middle, at.Point, radius)
		}
	}
	if !math.IsNaN(g.Value) {
		p.line(ink, 2.2, nil, vg.Point{X: x.at(g.Value), Y: y - 0.34*height}, vg.Point{X: x.at(g.Value), Y: y + 0.34*height})
		p.middled(words, end, y, right, s.Axis.Number(g.Value))
	}
	low, high := x.at(g.Value), x.at(g.Value)
	for _, at := range swarm {
		low, high = min(low, at.X), max(high, at.X)
	}
	for _, at := range swarm {
		if at.dot.Marked {
			s.marked(p, x, at, radius, low, high)
		}
	}
}

// marked draws a dot in the accent, with its name beside the strip's dots: after the last, or before the first where that has more room.
func (s Strip) marked(p pen, x scale, at placed, radius, low, high vg.Length) {
	p.mark(round, accent, at.Point, 1.5*radius)
	label, f := at.dot.Name+" "+s.Axis.Number(at.dot.Value), face{p.body, true, accent}
	gap := 1.1 * p.body
	if high+gap+f.width(label) <= x.to || low-x.from < f.width(label)+gap {
		p.over(f, high+gap, at.Y, left, label)
		return
	}
	p.over(f, low-gap, at.Y, right, label)
}

// placed is where a dot is drawn.
type placed struct {
	vg.Point
	dot Dot
}

// swarm moves dots that would lie over each other apart, up and down in turn, as far as the strip is high.
func swarm(x scale, dots []Dot, y, radius, height vg.Length) []placed {
	sorted := slices.DeleteFunc(slices.Clone(dots), func(d Dot) bool { return math.IsNaN(d.Value) })
	slices.SortStableFunc(sorted, func(a, b Dot) int { return cmp.Compare(a.Value, b.Value) })
	out := make([]placed, 0, len(sorted))
	for _, d := range sorted {
		at := vg.Point{X: x.at(d.Value), Y: y}
		for step := 1; crowded(out, at, radius); step++ {
			shift := vg.Length((step+1)/2) * radius
			if shift > height/2-radius {
				at.Y = y
				break
			}
			if at.Y = y + shift; step%2 == 0 {
				at.Y = y - shift
			}
		}
		out = append(out, placed{at, d})
	}
	return out
}

// crowded tells whether a dot would lie over one that is drawn already.
func crowded(out []placed, at vg.Point, radius vg.Length) bool {
	return slices.ContainsFunc(out, func(o placed) bool {
		return math.Hypot(float64(o.X-at.X), float64(o.Y-at.Y)) < 1.9*float64(radius)
	})
}

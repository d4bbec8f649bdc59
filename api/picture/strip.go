package picture

import (
	"cmp"
	"math"
	"slices"
	"strings"

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
	key := s.key(p, room)
	p.xAxis(x, s.Axis, bottom, top)
	Ranking{Axis: s.Axis, Reference: s.Reference}.reference(p, x, bottom, top)
	height := (top - bottom) / vg.Length(max(len(s.Groups), 1))
	var unnamed []string
	for i, g := range s.Groups {
		unnamed = append(unnamed, s.group(p, x, g, top-height*(vg.Length(i)+0.5), height, room.Max.X)...)
	}
	if f := (face{p.body, true, accent}); len(unnamed) > 0 { // no room beside their dots: they are named in the key
		y := room.Max.Y - 0.8*p.body
		p.mark(round, accent, vg.Point{X: key, Y: y}, 0.4*p.body)
		p.middled(f, key+0.8*p.body, y, left, shortened(strings.Join(unnamed, ", "), f, room.Max.X-key-0.8*p.body))
	}
}

// key explains dots and ticks, and gives where it ends.
func (s Strip) key(p pen, room draw.Canvas) vg.Length {
	y := room.Max.Y - 0.8*p.body
	p.mark(round, middle, vg.Point{X: room.Min.X + 0.4*p.body, Y: y}, 0.26*p.body)
	p.middled(p.quiet(), room.Min.X+p.body, y, left, s.Key[0])
	x := room.Min.X + p.quiet().width(s.Key[0]) + 3*p.body
	p.line(ink, 2.2, nil, vg.Point{X: x, Y: y - 0.6*p.body}, vg.Point{X: x, Y: y + 0.6*p.body})
	p.middled(p.quiet(), x+0.6*p.body, y, left, s.Key[1])
	return x + 2.4*p.body + p.quiet().width(s.Key[1])
}

// group draws a strip, and gives what is marked in it and has no room for its name.
func (s Strip) group(p pen, x scale, g Group, y, height, end vg.Length) []string {
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
	var unnamed []string
	for _, at := range swarm {
		if at.dot.Marked {
			p.mark(round, accent, at.Point, 1.5*radius)
			if label := at.dot.Name + " " + s.Axis.Number(at.dot.Value); !s.name(p, x, label, at.Y, low, high) {
				unnamed = append(unnamed, label)
			}
		}
	}
	return unnamed
}

// name writes the name of a marked dot beside the strip's dots: after the last, or before the first, if there is room.
func (s Strip) name(p pen, x scale, label string, y, low, high vg.Length) bool {
	f, gap := face{p.body, true, accent}, 1.1*p.body
	width := f.width(label)
	switch {
	case high+gap+width <= x.to:
		p.over(f, high+gap, y, left, label)
	case low-gap-width >= x.from:
		p.over(f, low-gap, y, right, label)
	default:
		return false
	}
	return true
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

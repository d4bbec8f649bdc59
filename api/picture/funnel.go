package picture

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Funnel is every area's figure by its size, with the limits within which it would lie by chance or in the ordinary way.
type Funnel struct {
	Axis      Axis
	People    string // what the horizontal axis counts
	Areas     []FunnelArea
	Limits    []Limit   // smooth, in order of People
	Names     [2]string // of the 95 % and the 99.8 % limits
	Cut       string    // said beside the axis where it does not begin at nought
	Reference Reference
}

// FunnelArea is one area.
type FunnelArea struct {
	Name          string
	People, Value float64
	Outside       bool // of the 95 % limits: named as far as there is room
	Marked        bool
}

// Limit are the limits for an area of so many people.
type Limit struct{ People, Lower95, Upper95, Lower998, Upper998 float64 }

func (f Funnel) wants(format) vg.Length { return 330 }

func (f Funnel) draw(p pen, room draw.Canvas) {
	people, e := noExtent(), noExtent()
	for _, a := range f.Areas {
		people.take(a.People)
		e.take(a.Value)
	}
	if people.empty() {
		p.nothing(room)
		return
	}
	e.take(f.Reference.Value)
	for _, l := range f.Limits { // the narrow end of the funnel is not shown whole where it would press the rest together
		if l.People >= people.low {
			e.take(l.Lower95, l.Upper95)
		}
	}
	people.take(0)
	title := f.Axis.Title
	if e.low > 0 && e.high-e.low < e.high/3 { // as of a trend
		title = strings.TrimSpace(title + " " + f.Cut)
	} else {
		e.take(0)
	}
	bottom, top := room.Min.Y+3*p.body, room.Max.Y-1.8*p.body
	y := newScale(e.low, e.high, f.Axis.Whole, int((top-bottom)/(3.2*p.body)), bottom, top)
	margin := vg.Length(0)
	for _, v := range y.ticks() {
		margin = max(margin, p.quiet().width(y.label(f.Axis, v)))
	}
	names := max(p.quiet().width(f.Names[0]), p.quiet().width(f.Names[1]), p.strong().width(f.referenceName()))
	x := newScale(0, people.high, 0, 6, room.Min.X+margin+p.body, room.Max.X-names-1.4*p.body)
	for _, v := range y.ticks() {
		p.line(grid, 0.8, nil, vg.Point{X: x.from, Y: y.at(v)}, vg.Point{X: x.to, Y: y.at(v)})
		p.middled(p.quiet(), x.from-0.5*p.body, y.at(v), right, y.label(f.Axis, v))
	}
	p.xAxis(x, Axis{Title: f.People}, bottom, bottom)
	p.text(p.quiet(), room.Min.X, room.Max.Y-p.body, left, title)
	f.limits(p, x, y)
	f.areas(p, x, y)
}

func (f Funnel) referenceName() string {
	return f.Reference.Name + " " + f.Axis.Number(f.Reference.Value)
}

func (f Funnel) limits(p pen, x, y scale) {
	edge := func(at func(Limit) float64, width vg.Length, dashes []vg.Length) (end vg.Length) {
		var points []vg.Point
		flush := func() {
			p.line(soft, width, dashes, points...)
			points = nil
		}
		for _, l := range f.Limits {
			if v := at(l); v < y.low || v > y.high {
				flush()
				continue
			}
			points = append(points, vg.Point{X: x.at(l.People), Y: y.at(at(l))})
			end = points[len(points)-1].Y
		}
		flush()
		return end
	}
	dashed := []vg.Length{4, 2.5}
	high95 := edge(func(l Limit) float64 { return l.Upper95 }, 0.9, dashed)
	edge(func(l Limit) float64 { return l.Lower95 }, 0.9, dashed)
	high998 := edge(func(l Limit) float64 { return l.Upper998 }, 0.9, nil)
	edge(func(l Limit) float64 { return l.Lower998 }, 0.9, nil)
	middle := y.at(f.Reference.Value)
	p.line(ink, 1.2, nil, vg.Point{X: x.from, Y: middle}, vg.Point{X: x.to, Y: middle})
	gap := 1.25 * p.body
	high95 = max(high95, middle+gap)
	p.middled(p.strong(), x.to+0.6*p.body, middle, left, f.referenceName())
	p.middled(p.quiet(), x.to+0.6*p.body, high95, left, f.Names[0])
	p.middled(p.quiet(), x.to+0.6*p.body, max(high998, high95+gap), left, f.Names[1])
}

// areas draws the dots, then the names of those outside and marked that find room, the furthest out first.
func (f Funnel) areas(p pen, x, y scale) {
	order := slices.Clone(f.Areas)
	slices.SortStableFunc(order, func(a, b FunnelArea) int {
		if a.Marked != b.Marked {
			if a.Marked {
				return -1
			}
			return 1
		}
		return cmp.Compare(math.Abs(b.Value-f.Reference.Value), math.Abs(a.Value-f.Reference.Value))
	})
	var taken []vg.Rectangle
	at := func(a FunnelArea) vg.Point { return vg.Point{X: x.at(a.People), Y: y.at(a.Value)} }
	for _, a := range slices.Backward(order) {
		c := middle
		switch {
		case a.Marked:
			c = accent
		case a.Outside:
			c = cold
		}
		p.mark(round, c, at(a), 0.3*p.body)
	}
	for _, a := range order {
		if !a.Marked && !a.Outside {
			continue
		}
		words := p.plain()
		if a.Marked {
			words = face{p.body, true, accent}
		}
		box, ok := f.place(p, words, at(a), a.Name, x, y, taken, false)
		if !ok && a.Marked {
			box, ok = f.place(p, words, at(a), a.Name, x, y, taken, true)
		}
		if ok {
			p.over(words, box.Min.X, (box.Min.Y+box.Max.Y)/2, left, a.Name)
			taken = append(taken, box)
		}
	}
}

// place finds room for a name beside its dot: clear of other names, and of other dots too unless over is true.
func (f Funnel) place(p pen, words face, at vg.Point, name string, x, y scale, taken []vg.Rectangle, over bool) (vg.Rectangle, bool) {
	width, height := words.width(name), 1.15*p.body
	for _, corner := range []vg.Point{
		{X: at.X + 0.6*p.body, Y: at.Y - height/2},
		{X: at.X - 0.6*p.body - width, Y: at.Y - height/2},
		{X: at.X - width/2, Y: at.Y + 0.4*p.body},
		{X: at.X - width/2, Y: at.Y - 0.4*p.body - height},
	} {
		box := vg.Rectangle{Min: corner, Max: vg.Point{X: corner.X + width, Y: corner.Y + height}}
		inside := box.Min.X >= x.from && box.Max.X <= x.to && box.Min.Y >= y.from-height/2
		clear := !slices.ContainsFunc(taken, func(o vg.Rectangle) bool { return overlap(o, box) })
		if inside && clear && (over || !f.covers(box, at, x, y, 0.36*p.body)) {
			return box, true
		}
	}
	return vg.Rectangle{}, false
}

// covers tells whether a name would lie over another area's dot.
func (f Funnel) covers(box vg.Rectangle, own vg.Point, x, y scale, dot vg.Length) bool {
	return slices.ContainsFunc(f.Areas, func(a FunnelArea) bool {
		q := vg.Point{X: x.at(a.People), Y: y.at(a.Value)}
		return q != own && q.X > box.Min.X-dot && q.X < box.Max.X+dot && q.Y > box.Min.Y-dot+1 && q.Y < box.Max.Y+dot-1
	})
}

func overlap(a, b vg.Rectangle) bool {
	return a.Min.X < b.Max.X && b.Min.X < a.Max.X && a.Min.Y < b.Max.Y && b.Min.Y < a.Max.Y
}

package picture

import (
	_ "embed"
	"encoding/csv"
	"image/color"
	"math"
	"strconv"
	"strings"
	"sync"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// HexMap gives every council a hexagon of one size, near where it lies, in three classes and a fourth for those without a figure.
type HexMap struct {
	Cells []Hex
	Key   [4]string // what higher, similar, lower and no figure are called
}

// Hex is one council.
type Hex struct {
	Code    string
	Name    string
	Region  string // a line is drawn between hexagons of two regions
	Outcome Outcome
	None    bool // no figure
	Marked  bool
}

// hexes.csv says where each council's hexagon lies: column q and row r of rows that are shifted by a half in turn, counted from the
// south-west. The layout is Open Innovations' map of upper-tier authorities (MIT licence), edited to today's 153 councils.
//
//go:embed hexes.csv
var hexFile string

type place struct{ q, r int }

var hexPlaces = sync.OnceValue(func() map[string]place {
	rows, err := csv.NewReader(strings.NewReader(hexFile)).ReadAll()
	if err != nil {
		panic("hexes.csv: " + err.Error()) // built in, and held by a test
	}
	out := map[string]place{}
	for _, row := range rows[1:] {
		q, _ := strconv.Atoi(row[1])
		r, _ := strconv.Atoi(row[2])
		out[row[0]] = place{q, r}
	}
	return out
})

func (h HexMap) wants(format) vg.Length { return 480 }

// The map is 18 rows high and 16 hexagons wide; a row is three quarters of a hexagon's height.
const (
	root3      = vg.Length(1.7320508075688772) // a hexagon's width over its radius
	hexRows    = 18
	hexColumns = 16
)

func (h HexMap) draw(p pen, room draw.Canvas) {
	height := room.Max.Y - room.Min.Y
	key := 11 * p.body
	radius := min(height/(1.5*hexRows+0.5), (room.Max.X-room.Min.X-key)/(hexColumns*root3))
	at := func(where place) vg.Point {
		shift := vg.Length(0)
		if where.r%2 == 1 {
			shift = 0.5
		}
		return vg.Point{
			X: room.Min.X + radius*root3*(vg.Length(where.q)+shift+0.5),
			Y: room.Min.Y + radius*(1+1.5*vg.Length(where.r)),
		}
	}
	regions := map[place]string{}
	for _, c := range h.Cells {
		if where, ok := hexPlaces()[c.Code]; ok {
			regions[where] = c.Region
		}
	}
	for _, c := range h.Cells {
		if where, ok := hexPlaces()[c.Code]; ok {
			h.hexagon(p, c, at(where), radius)
		}
	}
	for _, c := range h.Cells {
		if where, ok := hexPlaces()[c.Code]; ok {
			borders(p, where, regions, at(where), radius)
		}
	}
	h.marked(p, at, radius)
	h.key(p, room, radius)
}

// corner is one of the six corners of a hexagon that stands on a point, from the top clockwise.
func corner(at vg.Point, radius vg.Length, i int) vg.Point {
	a := math.Pi / 3 * float64(i)
	return vg.Point{X: at.X + radius*vg.Length(math.Sin(a)), Y: at.Y + radius*vg.Length(math.Cos(a))}
}

func corners(at vg.Point, radius vg.Length) []vg.Point {
	out := make([]vg.Point, 6)
	for i := range out {
		out[i] = corner(at, radius, i)
	}
	return out
}

func outcomeColour(o Outcome) color.NRGBA {
	switch o {
	case Higher:
		return warm
	case Lower:
		return cold
	}
	return pale
}

func (h HexMap) hexagon(p pen, c Hex, at vg.Point, radius vg.Length) {
	if c.None || c.Outcome == NotCompared {
		p.fill(paper, corners(at, 0.95*radius)...)
		hatch(p, at, 0.95*radius)
		p.line(pale, 0.8, nil, append(corners(at, 0.95*radius), corner(at, 0.95*radius, 0))...)
		return
	}
	p.fill(outcomeColour(c.Outcome), corners(at, 0.95*radius)...)
	switch c.Outcome {
	case Higher:
		p.mark(up, ink, at, 0.4*radius)
	case Lower:
		p.mark(down, paper, at, 0.4*radius)
	}
}

// hatch fills a hexagon with thin level lines.
func hatch(p pen, at vg.Point, radius vg.Length) {
	for i := -2; i <= 2; i++ {
		y := radius * 0.36 * vg.Length(i)
		half := radius * root3 / 2
		if over := vg.Length(math.Abs(float64(y))) - radius/2; over > 0 {
			half *= 1 - over/(radius/2)
		}
		p.line(middle, 0.7, nil, vg.Point{X: at.X - half, Y: at.Y + y}, vg.Point{X: at.X + half, Y: at.Y + y})
	}
}

// around are the six neighbours of a place, each beyond the side that begins at the corner of its number.
func around(w place) [6]place {
	left, right := w.q-1, w.q
	if w.r%2 == 1 {
		left, right = w.q, w.q+1
	}
	return [6]place{{right, w.r + 1}, {w.q + 1, w.r}, {right, w.r - 1}, {left, w.r - 1}, {w.q - 1, w.r}, {left, w.r + 1}}
}

// borders draws the sides of a hexagon beyond which another region or nothing lies.
func borders(p pen, where place, regions map[place]string, at vg.Point, radius vg.Length) {
	for i, next := range around(where) {
		if other, ok := regions[next]; !ok || other != regions[where] {
			p.line(soft, 1, nil, corner(at, radius, i), corner(at, radius, i+1))
		}
	}
}

// marked draws the border of what is marked, and its name beside the map where its row ends.
func (h HexMap) marked(p pen, at func(place) vg.Point, radius vg.Length) {
	f := face{p.body, true, accent}
	for _, c := range h.Cells {
		where, ok := hexPlaces()[c.Code]
		if !c.Marked || !ok {
			continue
		}
		q := at(where)
		p.line(accent, 2.4, nil, append(corners(q, radius), corner(q, radius, 0))...)
		end := where.q
		for _, other := range hexPlaces() {
			if other.r == where.r {
				end = max(end, other.q)
			}
		}
		edge := at(place{end, where.r})
		p.line(accent, 0.9, nil, vg.Point{X: q.X + radius, Y: q.Y}, vg.Point{X: edge.X + 1.3*radius, Y: q.Y})
		p.middled(f, edge.X+1.6*radius, q.Y, left, c.Name)
	}
}

func (h HexMap) key(p pen, room draw.Canvas, radius vg.Length) {
	x, y := room.Max.X-0.3*(room.Max.X-room.Min.X), room.Max.Y-radius
	for i, c := range []Hex{{Outcome: Higher}, {Outcome: Similar}, {Outcome: Lower}, {None: true}} {
		if h.Key[i] == "" {
			continue
		}
		h.hexagon(p, c, vg.Point{X: x, Y: y}, 0.8*p.body)
		for j, l := range wrapped(h.Key[i], p.plain(), room.Max.X-x-1.4*p.body) {
			p.middled(p.plain(), x+1.4*p.body, y-vg.Length(j)*1.2*p.body, left, l.text)
		}
		y -= 1.2*p.body*vg.Length(len(wrapped(h.Key[i], p.plain(), room.Max.X-x-1.4*p.body))) + 0.9*p.body
	}
}

package picture

import (
	_ "embed"
	"encoding/csv"
	"image/color"
	"math"
	"slices"
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
// south-west. The layout is Open Innovations' map of upper-tier authorities (MIT licence), edited to today's 153 councils; those abolished since
// 2014 lie, in pictures of their years, where one of their successors does.
//
//go:embed hexes.csv
var hexFile string

type hexPosition struct{ q, r int }

var hexPlaces = sync.OnceValue(func() map[string]hexPosition {
	rows, err := csv.NewReader(strings.NewReader(hexFile)).ReadAll()
	if err != nil {
		panic("hexes.csv: " + err.Error()) // built in, and held by a test
	}
	out := map[string]hexPosition{}
	for _, row := range rows[1:] {
		q, _ := strconv.Atoi(row[1])
		r, _ := strconv.Atoi(row[2])
		out[row[0]] = hexPosition{q, r}
	}
	return out
})

func (h HexMap) wants(format) vg.Length { return 470 }

// The map is 18 rows high and 17 hexagons wide; a row is three quarters of a hexagon's height. Names of regions stand left and right of it.
const (
	root3      = vg.Length(1.7320508075688772) // a hexagon's width over its radius
	hexRows    = 18
	hexColumns = 17
	leftNames  = 2 // room beside the map for what is named there, in letters
	rightNames = 6.6
)

// regionNames are where the regions' names stand: at the end of a row, on the left or the right. One whose councils lie inside is led to.
var regionNames = []struct {
	name string
	row  int
	left bool
	to   int // column of the hexagon a line leads to; 0 for none
}{
	{"North East", 16, false, 0},
	{"Yorkshire and The Humber", 13, false, 0},
	{"East of England", 9, false, 0},
	{"London", 5, false, 0},
	{"South East", 2, false, 0},
	{"North West", 13, true, 0},
	{"East Midlands", 9, true, 7},
	{"West Midlands", 7, true, 0},
	{"South West", 3, true, 0},
}

// hexRoom is where the map is drawn: its corner and the hexagons' size.
type hexRoom struct {
	from   vg.Point
	radius vg.Length
}

func newHexRoom(room draw.Canvas, letters vg.Length) hexRoom {
	width, height := room.Max.X-room.Min.X, room.Max.Y-room.Min.Y
	names := (leftNames + rightNames) * letters
	radius := min(height/(1.5*hexRows+0.5), (width-names)/(hexColumns*root3))
	wide := radius*root3*hexColumns + names
	return hexRoom{
		vg.Point{X: room.Min.X + leftNames*letters + max(0, width-wide)/2, Y: room.Min.Y + max(0, height-radius*(1.5*hexRows+0.5))/2}, radius,
	}
}

func (r hexRoom) at(where hexPosition) vg.Point {
	shift := vg.Length(0)
	if where.r%2 == 1 {
		shift = 0.5
	}
	return vg.Point{X: r.from.X + r.radius*root3*(vg.Length(where.q)+shift+0.5), Y: r.from.Y + r.radius*(1+1.5*vg.Length(where.r))}
}

// edge is the first or the last hexagon of a row.
func edge(row int, left bool) hexPosition {
	out := hexPosition{-1, row}
	for _, other := range hexPlaces() {
		if other.r == row && (out.q < 0 || left && other.q < out.q || !left && other.q > out.q) {
			out = other
		}
	}
	return out
}

// beside says that the words stand left of the map where the height is set: it is as high as it is wide.
func (h HexMap) beside() bool { return true }

func (h HexMap) draw(p pen, room draw.Canvas) {
	r := newHexRoom(room, p.body)
	regions := map[hexPosition]string{}
	for _, c := range h.Cells {
		if where, ok := hexPlaces()[c.Code]; ok {
			regions[where] = c.Region
		}
	}
	for _, c := range h.Cells {
		if where, ok := hexPlaces()[c.Code]; ok {
			h.hexagon(p, c, r.at(where), r.radius)
		}
	}
	for _, c := range h.Cells {
		if where, ok := hexPlaces()[c.Code]; ok {
			borders(p, where, regions, r.at(where), r.radius)
		}
	}
	var taken []vg.Rectangle
	if len(regions) > hexRows { // of one region alone the title says which
		taken = nameRegions(p, r)
	}
	if p.most == 0 { // else it stands among the words
		from, end := vg.Point{X: room.Min.X, Y: room.Max.Y - r.radius}, room.Min.X+0.29*(room.Max.X-room.Min.X)
		h.key(p, from, end)
		taken = append(taken, vg.Rectangle{Min: vg.Point{X: from.X, Y: from.Y - h.keyHeight(p, end-from.X)}, Max: vg.Point{X: end, Y: room.Max.Y}})
	}
	h.marked(p, r, room, taken)
}

// nameRegions writes the regions' names, and gives where they stand.
func nameRegions(p pen, r hexRoom) []vg.Rectangle {
	f := face{0.92 * p.body, true, soft}
	var taken []vg.Rectangle
	for _, n := range regionNames {
		at, side, x := r.at(edge(n.row, n.left)), left, r.radius*1.3
		if n.left {
			side, x = right, -x
		}
		if n.to > 0 { // above the marks inside the hexagons it crosses
			y, to := at.Y+0.62*r.radius, r.at(hexPosition{n.to, n.row})
			p.line(soft, 1, nil, vg.Point{X: at.X + x*0.9, Y: y}, vg.Point{X: to.X, Y: y})
			p.mark(round, soft, vg.Point{X: to.X, Y: y}, 0.2*p.body)
			at.Y = y
		}
		p.middled(f, at.X+x, at.Y, side, n.name)
		taken = append(taken, boxOf(f, vg.Point{X: at.X + x, Y: at.Y}, side, []line{{n.name, f}}))
	}
	return taken
}

// boxOf is the room that lines take below each other, the first with its middle at a point.
func boxOf(f face, at vg.Point, a align, lines []line) vg.Rectangle {
	width := vg.Length(0)
	for _, l := range lines {
		width = max(width, f.width(l.text))
	}
	from := at.X + vg.Length(a)*width
	return vg.Rectangle{Min: vg.Point{X: from, Y: at.Y - 0.6*f.size - 1.15*f.size*vg.Length(len(lines)-1)}, Max: vg.Point{X: from + width, Y: at.Y + 0.6*f.size}}
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

// around are the six neighbours of a hexagon, each beyond the side that begins at the corner of its number.
func around(w hexPosition) [6]hexPosition {
	left, right := w.q-1, w.q
	if w.r%2 == 1 {
		left, right = w.q, w.q+1
	}
	return [6]hexPosition{{right, w.r + 1}, {w.q + 1, w.r}, {right, w.r - 1}, {left, w.r - 1}, {w.q - 1, w.r}, {left, w.r + 1}}
}

// borders draws the sides of a hexagon beyond which another region or nothing lies.
func borders(p pen, where hexPosition, regions map[hexPosition]string, at vg.Point, radius vg.Length) {
	for i, next := range around(where) {
		if other, ok := regions[next]; !ok || other != regions[where] {
			p.line(soft, 1, nil, corner(at, radius, i), corner(at, radius, i+1))
		}
	}
}

// marked draws the border of what is marked, and its name beside the map, as near to its row as there is room.
func (h HexMap) marked(p pen, r hexRoom, room draw.Canvas, taken []vg.Rectangle) {
	f := face{p.body, true, accent}
	for _, c := range h.Cells {
		where, ok := hexPlaces()[c.Code]
		if !c.Marked || !ok {
			continue
		}
		q := r.at(where)
		p.line(accent, 2.4, nil, append(corners(q, r.radius), corner(q, r.radius, 0))...)
		n, ok := r.placeName(f, c.Name, where, room, taken)
		if !ok {
			continue // the table beside it names it
		}
		taken = append(taken, n.box)
		end, x := r.at(edge(where.r, n.left)), r.radius
		if n.left {
			x = -x
		}
		p.line(accent, 0.9, nil, vg.Point{X: q.X + x, Y: q.Y}, vg.Point{X: end.X + x, Y: q.Y}, vg.Point{X: n.at.X - 0.3*x, Y: n.at.Y})
		side := left
		if n.left {
			side = right
		}
		for i, l := range n.lines {
			p.over(f, n.at.X, n.at.Y-1.15*p.body*vg.Length(i), side, l.text)
		}
	}
}

// hexName is where a name stands.
type hexName struct {
	at    vg.Point
	left  bool
	lines []line
	box   vg.Rectangle
}

// placeName finds room for a name beside the map: at the end of its row or above and below it, on either side, clear of hexagons and of other words.
func (r hexRoom) placeName(f face, name string, where hexPosition, room draw.Canvas, taken []vg.Rectangle) (hexName, bool) {
	for step := range 16 {
		shift := 0.6 * f.size * vg.Length((step+1)/2)
		if step%2 == 0 {
			shift = -shift
		}
		for _, toLeft := range []bool{false, true} {
			n := hexName{left: toLeft, at: r.at(edge(where.r, toLeft))}
			n.at.Y += shift
			side, space := left, vg.Length(0)
			if toLeft {
				n.at.X -= 1.9 * r.radius
				side, space = right, n.at.X-room.Min.X
			} else {
				n.at.X += 1.9 * r.radius
				space = room.Max.X - n.at.X
			}
			n.lines = wrapped(name, f, max(space, 4*f.size))
			n.box = boxOf(f, n.at, side, n.lines)
			inside := n.box.Min.X >= room.Min.X && n.box.Max.X <= room.Max.X && n.box.Min.Y >= room.Min.Y && n.box.Max.Y <= room.Max.Y
			if inside && len(n.lines) <= 3 && !slices.ContainsFunc(taken, func(o vg.Rectangle) bool { return overlap(o, n.box) }) && !r.covers(n.box) {
				return n, true
			}
		}
	}
	return hexName{}, false
}

// covers tells whether a box lies over a hexagon.
func (r hexRoom) covers(box vg.Rectangle) bool {
	for _, where := range hexPlaces() {
		at := r.at(where)
		if overlap(box, vg.Rectangle{Min: vg.Point{X: at.X - 0.8*r.radius, Y: at.Y - 0.7*r.radius}, Max: vg.Point{X: at.X + 0.8*r.radius, Y: at.Y + 0.7*r.radius}}) {
			return true
		}
	}
	return false
}

// key explains the classes, below each other from a corner.
func (h HexMap) key(p pen, from vg.Point, end vg.Length) {
	y := from.Y
	for i, c := range []Hex{{Outcome: Higher}, {Outcome: Similar}, {Outcome: Lower}, {None: true}} {
		if h.Key[i] == "" {
			continue
		}
		h.hexagon(p, c, vg.Point{X: from.X + 0.8*p.body, Y: y}, 0.8*p.body)
		lines := wrapped(h.Key[i], p.plain(), end-from.X-2.2*p.body)
		for j, l := range lines {
			p.middled(p.plain(), from.X+2.2*p.body, y-vg.Length(j)*1.2*p.body, left, l.text)
		}
		y -= 1.2*p.body*vg.Length(len(lines)) + 0.9*p.body
	}
}

// keyHeight is how much room the key takes.
func (h HexMap) keyHeight(p pen, width vg.Length) vg.Length {
	height := vg.Length(0)
	for _, k := range h.Key {
		if k != "" {
			height += 1.2*p.body*vg.Length(len(wrapped(k, p.plain(), width-2.2*p.body))) + 0.9*p.body
		}
	}
	return height
}

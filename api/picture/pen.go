package picture

import (
	"image/color"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// The palette: one accent and greys, and two hues for what lies on either side. Text on paper has a contrast of at least 4.5 to 1
// (a test works it out), and the two hues are far apart in grey and for the colour-blind.
var (
	paper   = color.NRGBA{0xff, 0xff, 0xff, 0xff}
	ink     = color.NRGBA{0x1a, 0x1a, 0x1a, 0xff}
	soft    = color.NRGBA{0x59, 0x59, 0x59, 0xff}
	middle  = color.NRGBA{0x8f, 0x8f, 0x8f, 0xff} // dots of areas nobody asked about
	pale    = color.NRGBA{0xd0, 0xd0, 0xd0, 0xff} // intervals, limits
	grid    = color.NRGBA{0xe8, 0xe8, 0xe8, 0xff}
	accent  = color.NRGBA{0xa3, 0x1b, 0x52, 0xff} // what is marked
	cold    = color.NRGBA{0x1d, 0x4f, 0x91, 0xff} // lower
	warm    = color.NRGBA{0xe0, 0x8a, 0x2e, 0xff} // higher
	warning = color.NRGBA{0xb0, 0x1c, 0x1c, 0xff} // the label of made-up data
)

// lineColours are those of a trend's series that are neither marked nor England's.
var lineColours = []color.NRGBA{cold, {0x9a, 0x5b, 0x00, 0xff}, {0x3d, 0x6b, 0x35, 0xff}, {0x6a, 0x4c, 0x93, 0xff}, {0x00, 0x6d, 0x77, 0xff}, soft}

func tint(c color.NRGBA, alpha uint8) color.NRGBA { c.A = alpha; return c }

// leading is the height of a line of text for letters of size 1.
const leading = 1.32

// face is how letters look.
type face struct {
	size   vg.Length
	bold   bool
	colour color.NRGBA
}

type align float64

const (
	left   align = 0
	centre align = -0.5
	right  align = -1
)

func (f face) style() draw.TextStyle {
	font := font.Font{Typeface: "Liberation", Variant: "Sans", Size: f.size}
	if f.bold {
		font.Weight = 3 // bold, in the numbers of x/image/font
	}
	return draw.TextStyle{Color: f.colour, Font: font, Handler: plot.DefaultTextHandler, XAlign: draw.XLeft, YAlign: draw.YBottom}
}

func (f face) width(text string) vg.Length { return f.style().Width(text) }

// wrapped breaks a text into lines that fit a width; a word longer than that, as an address is, is broken where it must be.
func wrapped(text string, f face, width vg.Length) []line {
	var out []line
	now := ""
	for word := range strings.FieldsSeq(text) {
		next := strings.TrimSpace(now + " " + word)
		if now != "" && f.width(next) > width {
			out = append(out, line{now, f})
			next = word
		}
		for f.width(next) > width {
			cut := fitting(next, f, width)
			out = append(out, line{next[:cut], f})
			next = next[cut:]
		}
		now = next
	}
	if now != "" {
		out = append(out, line{now, f})
	}
	return out
}

// fitting is how many bytes of a word fit a width, at least one letter.
func fitting(word string, f face, width vg.Length) int {
	cut := 0
	for i, r := range word {
		end := i + len(string(r))
		if cut > 0 && f.width(word[:end]) > width {
			break
		}
		cut = end
	}
	return cut
}

// pen draws on a canvas in the letters of a format.
type pen struct {
	draw.Canvas
	format
}

func (p pen) plain() face  { return face{p.body, false, ink} }
func (p pen) quiet() face  { return face{p.body, false, soft} }
func (p pen) strong() face { return face{p.body, true, ink} }

// text writes with the letters' feet at y.
func (p pen) text(f face, x, y vg.Length, a align, text string) {
	if text == "" {
		return
	}
	style := f.style()
	p.FillText(style, vg.Point{X: x + vg.Length(a)*style.Width(text), Y: y}, text)
}

// middled writes with the letters' middle at y.
func (p pen) middled(f face, x, y vg.Length, a align, text string) {
	p.text(f, x, y-0.36*f.size, a, text)
}

// nothing says that a chart is empty; why, and of whom, the words round it say.
func (p pen) nothing(room draw.Canvas) {
	p.middled(p.quiet(), room.Min.X, (room.Min.Y+room.Max.Y)/2, left, "No figure to draw.")
}

// over writes as middled does, on a veil of paper so that what lies below does not disturb the letters.
func (p pen) over(f face, x, y vg.Length, a align, text string) {
	width := f.width(text)
	from := x + vg.Length(a)*width - 1
	p.fill(tint(paper, 0xc8), vg.Point{X: from, Y: y - 0.55*f.size}, vg.Point{X: from + width + 2, Y: y - 0.55*f.size},
		vg.Point{X: from + width + 2, Y: y + 0.55*f.size}, vg.Point{X: from, Y: y + 0.55*f.size})
	p.middled(f, x, y, a, text)
}

func (p pen) line(c color.NRGBA, width vg.Length, dashes []vg.Length, points ...vg.Point) {
	if len(points) > 1 {
		p.StrokeLines(draw.LineStyle{Color: c, Width: width, Dashes: dashes}, points)
	}
}

func (p pen) fill(c color.NRGBA, points ...vg.Point) { p.FillPolygon(c, points) }

// shape is the mark of a figure.
type shape uint8

const (
	round shape = iota
	up
	down
	square
)

func (p pen) mark(s shape, c color.NRGBA, at vg.Point, radius vg.Length) {
	switch s {
	case up:
		p.fill(c, vg.Point{X: at.X - radius, Y: at.Y - 0.8*radius}, vg.Point{X: at.X + radius, Y: at.Y - 0.8*radius}, vg.Point{X: at.X, Y: at.Y + radius})
	case down:
		p.fill(c, vg.Point{X: at.X - radius, Y: at.Y + 0.8*radius}, vg.Point{X: at.X + radius, Y: at.Y + 0.8*radius}, vg.Point{X: at.X, Y: at.Y - radius})
	case square:
		r := 0.85 * radius
		p.fill(c, vg.Point{X: at.X - r, Y: at.Y - r}, vg.Point{X: at.X + r, Y: at.Y - r}, vg.Point{X: at.X + r, Y: at.Y + r}, vg.Point{X: at.X - r, Y: at.Y + r})
	default:
		p.DrawGlyph(draw.GlyphStyle{Color: c, Radius: radius, Shape: draw.CircleGlyph{}}, at)
	}
}

// ring is a mark that is not filled: of a figure that is not finished.
func (p pen) ring(c color.NRGBA, at vg.Point, radius vg.Length) {
	p.mark(round, c, at, radius)
	p.mark(round, paper, at, 0.6*radius)
}

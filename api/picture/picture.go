// Package picture draws charts of reports, as SVG or PNG, that can be put into a paper or on a slide as they are: what, where and when
// as the title, the finding below it, direction, protection, source and address in the picture itself.
//
// A chart is a value (Ranking, Strip, Funnel, Trend, HexMap); nothing in it is looked up, and every word comes from outside. Pictures
// are read in grey and at arm's length: nothing is told by colour alone, lines are labelled at their ends, no axis is ever turned round.
package picture

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"strings"

	"github.com/careduty/careduty/internal/fault"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// Words are what is written round a chart.
type Words struct {
	Label       string   // that the data are made up; first of all, empty where they are not
	Title       string   // what, where, when
	Finding     string   // the finding, as a sentence
	Description string   // the whole for those who cannot see it
	Foot        []string // areas without a figure, how to read it, protection; where there is little room the last are left out
	Source      string   // whom to name, licence, address: never left out
}

// Size is how large a picture is and what it is for.
type Size string

// The sizes. A page's picture is as tall as its chart needs; the others have the shape of a screen and of a preview card.
const (
	Page   Size = "page"
	Slide  Size = "slide"  // 1600 by 900 as PNG
	Social Size = "social" // 1200 by 630 as PNG
)

// Sizes lists every size, the default first.
var Sizes = []Size{Page, Slide, Social}

// format is what a size is made of, in points; a point is two pixels of a PNG.
type format struct {
	width, height               vg.Length // height 0: as the chart needs
	title, finding, body, small vg.Length // sizes of letters
	margin                      vg.Length
	most                        int     // lines of the finding, where the height is set: later sentences are left out
	least                       float64 // of the height, which the chart has at least
}

var formats = map[Size]format{
	Page:   {width: 640, title: 16, finding: 12, body: 9.5, small: 8.5, margin: 16},
	Slide:  {width: 800, height: 450, title: 21, finding: 15, body: 12, small: 8.5, margin: 22, most: 3, least: 0.45},
	Social: {width: 600, height: 315, title: 17, finding: 12.5, body: 10, small: 7, margin: 14, most: 2, least: 0.54},
}

// Chart is a drawing that fits a room of a width and says how tall it would like to be.
type Chart interface {
	wants(f format) vg.Length
	draw(p pen, room draw.Canvas)
}

// SVG draws a chart with its words as an SVG image with title and description.
func SVG(w io.Writer, c Chart, size Size, words Words) error {
	sheet := layout(c, formats[size], words)
	canvas := vgsvg.New(sheet.width, sheet.height)
	sheet.draw(draw.New(canvas))
	var out bytes.Buffer
	if _, err := canvas.WriteTo(&out); err != nil {
		return failed(err)
	}
	// The lines were measured in Liberation Sans; where that is missing, others of the same widths.
	text := strings.ReplaceAll(out.String(), "font-family:Liberation Sans;", "font-family:Liberation Sans,Arimo,Arial,Helvetica,sans-serif;")
	// The library leaves out what makes an image readable aloud.
	at := strings.Index(text, "<svg ")
	if at < 0 {
		return failed(nil)
	}
	end := at + strings.Index(text[at:], ">") + 1
	head := strings.Replace(text[at:end], "<svg ", `<svg role="img" aria-labelledby="title desc" `, 1)
	_, err := fmt.Fprintf(w, "%s%s\n<title id=\"title\">%s</title>\n<desc id=\"desc\">%s</desc>%s", text[:at], head,
		html.EscapeString(words.heading()), html.EscapeString(words.aloud()), text[end:])
	return err
}

// PNG draws the same at two pixels a point, and says so and its title in the file.
func PNG(w io.Writer, c Chart, size Size, words Words) error {
	sheet := layout(c, formats[size], words)
	canvas := vgimg.NewWith(vgimg.UseWH(sheet.width, sheet.height), vgimg.UseDPI(pixelsPerInch), vgimg.UseBackgroundColor(paper))
	sheet.draw(draw.New(canvas))
	return writePNG(w, canvas.Image(), words.heading())
}

func failed(cause error) error {
	return fault.New(fault.Internal, "The picture cannot be drawn.", "").Because(cause)
}

func (w Words) heading() string { return strings.TrimSpace(w.Label + " " + w.Title) }

func (w Words) aloud() string {
	return strings.TrimSpace(strings.Join(append(append([]string{w.Finding, w.Description}, w.Foot...), w.Source), " "))
}

// sheet is a chart between its words.
type sheet struct {
	format
	chart        Chart
	beside       aside // the chart, where its words stand beside it
	inner        vg.Length
	chartHeight  vg.Length
	above, below []line
}

// line is a line of text that fits the width.
type line struct {
	text string
	face face
}

// aside is a chart beside which its words stand where the height is set, with its key among them.
type aside interface {
	Chart
	beside() bool
	key(p pen, from vg.Point, end vg.Length)
	keyHeight(p pen, width vg.Length) vg.Length
}

func layout(c Chart, f format, words Words) sheet {
	s := sheet{format: f, chart: c, inner: f.width - 2*f.margin}
	if a, ok := c.(aside); ok && f.height > 0 && a.beside() {
		s.beside, s.inner = a, asideShare*f.width-f.margin
		s.title *= 0.86
		s.most += 2
	}
	f = s.format
	if words.Label != "" {
		s.above = append(s.above, wrapped(words.Label, face{f.finding, true, warning}, s.inner)...)
	}
	s.above = append(s.above, wrapped(words.Title, face{f.title, true, ink}, s.inner)...)
	s.above = append(s.above, f.finds(words.Finding, s.inner)...)
	for notes := words.Foot; ; notes = notes[:len(notes)-1] {
		s.below = f.foot(notes, words.Source, s.inner)
		around := 3.2*f.margin + tall(s.above) + tall(s.below)
		if f.height == 0 {
			s.chartHeight = c.wants(f)
			s.height = s.chartHeight + around
			return s
		}
		s.chartHeight = f.height - around
		enough := vg.Length(f.least) * f.height
		if s.beside != nil {
			enough = s.beside.keyHeight(pen{format: f}, s.inner)
		}
		if s.chartHeight >= enough || len(notes) == 0 {
			return s
		}
	}
}

// asideShare is how much of the width words beside a chart have.
const asideShare = 0.42

// finds is the finding in lines: as many of its sentences as have room, and the first in any case.
func (f format) finds(text string, width vg.Length) []line {
	for {
		lines := wrapped(text, face{f.finding, false, ink}, width)
		end := strings.LastIndex(strings.TrimSuffix(text, "."), ". ")
		if f.height == 0 || len(lines) <= f.most || end < 0 {
			return lines
		}
		text = text[:end+1]
	}
}

// foot is what stands below the chart, in lines.
func (f format) foot(notes []string, source string, width vg.Length) []line {
	var out []line
	for _, text := range append(notes[:len(notes):len(notes)], source) {
		out = append(out, wrapped(text, face{f.small, false, soft}, width)...)
	}
	return out
}

func tall(lines []line) vg.Length {
	var h vg.Length
	for _, l := range lines {
		h += l.face.size * leading
	}
	return h
}

func (s sheet) draw(c draw.Canvas) {
	c.SetColor(paper)
	c.Fill(c.Path())
	p := pen{c, s.format}
	top := s.write(p, s.above, c.Max.Y-0.8*s.margin)
	if s.beside != nil {
		s.beside.key(p, vg.Point{X: s.margin, Y: top - s.margin}, s.margin+s.inner)
		s.chart.draw(p, draw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{
			Min: vg.Point{X: s.width * asideShare, Y: s.margin}, Max: vg.Point{X: s.width - 0.6*s.margin, Y: c.Max.Y - 0.8*s.margin},
		}})
		s.write(p, s.below, 0.8*s.margin+tall(s.below))
		return
	}
	room := draw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{
		Min: vg.Point{X: s.margin, Y: top - 0.8*s.margin - s.chartHeight}, Max: vg.Point{X: s.width - s.margin, Y: top - 0.8*s.margin},
	}}
	s.chart.draw(p, room)
	s.write(p, s.below, room.Min.Y-0.8*s.margin)
}

// write puts lines below each other from a height down and gives where they end.
func (s sheet) write(p pen, lines []line, top vg.Length) vg.Length {
	for _, l := range lines {
		top -= l.face.size * leading
		p.text(l.face, s.margin, top+0.25*l.face.size, left, l.text)
	}
	return top
}

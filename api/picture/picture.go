// Package picture draws charts of reports, as SVG or PNG, that can be put into a paper as they are: the finding as a title, the
// period, source, caveat, licence and link inside the picture, areas without a figure named below. They are read in grey:
// nothing is told by colour alone, and no axis is ever turned round.
package picture

import (
	"bytes"
	"fmt"
	"html"
	"image/color"
	"io"
	"strings"

	"github.com/careduty/careduty/internal/fault"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// Words are what is written round a chart.
type Words struct {
	Title       string   // the finding, as a sentence
	Subtitle    string   // what is shown: measure, unit, period, direction
	Description string   // the same for those who cannot see it
	Below       []string // areas without a figure, caveats, source, licence, link
}

// Chart is a drawing of a height of its own.
type Chart interface {
	height() vg.Length
	plot() (*plot.Plot, error)
}

const (
	width  = vg.Length(560) // points
	margin = vg.Length(14)
)

const sans = font.Variant("Sans")

// Ink and paper; every pair of them has a contrast of at least 4.5 to 1.
var (
	ink   = color.Gray{Y: 0x1a}
	soft  = color.Gray{Y: 0x59}
	paper = color.White
)

// SVG draws a chart with its words as an SVG image with title and description.
func SVG(w io.Writer, c Chart, words Words) error {
	page, err := layout(c, words)
	if err != nil {
		return err
	}
	canvas := vgsvg.New(width, page.height)
	page.draw(draw.New(canvas))
	var out bytes.Buffer
	if _, err := canvas.WriteTo(&out); err != nil {
		return failed(err)
	}
	text := out.String()
	// The lines were measured in Liberation Sans; where that is missing, others of the same widths.
	text = strings.ReplaceAll(text, "font-family:Liberation Sans;", "font-family:Liberation Sans,Arimo,Arial,Helvetica,sans-serif;")
	// The library leaves out what makes an image readable aloud.
	at := strings.Index(text, "<svg ")
	if at < 0 {
		return failed(nil)
	}
	end := at + strings.Index(text[at:], ">") + 1
	head := strings.Replace(text[at:end], "<svg ", `<svg role="img" aria-labelledby="title desc" `, 1)
	_, err = fmt.Fprintf(w, "%s%s\n<title id=\"title\">%s</title>\n<desc id=\"desc\">%s</desc>%s", text[:at], head,
		html.EscapeString(words.Title), html.EscapeString(words.Description+" "+strings.Join(words.Below, " ")), text[end:])
	return err
}

// PNG draws the same at twice the resolution of a screen.
func PNG(w io.Writer, c Chart, words Words) error {
	page, err := layout(c, words)
	if err != nil {
		return err
	}
	canvas := vgimg.NewWith(vgimg.UseWH(width, page.height), vgimg.UseDPI(144), vgimg.UseBackgroundColor(paper))
	page.draw(draw.New(canvas))
	_, err = vgimg.PngCanvas{Canvas: canvas}.WriteTo(w)
	return err
}

func failed(cause error) error {
	return fault.New(fault.Internal, "The picture cannot be drawn.", "").Because(cause)
}

// page is a chart between its words.
type page struct {
	chart        *plot.Plot
	chartHeight  vg.Length
	above, below []line
	height       vg.Length
}

type line struct {
	text string
	size vg.Length
	bold bool
}

func layout(c Chart, words Words) (*page, error) {
	p, err := c.plot()
	if err != nil {
		return nil, failed(err)
	}
	out := &page{chart: p, chartHeight: c.height()}
	out.above = append(wrapped(words.Title, 14, true), wrapped(words.Subtitle, 10, false)...)
	for _, b := range words.Below {
		out.below = append(out.below, wrapped(b, 8, false)...)
	}
	out.height = out.chartHeight + 3*margin + tall(out.above) + tall(out.below)
	return out, nil
}

func tall(lines []line) vg.Length {
	var h vg.Length
	for _, l := range lines {
		h += l.size * 1.35
	}
	return h
}

func (p *page) draw(c draw.Canvas) {
	c.SetColor(paper)
	c.Fill(c.Path())
	top := c.Max.Y - margin
	top = write(c, p.above, top)
	p.chart.Draw(draw.Crop(c, margin, -margin, top-p.chartHeight-margin/2-c.Min.Y, top-margin/2-c.Max.Y))
	write(c, p.below, top-p.chartHeight-margin)
}

// write puts lines below each other from a height down and gives where they end.
func write(c draw.Canvas, lines []line, top vg.Length) vg.Length {
	for _, l := range lines {
		style := styleOf(l.size, l.bold)
		top -= l.size * 1.35
		c.FillText(style, vg.Point{X: c.Min.X + margin, Y: top}, l.text)
	}
	return top
}

func styleOf(size vg.Length, bold bool) draw.TextStyle {
	f := font.Font{Typeface: "Liberation", Variant: sans, Size: size}
	if bold {
		f.Weight = 3 // bold, in the numbers of x/image/font
	}
	return draw.TextStyle{Color: ink, Font: f, Handler: plot.DefaultTextHandler, XAlign: draw.XLeft, YAlign: draw.YBottom}
}

// wrapped breaks a text into lines that fit the width.
func wrapped(text string, size vg.Length, bold bool) []line {
	style := styleOf(size, bold)
	var out []line
	now := ""
	for word := range strings.FieldsSeq(text) {
		next := strings.TrimSpace(now + " " + word)
		if now != "" && style.Width(next) > width-2*margin {
			out = append(out, line{now, size, bold})
			next = word
		}
		now = next
	}
	if now != "" {
		out = append(out, line{now, size, bold})
	}
	return out
}

// newPlot has what every chart has: light axes, no title of its own.
func newPlot() *plot.Plot {
	p := plot.New()
	p.BackgroundColor = paper
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.Color, a.Tick.Color = soft, soft
		a.Tick.Label.Font.Size, a.Label.TextStyle.Font.Size = 8, 9
		a.Tick.Label.Color, a.Label.TextStyle.Color = ink, ink
		a.Tick.Label.Font.Variant, a.Label.TextStyle.Font.Variant = sans, sans
	}
	p.Legend.TextStyle.Font.Variant, p.Legend.TextStyle.Font.Size = sans, 9
	return p
}

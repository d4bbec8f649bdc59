package page

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
)

// Sketch is a finding drawn beside its sentence, in the page's own letters and colours: lines, dots and few words, from nought up. The whole picture,
// with its source, is on the page that the finding leads to.
type Sketch struct {
	Line, Faint, Dashed string // paths: the series, the axis, England
	Dots                []SketchDot
	Texts               []SketchText
	Words               string
}

// SketchDot is a figure; one that is named is Strong.
type SketchDot struct {
	X, Y   string
	Strong bool
}

// SketchText stands at a place, to its left, to its right or round it: end, start or middle.
type SketchText struct {
	X, Y, Anchor, Text string
	Strong             bool
}

// The room of a sketch, in the units of its drawing.
const (
	sketchWide           = 320.0
	sketchLeft           = 40.0
	sketchRight          = 272.0
	sketchTop, sketchLow = 16.0, 112.0
)

func coordinate(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }

func amount(v float64, unit string) string {
	text := words.Figures(unit, v)[0]
	if unit == "percent" {
		text += "%"
	}
	return text
}

// sketchOver draws a series over time with its newest figure.
func sketchOver(s *measure.Subject, cells []*release.Cell, alt string) Sketch {
	var all []*float64
	var valued []*release.Cell
	for _, c := range cells {
		if c.Value != nil {
			all, valued = append(all, c.Value), append(valued, c)
		}
	}
	if len(valued) < 2 {
		return Sketch{}
	}
	scale := NewScale(all)
	first, last := periodOf(valued[0]), periodOf(valued[len(valued)-1])
	across := (sketchRight - sketchLeft) / float64(max(last.Index()-first.Index(), 1))
	height := func(v float64) float64 { return sketchLow - (sketchLow-sketchTop)*v/scale.most }
	out := Sketch{Words: alt, Faint: fmt.Sprintf("M%g %gH%gM%g %gH%g", sketchLeft, sketchLow, sketchRight, sketchLeft, sketchTop, sketchRight)}
	var path strings.Builder
	for i, c := range valued {
		p, command := periodOf(c), "L"
		if i == 0 || p.Index() > periodOf(valued[i-1]).Index()+1 || len(s.Broken(periodOf(valued[i-1]), p)) > 0 {
			command = "M"
		}
		x, y := coordinate(sketchLeft+across*float64(p.Index()-first.Index())), coordinate(height(*c.Value))
		path.WriteString(command + x + " " + y)
		out.Dots = append(out.Dots, SketchDot{x, y, i == len(valued)-1})
	}
	out.Line = path.String()
	end := valued[len(valued)-1]
	out.Texts = []SketchText{
		{coordinate(sketchLeft - 6), coordinate(sketchLow + 4), "end", "0", false},
		{coordinate(sketchLeft - 6), coordinate(sketchTop + 4), "end", amount(scale.most, s.Unit), false},
		{coordinate(sketchLeft), coordinate(sketchLow + 18), "start", first.String(), false},
		{coordinate(sketchRight), coordinate(sketchLow + 18), "middle", last.String(), false},
		{coordinate(sketchRight + 8), coordinate(height(*end.Value) + 4), "start", amount(*end.Value, s.Unit), true},
	}
	return out
}

// sketchBetween draws areas as dots on one axis, beside England: the two ends are named.
func sketchBetween(s *measure.Subject, england *release.Cell, cells []*release.Cell, alt string) Sketch {
	var low, high *release.Cell
	all := []*float64{england.Value}
	for _, c := range cells {
		all = append(all, c.Value)
		if low == nil || *c.Value < *low.Value {
			low = c
		}
		if high == nil || *c.Value > *high.Value {
			high = c
		}
	}
	if low == nil || low == high {
		return Sketch{}
	}
	scale := NewScale(all)
	const left, right, axis = 8.0, sketchWide - 8, 60.0
	at := func(v float64) float64 { return left + (right-left)*v/scale.most }
	out := Sketch{Words: alt, Faint: fmt.Sprintf("M%g %gH%g", left, axis, right), Dashed: fmt.Sprintf("M%.1f %gV%g", at(*england.Value), axis-28, axis+12)}
	for _, c := range cells {
		out.Dots = append(out.Dots, SketchDot{coordinate(at(*c.Value)), coordinate(axis), c == low || c == high})
	}
	placed := func(v float64) (x, anchor string) { // so that no name leaves the room
		switch x := at(v); {
		case x > 0.6*sketchWide:
			return coordinate(min(x+4, right)), "end"
		case x < 0.4*sketchWide:
			return coordinate(max(x-4, left)), "start"
		}
		return coordinate(at(v)), "middle"
	}
	name := func(c *release.Cell, label string, y float64, strong bool) SketchText {
		x, anchor := placed(*c.Value)
		return SketchText{x, coordinate(y), anchor, label + " " + amount(*c.Value, s.Unit), strong}
	}
	out.Texts = []SketchText{
		name(england, "England", axis-34, false), name(high, high.AreaName, axis+28, true), name(low, low.AreaName, axis+46, true),
		{coordinate(left), coordinate(axis + 28), "start", "0", false},
	}
	return out
}

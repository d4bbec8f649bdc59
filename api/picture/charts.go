package picture

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Point is one area's or period's figure with its interval; NaN where there is none.
type Point struct {
	Name             string
	X                float64 // period number in a trend, people in a funnel
	Value, Low, High float64
	Broken           bool // a trend's series becomes another one here: no line leads to it
}

// Ranking is a league table drawn: a line an area from the first to the last, its figure as a dot, its interval as a bar.
type Ranking struct {
	Axis    string // what the figures are, with unit and direction
	Points  []Point
	Marked  float64 // England's figure, as a dashed line; NaN for none
	Caption string  // of that line
}

const rowHeight = vg.Length(11) // points

func (r Ranking) height() vg.Length { return 60 + rowHeight*vg.Length(max(len(r.Points), 4)) }

func (r Ranking) plot() (*plot.Plot, error) {
	p := newPlot()
	p.X.Label.Text = r.Axis
	n := len(r.Points)
	ticks := make([]plot.Tick, n)
	for i, q := range r.Points {
		y := float64(n - 1 - i)
		ticks[i] = plot.Tick{Value: y, Label: q.Name}
		if err := bar(p, plotter.XYs{{X: q.Low, Y: y}, {X: q.High, Y: y}}); err != nil {
			return nil, err
		}
		if err := dots(p, plotter.XYs{{X: q.Value, Y: y}}, draw.CircleGlyph{}, 2.4); err != nil {
			return nil, err
		}
	}
	p.Y.Tick.Marker = plot.ConstantTicks(ticks)
	p.Y.Min, p.Y.Max = -0.8, float64(max(n, 1))-0.2
	p.X.Min = math.Min(p.X.Min, 0)
	if !math.IsNaN(r.Marked) {
		return p, dashed(p, plotter.XYs{{X: r.Marked, Y: p.Y.Min}, {X: r.Marked, Y: p.Y.Max}}, r.Caption)
	}
	return p, nil
}

// Trend is a series for each of a few areas. A gap is a period without a figure, or a break with a dashed line across.
type Trend struct {
	Axis    string
	Series  []Series
	Periods map[float64]string // the label of each number on the axis
}

// Series is one area's line.
type Series struct {
	Name   string
	Points []Point
}

func (t Trend) height() vg.Length { return 300 }

// Each series has a mark and dashes of its own, so that they are told apart in grey.
var marks = []draw.GlyphDrawer{draw.CircleGlyph{}, draw.SquareGlyph{}, draw.TriangleGlyph{}, draw.CrossGlyph{}, draw.PlusGlyph{}, draw.RingGlyph{}}

var dashes = [][]vg.Length{nil, {6, 3}, {2, 2}, {8, 2, 2, 2}, {4, 4}, {1, 3}}

// MostSeries is how many series a trend can tell apart.
const MostSeries = 6

func (t Trend) plot() (*plot.Plot, error) {
	p := newPlot()
	p.Y.Label.Text = t.Axis
	for i, s := range t.Series {
		if err := t.draw(p, i%MostSeries, s); err != nil {
			return nil, err
		}
	}
	var ticks []plot.Tick
	for x, label := range t.Periods {
		ticks = append(ticks, plot.Tick{Value: x, Label: label})
	}
	p.X.Tick.Marker = plot.ConstantTicks(thinned(ticks))
	p.Y.Min = math.Min(p.Y.Min, 0)
	p.Legend.YOffs = 4
	return p, t.breaks(p)
}

// breaks draws a line before each point that a break lies before.
func (t Trend) breaks(p *plot.Plot) error {
	drawn := map[float64]bool{}
	for _, s := range t.Series {
		for _, q := range s.Points {
			if !q.Broken || drawn[q.X] {
				continue
			}
			drawn[q.X] = true
			caption := ""
			if len(drawn) == 1 {
				caption = "Break in the series"
			}
			if err := dashed(p, plotter.XYs{{X: q.X - 0.5, Y: p.Y.Min}, {X: q.X - 0.5, Y: p.Y.Max}}, caption); err != nil {
				return err
			}
		}
	}
	p.Legend.Top = false // there the lines are
	return nil
}

func (t Trend) draw(p *plot.Plot, i int, s Series) error {
	for _, part := range runs(s.Points) {
		for _, q := range part {
			if err := bar(p, plotter.XYs{{X: q.X, Y: q.Low}, {X: q.X, Y: q.High}}); err != nil {
				return err
			}
		}
		l, err := plotter.NewLine(xys(part))
		if err != nil {
			return err
		}
		l.LineStyle = draw.LineStyle{Color: ink, Width: 1.2, Dashes: dashes[i]}
		p.Add(l)
		if err := dots(p, xys(part), marks[i], 3); err != nil {
			return err
		}
	}
	example, err := plotter.NewLine(plotter.XYs{{}, {}})
	if err != nil {
		return err
	}
	example.LineStyle = draw.LineStyle{Color: ink, Width: 1.2, Dashes: dashes[i]}
	dot := &plotter.Scatter{GlyphStyle: draw.GlyphStyle{Color: ink, Radius: 3, Shape: marks[i]}}
	p.Legend.Add(s.Name, example, dot)
	return nil
}

// Funnel is every area's figure by its size, with the limits within which it would lie by chance.
type Funnel struct {
	Axis   string
	Points []Point
	Limits []Limit // in order of X
	Marked float64 // England's figure
}

// Limit are the funnel limits for an area of size X.
type Limit struct{ X, Lower95, Upper95, Lower998, Upper998 float64 }

func (f Funnel) height() vg.Length { return 340 }

func (f Funnel) plot() (*plot.Plot, error) {
	p := newPlot()
	p.Y.Label.Text, p.X.Label.Text = f.Axis, "People counted (denominator)"
	for _, line := range []struct {
		at     func(Limit) float64
		dashes []vg.Length
	}{
		{func(l Limit) float64 { return l.Lower95 }, dashes[1]},
		{func(l Limit) float64 { return l.Upper95 }, dashes[1]},
		{func(l Limit) float64 { return l.Lower998 }, nil},
		{func(l Limit) float64 { return l.Upper998 }, nil},
		{func(Limit) float64 { return f.Marked }, dashes[2]},
	} {
		pts := make(plotter.XYs, len(f.Limits))
		for i, l := range f.Limits {
			pts[i] = plotter.XY{X: l.X, Y: line.at(l)}
		}
		l, err := plotter.NewLine(pts)
		if err != nil {
			return nil, err
		}
		l.LineStyle = draw.LineStyle{Color: soft, Width: 1, Dashes: line.dashes}
		p.Add(l)
	}
	p.X.Min = 0
	return p, dots(p, xys(f.Points), draw.CircleGlyph{}, 2.2)
}

func xys(points []Point) plotter.XYs {
	out := make(plotter.XYs, len(points))
	for i, q := range points {
		out[i] = plotter.XY{X: q.X, Y: q.Value}
	}
	return out
}

// runs splits a series where periods without a figure stand between, and at breaks.
func runs(points []Point) [][]Point {
	var out [][]Point
	gap := true
	for _, q := range points {
		gap = gap || q.Broken
		if math.IsNaN(q.Value) {
			gap = true
			continue
		}
		if gap {
			out = append(out, nil)
		}
		gap = false
		out[len(out)-1] = append(out[len(out)-1], q)
	}
	return out
}

// bar is an interval; none is drawn where it has no ends.
func bar(p *plot.Plot, pts plotter.XYs) error {
	for _, q := range pts {
		if math.IsNaN(q.X) || math.IsNaN(q.Y) {
			return nil
		}
	}
	l, err := plotter.NewLine(pts)
	if err != nil {
		return err
	}
	l.LineStyle = draw.LineStyle{Color: color.Gray{Y: 0x80}, Width: 1.6}
	p.Add(l)
	return nil
}

func dots(p *plot.Plot, pts plotter.XYs, shape draw.GlyphDrawer, radius vg.Length) error {
	s, err := plotter.NewScatter(pts)
	if err != nil {
		return err
	}
	s.GlyphStyle = draw.GlyphStyle{Color: ink, Radius: radius, Shape: shape}
	p.Add(s)
	return nil
}

func dashed(p *plot.Plot, pts plotter.XYs, caption string) error {
	l, err := plotter.NewLine(pts)
	if err != nil {
		return err
	}
	l.LineStyle = draw.LineStyle{Color: ink, Width: 1, Dashes: dashes[1]}
	p.Add(l)
	p.Legend.Top = true
	if caption != "" {
		p.Legend.Add(caption, l)
	}
	return nil
}

package picture

import (
	"cmp"
	"image/color"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Point is a series' figure at one time; Value is NaN where there is none.
type Point struct {
	X                float64 // number of the period
	Value, Low, High float64
	Hollow           bool // the period is not finished, or the figure is weak
}

// Series is one area's or group's line.
type Series struct {
	Name   string
	Points []Point

	Marked  bool // drawn in the accent; one at most reads well
	England bool // drawn dashed, in ink
	Region  bool // beside an area that is marked: drawn in grey
}

// Band is where most areas lie at each time: its points' Low and High; their Value is not drawn.
type Band struct {
	Name   string
	Points []Point
}

// Break is where a series becomes another one: nothing is joined across it.
type Break struct {
	Before float64 // number of the first period after it
	Name   string
}

// Tick is the name of a period.
type Tick struct {
	X    float64
	Name string
}

// Trend is a line for each of a few areas over periods. A gap is a period without a figure, or a break.
type Trend struct {
	Axis    Axis
	Series  []Series
	Band    Band
	Breaks  []Break
	Periods []Tick // in order
	Cut     string // said beside the axis where it does not begin at nought
}

// MostSeries is how many series a trend can tell apart.
const MostSeries = 6

// mostRibbons is up to how many series are drawn with their intervals.
const mostRibbons = 3

// Ribbons tells whether any interval is drawn: there is room, and two points beside one another have one.
func (t Trend) Ribbons() bool {
	return slices.ContainsFunc(t.Series, func(s Series) bool {
		return t.ribbon(s) && slices.ContainsFunc(runs(s.Points, ranged, t.broken), func(run []Point) bool { return len(run) > 1 })
	})
}

// ribbon tells whether a series is drawn with its interval: what is marked alone, else up to three.
func (t Trend) ribbon(s Series) bool {
	if slices.ContainsFunc(t.Series, func(o Series) bool { return o.Marked }) {
		return s.Marked
	}
	return len(t.Series) <= mostRibbons
}

// squeezed tells whether figures would lie in less than a third of an axis from nought: only then does it begin elsewhere. Two points are no curve that
// needs room.
func (t Trend) squeezed(e extent) bool {
	return e.low > 0 && e.high-e.low < e.high/3 && len(t.Periods) > 2
}

// widened takes an axis that does not begin at nought so far apart that a small change does not fill the picture: ten points of shares, a quarter of
// other figures.
func (t Trend) widened(e extent) extent {
	least := e.high / 4
	if t.Axis.Whole > 0 {
		least = t.Axis.Whole / 10
	}
	if missing := least - (e.high - e.low); missing > 0 {
		e.low, e.high = max(e.low-missing/2, 0), e.high+missing/2
	}
	if t.Axis.Whole > 0 {
		e.high = min(e.high, t.Axis.Whole)
	}
	return e
}

func (t Trend) wants(format) vg.Length { return 290 }

func (t Trend) extent() extent {
	e := noExtent()
	for _, s := range t.Series {
		for _, q := range s.Points {
			if e.take(q.Value); t.ribbon(s) && !math.IsNaN(q.Value) {
				e.take(q.Low, q.High)
			}
		}
	}
	for _, q := range t.Band.Points {
		e.take(q.Low, q.High)
	}
	return e
}

func (t Trend) draw(p pen, room draw.Canvas) {
	e := t.extent()
	if e.empty() || len(t.Periods) == 0 {
		p.nothing(room)
		return
	}
	title := t.Axis.Title
	if t.squeezed(e) {
		title, e = strings.TrimSpace(title+" "+t.Cut), t.widened(e)
	} else {
		e.take(0)
	}
	bottom, top := room.Min.Y+2*p.body, room.Max.Y-2*p.body
	y := newScale(e.low, e.high, t.Axis.Whole, int((top-bottom)/(3.2*p.body)), bottom, top)
	margin := vg.Length(0)
	for _, v := range y.ticks() {
		margin = max(margin, p.quiet().width(y.label(t.Axis, v)))
	}
	first, last := t.Periods[0].X, t.Periods[len(t.Periods)-1].X
	if first == last { // one period stands in the middle
		first, last = first-1, last+1
	}
	x := scale{low: first, high: last, from: room.Min.X + margin + p.body, to: room.Max.X - t.endLabels(p)}
	for _, v := range y.ticks() {
		p.line(grid, 0.8, nil, vg.Point{X: x.from - 0.4*p.body, Y: y.at(v)}, vg.Point{X: x.to, Y: y.at(v)})
		p.middled(p.quiet(), x.from-0.7*p.body, y.at(v), right, y.label(t.Axis, v))
	}
	p.text(p.quiet(), room.Min.X, room.Max.Y-p.body, left, title)
	t.periods(p, x, bottom)
	t.band(p, x, y)
	t.breaks(p, x, bottom, top)
	t.lines(p, x, y)
}

// endName is what stands at a line's end: whose it is, and the figure there.
func (t Trend) endName(s Series) string {
	if q, ok := s.last(); ok {
		return s.Name + " " + t.Axis.Number(q.Value)
	}
	return s.Name
}

func (s Series) last() (Point, bool) {
	for _, q := range slices.Backward(s.Points) {
		if !math.IsNaN(q.Value) {
			return q, true
		}
	}
	return Point{}, false
}

// endLabels is the room right of the lines for their names, over two lines where one is too long.
func (t Trend) endLabels(p pen) vg.Length {
	width := vg.Length(0)
	for _, s := range t.Series {
		for _, l := range t.endLines(p, s) {
			width = max(width, p.strong().width(l.text))
		}
	}
	if t.Band.Name != "" && len(t.Band.Points) > 0 {
		for _, l := range wrapped(t.Band.Name, p.quiet(), t.labelRoom(p)) {
			width = max(width, p.quiet().width(l.text))
		}
	}
	return width + 1.2*p.body
}

func (t Trend) labelRoom(p pen) vg.Length { return 0.24 * p.width }

func (t Trend) endLines(p pen, s Series) []line {
	return wrapped(t.endName(s), p.strong(), t.labelRoom(p))
}

// periods writes below the lines as many names of periods as have room, the newest always.
func (t Trend) periods(p pen, x scale, bottom vg.Length) {
	p.line(soft, 0.8, nil, vg.Point{X: x.from - 0.4*p.body, Y: bottom}, vg.Point{X: x.to, Y: bottom})
	widest := vg.Length(0)
	for _, tick := range t.Periods {
		widest = max(widest, p.quiet().width(tick.Name))
	}
	each := 1
	if n := len(t.Periods); n > 1 {
		fits := max(int((x.to-x.from)/(widest+p.body)), 1)
		each = (n + fits - 1) / fits
	}
	for i, tick := range t.Periods {
		at := x.at(tick.X)
		p.line(soft, 0.8, nil, vg.Point{X: at, Y: bottom}, vg.Point{X: at, Y: bottom - 0.3*p.body})
		if (len(t.Periods)-1-i)%each == 0 {
			p.text(p.quiet(), at, bottom-1.5*p.body, centre, tick.Name)
		}
	}
}

func (t Trend) band(p pen, x, y scale) {
	ribbon(p, tint(middle, 0x38), t.Band.Points, x, y, t.broken)
	if q, ok := bandEnd(t.Band.Points); ok && t.Band.Name != "" {
		lines := wrapped(t.Band.Name, p.quiet(), t.labelRoom(p))
		at := y.at(q.High) + 0.2*p.body
		for i, l := range lines {
			p.middled(p.quiet(), x.to+0.8*p.body, at-vg.Length(i)*1.2*p.body, left, l.text)
		}
	}
}

func bandEnd(points []Point) (Point, bool) {
	for _, q := range slices.Backward(points) {
		if !math.IsNaN(q.High) {
			return q, true
		}
	}
	return Point{}, false
}

// broken tells whether a break lies between two periods.
func (t Trend) broken(from, to float64) bool {
	return slices.ContainsFunc(t.Breaks, func(b Break) bool { return from < b.Before && b.Before <= to })
}

func (t Trend) breaks(p pen, x scale, bottom, top vg.Length) {
	for _, b := range t.Breaks {
		at := x.at(b.Before - 0.5)
		p.line(soft, 0.9, []vg.Length{2, 2}, vg.Point{X: at, Y: bottom}, vg.Point{X: at, Y: top})
		side, beside := right, at-0.4*p.body
		if width := p.quiet().width(b.Name); beside-width < x.from {
			side, beside = left, max(at, x.from)+0.4*p.body
		}
		p.text(p.quiet(), beside, top-0.2*p.body, side, b.Name)
	}
}

// ranged tells whether a point has an interval.
func ranged(q Point) bool { return !math.IsNaN(q.Value) && !math.IsNaN(q.Low) && !math.IsNaN(q.High) }

// ribbon fills between the low and high ends of points, run by run.
func ribbon(p pen, c color.NRGBA, points []Point, x, y scale, broken func(from, to float64) bool) {
	for _, run := range runs(points, ranged, broken) {
		if len(run) < 2 {
			continue
		}
		var edge []vg.Point
		for _, q := range run {
			edge = append(edge, vg.Point{X: x.at(q.X), Y: y.at(q.High)})
		}
		for _, q := range slices.Backward(run) {
			edge = append(edge, vg.Point{X: x.at(q.X), Y: y.at(q.Low)})
		}
		p.fill(c, edge...)
	}
}

func (t Trend) lines(p pen, x, y scale) {
	colours := t.colours()
	order := make([]int, len(t.Series))
	for i := range order {
		order[i] = i
	}
	// What is marked is drawn last, over the others.
	slices.SortStableFunc(order, func(a, b int) int {
		if t.Series[a].Marked == t.Series[b].Marked {
			return 0
		} else if t.Series[a].Marked {
			return 1
		}
		return -1
	})
	for _, i := range order {
		if t.ribbon(t.Series[i]) {
			ribbon(p, tint(colours[i], 0x30), t.Series[i].Points, x, y, t.broken)
		}
	}
	for _, i := range order {
		t.line(p, x, y, t.Series[i], colours[i])
	}
	t.names(p, x, y, colours)
}

func (t Trend) colours() []color.NRGBA {
	out := make([]color.NRGBA, len(t.Series))
	next := 0
	for i, s := range t.Series {
		switch {
		case s.Marked:
			out[i] = accent
		case s.England:
			out[i] = ink
		case s.Region:
			out[i] = soft
		default:
			out[i] = lineColours[next%len(lineColours)]
			next++
		}
	}
	return out
}

func (t Trend) line(p pen, x, y scale, s Series, c color.NRGBA) {
	width, radius := vg.Length(1.6), 0.26*p.body
	if s.Marked {
		width, radius = 2.4, 0.32*p.body
	}
	var dashes []vg.Length
	switch {
	case s.England:
		dashes = []vg.Length{5, 2.5}
	case s.Region:
		width, radius = 1.2, 0.2*p.body
	}
	for _, run := range runs(s.Points, func(q Point) bool { return !math.IsNaN(q.Value) }, t.broken) {
		var points []vg.Point
		for _, q := range run {
			points = append(points, vg.Point{X: x.at(q.X), Y: y.at(q.Value)})
		}
		p.line(c, width, dashes, points...)
		for i, at := range points {
			if run[i].Hollow {
				p.ring(c, at, 1.3*radius)
			} else {
				p.mark(round, c, at, radius)
			}
		}
	}
}

// runs splits points where one has no figure and where a break lies between.
func runs(points []Point, there func(Point) bool, broken func(from, to float64) bool) [][]Point {
	var out [][]Point
	gap := true
	for _, q := range points {
		if !there(q) {
			gap = true
			continue
		}
		if n := len(out); gap || broken(out[n-1][len(out[n-1])-1].X, q.X) {
			out = append(out, nil)
		}
		gap = false
		out[len(out)-1] = append(out[len(out)-1], q)
	}
	return out
}

// names writes each line's name at its end, moved apart where they would touch.
func (t Trend) names(p pen, x, y scale, colours []color.NRGBA) {
	type label struct {
		lines []line
		face  face
		at, y vg.Length // where it would stand, and where it stands
	}
	var all []label
	for i, s := range t.Series {
		if q, ok := s.last(); ok {
			f := face{p.body, s.Marked || len(t.Series) == 1, colours[i]}
			all = append(all, label{t.endLines(p, s), f, y.at(q.Value), 0})
		}
	}
	slices.SortFunc(all, func(a, b label) int { return cmp.Compare(b.at, a.at) })
	above := vg.Length(math.Inf(1))
	for i := range all {
		height := 1.2 * p.body * vg.Length(len(all[i].lines))
		all[i].y = min(all[i].at+height/2, above) // its upper edge
		above = all[i].y - height
	}
	if low := y.from - 0.5*p.body; above < low { // moved up together if they would leave the room
		for i := range all {
			all[i].y += low - above
		}
	}
	for _, l := range all {
		for i, part := range l.lines {
			p.middled(l.face, x.to+0.8*p.body, l.y-1.2*p.body*(vg.Length(i)+0.5), left, strings.TrimSpace(part.text))
		}
	}
}

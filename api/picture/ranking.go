package picture

import (
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Outcome is where a figure stands to the one it is compared with.
type Outcome uint8

// The outcomes.
const (
	NotCompared Outcome = iota
	Similar
	Higher
	Lower
)

func (o Outcome) shape() shape {
	switch o {
	case Higher:
		return up
	case Lower:
		return down
	}
	return round
}

// Row is one area's or group's figure with its interval; Low and High are NaN where none is known.
type Row struct {
	Name             string
	Value, Low, High float64
	Outcome          Outcome
	Marked           bool
	Hollow           bool // low reliability, or not finished
}

// Reference is the figure all others are held against.
type Reference struct {
	Name  string
	Value float64 // NaN for none
}

// Ranking is a league table drawn, or the groups of one area: a line a row in the order given, its figure as a mark with the number
// beside it, its interval as a bar.
type Ranking struct {
	Axis      Axis
	Rows      []Row
	Reference Reference
	Key       [3]string // what the marks up, down and round mean; empty for no key
	Others    string    // what the rows left out of a slide are called: "councils"
}

// What a slide has room for: so many rows, in letters no smaller than this.
const (
	mostOnSlide  = 20
	leastLetters = vg.Length(8.5)
)

func rowHeight(f format) vg.Length { return 1.24 * f.body }

func (r Ranking) wants(f format) vg.Length {
	return 1.42*f.body*vg.Length(max(len(r.Rows), 3)) + r.top(f) + 3.4*f.body
}

// top is the room above the rows: for the key, and for the name of the reference.
func (r Ranking) top(f format) vg.Length {
	h := 1.5 * f.body
	if r.Key != [3]string{} {
		h += 1.6 * f.body
	}
	return h
}

func (r Ranking) draw(p pen, room draw.Canvas) {
	if len(r.Rows) == 0 {
		p.nothing(room)
		return
	}
	p.format = r.fitted(p.format, room.Max.Y-room.Min.Y)
	lines := r.lines(p.format, room.Max.Y-room.Min.Y-r.top(p.format)-3.4*p.body)
	names, numbers := vg.Length(0), vg.Length(0)
	e := noExtent()
	for _, l := range lines {
		names = max(names, p.strong().width(l.name))
		for _, row := range l.rows {
			e.take(row.Value, row.Low, row.High)
			numbers = max(numbers, p.strong().width(r.Axis.Number(row.Value)))
		}
	}
	e.take(r.Reference.Value, 0)
	names = min(names, 0.56*(room.Max.X-room.Min.X))
	from, to := room.Min.X+names+0.8*p.body, room.Max.X-numbers-p.body
	s := newScale(e.low, e.high, r.Axis.Whole, int((to-from)/(5.5*p.body)), from, to)
	bottom, top := room.Min.Y+3*p.body, room.Max.Y-r.top(p.format)
	r.key(p, room)
	p.xAxis(s, r.Axis, bottom, top)
	height := (top - bottom) / vg.Length(max(len(lines), 1))
	height = min(height, 2.2*p.body)
	for i, l := range lines {
		r.row(p, s, l, top-height*(vg.Length(i)+0.5), room)
	}
	r.reference(p, s, bottom, top)
}

// fitted has letters as much smaller as rows need that would nearly fit.
func (r Ranking) fitted(f format, height vg.Length) format {
	if n := vg.Length(len(r.Rows)); f.height > 0 && n <= mostOnSlide {
		for f.body > leastLetters && r.top(f)+3.4*f.body+n*rowHeight(f) > height {
			f.body -= 0.25
		}
	}
	return f
}

func (r Ranking) key(p pen, room draw.Canvas) {
	if r.Key == [3]string{} {
		return
	}
	x, y := room.Min.X, room.Max.Y-0.8*p.body
	for i, mark := range []shape{up, down, round} {
		if r.Key[i] == "" {
			continue
		}
		p.mark(mark, keyColour(mark), vg.Point{X: x + 0.4*p.body, Y: y}, 0.36*p.body)
		p.middled(p.quiet(), x+p.body, y, left, r.Key[i])
		x += p.quiet().width(r.Key[i]) + 2.6*p.body
	}
}

func keyColour(s shape) color.NRGBA {
	if s == round {
		return middle
	}
	return ink
}

func (r Ranking) reference(p pen, s scale, bottom, top vg.Length) {
	if math.IsNaN(r.Reference.Value) || r.Reference.Name == "" {
		return
	}
	x := s.at(r.Reference.Value)
	p.line(ink, 1, []vg.Length{4, 2.5}, vg.Point{X: x, Y: bottom}, vg.Point{X: x, Y: top + 0.3*p.body})
	text := r.Reference.Name + " " + r.Axis.Number(r.Reference.Value)
	half := p.strong().width(text) / 2
	p.text(p.strong(), min(max(x, s.from+half-p.body), s.to-half+2*p.body), top+0.5*p.body, centre, text)
}

// rankingLine is a row, or the rows a slide has no room for, drawn in one line.
type rankingLine struct {
	name string
	rows []Row
}

// lines are the rows that a room has place for: all of them, else both ends and what is marked, with the rest between in single lines.
func (r Ranking) lines(f format, room vg.Length) []rankingLine {
	var out []rankingLine
	if f.height == 0 || len(r.Rows) <= mostOnSlide && rowHeight(f)*vg.Length(len(r.Rows)) <= 1.02*room {
		for _, row := range r.Rows {
			out = append(out, rankingLine{row.Name, []Row{row}})
		}
		return out
	}
	fits := min(int(room/rowHeight(f)), mostOnSlide)
	for ends := fits / 2; ; ends-- {
		out = r.ends(ends)
		if len(out) <= fits || ends <= 1 {
			return out
		}
	}
}

// ends keeps so many rows at either end, and those marked.
func (r Ranking) ends(n int) []rankingLine {
	var out []rankingLine
	var between []Row
	flush := func() {
		if len(between) > 0 {
			out = append(out, rankingLine{fmt.Sprintf("%d more %s", len(between), r.Others), between})
		}
		between = nil
	}
	for i, row := range r.Rows {
		if i < n || i >= len(r.Rows)-n || row.Marked {
			flush()
			out = append(out, rankingLine{row.Name, []Row{row}})
			continue
		}
		between = append(between, row)
	}
	flush()
	return out
}

func (r Ranking) row(p pen, s scale, l rankingLine, y vg.Length, room draw.Canvas) {
	if len(l.rows) > 1 {
		p.middled(p.quiet(), s.from-0.8*p.body, y, right, l.name)
		for _, row := range l.rows {
			p.mark(round, tint(middle, 0x90), vg.Point{X: s.at(row.Value), Y: y}, 0.24*p.body)
		}
		return
	}
	row := l.rows[0]
	words, colour, bar := p.plain(), ink, pale
	if row.Outcome == Similar || row.Outcome == NotCompared {
		colour = middle
	}
	if row.Marked {
		words, colour, bar = face{p.body, true, accent}, accent, tint(accent, 0x70)
	}
	p.middled(words, s.from-0.8*p.body, y, right, shortened(row.Name, words, s.from-0.7*p.body-room.Min.X))
	if !math.IsNaN(row.Low) && !math.IsNaN(row.High) {
		p.line(bar, 0.42*p.body, nil, vg.Point{X: s.at(row.Low), Y: y}, vg.Point{X: s.at(row.High), Y: y})
	}
	at := vg.Point{X: s.at(row.Value), Y: y}
	if row.Hollow {
		p.ring(colour, at, 0.36*p.body)
	} else {
		p.mark(row.Outcome.shape(), colour, at, 0.38*p.body)
	}
	p.middled(words, room.Max.X, y, right, r.Axis.Number(row.Value))
}

// shortened cuts a name that has no room.
func shortened(name string, f face, room vg.Length) string {
	if f.width(name) <= room {
		return name
	}
	return name[:fitting(name, f, room-f.width("…"))] + "…"
}

// xAxis draws light lines at round numbers from bottom to top, the numbers below them, and what they are.
func (p pen) xAxis(s scale, a Axis, bottom, top vg.Length) {
	for _, v := range s.ticks() {
		x := s.at(v)
		p.line(grid, 0.8, nil, vg.Point{X: x, Y: bottom}, vg.Point{X: x, Y: top})
		p.text(p.quiet(), x, bottom-1.25*p.body, centre, s.label(a, v))
	}
	p.line(soft, 0.8, nil, vg.Point{X: s.at(s.low), Y: bottom}, vg.Point{X: s.at(s.low), Y: top})
	p.text(p.quiet(), s.from, bottom-2.7*p.body, left, a.Title)
}

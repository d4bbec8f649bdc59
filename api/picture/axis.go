package picture

import (
	"math"
	"strconv"
	"strings"

	"github.com/careduty/careduty/api/words"
	"gonum.org/v1/plot/vg"
)

// Axis is what figures are measured in.
type Axis struct {
	Title  string  // what the figures are, with unit and direction
	Prefix string  // before each number, as £
	Suffix string  // after each number, as %
	Whole  float64 // where the axis ends at the most; 0 where figures have no end
}

// Number writes a figure of the axis as it stands beside a mark: no more decimals than it needs.
func (a Axis) Number(v float64) string {
	decimals := 0
	if size := math.Abs(v); a.Whole > 0 && (size < 10 || size > 0.9*a.Whole) && size != 0 && size != a.Whole || a.Whole == 0 && size < 10 {
		decimals = 1
	}
	return a.Prefix + grouped(strconv.FormatFloat(words.Half(v, decimals), 'f', decimals, 64)) + a.Suffix
}

// grouped sets thousands apart by commas.
func grouped(n string) string {
	end := strings.IndexByte(n, '.')
	if end < 0 {
		end = len(n)
	}
	for i := end - 3; i > 0 && n[i-1] != '-'; i -= 3 {
		n = n[:i] + "," + n[i:]
	}
	return n
}

// scale puts figures into a room.
type scale struct {
	low, high float64
	from, to  vg.Length
	step      float64
}

func (s scale) at(v float64) vg.Length {
	return s.from + (s.to-s.from)*vg.Length((v-s.low)/(s.high-s.low))
}

// steps are the distances between ticks, for numbers from 1 to 10.
var steps = [...]float64{1, 2, 2.5, 5, 10}

// round takes the ends out to round numbers, with about so many ticks between.
func newScale(low, high float64, whole float64, ticks int, from, to vg.Length) scale {
	if !(high > low) { // nothing to show, or one figure
		high = low + 1
	}
	s := scale{from: from, to: to}
	rough := (high - low) / float64(max(ticks, 1))
	power := math.Pow(10, math.Floor(math.Log10(rough)))
	for _, f := range steps {
		if s.step = f * power; s.step >= rough*0.999 {
			break
		}
	}
	s.low, s.high = math.Floor(low/s.step+1e-9)*s.step, math.Ceil(high/s.step-1e-9)*s.step
	if whole > 0 {
		s.high = min(s.high, whole)
	}
	return s
}

// ticks are the round numbers of a scale.
func (s scale) ticks() []float64 {
	var out []float64
	for i := 0; ; i++ {
		v := s.low + float64(i)*s.step
		if v > s.high+s.step*1e-6 {
			return out
		}
		out = append(out, math.Round(v*1e6)/1e6)
	}
}

// label writes a tick: as many decimals as the step needs, and no more.
func (s scale) label(a Axis, v float64) string {
	decimals := 0
	for d, step := 0, s.step; d < 4; d, step = d+1, step*10 {
		if decimals = d; math.Abs(step-math.Round(step)) < 1e-9 {
			break
		}
	}
	return a.Prefix + grouped(strconv.FormatFloat(v, 'f', decimals, 64)) + a.Suffix
}

// extent is the least and the largest of some figures that are there.
type extent struct{ low, high float64 }

func noExtent() extent { return extent{math.Inf(1), math.Inf(-1)} }

func (e *extent) take(values ...float64) {
	for _, v := range values {
		if !math.IsNaN(v) {
			e.low, e.high = min(e.low, v), max(e.high, v)
		}
	}
}

func (e extent) empty() bool { return e.low > e.high }

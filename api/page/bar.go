package page

import (
	"math"
	"strconv"
)

// Bar is an interval drawn small: where it begins and ends, the figure on it, and England's, all in hundredths of the scale.
type Bar struct {
	Shown                bool
	From, Wide, At, Mark string // numbers of the drawing; empty where there is no interval, or no England
	Words                string // the same, aloud
}

// Scale is what the bars of one table have in common: they begin at nought, and no axis is ever turned round.
type Scale struct{ most float64 }

// NewScale holds the largest of some numbers, rounded up to one that can be said.
func NewScale(values []*float64) Scale {
	most := 0.0
	for _, v := range values {
		if v != nil {
			most = max(most, *v)
		}
	}
	if most == 0 {
		return Scale{}
	}
	step := math.Pow(10, math.Floor(math.Log10(most)))
	for _, k := range []float64{1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10} {
		if k*step >= most {
			return Scale{k * step}
		}
	}
	return Scale{10 * step}
}

// Most is the right end of the scale.
func (s Scale) Most() string {
	return separated(strconv.FormatFloat(s.most, 'f', -1, 64))
}

// Bar draws a figure with its interval; a part that is nil is left out, and without a figure there is no bar.
func (s Scale) Bar(value, low, high, england *float64, words string) Bar {
	if value == nil || s.most <= 0 {
		return Bar{}
	}
	b := Bar{Shown: true, At: s.at(*value), Words: words}
	if low != nil && high != nil {
		b.From, b.Wide = s.at(*low), s.at(*high-*low)
	}
	if england != nil {
		b.Mark = s.at(*england)
	}
	return b
}

func (s Scale) at(v float64) string {
	return strconv.FormatFloat(math.Round(1000*min(max(v/s.most, 0), 1))/10, 'f', -1, 64)
}

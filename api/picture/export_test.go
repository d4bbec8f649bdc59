package picture

import "gonum.org/v1/plot/vg"

// TextWidth is how wide letters of a size are, in points.
func TextWidth(size float64, bold bool, text string) float64 {
	return float64(face{vg.Length(size), bold, ink}.width(text))
}

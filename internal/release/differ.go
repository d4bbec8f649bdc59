package release

import "math"

// Differ is the 95 % test of two printed values, noise included: their distance against the halves of the two intervals that face
// each other, squared and added (Newcombe's interval for a difference). Without both intervals it is false. Anyone can repeat
// it from the printed rows.
func Differ(a, b *Cell) bool {
	if a.Value == nil || b.Value == nil || a.Lower95 == nil || a.Upper95 == nil || b.Lower95 == nil || b.Upper95 == nil {
		return false
	}
	if *a.Value < *b.Value {
		a, b = b, a
	}
	return *a.Value-*b.Value > math.Hypot(*a.Value-*a.Lower95, *b.Upper95-*b.Value)
}

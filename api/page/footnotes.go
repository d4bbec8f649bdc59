package page

import "slices"

// Footnotes are what is said of several figures of a page, each once below the tables.
type Footnotes []string

// take moves a figure's note below the tables; the figure keeps its number.
func (n *Footnotes) take(f *Figure) {
	if f.Note == "" {
		return
	}
	i := slices.Index(*n, f.Note)
	if i < 0 {
		i, *n = len(*n), append(*n, f.Note)
	}
	f.Note, f.Ref = "", i+1
}

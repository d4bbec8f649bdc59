package answer

import (
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/careduty/careduty/api/query"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/release"
)

// England or a region whose figure is made of part of its councils is said to be that, wherever it is shown.

// The shares of its councils under which a figure is named as partial, and not compared.
const (
	partialUnder = 0.8
	fewUnder     = 0.5
)

// shareOf is the share of an area's councils that are in its figure; 1 where nobody says.
func shareOf(c *release.Cell) float64 {
	if c.Councils == nil || c.AreaLevel == string(area.Council) || c.AreaLevel == "" {
		return 1
	}
	return float64(*c.Councils) / float64(max(1, councilsIn()[c.AreaCode]))
}

// councilsIn is how many councils lie in England and in each region.
var councilsIn = sync.OnceValue(func() map[string]int {
	out := map[string]int{}
	for _, a := range area.Of(area.Council) {
		out[a.Parent]++
		out[area.England]++
	}
	return out
})

func partial(c *release.Cell) bool { return shareOf(c) < partialUnder }

func few(c *release.Cell) bool { return shareOf(c) < fewUnder }

// sameMembers says whether as many councils are in all of some figures, so that they can be set beside each other.
func sameMembers(cells []*release.Cell) bool {
	for _, c := range cells {
		if c.Councils == nil || *c.Councils != *cells[0].Councils {
			return false
		}
	}
	return true
}

// named is a cell under the name it is shown by: a partial one says how many councils are in it, and a code that was given up what followed it.
// The cell is one's own.
func named(c *release.Cell) *release.Cell {
	if partial(c) {
		c.AreaName = fmt.Sprintf("%s (%d of %d councils)", c.AreaName, *c.Councils, councilsIn()[c.AreaCode])
	}
	if c.Status == "x" && c.Notes == "" {
		c.Notes, _ = query.FormerArea(c.AreaCode)
	}
	return c
}

// namedAreas are the names of the areas of some rows, as named gives them to single cells.
func namedAreas(p release.Batch) release.Text {
	out, codes, levels, councils := p.Text("area_name"), p.Text("area_code"), p.Text("area_level"), p.Numbers("councils")
	own := false
	for i := range p.Rows() {
		if levels.At(i) == string(area.Council) || math.IsNaN(councils[i]) {
			continue
		}
		n := int32(councils[i])
		c := named(&release.Cell{AreaCode: codes.At(i), AreaName: out.At(i), AreaLevel: levels.At(i), Councils: &n})
		if c.AreaName == out.At(i) {
			continue
		}
		if !own {
			out.Values, own = slices.Clone(out.Values), true
		}
		place := slices.Index(out.Values, c.AreaName)
		if place < 0 {
			place = len(out.Values)
			out.Values = append(out.Values, c.AreaName)
		}
		out.Index[i] = int32(place) //nolint:gosec // as many as there are names
	}
	return out
}

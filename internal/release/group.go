package release

import (
	"context"

	"github.com/careduty/careduty/internal/measure"
)

// Group names the rows of one call of Builder.Add in a release of ours: a breakdown of a measure; the dimension is empty for the totals.
type Group struct {
	Measure   measure.ID
	Dimension string
}

// Index gives the place of every group of the file. A measure without a period has none. A refused fault says that some group holds several
// measures or breakdowns, or that two hold one.
func (f *ColumnFile) Index(ctx context.Context) (map[Group]int, error) {
	out := map[Group]int{}
	for i := range f.Groups() {
		c, err := f.Read(ctx, i, "measure", "dimension")
		if err != nil {
			return nil, err
		}
		ids, dimensions := c.Texts["measure"].Values, c.Texts["dimension"].Values
		if len(ids) != 1 || len(dimensions) != 1 {
			return nil, f.disordered()
		}
		g := Group{measure.ID(ids[0]), dimensions[0]}
		if _, twice := out[g]; twice {
			return nil, f.disordered()
		}
		out[g] = i
	}
	return out, nil
}

func (f *ColumnFile) disordered() error {
	return damaged(f.path, "It does not hold one group of rows for each measure and breakdown.")
}

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
		id, err := f.only(ctx, i, "measure")
		if err != nil {
			return nil, err
		}
		dimension, err := f.only(ctx, i, "dimension")
		if err != nil {
			return nil, err
		}
		g := Group{measure.ID(id), dimension}
		if _, twice := out[g]; twice {
			return nil, f.disordered()
		}
		out[g] = i
	}
	return out, nil
}

// only is the one value a column has in a group, told by its bounds where the file has them.
func (f *ColumnFile) only(ctx context.Context, group int, name string) (string, error) {
	if least, most, ok := f.bounds(group, name); ok && least == most {
		return least, nil
	}
	c, err := f.Read(ctx, group, name)
	if err != nil {
		return "", err
	}
	if len(c.Texts[name].Values) != 1 {
		return "", f.disordered()
	}
	return c.Texts[name].Values[0], nil
}

// bounds are the least and the greatest value of a column in a group, if the file says so and none is missing.
func (f *ColumnFile) bounds(group int, name string) (least, most string, ok bool) {
	chunk, err := f.reader.MetaData().RowGroup(group).ColumnChunk(columnOf(name))
	if err != nil {
		return "", "", false
	}
	s, err := chunk.Statistics()
	if err != nil || s == nil || !s.HasMinMax() || !s.HasNullCount() || s.NullCount() > 0 {
		return "", "", false
	}
	return string(s.EncodeMin()), string(s.EncodeMax()), true
}

func (f *ColumnFile) disordered() error {
	return damaged(f.path, "It does not hold one group of rows for each measure and breakdown.")
}

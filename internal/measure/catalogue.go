package measure

import (
	"slices"
	"strings"
)

// Catalogue is what may be asked of a release, as a value: its subjects with their periods and breakdowns, and their dimensions. It has no way
// to reach a figure.
type Catalogue struct {
	Release   string // id; empty where there are official series only
	Synthetic bool
	Editions  string // id of the set of official editions served beside it; empty for none

	subjects   []*Subject
	byID       map[string]*Subject
	dimensions map[string]Dimension
}

// NewCatalogue is the catalogue of some subjects, of which the first of an id counts, and of their dimensions.
func NewCatalogue(release string, synthetic bool, editions string, subjects []*Subject, dimensions []Dimension) Catalogue {
	c := Catalogue{Release: release, Synthetic: synthetic, Editions: editions, byID: map[string]*Subject{}, dimensions: map[string]Dimension{}}
	for _, s := range subjects {
		if c.byID[s.ID] == nil {
			c.byID[s.ID] = s
			c.subjects = append(c.subjects, s)
		}
	}
	for _, d := range dimensions {
		c.dimensions[d.ID] = d
	}
	return c
}

// Subjects are the measures, in the release's order, and after them the official series.
func (c Catalogue) Subjects() []*Subject { return c.subjects }

// Subject is the measure or series of an id.
func (c Catalogue) Subject(id string) (*Subject, bool) {
	s, ok := c.byID[id]
	return s, ok
}

// Counterparts are the official series that a measure's definition names and that are served beside it.
func (c Catalogue) Counterparts(s *Subject) []*Subject {
	if s == nil || s.Definition == nil {
		return nil
	}
	var out []*Subject
	for _, o := range s.Definition.Official {
		if x := c.byID[o.Series]; x != nil && x.Series != nil && !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

// Renamed is the official series that had another id here before.
func (c Catalogue) Renamed(id string) (*Subject, bool) {
	i := slices.IndexFunc(c.subjects, func(s *Subject) bool { return s.Series != nil && slices.Contains(s.Series.Former, id) })
	if i < 0 || c.byID[id] != nil {
		return nil, false
	}
	return c.subjects[i], true
}

// IDs are the ids of all subjects, in their order.
func (c Catalogue) IDs() []string {
	out := make([]string, len(c.subjects))
	for i, s := range c.subjects {
		out[i] = s.ID
	}
	return out
}

// Dimension is a dimension that some subject has.
func (c Catalogue) Dimension(id string) (Dimension, bool) {
	d, ok := c.dimensions[id]
	return d, ok
}

// Dimensions are all of them, in order of id.
func (c Catalogue) Dimensions() []Dimension {
	out := make([]Dimension, 0, len(c.dimensions))
	for _, d := range c.dimensions {
		out = append(out, d)
	}
	slices.SortFunc(out, func(a, b Dimension) int { return strings.Compare(a.ID, b.ID) })
	return out
}

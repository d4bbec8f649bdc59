package measure

import (
	"fmt"
	"slices"
)

// Whose is what people_are declares: that the measure's people are, by definition, those of another measure who met it, or who did not. Both are
// then drawn as one set.
type Whose struct {
	Measure ID
	NotMet  bool
}

// PeopleOf reads people_are; false where the header has none.
func (d *Definition) PeopleOf() (Whose, bool) {
	m := peopleAre.FindStringSubmatch(d.PeopleAre)
	if m == nil {
		return Whose{}, false
	}
	return Whose{Measure: ID(m[2]), NotMet: m[1] != ""}, true
}

// DrawsBreach says on which side of the measure noise is drawn: true for those who did not meet it, where meeting it is good; so that nobody left
// out prints 100 %. False for those who met it, so that nobody cut prints 0.
func (d *Definition) DrawsBreach() bool { return d.Polarity == HighIsGood && d.Kind == Proportion }

// checkPeople refuses people who are said to be a set that is not drawn: of a measure that is not there, of other days, or on its other side.
func checkPeople(list []Measure) error {
	for _, m := range list {
		whose, ok := m.PeopleOf()
		if !ok {
			continue
		}
		i := slices.IndexFunc(list, func(o Measure) bool { return o.ID == whose.Measure })
		switch {
		case i < 0:
			return bad(m.File, 2, fmt.Sprintf("people_are names %q, which is no measure.", whose.Measure), "Name one of queries/.")
		case list[i].Grain != m.Grain || list[i].Kind.Median() || list[i].PeopleAre != "":
			return bad(m.File, 2, fmt.Sprintf("people_are names %q, whose people cannot be these: it is of another grain, a median, or itself declared so.", whose.Measure),
				"Name the measure whose set it is.")
		case list[i].DrawsBreach() != whose.NotMet:
			return bad(m.File, 2, fmt.Sprintf("people_are names the side of %q that is not drawn.", whose.Measure),
				"Where high is good only not met of is drawn, else only met of; the other side needs no declaration.")
		}
	}
	return nil
}

// CouncilBreakdown says whether the measure has breakdowns for a single council, by year or by quarter; a snapshot's fourth quarter is its year. A
// council's quarters have totals alone: its groups are small, and broken down every quarter their counts would tell too much when put together.
func (d *Definition) CouncilBreakdown(year bool) bool {
	return year && !d.Sensitive && !d.OfficialExact && !d.CouncilTotalsOnly
}

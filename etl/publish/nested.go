package publish

import (
	"slices"

	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// nested remembers what the quarters of a breakdown show, so that a year's count of nearly the same people is not drawn so far below one of
// them that the pair would tell how many they are.
type nested map[nestedKey]quarter

type nestedKey struct {
	quarter period.Period
	area    string
}

// quarter is what was drawn of one, by category, and the councils in it. A count that no longer is of the people who are there now is 0:
// the year need not hold those it was drawn of.
type quarter struct {
	counts []disclosure.Counts
	in     []int
}

// note keeps what a quarter shows.
func (n nested) note(per period.Period, at place, drawn []drawnCell) {
	if per.Grain() != period.Quarter {
		return
	}
	counts := make([]disclosure.Counts, len(drawn))
	for i, o := range drawn {
		if !o.truth.Stale {
			counts[i] = o.counts
		}
	}
	n[nestedKey{per, at.area.Code}] = quarter{counts, at.in}
}

// least is the least a year's count may be drawn as, given its quarters; 0 for a quarter.
func (n nested) least(d *measure.Definition, dimension string, per period.Period, at place, category, role int) uint64 {
	if per.Grain() != period.Year || d.Grain == measure.Snapshot {
		return 0
	}
	var least uint64
	for i, q := range per.Quarters() {
		if x, ok := n[nestedKey{q, at.area.Code}]; ok && slices.Equal(x.in, at.in) && inYear(d, dimension, role, i) {
			least = max(least, at.tier.Least(*three(&x.counts[category])[role]))
		}
	}
	return least
}

// The roles of the three counts of a cell, in the order of three.
const (
	rolePopulation = iota
	roleUnknown
	roleNumerator
)

// inYear says whether whomever a quarter counts in a role and category the year counts there too. Ages, settings and the like may differ at
// the event that the year picks, unless it is the last quarter's; what is known of an answer may change until the end of the year.
func inYear(d *measure.Definition, dimension string, role, quarter int) bool {
	if role != rolePopulation && d.Lookahead != "0" {
		return false
	}
	if d.Grain == measure.Flow && d.Pick == measure.Last && quarter == 3 {
		return true
	}
	lasting := measure.Lasting(dimension)
	switch role {
	case rolePopulation:
		return lasting
	case roleNumerator:
		return lasting && (d.Grain == measure.Exposure || d.Pick == measure.Any)
	}
	return false
}

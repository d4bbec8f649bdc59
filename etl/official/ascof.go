package official

import (
	"fmt"
	"strings"

	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// ascofStatistics are the types of measure of ASCOF's open data, as plain words. A file of outcomes alone may leave the type empty.
var ascofStatistics = map[string]statistic{
	"outcome": outcome, "": outcome, "numerator": numerator, "denominator": denominator, "base": respondents,
	"margin of error": margin, "margin of error 95": margin, "number of respondents": respondents,
}

// readASCOF reads ASCOF's open data and its table of outcomes over time: a row a figure, the year in a column or given beside the file.
func readASCOF(r *reading, h header) error {
	given := r.year
	if _, ok := h.columns["year"]; !ok && given.Start == 0 {
		r.line = h.line
		return r.refuse("The file has no column with the year.", "Say it with --year 2019-20, or in an edition.json beside the file.")
	}
	return r.each(func() error {
		if r.empty() {
			return nil
		}
		if err := r.whole(h); err != nil {
			return err
		}
		r.rowsIn++
		year := given
		if text := h.field(r.row, "year"); text != "" {
			var ok bool
			if year, ok = yearOf(text); !ok || given.Start != 0 && year != given {
				return r.refuse("The year is not a financial year, or is not the one given.", "Write it as 2019-20, and give --year only for files without one.")
			}
		}
		return r.ascofRow(h, year)
	})
}

func (r *reading) ascofRow(h header, year period.Period) error {
	field := func(column string) string { return h.field(r.row, column) }
	if isCouncilType(field("geographical level"), field("geographical code"), field("geographical description"), field("ons code")) {
		r.cells++
		r.leave(leftTypes, 1)
		return nil
	}
	measureGroup := field("measure group")
	s := r.published(field("measure group description"), measureGroup, year)
	if s == nil {
		r.cells++
		r.leaveUnasked("ASCOF "+strings.TrimSpace(measureGroup), 1)
		return nil
	}
	what, ok := ascofStatistics[plain(field("measure type"))]
	if !ok {
		return r.refuse(fmt.Sprintf("The measure type %s is not known.", quoted(field("measure type"))), "It is Outcome, Numerator, Denominator, Base or Margin Of Error.")
	}
	g, ok := breakdown(field("disaggregation level"))
	if !ok {
		r.cells++
		r.leave(leftBreakdown, 1)
		return nil
	}
	at, err := r.locate(field("ons code"), field("geographical description"), field("geographical code"))
	if err != nil {
		return err
	}
	return r.put(s, year, at, g, what, field("measure value"))
}

// breakdown is the group of a publisher's level of disaggregation. Groups that this project's own measures have keep their names.
func breakdown(text string) (group, bool) {
	words := plain(text)
	switch words {
	case "", "total", "all":
		return group{}, true
	case "female", "male":
		return ours(sex, words)
	case "18 64":
		words = "18 to 64"
	case "65 74", "75 84":
		words = words[:2] + " to " + words[3:]
	case "64 and under", "under 65":
		return group{ageBand, "64-and-under", "64 and under", 20}, true
	case "65 84", "65 to 84":
		return group{ageBand, "65-84", "65 to 84", 21}, true
	}
	return ours(ageBand, words)
}

// ours finds a category by its label.
func ours(dimension, label string) (group, bool) {
	d, _ := measure.DimensionOf(dimension)
	for _, c := range d.Categories {
		if plain(c.Label) == label && c.Slug != measure.Unknown {
			return group{dimension, c.Slug, c.Label, c.Order}, true
		}
	}
	return group{}, false
}

package release

import (
	"slices"
	"time"

	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// Subject is what cells are about: a measure of ours or an official series served beside it.
type Subject struct {
	ID, Title, Question string
	Source              string // records or ascof
	Edition             string // the release that rows of it name: ours, or the official edition
	Theme               string // empty for an official series
	Unit                string
	Polarity            measure.Polarity
	Grain               period.Grain // of latest and last:N where no grain is asked for
	Snapshot            bool
	Dimensions          []string
	Definition          *measure.Definition // nil for an official series
	Series              *Series             // nil for a measure

	breaks []seriesBreak
	spans  map[period.Grain][]span // in order of time
}

// span is a period a subject is stored for; figures says whether any area has one.
type span struct {
	period  period.Period
	figures bool
}

// Periods are those the subject has cells of, in order. A snapshot's years are those of which the fourth quarter is there.
func (s *Subject) Periods(g period.Grain) []period.Period {
	var out []period.Period
	for _, x := range s.spans[g] {
		out = append(out, x.period)
	}
	return out
}

// Latest is the newest period of a grain with any figure.
func (s *Subject) Latest(g period.Grain) (period.Period, bool) {
	for _, x := range slices.Backward(s.spans[g]) {
		if x.figures {
			return x.period, true
		}
	}
	return period.Period{}, false
}

// Yearly says whether the subject has financial years only.
func (s *Subject) Yearly() bool { return s.Grain == period.Year }

// stored is the name under which a period's cells lie in the file: a snapshot's year is its fourth quarter, stored once.
func (s *Subject) stored(p period.Period) string {
	if s.renames(p) {
		return p.Quarters()[3].String()
	}
	return p.String()
}

func (s *Subject) renames(p period.Period) bool {
	return s.Snapshot && !s.Yearly() && p.Grain() == period.Year
}

func (s *Subject) addSpan(p period.Period, figures bool) {
	if s.spans == nil {
		s.spans = map[period.Grain][]span{}
	}
	s.spans[p.Grain()] = append(s.spans[p.Grain()], span{p, figures})
	if s.Snapshot && p.Q == 4 {
		s.spans[period.Year] = append(s.spans[period.Year], span{p.Year(), figures})
	}
}

// seriesBreak is a break with its day.
type seriesBreak struct {
	Break
	day time.Time
}

// Breaks are the breaks of the series, in order of time.
func (s *Subject) Breaks() []Break { return s.picked(func(seriesBreak) bool { return true }) }

// Broken are the breaks between two periods of one grain: figures of the two are compared only where there is none. A year of events that a
// break falls into is on neither side of it.
func (s *Subject) Broken(from, to period.Period) []Break {
	side := func(p period.Period, b seriesBreak) int {
		switch {
		case b.day.After(p.Last()):
			return 0
		case s.Snapshot || !b.day.After(p.First()):
			return 2
		}
		return 1
	}
	return s.picked(func(b seriesBreak) bool { return side(from, b) != side(to, b) })
}

func (s *Subject) picked(wanted func(seriesBreak) bool) []Break {
	var out []Break
	for _, b := range s.breaks {
		if wanted(b) {
			out = append(out, b.Break)
		}
	}
	return out
}

func (s *Subject) addBreak(b Break) {
	if p, err := period.Parse(b.From); err == nil { // what is no period was refused when it was published
		s.breaks = append(s.breaks, seriesBreak{b, p.First()})
		slices.SortStableFunc(s.breaks, func(a, b seriesBreak) int { return a.day.Compare(b.day) })
	}
}

func ofMeasure(d *measure.Definition, edition string) *Subject {
	s := &Subject{
		ID: string(d.ID), Title: d.Title, Question: d.Question, Source: "records", Edition: edition, Theme: d.Theme, Unit: d.Unit,
		Polarity: d.Polarity, Grain: period.Quarter, Snapshot: d.Grain == measure.Snapshot, Dimensions: d.Breakdowns(), Definition: d,
	}
	if d.Yearly() {
		s.Grain = period.Year
	}
	for _, c := range d.Changes {
		if c.From != "" {
			s.addBreak(Break{From: c.From, What: c.What})
		}
	}
	return s
}

func ofSeries(x *Series, edition string) *Subject {
	s := &Subject{
		ID: x.ID, Title: x.Title, Question: x.Question, Source: "official", Edition: edition, Unit: x.Unit,
		Polarity: measure.Polarity(x.Polarity), Grain: period.Year, Dimensions: x.Dimensions, Series: x,
	}
	for _, b := range x.Breaks {
		s.addBreak(b)
	}
	return s
}

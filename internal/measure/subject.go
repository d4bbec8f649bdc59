package measure

import (
	"slices"
	"time"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/period"
)

// Subject is what cells are about: a measure of ours or an official series served beside it. What a release holds of it (its periods, its
// breakdowns) is part of it, so that a question can be held against it without asking the release.
type Subject struct {
	ID, Title, Question string
	Source              string // records or ascof
	Edition             string // the release that rows of it name: ours, or the official edition
	Theme               string // one of Themes, or of OfficialThemes
	Unit                string
	Polarity            Polarity
	Grain               period.Grain // of latest and last:N where no grain is asked for
	Snapshot            bool
	Dimensions          []string
	Definition          *Definition // nil for an official series
	Series              *Series     // nil for a measure

	breaks []seriesBreak
	spans  map[period.Grain][]Span // in order of time
	groups map[Group]bool
}

// Span is a period a subject has cells of, with the areas that have a figure in it.
type Span struct {
	Period period.Period
	Areas  []string // codes of the areas with a figure, in order
}

// Group is a breakdown that a subject has for a level and a grain; the dimension of totals is empty.
type Group struct {
	Dimension string
	Level     area.Level
	Grain     period.Grain
}

// Series is one official measure: not counted by this project, served beside its own figures.
type Series struct {
	ID          string         `json:"id"`
	Theme       string         `json:"theme,omitempty"` // the chapter it stands in, among other official series
	Title       string         `json:"title"`
	Question    string         `json:"question"`
	Kind        string         `json:"kind,omitempty"` // counts, survey, people or median: what its figures are made of
	Unit        string         `json:"unit"`
	Polarity    string         `json:"polarity"`
	Snapshot    bool           `json:"snapshot,omitempty"` // the state on the last day of the year, not the year
	Numerator   string         `json:"numerator"`
	Denominator string         `json:"denominator"`
	Dimensions  []string       `json:"dimensions"`
	Notes       []string       `json:"notes"`
	DoesNotShow []string       `json:"does_not_show,omitempty"`
	Breaks      []Break        `json:"breaks,omitempty"`
	Numbers     []SeriesNumber `json:"numbers,omitempty"` // the publisher's own, by year
	Former      []string       `json:"former,omitempty"`  // ids it had here before
} //	@name	release.Series

// SeriesNumber is the publisher's own number of a series and the years it stood for it; an empty end is open.
type SeriesNumber struct {
	Number string `json:"number"`
	From   string `json:"from,omitempty"`
	To     string `json:"to,omitempty"`
} //	@name	release.SeriesNumber

// Break is where a series becomes another one: figures before it and after it are not compared.
type Break struct {
	From string `json:"from"` // first period of the other kind: 2024-25 or 2024-25-Q3
	What string `json:"what"` // sentences
} //	@name	release.Break

// Want is one subject with the periods asked of it, by the names they were asked under.
type Want struct {
	Subject *Subject
	Periods []period.Period
}

// Periods are those the subject has cells of, in order. A snapshot's years are those of which the fourth quarter is there.
func (s *Subject) Periods(g period.Grain) []period.Period {
	var out []period.Period
	for _, x := range s.spans[g] {
		out = append(out, x.Period)
	}
	return out
}

// enough is the share of areas that had a figure before which must have one for a period to be the latest.
const enough = 0.8

// Latest is the newest period of a grain in which enough of the councils have a figure that had one a year before, or else the period
// before; of a subject without councils, the newest with any figure. It is the same for all areas.
func (s *Subject) Latest(g period.Grain) (period.Period, bool) {
	all := s.spans[g]
	for i, x := range slices.Backward(all) {
		if len(x.Areas) == 0 {
			continue
		}
		before := councilsIn(s.yearBefore(all[:i], x.Period))
		if len(before) == 0 && i > 0 {
			before = councilsIn(all[i-1].Areas)
		}
		have := 0
		for _, code := range before {
			if _, ok := slices.BinarySearch(x.Areas, code); ok {
				have++
			}
		}
		if float64(have) >= enough*float64(len(before)) {
			return x.Period, true
		}
	}
	return period.Period{}, false
}

func (s *Subject) yearBefore(earlier []Span, p period.Period) []string {
	back := -1
	if p.Grain() == period.Quarter {
		back = -4
	}
	for _, x := range earlier {
		if x.Period == p.Add(back) {
			return x.Areas
		}
	}
	return nil
}

func councilsIn(codes []string) []string {
	return slices.DeleteFunc(slices.Clone(codes), func(code string) bool {
		return len(code) < 2 || code[:2] == "E9" || code[:2] == "E1" && code[:3] == "E12"
	})
}

// Newer are the periods after the latest that some areas have figures of.
func (s *Subject) Newer(g period.Grain) []period.Period {
	last, ok := s.Latest(g)
	if !ok {
		return nil
	}
	var out []period.Period
	for _, x := range s.spans[g] {
		if x.Period.Index() > last.Index() && len(x.Areas) > 0 {
			out = append(out, x.Period)
		}
	}
	return out
}

// Yearly says whether the subject has financial years only.
func (s *Subject) Yearly() bool { return s.Grain == period.Year }

// Stored is the name under which a period's cells lie in the file: a snapshot's year is its fourth quarter, stored once.
func (s *Subject) Stored(p period.Period) period.Period {
	if s.Renames(p) {
		return p.Quarters()[3]
	}
	return p
}

// Renames says whether a period's cells lie in the file under another name.
func (s *Subject) Renames(p period.Period) bool {
	return s.Snapshot && !s.Yearly() && p.Grain() == period.Year
}

// AddSpan notes a period, in order of time, with the areas that have a figure in it.
func (s *Subject) AddSpan(p period.Period, areas []string) {
	if s.spans == nil {
		s.spans = map[period.Grain][]Span{}
	}
	areas = slices.Sorted(slices.Values(areas))
	s.spans[p.Grain()] = append(s.spans[p.Grain()], Span{p, areas})
	if s.Snapshot && p.Q == 4 {
		s.spans[period.Year] = append(s.spans[period.Year], Span{p.Year(), areas})
	}
}

// AddGroup notes a breakdown that there is.
func (s *Subject) AddGroup(g Group) {
	if s.groups == nil {
		s.groups = map[Group]bool{}
	}
	s.groups[g] = true
}

// Has says whether the subject has a breakdown for a level and a grain.
func (s *Subject) Has(g Group) bool { return s.groups[g] }

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

// AddBreak notes a break of the series.
func (s *Subject) AddBreak(b Break) {
	if p, err := period.Parse(b.From); err == nil { // what is no period was refused when it was published
		s.breaks = append(s.breaks, seriesBreak{b, p.First()})
		slices.SortStableFunc(s.breaks, func(a, b seriesBreak) int { return a.day.Compare(b.day) })
	}
}

// SubjectOf is a measure as a release serves it; edition is the release that its rows name.
func SubjectOf(d *Definition, edition string) *Subject {
	s := &Subject{
		ID: string(d.ID), Title: d.Title, Question: d.Question, Source: "records", Edition: edition, Theme: d.Theme, Unit: d.Unit,
		Polarity: d.Polarity, Grain: period.Quarter, Snapshot: d.Grain == Snapshot, Dimensions: d.Breakdowns(), Definition: d,
	}
	if d.Yearly() {
		s.Grain = period.Year
	}
	for _, c := range d.Changes {
		if c.From != "" {
			s.AddBreak(Break{From: c.From, What: c.What})
		}
	}
	return s
}

// SubjectOfSeries is an official series as it is served beside the measures.
func SubjectOfSeries(x *Series, edition string) *Subject {
	s := &Subject{
		ID: x.ID, Title: x.Title, Question: x.Question, Source: "official", Edition: edition, Theme: x.Theme, Unit: x.Unit,
		Polarity: Polarity(x.Polarity), Grain: period.Year, Dimensions: x.Dimensions, Series: x,
	}
	for _, b := range x.Breaks {
		s.AddBreak(b)
	}
	return s
}

package answer

import (
	"strings"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// Definition is a measure or official series as it is described: a measure by its definition, a series by what its source says.
type Definition struct {
	ID         string                `json:"id"`
	Title      string                `json:"title"`
	Question   string                `json:"question"`
	Source     string                `json:"source"`  // records, or the official series
	Release    string                `json:"release"` // the release its rows name
	Unit       string                `json:"unit"`
	Polarity   string                `json:"polarity" enums:"low_is_good,high_is_good,none"`
	Grains     []string              `json:"grains"`                 // quarter and year, or year
	Dimensions []string              `json:"dimensions"`             // it can be broken down by
	Groups     []Group               `json:"groups"`                 // which breakdowns there are, at which level, in which grain
	Periods    map[string][]string   `json:"periods"`                // by grain, those with cells
	Breaks     []release.Break       `json:"breaks"`                 // where the series becomes another one
	Missing    []release.MissingSpan `json:"missing"`                // councils without a figure, by period
	Beside     []Counterpart         `json:"counterparts,omitempty"` // of one measure asked for: official series that count nearly the same, by year, for England
	Definition *measure.Definition   `json:"definition,omitempty"`   // of a measure
	Series     *release.Series       `json:"series,omitempty"`       // of an official series
} //	@name	Measure

// Group is a breakdown that there is for a level.
type Group struct {
	Dimension string   `json:"dimension"` // empty for totals
	Level     string   `json:"level" enums:"country,region,council"`
	Grains    []string `json:"grains"` // quarter, year or both
} //	@name	Group

// DefinitionRow is a definition as a line of a table.
type DefinitionRow struct {
	ID          string `json:"id" words:"Id."`
	Title       string `json:"title" words:"Title."`
	Question    string `json:"question" words:"The question it answers."`
	Why         string `json:"why" words:"Why it matters."`
	Theme       string `json:"theme" words:"Theme."`
	Law         string `json:"law" words:"Where the duty is written."`
	Strength    string `json:"strength" words:"must, should, source or local."`
	Source      string `json:"source" words:"records, or the official series."`
	Unit        string `json:"unit" words:"Unit."`
	Polarity    string `json:"polarity" words:"low_is_good, high_is_good or none."`
	Numerator   string `json:"numerator" words:"Who is counted."`
	Denominator string `json:"denominator" words:"Of whom."`
	Version     string `json:"version" words:"Version of the definition."`
	Breaks      string `json:"breaks" words:"Where the series becomes another one."`
	Release     string `json:"release" words:"The release its rows name."`
}

// Definitions are the definitions of a release, or one of them.
type Definitions struct {
	Facts
	All []Definition
}

// Table is the definitions as rows.
func (t *Definitions) Table() Table {
	rows := make(held[DefinitionRow], len(t.All))
	for i := range t.All {
		rows[i] = t.All[i].row()
	}
	return Table{Columns: columnsOf[DefinitionRow]("", nil), rows: rows}
}

// Measures answers every definition.
func Measures(r *release.Release) *Definitions {
	t := &Definitions{Facts: Facts{Name: "measures", Subjects: r.Subjects()}}
	for _, s := range r.Subjects() {
		t.All = append(t.All, Define(r, s))
	}
	t.Total, t.Object = len(t.All), t.All
	return t
}

// Measure answers one definition.
func Measure(r *release.Release, s *measure.Subject) *Definitions {
	t := &Definitions{Facts: Facts{Name: s.ID + "-definition", Subjects: []*measure.Subject{s}, Nearby: r.Counterparts(s), Total: 1}}
	t.All = []Definition{Define(r, s)}
	t.All[0].Beside = counterparts(r, s, area.England)
	t.Object = t.All[0]
	return t
}

// Define describes a subject as the release has it.
func Define(r *release.Release, s *measure.Subject) Definition {
	d := Definition{
		ID: s.ID, Title: s.Title, Question: s.Question, Source: s.Source, Release: s.Edition, Unit: s.Unit, Polarity: string(s.Polarity),
		Dimensions: append([]string{}, s.Dimensions...), Groups: groupsOf(s), Periods: map[string][]string{}, Breaks: append([]release.Break{}, s.Breaks()...),
		Missing: []release.MissingSpan{}, Definition: s.Definition, Series: s.Series,
	}
	for _, g := range []period.Grain{period.Quarter, period.Year} {
		for _, p := range s.Periods(g) {
			d.Periods[string(g)] = append(d.Periods[string(g)], p.String())
		}
		if len(d.Periods[string(g)]) > 0 {
			d.Grains = append(d.Grains, string(g))
		}
	}
	if s.Definition != nil {
		d.Missing = append(d.Missing, r.Manifest.Missing[s.ID]...)
	}
	return d
}

func groupsOf(s *measure.Subject) []Group {
	out := []Group{}
	for _, dimension := range append([]string{""}, s.Dimensions...) {
		for _, l := range []area.Level{area.Country, area.Region, area.Council} {
			g := Group{Dimension: dimension, Level: string(l)}
			for _, grain := range []period.Grain{period.Quarter, period.Year} {
				if s.Has(measure.Group{Dimension: dimension, Level: l, Grain: grain}) {
					g.Grains = append(g.Grains, string(grain))
				}
			}
			if len(g.Grains) > 0 {
				out = append(out, g)
			}
		}
	}
	return out
}

func (d *Definition) row() DefinitionRow {
	var breaks []string
	for _, b := range d.Breaks {
		breaks = append(breaks, b.From+": "+b.What)
	}
	row := DefinitionRow{
		ID: d.ID, Title: d.Title, Question: d.Question, Source: d.Source, Unit: d.Unit, Polarity: d.Polarity, Breaks: strings.Join(breaks, " "), Release: d.Release,
	}
	if d.Series != nil {
		row.Theme, row.Numerator, row.Denominator = d.Series.Theme, d.Series.Numerator, d.Series.Denominator
	}
	if m := d.Definition; m != nil {
		row.Why, row.Theme, row.Law, row.Strength, row.Version = m.Why, m.Theme, m.Law, string(m.Strength), m.Version
		row.Numerator, row.Denominator = m.Numerator.Words, m.Population.Words
	}
	return row
}

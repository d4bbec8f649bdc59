package api

import (
	"context"
	"io"
	"strings"

	"github.com/careduty/careduty/api/format"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// definition is a measure or official series as it is described: a measure by its definition, a series by what its source says.
type definition struct {
	ID         string                `json:"id"`
	Title      string                `json:"title"`
	Question   string                `json:"question"`
	Source     string                `json:"source"`  // records, or the official series
	Release    string                `json:"release"` // the release its rows name
	Unit       string                `json:"unit"`
	Polarity   string                `json:"polarity" enums:"low_is_good,high_is_good,none"`
	Grains     []string              `json:"grains"`               // quarter and year, or year
	Dimensions []string              `json:"dimensions"`           // it can be broken down by
	Periods    map[string][]string   `json:"periods"`              // by grain, those with cells
	Breaks     []release.Break       `json:"breaks"`               // where the series becomes another one
	Missing    []release.MissingSpan `json:"missing"`              // councils without a figure, by period
	Definition *measure.Definition   `json:"definition,omitempty"` // of a measure
	Series     *release.Series       `json:"series,omitempty"`     // of an official series
} //	@name	Measure

var definitionColumns = []format.Column[definition]{
	format.Texts("id", "Id.", func(d *definition) string { return d.ID }),
	format.Texts("title", "Title.", func(d *definition) string { return d.Title }),
	format.Texts("question", "The question it answers.", func(d *definition) string { return d.Question }),
	format.Texts("why", "Why it matters.", func(d *definition) string { return d.of(func(m *measure.Definition) string { return m.Why }) }),
	format.Texts("theme", "Theme.", func(d *definition) string { return d.of(func(m *measure.Definition) string { return m.Theme }) }),
	format.Texts("law", "Where the duty is written.", func(d *definition) string { return d.of(func(m *measure.Definition) string { return m.Law }) }),
	format.Texts("strength", "must, should, source or local.", func(d *definition) string {
		return d.of(func(m *measure.Definition) string { return string(m.Strength) })
	}),
	format.Texts("source", "records, or the official series.", func(d *definition) string { return d.Source }),
	format.Texts("unit", "Unit.", func(d *definition) string { return d.Unit }),
	format.Texts("polarity", "low_is_good, high_is_good or none.", func(d *definition) string { return d.Polarity }),
	format.Texts("numerator", "Who is counted.", func(d *definition) string {
		if d.Series != nil {
			return d.Series.Numerator
		}
		return d.Definition.Numerator.Words
	}),
	format.Texts("denominator", "Of whom.", func(d *definition) string {
		if d.Series != nil {
			return d.Series.Denominator
		}
		return d.Definition.Population.Words
	}),
	format.Texts("version", "Version of the definition.", func(d *definition) string { return d.of(func(m *measure.Definition) string { return m.Version }) }),
	format.Texts("breaks", "Where the series becomes another one.", func(d *definition) string {
		var out []string
		for _, b := range d.Breaks {
			out = append(out, b.From+": "+b.What)
		}
		return strings.Join(out, " ")
	}),
	format.Texts("release", "The release its rows name.", func(d *definition) string { return d.Release }),
}

func (d *definition) of(field func(*measure.Definition) string) string {
	if d.Definition == nil {
		return ""
	}
	return field(d.Definition)
}

// listMeasures gives every definition.
//
//	@Summary		Definitions of all measures and official series
//	@Description	What is counted, for whom, over what; what it does not show; which periods there are; its change log. They are those of the release, not of the program.
//	@Tags			measures
//	@Produce		json,text/csv,application/vnd.apache.parquet,application/vnd.apache.arrow.stream,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
//	@Param			release	query		string	false	"Id of a release, or latest"	default(latest)
//	@Param			as_of	query		string	false	"Date: the release that was current on it"	format(date)
//	@Param			format	query		string	false	"Beats the Accept header"	Enums(json, csv, parquet, arrow, xlsx)
//	@Success		200		{object}	MeasuresAnswer
//	@Failure		default	{object}	problem.Problem
//	@Router			/v1/measures [get]
func listMeasures(c *call) (*reply, error) {
	if err := c.readRelease(false); err != nil {
		return nil, err
	}
	all := c.release.Subjects()
	return &reply{name: "measures", write: func(_ context.Context, w io.Writer) error {
		var out []*definition
		for _, s := range all {
			out = append(out, c.define(s))
		}
		return writeObject(c, w, out, len(out), definitionColumns, out, all)
	}}, nil
}

// showMeasure gives one definition.
//
//	@Summary		Definition of one measure or official series
//	@Tags			measures
//	@Produce		json,text/csv,application/vnd.apache.parquet,application/vnd.apache.arrow.stream,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
//	@Param			measure	path		string	true	"Measure id"	example(overdue_reviews)
//	@Param			release	query		string	false	"Id of a release, or latest"	default(latest)
//	@Param			as_of	query		string	false	"Date: the release that was current on it"	format(date)
//	@Param			format	query		string	false	"Beats the Accept header"	Enums(json, csv, parquet, arrow, xlsx)
//	@Success		200		{object}	MeasureAnswer
//	@Failure		default	{object}	problem.Problem
//	@Router			/v1/measures/{measure} [get]
func showMeasure(c *call) (*reply, error) {
	if err := c.readRelease(false); err != nil {
		return nil, err
	}
	s, err := c.subject()
	if err != nil {
		return nil, err
	}
	return &reply{name: s.ID + "-definition", write: func(_ context.Context, w io.Writer) error {
		d := c.define(s)
		return writeObject(c, w, d, 1, definitionColumns, []*definition{d}, []*measure.Subject{s})
	}}, nil
}

func (c *call) define(s *measure.Subject) *definition {
	d := &definition{
		ID: s.ID, Title: s.Title, Question: s.Question, Source: s.Source, Release: s.Edition, Unit: s.Unit, Polarity: string(s.Polarity),
		Dimensions: append([]string{}, s.Dimensions...), Periods: map[string][]string{}, Breaks: append([]release.Break{}, s.Breaks()...), Missing: []release.MissingSpan{},
		Definition: s.Definition, Series: s.Series,
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
		d.Missing = append(d.Missing, c.release.Manifest.Missing[s.ID]...)
	}
	return d
}

package api

import (
	"context"
	"io"
	"slices"
	"strconv"

	"github.com/careduty/careduty/api/format"
	"github.com/careduty/careduty/api/picture"
	"github.com/careduty/careduty/internal/release"
)

// aboutData is what a program or a person should know before using the service.
type aboutData struct {
	Name      string                        `json:"name"`
	Version   string                        `json:"version"` // of the program
	API       string                        `json:"api"`
	Limits    map[string]int                `json:"limits"`
	Formats   map[string]string             `json:"formats"` // media type by name in format=
	Status    map[string]string             `json:"status"`  // what each letter means
	Vintage   map[string]string             `json:"vintage"`
	Freshness map[string][]release.Coverage `json:"freshness"`    // by council: what its records cover
	Measures  int                           `json:"measures"`     // how many
	Official  []string                      `json:"official"`     // editions of official statistics
	Deprecate []Deprecation                 `json:"deprecations"` // what will be taken away; empty while nothing is
} //	@name	About

// fact is a line of the same as a table.
type fact struct{ name, value string }

var factColumns = []format.Column[fact]{
	format.Texts("name", "What.", func(f *fact) string { return f.name }),
	format.Texts("value", "Which.", func(f *fact) string { return f.value }),
}

var statuses = map[string]string{
	"c": "Withheld: too few people to publish safely.", "x": "Not available.", "z": "Not applicable.", "u": "Low reliability.",
}

var vintages = map[string]string{"p": "Provisional.", "r": "Revised.", "f": "Final."}

func limits(o Options) map[string]int {
	return map[string]int{
		"json_rows_a_page": maxLimit, "rows_of_a_stream": maxStreamRows, "rows_with_comparison_over_time": maxCompareRows,
		"rows_of_a_workbook": maxXLSXRows, "rows_of_a_picture": maxPictureRows, "series_of_a_picture": picture.MostSeries, "rows_of_changes": maxCompareRows,
		"url_bytes": maxURL, "query_seconds": int(o.QueryTimeout.Seconds()), "requests_a_minute": o.RatePerMinute, "queries_at_once": o.AtOnce,
	}
}

// about gives limits, formats, licence, citation and freshness.
//
//	@Summary		Limits, formats, licence, citation and freshness
//	@Tags			about
//	@Produce		json,text/csv,application/vnd.apache.parquet,application/vnd.apache.arrow.stream,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
//	@Param			release	query		string	false	"Id of a release, or latest"	default(latest)
//	@Param			as_of	query		string	false	"Date: the release that was current on it"	format(date)
//	@Param			format	query		string	false	"Beats the Accept header"	Enums(json, csv, parquet, arrow, xlsx)
//	@Success		200		{object}	AboutAnswer
//	@Failure		default	{object}	problem.Problem
//	@Router			/v1/about [get]
func about(c *call) (*reply, error) {
	if err := c.readRelease(false); err != nil {
		return nil, err
	}
	return &reply{name: "about", write: func(_ context.Context, w io.Writer) error {
		m := c.release.Manifest
		a := aboutData{
			Name: "careduty", Version: c.s.options.Version, API: "1", Limits: limits(c.s.options), Formats: map[string]string{}, Status: statuses, Vintage: vintages,
			Freshness: m.Coverage, Measures: len(m.Measures), Official: append([]string{}, m.Official...), Deprecate: append([]Deprecation{}, c.s.deprecated...),
		}
		for _, r := range c.s.routes() {
			for _, f := range r.formats {
				a.Formats[f.Name] = f.Media
			}
		}
		if a.Freshness == nil {
			a.Freshness = map[string][]release.Coverage{}
		}
		return writeObject(c, w, a, 1, factColumns, a.facts(m), nil)
	}}, nil
}

func (a aboutData) facts(m release.Manifest) []*fact {
	out := []*fact{{"name", a.Name}, {"version", a.Version}, {"api", a.API}, {"release", m.ID}, {"published_on", m.PublishedOn}, {"licence", m.Licence}, {"attribution", m.Attribution}}
	var rest []*fact
	for k, v := range a.Limits {
		rest = append(rest, &fact{"limit " + k, strconv.Itoa(v)})
	}
	for k, v := range a.Formats {
		rest = append(rest, &fact{"format " + k, v})
	}
	for k, v := range a.Status {
		rest = append(rest, &fact{"status " + k, v})
	}
	for council, kinds := range a.Freshness {
		for _, k := range kinds {
			rest = append(rest, &fact{"freshness " + council + " " + k.Kind, k.From + " to " + k.To})
		}
	}
	for _, d := range a.Deprecate {
		rest = append(rest, &fact{"deprecated " + d.Kind + " " + d.Name, "since " + d.Since + ", until " + d.Sunset + ", use " + d.Instead})
	}
	slices.SortFunc(rest, func(x, y *fact) int {
		if x.name < y.name {
			return -1
		}
		return 1
	})
	return append(out, rest...)
}

package api

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/careduty/careduty/api/format"
	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
)

// Meta is what is said of an answer beside its data. There is no time of generation: the same question has the same answer.
type Meta struct {
	Release     ReleaseBrief   `json:"release"`
	Query       map[string]any `json:"query"`       // as understood, defaults filled in
	Total       int            `json:"total"`       // rows of the whole answer, all pages together
	Suppressed  int            `json:"suppressed"`  // rows of this page whose figure is withheld
	Measures    []MeasureBrief `json:"measures"`    // those in the answer
	Notes       []string       `json:"notes"`       // what to know before using the figures
	Warnings    []string       `json:"warnings"`    // what was not quite as asked
	Licence     string         `json:"licence"`     // name of the licence
	LicenceURL  string         `json:"licence_url"` // its text
	Attribution string         `json:"attribution"` // whom to name
	Citation    string         `json:"citation"`    // how to cite this answer
} //	@name	Meta

// ReleaseBrief is the release an answer is from.
type ReleaseBrief struct {
	ID          string `json:"id" example:"synthetic-2026-03-31"`
	PublishedOn string `json:"published_on" example:"2026-03-31"`
	AsOf        string `json:"as_of" example:"2026-03-31"`
	Synthetic   bool   `json:"synthetic"` // made-up data
} //	@name	ReleaseBrief

// MeasureBrief is a measure or official series in an answer.
type MeasureBrief struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Unit     string `json:"unit"`
	Polarity string `json:"polarity" enums:"low_is_good,high_is_good,none"`
	Source   string `json:"source"`
} //	@name	MeasureBrief

// Links are addresses that belong to an answer, relative to the service.
type Links struct {
	Self       string `json:"self"`
	Permalink  string `json:"permalink"` // the same answer for good
	Next       string `json:"next,omitempty"`
	CSV        string `json:"csv,omitempty"`
	Parquet    string `json:"parquet,omitempty"`
	Definition string `json:"definition,omitempty"`
} //	@name	Links

// envelope is what follows the data in JSON.
type envelope struct {
	Meta  Meta  `json:"meta"`
	Links Links `json:"links"`
}

func (c *call) envelope(subjects []*measure.Subject) envelope {
	m := c.release.Manifest
	e := envelope{
		Meta: Meta{
			Release: brief(m), Query: c.asked(), Measures: []MeasureBrief{}, Notes: c.notes(subjects), Warnings: append([]string{}, c.warnings...),
			Licence: m.Licence, LicenceURL: m.LicenceURL, Attribution: c.attribution(subjects), Citation: c.citation(),
		},
		Links: Links{Self: c.address(nil), Permalink: c.permalink(), CSV: c.whole("csv"), Parquet: c.whole("parquet")},
	}
	for _, s := range subjects {
		e.Meta.Measures = append(e.Meta.Measures, MeasureBrief{s.ID, s.Title, s.Unit, string(s.Polarity), s.Source})
	}
	if len(subjects) == 1 {
		e.Links.Definition = "/v1/measures/" + subjects[0].ID
	}
	return e
}

// whole is the address of the whole answer in another format.
func (c *call) whole(format string) string {
	return c.address(map[string]string{"format": format, "limit": "", "cursor": ""})
}

// about is what a file says of itself: the same as an envelope, in words.
func (c *call) about(subjects []*measure.Subject) format.About {
	m := c.release.Manifest
	a := format.About{Notes: c.notes(subjects), Facts: map[string]string{
		"release": m.ID, "published_on": m.PublishedOn, "licence": m.Licence, "licence_url": m.LicenceURL,
		"attribution": c.attribution(subjects), "citation": c.citation(), "permalink": c.permalink(),
	}}
	titles := make([]string, len(subjects))
	for i, s := range subjects {
		titles[i] = s.Title
		a.Terms = append(a.Terms, [2]string{s.ID, inWords(s)})
		if text, err := json.Marshal(c.define(s)); err == nil {
			a.Facts[format.Definition+s.ID] = string(text)
		}
	}
	if a.Title = strings.Join(titles, "; "); a.Title == "" || len(subjects) > 5 {
		a.Title = m.Title
	}
	if slices.Contains(a.Notes, words.MadeUp) || slices.Contains(a.Notes, words.PartlyMadeUp) {
		a.Title = "Made-up data: " + a.Title
	}
	a.Notes = append(a.Notes, c.warnings...)
	return a
}

// inWords is a definition as it is told on the notes sheet of a workbook.
func inWords(s *measure.Subject) string {
	if s.Series != nil {
		return words.Definition(s.Title, s.Question, s.Series.Numerator, s.Series.Denominator, s.Series.Notes)
	}
	d := s.Definition
	return words.Definition(d.Title, d.Question, d.Numerator.Words, d.Population.Words, []string{"It does not show: " + strings.Join(d.DoesNotShow, " ")})
}

func brief(m release.Manifest) ReleaseBrief {
	return ReleaseBrief{ID: m.ID, PublishedOn: m.PublishedOn, AsOf: m.AsOf, Synthetic: m.Synthetic}
}

// asked is the query as it was understood: what was written, and what that came to. Lists are lists.
func (c *call) asked() map[string]any {
	out := map[string]any{}
	for k, v := range c.canon {
		if k == "cursor" {
			continue
		}
		if strings.Contains(v, ",") {
			out[k] = strings.Split(v, ",")
			continue
		}
		out[k] = v
	}
	for k, v := range c.resolved {
		out[k] = v
	}
	return out
}

func (c *call) notes(subjects []*measure.Subject) []string {
	out := []string{}
	if c.register {
		return append(out, c.said...)
	}
	ours, official := len(subjects) == 0, false
	for _, s := range subjects {
		ours, official = ours || s.Definition != nil, official || s.Series != nil
	}
	switch synthetic := c.release.Manifest.Synthetic; {
	case synthetic && ours && official:
		out = append(out, words.PartlyMadeUp)
	case synthetic && ours:
		out = append(out, words.MadeUp)
	}
	if ours {
		out = append(out, words.Protected)
	}
	if official {
		out = append(out, words.Official)
	}
	return append(out, c.said...)
}

// attribution names everyone whose figures are in the answer.
func (c *call) attribution(subjects []*measure.Subject) string {
	parts := []string{}
	seen := map[string]bool{}
	add := func(text string) {
		if !seen[text] && text != "" {
			seen[text] = true
			parts = append(parts, text)
		}
	}
	for _, s := range subjects {
		if s.Series == nil {
			add(c.release.Manifest.Attribution)
		}
		for _, m := range c.release.Editions {
			if m.ID == s.Edition {
				add(m.Attribution)
			}
		}
	}
	if len(parts) == 0 {
		add(c.release.Manifest.Attribution)
	}
	return strings.Join(parts, " ")
}

func (c *call) citation() string {
	m := c.release.Manifest
	return words.Citation(m.ID, m.PublishedOn, c.s.options.BaseURL+c.permalink())
}

// published is the moment a release counts as changed at: midnight of its day.
func published(date string) (time.Time, bool) {
	t, err := time.Parse(time.DateOnly, date)
	return t, err == nil
}

package answer

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/careduty/careduty/api/query"
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
	Trend      string `json:"trend,omitempty"` // of a comparison: the series it is made from
} //	@name	Links

// Envelope is what follows the data in JSON.
type Envelope struct {
	Meta  Meta  `json:"meta"`
	Links Links `json:"links"`

	Page     string             `json:"-"` // address of the same answer for people, as a picture prints it
	Editions []release.Manifest `json:"-"` // official editions that stand beside the release
}

// Describe is what is said of an answer beside its data, in every format; at is where the answer is.
func Describe(a Answer, r *release.Release, q query.Query, at query.Address) Envelope {
	var m release.Manifest // of none, where no release can be served and none is needed
	if r != nil {
		m = r.Manifest
	}
	f, asked, used := a.About(), q.Understood(), usedIn(a)
	e := Envelope{
		Meta: Meta{
			Release: ReleaseBrief{ID: m.ID, PublishedOn: m.PublishedOn, AsOf: m.AsOf, Synthetic: m.Synthetic}, Query: resolved(asked), Total: f.Total,
			Suppressed: f.Suppressed, Measures: []MeasureBrief{}, Notes: notes(f, m), Warnings: []string{},
			Licence: m.Licence, LicenceURL: m.LicenceURL, Attribution: attributionOf(r, slices.Concat(f.Subjects, f.Nearby), f.beside(used)), Citation: citationOf(r, f.Subjects, m, at, used),
		},
		Links: Links{Self: at.With(nil), Permalink: at.Permalink(), CSV: inFormat(at, "csv"), Parquet: inFormat(at, "parquet")},
	}
	if r != nil {
		e.Editions = r.Editions
	}
	e.Page = pageOfPicture(at)
	e.Meta.licensed(r, f.Subjects, used)
	for _, w := range slices.Concat(asked.Warnings, f.Warnings) {
		e.Meta.Warnings = append(e.Meta.Warnings, w.Detail)
	}
	for _, s := range f.Subjects {
		e.Meta.Measures = append(e.Meta.Measures, MeasureBrief{s.ID, s.Title, s.Unit, string(s.Polarity), s.Source})
	}
	if len(f.Subjects) == 1 {
		e.Links.Definition = "/v1/measures/" + f.Subjects[0].ID
	}
	if c, ok := f.Beside.(interface{ Cite(string) }); ok {
		c.Cite(e.Meta.Citation)
	}
	if t, ok := a.(*Pairs); ok {
		e.Links.Trend = at.Link("/v1/reports/"+t.Object.Measure+"/trend", map[string]string{"area": strings.Join(t.Query.Areas.Codes, ","), "period": t.Query.Period.String()})
	}
	if f.Next > 0 {
		e.Links.Next = NextPage(r, f, q, at)
	}
	return e
}

// pageOfPicture is the address that a picture prints: the page with the same figures, of the release it was drawn from. Official editions are
// named by their publisher and date instead, which is how they are cited.
func pageOfPicture(at query.Address) string {
	set := map[string]string{"format": "", "chart": "", "size": "", "editions": "", "as_of": "", "release": at.Release}
	if at.OfficialOnly {
		set["release"] = ""
	}
	return at.Base + at.At(strings.TrimPrefix(at.Path, "/v1"), set)
}

// NextPage is the address of the page after this one. The release is inside its cursor.
func NextPage(r *release.Release, f *Facts, q query.Query, at query.Address) string {
	return at.With(map[string]string{"cursor": query.Next(q, r.ID(), f.Next).String(), "release": "", "as_of": ""})
}

// inFormat is the address of the whole answer in another format.
func inFormat(at query.Address, format string) string {
	return at.With(map[string]string{"format": format, "limit": "", "cursor": ""})
}

// resolved is the query as it was understood: what was written, and what that came to. Lists are lists.
func resolved(asked *query.Asked) map[string]any {
	out := map[string]any{}
	for k, v := range asked.Canonical {
		if k == "cursor" {
			continue
		}
		if strings.Contains(v, ",") {
			out[k] = strings.Split(v, ",")
			continue
		}
		out[k] = v
	}
	for k, v := range asked.Resolved {
		out[k] = v
	}
	return out
}

// notes are what to know of an answer: what its figures are, and what is said of this very one.
func notes(f *Facts, m release.Manifest) []string {
	out := []string{}
	synthetic := m.Synthetic
	if f.Register || m.ID == "" {
		return append(out, f.Notes...)
	}
	ours, official := Kinds(slices.Concat(f.Subjects, f.Nearby))
	ours = (ours || len(f.Subjects) == 0) && m.ID != release.OfficialOnly
	switch {
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
	return append(out, f.Notes...)
}

// Kinds says whether there are measures of ours among some subjects, and whether there are official series.
func Kinds(subjects []*measure.Subject) (ours, official bool) {
	for _, s := range subjects {
		ours, official = ours || s.Definition != nil, official || s.Series != nil
	}
	return ours, official
}

// attributionOf names everyone whose figures are in an answer.
func attributionOf(r *release.Release, subjects []*measure.Subject, used []string) string {
	if r == nil {
		return ""
	}
	var parts []string
	add := func(text string) {
		if text != "" && !slices.Contains(parts, text) {
			parts = append(parts, text)
		}
	}
	for _, s := range subjects {
		if s.Series == nil {
			add(r.Manifest.Attribution)
		}
		for _, m := range editionsWith(r, s, used) {
			add(m.Attribution)
		}
	}
	if len(parts) == 0 {
		add(r.Manifest.Attribution)
	}
	return strings.Join(parts, " ")
}

// editionsWith are the editions that have a series, of those used where it is known which are.
func editionsWith(r *release.Release, s *measure.Subject, used []string) []release.Manifest {
	var out []release.Manifest
	for _, m := range r.Editions {
		if carries(&m, s, used) {
			out = append(out, m)
		}
	}
	return out
}

// carries tells whether an edition has a series, and is one of those used where it is known which are.
func carries(m *release.Manifest, s *measure.Subject, used []string) bool {
	return s.Series != nil && (used == nil || slices.Contains(used, m.ID)) && slices.ContainsFunc(m.Series, func(x release.Series) bool { return x.ID == s.ID })
}

// beside is used where nothing stands beside an answer's figures; what does is of any edition.
func (f *Facts) beside(used []string) []string {
	if len(f.Nearby) > 0 {
		return nil
	}
	return used
}

// usedIn are the releases and editions that the figures of an answer are of; nil where they are not all at hand, are no figures, or none of them is of an edition.
func usedIn(a Answer) []string {
	if _, official := Kinds(a.About().Subjects); !official {
		return nil
	}
	t := a.Table()
	if _, streamed := t.rows.(cellStream); streamed || t.rows == nil || !slices.ContainsFunc(t.Columns, func(c Column) bool { return c.Name == "area_code" }) {
		return nil
	}
	t.Columns = slices.DeleteFunc(slices.Clone(t.Columns), func(c Column) bool { return c.Name != "release" })
	var out []string
	if err := t.Each(context.Background(), func(c Chunk) error {
		for _, v := range c.Columns {
			out = append(out, v.Texts.Values...)
		}
		return nil
	}); err != nil || len(out) == 0 {
		return nil
	}
	slices.Sort(out)
	return slices.DeleteFunc(slices.Compact(out), func(id string) bool { return id == "" })
}

// licensed puts in the licence of the editions that an answer is of, where nothing of ours is in it.
func (m *Meta) licensed(r *release.Release, subjects []*measure.Subject, used []string) {
	if ours, official := Kinds(subjects); !official || ours || r == nil {
		return
	}
	var names, at []string
	for _, s := range subjects {
		for _, e := range editionsWith(r, s, used) {
			if e.Licence != "" && !slices.Contains(names, e.Licence) {
				names, at = append(names, e.Licence), append(at, e.LicenceURL)
			}
		}
	}
	if len(names) > 0 {
		m.Licence, m.LicenceURL = strings.Join(names, "; "), at[0]
	}
}

// citationOf is how an answer may be cited: official series alone by the publishers of the editions used.
func citationOf(r *release.Release, subjects []*measure.Subject, m release.Manifest, at query.Address, used []string) string {
	if ours, official := Kinds(subjects); official && !ours && r != nil {
		title := ""
		if len(subjects) == 1 {
			title = subjects[0].Title
		}
		has := func(m *release.Manifest) bool {
			return slices.ContainsFunc(subjects, func(s *measure.Subject) bool { return carries(m, s, used) })
		}
		return PublishedIn(r.Editions, has).Citation(title, at.Base+at.Permalink())
	}
	return Citation(m, at)
}

// PublishedIn are the editions, among some, that an answer is from.
func PublishedIn(editions []release.Manifest, has func(*release.Manifest) bool) words.Published {
	var out words.Published
	add := func(to *[]string, text string) {
		if text != "" && !slices.Contains(*to, text) {
			*to = append(*to, text)
		}
	}
	for i := range editions {
		m := &editions[i]
		if !has(m) {
			continue
		}
		add(&out.Titles, m.Title)
		add(&out.Licences, m.Licence)
		for _, x := range m.Sources {
			add(&out.Publishers, words.Publisher(x.Publisher, x.Published))
		}
	}
	return out
}

// Citation is how an answer may be cited.
func Citation(m release.Manifest, at query.Address) string {
	if m.ID == "" {
		return ""
	}
	return words.Citation(m.ID, m.PublishedOn, at.Base+at.Permalink())
}

// Definitional is the name of a fact that is a whole definition, as JSON.
const Definitional = "definition "

// Label is what a file says of itself beside its rows, where its format has a place for that: the same as the envelope, in words.
type Label struct {
	Title string
	Notes []string          // sentences
	Terms [][2]string       // what the table is about, each with its definition in words
	Facts map[string]string // release, licence, source and the like
}

// Labelled is an answer's label.
func Labelled(a Answer, r *release.Release, e Envelope) Label {
	var m release.Manifest
	if r != nil {
		m = r.Manifest
	}
	f := a.About()
	rows := *f
	rows.Nearby = nil // stands in the object only, and a file has the rows
	l := Label{Notes: notes(&rows, m), Facts: map[string]string{
		"release": m.ID, "published_on": m.PublishedOn, "licence": e.Meta.Licence, "licence_url": e.Meta.LicenceURL,
		"attribution": attributionOf(r, f.Subjects, usedIn(a)), "citation": e.Meta.Citation, "permalink": e.Links.Permalink,
	}}
	titles := make([]string, len(f.Subjects))
	for i, s := range f.Subjects {
		titles[i] = s.Title
		l.Terms = append(l.Terms, [2]string{s.ID, inWords(s)})
		if text, err := json.Marshal(Define(r, s)); err == nil {
			l.Facts[Definitional+s.ID] = string(text)
		}
	}
	if l.Title = strings.Join(titles, "; "); l.Title == "" || len(f.Subjects) > 5 {
		l.Title = m.Title
	}
	if slices.Contains(l.Notes, words.MadeUp) || slices.Contains(l.Notes, words.PartlyMadeUp) {
		l.Title = "Made-up data: " + l.Title
	}
	l.Notes = append(l.Notes, e.Meta.Warnings...)
	return l
}

// inWords is a definition as it is told on the notes sheet of a workbook.
func inWords(s *measure.Subject) string {
	if s.Series != nil {
		return words.Definition(s.Title, s.Question, s.Series.Numerator, s.Series.Denominator, s.Series.Notes)
	}
	d := s.Definition
	return words.Definition(d.Title, d.Question, d.Numerator.Words, d.Population.Words, []string{"It does not show: " + strings.Join(d.DoesNotShow, " ")})
}

package page

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/careduty/careduty/api/answer"
	"github.com/careduty/careduty/api/query"
	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
)

// Visit is what a page knows of the request it answers.
type Visit struct {
	Route    string        // /reports/:measure
	Address  query.Address // of the page
	Data     query.Address // of the same answer as data; no path where there is none
	Formats  []Link        // in which formats the data is given: name, format= and media type
	Envelope answer.Envelope
	Release  *release.Release // nil where none is open
	Ignored  []query.Ignored  // parameters that nobody knows
	Operator Operator
}

// frameOf is what a page has round it: the same release, notes and links as its data has in the envelope.
func (v *Visit) frameOf(a answer.Answer) *Frame {
	f := &Frame{At: part(v.Route), Operator: v.Operator}
	if v.Release == nil {
		return f
	}
	m, subjects := v.Release.Manifest, a.About().Subjects
	f.Release, f.PublishedOn, f.Attribution = m.ID, m.PublishedOn, v.Envelope.Meta.Attribution
	f.Base = v.Address.Base
	f.Licence, f.LicenceURL = cmp.Or(v.Envelope.Meta.Licence, m.Licence), cmp.Or(v.Envelope.Meta.LicenceURL, m.LicenceURL)
	f.Label = labelOf(m, slices.Concat(subjects, a.About().Nearby), true)
	f.Canonical = v.Address.Base + v.Address.Indexed()
	if v.Data.Path != "" {
		f.Data = v.dataLinks()
		f.Permalink = v.Address.Base + v.Address.Permalink()
		f.Citation = v.Envelope.Meta.Citation
	}
	if len(subjects) > 0 {
		f.Notes = slices.DeleteFunc(slices.Clone(v.Envelope.Meta.Notes), func(n string) bool { return n == words.MadeUp }) // it stands above everything already
	}
	for _, i := range v.Ignored {
		f.Warnings = append(f.Warnings, words.Ignored(i.Name, i.Meant))
	}
	f.Warnings = append(f.Warnings, slices.DeleteFunc(slices.Clone(v.Envelope.Meta.Warnings), func(w string) bool { return w == words.Nothing })...)
	return f
}

func (f *Frame) note(text string) { f.Notes = append(f.Notes, text) }

func (f *Frame) warn(text string) { f.Warnings = append(f.Warnings, text) }

// labelOf is what made-up data is called on a page: one with figures of ours, or of official series only, or with none.
func labelOf(m release.Manifest, subjects []*measure.Subject, figures bool) Label {
	if !m.Synthetic {
		return Label{}
	}
	ours, official := answer.Kinds(subjects)
	switch {
	case official && !ours:
		return Label{Title: words.LabelBeside, Words: words.BesideMadeUp}
	case official:
		return Label{Title: words.LabelMadeUp, Words: words.PartlyMadeUp}
	case figures && ours:
		return Label{Title: words.LabelMadeUp, Words: words.MadeUp}
	}
	return Label{Title: words.LabelMadeUp, Words: words.StillMadeUp}
}

// part is the entry of the navigation that a path belongs to.
func part(path string) string {
	for _, p := range Parts {
		if path == p.Href || len(path) > len(p.Href) && path[:len(p.Href)+1] == p.Href+"/" {
			return p.Href
		}
	}
	return ""
}

// dataLinks are the addresses of a page's figures as data, in the formats there are.
func (v *Visit) dataLinks() []Link {
	out := []Link{{Text: "JSON", Href: v.Data.With(nil), Type: "application/json"}}
	for _, f := range v.Formats {
		if name := formatNames[f.Text]; name != "" {
			out = append(out, Link{Text: name, Href: v.Data.With(map[string]string{"format": f.Text}), Type: f.Type})
		}
	}
	return out
}

var formatNames = map[string]string{"csv": "CSV", "xlsx": "Workbook (XLSX)", "parquet": "Parquet"}

// picture is the address of the answer drawn, of this very release so that it never shows another than the page; path is that of another answer,
// if it is not the page's own.
func (v *Visit) picture(path string, set map[string]string) string {
	all := map[string]string{"format": "svg"}
	maps.Copy(all, set)
	if v.Release != nil {
		all["release"] = v.Release.ID()
	}
	if path == "" {
		return v.Data.With(all)
	}
	return path + "?" + query.Encode(all)
}

// drawn is an answer as a picture: of the page's own address where path is empty.
func (v *Visit) drawn(path string, set map[string]string, alt, caption string) Picture {
	as := func(format, size string) string {
		all := map[string]string{}
		maps.Copy(all, set)
		all["format"], all["size"] = format, size
		maps.DeleteFunc(all, func(_, value string) bool { return value == "" })
		return v.picture(path, all)
	}
	return Picture{Src: as("svg", ""), PNG: as("png", ""), Slide: as("png", "slide"), Preview: as("png", "social"), Alt: alt, Caption: caption}
}

var comparedTitles = map[string]string{
	"england": "Beside England", "region": "Beside its region", "previous": "Since the period before", "year_ago": "Since a year ago",
}

func comparedHeadings(names []string) []string {
	var out []string
	for _, n := range names {
		out = append(out, comparedTitles[n])
	}
	return out
}

// comparedWords are a cell's comparisons in words.
func comparedWords(names []string, r *release.Cell, c *answer.Compared) []Compared {
	var out []Compared
	for _, n := range names {
		x := c.With(n)
		if x.Value == nil && n == "england" && r.AreaLevel == string(area.Country) {
			out = append(out, Compared{}) // it is England
			continue
		}
		w := Compared{Words: words.Beside(x.Word(), x.Diff), Side: sides[words.Side(x.Word(), x.Diff)]}
		if x.Value != nil && (n == "previous" || n == "year_ago") {
			w.Words, w.Since = words.Since(x.Word(), x.Diff, *x.Value, r.Unit), true
		}
		out = append(out, w)
	}
	return out
}

var sides = map[string]string{"Higher": "higher", "Lower": "lower", "Similar": "similar"}

// figure is a cell as a page shows it.
func figure(x *release.Cell) Figure {
	return Figure{
		Value: Decimal(x.Value, x.Unit), Low: Decimal(x.Lower95, x.Unit), High: Decimal(x.Upper95, x.Unit),
		Why: words.StatusFrom(x.Source, x.Status), Note: noteOf(x),
	}
}

// explain says once what the words low reliability mean.
func (f *Frame) explain(unreliable bool) {
	if unreliable {
		f.note(words.LowReliability)
	}
}

// noteOf is what is said of a cell, but for what its status says already.
func noteOf(x *release.Cell) string {
	if x.Status == "c" {
		return ""
	}
	if said, rest, ok := strings.Cut(x.Notes, "."); ok && x.Status == "u" && strings.HasPrefix(said, "Low reliability") {
		return strings.TrimSpace(rest)
	}
	return x.Notes
}

// line is a measure as every list has it.
func (v *Visit) line(s *measure.Subject) Line {
	at := func(path string) string { return v.Address.Link(path, nil) }
	groups := ""
	if len(s.Dimensions) > 0 {
		groups = at("/reports/" + s.ID + "/groups")
	}
	return Line{
		Groups: groups, Compare: v.Address.Link("/compare", map[string]string{"measure": s.ID}),
		ID: s.ID, Theme: s.Theme, Title: s.Title, Question: s.Question, Direction: words.Direction(string(s.Polarity)),
		Report: at("/reports/" + s.ID), LeagueTable: at("/reports/" + s.ID + "/league-table"), Trend: at("/reports/" + s.ID + "/trend"),
		Definition: at("/measures/" + s.ID),
	}
}

// areaLine is an area as every list has it.
func (v *Visit) areaLine(a answer.AreaRow) AreaLine {
	return AreaLine{
		Code: a.Code, Name: a.Name, Level: a.Level, Type: a.Type, Self: v.Address.Link("/areas/"+a.Code, nil), Profile: v.Address.Link("/areas/"+a.Code+"/profile", nil),
	}
}

// themed puts measures under the headings of their themes.
func themed[T any](items []T, theme func(T) string) []Section[T] {
	out := Grouped(items, func(x T) (id, title string) {
		slug := theme(x)
		return slug, words.Theme(slug)
	})
	slices.SortStableFunc(out, func(a, b Section[T]) int { return query.ThemeOrder(a.ID) - query.ThemeOrder(b.ID) })
	return out
}

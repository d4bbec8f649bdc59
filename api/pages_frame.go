package api

import (
	"maps"
	"slices"
	"strings"

	"github.com/careduty/careduty/api/format"
	"github.com/careduty/careduty/api/page"
	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
)

// pageFrame is what a page has round it: the same release, notes and links as its twin's envelope.
func (c *call) pageFrame(subjects []*measure.Subject) *page.Frame {
	f := &page.Frame{At: part(c.route.path)}
	if c.release == nil {
		return f
	}
	m := c.release.Manifest
	f.Release, f.PublishedOn, f.Attribution = m.ID, m.PublishedOn, c.attribution(subjects)
	f.Licence, f.LicenceURL = m.Licence, m.LicenceURL
	f.Label = label(m, subjects, true)
	base := c.s.options.BaseURL
	f.Canonical = base + c.address(map[string]string{"highlight": "", "group": "", "sort": ""})
	if twin := c.route.page.twin; twin != "" {
		f.Data = c.twins()
		f.Permalink = base + c.permalink()
		f.Citation = c.citation()
	}
	return f
}

// pageEnd adds what is known when the page is drawn.
func (c *call) pageEnd(f *page.Frame, subjects []*measure.Subject) {
	if f.Notes == nil && len(subjects) > 0 {
		f.Notes = c.notes(subjects)
		f.Notes = slices.DeleteFunc(f.Notes, func(n string) bool { return n == words.MadeUp }) // it stands above everything already
	}
	f.Warnings = append(f.Warnings, c.warnings...)
}

// label is what made-up data is called on a page: one with figures of ours, or of official series only, or with none.
func label(m release.Manifest, subjects []*measure.Subject, figures bool) page.Label {
	if !m.Synthetic {
		return page.Label{}
	}
	ours, official := false, false
	for _, s := range subjects {
		ours, official = ours || s.Definition != nil, official || s.Series != nil
	}
	switch {
	case official && !ours:
		return page.Label{Title: words.LabelBeside, Words: words.BesideMadeUp}
	case official:
		return page.Label{Title: words.LabelMadeUp, Words: words.PartlyMadeUp}
	case figures && ours:
		return page.Label{Title: words.LabelMadeUp, Words: words.MadeUp}
	}
	return page.Label{Title: words.LabelMadeUp, Words: words.StillMadeUp}
}

// part is the entry of the navigation that a path belongs to.
func part(path string) string {
	for _, p := range page.Parts {
		if path == p.Href || len(path) > len(p.Href) && path[:len(p.Href)+1] == p.Href+"/" {
			return p.Href
		}
	}
	return ""
}

// twin is the address of the same answer below /v1, with some parameters set or taken out.
func (c *call) twin(set map[string]string) string {
	all := map[string]string{}
	for _, name := range pageParams {
		all[name] = ""
	}
	maps.Copy(all, set)
	return c.addressAt(twinPath(c.g, c.route.page.twin), all)
}

// twins are the addresses of a page's figures as data, in the formats its twin has.
func (c *call) twins() []page.Link {
	out := []page.Link{{Text: "JSON", Href: c.twin(nil), Type: format.JSON.Media}}
	for _, f := range c.s.formatsOf(c.route.page.twin) {
		if name := formatNames[f.Name]; name != "" {
			out = append(out, page.Link{Text: name, Href: c.twin(map[string]string{"format": f.Name}), Type: f.Accept[0]})
		}
	}
	return out
}

var formatNames = map[string]string{"csv": "CSV", "xlsx": "Workbook (XLSX)", "parquet": "Parquet"}

// picture is the address of the twin's picture, of this very release so that it never shows another than the page.
func (c *call) picture(twin string, set map[string]string) string {
	all := map[string]string{"format": svg.Name}
	maps.Copy(all, set)
	if c.release != nil {
		all["release"] = c.releaseID()
	}
	if twin == "" {
		return c.twin(all)
	}
	return twin + "?" + encode(all)
}

// link is the address of another page, of the same release where this one was named.
func (c *call) link(path string, set map[string]string) string {
	all := map[string]string{}
	if c.pinned {
		all["release"] = c.releaseID()
	}
	if v := c.canon["as_of"]; v != "" {
		all["as_of"] = v
	}
	for k, v := range set {
		if v != "" {
			all[k] = v
		}
	}
	if len(all) == 0 {
		return path
	}
	return path + "?" + encode(all)
}

// compares are the comparisons of a page, as its twin reads them.
func (c *call) compares() []string {
	switch text := c.values.Get("compare"); text {
	case "":
		return []string{"england"}
	case "none":
		return nil
	default:
		return slices.DeleteFunc(slices.Clone(comparisons), func(name string) bool { return !slices.Contains(list(text), name) })
	}
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

// comparedWords are a row's comparisons in words.
func comparedWords(names []string, r *row) []page.Compared {
	var out []page.Compared
	for i, n := range comparisons {
		if !slices.Contains(names, n) {
			continue
		}
		x := r.compared[i]
		if x.value == nil && n == "england" && r.AreaLevel == string(area.Country) {
			out = append(out, page.Compared{}) // it is England
			continue
		}
		w := page.Compared{Words: words.Beside(x.outcome, x.diff), Side: sides[words.Side(x.outcome, x.diff)]}
		if x.value != nil && (n == "previous" || n == "year_ago") {
			w.Words = words.Since(x.outcome, x.diff, *x.value, r.Unit)
		}
		out = append(out, w)
	}
	return out
}

var sides = map[string]string{"Higher": "higher", "Lower": "lower", "Similar": "similar"}

// figure is a cell as a page shows it.
func figure(x *release.Cell) page.Figure {
	return page.Figure{
		Value: page.Decimal(x.Value, x.Unit), Low: page.Decimal(x.Lower95, x.Unit), High: page.Decimal(x.Upper95, x.Unit),
		Why: words.Status(x.Status), Note: noteOf(x),
	}
}

// explain says once what words in the rows mean.
func (c *call) explain(rows []*row) {
	if slices.ContainsFunc(rows, func(r *row) bool { return r.Status == "u" }) {
		c.note(words.LowReliability)
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
func (c *call) line(s *measure.Subject) page.Line {
	at := func(path string) string { return c.link(path, nil) }
	return page.Line{
		ID: s.ID, Theme: s.Theme, Title: s.Title, Question: s.Question, Direction: words.Direction(string(s.Polarity)),
		Report: at("/reports/" + s.ID), LeagueTable: at("/reports/" + s.ID + "/league-table"), Trend: at("/reports/" + s.ID + "/trend"),
		Definition: at("/measures/" + s.ID),
	}
}

// areaLine is an area as every list has it.
func (c *call) areaLine(a areaBrief) page.AreaLine {
	return page.AreaLine{
		Code: a.Code, Name: a.Name, Level: a.Level, Type: a.Type, Self: c.link("/areas/"+a.Code, nil), Profile: c.link("/areas/"+a.Code+"/profile", nil),
	}
}

// themed puts measures under the headings of their themes.
func themed[T any](items []T, theme func(T) string) []page.Section[T] {
	out := page.Grouped(items, func(x T) (id, title string) {
		slug := theme(x)
		return slug, words.Theme(slug)
	})
	slices.SortStableFunc(out, func(a, b page.Section[T]) int { return themePlace(a.ID) - themePlace(b.ID) })
	return out
}

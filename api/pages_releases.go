package api

import (
	"maps"
	"slices"
	"strings"

	"github.com/careduty/careduty/api/page"
	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/release"
)

// releasesPage lists every release.
func releasesPage(_ *call, f *page.Frame, x *shown) (page.View, error) {
	f.Title = "Releases"
	f.Lead = "A release is a set of figures that never changes. Newer ones correct older ones."
	var v page.Releases
	for _, r := range dataOf[[]*releaseLine](x) {
		l := page.ReleaseLine{ID: r.ID, Title: r.Title, Published: r.PublishedOn, AsOf: r.AsOf, State: "stands", Gone: r.Withdrawn != nil}
		switch {
		case r.Current:
			l.State = "current"
		case r.Withdrawn != nil:
			l.State = "withdrawn on " + r.Withdrawn.On + ": " + r.Withdrawn.Reason
		}
		v.All = append(v.All, l)
	}
	return v, nil
}

// releasePage is one release with its files, checksums and what attacks on it came to.
func releasePage(c *call, f *page.Frame, x *shown) (page.View, error) {
	l := dataOf[release.Listed](x)
	m := l.Manifest
	f.Kicker, f.Title = "Release", m.ID
	f.Release, f.PublishedOn, f.Attribution = m.ID, m.PublishedOn, m.Attribution
	f.Canonical = c.s.options.BaseURL + c.permalink()
	v := page.Release{Facts: facts("Title", m.Title, "Published", m.PublishedOn, "Records as of", m.AsOf, "Periods", spanOf(m.Periods), "Made up", yesNo(m.Synthetic),
		"Licence", m.Licence, "To be named", m.Attribution, "Built by", m.Program)}
	for _, e := range m.Official {
		v.Facts = append(v.Facts, page.Fact{Name: "Official edition beside it", Text: e, Href: "/releases/" + e})
	}
	v.Facts = append(v.Facts, page.Fact{Name: "What changed", Text: "since the release before (CSV)", Href: "/v1/releases/" + m.ID + "/changes?format=csv"})
	if m.Kind == release.KindOfficial {
		v.Facts = v.Facts[:len(v.Facts)-1]
	}
	at := "/v1/releases/" + m.ID + "/files/"
	for _, file := range m.Files {
		v.Files = append(v.Files, page.File{Name: file.Name, Href: at + file.Name, Words: file.Words, SHA256: file.SHA256, Bytes: page.Whole(file.Bytes), Rows: page.Whole(file.Rows)})
	}
	for _, name := range l.Names() {
		if !slices.ContainsFunc(v.Files, func(f page.File) bool { return f.Name == name }) {
			v.Files = append(v.Files, page.File{Name: name, Href: at + name})
		}
	}
	v.Audit = attacks(m.Audit)
	if m.Disclosure != nil {
		v.Protection = m.Disclosure.Words
	}
	for _, d := range m.Measures {
		v.Measures = append(v.Measures, page.Line{
			ID: string(d.ID), Title: d.Title, Direction: words.Direction(string(d.Polarity)), Definition: "/measures/" + string(d.ID) + "?release=" + m.ID,
		})
	}
	return v, nil
}

func attacks(all []release.AuditResult) []page.Attack {
	var out []page.Attack
	for _, a := range all {
		out = append(out, page.Attack{
			ID: a.ID, Attack: a.Attack, Words: a.Words, Result: words.Passed(a.Passed), Figure: page.Measured(a.Figure), Limit: page.Measured(a.Limit), Bound: a.Bound,
		})
	}
	return out
}

func spanOf(periods []string) string {
	if len(periods) < 2 {
		return strings.Join(periods, "")
	}
	return periods[0] + " to " + periods[len(periods)-1]
}

// aboutPage says what the service is, what it may be asked, and what each council's records cover.
func aboutPage(c *call, f *page.Frame, x *shown) (page.View, error) {
	a := dataOf[aboutData](x)
	f.Title = "About careduty"
	m := c.release.Manifest
	v := page.About{}
	v.Facts = facts("Current release", m.ID, "Published", m.PublishedOn, "Licence", m.Licence, "To be named", m.Attribution, "Program", a.Version)
	for _, s := range m.Sources {
		v.Facts = append(v.Facts, page.Fact{Name: "Source", Text: s.Publisher + ": " + s.Title})
	}
	for _, name := range slices.Sorted(maps.Keys(a.Limits)) {
		v.Limits = append(v.Limits, page.Named{Name: upperFirst(strings.ReplaceAll(name, "_", " ")), Number: page.Whole(int64(a.Limits[name]))})
	}
	for _, name := range slices.Sorted(maps.Keys(a.Formats)) {
		v.Formats = append(v.Formats, page.Fact{Name: "format=" + name, Text: a.Formats[name]})
	}
	for _, s := range []string{"c", "x", "z", "u"} {
		v.Statuses = append(v.Statuses, page.Fact{Name: s, Text: a.Status[s]})
	}
	v.Councils = coverageFacts(a.Freshness)
	return v, nil
}

func coverageFacts(all map[string][]release.Coverage) []page.Fact {
	var out []page.Fact
	for code, spans := range all {
		parts := make([]string, len(spans))
		for i, s := range spans {
			parts[i] = strings.ReplaceAll(s.Kind, "_", " ") + " from " + s.From + " to " + s.To
		}
		name := code
		if a, ok := area.ByCode(code); ok {
			name = a.Name
		}
		out = append(out, page.Fact{Name: name, Text: strings.Join(parts, "; ")})
	}
	slices.SortFunc(out, func(a, b page.Fact) int { return strings.Compare(a.Name, b.Name) })
	return out
}

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

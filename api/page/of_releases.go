package page

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/careduty/careduty/api/answer"
	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/release"
)

// ReleasesPage lists every release.
func ReleasesPage(v *Visit, t *answer.ReleaseList) (*Frame, View) {
	f := v.frameOf(t)
	f.Title = "Releases"
	f.Lead = "A release is a set of figures that never changes. Newer ones correct older ones."
	var p Releases
	for _, r := range t.Rows {
		l := ReleaseLine{ID: r.ID, Title: r.Title, Published: r.PublishedOn, AsOf: r.AsOf, State: "stands", Gone: r.Withdrawn != nil}
		switch {
		case r.Kind == release.KindOfficial:
			l.State = "official statistics, served as published"
		case r.Current:
			l.State = "current"
		case r.Withdrawn != nil:
			l.State = "withdrawn on " + r.Withdrawn.On + ": " + r.Withdrawn.Reason
		}
		p.All = append(p.All, l)
	}
	return f, p
}

// ReleasePage is one release with its files, checksums and what attacks on it came to.
func ReleasePage(v *Visit, t *answer.OneRelease) (*Frame, View) {
	f, l := v.frameOf(t), t.Listed
	m := l.Manifest
	f.Kicker, f.Title = "Release", m.ID
	f.Release, f.PublishedOn, f.Attribution = m.ID, m.PublishedOn, m.Attribution
	p := Release{Facts: facts("Title", m.Title, "Published", m.PublishedOn, "Records as of", m.AsOf, "Periods", spanOf(m.Periods), "Made up", madeUp(m.Synthetic),
		"Licence", m.Licence, "To be named", m.Attribution, "Built by", m.Program)}
	for _, e := range m.Official {
		p.Facts = append(p.Facts, Fact{Name: "Official edition beside it", Text: e, Href: "/releases/" + e})
	}
	p.Facts = append(p.Facts, Fact{Name: "What changed", Text: "since the release before (CSV)", Href: "/v1/releases/" + m.ID + "/changes?format=csv"})
	if m.Kind == release.KindOfficial {
		p.Facts = p.Facts[:len(p.Facts)-1]
	}
	at := "/v1/releases/" + m.ID + "/files/"
	for _, file := range m.Files {
		p.Files = append(p.Files, File{Name: file.Name, Href: at + file.Name, Words: file.Words, SHA256: file.SHA256, Bytes: Whole(file.Bytes), Rows: Whole(file.Rows)})
	}
	for _, name := range l.Names() {
		if !slices.ContainsFunc(p.Files, func(f File) bool { return f.Name == name }) {
			p.Files = append(p.Files, File{Name: name, Href: at + name})
		}
	}
	p.Audit = attacks(m.Audit)
	if m.Disclosure != nil {
		p.Protection = m.Disclosure.Words
	}
	for _, d := range m.Measures {
		p.Measures = append(p.Measures, Line{
			ID: string(d.ID), Title: d.Title, Direction: words.Direction(string(d.Polarity)), Definition: "/measures/" + string(d.ID) + "?release=" + m.ID,
		})
	}
	return f, p
}

func attacks(all []release.AuditResult) []Attack {
	var out []Attack
	for _, a := range all {
		out = append(out, Attack{
			ID: a.ID, Attack: a.Attack, Words: a.Words, Result: words.Passed(a.Passed), Figure: Measured(a.Figure), Limit: Measured(a.Limit), Bound: a.Bound,
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

// AboutPage says what the service is, what it may be asked, and what each council's records cover.
func AboutPage(v *Visit, t *answer.About) (*Frame, View) {
	f, a := v.frameOf(t), t.Data
	f.Title = "About careduty"
	m := v.Release.Manifest
	p := About{}
	contact := Fact{Name: "Contact", Text: v.Operator.Contact, Href: v.Operator.Href}
	if contact.Text == "" {
		contact.Text = words.NotSaid
	}
	p.Facts = append(facts("Run by", cmp.Or(v.Operator.Name, words.NotSaid)), contact)
	p.Facts = append(p.Facts, facts("Current release", m.ID, "Published", m.PublishedOn, "Licence", m.Licence, "To be named", m.Attribution, "Program", a.Version)...)
	for _, s := range m.Sources {
		p.Facts = append(p.Facts, Fact{Name: "Source", Text: s.Publisher + ": " + s.Title})
	}
	for _, name := range slices.Sorted(maps.Keys(a.Limits)) {
		p.Limits = append(p.Limits, Named{Name: upperFirst(strings.ReplaceAll(name, "_", " ")), Number: Whole(int64(a.Limits[name]))})
	}
	for _, name := range slices.Sorted(maps.Keys(a.Formats)) {
		p.Formats = append(p.Formats, Fact{Name: "format=" + name, Text: a.Formats[name]})
	}
	for _, s := range []string{"c", "x", "z", "u"} {
		p.Statuses = append(p.Statuses, Fact{Name: s, Text: a.Status[s]})
	}
	p.Councils = coverageFacts(a.Freshness)
	return f, p
}

func coverageFacts(all map[string][]release.Coverage) []Fact {
	var out []Fact
	for code, spans := range all {
		parts := make([]string, len(spans))
		for i, s := range spans {
			parts[i] = strings.ReplaceAll(s.Kind, "_", " ") + " from " + s.From + " to " + s.To
		}
		name := code
		if a, ok := area.ByCode(code); ok {
			name = a.Name
		}
		out = append(out, Fact{Name: name, Text: strings.Join(parts, "; ")})
	}
	slices.SortFunc(out, func(a, b Fact) int { return strings.Compare(a.Name, b.Name) })
	return out
}

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func madeUp(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

package page

import (
	"maps"
	"slices"
	"strings"

	"github.com/careduty/careduty/api/answer"
	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
)

// MeasurePage is one definition: what is counted, how, and what it does not show.
func MeasurePage(v *Visit, t *answer.Definitions) (*Frame, View) {
	f, d, s := v.frameOf(t), &t.All[0], t.Subjects[0]
	f.Kicker, f.Title = "Definition", d.Title
	p := Measure{Line: v.line(s), Series: d.Series != nil}
	p.Method = append(facts("Unit", d.Unit), periodFacts(d)...)
	if len(d.Dimensions) > 0 {
		p.Method = append(p.Method, Fact{Name: "Broken down by", Text: strings.Join(v.dimensionNames(d.Dimensions), ", ")})
	}
	if d.Series != nil {
		p.Counted = facts("Counted", d.Series.Numerator, "Of", d.Series.Denominator, "Source", d.Release)
		p.Not = d.Series.Notes
		return f, p
	}
	m := d.Definition
	p.Why, p.Not, p.Exclude = m.Why, m.DoesNotShow, m.Exclusions
	p.Counted = facts("Counted", m.Numerator.Words, "Of", m.Population.Words, "Record does not say", m.Unknown.Words, "In law", m.Law, "How binding", words.Strength(string(m.Strength)))
	p.Method = append(p.Method, facts("In time", words.Grain(string(m.Grain)), "Several events", words.Pick(string(m.Pick)), "Unknown", words.UnknownRule(string(m.UnknownRule)),
		"Ranking", words.MinimumDenominator(m.MinimumDenominator), "Version", m.Version)...)
	for _, name := range slices.Sorted(maps.Keys(m.Parameters)) {
		set := m.Parameters[name]
		p.Method = append(p.Method, Fact{Name: "Set by us: " + strings.ReplaceAll(name, "_", " "), Text: set.Default + ". " + set.Words})
	}
	for _, o := range m.Official {
		p.Official = append(p.Official, v.counterpart(o))
	}
	for _, ch := range m.Changes {
		p.Changes = append(p.Changes, Change{Version: ch.Version, Date: ch.Date, What: ch.What})
	}
	p.Missing = missingFacts(d.Missing)
	return f, p
}

// facts are pairs of name and text; those without text are left out.
func facts(pairs ...string) []Fact {
	var out []Fact
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			out = append(out, Fact{Name: pairs[i], Text: pairs[i+1]})
		}
	}
	return out
}

func periodFacts(d *answer.Definition) []Fact {
	var out []Fact
	for _, g := range d.Grains {
		if p := d.Periods[g]; len(p) > 0 {
			text := p[0]
			if len(p) > 1 {
				text += " to " + p[len(p)-1]
			}
			out = append(out, Fact{Name: strings.ToUpper(g[:1]) + g[1:] + "s", Text: text})
		}
	}
	return out
}

func (v *Visit) dimensionNames(ids []string) []string {
	var out []string
	for _, id := range ids {
		if d, ok := v.Release.Dimension(id); ok && d.Label != "" {
			id = d.Label
		}
		out = append(out, id)
	}
	return out
}

// counterpart links to the official series where it is served beside ours.
func (v *Visit) counterpart(o measure.Official) Counterpart {
	out := Counterpart{Name: o.Name, Differs: o.Differs}
	if s, ok := v.Release.Subject(o.Series); ok {
		out.Href = v.line(s).Report
	}
	return out
}

// missingFacts name the councils without a figure, period by period.
func missingFacts(spans []release.MissingSpan) []Fact {
	var out []Fact
	for _, m := range spans {
		names := make([]string, len(m.Councils))
		for i, code := range m.Councils {
			names[i] = code
			if a, ok := area.ByCode(code); ok {
				names[i] = a.Name
			}
		}
		slices.Sort(names)
		out = append(out, Fact{Name: m.Period, Text: strings.Join(names, ", ")})
	}
	return out
}

package api

import (
	"maps"
	"slices"
	"strings"

	"github.com/careduty/careduty/api/page"
	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
)

// measurePage is one definition: what is counted, how, and what it does not show.
func measurePage(c *call, f *page.Frame, x *shown) (page.View, error) {
	d, s := dataOf[*definition](x), x.subjects[0]
	f.Kicker, f.Title = "Definition", d.Title
	v := page.Measure{Line: c.line(s), Series: d.Series != nil}
	v.Method = append(facts("Unit", d.Unit), c.periodFacts(d)...)
	if len(d.Dimensions) > 0 {
		v.Method = append(v.Method, page.Fact{Name: "Broken down by", Text: strings.Join(c.dimensionNames(d.Dimensions), ", ")})
	}
	if d.Series != nil {
		v.Counted = facts("Counted", d.Series.Numerator, "Of", d.Series.Denominator, "Source", d.Release)
		v.Not = d.Series.Notes
		return v, nil
	}
	m := d.Definition
	v.Why, v.Not, v.Exclude = m.Why, m.DoesNotShow, m.Exclusions
	v.Counted = facts("Counted", m.Numerator.Words, "Of", m.Population.Words, "Record does not say", m.Unknown.Words, "In law", m.Law, "How binding", words.Strength(string(m.Strength)))
	v.Method = append(v.Method, facts("In time", words.Grain(string(m.Grain)), "Several events", words.Pick(string(m.Pick)), "Unknown", words.UnknownRule(string(m.UnknownRule)),
		"Ranking", words.MinimumDenominator(m.MinimumDenominator), "Version", m.Version)...)
	for _, name := range slices.Sorted(maps.Keys(m.Parameters)) {
		p := m.Parameters[name]
		v.Method = append(v.Method, page.Fact{Name: "Set by us: " + strings.ReplaceAll(name, "_", " "), Text: p.Default + ". " + p.Words})
	}
	for _, o := range m.Official {
		v.Official = append(v.Official, c.counterpart(o))
	}
	for _, ch := range m.Changes {
		v.Changes = append(v.Changes, page.Change{Version: ch.Version, Date: ch.Date, What: ch.What})
	}
	v.Missing = missingFacts(d.Missing)
	return v, nil
}

// facts are pairs of name and text; those without text are left out.
func facts(pairs ...string) []page.Fact {
	var out []page.Fact
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			out = append(out, page.Fact{Name: pairs[i], Text: pairs[i+1]})
		}
	}
	return out
}

func (c *call) periodFacts(d *definition) []page.Fact {
	var out []page.Fact
	for _, g := range d.Grains {
		if p := d.Periods[g]; len(p) > 0 {
			text := p[0]
			if len(p) > 1 {
				text += " to " + p[len(p)-1]
			}
			out = append(out, page.Fact{Name: strings.ToUpper(g[:1]) + g[1:] + "s", Text: text})
		}
	}
	return out
}

func (c *call) dimensionNames(ids []string) []string {
	var out []string
	for _, id := range ids {
		if d, ok := c.release.Dimension(id); ok && d.Label != "" {
			id = d.Label
		}
		out = append(out, id)
	}
	return out
}

// counterpart links to the official series where it is served beside ours.
func (c *call) counterpart(o measure.Official) page.Counterpart {
	out := page.Counterpart{Name: o.Name, Differs: o.Differs}
	if s, ok := c.release.Subject(o.Series); ok {
		out.Href = c.line(s).Report
	}
	return out
}

// missingFacts name the councils without a figure, period by period.
func missingFacts(spans []release.MissingSpan) []page.Fact {
	var out []page.Fact
	for _, m := range spans {
		names := make([]string, len(m.Councils))
		for i, code := range m.Councils {
			names[i] = code
			if a, ok := area.ByCode(code); ok {
				names[i] = a.Name
			}
		}
		slices.Sort(names)
		out = append(out, page.Fact{Name: m.Period, Text: strings.Join(names, ", ")})
	}
	return out
}

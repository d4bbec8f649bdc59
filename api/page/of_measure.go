package page

import (
	"maps"
	"slices"
	"strings"

	"github.com/careduty/careduty/api/answer"
	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/release"
)

// MeasurePage is one definition: what is counted, how, and what it does not show.
func MeasurePage(v *Visit, t *answer.Definitions) (*Frame, View) {
	f, d, s := v.frameOf(t), &t.All[0], t.Subjects[0]
	f.Kicker, f.Title = "Definition", d.Title
	p := Measure{Line: v.line(s), Series: d.Series != nil}
	p.Method = append(facts("Unit", d.Unit), periodFacts(d)...)
	p.Method = append(p.Method, v.groupFacts(d.Groups)...)
	if d.Series != nil {
		v.describeSeries(&p, d)
		return f, p
	}
	m := d.Definition
	p.Why, p.Not, p.Exclude = m.Why, m.DoesNotShow, m.Exclusions
	p.Counted = facts("Counted", m.Numerator.Words, "Of", m.Population.Words, "Record does not say", m.Unknown.Words, "In law", m.Law, "How binding", words.Strength(string(m.Strength), string(m.Polarity)))
	p.Method = append(p.Method, facts("In time", words.Grain(string(m.Grain)), "Not finished", words.FollowUp(m.FollowUp), "Several events", words.Pick(string(m.Pick)), "Unknown", words.UnknownRule(string(m.UnknownRule)),
		"Ranking", words.MinimumDenominator(m.MinimumDenominator), "Version", m.Version)...)
	for _, name := range slices.Sorted(maps.Keys(m.Parameters)) {
		set := m.Parameters[name]
		p.Method = append(p.Method, Fact{Name: "Set by us: " + strings.ReplaceAll(name, "_", " "), Text: set.Default + ". " + set.Words})
	}
	p.Official = v.counterparts(m.Official, d.Beside)
	for _, ch := range m.Changes {
		p.Changes = append(p.Changes, Change{Version: ch.Version, Date: ch.Date, What: ch.What})
	}
	p.Missing, p.About = missingFacts(d.Missing), words.AboutYou(s.Theme)
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

// groupFacts say for which levels there are figures, and for which of them by group: what there is not is not promised.
func (v *Visit) groupFacts(groups []answer.Group) []Fact {
	var out []Fact
	for _, g := range groups {
		name := "Figures for"
		if g.Dimension != "" {
			name = "By " + strings.ToLower(v.dimensionName(g.Dimension))
		}
		text := words.LevelWith(g.Level, g.Grains)
		if last := len(out) - 1; last >= 0 && out[last].Name == name {
			out[last].Text += "; " + text
			continue
		}
		out = append(out, Fact{Name: name, Text: text})
	}
	return out
}

func (v *Visit) dimensionName(id string) string {
	if d, ok := v.Release.Dimension(id); ok && d.Label != "" {
		return d.Label
	}
	return id
}

// missingFacts say which councils have no figure, period by period: by name where they are few, else how many.
func missingFacts(spans []release.MissingSpan) []Fact {
	var out []Fact
	all := area.Of(area.Council)
	for _, m := range spans {
		var without, with []string
		for _, a := range all {
			if slices.Contains(m.Councils, a.Code) {
				without = append(without, a.Name)
				continue
			}
			with = append(with, a.Name)
		}
		out = append(out, Fact{Name: m.Period, Text: words.Without(without, with)})
	}
	return out
}

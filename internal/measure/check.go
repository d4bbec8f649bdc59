package measure

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// fields are the header's fields, all of them required, in the order of Definition.
var fields = func() []string {
	t := reflect.TypeFor[Definition]()
	out := make([]string, t.NumField())
	for i := range out {
		out[i], _, _ = strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
	}
	return out
}()

// Themes are the chapters measures are grouped by, in order.
var Themes = []string{"assessment", "plan", "budget", "direct_payment", "review", "cut", "complaint", "advocacy"}

// OfficialThemes are the chapters of official series, in order, and last those of figures somebody asked councils for.
var OfficialThemes = []string{
	"official_payments", "official_review", "official_living", "official_short_term", "official_quality", "official_satisfaction", "official_carers", "official_support", "asked_waits",
}

var (
	slug = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
	span = regexp.MustCompile(`^(0|[1-9]\d* (days|months))$`)
	// peopleAre is what a population may be declared to be.
	peopleAre = regexp.MustCompile(`^(not )?met of ([a-z][a-z0-9_]*)$`)
	version   = regexp.MustCompile(`^\d+\.\d+\.\d+$`)
	// financial is a year or quarter as package period reads it, but for whether its two years follow each other.
	financial = regexp.MustCompile(`^\d{4}-\d{2}(-Q[1-4])?$`)
	unitOf    = map[Kind]string{Proportion: "percent", Rate: "per 1,000 people", Money: "pounds a week", Days: "days"}
	kindsOf   = []string{"people", "assessments", "plans", "budgets", "direct_payments", "reviews", "complaints"}
	nonEmpty  = []string{"title", "question", "why", "duty", "law"}
)

// check holds every rule of a header that its types do not.
func check(m Measure, header string) error {
	at := func(field, what, fix string) error { return bad(m.File, lineOf(header, field), what, fix) }
	for _, rule := range rules(m.Definition) {
		if !rule.holds {
			return at(rule.field, rule.what, rule.fix)
		}
	}
	for _, name := range nonEmpty {
		if strings.TrimSpace(text(m.Definition, name)) == "" {
			return at(name, fmt.Sprintf("%q is empty.", name), "Write it.")
		}
	}
	for name, p := range m.Parameters {
		if _, err := p.Value(name, p.Default); err != nil || !slug.MatchString(name) || p.Words == "" {
			return at("parameters", fmt.Sprintf("The parameter %q has a default outside its type or limits, a bad name, or no words.", name), "Mend it.")
		}
	}
	return checkPlaceholders(m, at)
}

type rule struct {
	field, what, fix string
	holds            bool
}

// rules lists what must hold between the fields of a header.
func rules(d Definition) []rule {
	return []rule{
		{"id", fmt.Sprintf("%q is not an id.", d.ID), "Write lower-case words joined by underscores.", slug.MatchString(string(d.ID))},
		{"theme", fmt.Sprintf("%q is not a theme.", d.Theme), "Use one of: " + strings.Join(Themes, ", ") + ".", slices.Contains(Themes, d.Theme)},
		oneOf("strength", d.Strength, Must, Should, Source, Local, Context),
		oneOf("grain", d.Grain, Snapshot, Flow, Exposure),
		oneOf("kind", d.Kind, Proportion, Rate, Money, Days),
		oneOf("period", d.Period, "quarter", "year"),
		oneOf("polarity", d.Polarity, LowIsGood, HighIsGood, None),
		oneOf("unknown_rule", d.UnknownRule, Excluded, InDenominator),
		oneOf("pick", d.Pick, Last, Any, All),
		{"people_are", "people_are does not name a set.", "Write met of, or not met of, and another measure's id, or leave it out.", d.PeopleAre == "" || peopleAre.MatchString(d.PeopleAre)},
		{"unit", fmt.Sprintf("A %s is given in %q, not %q.", d.Kind, unitOf[d.Kind], d.Unit), "Write that unit.", d.Unit == unitOf[d.Kind]},
		{"population", "The population is not said.", "Say in words whom the measure judges.", d.Population.said()},
		{"numerator", "The numerator is not said.", "Say in words who counts.", d.Numerator.said()},
		{"unknown", "The unknown is not said.", "Say in words for whom the records do not tell; \"Nobody.\" where that cannot be.", d.Unknown.said()},
		{"period", "A median is given for years only.", "Write period: year.", !d.Kind.Median() || d.Yearly()},
		{"period", "A sensitive measure is given for years only.", "Write period: year.", !d.Sensitive || d.Yearly()},
		{"needs", "needs must begin with people and name kinds of record, or kind.column.", "See docs/measure-files.md.", needs(d.Needs)},
		{"deeds", "deeds names what needs does not, or no direction is agreed.", "Write kind.column as in needs, or leave it out.", deeds(d)},
		{"basis", "basis names what is none, or leaves records out.", "Leave it out, or write [records, cld] once a test proves it.", bases(d.Basis)},
		{"lookback", "lookback is not a span.", "Write 0, 12 months or 28 days.", span.MatchString(d.Lookback)},
		{"lookahead", "lookahead is not a span.", "Write 0, 12 months or 28 days.", span.MatchString(d.Lookahead)},
		{"follow_up", "follow_up is not a span, or of a snapshot, which is over on its day.", "Write 3 months or 28 days, or leave it out.", followUp(d)},
		{"dimensions", "A dimension is unknown or belongs to people.", "Own dimensions: setting, delivery, complaint_subject, managed_by.", own(d.Dimensions)},
		{"minimum_denominator", "The minimum denominator is under 30.", "Write 30 or more.", d.MinimumDenominator >= 30},
		{"does_not_show", "Nothing is said of what the measure does not show.", "Say it: every measure leaves something out.", len(d.DoesNotShow) > 0},
		{"version", fmt.Sprintf("%q is not a version.", d.Version), "Write it as 1.0.0.", version.MatchString(d.Version)},
		{"changes", "The change log does not end with the present version.", "Add a line for it.", logged(d)},
		{"changes", "A change is from what is no period.", "Write the first year or quarter counted so, as 2026-27 or 2026-27-Q1, or leave it out.", dated(d)},
	}
}

// deeds says whether a list of deeds is none, or names columns of needs in a measure of which one answer is the breach.
func deeds(d Definition) bool {
	return len(d.Deeds) == 0 || d.Polarity != None &&
		!slices.ContainsFunc(d.Deeds, func(n string) bool { return !strings.Contains(n, ".") || !slices.Contains(d.Needs, n) })
}

// followUp says whether a follow-up is none, or a span of a measure that has one.
func followUp(d Definition) bool {
	return d.FollowUp == "" || span.MatchString(d.FollowUp) && d.FollowUp != "0" && d.Grain != Snapshot
}

// bases says whether a list of bases is none, or is all records and some more.
func bases(list []string) bool {
	return len(list) == 0 || list[0] == Bases[0] && !slices.ContainsFunc(list, func(b string) bool { return !slices.Contains(Bases, b) })
}

func oneOf[T ~string](field string, got T, allowed ...T) rule {
	words := make([]string, len(allowed))
	for i, a := range allowed {
		words[i] = string(a)
	}
	return rule{field, fmt.Sprintf("%q is not a %s.", got, field), "Use one of: " + strings.Join(words, ", ") + ".", slices.Contains(allowed, got)}
}

func (p Part) said() bool { return strings.TrimSpace(p.Words) != "" }

func needs(list []string) bool {
	if len(list) == 0 || list[0] != "people" {
		return false
	}
	for _, n := range list {
		kind, column, dotted := strings.Cut(n, ".")
		if !slices.Contains(kindsOf, kind) || dotted && !slug.MatchString(column) {
			return false
		}
	}
	return true
}

func own(list []string) bool {
	for _, id := range list {
		if _, ok := DimensionOf(id); !ok || slices.Contains(PeopleDimensions, id) {
			return false
		}
	}
	return true
}

func logged(d Definition) bool {
	return len(d.Changes) > 0 && d.Changes[len(d.Changes)-1].Version == d.Version
}

func dated(d Definition) bool {
	return !slices.ContainsFunc(d.Changes, func(c Change) bool { return c.From != "" && !financial.MatchString(c.From) })
}

func text(d Definition, field string) string {
	v := reflect.ValueOf(d)
	return v.Field(slices.Index(fields, field)).String()
}

// checkPlaceholders refuses a placeholder without a parameter and a parameter that nothing reads.
func checkPlaceholders(m Measure, at func(field, what, fix string) error) error {
	_, used := m.Bind()
	for _, name := range used {
		if _, ok := m.Parameters[name]; !ok {
			return at("parameters", fmt.Sprintf("The query uses :%s, which is not a parameter.", name), "Declare it with type, default, limits and words.")
		}
	}
	for name := range m.Parameters {
		if !slices.Contains(used, name) {
			return at("parameters", fmt.Sprintf("Nothing in the query uses the parameter %q.", name), "Use it as :"+name+" or take it out.")
		}
	}
	return nil
}

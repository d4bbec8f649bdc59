package words

import (
	"strconv"
	"strings"
)

// BesideMadeUp goes with pages that show official series only, on a service whose own release is synthetic.
const BesideMadeUp = "The figures on this page are real official ones, shown beside a made-up release: what other pages say of councils is not real."

// StillMadeUp goes with pages without figures, on the same service.
const StillMadeUp = "This service shows a made-up release: no person, council or figure in it is real."

// Labels that begin the title of a page, for those who see nothing else of it.
const (
	LabelMadeUp = "Made-up data"
	LabelBeside = "Beside made-up data"
)

// Why a year of a measure beside an official series lacks one of the two.
const (
	NotPublished = "not published for this year"
	NoRecords    = "no records of this year"
)

// Years says for which years something stood; an empty end is open.
func Years(from, to string) string {
	switch {
	case from == "" && to == "":
		return "in all years"
	case from == "":
		return "to " + to
	case to == "":
		return "from " + from
	case from == to:
		return "in " + from
	}
	return from + " to " + to
}

// Independent says who is not speaking.
const Independent = "Independent. Not a government website."

var themes = map[string]string{
	"assessment": "Assessments", "plan": "Care and support plans", "budget": "Personal budgets", "direct_payment": "Direct payments", "review": "Reviews",
	"cut": "Support cut or stopped", "complaint": "Complaints", "advocacy": "Advocacy", "": "Official statistics",

	"official_payments": "Official: personal budgets and direct payments", "official_review": "Official: reviews",
	"official_living": "Official: living at home or in a care home", "official_short_term": "Official: short-term support, and after hospital",
	"official_quality": "Official: quality of life, control and safety", "official_satisfaction": "Official: satisfaction and information",
	"official_carers": "Official: carers", "official_support": "Official: people with long-term support",
	"asked_waits": "Freedom of information: waiting times",
}

// Theme is a theme's heading; "" is that of official series that tell none.
func Theme(slug string) string {
	if t, ok := themes[slug]; ok {
		return t
	}
	return upper(slug)
}

// PlainTheme is the heading of a theme where all of it is known to be official.
func PlainTheme(title string) string { return upper(strings.TrimPrefix(title, "Official: ")) }

// Strength says how binding a duty is. Where neither direction is agreed to be better no figure shows whether a duty is kept, so none is said to be
// required of it.
func Strength(s, polarity string) string {
	open := polarity != "low_is_good" && polarity != "high_is_good"
	switch {
	case s == "must" && open:
		return "About something the Act or its regulations deal with; the figure alone does not show whether a duty is kept"
	case s == "must":
		return "A duty: the Act or its regulations require it"
	case s == "should" && open:
		return "About something statutory guidance deals with; the figure alone does not show whether it is followed"
	case s == "should":
		return "Expected: statutory guidance asks for it"
	case s == "source":
		return "Asked for by what the measure was drawn from, not by law"
	case s == "local":
		return "No legal figure exists: the limit is one this project chose"
	case s == "context":
		return "Describes what happens: nothing in law asks for a high or a low figure"
	}
	return ""
}

// Grain says how a measure meets time.
func Grain(g string) string {
	switch g {
	case "snapshot":
		return "The state on the last day of the period"
	case "flow":
		return "What happened in the period"
	case "exposure":
		return "People concerned at any time in the period, and those of them it happened to"
	}
	return ""
}

// Pick says which event counts of a person with several.
func Pick(p string) string {
	switch p {
	case "last":
		return "Of several events of one person in a period the latest counts"
	case "any":
		return "A person counts once, if it is true of any of their events in the period"
	case "all":
		return "A person counts once, if it is true of all their events in the period"
	}
	return ""
}

// UnknownRule says where people stand whose record does not say.
func UnknownRule(r string) string {
	if r == "in_denominator" {
		return "People whose record does not say are counted among those it could be true of"
	}
	return "People whose record does not say are left out of the figure and counted apart"
}

// MinimumDenominator says when an area has no place.
func MinimumDenominator(n int) string {
	return "Areas with fewer than " + strconv.Itoa(n) + " people counted are shown, not ranked"
}

// Areas is the name of the areas of a level.
func Areas(level string) string {
	switch level {
	case "country":
		return "England"
	case "region":
		return "Regions"
	}
	return "Councils"
}

// Found says how many areas a search brought.
func Found(n int, q string) string {
	what := count(n, "area")
	if q != "" {
		what += " for “" + q + "”"
	}
	return what + "."
}

// TooManySeries says that no picture can be drawn and why.
const TooManySeries = "A picture of a trend can tell six series apart; name fewer areas or categories to see one."

// LowReliability explains the words, once on every page that uses them.
const LowReliability = "Low reliability: few people are behind the figure, or the noise that protects them is large beside it."

// Passed says what an attack on a release came to.
func Passed(passed bool) string {
	if passed {
		return "passed"
	}
	return "failed" // no such release is published
}

// Ignored says that a parameter of a page was left out since nobody knows it.
func Ignored(name, meant string) string {
	out := "We ignored “" + name + "”, which is not known here"
	if meant != "" {
		return out + "; did you mean “" + meant + "”?"
	}
	return out + "."
}

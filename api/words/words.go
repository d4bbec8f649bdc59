// Package words makes every sentence that goes with a figure: notes, summaries, citations, the alternative text of pictures.
// Pages, answers and files call it, so one figure is always spoken of in the same way.
//
// The rules: say the uncertainty in the sentence; "similar" where chance explains a difference, never "the same"; better and
// worse only where the direction is agreed; nobody is the best, worst, top or bottom of anything.
package words

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/careduty/careduty/internal/measure"
)

// MadeUp goes with every answer from a synthetic release.
const MadeUp = "Made-up data: no person, council or figure here is real."

// PartlyMadeUp goes with answers that hold official series beside figures of a synthetic release.
const PartlyMadeUp = "Made-up data beside real ones: in rows whose release begins with synthetic- no person, council or figure is real; official series are as published."

// Protected goes with every answer that holds figures made from records.
const Protected = measure.Protection + " Intervals include what this adds."

// Official goes with every answer that holds official series.
const Official = "Official series are shown as they were published; intervals and places follow from the counts or margins published. They are counted in other ways than ours and never mixed with them."

// Nothing is the warning when nothing matches.
const Nothing = "Nothing matches: the release has no figures for what was asked."

// Citation is how an answer may be cited.
func Citation(release, published, link string) string {
	return "careduty, release " + release + ", published " + published + ". " + link
}

// NoTrend says that there are too few figures to test.
func NoTrend(area string, points, least int) string {
	if points == 0 {
		return area + ": whether the figure rises or falls cannot be calculated: there is none."
	}
	return fmt.Sprintf("%s: whether the figure rises or falls cannot be calculated from %s; %s are needed.", area, count(points, "figure"), Small(least))
}

// NoInterval says that there are figures but nothing is published of how far chance moves them.
func NoInterval(area string) string {
	return area + ": whether the figure rises or falls cannot be calculated: its figures have no published interval."
}

// Amount is a figure as it is said, its unit in words.
func Amount(v float64, unit string) string { return InUnit(Figures(unit, v)[0], unit) }

// Small writes a number up to ten as a word.
func Small(n int) string {
	if n >= 0 && n < len(numbers) {
		return numbers[n]
	}
	return strconv.Itoa(n)
}

var numbers = []string{"none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

// Spread says how the areas of a report stand to England: how many are higher, similar, lower and not compared.
func Spread(title, place, periodLabel, england string, higher, similar, lower, not int) string {
	out := title + " in " + place + ", " + periodLabel + ": "
	if england != "" {
		out += "England " + england + ". "
	}
	if higher+similar+lower == 0 {
		return out + "Councils are not compared with England: the figures have no published interval, or there are too few."
	}
	out += fmt.Sprintf("%s higher than England, %d similar (any difference could be chance), %d lower", count(higher, "council"), similar, lower)
	if not > 0 {
		out += fmt.Sprintf("; %d not compared", not)
	}
	return out + fmt.Sprintf(". With %d compared, about %d would fall outside by chance alone.", higher+similar+lower,
		int(math.Round(0.05*float64(higher+similar+lower))))
}

// Released says what a release is, for its entry in the feed.
func Released(published, asOf string, measures int, synthetic bool) string {
	out := fmt.Sprintf("%s with records as they stood on %s, published on %s.", count(measures, "measure"), asOf, published)
	if synthetic {
		out += " " + MadeUp
	}
	return out
}

// Bars goes below every picture with intervals.
const Bars = "Bars are 95% intervals: how much a figure could vary by chance, with what protection adds."

// OfficialBars explains those of official series, to which nothing is added.
const OfficialBars = "Bars are 95% intervals: how much a figure could vary by chance."

// Direction says which way is better, next to every number and on every axis.
func Direction(polarity string) string {
	switch polarity {
	case "high_is_good":
		return "Higher is better"
	case "low_is_good":
		return "Lower is better"
	}
	return "Neither direction is agreed to be better"
}

// Axis names an axis of figures, with unit and direction.
func Axis(unit, polarity string) string { return upper(unit) + ". " + Direction(polarity) + "." }

// Subtitle says what a picture shows.
func Subtitle(title, unit, polarity, period string) string {
	return title + ", " + unit + ". " + Direction(polarity) + ". " + period + "."
}

// Missing names the areas without a figure from a source, in some of the periods or in the one shown, and says why.
func Missing(source, status string, some bool, names []string) string {
	why := map[string]string{"c": "Not shown, too few people to publish safely", "x": "Not available", "z": "Does not apply"}[status]
	if source != Records {
		why = upper(StatusFrom(source, status))
	}
	if some {
		before, after, _ := strings.Cut(why, ",")
		if why = before + " in some periods"; after != "" {
			why += "," + after
		}
	}
	why += ": "
	const most = 25
	if len(names) > most {
		return why + strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more.", len(names)-most)
	}
	return why + strings.Join(names, ", ") + "."
}

func upper(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// ChangingMembers says that figures of more and of fewer councils are no series.
func ChangingMembers(area string) string {
	return area + ": whether the figure rises or falls cannot be calculated: not the same councils are in all of its figures."
}

// Newer says that there are newer figures which are not the latest yet.
func Newer(title string, periods []string) string {
	return title + ": newer figures of some areas, incomplete, can be asked for by name: " + strings.Join(periods, ", ") + "."
}

// points names what a difference of shares is counted in.
func points(unit string) string {
	if unit == "percent" {
		return " percentage points"
	}
	return ""
}

// Pair says whether two areas can be told apart, and how far they lie from each other.
func Pair(a, b, periodLabel, outcome string, diff *float64, unit string) string {
	switch {
	case diff == nil || outcome == "not_compared":
		return a + " and " + b + " are not compared, " + periodLabel + ": one of them has no figure or no interval."
	case outcome == "similar":
		return a + " and " + b + " cannot be told apart, " + periodLabel + ": the difference could be chance."
	}
	return a + " is " + outcome + " than " + b + ", " + periodLabel + ", by " + Figures(unit, math.Abs(*diff))[0] + points(unit) + ", more than chance would explain."
}

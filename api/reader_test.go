package api_test

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// printedFigure is a row as a sentence may speak of it.
type printedFigure struct {
	value, low, high            float64
	has, interval, unfinished   bool
	rankLow, rankHigh, rankedOf float64
	outcome, zone               string // beside England; among councils
	level                       string
}

// reader holds sentences against the rows they speak of. It knows the figures of one measure by area and period, and nothing of how sentences are
// made.
type reader struct {
	title string
	at    map[string]map[string]printedFigure // by area, or area and group, and label of the period
	// What a sentence is of where it does not say so itself.
	area, label string
	before      *float64 // its figure a year before
	drawn       []string // the labels of the series it stands beside, in order, finished and with a figure
	read        int
	found       []string // contradictions
	strange     []string // sentences that nobody reads
}

func (r *reader) take(name string, row map[string]any) {
	number := func(column string) (float64, bool) {
		n, ok := row[column].(json.Number)
		v, _ := n.Float64()
		return v, ok
	}
	text := func(column string) string { s, _ := row[column].(string); return s }
	var f printedFigure
	f.value, f.has = number("value")
	f.low, f.interval = number("lower_95")
	f.high, _ = number("upper_95")
	f.rankLow, _ = number("rank_low")
	f.rankHigh, _ = number("rank_high")
	f.rankedOf, _ = number("ranked_of")
	f.unfinished, _ = row["unfinished"].(bool)
	f.outcome, f.zone, f.level = text("england_outcome"), text("spread_zone"), text("area_level")
	if r.at[name] == nil {
		r.at[name] = map[string]printedFigure{}
	}
	r.at[name][text("period_label")] = f
}

// apart tells that two intervals do not touch, so that chance does not explain the difference; within that one figure lies in the other's interval, so
// that it may.
func apart(a, b printedFigure) bool {
	return a.interval && b.interval && (a.high < b.low || b.high < a.low)
}

func within(a, b printedFigure) bool {
	return a.interval && b.interval && (a.low <= b.value && b.value <= a.high || b.low <= a.value && a.value <= b.high)
}

const (
	sizeForm = `£?[0-9.,]*[0-9](?: [a-z0-9, ]*?)?`
	areaForm = `@\d+@`
)

// rule is a form of sentence, and what is wrong with one of it: nothing where its rows bear it out.
type rule struct {
	form  *regexp.Regexp
	wrong func(r *reader, names []string, m []string) string
}

func form(text string) *regexp.Regexp {
	return regexp.MustCompile("^(?:" + strings.NewReplacer("SIZE", "("+sizeForm+")", "AREA", "("+areaForm+")", "LABEL", `([^().]*?\d{4}(?:-\d\d)?)`).Replace(text) + ")$")
}

// hold reads a text, sentence by sentence.
func (r *reader) hold(text string) {
	names := make([]string, 0, len(r.at))
	for name := range r.at {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) })
	masked := strings.ReplaceAll(text, r.title, "TITLE")
	for i, name := range names {
		masked = strings.ReplaceAll(masked, name, fmt.Sprintf("@%d@", i))
	}
	for _, sentence := range sentenceEnd.Split(strings.TrimSpace(masked), -1) {
		if sentence = strings.TrimSuffix(strings.TrimSpace(sentence), "."); sentence == "" {
			continue
		}
		if !r.sentence(sentence, names) {
			r.strange = append(r.strange, sentence)
		}
	}
}

var sentenceEnd = regexp.MustCompile(`\. `)

func (r *reader) sentence(sentence string, names []string) bool {
	for _, rule := range rules {
		m := rule.form.FindStringSubmatch(sentence)
		if m == nil {
			continue
		}
		r.read++
		for i, part := range m {
			if areaOnly.MatchString(part) {
				n, _ := strconv.Atoi(strings.Trim(part, "@"))
				m[i] = names[n]
			}
		}
		if rule.wrong != nil {
			if what := rule.wrong(r, names, m); what != "" {
				r.found = append(r.found, fmt.Sprintf("%q: %s", m[0], what))
			}
		}
		return true
	}
	return false
}

var areaOnly = regexp.MustCompile("^" + areaForm + "$")

// figure is what a row says of an area in a period.
func (r *reader) figure(area, label string) (printedFigure, bool) {
	f, ok := r.at[area][label]
	return f, ok && f.has
}

// sized says what is wrong with a size beside the figure it is said of.
func sized(said string, f printedFigure) string {
	digits := regexp.MustCompile(`[0-9.,]*[0-9]`).FindString(said)
	if !roundsTo(fmt.Sprint(f.value), digits) {
		return fmt.Sprintf("it says %s of %g", said, f.value)
	}
	return ""
}

// ends hold a statement on two dated figures: both are rows, rounded right, told apart where they differ, and they are the ends of what is drawn.
func (r *reader) ends(area, from, fromLabel, to, toLabel string) (a, b printedFigure, wrong string) {
	a, ok := r.figure(area, fromLabel)
	b, ok2 := r.figure(area, toLabel)
	switch {
	case !ok || !ok2:
		return a, b, "it dates a figure that no row has"
	case sized(from, a) != "":
		return a, b, sized(from, a)
	case sized(to, b) != "":
		return a, b, sized(to, b)
	case from == to && a.value != b.value:
		return a, b, fmt.Sprintf("it says %g and %g alike", a.value, b.value)
	case a.unfinished || b.unfinished:
		return a, b, "it tests a period that is not finished"
	case len(r.drawn) > 0 && (!slices.Contains(r.drawn, fromLabel) || toLabel != r.drawn[len(r.drawn)-1]):
		return a, b, "its ends are not those that are drawn"
	}
	return a, b, ""
}

func chance(said string, a, b printedFigure) string {
	switch {
	case said == "could be chance" && apart(a, b):
		return fmt.Sprintf("chance does not explain %g to %g beside %g to %g", a.low, a.high, b.low, b.high)
	case said == "more than chance" && within(a, b):
		return fmt.Sprintf("chance may explain %g (%g to %g) beside %g (%g to %g)", a.value, a.low, a.high, b.value, b.low, b.high)
	}
	return ""
}

func way(said string, a, b printedFigure) string {
	up := b.value > a.value
	if said == "up" && !up || said == "down" && b.value >= a.value {
		return fmt.Sprintf("the other way round of %g and %g", a.value, b.value)
	}
	return ""
}

func first(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

// counted is how many areas of a level have an outcome beside England in the period at hand.
func (r *reader) counted(level, outcome string) int {
	n := 0
	for _, by := range r.at {
		if f, ok := by[r.label]; ok && f.level == level && f.outcome == outcome {
			n++
		}
	}
	return n
}

func (r *reader) zoned(zone string) int {
	n := 0
	for _, by := range r.at {
		if f, ok := by[r.label]; ok && f.level == "council" && f.zone == zone {
			n++
		}
	}
	return n
}

func whole(text string) int {
	n, err := strconv.Atoi(strings.ReplaceAll(text, ",", ""))
	if err != nil {
		return math.MinInt
	}
	return n
}

func counts(pairs ...any) string {
	for i := 0; i < len(pairs); i += 2 {
		if said := pairs[i].(string); said != "" && whole(said) != pairs[i+1].(int) { //nolint:forcetypeassert // pairs of what is said and what is
			return fmt.Sprintf("it says %s of %d", said, pairs[i+1])
		}
	}
	return ""
}

package answer

import (
	"fmt"
	"math"
	"slices"

	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/internal/statistics"
)

// This file holds every formula that an answer is worked out by, over printed values alone.

const notCompared = "not_compared"

// compare puts two printed cells beside each other. Without both intervals there is no test, and so no outcome; nor is there one where more is still to
// come of one figure than of the other.
func compare(p measure.Polarity, x, other *release.Cell) Comparison {
	out := Comparison{Outcome: notCompared}
	if other == nil || other.Value == nil {
		return out
	}
	out.Value = other.Value
	if x.Value == nil {
		return out
	}
	if x.Unfinished != other.Unfinished || x.Unfinished && x.Period != other.Period {
		return out
	}
	diff := math.Round((*x.Value-*other.Value)*1e4) / 1e4
	out.Diff = &diff
	if x.Lower95 == nil || other.Lower95 == nil || few(x) || few(other) {
		return out
	}
	out.Outcome = differs(x, other)
	out.Judgement = judge(p, out.Outcome)
	return out
}

// outcomeOf puts a difference in a word.
func outcomeOf(diff float64, differs bool) string {
	switch {
	case !differs:
		return "similar"
	case diff > 0:
		return "higher"
	}
	return "lower"
}

// judge says whether an outcome is better or worse, where the direction is agreed.
func judge(p measure.Polarity, outcome string) string {
	switch {
	case outcome == "higher" && p == measure.HighIsGood, outcome == "lower" && p == measure.LowIsGood:
		return "better"
	case outcome == "higher" && p == measure.LowIsGood, outcome == "lower" && p == measure.HighIsGood:
		return "worse"
	}
	return ""
}

// The words of a trend.
const (
	increasing   = "increasing"
	decreasing   = "decreasing"
	noSteady     = "no_steady_change"
	notCalculate = "cannot_be_calculated"
)

// Direction is which way a series goes over the periods shown, and how its ends stand to each other: three questions, each with its own test.
type Direction struct {
	Trend        string `json:"trend" words:"increasing or decreasing where the series rises or falls steadily, no_steady_change, or cannot_be_calculated." enums:"increasing,decreasing,no_steady_change,cannot_be_calculated"`
	TrendOutcome string `json:"trend_outcome" words:"The direction by polarity: better, worse, higher, lower, similar or not_compared." enums:"better,similar,worse,higher,lower,not_compared"`
	TrendTest    string `json:"trend_test" words:"The test, its level, how many points it had, and how far points scatter beyond chance." extensions:"x-nullable"`
	LastChange   string `json:"last_change" words:"The newest figure beside the one a year before: higher, similar, lower or not_compared." enums:"higher,similar,lower,not_compared"`
	FirstLast    string `json:"first_last" words:"The last figure of the span beside the first: higher, similar, lower or not_compared." enums:"higher,similar,lower,not_compared"`
	Summary      string `json:"summary" words:"The series in a sentence."`
} //	@name	Direction

// noDirection is that of a series without points to test.
var noDirection = Direction{Trend: notCalculate, TrendOutcome: notCompared, LastChange: notCompared, FirstLast: notCompared}

var directionWords = map[statistics.Direction]string{statistics.Increasing: increasing, statistics.Decreasing: decreasing, statistics.NoSteadyChange: noSteady}

// test answers the three questions of a series, over the cells given: those that are shown. What lies before the last break is left out, and what is
// not finished.
func test(s *measure.Subject, area string, cells []*release.Cell, pooled statistics.Dispersion, of string) Direction {
	cells, since := sinceBreak(s, cells)
	out := testFinished(s, area, release.Finished(cells), pooled, of)
	out.Summary = sentences(out.Summary, since, words.Unfinished(openLabels(cells)))
	return out
}

func testFinished(s *measure.Subject, area string, cells []*release.Cell, pooled statistics.Dispersion, of string) Direction {
	out := noDirection
	valued := slices.DeleteFunc(slices.Clone(cells), func(c *release.Cell) bool { return c.Value == nil })
	points := release.Points(cells)
	changing := slices.ContainsFunc(valued, partial) && !sameMembers(valued) // a period nobody covers has no figure that could be compared
	if len(valued) > 1 && !changing {
		first, last := valued[0], valued[len(valued)-1]
		out.FirstLast = differs(last, first)
		if before := yearBefore(valued, last); before != nil {
			out.LastChange = differs(last, before)
		}
	}
	switch {
	case changing:
		out.Summary = words.ChangingMembers(area)
		return out
	case len(points) == 0 && len(valued) > 0:
		out.Summary = words.NoInterval(area)
		return out
	case len(points) < statistics.LeastPoints:
		out.Summary = sentences(words.NoTrend(area, len(points), statistics.LeastPoints), lastChange(area, s.Unit, valued, out.LastChange))
		return out
	}
	line, ok := statistics.Fit(points)
	if !ok {
		out.Summary = words.NoInterval(area)
		return out
	}
	if of == "" {
		pooled, of = line.OwnDispersion(), "its own"
	}
	out.Trend = directionWords[line.Direction(pooled)]
	out.TrendTest = fmt.Sprintf("weighted straight line, 5%% level, %d points, dispersion %.2f (%s)", line.Points, pooled.Factor, of)
	out.TrendOutcome = outcomeOf(line.Slope, out.Trend != noSteady)
	if judged := judge(s.Polarity, out.TrendOutcome); judged != "" {
		out.TrendOutcome = judged
	}
	first, last := valued[0], valued[len(valued)-1]
	out.Summary = sentences(words.Steady(words.Change{
		Place: area, Unit: s.Unit, From: dated(first), To: dated(last), Trend: out.Trend, FirstLast: out.FirstLast,
	}), lastChange(area, s.Unit, valued, out.LastChange))
	return out
}

// openLabels are the periods of a series that are not finished and have a figure.
func openLabels(cells []*release.Cell) []string {
	var out []string
	for _, c := range cells {
		if c.Unfinished && c.Value != nil {
			out = append(out, c.PeriodLabel)
		}
	}
	return out
}

// dated is a printed figure with its period.
func dated(c *release.Cell) words.Dated { return words.Dated{Value: *c.Value, Label: c.PeriodLabel} }

// lastChange is the sentence on the newest figure beside the one a year before; empty where it says no more than the ends do.
func lastChange(area, unit string, valued []*release.Cell, outcome string) string {
	if len(valued) == 0 {
		return ""
	}
	last := valued[len(valued)-1]
	before := yearBefore(valued, last)
	if before == nil || before == valued[0] && len(valued) > 2 && outcome == "similar" {
		return ""
	}
	return words.LastChange(area, unit, dated(before), dated(last), outcome)
}

// yearBefore is the figure a year before one, among some.
func yearBefore(valued []*release.Cell, last *release.Cell) *release.Cell {
	p, err := period.Parse(last.Period)
	if err != nil {
		return nil
	}
	back, _ := before("year_ago", p)
	if i := slices.IndexFunc(valued, func(c *release.Cell) bool { return c.Period == back.String() }); i >= 0 {
		return valued[i]
	}
	return nil
}

// differs is how a figure stands to an earlier one of its series.
func differs(x, earlier *release.Cell) string {
	a, ok := x.Estimate()
	b, ok2 := earlier.Estimate()
	if !ok || !ok2 {
		return notCompared
	}
	return outcomeOf(a.Value-b.Value, statistics.Differ(a, b))
}

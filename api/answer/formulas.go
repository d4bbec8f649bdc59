package answer

import (
	"fmt"
	"math"
	"slices"

	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
	"gonum.org/v1/gonum/stat/distuv"
)

// This file holds every formula that an answer is worked out by, over printed values alone.

const notCompared = "not_compared"

// compare puts two printed cells beside each other. Without both intervals there is no test, and so no outcome.
func compare(p measure.Polarity, x, other *release.Cell) Comparison {
	out := Comparison{Outcome: notCompared}
	if other == nil || other.Value == nil {
		return out
	}
	out.Value = other.Value
	if x.Value == nil {
		return out
	}
	diff := math.Round((*x.Value-*other.Value)*1e4) / 1e4
	out.Diff = &diff
	if x.Lower95 == nil || other.Lower95 == nil || few(x) || few(other) {
		return out
	}
	out.Outcome = outcomeOf(diff, release.Differ(x, other))
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
	noChange     = "no_change"
	notCalculate = "cannot_be_calculated"
)

const (
	leastPoints  = 5
	mostQuarters = 12
	mostYears    = 10
)

// Direction is which way a series goes, by a test named in it.
type Direction struct {
	Trend        string `json:"trend" words:"increasing, decreasing, no_change or cannot_be_calculated: of the whole series." enums:"increasing,decreasing,no_change,cannot_be_calculated"`
	TrendOutcome string `json:"trend_outcome" words:"The direction by polarity: better, worse, higher, lower, similar or not_compared." enums:"better,similar,worse,higher,lower,not_compared"`
	TrendTest    string `json:"trend_test" words:"The test, its level and how many points it had." extensions:"x-nullable"`
	Summary      string `json:"summary" words:"The series in a sentence."`
} //	@name	Direction

// test fits a straight line to the printed values, each weighed by its interval, and asks whether its slope differs from none at
// the 5 % level. What lies before the last break is left out. Where the values scatter more than their intervals allow, the slope's error is widened by as much.
func test(s *measure.Subject, area string, cells []*release.Cell) Direction {
	var x, y, w []float64
	var unit string
	cells, since := sinceBreak(s, cells)
	for _, c := range cells {
		if c.Value == nil || c.Lower95 == nil || c.Upper95 == nil || *c.Upper95 <= *c.Lower95 {
			continue
		}
		p, err := period.Parse(c.Period)
		if err != nil {
			continue
		}
		se := (*c.Upper95 - *c.Lower95) / (2 * 1.96)
		x, y, w, unit = append(x, float64(p.Index())), append(y, *c.Value), append(w, 1/(se*se)), c.Grain
	}
	out := Direction{Trend: notCalculate, TrendOutcome: notCompared}
	switch {
	case slices.ContainsFunc(cells, partial) && !sameMembers(cells):
		out.Summary = words.ChangingMembers(area) + since
		return out
	case len(x) == 0 && slices.ContainsFunc(cells, func(c *release.Cell) bool { return c.Value != nil }):
		out.Summary = words.NoInterval(area) + since
		return out
	case len(x) < leastPoints:
		out.Summary = words.NoTrend(area, len(x), leastPoints) + since
		return out
	}
	slope, se := line(x, y, w)
	out.TrendTest = fmt.Sprintf("weighted linear regression, 5%% level, %d %ss", len(x), unit)
	sure := math.Abs(slope) > se*distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(len(x)) - 2}.Quantile(0.975)
	out.Trend, out.TrendOutcome = turn(s.Polarity, slope, sure)
	out.Summary = words.Trend(area, s.Unit, unit, len(x), y[0], y[len(y)-1], out.Trend) + since
	return out
}

// line is the weighted slope and its standard error.
func line(x, y, w []float64) (slope, se float64) {
	var sw, sx, sy float64
	for i := range x {
		sw, sx, sy = sw+w[i], sx+w[i]*x[i], sy+w[i]*y[i]
	}
	mx, my := sx/sw, sy/sw
	var sxx, sxy float64
	for i := range x {
		sxx, sxy = sxx+w[i]*(x[i]-mx)*(x[i]-mx), sxy+w[i]*(x[i]-mx)*(y[i]-my)
	}
	slope = sxy / sxx
	var chi2 float64
	for i := range x {
		r := y[i] - my - slope*(x[i]-mx)
		chi2 += w[i] * r * r
	}
	return slope, math.Sqrt(max(1, chi2/float64(len(x)-2)) / sxx)
}

func turn(p measure.Polarity, slope float64, sure bool) (trend, result string) {
	trend = noChange
	if sure {
		if trend = increasing; slope < 0 {
			trend = decreasing
		}
	}
	outcome := outcomeOf(slope, sure)
	if judged := judge(p, outcome); judged != "" {
		return trend, judged
	}
	return trend, outcome
}

package official

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/internal/statistics"
)

// What a missing outcome means, in the publisher's words; and what it means that a count is missing beside an outcome.
var (
	outcomeWords = map[status]string{
		"c": "Suppressed by the publisher.",
		"x": "Not available, says the publisher.",
		"z": "Not applicable, says the publisher.",
	}
	countWords = map[status]string{
		"c": "The publisher suppresses a count and gives the outcome.",
		"x": "A count is not available, says the publisher.",
		"z": "A count is not applicable, says the publisher.",
	}
)

const (
	outcomeOnly = "outcome_only" // why a row has no rank: nothing says how far chance could move it
	onlyWords   = "The publisher gives no counts and no margin of error here: nothing tells how far chance could move the figure, so it is compared with none."
	leastPeople = 30 // fewer are shown and not ranked, as with measures of records
)

// per is the value of one whole in a unit.
func per(unit string) float64 {
	if unit == per100000 {
		return 100_000
	}
	return 100
}

// cell is a row as it is served: what was published, and what follows from it.
func (k key) cell(e *entry, source string) release.Cell {
	s := k.series
	c := release.Cell{
		Measure: s.ID, Source: source,
		AreaCode: e.area.Code, AreaName: e.area.Name, AreaLevel: string(e.area.Level), ParentCode: e.area.Parent,
		Period: k.year.String(), Grain: string(period.Year), PeriodLabel: k.year.Label(s.Snapshot), PeriodStart: k.year.First(), PeriodEnd: k.year.Last(),
		Dimension: k.dimension, Category: k.category, CategoryLabel: e.label, CategoryOrder: int32(e.order), Unit: s.Unit, //nolint:gosec // below a hundred
		Band: k.category == "18-64" || k.category == "65+" || k.category == "65-and-over",
	}
	if o := e.figures[outcome]; e.has[outcome] && o.known() {
		c.Value = &o.number
	} else if e.has[outcome] {
		c.Status = string(o.status)
	}
	switch s.Kind {
	case counts:
		c.Numerator, c.Denominator = e.count(numerator), e.count(denominator)
		k.countInterval(&c, e)
	case survey:
		c.Denominator = e.count(respondents)
		k.surveyInterval(&c, e)
	case people, median:
	}
	c.Notes = strings.Join(k.notes(&c, e), " ")
	return c
}

// count is a figure as a whole number, nil where there is none.
func (e *entry) count(what statistic) *int64 {
	if !e.has[what] || !e.figures[what].known() {
		return nil
	}
	n := int64(e.figures[what].number)
	return &n
}

// countInterval works out what follows from two published counts: the share itself where the publisher leaves it to the reader, and its interval.
func (k key) countInterval(c *release.Cell, e *entry) {
	unit := per(k.series.Unit)
	share, ok := e.share(unit)
	if c.Value == nil && k.series.Derived && ok {
		c.Value = rounded(share, 1)
	} else if c.Value == nil && k.series.Derived {
		c.Status = string(worst(e.figures[numerator].status, e.figures[denominator].status))
	}
	if c.Value == nil || !ok {
		return
	}
	d := e.figures[denominator].number
	interval := statistics.ShareInterval
	if k.series.Unit == per100000 {
		interval = statistics.RateInterval
	}
	low, high := interval(min(share/unit, 1), d, 0)
	c.Lower95, c.Upper95 = rounded(low*unit, 4), rounded(high*unit, 4)
	*c.Lower95, *c.Upper95 = min(*c.Lower95, *c.Value), max(*c.Upper95, *c.Value)
	switch { // of so many people that it is narrower than what is printed
	case *c.Lower95 != *c.Upper95:
	case *c.Value >= unit && k.series.Unit == percent:
		*c.Lower95 -= 1e-4
	default:
		*c.Upper95 += 1e-4
	}
}

// worst is the status that says most of why a share cannot be made.
func worst(a, b status) status {
	for _, s := range []status{"c", "z", "x"} {
		if a == s || b == s {
			return s
		}
	}
	return "x"
}

// manyRespondents is how many answers it takes for a margin of error that is truly below half of a printed digit. A margin printed as 0 of fewer means
// that all answered alike, which says nothing of how far chance could move the figure.
const manyRespondents = 1000

// surveyInterval is the publisher's margin of error round the outcome. A margin printed as 0 is less than half of its last digit, and so is taken
// to be that half.
func (k key) surveyInterval(c *release.Cell, e *entry) {
	m := e.figures[margin]
	if c.Value == nil || !e.has[margin] || !m.known() {
		return
	}
	half := m.number
	if half == 0 {
		if n := e.figures[respondents]; !e.has[respondents] || !n.known() || n.number < manyRespondents {
			return
		}
		half = math.Pow10(-max(m.decimals, e.figures[outcome].decimals, 1)) / 2 // files leave a 0 at the end away
	}
	low, high := max(*c.Value-half, 0), *c.Value+half
	if k.series.Unit == percent {
		high = min(high, 100)
	}
	c.Lower95, c.Upper95 = rounded(low, 4), rounded(high, 4)
}

func rounded(x float64, decimals int) *float64 {
	scale := math.Pow10(decimals)
	x = math.Round(x*scale) / scale
	return &x
}

// notes are the sentences of a row.
func (k key) notes(c *release.Cell, e *entry) []string {
	var out []string
	for _, v := range k.series.Caveats {
		if between(k.year.String(), v.From, v.To) && (len(v.Areas) == 0 || slices.Contains(v.Areas, c.AreaCode)) {
			out = append(out, v.Words)
		}
	}
	counted := worstOf(e, numerator, denominator)
	switch {
	case c.Value == nil:
		out = append(out, outcomeWords[status(c.Status)])
	case k.series.Derived:
		out = append(out, "Worked out here from the publisher's counts.")
	case k.series.Kind == counts && counted != "":
		out = append(out, countWords[counted])
	}
	if c.Value != nil && c.Lower95 == nil {
		out = append(out, k.withoutInterval())
	}
	if e.recoded != "" {
		out = append(out, "Published under "+e.recoded+", the code this council had before "+c.AreaCode+".")
	}
	if e.area.Until != "" {
		out = append(out, succession(e.area))
	}
	return out
}

// withoutInterval says why a figure has no interval.
func (k key) withoutInterval() string {
	switch k.series.Kind {
	case people:
		return "A number of people; councils differ in size, so it is compared with none."
	case median:
		return "As the council answered; each counts in its own way, so it is compared with none."
	case counts, survey:
	}
	return onlyWords
}

// worstOf is the status of a count that was published as missing; empty where both are there, or neither was published.
func worstOf(e *entry, what ...statistic) status {
	for _, w := range what {
		if e.has[w] && !e.figures[w].known() {
			return e.figures[w].status
		}
	}
	return ""
}

// succession says what became of an abolished council.
func succession(a area.Area) string {
	var names []string
	for _, c := range area.Successors(a.Code) {
		if next, ok := area.ByCode(c.New); ok {
			names = append(names, next.Name+" ("+next.Code+")")
		}
	}
	return "This council existed until " + a.Until + ". Its area is now that of " + strings.Join(names, " and ") + ", whose figures are their own."
}

// rank places the totals of one series in one year: regions and councils in England, and councils in their region. Only figures with an interval
// are ranked, and only where one end of the series is agreed to be better.
func rank(s *series, cells []*release.Cell) {
	for _, level := range []area.Level{area.Region, area.Council} {
		order(s, cells, func(c *release.Cell) bool { return c.AreaLevel == string(level) }, func(c *release.Cell, of int, r *statistics.Rank) {
			c.RankedOf = small(of)
			if r != nil {
				c.Rank, c.RankLow, c.RankHigh = small(r.Place), small(r.Low), small(r.High)
			}
		})
	}
	for _, region := range area.Of(area.Region) {
		order(s, cells, func(c *release.Cell) bool { return c.ParentCode == region.Code }, func(c *release.Cell, of int, r *statistics.Rank) {
			c.RegionRankedOf = small(of)
			if r != nil {
				c.RegionRank, c.RegionRankLow, c.RegionRankHigh = small(r.Place), small(r.Low), small(r.High)
			}
		})
	}
}

func order(s *series, cells []*release.Cell, keep func(*release.Cell) bool, put func(*release.Cell, int, *statistics.Rank)) {
	var kept, ranked []*release.Cell
	var values []statistics.Estimate
	for _, c := range cells {
		if !keep(c) {
			continue
		}
		kept = append(kept, c)
		if c.NotRankedReason = unranked(s, c); c.NotRankedReason == "" {
			ranked = append(ranked, c)
			values = append(values, statistics.Estimate{Value: *c.Value, Lower: *c.Lower95, Upper: *c.Upper95})
		}
	}
	if s.Polarity != highIsGood && s.Polarity != lowIsGood || s.Kind == people || s.Kind == median {
		return
	}
	ranks := statistics.Ranks(values, s.Polarity == lowIsGood)
	for _, c := range kept {
		if i := slices.Index(ranked, c); i >= 0 {
			put(c, len(ranked), &ranks[i])
		} else {
			put(c, len(ranked), nil)
		}
	}
}

func unranked(s *series, c *release.Cell) string {
	switch {
	case c.Value == nil:
		return "no_value"
	case c.Lower95 == nil:
		return outcomeOnly
	case s.Polarity != highIsGood && s.Polarity != lowIsGood:
		return "no_polarity"
	case c.Denominator == nil || *c.Denominator < leastPeople:
		return "small_denominator"
	}
	return ""
}

func small(n int) *int32 {
	v := int32(n) //nolint:gosec // at most 153
	return &v
}

// difference is how far the share worked out from the counts lies from the outcome printed, beyond what rounding explains: counts in multiples of
// five were rounded, so each may be off by 2.5.
func (k key) difference(e *entry) float64 {
	unit := per(k.series.Unit)
	share, ok := e.share(unit)
	o := e.figures[outcome]
	if k.series.Kind != counts || !ok || !e.has[outcome] || !o.known() {
		return 0
	}
	slack := math.Pow10(-o.decimals) / 2 * 1.001
	n, d := e.figures[numerator].number, e.figures[denominator].number
	if math.Mod(n, 5) == 0 && math.Mod(d, 5) == 0 {
		slack += unit * 2.5 / d * (1 + share/unit)
	}
	return max(0, math.Abs(share-o.number)-slack)
}

func (k key) String() string {
	return strings.TrimSpace(k.series.ID + " " + k.year.String() + " " + k.area + " " + k.category)
}

func itoa(n int) string { return strconv.Itoa(n) }

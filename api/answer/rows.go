package answer

import (
	"slices"

	"github.com/careduty/careduty/api/query"
	"github.com/careduty/careduty/internal/release"
)

// Row is a row of /v1/data: a cell of the release and what is said of it beside others.
type Row struct {
	*release.Cell
	Compared
	Highlighted bool `json:"highlighted,omitempty" words:"Whether the area was to be highlighted."`
} //	@name	DataRow

// Compared are the columns of comparisons; those asked for are there.
type Compared struct {
	EnglandValue      *float64 `json:"england_value,omitempty" words:"The figure compared with." extensions:"x-nullable"`
	EnglandDiff       *float64 `json:"england_diff,omitempty" words:"value less the figure compared with." extensions:"x-nullable"`
	EnglandOutcome    string   `json:"england_outcome,omitempty" words:"higher, similar or lower by a test of the difference, or not_compared." enums:"higher,similar,lower,not_compared"`
	EnglandJudgement  string   `json:"england_judgement,omitempty" words:"better or worse; empty where similar or no direction is agreed." extensions:"x-nullable"`
	RegionValue       *float64 `json:"region_value,omitempty" words:"The figure compared with." extensions:"x-nullable"`
	RegionDiff        *float64 `json:"region_diff,omitempty" words:"value less the figure compared with." extensions:"x-nullable"`
	RegionOutcome     string   `json:"region_outcome,omitempty" words:"higher, similar or lower by a test of the difference, or not_compared." enums:"higher,similar,lower,not_compared"`
	RegionJudgement   string   `json:"region_judgement,omitempty" words:"better or worse; empty where similar or no direction is agreed." extensions:"x-nullable"`
	PreviousValue     *float64 `json:"previous_value,omitempty" words:"The figure compared with." extensions:"x-nullable"`
	PreviousDiff      *float64 `json:"previous_diff,omitempty" words:"value less the figure compared with." extensions:"x-nullable"`
	PreviousOutcome   string   `json:"previous_outcome,omitempty" words:"higher, similar or lower by a test of the difference, or not_compared." enums:"higher,similar,lower,not_compared"`
	PreviousJudgement string   `json:"previous_judgement,omitempty" words:"better or worse; empty where similar or no direction is agreed." extensions:"x-nullable"`
	YearAgoValue      *float64 `json:"year_ago_value,omitempty" words:"The figure compared with." extensions:"x-nullable"`
	YearAgoDiff       *float64 `json:"year_ago_diff,omitempty" words:"value less the figure compared with." extensions:"x-nullable"`
	YearAgoOutcome    string   `json:"year_ago_outcome,omitempty" words:"higher, similar or lower by a test of the difference, or not_compared." enums:"higher,similar,lower,not_compared"`
	YearAgoJudgement  string   `json:"year_ago_judgement,omitempty" words:"better or worse; empty where similar or no direction is agreed." extensions:"x-nullable"`
} //	@name	Compared

// Comparison is a figure beside another one.
type Comparison struct {
	Value, Diff *float64
	Outcome     string // higher, similar, lower or not_compared; empty where it was not asked for
	Judgement   string // better, worse or empty
}

// Word is the judgement, or the outcome where there is none.
func (c Comparison) Word() string {
	if c.Judgement != "" {
		return c.Judgement
	}
	return c.Outcome
}

// With is the comparison of a name.
func (c *Compared) With(name string) Comparison {
	v, d, o, j := c.columns(name)
	return Comparison{*v, *d, *o, *j}
}

func (c *Compared) set(name string, x Comparison) {
	v, d, o, j := c.columns(name)
	*v, *d, *o, *j = x.Value, x.Diff, x.Outcome, x.Judgement
}

func (c *Compared) columns(name string) (value, diff **float64, outcome, judgement *string) {
	switch name {
	case "england":
		return &c.EnglandValue, &c.EnglandDiff, &c.EnglandOutcome, &c.EnglandJudgement
	case "region":
		return &c.RegionValue, &c.RegionDiff, &c.RegionOutcome, &c.RegionJudgement
	case "previous":
		return &c.PreviousValue, &c.PreviousDiff, &c.PreviousOutcome, &c.PreviousJudgement
	}
	return &c.YearAgoValue, &c.YearAgoDiff, &c.YearAgoOutcome, &c.YearAgoJudgement
}

// Position is a cell's place among the areas asked about.
type Position struct {
	Rank            *int32 `json:"rank" words:"Place among the areas ranked; 1 is best; ties share one." extensions:"x-nullable"`
	RankLow         *int32 `json:"rank_low" words:"Best place chance leaves open." extensions:"x-nullable"`
	RankHigh        *int32 `json:"rank_high" words:"Worst place chance leaves open." extensions:"x-nullable"`
	RankedOf        *int32 `json:"ranked_of" words:"How many areas are ranked." extensions:"x-nullable"`
	NotRankedReason string `json:"not_ranked_reason" words:"no_value, no_polarity, small_denominator, or outcome_only: an official figure without counts or margin of error, which nothing tells how far chance could move." extensions:"x-nullable"`
} //	@name	Position

func positionOf(c *release.Cell, regional bool) Position {
	if regional {
		return Position{c.RegionRank, c.RegionRankLow, c.RegionRankHigh, c.RegionRankedOf, c.NotRankedReason}
	}
	return Position{c.Rank, c.RankLow, c.RankHigh, c.RankedOf, c.NotRankedReason}
}

// LeagueRow is a row of a league table.
type LeagueRow struct {
	*release.Cell
	Compared
	Position
	Funnel
	Highlighted bool `json:"highlighted,omitempty" words:"Whether the area was to be highlighted."`
} //	@name	LeagueRow

// TrendRow is a row of a trend.
type TrendRow struct {
	*release.Cell
	Compared
	Direction
	SeriesBreak string `json:"series_break" words:"What changed with this period, so that earlier ones are not compared with it; else empty." extensions:"x-nullable"`
	Highlighted bool   `json:"highlighted,omitempty" words:"Whether the area was to be highlighted."`
} //	@name	TrendRow

// ProfileRow is one measure of one area.
type ProfileRow struct {
	Theme string `json:"theme" words:"Theme; those of official series begin with official_ or asked_." extensions:"x-nullable"`
	Title string `json:"title" words:"Title of the measure."`
	*release.Cell
	Compared
	Position
	Direction
	SeriesBreak string `json:"series_break" words:"What changed with this period, so that earlier ones are not compared with it; else empty." extensions:"x-nullable"`
} //	@name	ProfileRow

// comparedOnly keeps the columns of the comparisons asked for, and the mark where areas are to be highlighted.
func comparedOnly(compare []string, highlight []string) func(name string) bool {
	return func(name string) bool {
		for _, c := range query.Comparisons {
			if slices.Contains([]string{c + "_value", c + "_diff", c + "_outcome", c + "_judgement"}, name) {
				return slices.Contains(compare, c)
			}
		}
		return name != "highlighted" || len(highlight) > 0
	}
}

package release

import "time"

// Cell is one published number with everything that is said of it: a row of a release file. A nil pointer is a missing
// value, whose reason is Status. All of it may be shown; nothing in it was computed from an exact count but the drawn counts
// themselves.
type Cell struct {
	Measure     string
	Source      string // records, or the official series' name: ascof
	AreaCode    string
	AreaName    string
	AreaLevel   string
	ParentCode  string // region of a council, England for a region
	Councils    *int32 // how many councils are in the figure
	Period      string // 2025-26 or 2025-26-Q4
	Grain       string // quarter or year
	PeriodLabel string
	PeriodStart time.Time
	PeriodEnd   time.Time

	Dimension     string // empty for the total
	Category      string
	CategoryLabel string
	CategoryOrder int32
	Band          bool // a parent of other categories: given only when named

	Value       *float64 // percent, per 1,000, pounds a week or days
	Unit        string
	Lower95     *float64
	Upper95     *float64
	Numerator   *int64
	Denominator *int64
	Unknown     *int64
	NoiseSD     *float64 // in the unit of Value
	Status      string   // c, x, z, u or empty
	Vintage     string   // p, r, f or empty
	Notes       string   // sentences, joined by a space

	Rank, RankLow, RankHigh, RankedOf *int32 // among the areas of the level in England; totals only
	RegionRank, RegionRankLow         *int32 // among the councils of the region
	RegionRankHigh, RegionRankedOf    *int32
	NotRankedReason                   string

	Release string
}

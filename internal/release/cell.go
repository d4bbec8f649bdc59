package release

import "time"

// Cell is one published number with everything that is said of it: a row of a release file. A nil pointer is a missing
// value, whose reason is Status. All of it may be shown; nothing in it was computed from an exact count but the drawn counts
// themselves.
//
// Its tags say which of it is a column of an answer and what that column means, once for every format and for the description of the API.
type Cell struct {
	Measure     string    `json:"measure" words:"Id of the measure or official series." example:"overdue_reviews"`
	Source      string    `json:"source" words:"records for figures of this project, else the official series." example:"records"`
	AreaCode    string    `json:"area_code" words:"ONS (GSS) code." example:"E08000035"`
	AreaName    string    `json:"area_name" words:"Name of the area." example:"Leeds"`
	AreaLevel   string    `json:"area_level" words:"country, region or council." enums:"country,region,council"`
	ParentCode  string    `json:"-"` // region of a council, England for a region
	Councils    *int32    `json:"councils" words:"How many councils are in the figure." extensions:"x-nullable"`
	Period      string    `json:"period" words:"Financial year (2025-26) or quarter (2025-26-Q1)." example:"2025-26-Q4"`
	Grain       string    `json:"-"` // quarter or year
	PeriodLabel string    `json:"period_label" words:"The period in words; the day for a state on a day." example:"January to March 2026"`
	PeriodStart time.Time `json:"period_start" words:"First day of the period." swaggertype:"string" format:"date"`
	PeriodEnd   time.Time `json:"period_end" words:"Last day of the period." swaggertype:"string" format:"date"`

	Dimension     string `json:"-"` // empty for the total
	Category      string `json:"-" column:"dimension" words:"The category of the breakdown."`
	CategoryLabel string `json:"-" column:"dimension_label" words:"The category in words."`
	CategoryOrder int32  `json:"-"`
	Band          bool   `json:"-"` // a parent of other categories: given only when named

	Value       *float64 `json:"value" words:"The figure, in unit; empty where status says why." extensions:"x-nullable"`
	Unit        string   `json:"unit" words:"percent, per 1,000 people, pounds a week or days." example:"percent"`
	Lower95     *float64 `json:"lower_95" words:"Lower end of the 95% interval, noise included." extensions:"x-nullable"`
	Upper95     *float64 `json:"upper_95" words:"Upper end of the 95% interval, noise included." extensions:"x-nullable"`
	Numerator   *int64   `json:"numerator" words:"People it is true of, protected." extensions:"x-nullable"`
	Denominator *int64   `json:"denominator" words:"People it could be true of, protected." extensions:"x-nullable"`
	Unknown     *int64   `json:"unknown" words:"People whose record does not say, protected." extensions:"x-nullable"`
	NoiseSD     *float64 `json:"noise_sd" words:"Standard deviation that protection adds to value." extensions:"x-nullable"`
	Status      string   `json:"status" words:"c withheld, x not available, z not applicable, u low reliability; else empty." extensions:"x-nullable"`
	Unfinished  bool     `json:"unfinished" words:"Whether what is counted could still be done when the figure was drawn: it is shown, and not compared with other periods."`
	Vintage     string   `json:"vintage" words:"p provisional, r revised, f final." extensions:"x-nullable"`
	Notes       string   `json:"notes" words:"What to know of this figure." extensions:"x-nullable"`

	// Places among the areas of the level in England, and among the councils of the region; of totals only.
	Rank, RankLow, RankHigh, RankedOf *int32 `json:"-"`
	RegionRank, RegionRankLow         *int32 `json:"-"`
	RegionRankHigh, RegionRankedOf    *int32 `json:"-"`
	NotRankedReason                   string `json:"-"`

	Release string `json:"release" words:"The release the row is of; synthetic- begins made-up data." example:"synthetic-2026-03-31"`
} //	@name	Row

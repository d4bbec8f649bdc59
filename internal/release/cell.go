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

// columns are the release file's columns in order, each with its type in DuckDB and Parquet. They are the row of the API but
// for the names the API makes from Dimension and Category.
var columns = []struct{ Name, Type string }{
	{"measure", "VARCHAR"},
	{"source", "VARCHAR"},
	{"area_code", "VARCHAR"},
	{"area_name", "VARCHAR"},
	{"area_level", "VARCHAR"},
	{"parent_code", "VARCHAR"},
	{"councils", "INTEGER"},
	{"period", "VARCHAR"},
	{"grain", "VARCHAR"},
	{"period_label", "VARCHAR"},
	{"period_start", "DATE"},
	{"period_end", "DATE"},
	{"dimension", "VARCHAR"},
	{"category", "VARCHAR"},
	{"category_label", "VARCHAR"},
	{"category_order", "INTEGER"},
	{"band", "BOOLEAN"},
	{"value", "DOUBLE"},
	{"unit", "VARCHAR"},
	{"lower_95", "DOUBLE"},
	{"upper_95", "DOUBLE"},
	{"numerator", "BIGINT"},
	{"denominator", "BIGINT"},
	{"unknown", "BIGINT"},
	{"noise_sd", "DOUBLE"},
	{"status", "VARCHAR"},
	{"vintage", "VARCHAR"},
	{"notes", "VARCHAR"},
	{"rank", "INTEGER"},
	{"rank_low", "INTEGER"},
	{"rank_high", "INTEGER"},
	{"ranked_of", "INTEGER"},
	{"region_rank", "INTEGER"},
	{"region_rank_low", "INTEGER"},
	{"region_rank_high", "INTEGER"},
	{"region_ranked_of", "INTEGER"},
	{"not_ranked_reason", "VARCHAR"},
	{"release", "VARCHAR"},
}

// values are the cell's fields in the order of columns; a missing one is nil.
func (c *Cell) values() []any {
	return []any{
		c.Measure, c.Source, c.AreaCode, c.AreaName, c.AreaLevel, c.ParentCode, opt(c.Councils),
		c.Period, c.Grain, c.PeriodLabel, c.PeriodStart, c.PeriodEnd,
		c.Dimension, c.Category, c.CategoryLabel, c.CategoryOrder, c.Band,
		opt(c.Value), c.Unit, opt(c.Lower95), opt(c.Upper95), opt(c.Numerator), opt(c.Denominator), opt(c.Unknown), opt(c.NoiseSD),
		c.Status, c.Vintage, c.Notes,
		opt(c.Rank), opt(c.RankLow), opt(c.RankHigh), opt(c.RankedOf),
		opt(c.RegionRank), opt(c.RegionRankLow), opt(c.RegionRankHigh), opt(c.RegionRankedOf),
		c.NotRankedReason, c.Release,
	}
}

func opt[T any](p *T) any {
	if p == nil {
		return nil
	}
	return *p
}

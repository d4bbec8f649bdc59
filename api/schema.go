package api

import (
	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/internal/measure"
)

// The types in this file describe answers to readers of the OpenAPI file. Rows are written from columns, not from these; a test
// holds every answer to them and every column to a field here.

// Row is a row of an answer. Where a dimension is named, the row has two columns more: the dimension's id, with the category, and
// the same with _label.
type Row struct {
	Measure     string   `json:"measure" example:"overdue_reviews"`
	Source      string   `json:"source" example:"records"`
	AreaCode    string   `json:"area_code" example:"E08000035"`
	AreaName    string   `json:"area_name" example:"Leeds"`
	AreaLevel   string   `json:"area_level" enums:"country,region,council"`
	Councils    *int     `json:"councils" extensions:"x-nullable"`
	Period      string   `json:"period" example:"2025-26-Q4"`
	PeriodLabel string   `json:"period_label" example:"January to March 2026"`
	PeriodStart string   `json:"period_start" format:"date"`
	PeriodEnd   string   `json:"period_end" format:"date"`
	Value       *float64 `json:"value" extensions:"x-nullable"`
	Unit        string   `json:"unit" example:"percent"`
	Lower95     *float64 `json:"lower_95" extensions:"x-nullable"`
	Upper95     *float64 `json:"upper_95" extensions:"x-nullable"`
	Numerator   *int     `json:"numerator" extensions:"x-nullable"`
	Denominator *int     `json:"denominator" extensions:"x-nullable"`
	Unknown     *int     `json:"unknown" extensions:"x-nullable"`
	NoiseSD     *float64 `json:"noise_sd" extensions:"x-nullable"`
	Status      *string  `json:"status" extensions:"x-nullable"`
	Vintage     *string  `json:"vintage" extensions:"x-nullable"`
	Notes       *string  `json:"notes" extensions:"x-nullable"`
	Release     string   `json:"release" example:"synthetic-2026-03-31"`
} //	@name	Row

// Compared are the columns of comparisons; those asked for are there.
type Compared struct {
	EnglandValue    *float64 `json:"england_value,omitempty" extensions:"x-nullable"`
	EnglandDiff     *float64 `json:"england_diff,omitempty" extensions:"x-nullable"`
	EnglandOutcome  string   `json:"england_outcome,omitempty" enums:"better,similar,worse,higher,lower,not_compared"`
	RegionValue     *float64 `json:"region_value,omitempty" extensions:"x-nullable"`
	RegionDiff      *float64 `json:"region_diff,omitempty" extensions:"x-nullable"`
	RegionOutcome   string   `json:"region_outcome,omitempty" enums:"better,similar,worse,higher,lower,not_compared"`
	PreviousValue   *float64 `json:"previous_value,omitempty" extensions:"x-nullable"`
	PreviousDiff    *float64 `json:"previous_diff,omitempty" extensions:"x-nullable"`
	PreviousOutcome string   `json:"previous_outcome,omitempty" enums:"better,similar,worse,higher,lower,not_compared"`
	YearAgoValue    *float64 `json:"year_ago_value,omitempty" extensions:"x-nullable"`
	YearAgoDiff     *float64 `json:"year_ago_diff,omitempty" extensions:"x-nullable"`
	YearAgoOutcome  string   `json:"year_ago_outcome,omitempty" enums:"better,similar,worse,higher,lower,not_compared"`
} //	@name	Compared

// LeagueRow is a row of a league table.
type LeagueRow struct {
	Row
	Compared
	Rank            *int    `json:"rank" extensions:"x-nullable"`
	RankLow         *int    `json:"rank_low" extensions:"x-nullable"`
	RankHigh        *int    `json:"rank_high" extensions:"x-nullable"`
	RankedOf        *int    `json:"ranked_of" extensions:"x-nullable"`
	NotRankedReason *string `json:"not_ranked_reason" extensions:"x-nullable"`

	FunnelZone     string   `json:"funnel_zone" enums:"inside,above_95,below_95,above_998,below_998,not_plotted"`
	FunnelLower95  *float64 `json:"funnel_lower_95" extensions:"x-nullable"`
	FunnelUpper95  *float64 `json:"funnel_upper_95" extensions:"x-nullable"`
	FunnelLower998 *float64 `json:"funnel_lower_998" extensions:"x-nullable"`
	FunnelUpper998 *float64 `json:"funnel_upper_998" extensions:"x-nullable"`
} //	@name	LeagueRow

// TrendRow is a row of a trend.
type TrendRow struct {
	Row
	Compared
	Trend        string  `json:"trend" enums:"increasing,decreasing,no_change,cannot_be_calculated"`
	TrendOutcome string  `json:"trend_outcome" enums:"better,similar,worse,higher,lower,not_compared"`
	TrendTest    *string `json:"trend_test" extensions:"x-nullable"`
	Summary      string  `json:"summary"`
	SeriesBreak  *string `json:"series_break" extensions:"x-nullable"`
} //	@name	TrendRow

// DataRow is a row of /v1/data.
type DataRow struct {
	Row
	Compared
} //	@name	DataRow

// ReportRow is a report in one line.
type ReportRow struct {
	Measure        string   `json:"measure"`
	Title          string   `json:"title"`
	Question       string   `json:"question"`
	Theme          *string  `json:"theme" extensions:"x-nullable"`
	Source         string   `json:"source"`
	Unit           string   `json:"unit"`
	Polarity       string   `json:"polarity" enums:"low_is_good,high_is_good,none"`
	Period         *string  `json:"period" extensions:"x-nullable"`
	PeriodLabel    *string  `json:"period_label" extensions:"x-nullable"`
	Value          *float64 `json:"value" extensions:"x-nullable"`
	Lower95        *float64 `json:"lower_95" extensions:"x-nullable"`
	Upper95        *float64 `json:"upper_95" extensions:"x-nullable"`
	Councils       *int     `json:"councils" extensions:"x-nullable"`
	Status         *string  `json:"status" extensions:"x-nullable"`
	YearAgoValue   *float64 `json:"year_ago_value" extensions:"x-nullable"`
	YearAgoDiff    *float64 `json:"year_ago_diff" extensions:"x-nullable"`
	YearAgoOutcome string   `json:"year_ago_outcome" enums:"better,similar,worse,higher,lower,not_compared"`
	Direction      string   `json:"direction" enums:"increasing,decreasing,no_change,cannot_be_calculated"`
	Report         string   `json:"report"`
	LeagueTable    string   `json:"league_table"`
	Trend          string   `json:"trend"`
	Definition     string   `json:"definition"`
	Official       *string  `json:"official" extensions:"x-nullable"` // address of the official series nearest to the measure
	Release        string   `json:"release"`
} //	@name	ReportRow

// ReportFull is a report in brief.
type ReportFull struct {
	ReportRow
	Areas         int      `json:"areas"`
	Lowest        *float64 `json:"lowest" extensions:"x-nullable"`
	LowerQuartile *float64 `json:"lower_quartile" extensions:"x-nullable"`
	Median        *float64 `json:"median" extensions:"x-nullable"`
	UpperQuartile *float64 `json:"upper_quartile" extensions:"x-nullable"`
	Highest       *float64 `json:"highest" extensions:"x-nullable"`
	Higher        int      `json:"higher"`
	Similar       int      `json:"similar"`
	Lower         int      `json:"lower"`
	NotCompared   int      `json:"not_compared"`
	Summary       string   `json:"summary"`
} //	@name	Report

// RowsAnswer is an answer of /v1/data.
type RowsAnswer struct {
	Data  []DataRow `json:"data"`
	Meta  Meta      `json:"meta"`
	Links Links     `json:"links"`
} //	@name	RowsAnswer

// LeagueAnswer is a league table.
type LeagueAnswer struct {
	Data  []LeagueRow `json:"data"`
	Meta  Meta        `json:"meta"`
	Links Links       `json:"links"`
} //	@name	LeagueAnswer

// TrendAnswer is a trend.
type TrendAnswer struct {
	Data  []TrendRow `json:"data"`
	Meta  Meta       `json:"meta"`
	Links Links      `json:"links"`
} //	@name	TrendAnswer

// ReportsAnswer is the list of reports.
type ReportsAnswer struct {
	Data  []ReportRow `json:"data"`
	Meta  Meta        `json:"meta"`
	Links Links       `json:"links"`
} //	@name	ReportsAnswer

// ReportAnswer is one report, as a list of one.
type ReportAnswer struct {
	Data  []ReportFull `json:"data"`
	Meta  Meta         `json:"meta"`
	Links Links        `json:"links"`
} //	@name	ReportAnswer

// MeasuresAnswer is the list of definitions.
type MeasuresAnswer struct {
	Data  []definition `json:"data"`
	Meta  Meta         `json:"meta"`
	Links Links        `json:"links"`
} //	@name	MeasuresAnswer

// MeasureAnswer is one definition.
type MeasureAnswer struct {
	Data  definition `json:"data"`
	Meta  Meta       `json:"meta"`
	Links Links      `json:"links"`
} //	@name	MeasureAnswer

// AreasAnswer is a list of areas.
type AreasAnswer struct {
	Data  []AreaRow `json:"data"`
	Meta  Meta      `json:"meta"`
	Links Links     `json:"links"`
} //	@name	AreasAnswer

// AreaRow is an area in a list.
type AreaRow struct {
	Code       string  `json:"code" example:"E08000035"`
	Name       string  `json:"name" example:"Leeds"`
	Level      string  `json:"level" enums:"country,region,council"`
	ParentCode *string `json:"parent_code" extensions:"x-nullable"`
	ParentName *string `json:"parent_name" extensions:"x-nullable"`
	Type       *string `json:"type" extensions:"x-nullable"`
	CASSR      *string `json:"cassr" extensions:"x-nullable"`
} //	@name	AreaRow

// AreaAnswer is one area.
type AreaAnswer struct {
	Data  areaFull `json:"data"`
	Meta  Meta     `json:"meta"`
	Links Links    `json:"links"`
} //	@name	AreaAnswer

// ReleasesAnswer is the list of releases.
type ReleasesAnswer struct {
	Data  []releaseLine `json:"data"`
	Meta  Meta          `json:"meta"`
	Links Links         `json:"links"`
} //	@name	ReleasesAnswer

// AboutAnswer is what is said of the service.
type AboutAnswer struct {
	Data  aboutData `json:"data"`
	Meta  Meta      `json:"meta"`
	Links Links     `json:"links"`
} //	@name	AboutAnswer

// Problem is the body of every error.
type Problem = problem.Problem

// ChangeRow is a figure that changed.
type ChangeRow struct {
	Measure           string   `json:"measure"`
	AreaCode          string   `json:"area_code"`
	AreaName          string   `json:"area_name"`
	AreaLevel         string   `json:"area_level" enums:"country,region,council"`
	Period            string   `json:"period"`
	Change            string   `json:"change" enums:"added,revised,removed"`
	Value             *float64 `json:"value" extensions:"x-nullable"`
	ValueBefore       *float64 `json:"value_before" extensions:"x-nullable"`
	Numerator         *int     `json:"numerator" extensions:"x-nullable"`
	NumeratorBefore   *int     `json:"numerator_before" extensions:"x-nullable"`
	Denominator       *int     `json:"denominator" extensions:"x-nullable"`
	DenominatorBefore *int     `json:"denominator_before" extensions:"x-nullable"`
	Status            *string  `json:"status" extensions:"x-nullable"`
	StatusBefore      *string  `json:"status_before" extensions:"x-nullable"`
	Vintage           *string  `json:"vintage" extensions:"x-nullable"`
	VintageBefore     *string  `json:"vintage_before" extensions:"x-nullable"`
	Release           *string  `json:"release" extensions:"x-nullable"`
	ReleaseBefore     *string  `json:"release_before" extensions:"x-nullable"`
} //	@name	ChangeRow

// ChangesAnswer is the list of changes.
type ChangesAnswer struct {
	Data  []ChangeRow `json:"data"`
	Meta  Meta        `json:"meta"`
	Links Links       `json:"links"`
} //	@name	ChangesAnswer

// ProfileRow is one measure of one area.
type ProfileRow struct {
	Theme *string `json:"theme" extensions:"x-nullable"`
	Title string  `json:"title"`
	Row
	Compared
	Rank            *int    `json:"rank" extensions:"x-nullable"`
	RankLow         *int    `json:"rank_low" extensions:"x-nullable"`
	RankHigh        *int    `json:"rank_high" extensions:"x-nullable"`
	RankedOf        *int    `json:"ranked_of" extensions:"x-nullable"`
	NotRankedReason *string `json:"not_ranked_reason" extensions:"x-nullable"`
	Trend           string  `json:"trend" enums:"increasing,decreasing,no_change,cannot_be_calculated"`
	TrendOutcome    string  `json:"trend_outcome" enums:"better,similar,worse,higher,lower,not_compared"`
	TrendTest       *string `json:"trend_test" extensions:"x-nullable"`
	Summary         string  `json:"summary"`
	SeriesBreak     *string `json:"series_break" extensions:"x-nullable"`
} //	@name	ProfileRow

// ProfileAnswer is every measure for one area.
type ProfileAnswer struct {
	Data  []ProfileRow `json:"data"`
	Meta  Meta         `json:"meta"`
	Links Links        `json:"links"`
} //	@name	ProfileAnswer

// DimensionsAnswer is the list of dimensions.
type DimensionsAnswer struct {
	Data  []measure.Dimension `json:"data"`
	Meta  Meta                `json:"meta"`
	Links Links               `json:"links"`
} //	@name	DimensionsAnswer

// DimensionAnswer is one dimension.
type DimensionAnswer struct {
	Data  measure.Dimension `json:"data"`
	Meta  Meta              `json:"meta"`
	Links Links             `json:"links"`
} //	@name	DimensionAnswer

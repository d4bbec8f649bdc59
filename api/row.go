package api

import (
	"time"

	"github.com/careduty/careduty/api/format"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
)

// row is one row of an answer, in every format: a cell of the release and what is said of it beside others.
type row struct {
	*release.Cell
	compared [4]compared // in the order of comparisons
	place    place
	funnel   limits95
	trend    *direction
	broken   string           // the break that the row's period begins with
	subject  *measure.Subject // set where a row stands among other measures
}

// compared is a cell beside another one.
type compared struct {
	value, diff *float64
	outcome     string
}

// place is a cell's rank among the areas asked about.
type place struct{ rank, low, high, of *int32 }

// columns are the row's columns, in order: those every row has, the dimension's where there is one, and those of each comparison.
func columns(dimension string, compare []string, extra ...format.Column[row]) []format.Column[row] {
	out := append([]format.Column[row]{}, leading...)
	if dimension != "" {
		out = append(out,
			format.Texts(dimension, "The category of the breakdown.", func(r *row) string { return r.Category }),
			format.Texts(dimension+"_label", "The category in words.", func(r *row) string { return r.CategoryLabel }))
	}
	out = append(out, figures...)
	for i, name := range comparisons {
		for _, asked := range compare {
			if asked == name {
				out = append(out, comparedColumns(i, name)...)
			}
		}
	}
	out = append(out, extra...)
	return append(out, format.Texts("release", "The release the row is of; synthetic- begins made-up data.", func(r *row) string { return r.Release }))
}

var leading = []format.Column[row]{
	format.Texts("measure", "Id of the measure or official series.", func(r *row) string { return r.Measure }),
	format.Texts("source", "records for figures of this project, else the official series.", func(r *row) string { return r.Source }),
	format.Texts("area_code", "ONS (GSS) code.", func(r *row) string { return r.AreaCode }),
	format.Texts("area_name", "Name of the area.", func(r *row) string { return r.AreaName }),
	format.Texts("area_level", "country, region or council.", func(r *row) string { return r.AreaLevel }),
	format.Wholes("councils", "How many councils are in the figure.", func(r *row) *int32 { return r.Councils }),
	format.Texts("period", "Financial year (2025-26) or quarter (2025-26-Q1).", func(r *row) string { return r.Period }),
	format.Texts("period_label", "The period in words; the day for a state on a day.", func(r *row) string { return r.PeriodLabel }),
	format.Dates("period_start", "First day of the period.", func(r *row) time.Time { return r.PeriodStart }),
	format.Dates("period_end", "Last day of the period.", func(r *row) time.Time { return r.PeriodEnd }),
}

var figures = []format.Column[row]{
	format.Numbers("value", "The figure, in unit; empty where status says why.", func(r *row) *float64 { return r.Value }),
	format.Texts("unit", "percent, per 1,000 people, pounds a week or days.", func(r *row) string { return r.Unit }),
	format.Numbers("lower_95", "Lower end of the 95% interval, noise included.", func(r *row) *float64 { return r.Lower95 }),
	format.Numbers("upper_95", "Upper end of the 95% interval, noise included.", func(r *row) *float64 { return r.Upper95 }),
	format.Wholes("numerator", "People it is true of, protected.", func(r *row) *int64 { return r.Numerator }),
	format.Wholes("denominator", "People it could be true of, protected.", func(r *row) *int64 { return r.Denominator }),
	format.Wholes("unknown", "People whose record does not say, protected.", func(r *row) *int64 { return r.Unknown }),
	format.Numbers("noise_sd", "Standard deviation that protection adds to value.", func(r *row) *float64 { return r.NoiseSD }),
	format.Texts("status", "c withheld, x not available, z not applicable, u low reliability; else empty.", func(r *row) string { return r.Status }),
	format.Texts("vintage", "p provisional, r revised, f final.", func(r *row) string { return r.Vintage }),
	format.Texts("notes", "What to know of this figure.", func(r *row) string { return r.Notes }),
}

func comparedColumns(i int, name string) []format.Column[row] {
	return []format.Column[row]{
		format.Numbers(name+"_value", "The figure compared with.", func(r *row) *float64 { return r.compared[i].value }),
		format.Numbers(name+"_diff", "value less the figure compared with.", func(r *row) *float64 { return r.compared[i].diff }),
		format.Texts(name+"_outcome", "better, similar or worse (higher, similar or lower without agreed direction), or not_compared.",
			func(r *row) string { return r.compared[i].outcome }),
	}
}

var placeColumns = []format.Column[row]{
	format.Wholes("rank", "Place among the areas ranked; 1 is best; ties share one.", func(r *row) *int32 { return r.place.rank }),
	format.Wholes("rank_low", "Best place chance leaves open.", func(r *row) *int32 { return r.place.low }),
	format.Wholes("rank_high", "Worst place chance leaves open.", func(r *row) *int32 { return r.place.high }),
	format.Wholes("ranked_of", "How many areas are ranked.", func(r *row) *int32 { return r.place.of }),
	format.Texts("not_ranked_reason", "no_value, no_polarity, small_denominator, or official_series: those are not ranked here.", func(r *row) string { return r.NotRankedReason }),
}

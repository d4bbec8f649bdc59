package answer

import (
	"slices"
	"strings"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// Counterpart is an official series that counts nearly what a measure counts, beside it year by year, and why the two differ.
type Counterpart struct {
	Series      string            `json:"series"` // id
	Name        string            `json:"name"`   // as its publisher calls it
	Title       string            `json:"title"`
	Differs     string            `json:"differs"` // why the two figures are not the same
	Attribution string            `json:"attribution"`
	AreaCode    string            `json:"area_code"`
	AreaName    string            `json:"area_name"`
	Years       []CounterpartYear `json:"years"` // in which either has a row, in order; none where the series is not published for the area
} //	@name	Counterpart

// CounterpartYear is a year of both. Each figure says itself what it is of, so that neither can lose its label.
type CounterpartYear struct {
	Period      string        `json:"period"`
	Official    *SourceFigure `json:"official" extensions:"x-nullable"`
	Measure     *SourceFigure `json:"measure" extensions:"x-nullable"`
	SeriesBreak string        `json:"series_break"` // where the official series becomes another one in the year
} //	@name	CounterpartYear

// SourceFigure is a figure with what it is of.
type SourceFigure struct {
	PeriodLabel string   `json:"period_label"`
	Value       *float64 `json:"value" extensions:"x-nullable"`
	Lower95     *float64 `json:"lower_95" extensions:"x-nullable"`
	Upper95     *float64 `json:"upper_95" extensions:"x-nullable"`
	Unit        string   `json:"unit"`
	Status      string   `json:"status"`
	Source      string   `json:"source"` // records, or the official series
	Release     string   `json:"release"`
	Synthetic   bool     `json:"synthetic"` // made-up data
} //	@name	SourceFigure

// counterparts are the official series beside a measure that are served, for an area.
func counterparts(r *release.Release, s *measure.Subject, code string) []Counterpart {
	out := []Counterpart{}
	a, _ := area.Ever(code)
	for _, series := range r.Counterparts(s) {
		i := slices.IndexFunc(s.Definition.Official, func(o measure.Official) bool { return o.Series == series.ID })
		o := s.Definition.Official[i]
		out = append(out, Counterpart{
			Series: series.ID, Name: o.Name, Title: series.Title, Differs: o.Differs, Attribution: attributionOf(r, []*measure.Subject{series}, nil),
			AreaCode: a.Code, AreaName: a.Name, Years: yearsOf(r, s, series, a.Code),
		})
	}
	return out
}

// yearsOf are the years of a measure and of a series beside it. One that the series is not published for at all has none.
func yearsOf(r *release.Release, s, series *measure.Subject, code string) []CounterpartYear {
	years := slices.Concat(series.Periods(period.Year), s.Periods(period.Year))
	slices.SortFunc(years, func(a, b period.Period) int { return strings.Compare(a.String(), b.String()) })
	out, published := []CounterpartYear{}, false
	for _, p := range slices.Compact(years) {
		y := CounterpartYear{Period: p.String(), Official: sourceFigure(r.Total(series, code, p)), Measure: sourceFigure(r.Total(s, code, p))}
		if y.Official == nil && y.Measure == nil {
			continue
		}
		published = published || y.Official != nil
		y.SeriesBreak = strings.Join(breakAt(series, p), " ")
		out = append(out, y)
	}
	if !published {
		return []CounterpartYear{}
	}
	return out
}

func sourceFigure(x *release.Cell) *SourceFigure {
	if x == nil {
		return nil
	}
	return &SourceFigure{
		x.PeriodLabel, x.Value, x.Lower95, x.Upper95, x.Unit, x.Status, x.Source, x.Release, strings.HasPrefix(x.Release, release.SyntheticPrefix),
	}
}

package release

import (
	"context"
	"math"

	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/statistics"
)

// Figures that a correction withdraws are taken away where a release is opened, so that no question can be answered from them: out of the
// totals in memory, and out of the view by which the engine sees the file.

// withdrawnNote is what a row says whose figures were withdrawn.
func withdrawnNote(c Correction) string { return "Withdrawn: " + c.Reason }

// covering is the first correction that covers an area's period, if any does.
func covering(corrections []Correction, areaCode, periodName string) (Correction, bool) {
	for _, c := range corrections {
		if c.Covers(areaCode, periodName) {
			return c, true
		}
	}
	return Correction{}, false
}

// figures are the columns of a row that a withdrawal empties.
var figures = []string{
	"value", "lower_95", "upper_95", "numerator", "denominator", "unknown", "noise_sd",
	"rank", "rank_low", "rank_high", "region_rank", "region_rank_low", "region_rank_high",
}

// withdraw empties the rows of a release that corrections cover, and places anew the areas they were placed among.
func (t *totals) withdraw(corrections []Correction, release string, byID map[string]*measure.Subject) {
	if len(corrections) == 0 {
		return
	}
	type placed struct{ subject, period string }
	touched := map[placed]bool{}
	ids, areas, periods, releases := t.rows.texts("measure"), t.rows.texts("area_code"), t.rows.texts("period"), t.rows.texts("release")
	for i := range t.rows.n {
		if releases.At(i) != release {
			continue // an official edition is nobody's to correct here
		}
		c, ok := covering(corrections, areas.At(i), periods.At(i))
		if !ok {
			continue
		}
		for _, name := range figures {
			t.rows.numbers(name)[i] = math.NaN()
		}
		t.rows.texts("status").set(i, "x")
		t.rows.texts("notes").set(i, withdrawnNote(c))
		t.rows.texts("not_ranked_reason").set(i, "no_value")
		touched[placed{ids.At(i), periods.At(i)}] = true
	}
	for x := range touched {
		if p, err := period.Parse(x.period); err == nil {
			t.placeAnew(byID[x.subject], t.subjects[x.subject], p)
		}
	}
}

func (t *texts) set(row int, s string) { t.Index[row] = t.place(s) }

// placeAnew ranks the councils of a subject and period that are still ranked: in England, and each in its region.
func (t *totals) placeAnew(s *measure.Subject, of *totalsOf, p period.Period) {
	parents := map[string][]int{}
	var all []int
	for _, code := range of.codes {
		i := of.row(code, p)
		if i < 0 || t.rows.texts("area_level").At(i) != "council" {
			continue
		}
		all = append(all, i)
		parent := t.rows.texts("parent_code").At(i)
		parents[parent] = append(parents[parent], i)
	}
	low := s.Polarity == measure.LowIsGood
	t.rank(all, low, "rank", "rank_low", "rank_high", "ranked_of")
	for _, rows := range parents {
		t.rank(rows, low, "region_rank", "region_rank_low", "region_rank_high", "region_ranked_of")
	}
}

// rank places those of some rows that have a place already, under the columns named.
func (t *totals) rank(rows []int, lowIsGood bool, place, low, high, of string) {
	var ranked []int
	var values []statistics.Estimate
	for _, i := range rows {
		if math.IsNaN(t.rows.numbers(place)[i]) {
			continue
		}
		ranked = append(ranked, i)
		e := statistics.Estimate{Value: t.rows.numbers("value")[i]}
		if a, b := t.rows.numbers("lower_95")[i], t.rows.numbers("upper_95")[i]; !math.IsNaN(a) && !math.IsNaN(b) {
			e.Lower, e.Upper = a, b
		}
		values = append(values, e)
	}
	for n, r := range statistics.Ranks(values, lowIsGood) {
		i := ranked[n]
		t.rows.numbers(place)[i], t.rows.numbers(low)[i], t.rows.numbers(high)[i] = float64(r.Place), float64(r.Low), float64(r.High)
	}
	for _, i := range rows {
		if x := t.rows.numbers(of); !math.IsNaN(x[i]) {
			x[i] = float64(len(ranked))
		}
	}
}

// fillWithdrawn tells the engine which areas and periods are withdrawn; sql/corrected.sql looks them up.
func (r *Release) fillWithdrawn(ctx context.Context) error {
	if len(r.Corrections) == 0 {
		return nil
	}
	names := map[string]bool{}
	for _, name := range r.Manifest.Periods {
		names[name] = true
		if p, err := period.Parse(name); err == nil {
			names[p.Year().String()] = true
		}
	}
	c, err := r.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer c.Close() //nolint:errcheck // nothing is pending on it
	return c.Append("", "withdrawn", func(row func(...any) error) error {
		seen := map[string]bool{}
		for _, x := range r.Corrections {
			for name := range names {
				if by, ok := covering(r.Corrections, x.Council, name); ok && !seen[x.Council+name] {
					seen[x.Council+name] = true
					if err := row(x.Council, name, withdrawnNote(by)); err != nil {
						return err
					}
				}
			}
		}
		return nil
	})
}

package answer

import (
	"cmp"
	"context"
	"slices"

	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/api/query"
	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// ChangeRow is a figure that differs between two releases, or that one of them does not have.
type ChangeRow struct {
	Measure           string   `json:"measure" words:"Id of the measure."`
	AreaCode          string   `json:"area_code" words:"ONS code."`
	AreaName          string   `json:"area_name" words:"Name of the area."`
	AreaLevel         string   `json:"area_level" words:"country, region or council." enums:"country,region,council"`
	Period            string   `json:"period" words:"Year or quarter."`
	Change            string   `json:"change" words:"added, revised or removed." enums:"added,revised,removed"`
	Value             *float64 `json:"value" words:"The figure now." extensions:"x-nullable"`
	ValueBefore       *float64 `json:"value_before" words:"The figure before." extensions:"x-nullable"`
	Numerator         *int64   `json:"numerator" words:"Numerator now." extensions:"x-nullable"`
	NumeratorBefore   *int64   `json:"numerator_before" words:"Numerator before." extensions:"x-nullable"`
	Denominator       *int64   `json:"denominator" words:"Denominator now." extensions:"x-nullable"`
	DenominatorBefore *int64   `json:"denominator_before" words:"Denominator before." extensions:"x-nullable"`
	Status            string   `json:"status" words:"Status now." extensions:"x-nullable"`
	StatusBefore      string   `json:"status_before" words:"Status before." extensions:"x-nullable"`
	Vintage           string   `json:"vintage" words:"Vintage now." extensions:"x-nullable"`
	VintageBefore     string   `json:"vintage_before" words:"Vintage before." extensions:"x-nullable"`
	Release           string   `json:"release" words:"The release now." extensions:"x-nullable"`
	Before            string   `json:"release_before" words:"The release before." extensions:"x-nullable"`
} //	@name	ChangeRow

// ChangeList is what differs between a release and an earlier one.
type ChangeList struct {
	Facts
	Rows []ChangeRow
	From string // id of the earlier release; empty where there is none
}

// Table is the changes as rows.
func (t *ChangeList) Table() Table {
	columns := columnsOf[ChangeRow]("", nil) // the release before stands last
	end := len(columns) - 1
	columns[end-1], columns[end] = columns[end], columns[end-1]
	return Table{Columns: columns, rows: held[ChangeRow](t.Rows)}
}

// Changes answers the figures that differ from an earlier release, which is nil where there is none. Too many are refused, as everywhere.
func Changes(ctx context.Context, now, before *release.Release, q *query.Changes, room Room) (*ChangeList, error) {
	t := &ChangeList{Facts: Facts{Name: "changes"}}
	if before == nil {
		t.warn(query.FirstOne, words.FirstRelease)
		return t, nil
	}
	t.From = before.ID()
	was := map[cellKey]*release.Cell{}
	err := eachTotal(ctx, before, q, func(x *release.Cell) { was[keyOf(x)] = x })
	if err != nil {
		return nil, err
	}
	err = eachTotal(ctx, now, q, func(x *release.Cell) {
		old, ok := was[keyOf(x)]
		delete(was, keyOf(x))
		switch {
		case !ok:
			t.Rows = append(t.Rows, changeOf("added", x, nil))
		case !sameFigure(x, old):
			t.Rows = append(t.Rows, changeOf("revised", x, old))
		}
	})
	if err != nil {
		return nil, err
	}
	for _, x := range was {
		t.Rows = append(t.Rows, changeOf("removed", nil, x))
	}
	slices.SortFunc(t.Rows, func(a, b ChangeRow) int {
		return cmp.Or(cmp.Compare(a.Measure, b.Measure), cmp.Compare(a.Period, b.Period), cmp.Compare(a.AreaCode, b.AreaCode))
	})
	if t.Total = len(t.Rows); t.Total > min(room.Most, MaxCompareRows) {
		p := problem.New(problem.TooLarge, "Too much changed to list at once. Ask for some measures or areas, or compare the files of the two releases.")
		p.Estimate, p.Limit, p.Bulk = t.Total, min(room.Most, MaxCompareRows), bulk(now)
		return nil, p
	}
	t.nothing(&q.Asked)
	return t, nil
}

func keyOf(x *release.Cell) cellKey {
	return cellKey{measure: x.Measure, area: x.AreaCode, period: x.Period}
}

// changeOf is a change between two cells, one of which may not be there.
func changeOf(kind string, now, before *release.Cell) ChangeRow {
	x := cmp.Or(now, before)
	row := ChangeRow{Measure: x.Measure, AreaCode: x.AreaCode, AreaName: x.AreaName, AreaLevel: x.AreaLevel, Period: x.Period, Change: kind}
	if now != nil {
		row.Value, row.Numerator, row.Denominator, row.Status, row.Vintage, row.Release = now.Value, now.Numerator, now.Denominator, now.Status, now.Vintage, now.Release
	}
	if before != nil {
		row.ValueBefore, row.NumeratorBefore, row.DenominatorBefore = before.Value, before.Numerator, before.Denominator
		row.StatusBefore, row.VintageBefore, row.Before = before.Status, before.Vintage, before.Release
	}
	return row
}

// eachTotal gives the totals of our own measures; official editions do not change.
func eachTotal(ctx context.Context, r *release.Release, q *query.Changes, do func(*release.Cell)) error {
	var wants []measure.Want
	for _, s := range r.Subjects() {
		if s.Series != nil || len(q.Measures) > 0 && !slices.Contains(q.Measures, s.ID) {
			continue
		}
		if s.Yearly() || !s.Snapshot { // a snapshot's years are its fourth quarters
			wants = append(wants, measure.Want{Subject: s, Periods: s.Periods(period.Year)})
		}
		wants = append(wants, measure.Want{Subject: s, Periods: s.Periods(period.Quarter)})
	}
	return r.Each(ctx, release.Query{Wants: wants, Levels: q.Levels, Areas: q.Areas.Codes}, func(x *release.Cell) error {
		do(x)
		return nil
	})
}

func sameFigure(a, b *release.Cell) bool {
	return same(a.Value, b.Value) && same(a.Numerator, b.Numerator) && same(a.Denominator, b.Denominator) && same(a.Unknown, b.Unknown) &&
		a.Status == b.Status && a.Vintage == b.Vintage
}

func same[V comparable](a, b *V) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}

package answer

import (
	"context"

	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/api/query"
	"github.com/careduty/careduty/internal/release"
)

// DataForm is what a choice of data comes to: how many rows, of which measures, with which columns.
type DataForm struct {
	Facts
	Query    *query.DataForm
	Rows     int
	TooLarge string // why the file would be refused; empty where it would not
	Titles   []string
	Columns  []Column
}

// Table is empty: a form has no rows.
func (t *DataForm) Table() Table { return Table{} }

// Chosen answers how many rows a choice of data has, without making them.
func Chosen(ctx context.Context, r *release.Release, q *query.DataForm) (*DataForm, error) {
	t := &DataForm{Query: q, Facts: Facts{Name: "data"}}
	if q.Data == nil {
		t.Columns = columnsOf[Row]("", comparedOnly(nil, nil))
		return t, nil
	}
	t.Columns = columnsOf[Row](q.Data.Dimension, comparedOnly(q.Data.Compare, q.Data.Highlight))
	t.Subjects = q.Data.Subjects
	for _, s := range q.Data.Subjects {
		t.Titles = append(t.Titles, s.Title)
	}
	room := Room{Most: MaxStreamRows, Stream: true}
	if q.As == "xlsx" {
		room.Most = MaxXLSXRows
	}
	rows, err := Data(ctx, r, q.Data, Room{Page: 1, Most: MaxStreamRows})
	if err != nil {
		if p := problem.Of(err); p.Estimate > 0 {
			t.Rows, t.TooLarge = p.Estimate, p.Detail
			return t, nil
		}
		return nil, err
	}
	if t.Rows = rows.About().Total; t.Rows > room.Most {
		t.TooLarge = problem.Of(tooLarge(r, t.Rows, room.Most)).Detail
	}
	return t, nil
}

// CompareForm is the form that asks which areas are to be compared.
type CompareForm struct {
	Facts
	Query *query.CompareForm
}

// Table is empty: a form has no rows.
func (t *CompareForm) Table() Table { return Table{} }

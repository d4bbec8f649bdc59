package release

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// Batch is some rows of a release, column by column, in the order that cells of a query have: what to read where many are asked for.
type Batch struct {
	rows    *rows
	picked  []int32 // which of the rows, in order
	renamed bool    // fourth quarters stand for their years
	open    unfinished
}

// Rows is how many rows there are.
func (p Batch) Rows() int { return len(p.picked) }

// Text is a column of text.
func (p Batch) Text(name string) Text {
	of := p.rows.texts(name).Text
	out := Text{Index: make([]int32, len(p.picked)), Values: of.Values}
	for i, row := range p.picked {
		out.Index[i] = of.Index[row]
	}
	if p.renamed && name == "period" {
		out.Values = make([]string, len(of.Values))
		for i, v := range of.Values {
			out.Values[i] = strings.TrimSuffix(v, "-Q4")
		}
	}
	return out
}

// Numbers is a column of numbers; one that is missing is not a number.
func (p Batch) Numbers(name string) []float64 {
	of := p.rows.numbers(name)
	out := make([]float64, len(p.picked))
	for i, row := range p.picked {
		out[i] = of[row]
	}
	return out
}

// Days is a column of days since 1970.
func (p Batch) Days(name string) []int32 {
	if p.renamed && name == "period_start" {
		return p.yearStarts()
	}
	of := p.rows.columns[columnOf(name)].days
	out := make([]int32, len(p.picked))
	for i, row := range p.picked {
		out[i] = of[row]
	}
	return out
}

// yearStarts are the first days of the years that end with the rows' periods.
func (p Batch) yearStarts() []int32 {
	out := p.Days("period_end")
	starts := map[int32]int32{}
	for i, end := range out {
		if _, ok := starts[end]; !ok {
			starts[end] = int32(dayAt(end).AddDate(-1, 0, 1).Unix() / secondsADay) //nolint:gosec // days since 1970
		}
		out[i] = starts[end]
	}
	return out
}

// batchRows is how many rows a batch has at most.
const batchRows = 32 << 10

// picking are the columns by which rows are picked and put in order; the starts of years follow from their ends.
var picking = []string{"period", "period_end", "area_level", "area_code", "parent_code", "category", "band", "category_order"}

// Batches gives the named columns of the cells of a query without areas, order or limit, some rows at a time; false where they cannot be given so:
// then Each gives them.
func (r *Release) Batches(ctx context.Context, q Query, names []string, do func(Batch) error) (bool, error) {
	if len(q.Areas) > 0 || len(q.Sort) > 0 || q.Limit > 0 || len(r.Corrections) > 0 {
		return false, nil
	}
	wants := slices.SortedStableFunc(slices.Values(q.Wants), func(a, b Want) int { return strings.Compare(a.Subject.ID, b.Subject.ID) })
	if q.Dimension == "" {
		for _, w := range wants {
			if err := cut(r.totalsOf(q, w), do); err != nil {
				return true, err
			}
		}
		return true, nil
	}
	if slices.ContainsFunc(wants, func(w Want) bool { return w.Subject.Series != nil }) {
		return false, nil
	}
	f, err := OpenColumns(r.Dir, r.ID())
	if err != nil {
		return true, err
	}
	defer f.Close() //nolint:errcheck // only read
	groups, err := f.Index(ctx)
	if err != nil {
		return true, err
	}
	for _, w := range wants {
		group, ok := groups[Group{measure.ID(w.Subject.ID), q.Dimension}]
		if !ok || len(w.Periods) == 0 {
			continue
		}
		rows, err := f.rows(ctx, group, slices.Concat(picking, names)...)
		if err != nil {
			return true, err
		}
		if err := cut(Batch{rows, q.pick(rows, w), w.Subject.Renames(w.Periods[0]), r.open}, do); err != nil {
			return true, err
		}
	}
	return true, nil
}

// cut hands a batch on, so many rows at a time.
func cut(p Batch, do func(Batch) error) error {
	for picked := range slices.Chunk(p.picked, batchRows) {
		if err := do(Batch{p.rows, picked, p.renamed, p.open}); err != nil {
			return err
		}
	}
	return nil
}

// totalsOf are the totals of one want.
func (r *Release) totalsOf(q Query, w Want) Batch {
	q.Wants = []Want{w}
	p := Batch{rows: r.totals.rows, open: r.open, renamed: len(w.Periods) > 0 && w.Subject.Renames(w.Periods[0])}
	r.eachTotal(q, func(_ Want, _ period.Period, _ string, row int) { p.picked = append(p.picked, int32(row)) }) //nolint:gosec // far fewer rows
	return p
}

// pick are the rows of a group that a query asks for, in its order.
func (q Query) pick(r *rows, w Want) []int32 {
	stored := map[string]bool{}
	for _, p := range w.Periods {
		stored[w.Subject.Stored(p).String()] = true
	}
	inPeriod := matching(r.texts("period"), func(s string) bool { return stored[s] })
	inLevel := matching(r.texts("area_level"), func(s string) bool { return len(q.Levels) == 0 || slices.Contains(q.Levels, area.Level(s)) })
	everywhere := q.Within == "" || q.Within == area.England
	isArea := matching(r.texts("area_code"), func(s string) bool { return everywhere || s == q.Within })
	isParent := matching(r.texts("parent_code"), func(s string) bool { return everywhere || s == q.Within })
	inCategory := matching(r.texts("category"), func(s string) bool {
		if len(q.Categories) > 0 {
			return slices.Contains(q.Categories, s)
		}
		return !slices.Contains(q.Not, s)
	})
	bands := r.columns[columnOf("band")].flags
	var out []int32
	for i := range r.n {
		if inPeriod.row(i) && inLevel.row(i) && inCategory.row(i) && (len(q.Categories) > 0 || !bands[i]) && (isArea.row(i) || isParent.row(i)) {
			out = append(out, int32(i)) //nolint:gosec // far fewer rows
		}
	}
	periods, areas, order := r.texts("period"), r.texts("area_code"), r.numbers("category_order")
	inOrder := func(a, b int32) int {
		return cmp.Or(cmp.Compare(periods.At(int(a)), periods.At(int(b))), cmp.Compare(areas.At(int(a)), areas.At(int(b))), cmp.Compare(order[a], order[b]))
	}
	if !slices.IsSortedFunc(out, inOrder) {
		slices.SortFunc(out, inOrder)
	}
	return out
}

// match says of each value of a text column whether it is wanted.
type match struct {
	index  []int32
	wanted []bool
}

func matching(t *texts, wanted func(string) bool) match {
	m := match{t.Index, make([]bool, len(t.Values))}
	for i, v := range t.Values {
		m.wanted[i] = wanted(v)
	}
	return m
}

func (m match) row(i int) bool { return m.index[i] >= 0 && m.wanted[m.index[i]] }

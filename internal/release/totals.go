package release

import (
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// totals are the cells of no breakdown, those of a release and of the editions beside it. They lie in memory column by column, as in the file,
// and are found by subject, area and period without any search: nearly every question is about them.
type totals struct {
	rows     *rows
	subjects map[string]*totalsOf
	served   map[servedYear]string // edition
	open     unfinished
}

// totalsOf are the rows of one subject: at holds, for each area and within it each period, which row it is plus one.
type totalsOf struct {
	areas   map[string]int
	codes   []string // of areas, in order
	periods map[period.Period]int
	sample  []int32 // for each period, one of its rows
	at      []int32
}

// servedYear is an official series in a year, which one edition serves.
type servedYear struct{ series, period string }

// readTotals reads the totals of some data files. Of an official series, only rows of the edition that serves the year are kept.
func readTotals(ctx context.Context, files []dataFile, byID map[string]*measure.Subject, served map[servedYear]string) (*totals, error) {
	t := &totals{rows: newRows(0), subjects: map[string]*totalsOf{}, served: served}
	for _, f := range files {
		if err := t.readFile(ctx, f, byID); err != nil {
			return nil, err
		}
	}
	for i := range t.rows.columns { // to their size: what grew has room to spare, which would be kept as long as the release is open
		c := &t.rows.columns[i]
		c.texts.Index, c.numbers, c.flags, c.days = slices.Clone(c.texts.Index), slices.Clone(c.numbers), slices.Clone(c.flags), slices.Clone(c.days)
	}
	t.index()
	return t, nil
}

// dataFile is the data file of a release or edition.
type dataFile struct{ dir, id string }

func (t *totals) readFile(ctx context.Context, at dataFile, byID map[string]*measure.Subject) error {
	f, err := OpenColumns(at.dir, at.id)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // only read
	for group := range f.Groups() {
		if least, _, ok := f.bounds(group, "dimension"); ok && least != "" {
			continue // the least text there is, is none: the group has no totals
		}
		r, err := f.rows(ctx, group)
		if err != nil {
			return err
		}
		t.keep(r, at.id, byID)
	}
	return nil
}

// keep adds the totals among some rows, a run of them at a time.
func (t *totals) keep(r *rows, edition string, byID map[string]*measure.Subject) {
	dimension, id, year := &r.columns[dimensionColumn].texts, &r.columns[measureColumn].texts, &r.columns[periodColumn].texts
	wanted := func(i int) bool {
		s := byID[id.At(i)]
		if dimension.At(i) != "" || s == nil {
			return false
		}
		if s.Series != nil {
			return t.served[servedYear{s.ID, year.At(i)}] == edition
		}
		return s.Edition == edition
	}
	for from := 0; from < r.n; from++ {
		if !wanted(from) {
			continue
		}
		beyond := from + 1
		for beyond < r.n && wanted(beyond) {
			beyond++
		}
		for i := range columns {
			t.rows.columns[i].repeat(&r.columns[i], from, beyond)
		}
		t.rows.n += beyond - from
		from = beyond
	}
}

// index finds the place of every row.
func (t *totals) index() {
	ids, areas, periods := t.rows.texts("measure"), t.rows.texts("area_code"), t.rows.texts("period")
	parsed := make([]period.Period, len(periods.Values))
	for i, text := range periods.Values {
		parsed[i], _ = period.Parse(text) // what is none is found by nobody
	}
	for i := range t.rows.n {
		s := t.subjects[ids.At(i)]
		if s == nil {
			s = &totalsOf{areas: map[string]int{}, periods: map[period.Period]int{}}
			t.subjects[ids.At(i)] = s
		}
		if _, ok := s.areas[areas.At(i)]; !ok {
			s.areas[areas.At(i)] = len(s.areas)
			s.codes = append(s.codes, areas.At(i))
		}
		if p := parsed[periods.Index[i]]; !s.has(p) {
			s.periods[p] = len(s.periods)
			s.sample = append(s.sample, int32(i)) //nolint:gosec // far fewer rows
		}
	}
	for _, s := range t.subjects {
		slices.Sort(s.codes)
		s.at = make([]int32, len(s.areas)*len(s.periods))
	}
	for i := range t.rows.n {
		s := t.subjects[ids.At(i)]
		s.at[s.areas[areas.At(i)]*len(s.periods)+s.periods[parsed[periods.Index[i]]]] = int32(i) + 1 //nolint:gosec // far fewer rows
	}
}

func (s *totalsOf) has(p period.Period) bool {
	_, ok := s.periods[p]
	return ok
}

// row is the place of an area's total in a stored period; -1 for none.
func (s *totalsOf) row(code string, p period.Period) int {
	a, ok := s.areas[code]
	n, ok2 := s.periods[p]
	if !ok || !ok2 {
		return -1
	}
	return int(s.at[a*len(s.periods)+n]) - 1
}

// spans notes in every subject which periods it has and who has a figure in them.
func (t *totals) spans(byID map[string]*measure.Subject) {
	values, sources := t.rows.numbers("value"), t.rows.texts("source")
	for id, s := range t.subjects {
		subject := byID[id]
		all := make([]period.Period, 0, len(s.periods))
		for p := range s.periods {
			all = append(all, p)
		}
		slices.SortFunc(all, func(a, b period.Period) int { return strings.Compare(a.String(), b.String()) })
		for _, p := range all {
			var with []string
			for _, code := range s.codes {
				if i := s.row(code, p); i >= 0 && !math.IsNaN(values[i]) {
					with = append(with, code)
				}
			}
			subject.AddSpan(p, with)
		}
		subject.Source = sources.At(int(s.sample[0]))
	}
}

// Total is the total of an area in a period, under the name it is asked by; nil where there is none. It looks nowhere but in memory.
func (r *Release) Total(s *measure.Subject, code string, p period.Period) *Cell {
	if of := r.totals.subjects[s.ID]; of != nil {
		if i := of.row(code, s.Stored(p)); i >= 0 {
			return r.totals.cell(s, p, i)
		}
	}
	return nil
}

// cell is a row as a cell, under the name its period is asked by.
func (t *totals) cell(s *measure.Subject, p period.Period, i int) *Cell {
	c := t.open.mark(t.rows.cell(i))
	if s.Renames(p) {
		c.Period, c.Grain = p.String(), string(period.Year)
		c.PeriodStart = c.PeriodEnd.AddDate(-1, 0, 1)
	}
	return c
}

// eachTotal gives the rows of a query in no order; -1 stands for an area asked for that has no row.
func (r *Release) eachTotal(q Query, do func(w Want, p period.Period, code string, row int)) {
	for _, w := range q.Wants {
		of := r.totals.subjects[w.Subject.ID]
		if of == nil {
			continue
		}
		codes := of.codes
		if len(q.Areas) > 0 {
			codes = q.Areas
		}
		for _, p := range w.Periods {
			if !of.has(w.Subject.Stored(p)) {
				continue
			}
			for _, code := range codes {
				if i := of.row(code, w.Subject.Stored(p)); r.within(q, code, i) && (i >= 0 || len(q.Areas) > 0) {
					do(w, p, code, i)
				}
			}
		}
	}
}

// within holds an area to the levels of a query and to the area its areas lie in.
func (r *Release) within(q Query, code string, row int) bool {
	var level, parent string
	if row >= 0 {
		level, parent = r.totals.rows.texts("area_level").At(row), r.totals.rows.texts("parent_code").At(row)
	} else {
		a, ok := area.Ever(code)
		if !ok {
			return false
		}
		level, parent = string(a.Level), a.Parent
	}
	if len(q.Levels) > 0 && !slices.Contains(q.Levels, area.Level(level)) {
		return false
	}
	return q.Within == "" || q.Within == area.England || q.Within == code || q.Within == parent
}

// selectTotals are the totals of a query in its order.
func (r *Release) selectTotals(q Query) []*Cell {
	var out []*Cell
	r.eachTotal(q, func(w Want, p period.Period, code string, row int) {
		if row >= 0 {
			out = append(out, r.totals.cell(w.Subject, p, row))
			return
		}
		out = append(out, r.totals.missing(w.Subject, p, code))
	})
	return q.page(out)
}

// missing is the row of an area that was asked for and has no cell.
func (t *totals) missing(s *measure.Subject, p period.Period, code string) *Cell {
	of := t.subjects[s.ID]
	c := t.cell(s, p, int(of.sample[of.periods[s.Stored(p)]]))
	a, _ := area.Ever(code)
	return &Cell{
		Measure: c.Measure, Source: c.Source, AreaCode: a.Code, AreaName: a.Name, AreaLevel: string(a.Level), ParentCode: a.Parent,
		Period: c.Period, Grain: c.Grain, PeriodLabel: c.PeriodLabel, PeriodStart: c.PeriodStart, PeriodEnd: c.PeriodEnd,
		Unit: c.Unit, Status: "x", NotRankedReason: "no_value", Release: c.Release,
	}
}

// page puts cells in the order of a query and cuts out its page.
func (q Query) page(all []*Cell) []*Cell {
	slices.SortFunc(all, q.compare)
	if q.Limit > 0 {
		all = all[min(q.Offset, len(all)):]
		all = all[:min(q.Limit, len(all))]
	}
	return all
}

func (r *rows) texts(name string) *texts { return &r.columns[columnOf(name)].texts }

func (r *rows) numbers(name string) []float64 { return r.columns[columnOf(name)].numbers }

var dimensionColumn, measureColumn = columnOf("dimension"), columnOf("measure")

// cell is one of the rows as a cell.
func (r *rows) cell(row int) *Cell {
	text := func(i int) string { return r.columns[i].texts.At(row) }
	day := func(i int) time.Time { return dayAt(r.columns[i].days[row]) }
	decimal := func(i int) *float64 { return numberAt[float64](r.columns[i].numbers, row) }
	count := func(i int) *int64 { return numberAt[int64](r.columns[i].numbers, row) }
	small := func(i int) *int32 { return numberAt[int32](r.columns[i].numbers, row) }
	c := &Cell{
		Measure: text(0), Source: text(1), AreaCode: text(2), AreaName: text(3), AreaLevel: text(4), ParentCode: text(5),
		Councils: small(6), Period: text(7), Grain: text(8), PeriodLabel: text(9), PeriodStart: day(10), PeriodEnd: day(11),
		Dimension: text(12), Category: text(13), CategoryLabel: text(14), Band: r.columns[16].flags[row],
		Value: decimal(17), Unit: text(18), Lower95: decimal(19), Upper95: decimal(20),
		Numerator: count(21), Denominator: count(22), Unknown: count(23), NoiseSD: decimal(24),
		Status: text(25), Vintage: text(26), Notes: text(27),
		Rank: small(28), RankLow: small(29), RankHigh: small(30), RankedOf: small(31),
		RegionRank: small(32), RegionRankLow: small(33), RegionRankHigh: small(34), RegionRankedOf: small(35),
		NotRankedReason: text(36), Release: text(37),
	}
	if order := small(15); order != nil {
		c.CategoryOrder = *order
	}
	return c
}

func numberAt[T int32 | int64 | float64](list []float64, row int) *T {
	if x := list[row]; !math.IsNaN(x) {
		v := T(x)
		return &v
	}
	return nil
}

// dayAt is midnight of a day since 1970.
func dayAt(day int32) time.Time { return time.Unix(int64(day)*secondsADay, 0).UTC() }

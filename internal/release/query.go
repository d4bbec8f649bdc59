package release

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// Want is one subject with the periods asked of it.
type Want = measure.Want

// Query asks a release for cells. Names in it come from the release; the zero value of a field is no restriction, but an empty
// Dimension is the total.
type Query struct {
	Wants      []Want
	Areas      []string // GSS codes; each has a row for each want, with status x where the release has none
	Levels     []area.Level
	Within     string // GSS code: the area itself and those whose parent it is
	Dimension  string
	Categories []string // named ones; none are the leaves and unknown
	Not        []string // leaves left out
	Sort       []Order  // default: as in the file
	Limit      int      // 0 is no limit
	Offset     int
}

// Order sorts by a column of Sortable; missing values come last either way.
type Order struct {
	Column     string
	Descending bool
}

// Sortable are the columns rows can be sorted by.
var Sortable = []string{
	"measure", "area_code", "area_name", "area_level", "period", "value", "lower_95", "upper_95", "numerator", "denominator", "rank", "region_rank",
}

// Each calls do for every cell, one after another; the cell is the caller's to keep. Totals come from memory, breakdowns from the file.
func (r *Release) Each(ctx context.Context, q Query, do func(*Cell) error) error {
	switch {
	case q.empty():
		return nil
	case q.Dimension == "":
		if ctx.Err() != nil {
			return fault.New(fault.Timeout, "The query took too long.", "Ask for less at once.").Because(ctx.Err())
		}
		for _, c := range r.selectTotals(q) {
			if err := do(c); err != nil {
				return err
			}
		}
		return nil
	case len(q.Wants) > 1 && q.Limit == 0 && len(q.Sort) == 0 && r.Most(q) > maxSorted:
		return r.eachWant(ctx, q, do)
	case r.Most(q) <= maxGathered:
		return r.eachGathered(ctx, q, do)
	}
	c := compile(q)
	return r.scan(ctx, c.text+c.order(q), append(c.args, c.orderArgs(q)...), do)
}

// scan runs a query and hands on its cells as they come.
func (r *Release) scan(ctx context.Context, text string, args []any, do func(*Cell) error) error {
	rows, err := r.run(ctx, text, args)
	if err != nil {
		return err
	}
	scan := newScanner(rows)
	return rows.Each(func() error {
		cell := new(Cell)
		if err := scan(cell); err != nil {
			return err
		}
		return do(r.open.mark(cell))
	})
}

// maxGathered is how many cells are put in order here rather than by the database, which takes longer to sort rows of so many columns
// than to find them.
const maxGathered = 4000

// eachGathered reads every cell of a query, puts them in order and hands on those of the page.
func (r *Release) eachGathered(ctx context.Context, q Query, do func(*Cell) error) error {
	var all []*Cell
	c := compile(q)
	if err := r.scan(ctx, c.text, c.args, func(x *Cell) error { all = append(all, x); return nil }); err != nil {
		return err
	}
	for _, x := range q.page(all) {
		if err := do(x); err != nil {
			return err
		}
	}
	return nil
}

// maxSorted is how many cells are put in order at once: sorting holds all of them in memory.
const maxSorted = 50_000

// eachWant asks for one measure after another, which gives the same order without holding all of them.
func (r *Release) eachWant(ctx context.Context, q Query, do func(*Cell) error) error {
	wants := slices.SortedStableFunc(slices.Values(q.Wants), func(a, b Want) int { return strings.Compare(a.Subject.ID, b.Subject.ID) })
	for _, w := range wants {
		q.Wants = []Want{w}
		if err := r.Each(ctx, q, do); err != nil {
			return err
		}
	}
	return nil
}

// empty says whether nothing can answer: no measure has a period of those asked for.
func (q Query) empty() bool {
	return !slices.ContainsFunc(q.Wants, func(w Want) bool { return len(w.Periods) > 0 })
}

// Select is every cell of a query at once, for queries whose answer is known to be small.
func (r *Release) Select(ctx context.Context, q Query) ([]*Cell, error) {
	var out []*Cell
	err := r.Each(ctx, q, func(c *Cell) error {
		out = append(out, c)
		return nil
	})
	return out, err
}

// Count is how many cells a query has, whatever its limit.
func (r *Release) Count(ctx context.Context, q Query) (int, error) {
	if q.empty() {
		return 0, nil
	}
	if q.Dimension == "" {
		n := 0
		r.eachTotal(q, func(Want, period.Period, string, int) { n++ })
		return n, nil
	}
	c := compile(q)
	rows, err := r.run(ctx, "SELECT count(*) FROM ("+c.text+")", c.args)
	if err != nil {
		return 0, err
	}
	var n int
	return n, rows.Each(func() error { return rows.Scan(&n) })
}

// Most is at least as many as Count, found without asking the database.
func (r *Release) Most(q Query) int {
	areas := 163
	switch {
	case len(q.Areas) > 0:
		areas = len(q.Areas)
	case len(q.Levels) > 0:
		areas = 0
		for _, l := range q.Levels {
			areas += len(area.Of(l))
		}
	}
	n := 0
	for _, w := range q.Wants {
		n += len(w.Periods) * areas
	}
	if q.Dimension == "" {
		return n
	}
	if len(q.Categories) > 0 {
		return n * len(q.Categories)
	}
	return n * len(r.dimension(q.Dimension).Categories)
}

const maxStatements = 200

// run prepares a query once and runs it; the text holds no value, so there are few of them.
func (r *Release) run(ctx context.Context, text string, args []any) (*duck.Rows, error) {
	r.mu.Lock()
	s, ok := r.stmts[text]
	r.mu.Unlock()
	if ok {
		return s.Query(ctx, args...)
	}
	s, err := r.db.Prepare(ctx, text)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	_, twice := r.stmts[text]
	keep := !twice && len(r.stmts) < maxStatements
	if keep {
		r.stmts[text] = s
	}
	r.mu.Unlock()
	rows, err := s.Query(ctx, args...)
	if !keep && err == nil {
		rows.OnClose(s.Close)
	}
	return rows, err
}

// newScanner reads rows into cells. Values come as DuckDB's own Go types, so nothing is converted on the way.
func newScanner(rows *duck.Rows) func(*Cell) error {
	raw := make([]any, len(columns))
	dest := make([]any, len(columns))
	for i := range raw {
		dest[i] = &raw[i]
	}
	return func(c *Cell) error {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		c.set(raw)
		return nil
	}
}

// set is the reverse of values.
func (c *Cell) set(v []any) {
	*c = Cell{
		Measure: text(v[0]), Source: text(v[1]), AreaCode: text(v[2]), AreaName: text(v[3]), AreaLevel: text(v[4]), ParentCode: text(v[5]),
		Councils: ptr[int32](v[6]), Period: text(v[7]), Grain: text(v[8]), PeriodLabel: text(v[9]), PeriodStart: day(v[10]), PeriodEnd: day(v[11]),
		Dimension: text(v[12]), Category: text(v[13]), CategoryLabel: text(v[14]), CategoryOrder: value[int32](v[15]), Band: value[bool](v[16]),
		Value: ptr[float64](v[17]), Unit: text(v[18]), Lower95: ptr[float64](v[19]), Upper95: ptr[float64](v[20]),
		Numerator: ptr[int64](v[21]), Denominator: ptr[int64](v[22]), Unknown: ptr[int64](v[23]), NoiseSD: ptr[float64](v[24]),
		Status: text(v[25]), Vintage: text(v[26]), Notes: text(v[27]),
		Rank: ptr[int32](v[28]), RankLow: ptr[int32](v[29]), RankHigh: ptr[int32](v[30]), RankedOf: ptr[int32](v[31]),
		RegionRank: ptr[int32](v[32]), RegionRankLow: ptr[int32](v[33]), RegionRankHigh: ptr[int32](v[34]), RegionRankedOf: ptr[int32](v[35]),
		NotRankedReason: text(v[36]), Release: text(v[37]),
	}
}

func text(v any) string { return value[string](v) }

func day(v any) time.Time { return value[time.Time](v) }

func value[T any](v any) T {
	t, _ := v.(T)
	return t
}

func ptr[T any](v any) *T {
	if t, ok := v.(T); ok {
		return &t
	}
	return nil
}

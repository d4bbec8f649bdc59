package release

import (
	"math"
	"slices"
	"time"
)

// column is one of the release file's columns: its name, its type in DuckDB and Parquet, and how a cell's field is added to it.
type column struct {
	Name, Type string
	put        func(*values, *Cell)
}

// columns are the release file's columns in order. They are the row of the API but for the names the API makes from Dimension and
// Category.
var columns = []column{
	{"measure", "VARCHAR", putText(func(c *Cell) string { return c.Measure })},
	{"source", "VARCHAR", putText(func(c *Cell) string { return c.Source })},
	{"area_code", "VARCHAR", putText(func(c *Cell) string { return c.AreaCode })},
	{"area_name", "VARCHAR", putText(func(c *Cell) string { return c.AreaName })},
	{"area_level", "VARCHAR", putText(func(c *Cell) string { return c.AreaLevel })},
	{"parent_code", "VARCHAR", putText(func(c *Cell) string { return c.ParentCode })},
	{"councils", "INTEGER", putNumber(func(c *Cell) *int32 { return c.Councils })},
	{"period", "VARCHAR", putText(func(c *Cell) string { return c.Period })},
	{"grain", "VARCHAR", putText(func(c *Cell) string { return c.Grain })},
	{"period_label", "VARCHAR", putText(func(c *Cell) string { return c.PeriodLabel })},
	{"period_start", "DATE", putDay(func(c *Cell) time.Time { return c.PeriodStart })},
	{"period_end", "DATE", putDay(func(c *Cell) time.Time { return c.PeriodEnd })},
	{"dimension", "VARCHAR", putText(func(c *Cell) string { return c.Dimension })},
	{"category", "VARCHAR", putText(func(c *Cell) string { return c.Category })},
	{"category_label", "VARCHAR", putText(func(c *Cell) string { return c.CategoryLabel })},
	{"category_order", "INTEGER", putNumber(func(c *Cell) *int32 { return &c.CategoryOrder })},
	{"band", "BOOLEAN", func(v *values, c *Cell) { v.flags = append(v.flags, c.Band) }},
	{"value", "DOUBLE", putNumber(func(c *Cell) *float64 { return c.Value })},
	{"unit", "VARCHAR", putText(func(c *Cell) string { return c.Unit })},
	{"lower_95", "DOUBLE", putNumber(func(c *Cell) *float64 { return c.Lower95 })},
	{"upper_95", "DOUBLE", putNumber(func(c *Cell) *float64 { return c.Upper95 })},
	{"numerator", "BIGINT", putNumber(func(c *Cell) *int64 { return c.Numerator })},
	{"denominator", "BIGINT", putNumber(func(c *Cell) *int64 { return c.Denominator })},
	{"unknown", "BIGINT", putNumber(func(c *Cell) *int64 { return c.Unknown })},
	{"noise_sd", "DOUBLE", putNumber(func(c *Cell) *float64 { return c.NoiseSD })},
	{"status", "VARCHAR", putText(func(c *Cell) string { return c.Status })},
	{"vintage", "VARCHAR", putText(func(c *Cell) string { return c.Vintage })},
	{"notes", "VARCHAR", putText(func(c *Cell) string { return c.Notes })},
	{"rank", "INTEGER", putNumber(func(c *Cell) *int32 { return c.Rank })},
	{"rank_low", "INTEGER", putNumber(func(c *Cell) *int32 { return c.RankLow })},
	{"rank_high", "INTEGER", putNumber(func(c *Cell) *int32 { return c.RankHigh })},
	{"ranked_of", "INTEGER", putNumber(func(c *Cell) *int32 { return c.RankedOf })},
	{"region_rank", "INTEGER", putNumber(func(c *Cell) *int32 { return c.RegionRank })},
	{"region_rank_low", "INTEGER", putNumber(func(c *Cell) *int32 { return c.RegionRankLow })},
	{"region_rank_high", "INTEGER", putNumber(func(c *Cell) *int32 { return c.RegionRankHigh })},
	{"region_ranked_of", "INTEGER", putNumber(func(c *Cell) *int32 { return c.RegionRankedOf })},
	{"not_ranked_reason", "VARCHAR", putText(func(c *Cell) string { return c.NotRankedReason })},
	{"release", "VARCHAR", putText(func(c *Cell) string { return c.Release })},
}

// columnOf is the place of a name among the columns.
func columnOf(name string) int {
	return slices.IndexFunc(columns, func(c column) bool { return c.Name == name })
}

var periodColumn = columnOf("period")

func putText(of func(*Cell) string) func(*values, *Cell) {
	return func(v *values, c *Cell) { v.texts.add(of(c)) }
}

func putNumber[T int32 | int64 | float64](of func(*Cell) *T) func(*values, *Cell) {
	return func(v *values, c *Cell) {
		if x := of(c); x != nil {
			v.numbers = append(v.numbers, float64(*x)) // counts of people are far below 2^53
		} else {
			v.numbers = append(v.numbers, math.NaN())
		}
	}
}

func putDay(of func(*Cell) time.Time) func(*values, *Cell) {
	return func(v *values, c *Cell) { v.days = append(v.days, int32(of(c).Unix()/secondsADay)) } //nolint:gosec // days since 1970
}

const secondsADay = 24 * 60 * 60

// values are those of one column in some rows, in the one of the four that its type takes.
type values struct {
	texts   texts
	numbers []float64
	flags   []bool
	days    []int32
}

// reserve makes room for so many rows of a type.
func (v *values) reserve(kind string, room int) {
	switch kind {
	case "VARCHAR":
		v.texts.Index = make([]int32, 0, room)
	case "BOOLEAN":
		v.flags = make([]bool, 0, room)
	case "DATE":
		v.days = make([]int32, 0, room)
	default:
		v.numbers = make([]float64, 0, room)
	}
}

// repeat adds rows from up to beyond of the same column elsewhere.
func (v *values) repeat(of *values, from, beyond int) {
	v.texts.repeat(of.texts.Text, from, beyond)
	v.numbers = appendRange(v.numbers, of.numbers, from, beyond)
	v.flags = appendRange(v.flags, of.flags, from, beyond)
	v.days = appendRange(v.days, of.days, from, beyond)
}

func appendRange[T any](to, of []T, from, beyond int) []T {
	if len(of) == 0 {
		return to
	}
	return append(to, of[from:beyond]...)
}

// texts are a column of text in the making. Its values stand in the order they first came in, however the rows were put together.
type texts struct {
	Text
	at   map[string]int32
	last int32 // value added last: most rows repeat the one before them
}

func (t *texts) add(s string) { t.Index = append(t.Index, t.place(s)) }

// place is where a value stands among Values, to which it is added where it is new.
func (t *texts) place(s string) int32 {
	if len(t.Values) > 0 && t.Values[t.last] == s {
		return t.last
	}
	at, ok := t.at[s]
	if !ok {
		if t.at == nil {
			t.at = map[string]int32{}
		}
		at = int32(len(t.Values)) //nolint:gosec // fewer than there are rows
		t.at[s], t.Values = at, append(t.Values, s)
	}
	t.last = at
	return at
}

func (t *texts) repeat(of Text, from, beyond int) {
	if len(of.Index) == 0 {
		return
	}
	places := make([]int32, len(of.Values))
	for i := range places {
		places[i] = missing
	}
	for _, i := range of.Index[from:beyond] {
		if i == missing {
			t.Index = append(t.Index, missing)
			continue
		}
		if places[i] == missing {
			places[i] = t.place(of.Values[i])
		}
		t.Index = append(t.Index, places[i])
	}
}

// missing is the index of a text that is not there.
const missing = -1

// rows are those of one row group in the making, column by column.
type rows struct {
	n       int
	columns []values
}

// newRows has room for so many rows.
func newRows(room int) *rows {
	r := &rows{columns: make([]values, len(columns))}
	for i := range columns {
		r.columns[i].reserve(columns[i].Type, room)
	}
	return r
}

// add adds cells.
func (r *rows) add(cells []Cell) {
	r.n += len(cells)
	for i := range columns {
		put, to := columns[i].put, &r.columns[i]
		for c := range cells {
			put(to, &cells[c])
		}
	}
}

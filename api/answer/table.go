package answer

import (
	"context"
	"math"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/careduty/careduty/internal/release"
)

// Kind is the type of a column.
type Kind int

// The kinds of column.
const (
	Text Kind = iota
	Whole
	Number
	Date
	Flag
)

// Column is a column of a table. Columns are the tagged fields of a row's type: their names, their words and their order are said there, once
// for every format, for the data dictionary and for the description of the API.
type Column struct {
	Name  string
	Words string // one sentence, for those who read the file without us
	Kind  Kind
	field []int // where the row has it
}

// Table is an answer as rows and columns, whatever it is written in.
type Table struct {
	Columns []Column
	rows    source
}

// source gives the rows of a table, some at a time.
type source interface {
	each(ctx context.Context, columns []Column, do func(Chunk) error) error
}

// Chunk is some rows of a table, column by column.
type Chunk struct {
	Rows    int
	Columns []Vector
}

// Vector is one column of a chunk, in the part that its kind has.
type Vector struct {
	Texts   release.Text // Text; an index below 0 or an empty text is missing
	Numbers []float64    // Whole and Number; NaN is missing
	Days    []int32      // Date: days since 1970; NoDay is missing
	Flags   []bool       // Flag
}

// NoDay is a day that is missing.
const NoDay = math.MinInt32

// Each gives the rows, some at a time; a chunk is the caller's until it returns.
func (t Table) Each(ctx context.Context, do func(Chunk) error) error {
	return t.rows.each(ctx, t.Columns, do)
}

// columnsOf are the tagged fields of a row's type for which keep says yes. The release stands last, and before it whether a row is highlighted.
func columnsOf[T any](dimension string, keep func(name string) bool) []Column {
	var out []Column
	gather(reflect.TypeFor[T](), nil, dimension, func(c Column) {
		if keep == nil || keep(c.Name) {
			out = append(out, c)
		}
	})
	last := func(c Column) int { return slices.Index([]string{"highlighted", "release"}, c.Name) }
	slices.SortStableFunc(out, func(a, b Column) int { return last(a) - last(b) })
	return out
}

func gather(t reflect.Type, at []int, dimension string, add func(Column)) {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	for i := range t.NumField() {
		f := t.Field(i)
		place := append(slices.Clone(at), i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if of := f.Tag.Get("column"); of != "" && dimension != "" {
			name = strings.Replace(of, "dimension", dimension, 1)
		}
		switch {
		case f.Anonymous && f.Tag.Get("json") == "":
			gather(f.Type, place, dimension, add)
		case name != "" && name != "-" && f.Tag.Get("words") != "":
			add(Column{Name: name, Words: f.Tag.Get("words"), Kind: kindOf(f.Type), field: place})
		}
	}
}

func kindOf(t reflect.Type) Kind {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t == reflect.TypeFor[time.Time]():
		return Date
	case t.Kind() == reflect.Float64:
		return Number
	case t.Kind() == reflect.Bool:
		return Flag
	case t.Kind() == reflect.String:
		return Text
	}
	return Whole
}

// held are rows that are all there.
type held[T any] []T

// chunkRows is how many rows are turned into columns at once.
const chunkRows = 4096

func (h held[T]) each(_ context.Context, columns []Column, do func(Chunk) error) error {
	for part := range slices.Chunk(h, chunkRows) {
		if err := do(chunkOf(columns, part)); err != nil {
			return err
		}
	}
	return nil
}

// chunkOf turns rows into columns.
func chunkOf[T any](columns []Column, rows []T) Chunk {
	c := Chunk{Rows: len(rows), Columns: make([]Vector, len(columns))}
	places := map[string]int32{}
	for i, column := range columns {
		v := &c.Columns[i]
		clear(places)
		for r := range rows {
			v.add(column.Kind, fieldOf(reflect.ValueOf(&rows[r]).Elem(), column.field), places)
		}
	}
	return c
}

// fieldOf is a field of a row; the zero Value where a pointer on the way is nil.
func fieldOf(v reflect.Value, at []int) reflect.Value {
	for _, i := range at {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				return reflect.Value{}
			}
			v = v.Elem()
		}
		v = v.Field(i)
	}
	if v.Kind() == reflect.Pointer {
		return v.Elem() // the zero Value for nil
	}
	return v
}

func (v *Vector) add(k Kind, x reflect.Value, places map[string]int32) {
	switch k {
	case Text:
		text := ""
		if x.IsValid() {
			text = x.String()
		}
		place, ok := places[text]
		if !ok {
			place = int32(len(v.Texts.Values)) //nolint:gosec // at most as many as rows of a chunk
			places[text] = place
			v.Texts.Values = append(v.Texts.Values, text)
		}
		v.Texts.Index = append(v.Texts.Index, place)
	case Date:
		day := int32(NoDay)
		if t, ok := x.Interface().(time.Time); ok && !t.IsZero() {
			day = int32(t.Unix() / (24 * 60 * 60)) //nolint:gosec // days since 1970
		}
		v.Days = append(v.Days, day)
	case Flag:
		v.Flags = append(v.Flags, x.IsValid() && x.Bool())
	default:
		v.Numbers = append(v.Numbers, numberOf(x))
	}
}

func numberOf(x reflect.Value) float64 {
	switch {
	case !x.IsValid():
		return math.NaN()
	case x.CanInt():
		return float64(x.Int())
	}
	return x.Float()
}

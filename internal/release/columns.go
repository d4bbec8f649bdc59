package release

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"slices"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// Columns are the cells of one call of Builder.Add, which publish makes once for each measure and breakdown, column by column and in the
// order of the file: what to read where millions of cells are gone through.
type Columns struct {
	Rows    int
	Texts   map[string]Text
	Numbers map[string][]float64 // whole numbers too; NaN where missing
	Flags   map[string][]bool
	Days    map[string][]int32 // days since 1970
}

// Text is a column of text: Values holds each text once, Index says which one a row has, -1 where it is missing.
type Text struct {
	Index  []int32
	Values []string
}

// At is the text of a row; empty where it is missing.
func (t Text) At(row int) string {
	if t.Index[row] < 0 {
		return ""
	}
	return t.Values[t.Index[row]]
}

// Candidate reads the manifest of a sealed release that has no place yet, and holds its files against their checksums.
func Candidate(dir string) (Manifest, error) {
	m, err := readSealed(dir)
	if err != nil {
		return m, err
	}
	return m, unread.verify(dir)
}

// Verify holds a release's files against their checksums. A refused fault names the file that has changed.
func Verify(dir string) error { return unread.verify(dir) }

// ColumnFile is a release's data file opened for reading by column.
type ColumnFile struct {
	path   string
	reader *file.Reader
}

// OpenColumns opens the data file of the release in dir. A refused fault says that it is not one.
func OpenColumns(dir, id string) (f *ColumnFile, err error) {
	path := filepath.Join(dir, CellsFile(id))
	defer sound(path, &err)
	r, err := file.OpenParquetFile(path, false)
	if err != nil {
		return nil, damaged(dir, "Its data file is not readable.").Because(err)
	}
	f = &ColumnFile{path: path, reader: r}
	if got := r.MetaData().Schema.NumColumns(); got != len(columns) {
		_ = r.Close()
		return nil, damaged(dir, fmt.Sprintf("Its data file has %d columns and not %d.", got, len(columns)))
	}
	for i, c := range columns {
		if r.MetaData().Schema.Column(i).Name() != c.Name {
			_ = r.Close()
			return nil, damaged(dir, fmt.Sprintf("Column %d of its data file is not %s.", i+1, c.Name))
		}
	}
	return f, nil
}

// sound turns a panic of the Parquet reader, which takes a file at its word, into what it means: the file is damaged.
func sound(path string, err *error) {
	if p := recover(); p != nil {
		*err = damaged(path, "Its data file is not readable.").Because(fmt.Errorf("the Parquet reader failed: %v", p))
	}
}

// Groups is how many calls of Builder.Add the file holds.
func (f *ColumnFile) Groups() int { return f.reader.NumRowGroups() }

// Close closes the file.
func (f *ColumnFile) Close() error { return f.reader.Close() }

// Read gives the named columns of one group; all of them where none is named.
func (f *ColumnFile) Read(ctx context.Context, group int, names ...string) (Columns, error) {
	out := Columns{Texts: map[string]Text{}, Numbers: map[string][]float64{}, Flags: map[string][]bool{}, Days: map[string][]int32{}}
	r, err := f.rows(ctx, group, names...)
	if err != nil {
		return out, err
	}
	out.Rows = r.n
	for i, c := range columns {
		switch v := r.columns[i]; {
		case len(names) > 0 && !slices.Contains(names, c.Name):
		case c.Type == "VARCHAR":
			out.Texts[c.Name] = v.texts.Text
		case c.Type == "BOOLEAN":
			out.Flags[c.Name] = v.flags
		case c.Type == "DATE":
			out.Days[c.Name] = v.days
		default:
			out.Numbers[c.Name] = v.numbers
		}
	}
	return out, nil
}

// rows reads the named columns of one group, all of them where none is named; the others are left empty.
func (f *ColumnFile) rows(ctx context.Context, group int, names ...string) (out *rows, err error) {
	defer sound(f.path, &err)
	props := pqarrow.ArrowReadProperties{}
	var wanted []int
	for i, c := range columns {
		if len(names) == 0 || slices.Contains(names, c.Name) {
			wanted = append(wanted, i)
			props.SetReadDict(i, c.Type == "VARCHAR")
		}
	}
	r, err := pqarrow.NewFileReader(f.reader, props, memory.DefaultAllocator)
	if err != nil {
		return nil, damaged(f.path, "It is not readable.").Because(err)
	}
	out = &rows{n: int(f.reader.MetaData().RowGroup(group).NumRows()), columns: make([]values, len(columns))}
	for _, at := range wanted { // one after another, so that no more than one is held twice
		t, err := r.ReadRowGroups(ctx, []int{at}, []int{group})
		if err != nil {
			return nil, damaged(f.path, "It is not readable.").Because(err)
		}
		out.columns[at].reserve(columns[at].Type, out.n)
		sound := t.NumRows() == int64(out.n) && out.columns[at].take(t.Column(0).Data().Chunks())
		t.Release()
		if !sound {
			return nil, damaged(f.path, "Column "+columns[at].Name+" is not of its type.")
		}
	}
	return out, nil
}

// take takes a column over; false if it is of a type no column has.
func (v *values) take(chunks []arrow.Array) bool {
	for _, chunk := range chunks {
		switch a := chunk.(type) {
		case *array.Dictionary:
			if !v.texts.append(a) {
				return false
			}
		case *array.Int32:
			v.numbers = numbers(v.numbers, a, a.Int32Values())
		case *array.Int64:
			v.numbers = numbers(v.numbers, a, a.Int64Values())
		case *array.Float64:
			v.numbers = numbers(v.numbers, a, a.Float64Values())
		case *array.Boolean:
			for i := range a.Len() {
				v.flags = append(v.flags, a.IsValid(i) && a.Value(i))
			}
		case *array.Date32:
			for i := range a.Len() {
				v.days = append(v.days, int32(a.Value(i)))
			}
		default:
			return false
		}
	}
	return true
}

func numbers[T int32 | int64 | float64](out []float64, a arrow.Array, values []T) []float64 {
	whole := a.NullN() == 0
	for i, v := range values {
		if whole || a.IsValid(i) {
			out = append(out, float64(v))
			continue
		}
		out = append(out, math.NaN())
	}
	return out
}

// append adds a chunk, whose dictionary may be another than that of the chunks before it; false if it is not of text.
func (t *Text) append(a *array.Dictionary) bool {
	words, text := a.Dictionary().(*array.String)
	index, numbered := a.Indices().(*array.Int32)
	if !text || !numbered {
		return false
	}
	place := make([]int32, words.Len())
	for i := range place {
		if place[i] = int32(slices.Index(t.Values, words.Value(i))); place[i] < 0 {
			place[i] = int32(len(t.Values))
			t.Values = append(t.Values, words.Value(i))
		}
	}
	whole := a.NullN() == 0
	for i, at := range index.Int32Values() {
		if whole || a.IsValid(i) {
			t.Index = append(t.Index, place[at])
			continue
		}
		t.Index = append(t.Index, missing)
	}
	return true
}

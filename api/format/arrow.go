package format

import (
	"errors"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// The columnar formats.
var (
	Arrow = Format{
		Name: "arrow", Media: "application/vnd.apache.arrow.stream", Extension: "arrows",
		Accept: []string{"application/vnd.apache.arrow.stream"}, File: true,
	}
	Parquet = Format{
		Name: "parquet", Media: "application/vnd.apache.parquet", Extension: "parquet",
		Accept: []string{"application/vnd.apache.parquet"}, File: true,
	}
)

// Rows of one record batch, and of one row group. They bound what an encoder keeps.
const (
	arrowBatch   = 16 << 10
	parquetBatch = 64 << 10
)

// NewArrow writes an Arrow IPC stream; what the file says of itself is in the schema's metadata.
func NewArrow[T any](w io.Writer, columns []Column[T], about About) Encoder[T] {
	schema := arrowSchema(columns, about)
	out := ipc.NewWriter(w, ipc.WithSchema(schema))
	return newBatches(columns, schema, arrowBatch, out.Write, out.Close)
}

// NewParquet writes a Parquet file with Zstandard compression; what the file says of itself is in its key-value metadata.
func NewParquet[T any](w io.Writer, columns []Column[T], about About) (Encoder[T], error) {
	schema := arrowSchema(columns, about)
	props := parquet.NewWriterProperties(parquet.WithCompression(compress.Codecs.Zstd), parquet.WithDictionaryDefault(true),
		parquet.WithStats(true), parquet.WithCreatedBy("careduty"))
	out, err := pqarrow.NewFileWriter(schema, onlyWriter{w}, props, pqarrow.NewArrowWriterProperties(pqarrow.WithStoreSchema()))
	if err != nil {
		return nil, err
	}
	return newBatches(columns, schema, parquetBatch, out.Write, out.Close), nil
}

// onlyWriter hides a Close that is not the encoder's to call.
type onlyWriter struct{ io.Writer }

func arrowSchema[T any](columns []Column[T], about About) *arrow.Schema {
	types := map[Kind]arrow.DataType{
		Text: arrow.BinaryTypes.String, Whole: arrow.PrimitiveTypes.Int64, Number: arrow.PrimitiveTypes.Float64, Date: arrow.FixedWidthTypes.Date32,
	}
	fields := make([]arrow.Field, len(columns))
	for i, c := range columns {
		fields[i] = arrow.Field{Name: c.Name, Type: types[c.Kind], Nullable: true, Metadata: arrow.NewMetadata([]string{"description"}, []string{c.Words})}
	}
	keys, values := []string{"title", "notes"}, []string{about.Title, strings.Join(about.Notes, "\n")}
	for _, k := range slices.Sorted(maps.Keys(about.Facts)) {
		keys, values = append(keys, k), append(values, about.Facts[k])
	}
	meta := arrow.NewMetadata(keys, values)
	return arrow.NewSchema(fields, &meta)
}

// batches gathers rows into record batches of a size.
type batches[T any] struct {
	columns []Column[T]
	builder *array.RecordBuilder
	rows    int
	size    int
	write   func(arrow.RecordBatch) error
	close   func() error
}

func newBatches[T any](columns []Column[T], schema *arrow.Schema, size int, write func(arrow.RecordBatch) error, closed func() error) *batches[T] {
	return &batches[T]{columns: columns, builder: array.NewRecordBuilder(memory.DefaultAllocator, schema), size: size, write: write, close: closed}
}

func (b *batches[T]) Row(row *T) error {
	for i := range b.columns {
		appendArrow(b.builder.Field(i), &b.columns[i], row)
	}
	if b.rows++; b.rows < b.size {
		return nil
	}
	return b.flush()
}

func appendArrow[T any](to array.Builder, c *Column[T], row *T) {
	switch c.Kind {
	case Text:
		if s := c.text(row); s != "" {
			to.(*array.StringBuilder).Append(s)
			return
		}
	case Whole:
		if n, ok := c.whole(row); ok {
			to.(*array.Int64Builder).Append(n)
			return
		}
	case Number:
		if f, ok := c.number(row); ok {
			to.(*array.Float64Builder).Append(f)
			return
		}
	case Date:
		if d, ok := c.date(row); ok {
			to.(*array.Date32Builder).Append(arrow.Date32FromTime(d))
			return
		}
	}
	to.AppendNull()
}

func (b *batches[T]) flush() error {
	b.rows = 0
	batch := b.builder.NewRecordBatch()
	defer batch.Release()
	return b.write(batch)
}

// Close writes what is left; a table without rows is one empty batch, so that its columns are there.
func (b *batches[T]) Close() error {
	defer b.builder.Release()
	err := b.flush()
	return errors.Join(err, b.close())
}

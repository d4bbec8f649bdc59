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
	"github.com/careduty/careduty/api/answer"
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

// newArrow writes an Arrow IPC stream; what the file says of itself is in the schema's metadata.
func newArrow(w io.Writer, columns []answer.Column, label answer.Label) encoder {
	schema := arrowSchema(columns, label)
	return newBatches(columns, schema, arrowBatch, ipc.NewWriter(w, ipc.WithSchema(schema)))
}

// newParquet writes a Parquet file with Zstandard compression; what the file says of itself is in its key-value metadata.
func newParquet(w io.Writer, columns []answer.Column, label answer.Label) (encoder, error) {
	schema := arrowSchema(columns, label)
	props := parquet.NewWriterProperties(parquet.WithCompression(compress.Codecs.Zstd), parquet.WithDictionaryDefault(true),
		parquet.WithStats(true), parquet.WithCreatedBy("careduty"))
	out, err := pqarrow.NewFileWriter(schema, onlyWriter{w}, props, pqarrow.NewArrowWriterProperties(pqarrow.WithStoreSchema()))
	if err != nil {
		return nil, err
	}
	return newBatches(columns, schema, parquetBatch, out), nil
}

// onlyWriter hides a Close that is not the encoder's to call.
type onlyWriter struct{ io.Writer }

func arrowSchema(columns []answer.Column, about answer.Label) *arrow.Schema {
	types := map[answer.Kind]arrow.DataType{
		answer.Text: arrow.BinaryTypes.String, answer.Whole: arrow.PrimitiveTypes.Int64, answer.Number: arrow.PrimitiveTypes.Float64,
		answer.Date: arrow.FixedWidthTypes.Date32, answer.Flag: arrow.FixedWidthTypes.Boolean,
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

// batchWriter takes record batches.
type batchWriter interface {
	Write(batch arrow.RecordBatch) error
	Close() error
}

// batches gathers rows into record batches of a size.
type batches struct {
	columns []answer.Column
	builder *array.RecordBuilder
	rows    int
	size    int
	out     batchWriter
}

func newBatches(columns []answer.Column, schema *arrow.Schema, size int, out batchWriter) *batches {
	return &batches{columns: columns, builder: array.NewRecordBuilder(memory.DefaultAllocator, schema), size: size, out: out}
}

func (b *batches) chunk(c answer.Chunk) error {
	for from := 0; from < c.Rows; {
		n := min(c.Rows-from, b.size-b.rows)
		for i := range b.columns {
			appendArrow(b.builder.Field(i), b.columns[i].Kind, &c.Columns[i], from, from+n)
		}
		from += n
		if b.rows += n; b.rows == b.size {
			if err := b.flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

func appendArrow(to array.Builder, k answer.Kind, v *answer.Vector, from, beyond int) {
	switch k {
	case answer.Text:
		b := to.(*array.StringBuilder)
		b.Reserve(beyond - from)
		for r := from; r < beyond; r++ {
			if s := v.Texts.At(r); s != "" {
				b.Append(s)
				continue
			}
			b.AppendNull()
		}
	case answer.Whole:
		b := to.(*array.Int64Builder)
		b.Reserve(beyond - from)
		for _, x := range v.Numbers[from:beyond] {
			if x == x { //nolint:gocritic // not a number is missing
				b.UnsafeAppend(int64(x))
				continue
			}
			b.UnsafeAppendBoolToBitmap(false)
		}
	case answer.Number:
		b := to.(*array.Float64Builder)
		b.Reserve(beyond - from)
		for _, x := range v.Numbers[from:beyond] {
			if x == x { //nolint:gocritic // not a number is missing
				b.UnsafeAppend(x)
				continue
			}
			b.UnsafeAppendBoolToBitmap(false)
		}
	case answer.Date:
		b := to.(*array.Date32Builder)
		for _, d := range v.Days[from:beyond] {
			if d == answer.NoDay {
				b.AppendNull()
				continue
			}
			b.Append(arrow.Date32(d))
		}
	case answer.Flag:
		to.(*array.BooleanBuilder).AppendValues(v.Flags[from:beyond], nil)
	}
}

func (b *batches) flush() error {
	b.rows = 0
	batch := b.builder.NewRecordBatch()
	defer batch.Release()
	return b.out.Write(batch)
}

// close writes what is left; a table without rows is one empty batch, so that its columns are there.
func (b *batches) close() error {
	defer b.builder.Release()
	err := b.flush()
	return errors.Join(err, b.out.Close())
}

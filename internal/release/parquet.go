package release

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"hash"
	"math"
	"os"
	"strconv"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// cellWriter writes cells to a Parquet file, a row group a call; the same cells make the same bytes.
type cellWriter struct {
	file   *os.File
	writer *pqarrow.FileWriter
	rows   int64
	sum    hash.Hash
	line   []byte // scratch of digest
	closed bool
}

var arrowTypes = map[string]arrow.DataType{
	"VARCHAR": arrow.BinaryTypes.String,
	"INTEGER": arrow.PrimitiveTypes.Int32,
	"BIGINT":  arrow.PrimitiveTypes.Int64,
	"DOUBLE":  arrow.PrimitiveTypes.Float64,
	"DATE":    arrow.FixedWidthTypes.Date32,
	"BOOLEAN": arrow.FixedWidthTypes.Boolean,
}

func schema() *arrow.Schema {
	fields := make([]arrow.Field, len(columns))
	for i, c := range columns {
		fields[i] = arrow.Field{Name: c.Name, Type: arrowTypes[c.Type], Nullable: true}
	}
	return arrow.NewSchema(fields, nil)
}

func newCellWriter(path string) (*cellWriter, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, writeFault(path, err)
	}
	props := parquet.NewWriterProperties(parquet.WithCompression(compress.Codecs.Zstd), parquet.WithDictionaryDefault(true),
		parquet.WithStats(true), parquet.WithCreatedBy("careduty"))
	w, err := pqarrow.NewFileWriter(schema(), f, props, pqarrow.DefaultWriterProps())
	if err != nil {
		return nil, writeFault(path, errors.Join(err, f.Close()))
	}
	return &cellWriter{file: f, writer: w, sum: sha256.New()}, nil
}

// content is the digest of all values written but those of the last column, the release.
func (w *cellWriter) content() string { return hex.EncodeToString(w.sum.Sum(nil)) }

func (w *cellWriter) write(cells []Cell) error {
	if len(cells) == 0 {
		return nil
	}
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema())
	defer b.Release()
	b.Reserve(len(cells))
	for i := range cells {
		values := cells[i].values()
		for j, v := range values {
			appendValue(b.Field(j), v)
		}
		w.digest(values[:len(values)-1])
	}
	record := b.NewRecordBatch()
	defer record.Release()
	w.rows += int64(len(cells))
	if err := w.writer.Write(record); err != nil {
		return writeFault(w.file.Name(), err)
	}
	return nil
}

func appendValue(b array.Builder, v any) {
	switch v := v.(type) {
	case nil:
		b.AppendNull()
	case string:
		b.(*array.StringBuilder).Append(v)
	case int32:
		b.(*array.Int32Builder).Append(v)
	case int64:
		b.(*array.Int64Builder).Append(v)
	case float64:
		b.(*array.Float64Builder).Append(v)
	case bool:
		b.(*array.BooleanBuilder).Append(v)
	case time.Time:
		b.(*array.Date32Builder).Append(arrow.Date32FromTime(v))
	}
}

// digest adds values to the content's digest, each so that no other row of values reads the same.
func (w *cellWriter) digest(values []any) {
	line := w.line[:0]
	for _, v := range values {
		switch v := v.(type) {
		case nil:
			line = append(line, 0)
		case string:
			line = append(binary.AppendUvarint(append(line, 1), uint64(len(v))), v...)
		case int32:
			line = binary.AppendVarint(append(line, 2), int64(v))
		case int64:
			line = binary.AppendVarint(append(line, 3), v)
		case float64:
			line = binary.BigEndian.AppendUint64(append(line, 4), math.Float64bits(v))
		case bool:
			line = strconv.AppendBool(append(line, 5), v)
		case time.Time:
			line = binary.AppendVarint(append(line, 6), v.Unix())
		}
	}
	w.line = line
	w.sum.Write(line)
}

// close ends the file; more than once does no harm.
func (w *cellWriter) close() error {
	if w.closed {
		return nil
	}
	w.closed = true
	if err := w.writer.Close(); err != nil {
		return writeFault(w.file.Name(), err)
	}
	return nil
}

package release

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"hash"
	"math"
	"os"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// cellWriter writes rows to a Parquet file, a row group a call, and to one of CSV; the same rows make the same bytes.
type cellWriter struct {
	file    *os.File
	writer  *pqarrow.FileWriter
	csv     *csvFile
	rows    int64
	sum     hash.Hash
	scratch []byte
	closed  bool
}

// Texts are handed over as dictionaries, which they are in the file too.
var arrowTypes = map[string]arrow.DataType{
	"VARCHAR": &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int32, ValueType: arrow.BinaryTypes.String},
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

func newCellWriter(path, csv string) (*cellWriter, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, writeFault(path, err)
	}
	w, err := pqarrow.NewFileWriter(schema(), f, properties(), pqarrow.DefaultWriterProps())
	if err != nil {
		return nil, writeFault(path, errors.Join(err, f.Close()))
	}
	c, err := newCSVFile(csv)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &cellWriter{file: f, writer: w, csv: c, sum: sha256.New()}, nil
}

// properties are how columns are written. Of the decimals nearly every one is different, so that a dictionary of them saves nothing. Each group is
// of one measure and breakdown, and has every area and period: only by the two can groups be passed over, and they alone have bounds in the file.
func properties() *parquet.WriterProperties {
	list := []parquet.WriterProperty{
		parquet.WithCompression(compress.Codecs.Zstd), parquet.WithDictionaryDefault(true), parquet.WithCreatedBy("careduty"),
		parquet.WithStats(false), parquet.WithStatsFor("measure", true), parquet.WithStatsFor("dimension", true),
	}
	for _, c := range columns {
		if c.Type == "DOUBLE" {
			list = append(list, parquet.WithDictionaryFor(c.Name, false))
		}
	}
	return parquet.NewWriterProperties(list...)
}

// content is the digest of all values written but those of the last column, the release.
func (w *cellWriter) content() string { return hex.EncodeToString(w.sum.Sum(nil)) }

// write writes a row group; none of no rows.
func (w *cellWriter) write(r *rows) error {
	if r.n == 0 {
		return nil
	}
	arrays := make([]arrow.Array, len(columns))
	for i := range columns {
		arrays[i] = r.columns[i].array(columns[i].Type)
		defer arrays[i].Release()
	}
	w.digest(r)
	if err := w.csv.write(r); err != nil {
		return err
	}
	record := array.NewRecordBatch(schema(), arrays, int64(r.n))
	defer record.Release()
	w.rows += int64(r.n)
	if err := w.writer.Write(record); err != nil {
		return writeFault(w.file.Name(), err)
	}
	return nil
}

// array is the column as Arrow has it.
func (v *values) array(kind string) arrow.Array {
	switch kind {
	case "VARCHAR":
		return v.texts.array()
	case "INTEGER":
		return numbersOf(array.NewInt32Builder(memory.DefaultAllocator), v.numbers)
	case "BIGINT":
		return numbersOf(array.NewInt64Builder(memory.DefaultAllocator), v.numbers)
	case "DOUBLE":
		return numbersOf(array.NewFloat64Builder(memory.DefaultAllocator), v.numbers)
	case "BOOLEAN":
		b := array.NewBooleanBuilder(memory.DefaultAllocator)
		defer b.Release()
		b.AppendValues(v.flags, nil)
		return b.NewArray()
	default:
		b := array.NewDate32Builder(memory.DefaultAllocator)
		defer b.Release()
		b.AppendValues(arrow.Date32Traits.CastFromBytes(arrow.Int32Traits.CastToBytes(v.days)), nil)
		return b.NewArray()
	}
}

func (t *texts) array() arrow.Array {
	words := array.NewStringBuilder(memory.DefaultAllocator)
	defer words.Release()
	words.AppendValues(t.Values, nil)
	dictionary := words.NewArray()
	defer dictionary.Release()
	places := array.NewInt32Builder(memory.DefaultAllocator)
	defer places.Release()
	places.Reserve(len(t.Index))
	for _, i := range t.Index {
		if i == missing {
			places.AppendNull()
			continue
		}
		places.UnsafeAppend(i)
	}
	index := places.NewArray()
	defer index.Release()
	return array.NewDictionaryArray(arrowTypes["VARCHAR"], index, dictionary)
}

// numberBuilder makes an array of numbers of one type.
type numberBuilder[T any] interface {
	array.Builder
	UnsafeAppend(T)
}

func numbersOf[T int32 | int64 | float64](b numberBuilder[T], list []float64) arrow.Array {
	defer b.Release()
	b.Reserve(len(list))
	for _, x := range list {
		if x != x { // not a number: missing
			b.AppendNull()
			continue
		}
		b.UnsafeAppend(T(x))
	}
	return b.NewArray()
}

// digest adds rows to the content's digest, column by column, so that no other rows of one call read the same.
func (w *cellWriter) digest(r *rows) {
	line := binary.AppendUvarint(w.scratch[:0], uint64(r.n)) //nolint:gosec // not negative
	for i := range columns[:len(columns)-1] {
		line = r.columns[i].digest(line)
		w.sum.Write(line)
		line = line[:0]
	}
	w.scratch = line
}

func (v *values) digest(line []byte) []byte {
	line = binary.AppendUvarint(line, uint64(len(v.texts.Values)))
	for _, s := range v.texts.Values {
		line = append(binary.AppendUvarint(line, uint64(len(s))), s...)
	}
	for _, i := range v.texts.Index {
		line = binary.AppendVarint(line, int64(i))
	}
	for _, x := range v.numbers {
		line = binary.BigEndian.AppendUint64(line, math.Float64bits(x))
	}
	for _, x := range v.flags {
		line = append(line, '0')
		if x {
			line[len(line)-1] = '1'
		}
	}
	for _, d := range v.days {
		line = binary.AppendVarint(line, int64(d))
	}
	return line
}

// close ends the files; more than once does no harm.
func (w *cellWriter) close() error {
	if w.closed {
		return nil
	}
	w.closed = true
	err := w.writer.Close()
	if err != nil {
		err = writeFault(w.file.Name(), err)
	}
	return errors.Join(err, w.csv.close())
}

package duck

import (
	"reflect"
	"unsafe"

	"github.com/careduty/careduty/internal/fault"
	duckdb "github.com/duckdb/duckdb-go/v2"
	"github.com/duckdb/duckdb-go/v2/mapping"
)

// Columns takes rows into a table in the form in which the engine holds them, so that nothing is boxed, written as text or parsed on
// the way. A row is begun by nothing, filled column by column, and ended by End; what is not filled is null.
type Columns struct {
	db       *DB
	appender mapping.Appender
	types    []mapping.LogicalType
	chunk    mapping.DataChunk
	data     []unsafe.Pointer // of each column of the chunk
	valid    []unsafe.Pointer // the bits that say which rows of it are not null
	row      int
	capacity int
}

// Columns begins to append to a table of this connection, which the caller closes; schema is main.
func (c *Conn) Columns(catalog, table string) (*Columns, error) {
	a := &Columns{db: c.db, capacity: duckdb.GetDataChunkCapacity()}
	err := c.raw(func(conn mapping.Connection) error {
		if mapping.AppenderCreateExt(conn, catalog, "main", table, &a.appender) == mapping.StateError {
			return a.failed()
		}
		for i := range mapping.AppenderColumnCount(a.appender) {
			a.types = append(a.types, mapping.AppenderColumnType(a.appender, i))
		}
		a.chunk = mapping.CreateDataChunk(a.types)
		a.data, a.valid = make([]unsafe.Pointer, len(a.types)), make([]unsafe.Pointer, len(a.types))
		a.begin()
		return nil
	})
	if err != nil {
		mapping.AppenderDestroy(&a.appender)
		return nil, err
	}
	return a, nil
}

// raw gives the engine's own connection, which the driver keeps to itself: its appender takes boxed values only, at ten times the cost.
func (c *Conn) raw(use func(mapping.Connection) error) error {
	return c.conn.Raw(func(raw any) error {
		conn, ok := raw.(*duckdb.Conn)
		if !ok {
			return errNoConnection
		}
		field := reflect.ValueOf(conn).Elem().FieldByName("conn")
		if !field.IsValid() || field.Type() != reflect.TypeFor[mapping.Connection]() {
			return errNoConnection
		}
		return use(mapping.Connection{Ptr: field.FieldByName("Ptr").UnsafePointer()})
	})
}

// errNoConnection is met by a test as soon as the driver changes, and by nobody else.
var errNoConnection = fault.New(fault.Internal, "The driver's connection is not where it was.", "")

func (a *Columns) failed() error {
	data := mapping.AppenderErrorData(a.appender)
	defer mapping.DestroyErrorData(&data)
	return a.db.translate(&duckdb.Error{Type: duckdb.ErrorType(mapping.ErrorDataErrorType(data)), Msg: mapping.ErrorDataMessage(data)})
}

// begin readies the chunk for its first row, all null.
func (a *Columns) begin() {
	a.row = 0
	for i := range a.data {
		vector := mapping.DataChunkGetVector(a.chunk, mapping.IdxT(i)) //nolint:gosec // a column's number
		mapping.VectorEnsureValidityWritable(vector)
		a.data[i], a.valid[i] = mapping.VectorGetData(vector), mapping.VectorGetValidity(vector)
		clear(unsafe.Slice((*uint64)(a.valid[i]), (a.capacity+63)/64))
	}
}

func (a *Columns) set(column int) {
	bits := (*uint64)(unsafe.Add(a.valid[column], a.row/64*8))
	*bits |= 1 << (a.row % 64)
}

// Byte fills a column whose values take a byte: a truth value, or the place of a code among fewer than 256.
func (a *Columns) Byte(column int, v uint8) {
	*(*uint8)(unsafe.Add(a.data[column], a.row)) = v
	a.set(column)
}

// Int32 fills an INTEGER, or a DATE with its days since 1970.
func (a *Columns) Int32(column int, v int32) {
	*(*int32)(unsafe.Add(a.data[column], a.row*4)) = v
	a.set(column)
}

// Int64 fills a BIGINT, or a DECIMAL of 10 to 18 digits with its smallest parts.
func (a *Columns) Int64(column int, v int64) {
	*(*int64)(unsafe.Add(a.data[column], a.row*8)) = v
	a.set(column)
}

// UUID fills a UUID.
func (a *Columns) UUID(column int, v [16]byte) {
	to := (*[2]uint64)(unsafe.Add(a.data[column], a.row*16))
	// The engine keeps it as a signed number, so that it orders as its bytes do.
	to[0], to[1] = bigEndian(v[8:]), bigEndian(v[:8])^1<<63
	a.set(column)
}

func bigEndian(b []byte) (n uint64) {
	for _, x := range b[:8] {
		n = n<<8 | uint64(x)
	}
	return n
}

// End ends a row.
func (a *Columns) End() error {
	if a.row++; a.row < a.capacity {
		return nil
	}
	return a.flush()
}

func (a *Columns) flush() error {
	if a.row == 0 {
		return nil
	}
	mapping.DataChunkSetSize(a.chunk, mapping.IdxT(a.row)) //nolint:gosec // at most the capacity
	if mapping.AppendDataChunk(a.appender, a.chunk) == mapping.StateError {
		return a.failed()
	}
	mapping.DataChunkReset(a.chunk)
	a.begin()
	return nil
}

// Close hands over what is left and ends the appending; the table holds the rows only then.
func (a *Columns) Close() error {
	err := a.flush()
	if err == nil && mapping.AppenderFlush(a.appender) == mapping.StateError {
		err = a.failed()
	}
	if err != nil {
		mapping.AppenderClear(a.appender)
	}
	mapping.DestroyDataChunk(&a.chunk)
	for i := range a.types {
		mapping.DestroyLogicalType(&a.types[i])
	}
	if mapping.AppenderDestroy(&a.appender) == mapping.StateError && err == nil {
		err = fault.New(fault.Internal, "The rows could not be handed over.", "")
	}
	return err
}

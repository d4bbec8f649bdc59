package duck

import (
	"unsafe"

	bindings "github.com/duckdb/duckdb-go-bindings"
	duckdb "github.com/duckdb/duckdb-go/v2"
	"github.com/duckdb/duckdb-go/v2/mapping"
)

// Texts reads a query whose columns are all VARCHAR, chunk by chunk, in place: what a call gives is good until the next. Rows come in
// the query's order; a null is empty.
type Texts struct {
	db     *DB
	conn   *Conn
	result mapping.Result
	chunk  mapping.DataChunk
	rows   int
	row    int
	data   []unsafe.Pointer
	valid  []unsafe.Pointer
	cells  [][]byte
}

// Texts begins such a query; the caller closes it.
func (c *Conn) Texts(query string) (*Texts, error) {
	t := &Texts{db: c.db, conn: c}
	err := c.raw(func(conn mapping.Connection) error {
		var statement mapping.PreparedStatement
		defer mapping.DestroyPrepare(&statement)
		if mapping.Prepare(conn, query, &statement) == mapping.StateError {
			return c.db.translate(&duckdb.Error{Type: duckdb.ErrorTypeIO})
		}
		var pending mapping.PendingResult
		defer mapping.DestroyPending(&pending)
		// Nothing else reads a result without holding all of it, and the driver has no newer way.
		if bindings.PendingPreparedStreaming(statement, &pending) == mapping.StateError {
			return c.db.translate(&duckdb.Error{Type: duckdb.ErrorTypeIO})
		}
		if mapping.ExecutePending(pending, &t.result) == mapping.StateError {
			return t.failed()
		}
		return nil
	})
	if err != nil {
		mapping.DestroyResult(&t.result)
		return nil, err
	}
	n := int(mapping.ColumnCount(&t.result)) //nolint:gosec // a number of columns
	t.data, t.valid, t.cells = make([]unsafe.Pointer, n), make([]unsafe.Pointer, n), make([][]byte, n)
	return t, nil
}

func (t *Texts) failed() error {
	return t.db.translate(&duckdb.Error{Type: duckdb.ErrorType(mapping.ResultErrorType(&t.result))})
}

// Next gives the next row, or nil at the end.
func (t *Texts) Next() ([][]byte, error) {
	for t.row == t.rows {
		if more, err := t.fetch(); !more {
			return nil, err
		}
	}
	for i := range t.cells {
		t.cells[i] = nil
		bits := (*uint64)(unsafe.Add(t.valid[i], t.row/64*8))
		if t.valid[i] == nil || *bits>>(t.row%64)&1 == 1 {
			t.cells[i] = text(unsafe.Add(t.data[i], t.row*16))
		}
	}
	t.row++
	return t.cells, nil
}

// inlined is how long a text may be that stands in the vector itself: four bytes of length, then either it or a prefix and a pointer.
const inlined = 12

func text(at unsafe.Pointer) []byte {
	n := *(*uint32)(at)
	if n <= inlined {
		return unsafe.Slice((*byte)(unsafe.Add(at, 4)), n)
	}
	return unsafe.Slice(*(**byte)(unsafe.Add(at, 8)), n)
}

func (t *Texts) fetch() (bool, error) {
	if t.chunk.Ptr != nil {
		mapping.DestroyDataChunk(&t.chunk)
	}
	t.row, t.rows = 0, 0
	t.chunk = mapping.FetchChunk(t.result)
	if t.chunk.Ptr == nil {
		if mapping.ResultError(&t.result) != "" {
			return false, t.failed()
		}
		return false, nil
	}
	t.rows = int(mapping.DataChunkGetSize(t.chunk)) //nolint:gosec // at most a chunk
	for i := range t.data {
		vector := mapping.DataChunkGetVector(t.chunk, mapping.IdxT(i)) //nolint:gosec // a column's number
		t.data[i], t.valid[i] = mapping.VectorGetData(vector), mapping.VectorGetValidity(vector)
	}
	return t.rows > 0, nil
}

// Close ends the reading.
func (t *Texts) Close() error {
	if t.chunk.Ptr != nil {
		mapping.DestroyDataChunk(&t.chunk)
	}
	mapping.DestroyResult(&t.result)
	return nil
}

package duck

import (
	"database/sql"
	"errors"
)

// Rows is the result of a query, read once from first to last.
type Rows struct {
	rows *sql.Rows
	db   *DB
	done func() error
}

// Next moves to the next row and says whether there is one.
func (r *Rows) Next() bool { return r.rows.Next() }

// Scan reads the row's values into dest.
func (r *Rows) Scan(dest ...any) error { return r.db.translate(r.rows.Scan(dest...)) }

// Columns are the names of the result's columns.
func (r *Rows) Columns() ([]string, error) {
	names, err := r.rows.Columns()
	return names, r.db.translate(err)
}

// Types are DuckDB's names of the columns' types, in order.
func (r *Rows) Types() ([]string, error) {
	types, err := r.rows.ColumnTypes()
	if err != nil {
		return nil, r.db.translate(err)
	}
	names := make([]string, len(types))
	for i, t := range types {
		names[i] = t.DatabaseTypeName()
	}
	return names, nil
}

// Err is what ended the reading early, or nil.
func (r *Rows) Err() error { return r.db.translate(r.rows.Err()) }

// Close ends the reading; more than once does no harm.
func (r *Rows) Close() error {
	err := r.db.translate(r.rows.Close())
	if r.done != nil {
		err = errors.Join(err, r.done())
	}
	return err
}

// OnClose has something done when the reading ends; more than once must do no harm.
func (r *Rows) OnClose(do func() error) { r.done = do }

// Each calls do for every row and closes the rows.
func (r *Rows) Each(do func() error) error {
	defer r.Close() //nolint:errcheck // Err below says what matters
	for r.Next() {
		if err := do(); err != nil {
			return err
		}
	}
	return r.Err()
}

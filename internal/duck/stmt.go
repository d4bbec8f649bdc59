package duck

import (
	"context"
	"database/sql"
)

// Stmt is a prepared query, kept ready on every connection it has run on; it is safe for concurrent use.
type Stmt struct {
	stmt *sql.Stmt
	db   *DB
}

// Prepare makes a query ready to run many times; the caller closes it.
func (d *DB) Prepare(ctx context.Context, query string) (*Stmt, error) {
	s, err := d.sql.PrepareContext(ctx, query)
	if err != nil {
		return nil, d.after(ctx, err)
	}
	return &Stmt{stmt: s, db: d}, nil
}

// Query runs the prepared query; the caller closes the rows.
func (s *Stmt) Query(ctx context.Context, args ...any) (*Rows, error) {
	rows, err := s.stmt.QueryContext(ctx, args...) //nolint:rowserrcheck // Rows.Err is the caller's
	if err != nil {
		return nil, s.db.after(ctx, err)
	}
	return &Rows{rows: rows, db: s.db}, nil
}

// Close lets the query go.
func (s *Stmt) Close() error { return s.db.translate(s.stmt.Close()) }

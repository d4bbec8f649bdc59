// Package duck is the one door to DuckDB: it opens databases, runs statements and translates what the engine says into faults.
//
// DuckDB's error texts quote values and SQL, so they end here: a fault made by this package carries a kind and a sentence of
// ours. On the private side the engine's text is dropped altogether; a public database (Options.Public) keeps it as the
// cause, for the log. Extensions are never loaded or fetched.
package duck

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/careduty/careduty/internal/fault"
	duckdb "github.com/duckdb/duckdb-go/v2"
)

// Options say how a database is opened. The zero value is a private database in memory with DuckDB's own limits.
type Options struct {
	Path     string // file, or empty for memory
	ReadOnly bool
	Public   bool   // error texts may be kept as causes: no record is within reach
	Threads  int    // 0 leaves it to DuckDB
	MemoryMB int    // 0 leaves it to DuckDB
	TempDir  string // where it may spill; empty is beside its file, and nowhere for one in memory
}

// DB is an open database; it is safe for concurrent use.
type DB struct {
	sql    *sql.DB
	public bool
}

// idleConns are connections kept for the next query: a statement is prepared anew on every connection it has not been on.
const idleConns = 16

// Open opens or makes a database. A file that is locked by another process is a conflict; one that is no database or of a
// newer format is refused.
func Open(ctx context.Context, o Options) (*DB, error) {
	connector, err := duckdb.NewConnector(dsn(o), nil)
	if err != nil {
		return nil, openFault(o, err)
	}
	db := &DB{sql: sql.OpenDB(connector), public: o.Public}
	db.sql.SetMaxIdleConns(idleConns)
	for _, statement := range settings(o) {
		if err := db.Exec(ctx, statement); err != nil {
			db.Close()
			return nil, err
		}
	}
	return db, nil
}

// Exposed names the file of a database, or of the log beside it, that others than its owner may read or write; empty if there is none. The
// log holds what is not in the file yet, after a crash too.
func Exposed(path string) string {
	for _, name := range []string{path, path + ".wal"} {
		if info, err := os.Stat(name); err == nil && info.Mode().Perm()&0o077 != 0 {
			return name
		}
	}
	return ""
}

func dsn(o Options) string {
	query := []string{"autoinstall_known_extensions=false", "autoload_known_extensions=false"}
	if o.ReadOnly && o.Path != "" {
		query = append(query, "access_mode=READ_ONLY")
	}
	if o.Threads > 0 {
		query = append(query, fmt.Sprintf("threads=%d", o.Threads))
	}
	if o.MemoryMB > 0 {
		query = append(query, fmt.Sprintf("memory_limit=%dMB", o.MemoryMB))
	}
	return o.Path + "?" + strings.Join(query, "&")
}

func settings(o Options) []string {
	out := []string{"SET preserve_insertion_order = false"}
	switch {
	case o.TempDir != "":
		out = append(out, "SET temp_directory = "+Quote(o.TempDir))
	case o.Path == "":
		// Else a database in memory would spill into a folder of whatever directory the program was started in.
		out = append(out, "SET temp_directory = ''")
	}
	return out
}

func openFault(o Options, err error) error {
	text := err.Error()
	switch {
	case strings.Contains(text, "lock on file"):
		return fault.New(fault.Conflict, "Another process has the database open.", "Wait until it has finished, or stop it.").At(o.Path)
	case strings.Contains(text, "newer version") || strings.Contains(text, "storage version") || strings.Contains(text, "version number"):
		return fault.New(fault.Refused, "The database was written by a newer program.", "Upgrade careduty and try again.").At(o.Path)
	default:
		return fault.New(fault.Refused, "The file cannot be opened as a database.", "Check the path, its permissions and that it is a careduty file.").At(o.Path)
	}
}

// Close releases the database.
func (d *DB) Close() error { return d.translate(d.sql.Close()) }

// Conn is one connection: what is temporary (tables, views, a transaction) lives and ends with it.
type Conn struct {
	conn *sql.Conn
	db   *DB
}

// Conn takes a connection, which the caller closes.
func (d *DB) Conn(ctx context.Context) (*Conn, error) {
	c, err := d.sql.Conn(ctx)
	if err != nil {
		return nil, d.translate(err)
	}
	return &Conn{conn: c, db: d}, nil
}

// Close gives the connection back.
func (c *Conn) Close() error { return c.db.translate(c.conn.Close()) }

// Exec runs statements on any connection.
func (d *DB) Exec(ctx context.Context, query string, args ...any) error {
	_, err := d.sql.ExecContext(ctx, query, args...)
	return d.after(ctx, err)
}

// Exec runs statements on this connection.
func (c *Conn) Exec(ctx context.Context, query string, args ...any) error {
	_, err := c.conn.ExecContext(ctx, query, args...)
	return c.db.after(ctx, err)
}

// Affected runs one statement on this connection and says how many rows it changed.
func (c *Conn) Affected(ctx context.Context, query string, args ...any) (int64, error) {
	res, err := c.conn.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, c.db.after(ctx, err)
	}
	n, err := res.RowsAffected()
	return n, c.db.translate(err)
}

// Query runs a query on any connection; the caller closes the rows.
func (d *DB) Query(ctx context.Context, query string, args ...any) (*Rows, error) {
	rows, err := d.sql.QueryContext(ctx, query, args...) //nolint:rowserrcheck // Rows.Err is the caller's
	if err != nil {
		return nil, d.after(ctx, err)
	}
	return &Rows{rows: rows, db: d}, nil
}

// Query runs a query on this connection; the caller closes the rows.
func (c *Conn) Query(ctx context.Context, query string, args ...any) (*Rows, error) {
	rows, err := c.conn.QueryContext(ctx, query, args...) //nolint:rowserrcheck // Rows.Err is the caller's
	if err != nil {
		return nil, c.db.after(ctx, err)
	}
	return &Rows{rows: rows, db: c.db}, nil
}

// One reads the single row of a query into dest; no row is a not-found fault.
func (c *Conn) One(ctx context.Context, query string, args []any, dest ...any) error {
	return c.db.after(ctx, c.conn.QueryRowContext(ctx, query, args...).Scan(dest...))
}

// One reads the single row of a query into dest; no row is a not-found fault.
func (d *DB) One(ctx context.Context, query string, args []any, dest ...any) error {
	return d.after(ctx, d.sql.QueryRowContext(ctx, query, args...).Scan(dest...))
}

// Tx runs do in a transaction on this connection: all of it is kept, or nothing.
func (c *Conn) Tx(ctx context.Context, do func() error) error {
	if err := c.Exec(ctx, "BEGIN TRANSACTION"); err != nil {
		return err
	}
	if err := do(); err != nil {
		// The first fault is what the caller must hear of; rolling back cannot make it worse.
		_ = c.Exec(context.WithoutCancel(ctx), "ROLLBACK")
		return err
	}
	return c.Exec(ctx, "COMMIT")
}

// Append loads rows into a table as fast as DuckDB takes them; produce calls row once for each.
func (c *Conn) Append(schema, table string, produce func(row func(values ...any) error) error) error {
	return c.conn.Raw(func(raw any) error {
		appender, err := duckdb.NewAppenderFromConn(raw.(driver.Conn), schema, table)
		if err != nil {
			return c.db.translate(err)
		}
		args := []driver.Value{}
		err = produce(func(values ...any) error {
			args = args[:0]
			for _, v := range values {
				args = append(args, v)
			}
			return c.db.translate(appender.AppendRow(args...))
		})
		return errors.Join(err, c.db.translate(appender.Close()))
	})
}

// Quote makes a text a SQL string literal, for the few places that take no parameter (file names in COPY, settings).
func Quote(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// List makes texts a list of SQL string literals, for IN.
func List(texts []string) string {
	quoted := make([]string, len(texts))
	for i, text := range texts {
		quoted[i] = Quote(text)
	}
	return strings.Join(quoted, ", ")
}

// Name makes a text a SQL identifier.
func Name(text string) string { return `"` + strings.ReplaceAll(text, `"`, `""`) + `"` }

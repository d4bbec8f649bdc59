// Package warehouse keeps the private record store: a DuckDB file with one table for each kind of record, the batches that
// filled them, and beside it a file of keys.
//
// Nothing raw is kept. References are keyed hashes; codes are in lower case. A batch is never changed once loaded: a later one
// of the same council and kind takes its place for readers, and a reading as of an earlier day still sees the earlier batch.
// Made-up and real councils never share a warehouse. DuckDB lets one process write at a time; a second is told so (Conflict).
package warehouse

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"os"

	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/fault"
)

//go:embed sql/*.sql
var files embed.FS

// statement is the text of sql/<name>.sql.
func statement(name string) string {
	text, err := files.ReadFile("sql/" + name + ".sql")
	if err != nil {
		panic("warehouse: sql/" + name + ".sql is not embedded")
	}
	return string(text)
}

// Options say how a warehouse is opened. The zero value writes, with DuckDB's own limits.
type Options struct {
	ReadOnly bool
	Threads  int // 0 leaves it to DuckDB
	MemoryMB int // 0 leaves it to DuckDB
}

// Warehouse is an open record store; it is safe for concurrent use.
type Warehouse struct {
	path    string
	id      string
	spill   string // the folder this process spills into; empty for one in memory
	db      *duck.DB
	scratch *Keys // of one in memory; nil where they are in a file
}

// Open opens the warehouse at path and, unless it is read-only, makes it if it is not there and brings it up to this
// program's structure. A missing one is not found; one of a newer program, a file that is no warehouse, or one that others may read is
// refused; one that another process has open is a conflict.
func Open(ctx context.Context, path string, o Options) (*Warehouse, error) {
	if err := exists(path, o.ReadOnly); err != nil {
		return nil, err
	}
	dir := spill(path)
	db, err := duck.Open(ctx, duck.Options{Path: path, ReadOnly: o.ReadOnly, Threads: o.Threads, MemoryMB: o.MemoryMB, TempDir: dir})
	if err != nil {
		_ = os.Remove(dir) // nothing was written into it
		return nil, err
	}
	w := &Warehouse{path: path, db: db, spill: dir}
	if !o.ReadOnly {
		sweep(path, dir)
	}
	if err := w.prepare(ctx, o.ReadOnly); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

// exists says that the file may be opened: it is there if it must be, and its owner's alone.
func exists(path string, must bool) error {
	if path == "" {
		return fault.New(fault.Usage, "No warehouse is named.", "Give its file with --warehouse.")
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && must:
		return fault.New(fault.NotFound, "There is no warehouse.", "Load an extract first, or check the path.").At(path)
	case err == nil && info.IsDir():
		return fault.New(fault.Usage, "The warehouse is a folder, not a file.", "Name a file.").At(path)
	}
	if file := duck.Exposed(path); file != "" {
		return fault.New(fault.Refused, "Others may read the warehouse, or the log beside it.", "Run chmod 600 on it, and consider who has seen it.").At(file)
	}
	return nil
}

func (w *Warehouse) prepare(ctx context.Context, readOnly bool) error {
	done, err := w.structure(ctx)
	if err != nil {
		return err
	}
	if err := w.migrate(ctx, done, readOnly); err != nil {
		return err
	}
	if !readOnly {
		// The records are for the operator's eyes; the key file beside it is held to the same. One just made may have more permissions.
		if err := os.Chmod(w.path, 0o600); err != nil {
			return fault.New(fault.Unavailable, "The warehouse's permissions cannot be set.", "Check who owns it.").At(w.path)
		}
	}
	return w.db.One(ctx, "SELECT CAST(id AS VARCHAR) FROM main.warehouse", nil, &w.id)
}

// Path is the file of the warehouse.
func (w *Warehouse) Path() string { return w.path }

// Close releases the file, and removes what was spilled beside it.
func (w *Warehouse) Close() error {
	err := w.db.Close()
	if w.spill != "" {
		_ = os.RemoveAll(w.spill) // what cannot be removed the next who writes removes
	}
	return err
}

// Conn takes a connection for a job of its own, which the caller closes.
func (w *Warehouse) Conn(ctx context.Context) (*duck.Conn, error) { return w.db.Conn(ctx) }

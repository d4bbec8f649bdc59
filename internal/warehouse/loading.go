package warehouse

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/schemas"
)

// Loading is a batch on its way in: one transaction on one connection. Nothing of it can be seen, or survives a crash, before
// Commit. Several may be under way at once.
type Loading struct {
	conn  *duck.Conn
	batch Batch
}

// Bulk readies the warehouse for many batches at once: each batch runs on one thread, so that none idles while it waits for
// rows, and what is committed is written to its final place only by Checkpoint or Close. Until then it is in the log beside
// the warehouse, as safe.
func (w *Warehouse) Bulk(ctx context.Context) error {
	return w.db.Exec(ctx, "SET threads = 1; SET checkpoint_threshold = '1TB'; SET preserve_insertion_order = true")
}

// Checkpoint writes what is committed to its final place, with as many threads as given. No batch may be under way.
func (w *Warehouse) Checkpoint(ctx context.Context, threads int) error {
	return w.db.Exec(ctx, fmt.Sprintf("SET threads = %d; CHECKPOINT; SET threads = 1", threads))
}

// Begin starts a batch under its number.
func (w *Warehouse) Begin(ctx context.Context, b Batch) (*Loading, error) {
	c, err := w.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	l := &Loading{conn: c, batch: b}
	if err := c.Exec(ctx, "BEGIN TRANSACTION"); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	err = c.Exec(ctx, statement("batch"), b.Number, b.Council, day(b.ProducedOn), day(b.From), day(b.To), b.Digest, b.Synthetic, b.Specification)
	if err != nil {
		l.Rollback(ctx)
		return nil, err
	}
	return l, nil
}

func day(t time.Time) string { return t.Format(time.DateOnly) }

// Fill adds the records of a kind. The producer writes them as lines of text: every field of the contract in its order,
// separated by commas, dates as yyyy-mm-dd, references as 32 hexadecimal digits, empty for what is not known, nothing quoted.
// A kind with ties has a last value, the record's place: a number of its own in the batch (see Places).
// It returns the declared columns that the council's file lacked. When it fails, its fault is returned and the batch can only
// be rolled back.
func (l *Loading) Fill(ctx context.Context, k schemas.Kind, produce func(io.Writer) (missing []string, err error)) error {
	var missing []string
	err := l.pipe(ctx, func(r *os.File) string { return l.insert(k, r) }, func(w io.Writer) (err error) {
		missing, err = produce(w)
		return err
	})
	if err != nil {
		return err
	}
	return l.conn.Exec(ctx, "INSERT INTO main.batch_kind VALUES (?, ?, ?)", l.batch.Number, k.Name, strings.Join(missing, ","))
}

// pipe runs a statement that reads what a producer writes.
func (l *Loading) pipe(ctx context.Context, statement func(*os.File) string, produce func(io.Writer) error) error {
	r, w, err := os.Pipe()
	if err != nil {
		return fault.New(fault.Unavailable, "No pipe can be made.", "Allow the process more open files.")
	}
	produced := make(chan error, 1)
	go func() {
		err := produce(w)
		produced <- errors.Join(err, w.Close())
	}()
	err = l.conn.Exec(ctx, statement(r))
	// Closing our end wakes a producer that still writes after DuckDB gave up.
	_ = r.Close()
	if failed := <-produced; failed != nil && (err == nil || !errors.Is(failed, syscall.EPIPE)) {
		return failed
	}
	return err
}

func (l *Loading) insert(k schemas.Kind, r *os.File) string {
	types := make([]string, len(k.Fields))
	for i, f := range k.Fields {
		types[i] = duck.Quote(f.Name) + ": " + duck.Quote(f.SQLType())
	}
	if len(k.Ties) > 0 {
		types = append(types, duck.Quote(place)+": 'INTEGER'")
	}
	return fmt.Sprintf(statement("fill"), k.Name, columns(k), duck.Quote(l.batch.Council), l.batch.Number, columns(k), r.Fd(), strings.Join(types, ", "))
}

// Places moves records of a kind to other places: the producer writes, a line each, the place that Fill gave a record and the place it is to
// have, separated by a comma.
func (l *Loading) Places(ctx context.Context, k schemas.Kind, produce func(io.Writer) error) error {
	return l.pipe(ctx, func(r *os.File) string {
		return fmt.Sprintf(statement("places"), k.Name, r.Fd(), l.batch.Number)
	}, produce)
}

// LeftOut counts the records of a kind in an earlier batch whose person is not among the people of this one.
func (l *Loading) LeftOut(ctx context.Context, kind string, batch int) (int, error) {
	var n int
	err := l.conn.One(ctx, fmt.Sprintf(statement("left_out"), kind), []any{batch, l.batch.Number}, &n)
	return n, err
}

// Commit makes the batch part of the warehouse.
func (l *Loading) Commit(ctx context.Context) error {
	if err := l.conn.Exec(ctx, "COMMIT"); err != nil {
		l.Rollback(ctx)
		return err
	}
	return l.conn.Close()
}

// Rollback leaves the warehouse as it was.
func (l *Loading) Rollback(ctx context.Context) {
	// Whatever this reports, what is not committed is gone.
	_ = l.conn.Exec(context.WithoutCancel(ctx), "ROLLBACK")
	_ = l.conn.Close()
}

// References calls use with every record of a kind in a batch and the person it is about, both as 32 hexadecimal digits; the
// person is empty where the record has none.
func (w *Warehouse) References(ctx context.Context, kind string, batch int, use func(ref, person string)) error {
	k, ok := schemas.KindOf(kind)
	if !ok {
		return fault.New(fault.Internal, "There is no such kind of record.", "")
	}
	rows, err := w.db.Query(ctx, fmt.Sprintf(statement("references"), duck.Name(k.Key), k.Name), batch)
	if err != nil {
		return err
	}
	var ref, person string
	return rows.Each(func() error {
		if err := rows.Scan(&ref, &person); err != nil {
			return err
		}
		use(ref, person)
		return nil
	})
}

package warehouse

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/careduty/careduty/internal/duck"
)

// Loading is a batch on its way in: one transaction on one connection. Nothing of it can be seen, or survives a crash, before
// Commit. Several may be under way at once.
type Loading struct {
	conn     *duck.Conn
	batch    Batch
	standing map[string]int     // for kinds the batch does not bring: the batch that stands
	staged   map[string]*rowsOf // of the kinds whose rows can be held against
	kinds    []string           // what is to be noted of the kinds brought, as rows of SQL
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

// Begin starts a batch under its number. For kinds that it does not bring, standing says which batch stands.
func (w *Warehouse) Begin(ctx context.Context, b Batch, standing map[string]int) (*Loading, error) {
	c, err := w.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	l := &Loading{conn: c, batch: b, standing: standing, staged: map[string]*rowsOf{}}
	if err := c.Exec(ctx, "BEGIN TRANSACTION"); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	if err := c.Exec(ctx, statement("mark")); err != nil {
		l.Rollback(ctx)
		return nil, err
	}
	err = c.Exec(ctx, statement("batch"), b.Number, b.Council, day(b.ProducedOn), day(b.From), day(b.To), b.Digest, b.Synthetic, b.Specification, b.Basis)
	if err != nil {
		l.Rollback(ctx)
		return nil, err
	}
	return l, nil
}

func day(t time.Time) string { return t.Format(time.DateOnly) }

// LeftOut counts the records of a kind in an earlier batch whose person is not among the people of this one.
func (l *Loading) LeftOut(ctx context.Context, kind string, batch int) (int, error) {
	var n int
	err := l.conn.One(ctx, fmt.Sprintf(statement("left_out"), kind), []any{batch, l.batch.Number}, &n)
	return n, err
}

// Known counts the people of this batch, and those of them whom another batch has too.
func (l *Loading) Known(ctx context.Context, batch int) (people, known int, err error) {
	err = l.conn.One(ctx, statement("known_people"), []any{batch, l.batch.Number}, &people, &known)
	return people, known, err
}

// Commit makes the batch part of the warehouse, and says in the log what it is to be.
func (l *Loading) Commit(ctx context.Context, e Entry) error {
	// What was staged is dropped first: else it would stay on the connection until its next batch.
	err := l.conn.Exec(ctx, l.drops())
	if err == nil && len(l.kinds) > 0 {
		err = l.conn.Exec(ctx, "INSERT INTO main.batch_kind VALUES "+strings.Join(l.kinds, ", "))
	}
	if err == nil {
		err = l.conn.Exec(ctx, "INSERT INTO main.log VALUES (?, CAST(? AS TIMESTAMP), CAST(? AS DATE), ?, ?, ?)",
			e.Number, e.At.UTC().Format(time.DateTime), day(e.Day), l.batch.Number, string(e.Act), e.Reason)
	}
	if err == nil {
		err = l.conn.Exec(ctx, "COMMIT")
	}
	if err != nil {
		l.Rollback(ctx)
		return err
	}
	return l.conn.Close()
}

func (l *Loading) drops() string {
	var b strings.Builder
	for kind := range l.staged {
		fmt.Fprintf(&b, "DROP TABLE IF EXISTS temp.sent_%s;", kind)
	}
	return b.String() + "DROP TABLE IF EXISTS temp.tied; DROP TABLE IF EXISTS temp.place; DROP TABLE temp.mark"
}

// Rollback leaves the warehouse as it was.
func (l *Loading) Rollback(ctx context.Context) {
	// Whatever this reports, what is not committed is gone.
	_ = l.conn.Exec(context.WithoutCancel(ctx), "ROLLBACK")
	_ = l.conn.Close()
}

package warehouse

import (
	"context"
	"errors"

	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/schemas"
)

// Empty is a connection to a warehouse in memory that holds no records: what statements over records can be tried on before there
// are any. Since there is nothing to give away, its faults keep the database's own text as their cause.
type Empty struct {
	Conn *duck.Conn // with a view for each kind of record, as a Reading has
	db   *duck.DB
}

// NewEmpty makes one; the caller closes it.
func NewEmpty(ctx context.Context) (*Empty, error) {
	db, err := duck.Open(ctx, duck.Options{Public: true, Threads: 1})
	if err != nil {
		return nil, err
	}
	c, err := db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	e := &Empty{Conn: c, db: db}
	for _, m := range schemas.Migrations() {
		if err := c.Exec(ctx, m.SQL); err != nil {
			return nil, errors.Join(err, e.Close())
		}
	}
	for _, k := range schemas.Kinds() {
		if err := c.Exec(ctx, "CREATE TEMP VIEW "+k.Name+" AS "+recordsOf(k)); err != nil {
			return nil, errors.Join(err, e.Close())
		}
	}
	return e, nil
}

// Close gives it up.
func (e *Empty) Close() error { return errors.Join(e.Conn.Close(), e.db.Close()) }

package warehouse

import (
	"context"
	"crypto/rand"
	"encoding/hex"

	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/schemas"
)

// structure says how many migrations the file has had. A database that holds anything else is refused, so that a wrong path
// never writes into someone's own data.
func (w *Warehouse) structure(ctx context.Context) (int, error) {
	var tables, ours int
	if err := w.db.One(ctx, statement("tables"), nil, &tables, &ours); err != nil {
		return 0, err
	}
	switch {
	case tables == 0:
		return 0, nil
	case ours == 0:
		return 0, fault.New(fault.Refused, "The database is no careduty warehouse.", "Name another file; a new one is made.").At(w.path)
	}
	var done int
	err := w.db.One(ctx, "SELECT coalesce(max(number), 0) FROM main.migration", nil, &done)
	return done, err
}

// migrate applies what is missing, each migration in a transaction of its own.
func (w *Warehouse) migrate(ctx context.Context, done int, readOnly bool) error {
	all := schemas.Migrations()
	switch {
	case done > len(all):
		return fault.New(fault.Refused, "The warehouse was written by a newer careduty.", "Upgrade this program and try again.").At(w.path)
	case done < len(all) && readOnly:
		return fault.New(fault.Conflict, "The warehouse is of an older careduty, or was left unfinished.",
			"Run careduty load once, which brings it up to date.").At(w.path)
	case done == len(all):
		return nil
	}
	c, err := w.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer c.Close() //nolint:errcheck // nothing is left to lose
	for _, m := range all[done:] {
		err := c.Tx(ctx, func() error {
			if m.Number == 1 {
				if err := c.Exec(ctx, statement("migration")); err != nil {
					return err
				}
			}
			if err := c.Exec(ctx, m.SQL); err != nil {
				return err
			}
			if m.Number == 1 {
				if err := c.Exec(ctx, "INSERT INTO main.warehouse VALUES (CAST(? AS UUID))", random()); err != nil {
					return err
				}
			}
			return c.Exec(ctx, "INSERT INTO main.migration VALUES (?, ?)", m.Number, m.Name)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// random is a new identifier of 16 bytes in hex.
func random() string {
	var id [16]byte
	// crypto/rand.Read never fails: it stops the program if the system has no randomness.
	_, _ = rand.Read(id[:])
	return hex.EncodeToString(id[:])
}

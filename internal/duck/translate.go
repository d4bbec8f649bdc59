package duck

import (
	"context"
	"database/sql"
	"errors"

	"github.com/careduty/careduty/internal/fault"
	duckdb "github.com/duckdb/duckdb-go/v2"
)

// translate turns whatever the engine or database/sql reports into a fault. A private database's text is dropped here, since
// it may quote a record.
func (d *DB) translate(err error) error {
	if err == nil {
		return nil
	}
	var already *fault.Error
	if errors.As(err, &already) {
		return err
	}
	f := kind(err)
	if d.public {
		return f.Because(err)
	}
	return f
}

// after is translate for what ran under ctx. Where the engine says that it was interrupted it does not say by what, so ctx is asked:
// time that ran out while a query was planned is told as such.
func (d *DB) after(ctx context.Context, err error) error {
	var de *duckdb.Error
	if errors.As(err, &de) && de.Type == duckdb.ErrorTypeInterrupt {
		err = errors.Join(ctx.Err(), err)
	}
	return d.translate(err)
}

func kind(err error) *fault.Error {
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return fault.New(fault.NotFound, "There is no such row.", "")
	case errors.Is(err, context.DeadlineExceeded):
		return fault.New(fault.Timeout, "The query took too long and was stopped.", "Ask for less at once.")
	case errors.Is(err, context.Canceled):
		return fault.New(fault.Canceled, "The query was cancelled.", "")
	}
	var de *duckdb.Error
	if !errors.As(err, &de) {
		return fault.New(fault.Internal, "The database could not do what was asked.", "")
	}
	return ofType(de.Type)
}

func ofType(t duckdb.ErrorType) *fault.Error {
	switch t {
	case duckdb.ErrorTypeInterrupt:
		return fault.New(fault.Canceled, "The query was stopped.", "")
	case duckdb.ErrorTypeOutOfMemory:
		return fault.New(fault.Unavailable, "The database ran out of memory.", "Give it more memory, or ask for less at once.")
	case duckdb.ErrorTypeConstraint:
		return fault.New(fault.Conflict, "A rule of the database forbids the change.", "")
	case duckdb.ErrorTypeIO:
		return fault.New(fault.Unavailable, "A file could not be read or written.", "Check the path, its permissions and the space left on the disk.")
	case duckdb.ErrorTypeFatal:
		return fault.New(fault.Unavailable, "The database failed and must be opened again.",
			"Check the space left on the disk and start the command again.")
	case duckdb.ErrorTypeTransaction:
		return fault.New(fault.Unavailable, "The change could not be kept.",
			"Check the space left on the disk, and that nothing else changes the file at the same time.")
	case duckdb.ErrorTypeConversion, duckdb.ErrorTypeInvalidInput, duckdb.ErrorTypeOutOfRange:
		return fault.New(fault.Refused, "A value is not of the type its column needs.", "")
	case duckdb.ErrorTypeParser, duckdb.ErrorTypeBinder, duckdb.ErrorTypeCatalog:
		return fault.New(fault.Internal, "A statement does not fit the database ("+name(t)+").", "")
	default:
		return fault.New(fault.Internal, "The database could not do what was asked.", "")
	}
}

func name(t duckdb.ErrorType) string {
	switch t {
	case duckdb.ErrorTypeParser:
		return "it does not parse"
	case duckdb.ErrorTypeBinder:
		return "a column or type does not fit"
	default:
		return "a table or function is missing"
	}
}

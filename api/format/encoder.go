package format

import (
	"context"
	"io"

	"github.com/careduty/careduty/api/answer"
	"github.com/careduty/careduty/internal/fault"
)

// encoder writes a table. It is made with the first rows in hand, so that nothing is written of an answer that fails before them.
type encoder interface {
	chunk(c answer.Chunk) error
	close() error
}

// Write writes a table. What follows the rows, below them in JSON, is the envelope; what a file says of itself goes into the formats that have
// a place for it.
func Write(ctx context.Context, w io.Writer, f Format, t answer.Table, e answer.Envelope, beside any, label answer.Label) error {
	var out encoder
	begin := func() (err error) {
		if out == nil {
			out, err = newEncoder(w, f, t.Columns, e, beside, label)
		}
		return err
	}
	err := t.Each(ctx, func(c answer.Chunk) error {
		if err := begin(); err != nil {
			return err
		}
		return out.chunk(c)
	})
	if err != nil {
		return err
	}
	if err := begin(); err != nil {
		return err
	}
	return out.close()
}

func newEncoder(w io.Writer, f Format, columns []answer.Column, e answer.Envelope, beside any, label answer.Label) (encoder, error) {
	switch f.Name {
	case JSON.Name:
		return newJSON(w, columns, e, beside), nil
	case CSV.Name:
		return newCSV(w, columns), nil
	case Arrow.Name:
		return newArrow(w, columns, label), nil
	case Parquet.Name:
		return newParquet(w, columns, label)
	case XLSX.Name:
		return newXLSX(w, columns, label)
	}
	return nil, fault.New(fault.Internal, "Rows cannot be written in that format.", "")
}

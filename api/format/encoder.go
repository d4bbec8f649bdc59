package format

import (
	"io"

	"github.com/careduty/careduty/internal/fault"
)

// New is the encoder of a format. What follows the rows is asked for in JSON only; what a file says of itself goes into the
// formats that have a place for it.
func New[T any](f Format, w io.Writer, columns []Column[T], about func() About, after func() (any, error)) (Encoder[T], error) {
	switch f.Name {
	case JSON.Name:
		return NewJSON(w, columns, after), nil
	case CSV.Name:
		return NewCSV(w, columns), nil
	case Arrow.Name:
		return NewArrow(w, columns, about()), nil
	case Parquet.Name:
		return NewParquet(w, columns, about())
	case XLSX.Name:
		return NewXLSX(w, columns, about())
	}
	return nil, fault.New(fault.Internal, "Rows cannot be written in that format.", "")
}

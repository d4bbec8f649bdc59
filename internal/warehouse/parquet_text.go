package warehouse

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/fault"
)

// ParquetText reads a Parquet file as the CSV it could have been, header first and rows in order, so that both forms of a
// record file meet the same checks. Days are written yyyy-mm-dd, or dd/mm/yyyy if dayFirst. Use reads the text, and may stop
// early. The warehouse must have been readied by Bulk, which keeps rows in order. A file that is no Parquet, or is damaged, is
// refused.
func (w *Warehouse) ParquetText(ctx context.Context, path string, dayFirst bool, use func(io.Reader) error) error {
	c, err := w.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer c.Close() //nolint:errcheck // it only reads
	unreadable := fault.New(fault.Refused, "The file cannot be read as Parquet.", "Write it again, or send CSV.")
	names, err := parquetNames(ctx, c, path)
	if err != nil {
		return unreadable
	}
	list, err := parquetColumns(ctx, c, path, dayFirst)
	if err != nil || len(list) != len(names) {
		return unreadable
	}
	r, out, err := os.Pipe()
	if err != nil {
		return fault.New(fault.Unavailable, "No pipe can be made.", "Allow the process more open files.")
	}
	written := make(chan error, 1)
	go func() {
		_, err := io.WriteString(out, headerLine(names))
		if err == nil {
			err = c.Exec(ctx, fmt.Sprintf(statement("parquet_text"), strings.Join(list, ", "), duck.Quote(path), out.Fd()))
		}
		written <- err
		_ = out.Close()
	}()
	text := &whole{Reader: r}
	used := use(text)
	_ = r.Close()
	err = <-written
	switch {
	case used != nil || err == nil || !text.read: // whoever writes to a reader that has stopped fails
		return used
	case ctx.Err() != nil:
		return err
	default:
		return unreadable
	}
}

// whole knows whether all of a text has been read.
type whole struct {
	io.Reader
	read bool
}

// Read reads.
func (w *whole) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	w.read = w.read || errors.Is(err, io.EOF)
	return n, err
}

func headerLine(names []string) string {
	cells := make([]string, len(names))
	for i, n := range names {
		cells[i] = `"` + strings.ReplaceAll(n, `"`, `""`) + `"`
	}
	return strings.Join(cells, ",") + "\n"
}

// parquetNames are the names of the columns as the file has them: DuckDB would make two of one name differ.
func parquetNames(ctx context.Context, c *duck.Conn, path string) ([]string, error) {
	rows, err := c.Query(ctx, "SELECT name, coalesce(num_children, 0) FROM parquet_schema("+duck.Quote(path)+")")
	if err != nil {
		return nil, err
	}
	var names []string
	var name string
	var children, inside int64
	first := true
	err = rows.Each(func() error {
		if err := rows.Scan(&name, &children); err != nil {
			return err
		}
		switch {
		case first: // the root, which holds the columns
			first = false
			return nil
		case inside > 0: // a part of a nested column
			inside--
		default:
			names = append(names, name)
		}
		inside += children
		return nil
	})
	return names, err
}

// parquetColumns are the expressions that turn each column into text as a council would have typed it.
func parquetColumns(ctx context.Context, c *duck.Conn, path string, dayFirst bool) ([]string, error) {
	rows, err := c.Query(ctx, "SELECT * FROM read_parquet("+duck.Quote(path)+") LIMIT 0")
	if err != nil {
		return nil, err
	}
	names, err := rows.Columns()
	types, failed := rows.Types()
	if err := errors.Join(err, failed, rows.Close()); err != nil {
		return nil, err
	}
	list := make([]string, len(names))
	for i, n := range names {
		list[i] = asText(duck.Name(n), types[i], dayFirst)
	}
	return list, nil
}

// asText also forgives what tools make of a column with gaps: whole days as timestamps, whole numbers and pence as doubles.
func asText(name, sqlType string, dayFirst bool) string {
	format := "%Y-%m-%d"
	if dayFirst {
		format = "%d/%m/%Y"
	}
	text := "CAST(" + name + " AS VARCHAR)"
	switch {
	case sqlType == "DATE":
		return "strftime(" + name + ", " + duck.Quote(format) + ")"
	case strings.HasPrefix(sqlType, "TIMESTAMP"):
		return "CASE WHEN " + name + " = date_trunc('day', " + name + ") THEN strftime(" + name + ", " + duck.Quote(format) + ") ELSE " + text + " END"
	case strings.HasPrefix(sqlType, "DECIMAL") && strings.Contains(",0),1),2)", sqlType[max(0, len(sqlType)-3):]):
		return text
	case sqlType == "DOUBLE", sqlType == "FLOAT", strings.HasPrefix(sqlType, "DECIMAL"):
		number := "CAST(" + name + " AS DOUBLE)"
		return "CASE WHEN " + number + " = trunc(" + number + ") THEN coalesce(CAST(TRY_CAST(" + number + " AS BIGINT) AS VARCHAR), " + text + ")" +
			" WHEN abs(" + number + " - round(" + number + ", 2)) < 1e-6 THEN coalesce(CAST(TRY_CAST(" + number + " AS DECIMAL(18,2)) AS VARCHAR), " + text + ")" +
			" ELSE " + text + " END"
	default:
		return text
	}
}

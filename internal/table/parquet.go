package table

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/careduty/careduty/internal/duck"
)

// parquet is a Parquet file being read, each value as the text a person would have typed.
type parquet struct {
	file   *os.File
	conn   *duck.Conn
	texts  *duck.Texts
	header [][]byte
	row    int
	tell   func(int)
	size   int64
}

// openParquet reads it through the engine. The engine is given the open file, since it would take some names for patterns; one inside an
// archive is unpacked to a file without a name, which is gone with the process whatever happens to it.
func (r *Reader) openParquet(ctx context.Context, m Member, read func(int)) (Rows, error) {
	db, err := r.engine(ctx)
	if err != nil {
		return nil, err
	}
	file, err := m.unpacked()
	if err != nil {
		return nil, err
	}
	p := &parquet{file: file, tell: read, size: m.Size}
	if p.conn, err = db.Conn(ctx); err == nil {
		err = p.begin(ctx, fmt.Sprintf("/dev/fd/%d", file.Fd()))
	}
	if err != nil {
		_ = p.Close()
		if ctx.Err() != nil {
			return nil, fmt.Errorf("%w: %w", ErrUnavailable, ctx.Err())
		}
		return nil, ErrUnreadable
	}
	return p, nil
}

func (p *parquet) begin(ctx context.Context, path string) error {
	names, err := parquetNames(ctx, p.conn, path)
	if err != nil {
		return err
	}
	for _, n := range names {
		p.header = append(p.header, []byte(n))
	}
	// Older tools write text without saying that it is text.
	from := "read_parquet(" + duck.Quote(path) + ", binary_as_string = true)"
	rows, err := p.conn.Query(ctx, "SELECT * FROM "+from+" LIMIT 0")
	if err != nil {
		return err
	}
	columns, err := rows.Columns()
	types, failed := rows.Types()
	closed := rows.Close()
	if err != nil || failed != nil || closed != nil || len(columns) != len(names) {
		return ErrUnreadable
	}
	list := make([]string, len(columns))
	for i, n := range columns {
		list[i] = asText(duck.Name(n), types[i])
	}
	p.texts, err = p.conn.Texts("SELECT " + strings.Join(list, ", ") + " FROM " + from)
	return err
}

// parquetNames are the names of the columns as the file has them: the engine would make two of one name differ.
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

// asText also forgives what tools make of a column with gaps: whole days as timestamps, whole numbers and pence as doubles. A time with a
// zone is the same day everywhere: the day in UTC, which is the type's own.
func asText(name, sqlType string) string {
	text := "CAST(" + name + " AS VARCHAR)"
	day := func(t string) string {
		return "CASE WHEN " + t + " = date_trunc('day', " + t + ") THEN CAST(CAST(" + t + " AS DATE) AS VARCHAR) ELSE CAST(" + t + " AS VARCHAR) END"
	}
	switch {
	case sqlType == "TIMESTAMPTZ" || strings.Contains(sqlType, "TIME ZONE"):
		return day("make_timestamp(epoch_us(" + name + "))")
	case strings.HasPrefix(sqlType, "TIMESTAMP"):
		return day("CAST(" + name + " AS TIMESTAMP)")
	case sqlType == "DOUBLE", sqlType == "FLOAT":
		number := "CAST(" + name + " AS DOUBLE)"
		return "CASE WHEN isnan(" + number + ") THEN NULL WHEN " + number + " = trunc(" + number + ") THEN coalesce(CAST(TRY_CAST(" + number +
			" AS BIGINT) AS VARCHAR), " + text + ") ELSE " + text + " END"
	default:
		return text
	}
}

// Next gives the next row; the header is none of the file's rows and stands on line 0.
func (p *parquet) Next() ([][]byte, int, error) {
	if p.header != nil {
		header := p.header
		p.header = nil
		return header, 0, nil
	}
	for {
		cells, err := p.texts.Next()
		switch {
		case err != nil:
			return nil, p.row, ErrUnreadable
		case cells == nil:
			p.tell(int(p.size))
			p.size = 0
			return nil, p.row, io.EOF
		}
		p.row++
		if some(cells) {
			return cells, p.row, nil
		}
	}
}

func some(cells [][]byte) bool {
	for _, c := range cells {
		if len(bytes.TrimSpace(c)) > 0 {
			return true
		}
	}
	return false
}

// Close lets go of the file.
func (p *parquet) Close() error {
	if p.texts != nil {
		_ = p.texts.Close()
	}
	if p.conn != nil {
		_ = p.conn.Close()
	}
	return p.file.Close()
}

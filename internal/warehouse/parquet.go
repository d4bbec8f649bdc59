package warehouse

import (
	"context"
	"encoding/csv"
	"os"
	"strings"

	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/schemas"
)

// ParquetFromCSV writes a record file again as Parquet, each column of the type its contract names, the same bytes each time.
// A column that holds anything else stays text, as do unknown ones, so that what is wrong with a file is wrong in both forms;
// rows that lack cells are filled with empty ones. A file that cannot be read, or whose rows are longer than its header, is
// refused.
func ParquetFromCSV(ctx context.Context, kind, csvPath, parquetPath string) error {
	k, ok := schemas.KindOf(kind)
	if !ok {
		return fault.New(fault.Usage, "There is no such kind of record.", "").At(csvPath)
	}
	header, err := headerOf(csvPath)
	if err != nil {
		return fault.New(fault.Refused, "The file's header cannot be read.", "").At(csvPath)
	}
	// One thread, so that rows and row groups fall alike each time.
	db, err := duck.Open(ctx, duck.Options{Threads: 1})
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // nothing is kept in it
	c, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer c.Close() //nolint:errcheck // a connection left open keeps the database in memory
	if err := c.Exec(ctx, "SET preserve_insertion_order = true"); err != nil {
		return err
	}
	if err := c.Exec(ctx, "CREATE TEMP TABLE text AS SELECT * FROM "+textOf(csvPath, header)); err != nil {
		return err
	}
	list, err := typed(ctx, c, k, header)
	if err != nil {
		return err
	}
	return c.Exec(ctx, "COPY (SELECT "+strings.Join(list, ", ")+" FROM text) TO "+duck.Quote(parquetPath)+
		" (FORMAT parquet, COMPRESSION zstd)")
}

func headerOf(path string) ([]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	header, err := csv.NewReader(f).Read()
	if len(header) > 0 {
		header[0] = strings.TrimPrefix(header[0], "\ufeff")
	}
	return header, err
}

func textOf(path string, header []string) string {
	columns := make([]string, len(header))
	for i, name := range header {
		columns[i] = duck.Quote(name) + ": 'VARCHAR'"
	}
	return "read_csv(" + duck.Quote(path) + ", columns = {" + strings.Join(columns, ", ") +
		`}, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"', null_padding = true)`
}

// typed lists the columns for the Parquet file: cast to the contract's type if every value of the column bears it.
func typed(ctx context.Context, c *duck.Conn, k schemas.Kind, header []string) ([]string, error) {
	list := make([]string, len(header))
	tests := make([]string, len(header))
	fits := make([]any, len(header))
	for i, name := range header {
		sqlType := "VARCHAR"
		if f, ok := k.Field(name); ok && f.Type != schemas.Ref && len(f.Codes) == 0 {
			sqlType = f.SQLType()
		}
		list[i] = "CAST(nullif(" + duck.Name(name) + ", '') AS " + sqlType + ") AS " + duck.Name(name)
		// A value counts only if it reads back as written: 2025-1-7 is no date of ours.
		tests[i] = "coalesce(bool_and(coalesce(" + duck.Name(name) + ", '') = '' OR coalesce(CAST(TRY_CAST(" + duck.Name(name) + " AS " + sqlType +
			") AS VARCHAR) = " + duck.Name(name) + ", false)), true)"
		fits[i] = new(bool)
	}
	if err := c.One(ctx, "SELECT "+strings.Join(tests, ", ")+" FROM text", nil, fits...); err != nil {
		return nil, err
	}
	for i, name := range header {
		if !*fits[i].(*bool) {
			list[i] = duck.Name(name)
		}
	}
	return list, nil
}

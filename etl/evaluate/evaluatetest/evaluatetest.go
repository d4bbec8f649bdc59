// Package evaluatetest puts a handful of records into a warehouse, for tests and worked examples that ask what they count to.
//
// Records are CSV as a council writes them, by kind; columns that are not given are empty. References keep their order: one
// that comes before another as text comes before it in the warehouse.
package evaluatetest

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/warehouse"
	"github.com/careduty/careduty/schemas"
)

// Extract is what one council sends.
type Extract struct {
	Council  string
	From, To string            // ISO dates
	Records  map[string]string // kind → CSV with a header
	Missing  map[string]string // kind → columns the file lacks, separated by commas
}

// Open makes a warehouse in memory of the test's own and fills it.
func Open(t testing.TB, extracts ...Extract) *warehouse.Warehouse {
	t.Helper()
	w, err := warehouse.Open(t.Context(), filepath.Join(t.TempDir(), "test.duckdb"), warehouse.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	Fill(t, w, extracts...)
	return w
}

// Fill empties a warehouse and fills it with extracts.
func Fill(t testing.TB, w *warehouse.Warehouse, extracts ...Extract) {
	t.Helper()
	c, err := w.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := fill(t, c, extracts); err != nil {
		t.Fatal(err)
	}
}

func fill(t testing.TB, c *duck.Conn, extracts []Extract) error {
	ctx := t.Context()
	var clear strings.Builder
	for _, k := range schemas.Kinds() {
		fmt.Fprintf(&clear, "DELETE FROM record.%s;", k.Name)
	}
	if err := c.Exec(ctx, clear.String()+"DELETE FROM batch_kind; DELETE FROM batch"); err != nil {
		return err
	}
	for i, e := range extracts {
		err := c.Exec(ctx, "INSERT INTO batch VALUES (?, ?, CAST(? AS DATE), CAST(? AS DATE), CAST(? AS DATE), ?, true, ?)",
			i+1, e.Council, e.To, e.From, e.To, fmt.Sprint(i), schemas.Specification)
		if err != nil {
			return err
		}
		for _, k := range schemas.Kinds() {
			if err := c.Exec(ctx, "INSERT INTO batch_kind VALUES (?, ?, ?)", i+1, k.Name, e.Missing[k.Name]); err != nil {
				return err
			}
			if err := insert(ctx, t, c, i+1, e.Council, k, e.Records[k.Name]); err != nil {
				return fmt.Errorf("%s: %w", k.Name, err)
			}
		}
	}
	return nil
}

// insert loads one kind's CSV, each column of the type its contract names.
func insert(ctx context.Context, t testing.TB, c *duck.Conn, batch int, council string, k schemas.Kind, text string) error {
	text = tidy(text)
	if text == "" {
		return nil
	}
	header, err := csv.NewReader(strings.NewReader(text)).Read()
	if err != nil {
		return err
	}
	path := filepath.Join(t.TempDir(), k.Name+".csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return err
	}
	names, values := "council, batch", "?, ?"
	for _, name := range header {
		f, ok := k.Field(name)
		if !ok {
			return fmt.Errorf("%s is no column", name)
		}
		names += ", " + duck.Name(name)
		values += ", " + value(f)
	}
	return c.Exec(ctx, fmt.Sprintf("INSERT INTO record.%s (%s) SELECT %s FROM read_csv(%s, all_varchar = true, header = true, delim = ',', auto_detect = false, columns = {%s})",
		k.Name, names, values, duck.Quote(path), columns(header)), council, batch)
}

func columns(header []string) string {
	parts := make([]string, len(header))
	for i, h := range header {
		parts[i] = duck.Quote(h) + ": 'VARCHAR'"
	}
	return strings.Join(parts, ", ")
}

func value(f schemas.Field) string {
	name := duck.Name(f.Name)
	if f.Type == schemas.Ref {
		// Sixteen bytes that sort as the text does.
		return "CAST(rpad(substr(hex(encode(" + name + ")), 1, 32), 32, '0') AS UUID)"
	}
	return "CAST(" + name + " AS " + f.SQLType() + ")"
}

// tidy takes out blank lines and the spaces that line columns up for the reader.
func tidy(text string) string {
	var lines []string
	for _, l := range strings.Split(text, "\n") {
		if strings.TrimSpace(l) == "" || strings.HasPrefix(l, "#") {
			continue
		}
		cells := strings.Split(l, ",")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		lines = append(lines, strings.Join(cells, ","))
	}
	return strings.Join(lines, "\n")
}

// Package evaluatetest puts a handful of records into a warehouse, for tests and worked examples that ask what they count to.
//
// Records are CSV as a council writes them, by kind; columns that are not given are empty. As in a real warehouse, what is kept of a
// reference says nothing of its order; the place of a record does.
package evaluatetest

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/warehouse"
	"github.com/careduty/careduty/schemas"
)

// Unreadable stands in a cell for a date of a deed that somebody wrote and nobody can read.
const Unreadable = "unreadable"

// Extract is what one council sends.
type Extract struct {
	Council  string
	From, To string            // ISO dates
	Produced string            // ISO date; empty is To
	Records  map[string]string // kind → CSV with a header
	Missing  map[string]string // kind → columns the file lacks, separated by commas
}

// Open makes a warehouse of the test's own, keys beside it, and fills it.
func Open(t testing.TB, extracts ...Extract) *warehouse.Warehouse {
	t.Helper()
	w, err := warehouse.Open(t.Context(), filepath.Join(t.TempDir(), "test.duckdb"), warehouse.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	if _, err := w.FirstKeys(t.Context()); err != nil {
		t.Fatal(err)
	}
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
	if err := c.Exec(ctx, clear.String()+"DELETE FROM record.unreadable; DELETE FROM batch_kind; DELETE FROM batch; DELETE FROM log"); err != nil {
		return err
	}
	if len(extracts) == 0 {
		return nil
	}
	if err := batches(ctx, c, extracts); err != nil {
		return err
	}
	for _, k := range schemas.Kinds() {
		for header, rows := range gather(extracts, k.Name) {
			if err := insert(ctx, t, c, k, header, rows); err != nil {
				return fmt.Errorf("%s: %w", k.Name, err)
			}
		}
	}
	return nil
}

// batches notes one batch for each extract, with all kinds, so that a warehouse of every council is filled in one go.
func batches(ctx context.Context, c *duck.Conn, extracts []Extract) error {
	var batch, kinds []string
	for i, e := range extracts {
		batch = append(batch, fmt.Sprintf("(%d, %s, CAST(%s AS DATE), CAST(%s AS DATE), CAST(%s AS DATE), '%d', true, %s)",
			i+1, duck.Quote(e.Council), duck.Quote(cmp.Or(e.Produced, e.To)), duck.Quote(e.From), duck.Quote(e.To), i, duck.Quote(schemas.Specification)))
		for _, k := range schemas.Kinds() {
			kinds = append(kinds, fmt.Sprintf("(%d, %s, %s)", i+1, duck.Quote(k.Name), duck.Quote(e.Missing[k.Name])))
		}
	}
	return c.Exec(ctx, "INSERT INTO batch (batch, council, produced_on, from_date, to_date, digest, synthetic, specification) VALUES "+strings.Join(batch, ", ")+
		"; INSERT INTO batch_kind VALUES "+strings.Join(kinds, ", ")+
		"; INSERT INTO log SELECT batch, CAST(produced_on AS TIMESTAMP), produced_on, batch, 'load', '' FROM batch")
}

// gather collects the rows of a kind from all extracts, those with the same columns together, each with its batch and council.
func gather(extracts []Extract, kind string) map[string]string {
	rows := map[string][]string{}
	for i, e := range extracts {
		header, body, _ := strings.Cut(tidy(e.Records[kind]), "\n")
		for row := range strings.Lines(body) {
			rows[header] = append(rows[header], fmt.Sprintf("%d,%s,%s\n", i+1, e.Council, strings.TrimSuffix(row, "\n")))
		}
	}
	out := map[string]string{}
	for header, list := range rows {
		out[header] = strings.Join(list, "")
	}
	return out
}

// insert loads rows of one kind, each column of the type its contract names.
func insert(ctx context.Context, t testing.TB, c *duck.Conn, k schemas.Kind, header, rows string) error {
	path := filepath.Join(t.TempDir(), k.Name+".csv")
	if err := os.WriteFile(path, []byte("batch,council,"+header+"\n"+rows), 0o600); err != nil {
		return err
	}
	names, values := "batch, council", "batch, council"
	for name := range strings.SplitSeq(header, ",") {
		f, ok := k.Field(name)
		if !ok {
			return fmt.Errorf("%s is no column", name)
		}
		names += ", " + duck.Name(name)
		values += ", " + value(f)
	}
	if len(k.Ties) > 0 {
		names += ", place"
		values += ", row_number() OVER (ORDER BY " + duck.Name(k.Key) + ")"
	}
	if err := unreadable(ctx, c, k, header, path); err != nil {
		return err
	}
	return c.Exec(ctx, fmt.Sprintf("INSERT INTO record.%s (%s) SELECT %s FROM read_csv(%s, all_varchar = true, header = true, delim = ',', auto_detect = false, columns = {%s})",
		k.Name, names, values, duck.Quote(path), columns(strings.Split("batch,council,"+header, ","))))
}

// unreadable notes the deeds whose date cannot be read.
func unreadable(ctx context.Context, c *duck.Conn, k schemas.Kind, header, path string) error {
	names := strings.Split(header, ",")
	person := "NULL"
	if slices.Contains(names, "person_ref") {
		person = "CAST(md5(person_ref) AS UUID)"
	}
	for _, name := range names {
		if f, _ := k.Field(name); f.Type != schemas.Date {
			continue
		}
		err := c.Exec(ctx, fmt.Sprintf(`INSERT INTO record.unreadable SELECT council, CAST(batch AS INTEGER), %s, %s, CAST(md5(%s) AS UUID), %s
			FROM read_csv(%s, all_varchar = true, header = true, delim = ',', auto_detect = false, columns = {%s}) WHERE %s = %s`,
			duck.Quote(k.Name), duck.Quote(name), duck.Name(k.Key), person, duck.Quote(path), columns(strings.Split("batch,council,"+header, ",")), duck.Name(name), duck.Quote(Unreadable)))
		if err != nil {
			return err
		}
	}
	return nil
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
		return "CAST(md5(" + name + ") AS UUID)"
	}
	if f.Type == schemas.Date {
		return "CAST(nullif(" + name + ", " + duck.Quote(Unreadable) + ") AS DATE)"
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

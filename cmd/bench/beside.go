package main

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/release"
)

// beside are other ways to serve the same totals: scripts that take a directory with totals.csv and totals.sql, and say where they answer.
var beside = []struct {
	name, script, goal string
	times              float64 // how long an answer of ours may take at most, in times of theirs
}{
	{"PostgreSQL", "cmd/bench/beside/postgres.sh", "at most 2 times PostgreSQL's", 2},
	{"Datasette", "cmd/bench/beside/datasette.sh", "at most half of Datasette's", 0.5},
}

// startBeside starts one of them in a directory of its own. One that cannot be had gives an error, which the report says.
func startBeside(ctx context.Context, o options, script, name string, l release.Listed) (process, error) {
	dir := filepath.Join(o.dir, name)
	if err := os.Mkdir(dir, 0o755); err != nil { //nolint:gosec // PostgreSQL runs as another user
		return process{}, err
	}
	if err := writeTotals(ctx, dir, l); err != nil {
		return process{}, err
	}
	return start(ctx, []string{"bash", script, dir})
}

// writeTotals writes the totals of a release as CSV, and the SQL that makes a table of them with the indexes that the questions need.
func writeTotals(ctx context.Context, dir string, l release.Listed) error {
	file, _, err := l.File(release.CellsFile(l.Manifest.ID))
	if err != nil {
		return err
	}
	db, err := duck.Open(ctx, duck.Options{Public: true})
	if err != nil {
		return err
	}
	defer db.Close()
	from := " FROM read_parquet(" + duck.Quote(file) + ") WHERE dimension = ''"
	if err := db.Exec(ctx, "COPY (SELECT *"+from+" ORDER BY measure, period, area_level, area_code) TO "+duck.Quote(filepath.Join(dir, "totals.csv"))+" (HEADER)"); err != nil {
		return err
	}
	rows, err := db.Query(ctx, "SELECT column_name, column_type FROM (DESCRIBE SELECT *"+from+")")
	if err != nil {
		return err
	}
	var columns []string
	var name, kind string
	if err := rows.Each(func() error {
		err := rows.Scan(&name, &kind)
		columns = append(columns, `"`+name+`" `+strings.Replace(kind, "DOUBLE", "DOUBLE PRECISION", 1))
		return err
	}); err != nil {
		return err
	}
	text := "CREATE TABLE totals (" + strings.Join(columns, ", ") + ");\nCREATE INDEX of_measure ON totals (measure, period);\nCREATE INDEX of_area ON totals (area_code, measure);\n"
	return os.WriteFile(filepath.Join(dir, "totals.sql"), []byte(text), 0o644) //nolint:gosec // read by another user
}

// besideURL is where the others answer a question of a kind.
func besideURL(base, kind string, args map[string]string) string {
	q := url.Values{"_shape": {"array"}}
	for k, v := range args {
		q.Set(k, v)
	}
	return base + "/totals/" + kind + ".json?" + q.Encode()
}

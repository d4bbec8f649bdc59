package load_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/careduty/careduty/etl/load"
	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/schemas"
)

// BenchmarkLoad measures the load of clean extracts of all councils beside DuckDB's own typed read_csv into a table on the same
// files, and reports the ratio of their rates: 0.35 is the least that is promised, for a million people. CAREDUTY_BENCH_PEOPLE
// says how many there are; CAREDUTY_BENCH_EXTRACTS names a folder of CSV extracts to use instead.
func BenchmarkLoad(b *testing.B) {
	dir := os.Getenv("CAREDUTY_BENCH_EXTRACTS")
	if dir == "" {
		people := 20_000
		if n, err := strconv.Atoi(os.Getenv("CAREDUTY_BENCH_PEOPLE")); err == nil {
			people = n
		}
		dir = b.TempDir()
		generate(b, dir, people)
	}
	var ours, yard, oursCPU, yardCPU time.Duration
	rows := 0
	for b.Loop() {
		start, cpu := time.Now(), used()
		report, err := load.Load(b.Context(), load.Options{Warehouse: filepath.Join(b.TempDir(), "w.duckdb"), Paths: []string{dir}, MaxRejects: 20})
		if err != nil {
			b.Fatal(err)
		}
		ours, oursCPU = ours+time.Since(start), oursCPU+used()-cpu
		for _, x := range report.Extracts {
			for _, k := range x.Kinds {
				rows += k.Rows
			}
		}
		cpu = used()
		yard += yardstick(b, dir)
		yardCPU += used() - cpu
	}
	b.ReportMetric(float64(rows)/ours.Seconds(), "records/s")
	b.ReportMetric(float64(rows)/yard.Seconds(), "yardstick-records/s")
	b.ReportMetric(yard.Seconds()/ours.Seconds(), "ratio")
	b.ReportMetric(yardCPU.Seconds()/oursCPU.Seconds(), "cpu-ratio") // on a machine that others use too
}

// used is the processor time the process has taken.
func used() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// yardstick reads every file of a kind at once, as DuckDB likes it best.
func yardstick(b *testing.B, dir string) time.Duration {
	b.Helper()
	start := time.Now()
	db, err := duck.Open(b.Context(), duck.Options{Path: filepath.Join(b.TempDir(), "yard.duckdb")})
	if err != nil {
		b.Fatal(err)
	}
	for _, k := range schemas.Kinds() {
		columns := make([]string, len(k.Fields))
		for i, f := range k.Fields {
			sqlType := f.SQLType()
			if f.Type == schemas.Ref || len(f.Codes) > 0 {
				sqlType = "VARCHAR"
			}
			columns[i] = duck.Quote(f.Name) + ": " + duck.Quote(sqlType)
		}
		err := db.Exec(b.Context(), "CREATE TABLE "+k.Name+" AS SELECT * FROM read_csv("+duck.Quote(filepath.Join(dir, "*", k.Name+".csv"))+
			", columns = {"+strings.Join(columns, ", ")+`}, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"')`)
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}

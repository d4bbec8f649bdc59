package main

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/careduty/careduty/etl/publish"
	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/queries"
	"github.com/careduty/careduty/schemas"
)

// jobs are what this program does in processes of their own, so that time and memory can be told apart.
var jobs map[string]func(context.Context, []string) error

func init() {
	jobs = map[string]func(context.Context, []string) error{
		"yardstick": yardstick, "publish": publishJob, "bare": bare, "copy": copyJob, "draw": drawJob, "narrow": narrowJob,
	}
}

// yardstick is DuckDB's own typed read_csv, or its read_parquet, of every record file into a table; rows it cannot read are skipped.
func yardstick(ctx context.Context, args []string) error {
	db, err := duck.Open(ctx, duck.Options{Path: args[1], Public: true})
	if err != nil {
		return err
	}
	defer db.Close()
	var total int64
	for _, k := range schemas.Kinds() {
		var columns []string
		for _, f := range k.Fields {
			t := f.SQLType()
			if f.Type == schemas.Ref || len(f.Codes) > 0 {
				t = "VARCHAR"
			}
			columns = append(columns, duck.Quote(f.Name)+": "+duck.Quote(t))
		}
		from := "read_csv(" + duck.Quote(filepath.Join(args[0], "*", k.Name+".csv")) +
			", columns = {" + strings.Join(columns, ", ") + `}, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"', ignore_errors = true)`
		if len(args) > 2 {
			from = "read_parquet(" + duck.Quote(filepath.Join(args[0], "*", k.Name+".parquet")) + ", union_by_name = true)"
		}
		err := db.Exec(ctx, "CREATE TABLE "+k.Name+" AS SELECT * FROM "+from)
		if err != nil {
			return err
		}
		var n int64
		if err := db.One(ctx, "SELECT count(*) FROM "+k.Name, nil, &n); err != nil {
			return err
		}
		total += n
	}
	fmt.Println("records", total)
	return nil
}

// five are the measures of the first release.
var five = []measure.ID{"overdue_reviews", "budget_cuts_without_reassessment", "direct_payment_uptake", "first_reviews_on_time", "complaints_upheld"}

// publishJob publishes a warehouse and says how long each measure and each stage took.
func publishJob(ctx context.Context, args []string) error {
	all, err := measure.Load(queries.Files)
	if err != nil {
		return err
	}
	if args[2] == "five" {
		all = slices.DeleteFunc(all, func(m measure.Measure) bool { return !slices.Contains(five, m.ID) })
	}
	w := stopwatch{began: time.Now(), seconds: map[string]float64{}}
	_, err = publish.Publish(ctx, publish.Options{
		Warehouse: args[0], Releases: args[1], Measures: all, Program: "careduty bench", MemoryMB: 4096,
		Progress: func(_, _ int, now string) { w.lap(now) },
	})
	w.lap("")
	for _, name := range slices.Sorted(maps.Keys(w.seconds)) {
		fmt.Printf("%s %.1f\n", name, w.seconds[name])
	}
	return err
}

// stopwatch adds up seconds by "measure …" and "stage …" from what publish says it is doing.
type stopwatch struct {
	began   time.Time
	doing   string
	seconds map[string]float64
}

// lap ends what was being done and begins something else.
func (w *stopwatch) lap(now string) {
	stage, name := stageOf(w.doing)
	took := time.Since(w.began).Seconds()
	w.seconds["stage "+stage] += took
	if name != "" {
		w.seconds["measure "+name] += took
	}
	w.began, w.doing = time.Now(), now
}

// The stages of publishing, as the report names them.
const (
	opening   = "opening"
	comparing = "comparing" // counts, where a vintage is due
	counting  = "counting"
	drawing   = "drawing" // and gating, ranking, handing on to be written
	auditing  = "auditing"
	writing   = "writing" // the ledger, sealing and putting in place
)

// stageOf is the stage, and the measure if it is of one, that a line of progress speaks of.
func stageOf(doing string) (stage, name string) {
	stage, name, _ = strings.Cut(doing, " ")
	if stage == "" {
		return opening, ""
	}
	return stage, name
}

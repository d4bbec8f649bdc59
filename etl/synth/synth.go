// Package synth makes up a national extract: 153 councils, each with the seven record files the record specification asks for.
//
// Nobody in it exists. Councils are sized and tempered from published figures (data/SOURCES.md, docs/synthetic-data.md); every
// life is drawn from a generator keyed by seed, council and the person's number, so that the same options give the same bytes,
// however many work at it. About one row in a hundred is defective on purpose, never with a direct identifier. Everything made
// here says that it is made up: the folders' names, extract.json, and the references.
package synth

import (
	"cmp"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/warehouse"
	"github.com/careduty/careduty/schemas"
)

// The forms an extract can be written in.
const (
	CSV     = "csv"
	Parquet = "parquet"
)

// Years is how many financial years an extract covers, the last of them up to the as-of date.
const Years = 6

// Options say what to make.
type Options struct {
	Out      string // a folder that is not there yet, or empty; one folder for each council is made in it
	People   int    // in all, shared among councils by size; every council has at least one
	Seed     uint64
	Format   string    // CSV or Parquet; empty is CSV
	AsOf     time.Time // the extracts' last day, and the day they were produced on; 31 March 2016 to 31 March 2055
	Workers  int       // councils written at a time; 0 is 2
	Progress func(done, total int)
}

// Summary says what was made, over all councils.
type Summary struct {
	Councils int
	People   int
	Rows     map[string]int64 // by kind
	Rejected map[string]int64 // of them, rows made so that the checks reject them
	Noted    map[string]int64 // of them, rows made so that the checks note them
}

// Write makes the extract. It appears under Out only when it is whole. A folder that holds something already is a conflict;
// options that make no sense are usage faults; a context that ends is a canceled fault.
func Write(ctx context.Context, o Options) (Summary, error) {
	if err := o.check(); err != nil {
		return Summary{}, err
	}
	unfinished := filepath.Clean(o.Out) + ".unfinished"
	if err := os.RemoveAll(unfinished); err != nil {
		return Summary{}, unwritable(unfinished, err)
	}
	if err := os.MkdirAll(unfinished, 0o755); err != nil {
		return Summary{}, unwritable(unfinished, err)
	}
	defer os.RemoveAll(unfinished) //nolint:errcheck // after a success it is no longer there
	s, err := newRun(o, unfinished).all(ctx)
	if err != nil {
		return Summary{}, err
	}
	if err := os.Remove(o.Out); err != nil && !errors.Is(err, os.ErrNotExist) {
		return Summary{}, unwritable(o.Out, err)
	}
	if err := os.Rename(unfinished, o.Out); err != nil {
		return Summary{}, unwritable(o.Out, err)
	}
	return s, nil
}

// check refuses options that make no sense and a folder in use, and fills in what was left open.
func (o *Options) check() error {
	o.Format, o.Workers = cmp.Or(o.Format, CSV), cmp.Or(o.Workers, 2)
	first, last := period.Date(2016, time.March, 31), period.Date(2055, time.March, 31)
	o.AsOf = period.Date(o.AsOf.Year(), o.AsOf.Month(), o.AsOf.Day())
	switch {
	case o.Out == "":
		return fault.New(fault.Usage, "No folder is given to write to.", "Name one that does not exist yet.")
	case o.Format != CSV && o.Format != Parquet:
		return fault.New(fault.Usage, "There is no such format.", "Choose csv or parquet.")
	case o.People < len(area.Of(area.Council)) || o.People > 9_000_000:
		return fault.New(fault.Usage, "The number of people is out of range.", "Choose 153 (one for each council) to 9,000,000.")
	case o.AsOf.Before(first) || o.AsOf.After(last):
		return fault.New(fault.Usage, "The as-of date is out of range.", "Choose a day from 2016-03-31 to 2055-03-31.")
	}
	entries, err := os.ReadDir(o.Out)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return unwritable(o.Out, err)
	}
	if len(entries) > 0 {
		return fault.New(fault.Conflict, "The folder is not empty.", "Name another, or remove it first.").At(o.Out)
	}
	return nil
}

// run is one Write under way.
type run struct {
	Options
	folder   string
	from     time.Time
	councils []*council // the largest first, so that workers finish together

	mu      sync.Mutex // guards what follows
	summary Summary
	done    int
}

func newRun(o Options, folder string) *run {
	r := &run{Options: o, folder: folder, summary: Summary{
		People: o.People, Rows: map[string]int64{}, Rejected: map[string]int64{}, Noted: map[string]int64{},
	}}
	last := period.YearOf(o.AsOf)
	r.from = last.Add(1 - Years).First()
	if earliest := period.Date(2015, time.April, 1); r.from.Before(earliest) {
		r.from = earliest
	}
	for i, n := range shares(o.People) {
		a := area.Of(area.Council)[i]
		r.councils = append(r.councils, makeCouncil(a, n, o.Seed, firstYear, last.Start+1))
	}
	slices.SortStableFunc(r.councils, func(a, b *council) int { return b.people - a.people })
	return r
}

// firstYear is the first financial year of which councils have habits; that of the earliest day a record may bear.
const firstYear = 2014

// shares divides people among councils in order of code by published numbers with long-term support, by largest remainder, at
// least one each.
func shares(people int) []int {
	councils := area.Of(area.Council)
	weights, total := make([]float64, len(councils)), 0.0
	for i, c := range councils {
		weights[i] = published[c.Code]["lts_mar_2026"]
		total += weights[i]
	}
	out, order, left := make([]int, len(councils)), make([]int, len(councils)), people-len(councils)
	rest := make([]float64, len(councils))
	for i, w := range weights {
		exact := w / total * float64(people-len(councils))
		out[i], order[i], rest[i] = 1+int(exact), i, exact-float64(int(exact))
		left -= int(exact)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rest[b], rest[a]) })
	for _, i := range order[:left] {
		out[i]++
	}
	return out
}

// all writes every council, some at a time, and stops at the first that fails.
func (r *run) all(ctx context.Context) (Summary, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	queue := make(chan *council)
	var group sync.WaitGroup
	for range r.Workers {
		group.Go(func() {
			for c := range queue {
				if err := r.council(ctx, c); err != nil {
					stop(err)
				}
			}
		})
	}
	for _, c := range r.councils {
		if ctx.Err() == nil {
			queue <- c
		}
	}
	close(queue)
	group.Wait()
	if ctx.Err() != nil {
		return Summary{}, stopped(context.Cause(ctx))
	}
	return r.summary, nil
}

// stopped is the fault that ended the run; a context that ended of itself is a canceled one.
func stopped(cause error) error {
	var f *fault.Error
	if errors.As(cause, &f) {
		return cause
	}
	return fault.New(fault.Canceled, "The extract was stopped before it was whole; nothing was kept.", "").Because(cause)
}

// council writes one council's folder.
func (r *run) council(ctx context.Context, c *council) error {
	folder := filepath.Join(r.folder, "synthetic-"+c.Code)
	x, err := newExtract(folder, c, r.Seed, r.Format == CSV)
	if err != nil {
		return err
	}
	l := &life{c: c, d: diceFor(r.Seed, "people "+c.Code), span: span{
		earliest: ymd(2014, 4, 1), from: dateOf(r.from), to: dateOf(r.AsOf),
	}}
	for n := 1; n <= c.people; n++ {
		if n%512 == 0 {
			r.progress(512)
			if err := ctx.Err(); err != nil {
				return errors.Join(err, x.close())
			}
		}
		l.tell(n)
		l.write(x)
	}
	if err := x.close(); err != nil {
		return err
	}
	if err := x.describe(c, r.from, r.AsOf); err != nil {
		return err
	}
	if r.Format == Parquet {
		if err := x.convert(ctx); err != nil {
			return err
		}
	}
	r.progress(c.people % 512)
	r.add(x)
	return nil
}

// convert writes every file again as Parquet and removes the first.
func (x *extract) convert(ctx context.Context) error {
	for _, s := range x.sheets() {
		path := filepath.Join(x.folder, s.kind.Name+".parquet")
		if err := warehouse.ParquetFromCSV(ctx, s.kind.Name, s.path, path); err != nil {
			return err
		}
		if err := os.Remove(s.path); err != nil {
			return unwritable(s.path, err)
		}
	}
	return nil
}

func (r *run) progress(people int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done += people
	if r.Progress != nil {
		r.Progress(r.done, r.People)
	}
}

func (r *run) add(x *extract) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.summary.Councils++
	for i, s := range x.sheets() {
		kind := schemas.Kinds()[i].Name
		r.summary.Rows[kind] += s.rows
		r.summary.Rejected[kind] += s.rejected
		r.summary.Noted[kind] += s.noted
	}
}

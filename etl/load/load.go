// Package load takes record files into the warehouse: open, screen, check, load.
//
// Each file is read once. Its rows are held against the contract of their kind, the council's earlier rows and the screen for
// direct identifiers; those that pass have their references replaced by keyed hashes and go straight into the warehouse, in
// one transaction for each extract. No reference, and nothing from a row that does not pass, is ever written anywhere. What is
// wrong is told by rule, file, field, row number and count; never by value.
package load

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"

	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/warehouse"
)

// DefaultMaxRejects is the percentage of a kind's rows that may be rejected before the extract is refused.
const DefaultMaxRejects = 5

// Options say what is loaded where.
type Options struct {
	Warehouse  string   // its file, made if it is not there
	Paths      []string // extract folders, .zip files, or folders of them
	MaxRejects float64  // percentage of a kind's rows; 0 allows none
	Shorten    bool     // take an extract that covers fewer days than the one it replaces
	Threads    int      // 0 leaves it to the machine
	MemoryMB   int      // 0 leaves it to DuckDB
	// Progress is told how far the load is, in bytes read and bytes in all; it may be nil. It is called by one at a time.
	Progress func(read, all int64)
}

// loader is one run of Load.
type loader struct {
	options   Options
	warehouse *warehouse.Warehouse
	keys      warehouse.Keys
	progress  *progress
	batches   sync.RWMutex // read-locked while a batch is under way
}

// Load loads extracts, each whole or not at all; one that is refused does not keep the others out. The report says what
// became of each. The fault is Refused if any was refused, NotFound or Usage for a path that leads to none, Conflict if
// another process has the warehouse, and those of the warehouse and its keys; Unavailable for lack of memory or disk.
func Load(ctx context.Context, o Options) (Report, error) {
	paths, err := find(o.Paths)
	if err != nil {
		return Report{}, err
	}
	w, err := warehouse.Open(ctx, o.Warehouse, warehouse.Options{MemoryMB: o.MemoryMB})
	if err != nil {
		return Report{}, err
	}
	l := &loader{options: o, warehouse: w}
	report, err := l.run(ctx, paths)
	if closed := w.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = report.fault()
	}
	return report, err
}

func (l *loader) run(ctx context.Context, paths []string) (Report, error) {
	batches, err := l.warehouse.Batches(ctx)
	if err != nil {
		return Report{}, err
	}
	if l.keys, err = l.warehouse.FirstKeys(ctx); err != nil {
		return Report{}, err
	}
	if err := l.warehouse.Bulk(ctx); err != nil {
		return Report{}, err
	}
	next := 1
	if n := len(batches); n > 0 {
		next = batches[n-1].Number + 1
	}
	extracts := make([]*extract, len(paths))
	for i, p := range paths {
		extracts[i] = open(p, next+i)
	}
	defer func() {
		for _, x := range extracts {
			x.close()
		}
	}()
	separate(extracts, batches)
	l.progress = newProgress(extracts, l.options.Progress)
	err = l.each(ctx, extracts, batches)
	if settled := l.settle(ctx, 0); err == nil {
		err = settled
	}
	report := Report{Extracts: make([]Extract, len(extracts))}
	for i, x := range extracts {
		x.result.Findings = x.found.list()
		report.Extracts[i] = x.result
	}
	return report, err
}

// separate refuses extracts that would put made-up and real councils together.
func separate(extracts []*extract, batches []warehouse.Batch) {
	var synthetic, decided bool
	if len(batches) > 0 {
		synthetic, decided = batches[0].Synthetic, true
	}
	for _, x := range extracts {
		switch {
		case x.result.Status == Refused:
		case !decided:
			synthetic, decided = x.said.Synthetic, true
		case x.said.Synthetic != synthetic:
			x.refuse(fault.New(fault.Refused, "Made-up and real data never share a warehouse.", "Load it into another one.").At(x.result.Name))
		}
	}
}

// each loads the extracts, those of different councils side by side and those of one council in the order given.
func (l *loader) each(ctx context.Context, extracts []*extract, batches []warehouse.Batch) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	queue := make(chan []*extract)
	var workers sync.WaitGroup
	for range l.workers() {
		workers.Go(func() {
			for group := range queue {
				if err := l.council(ctx, group, batches); err != nil {
					stop(err)
				}
			}
		})
	}
	for _, group := range byCouncil(extracts) {
		queue <- group
	}
	close(queue)
	workers.Wait()
	return stopped(context.Cause(ctx))
}

// stopped is what ended a load early, as a fault, or nil.
func stopped(cause error) error {
	var f *fault.Error
	switch {
	case cause == nil || errors.As(cause, &f):
		return cause
	case errors.Is(cause, context.DeadlineExceeded):
		return fault.New(fault.Timeout, "The load took too long and was stopped.", "Extracts loaded by then stay; load the others again.")
	default:
		return fault.New(fault.Canceled, "The load was stopped.", "Extracts loaded by then stay; load the others again.")
	}
}

// maxWorkers bounds what is held in memory at once: a batch under way keeps its rows there.
const maxWorkers = 8

func (l *loader) workers() int {
	if l.options.Threads > 0 {
		return l.options.Threads
	}
	return min(runtime.GOMAXPROCS(0), maxWorkers)
}

// council loads the extracts of one council.
func (l *loader) council(ctx context.Context, group []*extract, batches []warehouse.Batch) error {
	s := &standing{}
	for _, b := range batches {
		if b.Council == group[0].said.Council.Code {
			s.batches = append(s.batches, b)
		}
	}
	for _, x := range group {
		if ctx.Err() != nil {
			return nil // the first trouble is the one to be told
		}
		l.batches.RLock()
		err := x.load(ctx, l, s)
		l.batches.RUnlock()
		if err == nil {
			err = l.settle(ctx, settleAt)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// settleAt is how many bytes of record files are taken before what is loaded is written to its final place: enough that this
// is seldom, few enough that the log stays small beside the warehouse.
const settleAt = 512 << 20

// settle waits for the batches under way and writes what is loaded to its final place, if enough has been read since last.
func (l *loader) settle(ctx context.Context, enough int64) error {
	if l.progress.sinceSettled() < enough {
		return nil
	}
	l.batches.Lock()
	defer l.batches.Unlock()
	if l.progress.sinceSettled() < enough {
		return nil
	}
	l.progress.settled()
	return l.warehouse.Checkpoint(ctx, l.workers())
}

// byCouncil groups extracts that have not been refused.
func byCouncil(extracts []*extract) [][]*extract {
	var groups [][]*extract
	for _, x := range extracts {
		if x.result.Status == Refused {
			continue
		}
		i := slices.IndexFunc(groups, func(g []*extract) bool { return g[0].said.Council.Code == x.said.Council.Code })
		if i < 0 {
			groups = append(groups, []*extract{x})
			continue
		}
		groups[i] = append(groups[i], x)
	}
	return groups
}

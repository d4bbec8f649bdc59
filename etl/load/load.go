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
	"fmt"
	"maps"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/table"
	"github.com/careduty/careduty/internal/warehouse"
)

// DefaultMaxRejects is the percentage of a kind's rows that may be rejected before the extract is refused.
const DefaultMaxRejects = 5

// Options say what is loaded where.
type Options struct {
	Warehouse    string   // its file, made if it is not there
	Paths        []string // extract folders, .zip files, or folders of them
	MaxRejects   float64  // percentage of a kind's rows; 0 allows none
	Shorten      bool     // take an extract that covers fewer days than the one it replaces
	Older        bool     // take in an extract older than the one that stands, without letting it stand
	Restore      bool     // let bytes that are in the warehouse and do not stand stand again
	YesFewer     bool     // take an extract that brings far fewer records than the one it replaces
	SwitchSource bool     // let records take the place of Client Level Data, or the other way round
	Mapping      string   // a mapping.json that takes the place of any in the paths; empty for none
	CLD          *CLD     // the paths lead to Client Level Data, written so; nil for extracts of records
	Threads      int      // 0 leaves it to the machine
	MemoryMB     int      // of the whole process; 0 leaves it to the engine
	// Now is written in the log beside what is done; the zero time leaves it at the day the extract was produced.
	Now time.Time
	// Progress is told how far the load is, in bytes read and bytes in all; it may be nil. It is called by one at a time.
	Progress func(read, all int64)
}

// now is when something is done, but never before a day that is known to be past.
func (o Options) now(past time.Time) time.Time {
	if o.Now.Before(past) {
		return past
	}
	return o.Now
}

// loader is one run of Load.
type loader struct {
	options   Options
	warehouse *warehouse.Warehouse
	reader    *table.Reader
	keys      warehouse.Keys
	progress  *progress
	batches   sync.RWMutex // read-locked while a batch is under way
}

// Shares of the memory allowed. The engine keeps to its own; what checks rows is given the rest, and so is what the engine does not count.
const (
	engineShare = 0.5
	readerShare = 0.15
)

func share(mb int, of float64) int { return int(float64(mb) * of) }

// Load loads extracts, each whole or not at all; one that is refused does not keep the others out. The report says what
// became of each. The fault is Refused if any was refused, NotFound or Usage for a path that leads to none, Conflict if
// another process has the warehouse, and those of the warehouse and its keys; Unavailable for lack of memory or disk.
func Load(ctx context.Context, o Options) (Report, error) {
	if o.CLD != nil {
		return loadCLD(ctx, o)
	}
	sources, err := o.find()
	if err != nil {
		return Report{}, err
	}
	w, err := warehouse.Open(ctx, o.Warehouse, warehouse.Options{MemoryMB: share(o.MemoryMB, engineShare)})
	if err != nil {
		for _, s := range sources {
			s.Close()
		}
		return Report{}, err
	}
	report, err := into(ctx, w, o, openAll(sources))
	if closed := w.Close(); err == nil || fault.Is(err, fault.Refused) && closed != nil {
		err = errors.Join(closed, err)
	}
	return report, err
}

// Into is Load into a warehouse that is open already.
func Into(ctx context.Context, w *warehouse.Warehouse, o Options) (Report, error) {
	if o.CLD != nil {
		return takeCLD(ctx, w, o)
	}
	sources, err := o.find()
	if err != nil {
		return Report{}, err
	}
	return into(ctx, w, o, openAll(sources))
}

// find finds the extracts, and gives each the mapping that lies elsewhere, if there is one.
func (o Options) find() ([]*table.Source, error) {
	if o.Mapping == "" {
		return table.Find(o.Paths, declarationName, mappingName)
	}
	text, err := os.ReadFile(o.Mapping)
	if err != nil {
		return nil, fault.New(fault.NotFound, "The mapping cannot be read.", "Check the path and its permissions.").At(o.Mapping)
	}
	sources, err := table.Find(o.Paths, declarationName, mappingName)
	for _, s := range sources {
		s.Members = slices.DeleteFunc(s.Members, func(m table.Member) bool { return m.Base() == mappingName })
		s.Members = append(s.Members, table.Bytes(mappingName, text))
	}
	return sources, err
}

func openAll(sources []*table.Source) func(number, entry int) ([]*extract, error) {
	return func(number, entry int) ([]*extract, error) {
		out := make([]*extract, len(sources))
		for i, s := range sources {
			out[i] = open(s, number+i, entry+i)
		}
		return out, nil
	}
}

// into loads what opened gives, under the numbers that follow those in use.
func into(ctx context.Context, w *warehouse.Warehouse, o Options, opened func(number, entry int) ([]*extract, error)) (Report, error) {
	l := &loader{options: o, warehouse: w, reader: table.NewReader(share(o.MemoryMB, readerShare))}
	defer l.reader.Close() //nolint:errcheck // nothing is kept in it
	if o.MemoryMB > 0 {
		rest := int64(o.MemoryMB-share(o.MemoryMB, engineShare)-share(o.MemoryMB, readerShare)) << 20
		defer debug.SetMemoryLimit(debug.SetMemoryLimit(rest))
	}
	report, err := l.run(ctx, opened)
	if err == nil {
		err = report.fault()
	}
	return report, err
}

func (l *loader) run(ctx context.Context, opened func(number, entry int) ([]*extract, error)) (Report, error) {
	batches, err := l.warehouse.Batches(ctx)
	if err != nil {
		return Report{}, err
	}
	stands, err := l.warehouse.Standing(ctx)
	if err != nil {
		return Report{}, err
	}
	log, err := l.warehouse.Log(ctx)
	if err != nil {
		return Report{}, err
	}
	if l.keys, err = l.warehouse.FirstKeys(ctx); err != nil {
		return Report{}, err
	}
	if err := l.warehouse.Bulk(ctx); err != nil {
		return Report{}, err
	}
	number, entry := 1, 1
	if n := len(batches); n > 0 {
		number = batches[n-1].Number + 1
	}
	if n := len(log); n > 0 {
		entry = log[n-1].Number + 1
	}
	extracts, err := opened(number, entry)
	if err != nil {
		return Report{}, err
	}
	defer func() {
		for _, x := range extracts {
			x.close()
		}
	}()
	l.progress = newProgress(extracts, l.options.Progress)
	if separate(extracts, batches) {
		err = l.each(ctx, extracts, batches, stands)
		if settled := l.settle(ctx, 0); err == nil {
			err = settled
		}
	}
	report := Report{Extracts: make([]Extract, len(extracts))}
	for i, x := range extracts {
		x.result.Findings = x.found.list()
		report.Extracts[i] = x.result
	}
	return report, err
}

// separate refuses extracts that would put made-up and real councils together. Those that come together and disagree are all refused, since
// nobody can tell which of them is mistaken; it says whether any is to be loaded.
func separate(extracts []*extract, batches []warehouse.Batch) bool {
	var made, real []*extract
	for _, x := range extracts {
		switch {
		case x.result.Status == Refused:
		case x.said.Synthetic:
			made = append(made, x)
		default:
			real = append(real, x)
		}
	}
	if len(made) > 0 && len(real) > 0 {
		what := fmt.Sprintf("Of the extracts given together %d say that they are made up and %d that they are real, so nothing is loaded.", len(made), len(real))
		fewer, says := made, "made up"
		if len(real) < len(made) {
			fewer, says = real, "real"
		}
		names := make([]string, 0, len(fewer))
		for _, x := range fewer[:min(len(fewer), 5)] {
			names = append(names, x.result.Name)
		}
		fix := "Correct \"synthetic\" in extract.json, or load them apart, into warehouses of their own. " + strings.Join(names, ", ") + " says " + says + "."
		for _, x := range slices.Concat(made, real) {
			x.refuse(fault.New(fault.Refused, what, fix).At(x.result.Name))
		}
		return false
	}
	if len(batches) == 0 {
		return true
	}
	for _, x := range slices.Concat(made, real) {
		if x.said.Synthetic != batches[0].Synthetic {
			x.refuse(fault.New(fault.Refused, "Made-up and real data never share a warehouse.", "Load it into another one.").At(x.result.Name))
		}
	}
	return true
}

// each loads the extracts, those of different councils side by side and those of one council in the order given.
func (l *loader) each(ctx context.Context, extracts []*extract, batches []warehouse.Batch, stands map[string]map[string]int) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	queue := make(chan []*extract)
	var workers sync.WaitGroup
	for range l.workers() {
		workers.Go(func() {
			for group := range queue {
				if err := l.council(ctx, group, batches, stands); err != nil {
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
func (l *loader) council(ctx context.Context, group []*extract, batches []warehouse.Batch, stands map[string]map[string]int) error {
	s := &standing{kinds: map[string]int{}}
	maps.Copy(s.kinds, stands[group[0].said.Council.Code])
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

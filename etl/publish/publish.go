// Package publish turns a warehouse into a release: it counts every measure, protects the counts, and writes what may be shown.
//
// Exact counts enter this package from evaluate and do not leave it: a cell is drawn and gated (internal/disclosure) before it
// is handed to the release builder. The release is built under a hidden name, synced and renamed; a failure at any point
// leaves the releases directory as it was. The same inputs make no new release, and into another directory the same bytes.
package publish

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/careduty/careduty/etl/audit"
	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/etl/publish/ledger"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/internal/warehouse"
)

// Options say what is published, and where.
type Options struct {
	Warehouse   string
	Releases    string
	AsOf        time.Time // records as they stood on this day; zero is the latest day any council produced an extract
	PublishedOn time.Time // zero is AsOf
	ID          string    // zero is the day as of which, labelled if the records are made up
	Program     string    // name and version, for the manifest
	Threads     int
	MemoryMB    int
	Measures    []measure.Measure // empty: every measure of queries/
	Progress    func(done, total int, doing string)
}

// Outcome is what publish did.
type Outcome struct {
	ID        string
	Dir       string
	Cells     int64
	Unchanged bool // the same inputs were published before as ID

	Audit audit.Report // what the audit of a new release came to, in full: as private as the warehouse
}

// Publish makes a release of the warehouse, or finds that its inputs have been published already.
func Publish(ctx context.Context, o Options) (Outcome, error) {
	w, err := warehouse.Open(ctx, o.Warehouse, warehouse.Options{ReadOnly: true, Threads: o.Threads, MemoryMB: o.MemoryMB})
	if err != nil {
		return Outcome{}, err
	}
	defer w.Close() //nolint:errcheck // read only: nothing is lost
	r, err := w.AsOf(ctx, o.AsOf)
	if err != nil {
		return Outcome{}, err
	}
	defer r.Close() //nolint:errcheck // read only: nothing is lost
	keys, err := w.Keys()
	if err != nil {
		return Outcome{}, err
	}
	j, err := newJob(o, r, keys)
	if err != nil {
		return Outcome{}, err
	}
	if same, ok := j.published(); ok {
		return same, nil
	}
	return j.run(ctx)
}

// job is one release in the making.
type job struct {
	Options
	reading    *warehouse.Reading
	keys       warehouse.Keys
	noise      *disclosure.Noise
	all        []release.Listed   // everything in the directory
	existing   []release.Manifest // releases of the same day, oldest first
	manifest   release.Manifest
	engine     *evaluate.Engine
	ledger     *ledger.Ledger
	pending    *ledger.Pending
	plan       *plan
	insider    *insider
	roll       roll
	forgetting chan error                     // while the ledger forgets people; else nil
	tables     map[measure.ID]*evaluate.Table // counted and not drawn yet
	earlier    *earlier
	replay     bool // nothing is published: the truth behind a release is looked up again
}

// run counts, protects, writes, audits and renames.
func (j *job) run(ctx context.Context) (Outcome, error) {
	if err := j.open(ctx); err != nil {
		return Outcome{}, err
	}
	defer j.ledger.Close() //nolint:errcheck // committed, or not to be kept
	if err := j.openEarlier(ctx); err != nil {
		return Outcome{}, err
	}
	defer j.earlier.close()
	b, err := release.NewBuilder(j.Releases, j.manifest.ID)
	if err != nil {
		return Outcome{}, err
	}
	defer b.Abort() // after Commit nothing is left to remove
	if err := j.count(ctx); err != nil {
		return Outcome{}, err
	}
	if err := j.measures(ctx, b); err != nil {
		return Outcome{}, err
	}
	return j.finish(ctx, b)
}

// measures protects every measure; what is made is written meanwhile.
func (j *job) measures(ctx context.Context, b *release.Builder) error {
	w := newWriting(b.AddParts)
	for i, m := range j.Measures {
		if err := j.measure(ctx, i, m, w.add); err != nil {
			return errors.Join(err, w.end())
		}
	}
	return w.end()
}

// open opens the ledger and prepares the counting.
func (j *job) open(ctx context.Context) (err error) {
	if j.ledger, err = ledger.Open(ctx, j.Warehouse, fingerprint(j.keys)); err != nil {
		return err
	}
	if err = j.known(); err == nil {
		ipad, opad := disclosure.Pads(j.keys.Record)
		j.engine, err = evaluate.New(ctx, j.reading, evaluate.Options{RecordPads: [2][64]byte{opad, ipad}, People: !j.replay, Lot: moving})
	}
	if err != nil {
		_ = j.ledger.Close()
		return err
	}
	j.pending, j.plan, j.insider, j.roll = j.ledger.Begin(), j.newPlan(), newInsider(j.keys), roll{}
	j.insider.lot = j.engine.Share()
	return nil
}

// known refuses a directory with releases that this ledger has no memory of: their counts would be drawn a second time.
func (j *job) known() error {
	for _, l := range j.all {
		if !j.ledger.Knows(l.Manifest.ID) {
			return fault.New(fault.Refused, "The directory holds release "+l.Manifest.ID+", which this warehouse's ledger does not know: its counts would be "+
				"drawn a second time.", "Put the ledger back from a backup, or publish another warehouse into another directory.").At(j.Releases)
		}
	}
	if _, err := os.Stat(filepath.Join(j.Releases, j.manifest.ID)); err == nil && !j.replay {
		return fault.New(fault.Conflict, "A release with this id exists; a release is never edited.", "Publish under another id.").At(j.manifest.ID)
	}
	return nil
}

// count counts every measure for the periods that have to be, and settles the vintages that are due, for which everybody's contributions to
// all of them are needed.
func (j *job) count(ctx context.Context) error {
	due, wanted := j.plan.duePeriods(), map[measure.ID]func(*evaluate.Table, int) bool{}
	for i := range j.Measures {
		d := &j.Measures[i].Definition
		var err error
		if wanted[d.ID], err = j.plan.wanted(ctx, d, due); err != nil {
			return err
		}
	}
	tables, err := j.engine.CountAll(ctx, evaluate.Counting{
		Measures: j.Measures,
		Wanted:   func(t *evaluate.Table, i int) bool { return wanted[t.Measure.ID](t, i) },
		Doing:    func(done, all int, m measure.ID) { j.Progress(done, all+len(j.Measures), "counting "+string(m)) },
		Arrived:  j.arrive,
		Counted:  j.people,
	})
	if err := errors.Join(err, j.forgotten()); err != nil {
		return err
	}
	j.tables = map[measure.ID]*evaluate.Table{}
	for _, t := range tables {
		j.plan.cover(t)
		j.tables[t.Measure.ID] = t
	}
	if err := j.engine.Finish(ctx); err != nil {
		return err
	}
	if !j.replay {
		if err := j.ledger.Prune(ctx); err != nil {
			return err
		}
	}
	return j.plan.decide(ctx)
}

// arrive takes in who is in the records of some councils, before they are counted, and forgets whoever is gone from them. Of some, the audit looks
// for traces.
func (j *job) arrive(ctx context.Context, councils []string) error {
	if err := j.engine.Sample(ctx, traced, j.insider.trace); err != nil {
		return err
	}
	if err := j.roll.enrol(ctx, j.engine, councils); err != nil {
		return err
	}
	if !j.replay {
		j.forget(ctx, councils)
	}
	return nil
}

// people takes in what the people of some councils contribute.
func (j *job) people(ctx context.Context, _ []string) error {
	if ctx.Err() != nil {
		return fault.New(fault.Canceled, "Publishing was stopped; nothing was published.", "").Because(ctx.Err())
	}
	if j.replay {
		return nil
	}
	return errors.Join(j.plan.contributions(ctx), j.forgotten())
}

// measure hands on the cells of a measure, breakdown by breakdown.
func (j *job) measure(ctx context.Context, i int, m measure.Measure, add func(group) error) error {
	if err := ctx.Err(); err != nil {
		return fault.New(fault.Canceled, "Publishing was stopped; nothing was published.", "").Because(err)
	}
	all := len(j.Measures) * (1 + j.engine.Groups())
	j.Progress(all-len(j.Measures)+i, all, "drawing "+string(m.ID))
	t := j.tables[m.ID]
	delete(j.tables, m.ID)
	j.insider.place(t)
	p := newProtector(j, t)
	for i := range t.Breakdowns {
		g, err := p.breakdown(ctx, i)
		if err != nil {
			return err
		}
		if i == 0 {
			j.note(t, p)
		}
		if err := add(g); err != nil {
			return err
		}
	}
	return nil
}

// finish seals the candidate, has it attacked and puts it in place, unless its cells are those of a release that stands.
func (j *job) finish(ctx context.Context, b *release.Builder) (Outcome, error) {
	j.manifest.Content = b.Content()
	for _, old := range j.existing {
		if old.Content == j.manifest.Content && old.PublishedOn == j.manifest.PublishedOn {
			return j.outcome(old, b.Rows(), true), nil
		}
	}
	report, err := j.attack(ctx, b)
	if err != nil {
		return Outcome{}, err
	}
	j.Progress(len(j.Measures), len(j.Measures), "writing")
	if err := j.enter(ctx, report.Failed()); err != nil {
		return Outcome{}, err
	}
	if err := report.Fault(); err != nil {
		return Outcome{}, err
	}
	j.manifest.Audit = report.Published()
	if _, err := b.Seal(j.manifest); err != nil {
		return Outcome{}, err
	}
	// The ledger has the entry by now: should this fail, the same release is made again from what it holds.
	if err := b.Commit(ctx); err != nil {
		return Outcome{}, err
	}
	out := j.outcome(j.manifest, b.Rows(), false)
	out.Audit = report
	return out, nil
}

// attack audits the sealed candidate with the truth at hand.
func (j *job) attack(ctx context.Context, b *release.Builder) (audit.Report, error) {
	j.Progress(len(j.Measures), len(j.Measures), "writing")
	dir, err := b.Seal(j.manifest)
	if err != nil {
		return audit.Report{}, err
	}
	j.Progress(len(j.Measures), len(j.Measures), "auditing")
	return audit.Run(ctx, audit.Options{Releases: j.Releases, Candidate: dir, Insider: j.insider})
}

// enter adds the release, or the candidate that failed, to the ledger.
func (j *job) enter(ctx context.Context, failed string) error {
	if failed == "" {
		if err := j.plan.record(ctx, j.pending); err != nil {
			return err
		}
	}
	return j.pending.Commit(ctx, ledger.Entry{
		Release: j.manifest.ID, PublishedOn: j.PublishedOn, Program: j.Program, TableHash: j.noise.Table().Hash(), Failed: failed,
	})
}

func (j *job) outcome(m release.Manifest, rows int64, unchanged bool) Outcome {
	return Outcome{ID: m.ID, Dir: fmt.Sprintf("%s/%s", j.Releases, m.ID), Cells: rows, Unchanged: unchanged}
}

// published finds a release of the same inputs.
func (j *job) published() (Outcome, bool) {
	for _, old := range j.existing {
		if old.Inputs == j.manifest.Inputs {
			return j.outcome(old, rows(old), true), true
		}
	}
	return Outcome{}, false
}

func rows(m release.Manifest) int64 {
	var n int64
	for _, f := range m.Files {
		n = max(n, f.Rows)
	}
	return n
}

// Package publish turns a warehouse into a release: it counts every measure, protects the counts, and writes what may be shown.
//
// Exact counts enter this package from evaluate and do not leave it: a cell is drawn and gated (internal/disclosure) before it
// is handed to the release builder. The release is built under a hidden name, synced and renamed; a failure at any point
// leaves the releases directory as it was. The same inputs make no new release, and into another directory the same bytes.
package publish

import (
	"context"
	"fmt"
	"time"

	"github.com/careduty/careduty/etl/evaluate"
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
	reading  *warehouse.Reading
	keys     warehouse.Keys
	noise    *disclosure.Noise
	existing []release.Manifest // releases of the same day, oldest first
	manifest release.Manifest
	engine   *evaluate.Engine
}

// run counts, protects, writes and renames.
func (j *job) run(ctx context.Context) (Outcome, error) {
	b, err := release.NewBuilder(j.Releases, j.manifest.ID)
	if err != nil {
		return Outcome{}, err
	}
	defer b.Abort() // after Commit nothing is left to remove
	ipad, opad := disclosure.Pads(j.keys.Record)
	j.engine, err = evaluate.New(ctx, j.reading, evaluate.Options{RecordPads: [2][64]byte{opad, ipad}})
	if err != nil {
		return Outcome{}, err
	}
	for i, m := range j.Measures {
		j.Progress(i, len(j.Measures), string(m.ID))
		if err := j.measure(ctx, b, m); err != nil {
			return Outcome{}, err
		}
	}
	j.Progress(len(j.Measures), len(j.Measures), "writing")
	return j.finish(ctx, b)
}

// measure counts one measure and adds its cells, breakdown by breakdown.
func (j *job) measure(ctx context.Context, b *release.Builder, m measure.Measure) error {
	if err := ctx.Err(); err != nil {
		return fault.New(fault.Canceled, "Publishing was stopped; nothing was published.", "").Because(err)
	}
	t, err := j.engine.Count(ctx, m)
	if err != nil {
		return err
	}
	j.note(t)
	p := newProtector(t, j.noise)
	for i := range t.Breakdowns {
		if err := b.Add(p.breakdown(i)); err != nil {
			return err
		}
	}
	return nil
}

// finish seals the candidate and puts it in place, unless its cells are those of a release that stands.
func (j *job) finish(ctx context.Context, b *release.Builder) (Outcome, error) {
	j.manifest.Content = b.Content()
	for _, old := range j.existing {
		if old.Content == j.manifest.Content && old.PublishedOn == j.manifest.PublishedOn {
			return j.outcome(old, b.Rows(), true), nil
		}
	}
	if _, err := b.Seal(j.manifest); err != nil {
		return Outcome{}, err
	}
	if err := b.Commit(ctx); err != nil {
		return Outcome{}, err
	}
	return j.outcome(j.manifest, b.Rows(), false), nil
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

package publish

import (
	"context"
	"os"
	"slices"
	"time"

	"github.com/careduty/careduty/etl/publish/ledger"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/internal/warehouse"
	"github.com/careduty/careduty/queries"
)

// inputs are what the stages read, opened once.
type inputs struct {
	Options
	warehouse *warehouse.Warehouse
	reading   *warehouse.Reading
	keys      warehouse.Keys
	noise     *disclosure.Noise
	ledger    *ledger.Ledger
	listed    []release.Listed // everything in the directory, newest first
}

// open opens what the stages read, and refuses what must not be published: another sort of records, or counts that would be drawn twice.
func open(ctx context.Context, o Options) (in *inputs, err error) {
	in = &inputs{Options: o}
	defer func() {
		if err != nil {
			in.close()
		}
	}()
	if in.Progress == nil {
		in.Progress = func(int, int, string) {}
	}
	if len(in.Measures) == 0 {
		if in.Measures, err = measure.Load(queries.Files); err != nil {
			return in, err
		}
	}
	if in.warehouse, err = warehouse.Open(ctx, o.Warehouse, warehouse.Options{ReadOnly: true, Threads: o.Threads, MemoryMB: o.MemoryMB}); err != nil {
		return in, err
	}
	if in.reading, err = in.warehouse.AsOf(ctx, o.AsOf); err != nil {
		return in, err
	}
	in.AsOf = in.reading.AsOf
	if in.PublishedOn.IsZero() {
		in.PublishedOn = in.AsOf
	}
	if in.PublishedOn.Before(in.AsOf) {
		return in, fault.New(fault.Usage, "A release cannot be published before the day its records stand as of.", "Give a later --published-on.")
	}
	if in.keys, err = in.warehouse.Keys(); err != nil {
		return in, err
	}
	if in.noise, err = disclosure.NewNoise(disclosure.Standard(), in.keys.Noise[:]); err != nil {
		return in, err
	}
	if in.listed, err = release.List(o.Releases); err != nil {
		return in, err
	}
	in.listed = slices.DeleteFunc(in.listed, func(l release.Listed) bool { return o.before != nil && !o.before(l.Manifest) })
	if err = in.oneSort(); err != nil {
		return in, err
	}
	in.ledger, err = ledger.Open(ctx, o.Warehouse, owner(in.keys))
	if err != nil {
		in.ledger = nil
	}
	return in, err
}

// owner is whose ledger the warehouse's is.
func owner(k warehouse.Keys) ledger.Owner {
	return ledger.Owner{Fingerprint: fingerprint(k), Table: disclosure.Standard().Hash()}
}

// close lets all of it go.
func (in *inputs) close() {
	if in.ledger != nil {
		_ = in.ledger.Close() // committed, or not to be kept
	}
	if in.reading != nil {
		_ = in.reading.Close() // read only: nothing is lost
	}
	if in.warehouse != nil {
		_ = in.warehouse.Close() // read only: nothing is lost
	}
}

// oneSort refuses to put made-up records beside real ones, or releases of this edition beside those of the first.
func (in *inputs) oneSort() error {
	for _, l := range in.listed {
		switch {
		case l.Manifest.Synthetic != in.reading.Synthetic:
			return fault.New(fault.Refused, "A releases directory is all made-up or all real, and this one is of the other sort.",
				"Publish into another directory.").At(in.Releases)
		case l.Manifest.Format < release.Format:
			return fault.New(fault.Refused, "The directory holds release "+l.Manifest.ID+" of the first edition, whose counts were drawn in another way; beside them "+
				"this one's would be a second draw.", "Begin a new warehouse and publish into a new directory; the old one stays readable.").At(in.Releases)
		}
	}
	return nil
}

// known says that the ledger knows every release of the directory: one that is older, put back from a backup, must not be gone on with.
func known(in *inputs) error {
	for _, l := range in.listed {
		if !in.ledger.Knows(l.Manifest.ID) {
			return fault.New(fault.Refused, "The directory holds release "+l.Manifest.ID+", which this warehouse's ledger does not know: its counts would be "+
				"drawn a second time.", "Put the ledger back from a backup, rebuild it with careduty ledger recover, or publish another warehouse into another directory.").At(in.Releases)
		}
	}
	return nil
}

// free says that no release has the id.
func free(in *inputs, id string) error {
	if _, err := os.Stat(in.dir(id)); err == nil {
		return fault.New(fault.Conflict, "A release with this id exists; a release is never edited.", "Publish under another id.").At(id)
	}
	return nil
}

func day(t time.Time) string { return t.Format(time.DateOnly) }

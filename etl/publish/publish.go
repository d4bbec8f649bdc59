// Package publish turns a warehouse into a release, in stages, each a function of what the one before it gave:
//
//	plan    which cells there are, and which of them are drawn, and from whose records   plan.go, corrections.go
//	count   exact counts, and what each person contributes                             count.go, people.go
//	settle  which vintages open: those in which enough people changed                  settle.go
//	draw    a published count for every set of people, or the one drawn before         draw.go
//	gate    what may be shown, from drawn counts alone                                 gate.go, cells.go
//	attack  the candidate, with the truth at hand                                      attack.go
//	seal    the ledger's entry, and the release renamed into place                     seal.go
//
// Exact counts enter this package from evaluate and do not leave it. The release is built under a hidden name, synced and renamed; a failure
// at any point leaves the releases directory as it was. The same inputs make no new release, and into another directory the same bytes.
// Why it is done so: docs/disclosure.md.
package publish

import (
	"context"
	"fmt"
	"time"

	"github.com/careduty/careduty/etl/audit"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
)

// Options say what is published, and where.
type Options struct {
	Warehouse   string
	Releases    string
	AsOf        time.Time // records as they stood on this day; zero is the latest day any council produced an extract
	PublishedOn time.Time // zero is AsOf
	ID          string    // empty is the day as of which, labelled if the records are made up
	Program     string    // name and version, for the manifest
	Build       string    // which build of that version: another may count or word differently, so its inputs are not the same
	Threads     int
	MemoryMB    int
	Measures    []measure.Measure // empty: every measure of queries/
	Progress    func(done, total int, doing string)

	// Backup is a directory that the warehouse and its ledger are copied into as the last step, below the release's id; empty for none. The keys
	// are not among them: who has both can tell who is counted where.
	Backup string

	// Claim keeps the id for the release sealed in a directory, before it is entered into the ledger: where others publish to the same place, one
	// of them is told here and has lost nothing. Nil where there are no others.
	Claim func(ctx context.Context, id, sealed string) error

	before func(release.Manifest) bool // which releases of the directory were there; nil for all
}

// Outcome is what publish did.
type Outcome struct {
	ID        string
	Dir       string
	Cells     int64
	Unchanged bool     // the same inputs were published before as ID
	Backup    string   // where warehouse and ledger were copied to; empty for nowhere
	Notes     []string // what the operator should know: corrections taken in or waiting, areas that open no further vintage

	Audit audit.Report // what the audit of a new release came to, in full: as private as the warehouse
}

// Publish makes a release of the warehouse, or finds that its inputs have been published already.
func Publish(ctx context.Context, o Options) (Outcome, error) {
	in, err := open(ctx, o)
	if err != nil {
		return Outcome{}, err
	}
	defer in.close()
	out, err := publishFrom(ctx, in)
	if err == nil && o.Backup != "" {
		out.Backup, err = backup(in, out.ID)
	}
	return out, err
}

func publishFrom(ctx context.Context, in *inputs) (Outcome, error) {
	m, err := describe(in)
	if err != nil {
		return Outcome{}, err
	}
	if err := known(in); err != nil {
		return Outcome{}, err
	}
	if old, ok := published(in, m); ok {
		return Outcome{ID: old.ID, Dir: in.dir(old.ID), Cells: rowsOf(old), Unchanged: true}, nil
	}
	if err := free(in, m.ID); err != nil {
		return Outcome{}, err
	}
	plan, err := makePlan(ctx, in)
	if err != nil {
		return Outcome{}, err
	}
	counts, err := count(ctx, in, plan)
	if err != nil {
		return Outcome{}, err
	}
	if plan, err = settle(ctx, in, plan, counts); err != nil {
		return Outcome{}, err
	}
	made, err := attempt(ctx, in, plan, counts, m)
	if err == nil && made.report.RarePair() {
		// The one case in which a count is drawn again: nobody has seen the first draw. All that no release has shown is drawn under the next salt.
		err = failed(ctx, in, made)
		made.abort()
		if err == nil {
			plan.salt = 1
			made, err = attempt(ctx, in, plan, counts, m)
		}
	}
	if err != nil {
		return Outcome{}, err
	}
	defer made.abort() // after it was put in place nothing is left to remove
	return finish(ctx, in, plan, counts, made)
}

// attempt draws, gates, writes and attacks a candidate.
func attempt(ctx context.Context, in *inputs, p plan, c counts, m release.Manifest) (candidate, error) {
	made, err := write(ctx, in, p, c, m)
	if err != nil {
		return made, err
	}
	if made.same != nil {
		return made, nil
	}
	if made.report, err = attack(ctx, in, made); err != nil {
		made.abort()
	}
	return made, err
}

// finish puts a candidate that withstood its audit into the ledger and in place.
func finish(ctx context.Context, in *inputs, p plan, c counts, made candidate) (Outcome, error) {
	if made.same != nil {
		return Outcome{ID: made.same.ID, Dir: in.dir(made.same.ID), Cells: made.builder.Rows(), Unchanged: true}, nil
	}
	if err := made.report.Fault(); err != nil {
		if entered := failed(ctx, in, made); entered != nil {
			return Outcome{}, entered
		}
		return Outcome{}, err
	}
	if err := seal(ctx, in, p, c, made); err != nil {
		return Outcome{}, err
	}
	return Outcome{ID: made.manifest.ID, Dir: in.dir(made.manifest.ID), Cells: made.builder.Rows(), Notes: p.notes, Audit: made.report}, nil
}

func (in *inputs) dir(id string) string { return fmt.Sprintf("%s/%s", in.Releases, id) }

func rowsOf(m release.Manifest) int64 {
	var n int64
	for _, f := range m.Files {
		n = max(n, f.Rows)
	}
	return n
}

// stopped says that publishing was stopped, if it was.
func stopped(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fault.New(fault.Canceled, "Publishing was stopped; nothing was published.", "").Because(err)
	}
	return nil
}

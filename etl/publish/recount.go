package publish

import (
	"context"
	"time"

	"github.com/careduty/careduty/etl/audit"
	"github.com/careduty/careduty/etl/publish/ledger"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/queries"
)

// AuditOptions say which releases are attacked, and with what in hand.
type AuditOptions struct {
	Releases  string
	Warehouse string // empty: what the public could run
	Threads   int
	MemoryMB  int
	Progress  func(done, total int, doing string)
}

// Audit attacks the newest release of a directory with all others in hand. With the warehouse it is scored against the truth: the records
// are counted again as of the release's day, and the ledger says which of its counts are still of the same people. Nothing is written.
func Audit(ctx context.Context, o AuditOptions) (audit.Report, error) {
	if o.Progress == nil {
		o.Progress = func(int, int, string) {}
	}
	run := audit.Options{Releases: o.Releases, Progress: func(attack string) { o.Progress(1, 1, attack) }}
	if o.Warehouse == "" {
		return audit.Run(ctx, run)
	}
	all, err := release.List(o.Releases)
	if err != nil {
		return audit.Report{}, err
	}
	if len(all) == 0 {
		return audit.Report{}, fault.New(fault.NotFound, "There is no release to attack.", "Publish one, or check the directory.").At(o.Releases)
	}
	if !ledger.Exists(o.Warehouse) {
		return audit.Report{}, fault.New(fault.NotFound, "The warehouse has published nothing: it has no ledger.",
			"Leave --warehouse out, or name the one the releases were made from.").At(o.Warehouse)
	}
	if run.Truth, err = recount(ctx, o, all[0].Manifest); err != nil {
		return audit.Report{}, err
	}
	return audit.Run(ctx, run)
}

// recount finds the truth behind a release again.
func recount(ctx context.Context, o AuditOptions, m release.Manifest) (*audit.Truth, error) {
	again, err := optionsOf(Options{Warehouse: o.Warehouse, Releases: o.Releases, Threads: o.Threads, MemoryMB: o.MemoryMB, Progress: o.Progress}, m)
	if err != nil {
		return nil, err
	}
	in, err := open(ctx, again)
	if err != nil {
		return nil, err
	}
	defer in.close()
	p, err := makePlan(ctx, in)
	if err != nil {
		return nil, err
	}
	// Nothing opens, and everything is counted: what was drawn is held against the people there were.
	p.mayOpen, p.here, p.marked = map[ledger.AreaEnd]disclosure.Vintage{}, map[int]bool{}, takenIn(in.ledger.Corrections())
	c, err := count(ctx, in, p)
	if err != nil {
		return nil, err
	}
	made := candidate{truth: truth(in, c)}
	for i := range in.Measures {
		if err := stopped(ctx); err != nil {
			return nil, err
		}
		made.note(draw(&p, c, in.noise, i))
	}
	return made.truth, nil
}

// optionsOf are the options by which a release was made.
func optionsOf(o Options, m release.Manifest) (Options, error) {
	var err error
	if o.AsOf, err = time.Parse(time.DateOnly, m.AsOf); err == nil {
		o.PublishedOn, err = time.Parse(time.DateOnly, m.PublishedOn)
	}
	if err != nil {
		return o, fault.New(fault.Refused, "The release does not say as of which day its records stood, or when it was published.", "").At(m.ID)
	}
	o.ID, o.Program, o.Build = m.ID, m.Program, m.Build
	o.Measures, err = asPublished(m)
	return o, err
}

// asPublished are the measures of a release with their queries. One whose definition has changed since cannot be counted again.
func asPublished(m release.Manifest) ([]measure.Measure, error) {
	all, err := measure.Load(queries.Files)
	if err != nil {
		return nil, err
	}
	now := map[measure.ID]measure.Measure{}
	for _, x := range all {
		now[x.ID] = x
	}
	var out []measure.Measure
	for _, d := range m.Measures {
		x, ok := now[d.ID]
		if !ok || x.Version != d.Version {
			return nil, fault.New(fault.Conflict, "Measure "+string(d.ID)+" has changed since the release was made, so the truth behind it cannot be counted again.",
				"Use the program that made the release.").At(m.ID)
		}
		out = append(out, x)
	}
	return out, nil
}

package publish

import (
	"context"
	"time"

	"github.com/careduty/careduty/etl/audit"
	"github.com/careduty/careduty/etl/publish/ledger"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/internal/warehouse"
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
	if o.Warehouse == "" {
		return audit.Run(ctx, audit.Options{Releases: o.Releases, Progress: func(attack string) { o.Progress(0, 1, attack) }})
	}
	newest, err := newestOf(o.Releases)
	if err != nil {
		return audit.Report{}, err
	}
	if !ledger.Exists(o.Warehouse) {
		return audit.Report{}, fault.New(fault.NotFound, "The warehouse has published nothing: it has no ledger.",
			"Leave --warehouse out, or name the one the releases were made from.").At(o.Warehouse)
	}
	truth, err := recount(ctx, o, newest)
	if err != nil {
		return audit.Report{}, err
	}
	return audit.Run(ctx, audit.Options{Releases: o.Releases, Insider: truth, Progress: func(attack string) { o.Progress(1, 1, attack) }})
}

func newestOf(dir string) (release.Manifest, error) {
	all, err := release.List(dir)
	if err != nil {
		return release.Manifest{}, err
	}
	if len(all) == 0 {
		return release.Manifest{}, fault.New(fault.NotFound, "There is no release to attack.", "Publish one, or check the directory.").At(dir)
	}
	return all[0].Manifest, nil
}

// recount finds the truth behind a release again.
func recount(ctx context.Context, o AuditOptions, m release.Manifest) (*insider, error) {
	w, err := warehouse.Open(ctx, o.Warehouse, warehouse.Options{ReadOnly: true, Threads: o.Threads, MemoryMB: o.MemoryMB})
	if err != nil {
		return nil, err
	}
	defer w.Close() //nolint:errcheck // read only: nothing is lost
	asOf, err := time.Parse(time.DateOnly, m.AsOf)
	if err != nil {
		return nil, fault.New(fault.Refused, "The release does not say as of which day its records stood.", "").At(m.ID)
	}
	r, err := w.AsOf(ctx, asOf)
	if err != nil {
		return nil, err
	}
	defer r.Close() //nolint:errcheck // read only: nothing is lost
	keys, err := w.Keys()
	if err != nil {
		return nil, err
	}
	measures, err := asPublished(m)
	if err != nil {
		return nil, err
	}
	published, _ := time.Parse(time.DateOnly, m.PublishedOn)
	j, err := newJob(Options{
		Warehouse: o.Warehouse, Releases: o.Releases, AsOf: asOf, PublishedOn: published, Measures: measures, Progress: o.Progress,
	}, r, keys)
	if err != nil {
		return nil, err
	}
	j.replay = true
	if err := j.open(ctx); err != nil {
		return nil, err
	}
	defer j.ledger.Close() //nolint:errcheck // nothing is written
	if err := j.count(ctx); err != nil {
		return nil, err
	}
	for i, m := range measures {
		if err := j.measure(ctx, i, m, func(group) error { return nil }); err != nil {
			return nil, err
		}
	}
	return j.insider, nil
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
				"Use the program that made the release, or leave --warehouse out.").At(m.ID)
		}
		out = append(out, x)
	}
	return out, nil
}

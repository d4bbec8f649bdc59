package publish

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"maps"
	"slices"
	"strings"

	"github.com/careduty/careduty/etl/audit"
	"github.com/careduty/careduty/etl/publish/ledger"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/internal/warehouse"
	"golang.org/x/sync/errgroup"
)

// candidate is a release in the making: written under a hidden name, sealed, and attacked.
type candidate struct {
	builder  *release.Builder
	manifest release.Manifest
	same     *release.Manifest // a release of the same day with the same cells: there is nothing to publish
	truth    *audit.Truth
	drawn    []ledger.Drawn
	report   audit.Report
}

func (c *candidate) abort() {
	if c.builder != nil {
		c.builder.Abort()
	}
}

// write draws, gates and writes every measure, one after the other; while one is written the next is drawn.
func write(ctx context.Context, in *inputs, p plan, c counts, m release.Manifest) (candidate, error) {
	made := candidate{truth: truth(in, c)}
	var err error
	if made.builder, err = release.NewBuilder(in.Releases, m.ID); err != nil {
		return made, err
	}
	writing, ctx := errgroup.WithContext(ctx)
	groups := make(chan [][]release.Cell)
	writing.Go(func() error {
		for cells := range groups {
			for _, g := range cells {
				if err := made.builder.Add(g); err != nil {
					return err
				}
			}
		}
		return nil
	})
	writing.Go(func() error {
		defer close(groups)
		for i := range in.Measures {
			in.Progress(len(in.Measures)+i, 2*len(in.Measures), "drawing "+string(in.Measures[i].ID))
			d := draw(&p, c, in.noise, i)
			membership(&m, d)
			made.note(d)
			select {
			case groups <- print(d):
			case <-ctx.Done(): // the disk is full, or publishing was stopped
				return stopped(ctx)
			}
		}
		return nil
	})
	if err := writing.Wait(); err != nil {
		made.abort()
		return made, err
	}
	m.Content = made.builder.Content()
	made.manifest = m
	_, existing := sameDay(in)
	for i := range existing {
		if existing[i].Content == m.Content && existing[i].PublishedOn == m.PublishedOn {
			made.same = &existing[i]
			made.abort()
		}
	}
	return made, nil
}

// note keeps the truth behind a measure's rows, and what the ledger is to remember of them.
func (c *candidate) note(d *drawing) {
	for b := range d.groups {
		g := &d.groups[b]
		at := audit.Group{Measure: d.measure.ID, Dimension: g.Dimension}
		cells := make([]audit.Cell, len(g.rows))
		for i := range g.rows {
			cells[i] = g.rows[i].Cell
		}
		c.truth.Cells[at] = cells
		if d.measure.Kind.Median() {
			for i := range g.rows {
				c.truth.Medians[at] = append(c.truth.Medians[at], g.rows[i].median)
			}
		}
		for i := range g.sites {
			if s := &g.sites[i]; b == 0 && s.status == "" && s.area.Level == area.Council {
				c.truth.Hashes = append(c.truth.Hashes, hashesOf(&g.rows[i].Cell)...)
			}
		}
		c.drawn = append(c.drawn, drawnOf(d, g)...)
	}
}

// hashesOf are the set hashes of a cell, of which none may be in a release.
func hashesOf(c *audit.Cell) (out []uint64) {
	for _, x := range c {
		if x.N > 0 {
			out = append(out, x.S)
		}
	}
	return out
}

// attack has the candidate attacked, with the truth at hand.
func attack(ctx context.Context, in *inputs, made candidate) (audit.Report, error) {
	in.Progress(2*len(in.Measures), 2*len(in.Measures), "writing")
	dir, err := made.builder.Seal(made.manifest)
	if err != nil {
		return audit.Report{}, err
	}
	in.Progress(2*len(in.Measures), 2*len(in.Measures), "auditing")
	slices.Sort(made.truth.Hashes)
	made.truth.Hashes = slices.Compact(made.truth.Hashes)
	return audit.Run(ctx, audit.Options{Releases: in.Releases, Candidate: dir, Truth: made.truth})
}

// truth is what is known before anything is drawn: people, and what must be nowhere.
func truth(in *inputs, c counts) *audit.Truth {
	out := &audit.Truth{
		PeopleInCouncil: average(c.residents),
		Cells:           map[audit.Group][]audit.Cell{}, Medians: map[audit.Group][]disclosure.Median{}, Secrets: secrets(in.keys), Hashes: slices.Clone(c.traces),
	}
	for _, council := range slices.Sorted(maps.Keys(c.sample)) {
		for _, key := range slices.Sorted(maps.Keys(c.sample[council])) {
			out.People = append(out.People, *c.sample[council][key])
		}
	}
	for _, x := range out.People[:min(len(out.People), traced)] {
		out.Hashes = append(out.Hashes, x.Key)
	}
	return out
}

// average is how many people a council has on record, of those there are records of.
func average(residents map[string]int) float64 {
	sum := 0
	for _, n := range residents {
		sum += n
	}
	return float64(sum) / float64(max(1, len(residents)))
}

// secrets are the keys in every form they might be written in.
func secrets(k warehouse.Keys) (out []string) {
	for _, k := range []warehouse.Key{k.Reference, k.Record, k.Noise} {
		text := hex.EncodeToString(k[:])
		out = append(out, string(k[:]), text, strings.ToUpper(text), base64.StdEncoding.EncodeToString(k[:]))
	}
	return out
}

// Package releasetest writes made-up releases for tests and benchmarks: every council, plausible figures, each status, ranks,
// and an edition of official statistics beside them. The same options make the same bytes.
package releasetest

import (
	"context"
	"path/filepath"

	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// Options say how large a release is. The zero value is small: every measure of Definitions, two years, two dimensions.
type Options struct {
	ID          string        // default synthetic-2026-03-31
	PublishedOn string        // default the date in ID
	Last        period.Period // the newest quarter; default 2025-26-Q4
	Years       int           // default 2
	Measures    int           // more than there are definitions: copies are numbered
	Dimensions  []string      // default age_band and sex; "all" for every dimension of the measure
	Shift       int           // moves every figure, so that two releases differ
	Withheld    measure.ID    // a measure that has no figure in any period
	Unfinished  measure.ID    // a measure whose newest quarter and year were drawn before the follow-up was over
	NoOfficial  bool          // leave the official edition out of the manifest
}

// ID is the id of a release written with the zero Options.
const ID = "synthetic-2026-03-31"

// Edition is the id of the official edition.
const Edition = "ascof-2024-25"

func (o Options) filled() Options {
	if o.ID == "" {
		o.ID = ID
	}
	if o.PublishedOn == "" {
		o.PublishedOn = o.ID[len(release.SyntheticPrefix):][:10]
	}
	if o.Last == (period.Period{}) {
		o.Last = period.Period{Start: 2025, Q: 4}
	}
	if o.Years == 0 {
		o.Years = 2
	}
	if o.Dimensions == nil {
		o.Dimensions = []string{"age_band", "sex"}
	}
	return o
}

// Write builds a release in a directory and the official edition below it, where it is not there yet.
func Write(ctx context.Context, dir string, o Options) error {
	o = o.filled()
	if !o.NoOfficial {
		if err := writeOfficial(ctx, filepath.Join(dir, release.OfficialDir)); err != nil {
			return err
		}
	}
	b, err := release.NewBuilder(dir, o.ID)
	if err != nil {
		return err
	}
	m := manifest(o)
	for _, d := range m.Measures {
		if err := addMeasure(b, o, d); err != nil {
			b.Abort()
			return err
		}
	}
	if _, err := b.Seal(m); err != nil {
		b.Abort()
		return err
	}
	return b.Commit(ctx)
}

func manifest(o Options) release.Manifest {
	m := release.Manifest{
		Kind: release.KindRelease, Synthetic: true, Title: "Made-up figures on Care Act planning",
		AsOf: o.PublishedOn, PublishedOn: o.PublishedOn, Program: "careduty test", Inputs: "made up",
		Licence: release.Licence, LicenceURL: release.LicenceURL, Attribution: release.Attribution,
		Measures: Definitions(o.Measures), Coverage: map[string][]release.Coverage{}, Missing: map[string][]release.MissingSpan{},
		Disclosure: &release.Disclosure{Method: "none: the figures are made up", Table: "", Words: "No person stands behind any of these figures."},
	}
	for _, p := range quarters(o) {
		m.Periods = append(m.Periods, p.String())
	}
	if !o.NoOfficial {
		m.Official = []string{Edition}
	}
	for i := range m.Measures {
		if d := &m.Measures[i]; d.ID == o.Unfinished {
			d.FollowUp = "3 months"
			m.Unfinished = map[string][]release.OpenSpan{string(d.ID): {{Period: o.Last.String()}, {Period: o.Last.Year().String()}}}
		}
	}
	return m
}

func addMeasure(b *release.Builder, o Options, d measure.Definition) error {
	dims := o.Dimensions
	if len(dims) == 1 && dims[0] == "all" {
		dims = d.Breakdowns()
	}
	for _, id := range append([]string{""}, dims...) {
		cells := cellsOf(o, d, id)
		if id == "" {
			rank(d, cells)
		}
		if err := b.Add(cells); err != nil {
			return err
		}
	}
	return nil
}

func quarters(o Options) []period.Period {
	var out []period.Period
	for n := 4*o.Years - 1; n >= 0; n-- {
		out = append(out, o.Last.Add(-n))
	}
	return out
}

// periods are those a measure is stored for: years of a yearly one, quarters of a snapshot, both of the rest.
func periods(o Options, d measure.Definition) []period.Period {
	var out []period.Period
	for _, q := range quarters(o) {
		if !d.Yearly() {
			out = append(out, q)
		}
		if q.Q == 4 && (d.Yearly() || d.Grain != measure.Snapshot) {
			out = append(out, q.Year())
		}
	}
	return out
}

// Package official turns published official statistics into an edition: an immutable directory below official/ that is served
// beside the figures of this project and never mixed with them.
//
// An edition holds what its publisher published, as published: value, numerator and denominator, with [c], [x] and [z] kept
// as status. Nothing in it was counted, drawn, withheld or ranked here, so no disclosure rule and no label of made-up data
// touches it. The edition known today is ASCOF 2024-25: the measures of the Adult Social Care Outcomes Framework that are made
// from Client Level Data. Its source: data/SOURCES.md.
package official

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// Options say what is published and where.
type Options struct {
	Paths    []string // CSV files, plain or gzipped, or folders that hold one; none means the copy inside the program
	Releases string   // the releases directory; editions go into official/ below it
	Program  string   // name and version for the manifest; "careduty" if empty
}

// Edition is one edition that stands in the releases directory.
type Edition struct {
	ID        string // ascof-2024-25
	Dir       string
	Series    int
	Rows      int
	Unchanged bool // it stood there before, made from the same source
}

// The edition of ASCOF 2024-25.
const (
	ascofID     = "ascof-2024-25"
	ascofSource = "ascof"
	ascofTitle  = "Adult Social Care Outcomes Framework (ASCOF), England, 2024-25: measures made from Client Level Data"
	attribution = "Measures from the Adult Social Care Outcomes Framework, England, 2024 to 2025, Department of Health and Social " +
		"Care. Contains public sector information licensed under the Open Government Licence v3.0."
)

var ascofYear = period.Period{Start: 2024}

// Publish writes the editions the paths hold and says which now stand. The same source again changes nothing; another source
// for an edition that stands is a Conflict, because an edition is never edited. A path that is missing is NotFound; a file
// that is not what it should be is Refused, naming file and line.
func Publish(ctx context.Context, o Options) ([]Edition, error) {
	if o.Releases == "" {
		return nil, fault.New(fault.Usage, "No releases directory is given.", "Name one with --releases.")
	}
	sources, err := open(o.Paths)
	if err != nil {
		return nil, err
	}
	var out []Edition
	for _, s := range sources {
		e, err := publish(ctx, o, s)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

func publish(ctx context.Context, o Options, s source) (Edition, error) {
	figures, err := parse(s.name, s.text)
	if err != nil {
		return Edition{}, err
	}
	parent := filepath.Join(o.Releases, "official")
	e := Edition{ID: ascofID, Dir: filepath.Join(parent, ascofID), Series: len(ascof), Rows: len(ascof) * len(area.All())}
	e.Unchanged, err = stands(e.Dir, s.digest)
	if err != nil || e.Unchanged {
		return e, err
	}
	return e, write(ctx, parent, figures, manifest(s, o.Program))
}

// stands says whether the edition is there already, made from the source with the digest.
func stands(dir, digest string) (bool, error) {
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	var m release.Manifest
	text, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err == nil {
		err = json.Unmarshal(text, &m)
	}
	if err != nil {
		return false, fault.New(fault.Conflict, "An edition with this id stands here, but its manifest cannot be read.",
			"Restore the directory from a copy, or remove it and publish the edition again.").At(dir).Because(err)
	}
	if m.Inputs != digest {
		return false, fault.New(fault.Conflict, "This edition was made from another source, and an edition is never edited.",
			"Keep the edition, or publish this source into another releases directory.").At(dir)
	}
	return true, nil
}

// write builds the edition under a hidden name, one row group a series, and renames it into place.
func write(ctx context.Context, parent string, t table, m release.Manifest) error {
	b, err := release.NewBuilder(parent, ascofID)
	if err != nil {
		return err
	}
	defer b.Abort() // after Commit there is nothing left to remove
	for _, d := range ascof {
		if err := ctx.Err(); err != nil {
			return fault.New(fault.Canceled, "Publishing was stopped; nothing was written.", "").Because(err)
		}
		if err := b.Add(d.cells(t)); err != nil {
			return err
		}
	}
	if _, err := b.Seal(m); err != nil {
		return err
	}
	return b.Commit(ctx)
}

func manifest(s source, program string) release.Manifest {
	if program == "" {
		program = "careduty"
	}
	m := release.Manifest{
		Kind: release.KindOfficial, Title: ascofTitle, PublishedOn: "2025-12-18", Program: program, Inputs: s.digest,
		Licence: release.Licence, LicenceURL: release.LicenceURL, Attribution: attribution,
		Sources: []release.Source{{
			Title:     "Measures from the Adult Social Care Outcomes Framework (ASCOF), England, 2024 to 2025",
			Publisher: "Department of Health and Social Care", Published: "2025-12-18", Licence: release.Licence, SHA256: s.digest,
		}},
		Periods: []string{ascofYear.String()},
	}
	for _, d := range ascof {
		m.Series = append(m.Series, d.described())
	}
	return m
}

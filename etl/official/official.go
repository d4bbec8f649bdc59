// Package official turns published official statistics into editions: immutable directories below official/ that are served beside the
// figures of this project and never mixed with them.
//
// Files come in families, told by their headers (family.go), as their publishers change them from year to year. What a figure is of is worked
// out from its description (series.go, series.yaml), so that a series keeps one id through all numberings and says where it breaks. An edition
// holds what its files published, as published, with what follows from it: intervals, ranks (cells.go). Every cell of every file is either
// served or counted in the report under a reason. Sources of the files inside the program: data/SOURCES.md.
package official

//go:generate go test -run TestPages -update .

import (
	"bytes"
	"compress/gzip"
	"context"
	"embed"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/release"
)

// Options say what is published and where.
type Options struct {
	Paths     []string // files, or folders of them; none means the files inside the program
	Releases  string   // the releases directory; editions go into official/ below it
	Program   string   // name and version for the manifest; "careduty" if empty
	Build     string   // which build of that version, for the manifest
	Year      string   // financial year of files that do not say theirs
	Published string   // ISO date the files were published on, where no edition.json says it
	Revised   bool     // figures that differ from those of an edition that stands are a revision by the publisher
}

// Publish reads every file, and only when all of them could be read writes the editions they make that do not stand yet. The same files again
// change nothing. A path that is missing is NotFound; a file that is not what it should be is Refused, naming file and line; figures that
// contradict an edition that stands are a Conflict, because an edition is never edited.
func Publish(ctx context.Context, o Options) (Report, error) {
	if o.Releases == "" {
		return Report{}, fault.New(fault.Usage, "No releases directory is given.", "Name one with --releases.")
	}
	if o.Program == "" {
		o.Program = "careduty"
	}
	report := Report{}
	sources, err := open(o, &report)
	if err != nil {
		return Report{}, err
	}
	var read []*parsed
	for _, s := range sources {
		tables, err := parse(s, o.named(s), &report)
		if err != nil {
			return Report{}, err
		}
		read = append(read, tables...)
	}
	editions, err := assemble(read)
	if err != nil {
		return Report{}, err
	}
	for _, p := range read {
		report.add(p)
	}
	return report, o.writeAll(ctx, editions, &report)
}

// named says whether a source was named itself, and not met in a folder: one that is of no family is then refused.
func (o Options) named(s source) bool { return slices.Contains(o.Paths, s.name) }

// parsed is a table that has been read.
type parsed struct {
	*reading
	family *family
	digest string
}

// parse reads every table of a source.
func parse(s source, named bool, report *Report) ([]*parsed, error) {
	tables, err := s.tables()
	if err != nil {
		return nil, err
	}
	var out []*parsed
	for _, t := range tables {
		p, cells, err := parseTable(t, s)
		if err != nil {
			return nil, err
		}
		if p == nil {
			report.Unknown = append(report.Unknown, UnknownTable{t.name, cells})
			continue
		}
		out = append(out, p)
	}
	if named && len(out) == 0 {
		return nil, fault.New(fault.Refused, "The file has no header of a publication that is known here.",
			"docs/data-sources.md lists the families; the header must stand in the first 30 rows.").At(s.name)
	}
	return out, nil
}

// parseTable reads one table; nil and the number of its figures where it is of no family.
func parseTable(t table, s source) (*parsed, int, error) {
	f, h, rows, err := recognise(t)
	if err != nil {
		return nil, 0, err
	}
	if f == nil {
		cells, err := countFigures(rows)
		return nil, cells, err
	}
	if err := h.check(f, t.name); err != nil {
		return nil, 0, err
	}
	t.rows = rows
	p := &parsed{reading: newReading(t, s.filled(f)), family: f, digest: s.digest}
	if err := f.read(p.reading, h); err != nil {
		return nil, 0, err
	}
	return p, 0, p.check()
}

// countFigures counts the cells of a table that hold a number or the mark of a missing one.
func countFigures(rows rowReader) (int, error) {
	n := 0
	for {
		row, _, err := rows.next()
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err != nil {
			return n, err
		}
		for _, text := range row {
			if _, ok := readFigure(text); ok && strings.TrimSpace(text) != "" {
				n++
			}
		}
	}
}

//go:embed data
var embedded embed.FS

// inside are the files inside the program, with the publication each is of.
var inside = []struct {
	name string
	publication
}{
	{"ascof_open_2014-15_to_2018-19.csv.gz", publication{}},
	{"ascof_outcomes_2017-18_to_2023-24.csv.gz", publication{}},
	{"ascof_2024-25_time_series.csv.gz", publication{Published: "2025-12-18"}},
	{"salt_2021-22_t34.csv.gz", publication{Published: "2022-10-20"}},
	{"salt_2021-22_t38.csv.gz", publication{Published: "2022-10-20"}},
	{"salt_2021-22_t50.csv.gz", publication{Published: "2022-10-20"}},
	{"waits_2021-22_2022-23.csv.gz", publication{}},
}

// open reads what the paths name; the files inside the program if there are none.
func open(o Options, report *Report) ([]source, error) {
	if len(o.Paths) == 0 {
		return openInside()
	}
	var out []source
	for _, path := range o.Paths {
		files, err := locateFiles(path, report)
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			s, err := readSource(file)
			if err != nil {
				return nil, err
			}
			if s.publication, err = readPublication(filepath.Dir(file)); err != nil {
				return nil, err
			}
			if o.Year != "" {
				s.Year = o.Year
			}
			if o.Published != "" && s.Published == "" {
				s.Published = o.Published
			}
			if err := s.check("--year and --published"); err != nil {
				return nil, err
			}
			out = append(out, s)
		}
	}
	return out, nil
}

func openInside() ([]source, error) {
	var out []source
	for _, f := range inside {
		packed, err := embedded.ReadFile("data/" + f.name)
		if err != nil {
			return nil, fault.New(fault.Internal, "A file inside the program is missing.", "").At(f.name).Because(err)
		}
		z, err := gzip.NewReader(bytes.NewReader(packed))
		if err != nil {
			return nil, fault.New(fault.Internal, "A file inside the program is damaged.", "").At(f.name).Because(err)
		}
		s, err := newSource(f.name, z)
		if err != nil {
			return nil, err
		}
		s.publication = f.publication
		out = append(out, s)
	}
	return out, nil
}

// locateFiles are the files a path means: itself, or those of a folder and the folders in it, in order of name.
func locateFiles(path string, report *Report) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, readFault(path, err)
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	var out []string
	err = filepath.WalkDir(path, func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || d.IsDir():
			return err
		case readable(file):
			out = append(out, file)
		case d.Name() != publicationFile:
			report.Unread = append(report.Unread, file)
		}
		return nil
	})
	if err != nil {
		return nil, readFault(path, err)
	}
	if len(out) == 0 {
		return nil, fault.New(fault.NotFound, "The folder holds no file that could be of official statistics.", formats).At(path)
	}
	return out, nil
}

// writeAll writes the editions that say anything the standing ones do not.
func (o Options) writeAll(ctx context.Context, editions []*edition, report *Report) error {
	parent := filepath.Join(o.Releases, release.OfficialDir)
	stands, err := readStanding(ctx, parent)
	if err != nil {
		return err
	}
	type write struct {
		edition *edition
		id      string
	}
	var writes []write
	for _, e := range editions {
		id, unchanged, err := o.idFor(e, stands)
		if err != nil {
			return err
		}
		report.Editions = append(report.Editions, e.report(id, parent, unchanged))
		if !unchanged {
			writes = append(writes, write{e, id})
		}
	}
	report.Overlaps = overlaps(editions, stands, report.Editions)
	for _, w := range writes {
		if err := w.edition.write(ctx, parent, w.id, o.Program, o.Build); err != nil {
			return err
		}
	}
	return nil
}

// idFor is the id an edition is written under: the next number where some of it stands already. Nothing is written if all of it does.
func (o Options) idFor(e *edition, stands []standing) (id string, unchanged bool, err error) {
	next, newest := 1, e.id
	var have []standing
	for _, s := range stands {
		if base, _, _ := strings.Cut(s.id, "."); base == e.id {
			have = append(have, s)
			next = max(next, editionNumber(s.id)+1)
			if editionNumber(s.id) == next-1 {
				newest = s.id
			}
		}
	}
	if len(have) == 0 {
		return e.id, false, nil
	}
	missing := 0
	for i := range e.cells {
		c := &e.cells[i]
		stood, ok := latestFacts(have, keyOf(c))
		switch {
		case !ok:
			missing++
		case stood != factsOf(c) && !o.Revised:
			return "", false, fault.New(fault.Conflict, "The figure of "+c.Measure+" for "+c.AreaName+" in "+c.Period+" is another than in the edition that stands, and an edition is never edited.",
				"Keep the edition, or, where the publisher has revised its figures, run again with --revised: the newer edition is served in its place.").At(newest)
		case stood != factsOf(c):
			missing++
		}
	}
	if missing == 0 {
		return newest, true, nil
	}
	return e.id + "." + itoa(next), false, nil
}

// latestFacts is what the newest of some editions says of a row.
func latestFacts(have []standing, k cellKey) (facts, bool) {
	best, found, number := facts{}, false, 0
	for _, s := range have {
		if f, ok := s.facts[k]; ok && editionNumber(s.id) > number {
			best, found, number = f, true, editionNumber(s.id)
		}
	}
	return best, found
}

// editionNumber is the number at the end of an edition's id, 1 where there is none.
func editionNumber(id string) int {
	_, n, ok := strings.Cut(id, ".")
	if !ok {
		return 1
	}
	number := 0
	for _, d := range n {
		if d < '0' || d > '9' {
			return 1
		}
		number = number*10 + int(d-'0')
	}
	return number
}

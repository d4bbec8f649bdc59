package official

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// edition is what the files of one publication give, before it is written.
type edition struct {
	id string
	publication
	source  string
	figures map[key]*entry
	cells   []release.Cell // in the order of the file
	digests []string       // of the sources
	files   []string
}

// assemble joins the tables of each publication into an edition. Two files may give the same figure if they agree on it.
func assemble(read []*parsed) ([]*edition, error) {
	byID := map[string]*edition{}
	var out []*edition
	for _, p := range read {
		if len(p.figures) == 0 || p.family.id == "" {
			continue
		}
		id := p.editionID()
		e := byID[id]
		if e == nil {
			e = &edition{id: id, publication: p.publication, source: p.family.source, figures: map[key]*entry{}}
			byID[id] = e
			out = append(out, e)
		}
		if err := e.join(p); err != nil {
			return nil, err
		}
	}
	for _, e := range out {
		e.build()
	}
	slices.SortFunc(out, func(a, b *edition) int { return cmp.Compare(a.id, b.id) })
	return out, nil
}

// editionID names an edition after its publication and the years it covers; a time series after its newest year, as its publisher does.
func (p *parsed) editionID() string {
	first, last := period.Period{Start: 9999}, period.Period{}
	for k := range p.figures {
		if k.year.Start < first.Start {
			first = k.year
		}
		if k.year.Start > last.Start {
			last = k.year
		}
	}
	if p.family.id == "ascof" || first == last {
		return p.family.id + "-" + last.String()
	}
	return p.family.id + "-" + first.String() + "-to-" + last.String()
}

// join adds the figures of a table that are new.
func (e *edition) join(p *parsed) error {
	for _, k := range p.sorted() {
		got, have := p.figures[k], e.figures[k]
		if have == nil {
			e.figures[k] = got
			continue
		}
		for what := range statisticsCount {
			switch {
			case !got.has[what]:
			case !have.has[what]:
				have.has[what], have.figures[what] = true, got.figures[what]
			case !same(have.figures[what], got.figures[what]):
				return fault.New(fault.Refused, "The "+statisticNames[what]+" of "+k.String()+" is another in "+strings.Join(e.files, ", ")+".",
					"Give one of the two files alone.").At(place(p.name, got.line))
			default:
				p.served--
				p.leave(leftRepeated, 1)
			}
		}
	}
	if !slices.Contains(e.digests, p.digest) {
		e.digests, e.files = append(e.digests, p.digest), append(e.files, base(p.name))
	}
	return nil
}

func same(a, b figure) bool { return a.status == b.status && a.number == b.number }

// build makes the rows and ranks them.
func (e *edition) build() {
	keys := sortedKeys(e.figures)
	e.cells = make([]release.Cell, len(keys))
	for i, k := range keys {
		e.cells[i] = k.cell(e.figures[k], e.source)
	}
	for from := 0; from < len(keys); {
		beyond := from + 1
		for beyond < len(keys) && keys[beyond].series == keys[from].series && keys[beyond].dimension == keys[from].dimension && keys[beyond].year == keys[from].year {
			beyond++
		}
		var group []*release.Cell
		for i := from; i < beyond && keys[from].dimension == ""; i++ {
			group = append(group, &e.cells[i])
		}
		rank(keys[from].series, group)
		from = beyond
	}
}

// write builds the edition under a hidden name, one row group a series and breakdown, and renames it into place.
func (e *edition) write(ctx context.Context, parent, id, program, build string) error {
	b, err := release.NewBuilder(parent, id)
	if err != nil {
		return err
	}
	defer b.Abort() // after Commit there is nothing left to remove
	for from := 0; from < len(e.cells); {
		if err := ctx.Err(); err != nil {
			return fault.New(fault.Canceled, "Publishing was stopped.", "Run it again: what was written is whole.").Because(err)
		}
		beyond := from + 1
		for beyond < len(e.cells) && e.cells[beyond].Measure == e.cells[from].Measure && e.cells[beyond].Dimension == e.cells[from].Dimension {
			beyond++
		}
		if err := b.Add(e.cells[from:beyond]); err != nil {
			return err
		}
		from = beyond
	}
	m := e.manifest(program, build)
	m.Content = b.Content()
	if _, err := b.Seal(m); err != nil {
		return err
	}
	return b.Commit(ctx)
}

func (e *edition) manifest(program, build string) release.Manifest {
	m := release.Manifest{
		Kind: release.KindOfficial, Title: e.Title, PublishedOn: e.Published, Program: program, Build: build, Inputs: strings.Join(e.digests, "+"),
		Licence: e.licence(), LicenceURL: e.licenceURL(), Attribution: e.attribution(),
	}
	for i, d := range e.digests {
		m.Sources = append(m.Sources, release.Source{
			Title: e.Title + ": " + e.files[i], Publisher: e.Publisher, Published: e.Published, Licence: e.licence(), SHA256: d,
		})
	}
	years := map[string]bool{}
	dimensions := map[string][]string{}
	for _, c := range e.cells {
		years[c.Period] = true
		if c.Dimension != "" && !slices.Contains(dimensions[c.Measure], c.Dimension) {
			dimensions[c.Measure] = append(dimensions[c.Measure], c.Dimension)
		}
	}
	for _, s := range all {
		if slices.ContainsFunc(e.cells, func(c release.Cell) bool { return c.Measure == s.ID }) {
			m.Series = append(m.Series, s.described(append([]string{}, dimensions[s.ID]...)))
		}
	}
	for y := range years {
		m.Periods = append(m.Periods, y)
	}
	slices.Sort(m.Periods)
	return m
}

// published facts of a row: what another file of the publication must not contradict.
type facts struct {
	value, numerator, denominator float64
	status                        string
}

const unknownNumber = -1

func factsOf(c *release.Cell) facts {
	f := facts{unknownNumber, unknownNumber, unknownNumber, c.Status}
	if c.Value != nil {
		f.value = *c.Value
	}
	if c.Numerator != nil {
		f.numerator = float64(*c.Numerator)
	}
	if c.Denominator != nil {
		f.denominator = float64(*c.Denominator)
	}
	return f
}

type cellKey struct{ measure, period, area, dimension, category string }

func keyOf(c *release.Cell) cellKey {
	return cellKey{c.Measure, c.Period, c.AreaCode, c.Dimension, c.Category}
}

// standing are the editions of a directory with the facts of their rows.
type standing struct {
	id    string
	facts map[cellKey]facts
}

func readStanding(ctx context.Context, parent string) ([]standing, error) {
	entries, err := os.ReadDir(parent)
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fault.New(fault.Unavailable, "The official statistics cannot be listed.", "Check the directory's permissions.").At(parent).Because(err)
	}
	var out []standing
	for _, entry := range entries {
		if !entry.IsDir() || strings.HasPrefix(entry.Name(), ".") {
			continue
		}
		s, err := readEdition(ctx, filepath.Join(parent, entry.Name()))
		if err != nil {
			return nil, fault.New(fault.Conflict, "An edition that stands here cannot be read.",
				"Restore the directory from a copy, or move it away and run again.").At(filepath.Join(parent, entry.Name())).Because(err)
		}
		out = append(out, s)
	}
	return out, nil
}

func readEdition(ctx context.Context, dir string) (standing, error) {
	s := standing{id: filepath.Base(dir), facts: map[cellKey]facts{}}
	if err := release.Verify(dir); err != nil {
		return s, err
	}
	f, err := release.OpenColumns(dir, s.id)
	if err != nil {
		return s, err
	}
	defer f.Close() //nolint:errcheck // only read
	for group := range f.Groups() {
		c, err := f.Read(ctx, group, "measure", "period", "area_code", "dimension", "category", "value", "numerator", "denominator", "status")
		if err != nil {
			return s, err
		}
		for i := range c.Rows {
			k := cellKey{c.Texts["measure"].At(i), c.Texts["period"].At(i), c.Texts["area_code"].At(i), c.Texts["dimension"].At(i), c.Texts["category"].At(i)}
			s.facts[k] = facts{known(c.Numbers["value"][i]), known(c.Numbers["numerator"][i]), known(c.Numbers["denominator"][i]), c.Texts["status"].At(i)}
		}
	}
	return s, nil
}

func known(x float64) float64 {
	if x != x { //nolint:gocritic // not a number
		return unknownNumber
	}
	return x
}

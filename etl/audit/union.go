package audit

import (
	"context"
	"fmt"
	"slices"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// union is everything ever published in a directory, oldest first; the release attacked comes last.
type union struct {
	files []*published
	areas []area.Area
	place map[string]int // area code → place in areas
	anew  map[redraw]bool
}

// redraw is an area's period of which a release shows another draw than the one before it. It is told by the totals of all measures, since an area's
// period is drawn anew as a whole: a breakdown that shows the same counts again has been drawn again and come out alike.
type redraw struct {
	release int32
	period  period.Period
	area    int
}

// redraws finds them. One release alone shows none, so that its totals are not read for it.
func (u *union) redraws(ctx context.Context, keys []groupKey) error {
	if len(u.files) < 2 {
		return nil
	}
	anew := map[redraw]bool{}
	for _, key := range keys {
		if key.dimension != "" {
			continue
		}
		s, err := u.series(ctx, key)
		if err != nil {
			return err
		}
		for slot, list := range s.versions {
			for i := 1; i < len(list); i++ {
				anew[redraw{list[i].drawn, s.periods[slot/s.areas], slot % s.areas}] = true
			}
		}
	}
	u.anew = anew
	return nil
}

// published is one release opened.
type published struct {
	manifest release.Manifest
	dir      string
	file     *release.ColumnFile
	groups   map[groupKey]int
	members  *members
}

// groupKey names a breakdown of a measure; the dimension is empty for the totals.
type groupKey struct {
	measure   measure.ID
	dimension string
}

func openUnion(ctx context.Context, o Options) (*union, error) {
	all, err := release.List(o.Releases)
	if err != nil {
		return nil, err
	}
	u := &union{areas: area.All(), place: map[string]int{}}
	for i, a := range u.areas {
		u.place[a.Code] = i
	}
	for _, l := range slices.Backward(all) {
		if err := u.open(ctx, l.Manifest, l.Dir); err != nil {
			return nil, err
		}
	}
	if o.Candidate != "" {
		m, err := release.Candidate(o.Candidate)
		if err == nil {
			err = u.open(ctx, m, o.Candidate)
		}
		if err != nil {
			u.close()
			return nil, err
		}
	}
	if len(u.files) == 0 {
		return nil, fault.New(fault.NotFound, "There is no release to attack.", "Publish one, or check the directory.").At(o.Releases)
	}
	return u, nil
}

// open adds a release. An earlier one is held against its checksums too: the audit must not be of something nobody published.
func (u *union) open(ctx context.Context, m release.Manifest, dir string) error {
	if err := release.Verify(dir); err != nil {
		u.close()
		return err
	}
	f, err := release.OpenColumns(dir, m.ID)
	if err != nil {
		u.close()
		return err
	}
	groups, err := f.Index(ctx)
	if err != nil {
		_ = f.Close()
		u.close()
		return err
	}
	p := &published{manifest: m, dir: dir, file: f, groups: map[groupKey]int{}, members: newMembers(m)}
	u.files = append(u.files, p)
	for g, i := range groups {
		p.groups[groupKey{g.Measure, g.Dimension}] = i
	}
	if missing := p.incomplete(); missing != "" {
		u.close()
		return fault.New(fault.Refused, "The release's data file has rows of "+string(missing)+" by some breakdowns and not by others.",
			"Copy it again from where it was published.").At(dir)
	}
	return nil
}

// incomplete names a measure that has rows in some of its breakdowns alone; one without any period has none at all.
func (p *published) incomplete() measure.ID {
	all := 0
	for i := range p.manifest.Measures {
		d := &p.manifest.Measures[i]
		there := 0
		for _, dimension := range append([]string{""}, d.Breakdowns()...) {
			if _, ok := p.groups[groupKey{d.ID, dimension}]; ok {
				there++
			}
		}
		if all += there; there > 0 && there <= len(d.Breakdowns()) {
			return d.ID
		}
	}
	if all != len(p.groups) {
		return "measures its manifest does not name"
	}
	return ""
}

func (u *union) close() {
	for _, f := range u.files {
		_ = f.file.Close()
	}
}

// subject is the release attacked.
func (u *union) subject() *published { return u.files[len(u.files)-1] }

// table is the table of probabilities the release says it was drawn by.
func (p *published) table() (*disclosure.Table, error) {
	text := ""
	if d := p.manifest.Disclosure; d != nil {
		text, _ = d.Table.(string)
	}
	if text == "" {
		return nil, fault.New(fault.Refused, "The release does not say by which table it was drawn.", "").At(p.dir)
	}
	return disclosure.ParseTable([]byte(text))
}

func (p *published) definition(id measure.ID) *measure.Definition {
	for i := range p.manifest.Measures {
		if p.manifest.Measures[i].ID == id {
			return &p.manifest.Measures[i]
		}
	}
	return nil
}

// grid is one breakdown of one measure in one release: cells by period, area and category, as the file orders them.
type grid struct {
	periods    []period.Period
	categories []measure.Category
	areas      int
	cells      []cell
}

// cell is what counting attacks read of a row; missing counts are -1.
type cell struct {
	numerator, denominator, unknown int32
	status, letter                  byte
}

const missing = -1

var gridColumns = []string{"measure", "dimension", "area_code", "period", "category", "status", "vintage", "numerator", "denominator", "unknown"}

// grid reads one breakdown. A refused fault says that its rows are not those, or not in the order, that measure, areas and periods give.
func (u *union) grid(ctx context.Context, p *published, key groupKey) (*grid, error) {
	group, ok := p.groups[key]
	if !ok {
		return nil, nil //nolint:nilnil // a release without that breakdown
	}
	c, err := p.file.Read(ctx, group, gridColumns...)
	if err != nil {
		return nil, err
	}
	g, err := u.frame(p, key, c)
	if err != nil {
		return nil, err
	}
	status, letter := c.Texts["status"], c.Texts["vintage"]
	numerator, denominator, unknown := c.Numbers["numerator"], c.Numbers["denominator"], c.Numbers["unknown"]
	for i := range g.cells {
		g.cells[i] = cell{whole(numerator[i]), whole(denominator[i]), whole(unknown[i]), first(status.At(i)), first(letter.At(i))}
	}
	return g, nil
}

func whole(x float64) int32 {
	if !has(x) {
		return missing
	}
	return int32(x)
}

func first(text string) byte {
	if text == "" {
		return 0
	}
	return text[0]
}

// frame is the grid without its counts; it checks that the rows are the ones it stands for.
func (u *union) frame(p *published, key groupKey, c release.Columns) (*grid, error) {
	g := &grid{categories: categories(key.dimension), areas: len(u.areas)}
	periods := c.Texts["period"]
	for row := 0; row < c.Rows; row += len(u.areas) * len(g.categories) {
		at, err := period.Parse(periods.At(row))
		if err != nil {
			return nil, err
		}
		g.periods = append(g.periods, at)
	}
	g.cells = make([]cell, len(g.periods)*len(u.areas)*len(g.categories))
	if len(g.cells) != c.Rows {
		return nil, disordered(p, key)
	}
	names := make([]string, len(g.periods))
	for i, x := range g.periods {
		names[i] = x.String()
	}
	measures, dimensions, areas, cats := c.Texts["measure"], c.Texts["dimension"], c.Texts["area_code"], c.Texts["category"]
	for i := range g.cells {
		a, k := i/len(g.categories)%len(u.areas), i%len(g.categories)
		if periods.At(i) != names[i/len(g.categories)/len(u.areas)] || areas.At(i) != u.areas[a].Code || cats.At(i) != g.categories[k].Slug ||
			measures.At(i) != string(key.measure) || dimensions.At(i) != key.dimension {
			return nil, disordered(p, key)
		}
	}
	return g, nil
}

func disordered(p *published, key groupKey) error {
	return fault.New(fault.Refused, fmt.Sprintf("The rows of %s by %q are not those, or not in the order, that its definition gives.", key.measure, key.dimension),
		"Copy the release again from where it was published.").At(p.dir)
}

// categories of a dimension, bands after their leaves; a total has one, without a name.
func categories(dimension string) []measure.Category {
	if dimension == "" {
		return []measure.Category{{}}
	}
	d, _ := measure.DimensionOf(dimension)
	return d.Categories
}

// at is the place of a cell's first category.
func (g *grid) at(p, a int) int { return (p*g.areas + a) * len(g.categories) }

// spans is how many periods a grid has; none if there is no grid.
func (g *grid) spans() int {
	if g == nil {
		return 0
	}
	return len(g.periods)
}

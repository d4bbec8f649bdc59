package audit

import (
	"context"
	"fmt"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// releases is everything ever published in a directory, oldest first; the release attacked comes last.
type releases struct {
	files   []*published
	areas   []area.Area
	place   map[string]int // area code → place in areas
	outside outside        // official tables beside them
}

// published is one release opened.
type published struct {
	manifest release.Manifest
	dir      string
	file     *release.ColumnFile
	groups   map[Group]int
	members  *members
}

// openReleases opens a directory's releases and, after them, the candidate. Each is held against its checksums: the audit must not be of
// something nobody published. A fault says in a sentence what is wrong with which of them.
func openReleases(ctx context.Context, o Options) (*releases, error) {
	all, err := release.List(o.Releases)
	if err != nil {
		return nil, err
	}
	r := &releases{areas: area.All(), place: map[string]int{}}
	if r.outside, err = readOutside(ctx, o.Releases); err != nil {
		return nil, err
	}
	for i, a := range r.areas {
		r.place[a.Code] = i
	}
	for i := len(all) - 1; i >= 0; i-- {
		if err := r.open(ctx, all[i].Manifest, all[i].Dir); err != nil {
			r.close()
			return nil, err
		}
	}
	if o.Candidate != "" {
		m, err := release.Candidate(o.Candidate)
		if err == nil {
			err = r.open(ctx, m, o.Candidate)
		}
		if err != nil {
			r.close()
			return nil, err
		}
	}
	if len(r.files) == 0 {
		return nil, fault.New(fault.NotFound, "There is no release to attack.", "Publish one, or check the directory.").At(o.Releases)
	}
	return r, nil
}

// open adds a release.
func (r *releases) open(ctx context.Context, m release.Manifest, dir string) error {
	if err := release.Verify(dir); err != nil {
		return err
	}
	if m.Disclosure == nil {
		return damaged(dir, "Its manifest does not say how its counts were drawn.")
	}
	f, err := release.OpenColumns(dir, m.ID)
	if err != nil {
		return err
	}
	p := &published{manifest: m, dir: dir, file: f, groups: map[Group]int{}, members: newMembers(m)}
	r.files = append(r.files, p)
	groups, err := f.Index(ctx)
	if err != nil {
		return err
	}
	for g, i := range groups {
		p.groups[Group(g)] = i
	}
	if why := p.incomplete(); why != "" {
		return damaged(dir, why)
	}
	return nil
}

func damaged(dir, how string) error {
	return fault.New(fault.Refused, "The release is damaged: "+how, "Copy it again from where it was published, or move it out of the directory.").At(dir)
}

// incomplete says which measure has a breakdown and not its totals, or is not in the manifest. One without any period has no rows at all.
func (p *published) incomplete() string {
	known := 0
	for i := range p.manifest.Measures {
		d := &p.manifest.Measures[i]
		there := 0
		for _, g := range groupsOf(d) {
			if _, ok := p.groups[g]; ok {
				there++
			}
		}
		known += there
		if _, totals := p.groups[Group{d.ID, ""}]; there > 0 && !totals {
			return "Its data file has breakdowns of " + string(d.ID) + " and no totals."
		}
	}
	if known != len(p.groups) {
		return "Its data file has measures or breakdowns that its manifest does not name."
	}
	return ""
}

// groupsOf are a measure's totals and breakdowns.
func groupsOf(d *measure.Definition) []Group {
	out := []Group{{d.ID, ""}}
	for _, dimension := range d.Breakdowns() {
		out = append(out, Group{d.ID, dimension})
	}
	return out
}

func (r *releases) close() {
	for _, f := range r.files {
		_ = f.file.Close()
	}
}

// subject is the release attacked.
func (r *releases) subject() *published { return r.files[len(r.files)-1] }

// table is the table of probabilities the release says it was drawn by.
func (p *published) table() (*disclosure.Table, error) {
	text, _ := p.manifest.Disclosure.Table.(string)
	if text == "" {
		return nil, damaged(p.dir, "Its manifest does not say by which table its counts were drawn.")
	}
	return disclosure.ParseTable([]byte(text))
}

// definitions are the measures ever published, those of the release attacked first; of one that several releases have, the newest.
func (r *releases) definitions() []*measure.Definition {
	var out []*measure.Definition
	seen := map[measure.ID]bool{}
	for i := len(r.files) - 1; i >= 0; i-- {
		list := r.files[i].manifest.Measures
		for k := range list {
			if !seen[list[k].ID] {
				seen[list[k].ID] = true
				out = append(out, &list[k])
			}
		}
	}
	return out
}

// grid is one breakdown of one measure in one release: blocks of one area's period each, with a cell a category, as the file orders them.
type grid struct {
	periods    []period.Period
	categories []measure.Category
	blocks     []block
	cells      []cell
}

// block is where the cells of an area's period begin, which is also their row in the file.
type block struct{ period, area, row int }

// cell is what attacks on counts read of a row; counts that are not published are below 0.
type cell struct {
	numerator, denominator, unknown int32
	status, letter                  byte
}

const missing = -1

var gridColumns = []string{"measure", "dimension", "area_code", "period", "category", "status", "vintage", "numerator", "denominator", "unknown"}

// grid reads one breakdown; nil where the release has none. A refused fault says that its rows are not those, or not in the order, that its
// measure, areas and periods give.
func (r *releases) grid(ctx context.Context, p *published, key Group) (*grid, error) {
	group, ok := p.groups[key]
	if !ok {
		return nil, nil //nolint:nilnil // a release without that breakdown
	}
	c, err := p.file.Read(ctx, group, gridColumns...)
	if err != nil {
		return nil, err
	}
	g, err := r.layout(p, key, c)
	if err != nil {
		return nil, err
	}
	status, letter := c.Texts["status"], c.Texts["vintage"]
	numerator, denominator, unknown := c.Numbers["numerator"], c.Numbers["denominator"], c.Numbers["unknown"]
	for i := range g.cells {
		x := cell{whole(numerator[i]), whole(denominator[i]), whole(unknown[i]), first(status.At(i)), first(letter.At(i))}
		if x.denominator < 0 && x.numerator >= 0 {
			return nil, damaged(p.dir, fmt.Sprintf("Row %d of %s by %q has a numerator and no denominator.", i+1, key.Measure, key.Dimension))
		}
		g.cells[i] = x
	}
	return g, nil
}

// mostCount bounds what is taken for a count of people: more than there are.
const mostCount = 1 << 30

// whole is a count as published, below 0 where there is none or what is there is none (B8 refuses it).
func whole(x float64) int32 {
	if !(x >= 0 && x < mostCount) {
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

// layout is the grid without its counts; it checks that the rows are whole blocks in their order.
func (r *releases) layout(p *published, key Group, c release.Columns) (*grid, error) {
	g := &grid{categories: categories(key.Dimension), cells: make([]cell, c.Rows)}
	periods, areas := c.Texts["period"], c.Texts["area_code"]
	measures, dimensions, cats := c.Texts["measure"], c.Texts["dimension"], c.Texts["category"]
	wrong := damaged(p.dir, fmt.Sprintf("The rows of %s by %q are not those, or not in the order, that its definition gives.", key.Measure, key.Dimension))
	n, seen, last := len(g.categories), map[period.Period]bool{}, -1
	if n == 0 || c.Rows%n != 0 {
		return nil, wrong
	}
	for row := 0; row < c.Rows; row += n {
		if name := periods.At(row); row == 0 || name != periods.At(row-1) {
			at, err := period.Parse(name)
			if err != nil || seen[at] {
				return nil, wrong
			}
			seen[at], last = true, -1
			g.periods = append(g.periods, at)
		}
		a, ok := r.place[areas.At(row)]
		if !ok || a <= last {
			return nil, wrong
		}
		last = a
		g.blocks = append(g.blocks, block{len(g.periods) - 1, a, row})
		for i := row; i < row+n; i++ {
			if periods.Index[i] != periods.Index[row] || areas.Index[i] != areas.Index[row] || cats.At(i) != g.categories[i-row].Slug ||
				measures.At(i) != string(key.Measure) || dimensions.At(i) != key.Dimension {
				return nil, wrong
			}
		}
	}
	return g, nil
}

// categories of a dimension, bands after their leaves; a total has one, without a name.
func categories(dimension string) []measure.Category {
	if dimension == "" {
		return []measure.Category{{}}
	}
	d, _ := measure.DimensionOf(dimension)
	return d.Categories
}

// bandsOf gives each category the place of its band among them, its own where it has none.
func bandsOf(categories []measure.Category) []int {
	out := make([]int, len(categories))
	for i, c := range categories {
		out[i] = i
		for j, band := range categories {
			if band.Band && band.Slug == c.Parent {
				out[i] = j
			}
		}
	}
	return out
}

package publish

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"slices"

	"github.com/careduty/careduty/etl/publish/ledger"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// Recovered is what Recover did.
type Recovered struct{ Releases, AreaPeriods, Frozen int }

// Recover rebuilds a ledger that is lost. Every release of the directory is made again, oldest first, from the records as they stood, up to the
// point where it would be written; its draws are taken where they give what was printed. Where they do not, what was printed is taken, and that area and
// period end opens no further vintage. The releases are not touched. A warehouse that has a ledger is a conflict.
func Recover(ctx context.Context, o Options) (Recovered, error) {
	if ledger.Exists(o.Warehouse) {
		return Recovered{}, fault.New(fault.Conflict, "The warehouse has a ledger.", "If it is damaged take it away first, with the files of the same name beside it.").
			At(ledger.Path(o.Warehouse))
	}
	all, err := release.List(o.Releases)
	if err != nil {
		return Recovered{}, err
	}
	if len(all) == 0 {
		return Recovered{}, fault.New(fault.NotFound, "There is no release to recover from.", "Check the directory.").At(o.Releases)
	}
	var out Recovered
	for i := range slices.Backward(all) {
		if err = again(ctx, o, all, i, &out); err != nil {
			discard(o.Warehouse) // half a ledger would be taken for a whole one
			return Recovered{}, err
		}
		out.Releases++
	}
	return out, nil
}

// discard takes away a ledger that was not finished.
func discard(warehouse string) {
	names, _ := filepath.Glob(ledger.Path(warehouse) + "*") //nolint:errcheck // the pattern is sound
	for _, name := range names {
		_ = os.Remove(name)
	}
}

// again makes one release again, with those before it in the directory, and enters it.
func again(ctx context.Context, o Options, all []release.Listed, i int, out *Recovered) error {
	o, err := optionsOf(o, all[i].Manifest)
	if err != nil {
		return err
	}
	o.before = func(m release.Manifest) bool {
		return slices.ContainsFunc(all[i+1:], func(l release.Listed) bool { return l.Manifest.ID == m.ID })
	}
	in, err := open(ctx, o)
	if err != nil {
		return err
	}
	defer in.close()
	p, err := makePlan(ctx, in)
	if err != nil {
		return err
	}
	c, err := count(ctx, in, p)
	if err != nil {
		return err
	}
	if p, err = settle(ctx, in, p, c); err != nil {
		return err
	}
	best, err := compare(ctx, in, p, c, all[i])
	if err == nil && len(best.differ) > 0 {
		salted := p
		salted.salt = 1
		var other compared
		if other, err = compare(ctx, in, salted, c, all[i]); err == nil && len(other.differ) < len(best.differ) {
			best, p = other, salted
		}
	}
	if err != nil {
		return err
	}
	a, err := addition(ctx, in, p, c, candidate{manifest: all[i].Manifest, drawn: best.drawn})
	if err != nil {
		return err
	}
	freeze(&a, best)
	out.AreaPeriods += len(a.Steps)
	out.Frozen += len(best.differ)
	return in.ledger.Add(ctx, a)
}

// compared is a release made again, beside what was printed.
type compared struct {
	drawn  []ledger.Drawn
	differ map[ledger.AreaEnd]disclosure.Vintage // where they are not the same, with the letter printed
	taken  []ledger.Drawn                        // what was printed there
}

// compare draws every measure and holds it against the release's file, row by row.
func compare(ctx context.Context, in *inputs, p plan, c counts, l release.Listed) (compared, error) {
	out := compared{differ: map[ledger.AreaEnd]disclosure.Vintage{}}
	f, err := release.OpenColumns(l.Dir, l.Manifest.ID)
	if err != nil {
		return out, err
	}
	defer f.Close() //nolint:errcheck // only read
	groups, err := f.Index(ctx)
	if err != nil {
		return out, err
	}
	var files []*printedGroup
	for i := range in.Measures {
		in.Progress(len(in.Measures)+i, 2*len(in.Measures), "drawing "+string(in.Measures[i].ID))
		d := draw(&p, c, in.noise, i)
		cells := print(d)
		for b := range d.groups {
			at, ok := groups[release.Group{Measure: d.measure.ID, Dimension: d.groups[b].Dimension}]
			if !ok {
				continue // it has no row
			}
			columns, err := f.Read(ctx, at)
			if err != nil {
				return out, err
			}
			g := &printedGroup{drawing: d, group: &d.groups[b], columns: columns, manifest: l.Manifest}
			if columns.Rows != len(cells[b]) {
				return out, fault.New(fault.Conflict, "The release has other rows than this program would make.", "Use the program that made the release.").At(l.Manifest.ID)
			}
			g.hold(cells[b], out.differ)
			files = append(files, g)
			out.drawn = append(out.drawn, drawnOf(d, &d.groups[b])...)
		}
	}
	for _, g := range files {
		out.taken = append(out.taken, g.take(out.differ)...)
	}
	return out, nil
}

// printedGroup is one breakdown as it is made again and as it was printed.
type printedGroup struct {
	drawing  *drawing
	group    *group
	columns  release.Columns
	manifest release.Manifest
}

// hold notes the areas and period ends of which a row is another than was printed.
func (g *printedGroup) hold(cells []release.Cell, differ map[ledger.AreaEnd]disclosure.Vintage) {
	n := len(g.group.Categories)
	for i := range g.group.sites {
		s := &g.group.sites[i]
		at := ledger.AreaEnd{Area: s.area.Code, End: day(g.drawing.periods[s.period].Last())}
		for c := range n {
			if g.same(&cells[i*n+c], i*n+c) {
				continue
			}
			if letter, err := disclosure.ParseVintage(g.columns.Texts["vintage"].At(i*n + c)); err == nil {
				differ[at] = letter
			} else if _, known := differ[at]; !known {
				differ[at] = disclosure.Provisional // nothing was printed
			}
		}
	}
}

// same says that a row was printed as it is made again.
func (g *printedGroup) same(c *release.Cell, row int) bool {
	number := func(column string, want *int64) bool {
		got := g.columns.Numbers[column][row]
		return want == nil && math.IsNaN(got) || want != nil && got == float64(*want)
	}
	value := func(column string, want *float64) bool {
		got := g.columns.Numbers[column][row]
		return want == nil && math.IsNaN(got) || want != nil && got == *want
	}
	return c.Status == g.columns.Texts["status"].At(row) && c.Vintage == g.columns.Texts["vintage"].At(row) &&
		number("numerator", c.Numerator) && number("denominator", c.Denominator) && number("unknown", c.Unknown) &&
		value("value", c.Value) && value("lower_95", c.Lower95) && value("upper_95", c.Upper95)
}

// take gives what was printed of the areas and period ends that differ, as though it had been drawn of people nobody knows.
func (g *printedGroup) take(differ map[ledger.AreaEnd]disclosure.Vintage) (out []ledger.Drawn) {
	n := len(g.group.Categories)
	for i := range g.group.sites {
		s := &g.group.sites[i]
		per := g.drawing.periods[s.period]
		letter, ok := differ[ledger.AreaEnd{Area: s.area.Code, End: day(per.Last())}]
		if !ok || g.columns.Texts["status"].At(i*n) == string(disclosure.NotAvailable) {
			continue
		}
		stored := &ledger.Stored{Rows: make([]ledger.Row, n)}
		if s.area.Level != area.Council {
			stored.Councils = members(g.manifest, string(g.drawing.measure.ID), per, s.area)
		}
		for c := range n {
			median, has := g.row(i*n+c, &stored.Rows[c])
			if g.drawing.measure.Kind.Median() {
				stored.Medians, stored.Has = append(stored.Medians, median), append(stored.Has, has)
			}
		}
		out = append(out, ledger.Drawn{
			Breakdown: breakdownOf(g.drawing.measure, g.group.Breakdown), Period: per.String(), Version: g.drawing.measure.Version,
			Number: letter.Number(), Breach: g.drawing.measure.DrawsBreach(), Areas: []string{s.area.Code}, Stored: []*ledger.Stored{stored},
		})
	}
	return out
}

// nobodyKnown is the mark of people who are not known any more.
const nobodyKnown = 1

// row reads the drawn counts that a printed row tells; what it withholds is as good as 0, since it stays withheld.
func (g *printedGroup) row(at int, to *ledger.Row) (median disclosure.Median, has bool) {
	number := func(column string) (uint32, bool) {
		x := g.columns.Numbers[column][at]
		return uint32(max(x, 0)), !math.IsNaN(x) //nolint:gosec // a count of people; what is not there is 0 below
	}
	denominator, sized := number("denominator")
	unknown, told := number("unknown")
	numerator, shown := number("numerator")
	to.Mark = [3]uint32{nobodyKnown, nobodyKnown, nobodyKnown}
	if !sized {
		return median, false
	}
	d := g.drawing.measure
	to.WithoutUnknown = !told
	to.Y[0] = denominator
	if told {
		to.Y[1] = unknown
		if !gateOf(d, disclosure.Council).UnknownStays {
			to.Y[0] += unknown
		}
	}
	switch {
	case shown && d.DrawsBreach():
		to.Y[2] = denominator - numerator
	case shown:
		to.Y[2] = numerator
	}
	value := g.columns.Numbers["value"][at]
	if !d.Kind.Median() || math.IsNaN(value) {
		return median, false
	}
	median = disclosure.Median{Value: value, Lower95: g.columns.Numbers["lower_95"][at], Upper95: g.columns.Numbers["upper_95"][at]}
	if math.IsNaN(median.Lower95) {
		median.Lower95, median.Upper95 = value, value // which the gate withholds again
	}
	return median, true
}

// members are the councils in a region's or England's printed figure: as the manifest names them, else all that have one.
func members(m release.Manifest, id string, per period.Period, a area.Area) (out []string) {
	for _, x := range m.Members[id] {
		if x.Period == per.String() && x.Area == a.Code {
			return x.Councils
		}
	}
	missing := map[string]bool{}
	for _, x := range m.Missing[id] {
		if x.Period == per.String() {
			for _, code := range x.Councils {
				missing[code] = true
			}
		}
	}
	for _, c := range area.Within(a.Code) {
		if !missing[c.Code] {
			out = append(out, c.Code)
		}
	}
	return out
}

// freeze puts what was printed in the place of what was drawn, where they differ.
func freeze(a *ledger.Addition, x compared) {
	if len(x.differ) == 0 {
		return
	}
	frozen := func(code, end string) bool {
		_, ok := x.differ[ledger.AreaEnd{Area: code, End: end}]
		return ok
	}
	for i := range a.Cells {
		d := &a.Cells[i]
		end := endOf(d.Period)
		var areas []string
		var stored []*ledger.Stored
		for k, code := range d.Areas {
			if !frozen(code, end) {
				areas, stored = append(areas, code), append(stored, d.Stored[k])
			}
		}
		d.Areas, d.Stored = areas, stored
	}
	a.Cells = slices.DeleteFunc(a.Cells, func(d ledger.Drawn) bool { return len(d.Areas) == 0 })
	a.Cells = append(a.Cells, x.taken...)
	a.Steps = slices.DeleteFunc(a.Steps, func(s ledger.Step) bool { return frozen(s.Area, s.End) })
	for at, letter := range x.differ {
		a.Steps = append(a.Steps, ledger.Step{AreaEnd: at, Vintage: letter, Drawn: true, Frozen: true})
	}
	slices.SortFunc(a.Steps, func(a, b ledger.Step) int { return a.Compare(b.AreaEnd) })
}

package publish

import (
	"cmp"
	"slices"

	"github.com/careduty/careduty/etl/audit"
	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/etl/publish/ledger"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

var areas = area.All()

// drawing is one measure's drawn counts, with the truth behind them.
type drawing struct {
	measure *measure.Definition
	periods []period.Period
	groups  []group // the totals first
}

// group is one breakdown: its sites in order of period and area, and a row for each site and category.
type group struct {
	evaluate.Breakdown
	sites []site
	rows  []row
}

// site is one area in one period.
type site struct {
	period int
	area   area.Area
	in     []area.Area // councils in its figures
	tier   disclosure.Tier
	step   step
	kept   *ledger.Stored // drawn before; nil to draw
	status string         // why nothing is given, if nothing is
	why    string         // in words, where figures were withdrawn
	remark string
	open   bool // what is counted could still be done when it was drawn
}

// row is one cell.
type row struct {
	audit.Cell
	counts disclosure.Counts        // as drawn
	marks  [disclosure.Roles]uint32 // of whom
	median disclosure.Median
	has    bool // there is a median
}

// draw draws the cells of a measure, or takes those that stand.
func draw(p *plan, c counts, noise *disclosure.Noise, m int) *drawing {
	outline := p.outline[m]
	x := &drawer{plan: p, tables: map[int]*evaluate.Table{}, noise: noise, measure: &outline.Measure, at: m, streams: map[disclosure.Stream]*disclosure.Drawer{}}
	for entry, tables := range c.tables {
		x.tables[entry] = tables[m]
	}
	d := &drawing{measure: &outline.Measure, periods: outline.Periods}
	for b := range outline.Breakdowns {
		d.groups = append(d.groups, x.group(d, outline, b))
	}
	return d
}

// drawer draws one measure.
type drawer struct {
	plan    *plan
	tables  map[int]*evaluate.Table // by the entry whose records they are of
	noise   *disclosure.Noise
	measure *measure.Definition
	at      int // the measure's position
	streams map[disclosure.Stream]*disclosure.Drawer
}

func (x *drawer) group(d *drawing, outline *evaluate.Table, b int) group {
	g := group{Breakdown: outline.Breakdowns[b]}
	for i, per := range outline.Periods {
		for _, a := range areas {
			if has(x.measure, a, per, g.Dimension) {
				g.sites = append(g.sites, x.site(outline, i, a, g.Dimension))
			}
		}
	}
	g.rows = make([]row, 0, len(g.sites)*len(g.Categories))
	totals := map[totalAt]int{}
	if b > 0 {
		for i, s := range d.groups[0].sites {
			totals[totalAt{s.period, s.area.Code}] = i
		}
	}
	for i := range g.sites {
		s := &g.sites[i]
		var total *row
		if at, ok := totals[totalAt{s.period, s.area.Code}]; ok {
			total = &d.groups[0].rows[at]
			s.open = s.status == "" && d.groups[0].sites[at].open // one answer for an area's period, which the manifest tells
		}
		g.rows = append(g.rows, x.rows(&g, s, b, total)...)
	}
	return g
}

// site settles what happens to an area in a period, and who is in it.
func (x *drawer) site(outline *evaluate.Table, i int, a area.Area, dimension string) site {
	p, per := x.plan, outline.Periods[i]
	s := site{period: i, area: a, step: p.at(a.Code, per), why: p.withheld(a.Code, per), remark: p.remark(a, per)}
	if s.kept = p.kept(x.measure, dimension, s.step, a.Code, per); s.kept != nil {
		s.in = councilsOf(a, s.kept)
		s.open = p.wasOpen(x.at, s.kept.Entry, s.in, per)
	} else {
		from := outline
		if entry := p.source(x.at, s.step, a.Code, per); entry != today {
			from = p.earlier[entry][x.at]
		}
		at := slices.Index(from.Periods, per)
		in := from.In(at, a.Code)
		for _, c := range in {
			s.in = append(s.in, from.Councils[c])
		}
		s.open = from.Unfinished(at, in)
	}
	if len(s.in) == 0 || s.why != "" || s.step.frozen && s.kept == nil {
		s.in, s.kept, s.status, s.open = nil, nil, string(disclosure.NotAvailable), false
	}
	s.tier = tierOf(a, s.in)
	return s
}

// councilsOf are the councils in what was drawn before.
func councilsOf(a area.Area, stored *ledger.Stored) []area.Area {
	if a.Level == area.Council {
		return []area.Area{a}
	}
	var out []area.Area
	for _, code := range stored.Councils {
		if c, ok := area.ByCode(code); ok {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b area.Area) int { return cmp.Compare(a.Code, b.Code) })
	return out
}

// tierOf is the tier a cell is drawn for. An area with one covered child is its child, so that one set of people has one name.
func tierOf(a area.Area, in []area.Area) disclosure.Tier {
	if a.Level == area.Council || len(in) < 2 {
		return disclosure.Council
	}
	if a.Level == area.Region || !slices.ContainsFunc(in, func(c area.Area) bool { return c.Parent != in[0].Parent }) {
		return disclosure.Region
	}
	return disclosure.Country
}

// gateOf is the rule for the cells of a measure in a tier.
func gateOf(d *measure.Definition, t disclosure.Tier) disclosure.Gate {
	return disclosure.Gate{Tier: t, UnknownStays: d.UnknownRule == measure.InDenominator, Breach: d.DrawsBreach(), Median: d.Kind.Median()}
}

// rows draws the cells of a site, bands before their leaves: of whom a part is drawn follows from its wholes.
func (x *drawer) rows(g *group, s *site, b int, total *row) []row {
	out := make([]row, len(g.Categories))
	if s.status != "" {
		return out
	}
	gate := gateOf(x.measure, s.tier)
	exact, known := x.exact(s, b)
	for _, bands := range []bool{true, false} {
		for c, category := range g.Categories {
			if category.Band != bands {
				continue
			}
			hidden := total != nil && gate.HidesUnknown(total.counts)
			if band := g.Band(c); band >= 0 && !hidden {
				hidden = gate.HidesUnknown(out[band].counts.Within(total.counts, gate))
			}
			switch {
			case s.kept != nil && known:
				out[c] = x.repeat(g, s, c, truthOf(setsOf(x.measure, exact(c))))
			case s.kept != nil:
				out[c] = x.repeat(g, s, c, audit.Cell{})
			case known:
				sets := setsOf(x.measure, exact(c))
				out[c] = x.fresh(g, s, sets, hidden)
				if x.measure.Kind.Median() {
					out[c].median, out[c].has = x.median(g, s, b, c, sets[disclosure.Known])
				}
			}
		}
	}
	return out
}

// exact gives the exact counts of a site's cells, if its period was counted from the records it is drawn from or, where it was drawn before, from today's.
func (x *drawer) exact(s *site, b int) (of func(category int) evaluate.Count, known bool) {
	t, i, in := x.table(s)
	if t == nil || i < 0 || !t.Counted(i) {
		return nil, false
	}
	return func(category int) evaluate.Count { return t.At(i, in, b, category) }, true
}

// table is the table a site is counted from, with its period and councils by position.
func (x *drawer) table(s *site) (t *evaluate.Table, at int, in []int) {
	per := x.plan.outline[x.at].Periods[s.period]
	entry := today
	if s.kept == nil {
		entry = x.plan.source(x.at, s.step, s.area.Code, per)
	}
	if t = x.tables[entry]; t == nil {
		return nil, 0, nil
	}
	for i, c := range t.Councils {
		if slices.ContainsFunc(s.in, func(a area.Area) bool { return a.Code == c.Code }) {
			in = append(in, i)
		}
	}
	return t, slices.Index(t.Periods, per), in
}

// setsOf are the people of each role of a cell. Met are those on the side that is drawn.
func setsOf(d *measure.Definition, n evaluate.Count) (out [disclosure.Roles]evaluate.Set) {
	out[disclosure.People], out[disclosure.Unknown], out[disclosure.Known] = n.Population, n.Unknown, without(n.Population, n.Unknown)
	switch {
	case d.Kind.Median():
	case !d.DrawsBreach():
		out[disclosure.Met] = n.Numerator
	case d.UnknownRule == measure.InDenominator:
		out[disclosure.Met] = without(n.Population, n.Numerator)
	default:
		out[disclosure.Met] = without(out[disclosure.Known], n.Numerator)
	}
	return out
}

// without is a set less people who are all in it.
func without(s, part evaluate.Set) evaluate.Set {
	return evaluate.Set{N: s.N - part.N, S: s.S - part.S}
}

// roles are those a cell draws. Where the unknown are hidden, its people are those of whom the records tell, unless all count in the denominator.
func (x *drawer) roles(hidden bool) []disclosure.Role {
	out := []disclosure.Role{disclosure.People, disclosure.Unknown}
	switch {
	case hidden && x.measure.UnknownRule == measure.InDenominator:
		out = []disclosure.Role{disclosure.People}
	case hidden:
		out = []disclosure.Role{disclosure.Known}
	}
	if !x.measure.Kind.Median() {
		out = append(out, disclosure.Met)
	}
	return out
}

// stream is what a role of a site's cells is drawn by. People who are by definition those whom another measure draws as met are drawn as these.
func (x *drawer) stream(g *group, s *site, role disclosure.Role) disclosure.Stream {
	out := disclosure.Stream{Role: role, Dimension: g.Dimension, Tier: s.tier, Vintage: s.step.under.Number(), Salt: s.step.salt}
	if _, ok := x.measure.PeopleOf(); ok && role != disclosure.Unknown {
		out.Role = disclosure.Met
	}
	return out
}

func (x *drawer) drawerOf(of disclosure.Stream) *disclosure.Drawer {
	d := x.streams[of]
	if d == nil {
		d = x.noise.Drawer(of)
		x.streams[of] = d
	}
	return d
}

// fresh draws a cell.
func (x *drawer) fresh(g *group, s *site, sets [disclosure.Roles]evaluate.Set, hidden bool) row {
	r := row{Cell: truthOf(sets)}
	for _, role := range x.roles(hidden) {
		of := x.stream(g, s, role)
		y, mark := x.drawerOf(of).Draw(uint64(sets[role].N), sets[role].S) //nolint:gosec // a count of people
		r.drawn(role, of, uint32(y))                                       //nolint:gosec // a count of people
		r.marks[role] = mark
	}
	r.settle(hidden)
	return r
}

// repeat takes a cell that was drawn before. Of whom it was drawn is known where the people counted now have its mark.
func (x *drawer) repeat(g *group, s *site, c int, now audit.Cell) row {
	stored := s.kept.Rows[c]
	r := row{Cell: now}
	for _, role := range x.roles(stored.WithoutUnknown) {
		at, of := storedAt(role), x.stream(g, s, role)
		r.drawn(role, of, stored.Y[at])
		y, mark := x.drawerOf(of).Draw(uint64(r.Cell[role].N), r.Cell[role].S)
		if !now[role].Fresh || mark != stored.Mark[at] || uint32(y) != stored.Y[at] { //nolint:gosec // a count of people
			r.Cell[role].N, r.Cell[role].S, r.Cell[role].Fresh = 0, 0, false
		}
	}
	for role := range r.Cell { // what is not drawn is known only where all that is drawn is of the people there are now
		if !r.Cell[role].Drawn && !r.sameAsDrawn() {
			r.Cell[role] = audit.Count{}
		}
	}
	if s.kept.Medians != nil {
		r.median, r.has = s.kept.Medians[c], s.kept.Has[c]
	}
	r.settle(stored.WithoutUnknown)
	return r
}

// storedAt is the place of a role among the three counts that are stored.
func storedAt(role disclosure.Role) int {
	switch role {
	case disclosure.Unknown:
		return 1
	case disclosure.Met:
		return 2
	case disclosure.People, disclosure.Known:
	}
	return 0
}

// sameAsDrawn says that all counts drawn are of the people there are now.
func (r *row) sameAsDrawn() bool {
	return !slices.ContainsFunc(r.Cell[:], func(c audit.Count) bool { return c.Drawn && !c.Fresh })
}

// truthOf is the truth behind a cell.
func truthOf(sets [disclosure.Roles]evaluate.Set) (out audit.Cell) {
	for role, s := range sets {
		out[role] = audit.Count{N: uint32(s.N), S: s.S, Fresh: true} //nolint:gosec // a count of people
	}
	return out
}

// drawn notes a draw.
func (r *row) drawn(role disclosure.Role, of disclosure.Stream, y uint32) {
	c := &r.Cell[role]
	c.Y, c.Vintage, c.Salt, c.Tier, c.Drawn, c.Table = y, of.Vintage, of.Salt, of.Tier, true, true
}

// settle puts the draws together.
func (r *row) settle(hidden bool) {
	r.counts = disclosure.Counts{
		People: uint64(r.Cell[disclosure.People].Y), Unknown: uint64(r.Cell[disclosure.Unknown].Y), Met: uint64(r.Cell[disclosure.Met].Y), WithoutUnknown: hidden,
	}
	if r.Cell[disclosure.Known].Drawn {
		r.counts.People = uint64(r.Cell[disclosure.Known].Y)
	}
}

// median reads the jittered median of those with an amount.
func (x *drawer) median(g *group, s *site, b, c int, of evaluate.Set) (disclosure.Median, bool) {
	t, i, in := x.table(s)
	unit, scale := disclosure.Days, 1.0
	if x.measure.Kind == measure.Money {
		unit, scale = disclosure.Pounds, 100
	}
	amounts := t.Amounts(i, in, b, c)
	bins := make([]disclosure.Bin, 0, len(amounts))
	for amount, n := range amounts {
		bins = append(bins, disclosure.Bin{Amount: float64(amount) / scale, Count: uint64(n)}) //nolint:gosec // a count of people
	}
	slices.SortFunc(bins, func(a, b disclosure.Bin) int { return cmp.Compare(a.Amount, b.Amount) })
	return x.noise.Median(x.stream(g, s, disclosure.Known), of.S, unit, bins)
}

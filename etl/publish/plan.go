package publish

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/careduty/careduty/etl/audit"
	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/etl/publish/ledger"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// plan says what the release does to each area and period end as a whole, and whose records each cell is counted from. It is a value: settle
// gives another one.
type plan struct {
	day      time.Time // it is published on
	salt     uint8     // of what no release has shown
	entries  []ledger.Entry
	vintages map[ledger.AreaEnd]ledger.Vintage
	stored   map[audit.Group]map[ledger.AreaPeriod]*ledger.Stored
	outline  []*evaluate.Table         // of today's records: periods and coverage of each measure
	earlier  map[int][]*evaluate.Table // the same of records as they stood at an entry, where measures come late
	drawn    map[int][]*evaluate.Table // the same where an entry drew what may have been unfinished
	here     map[int]bool              // entries whose release is in this directory
	mayOpen  map[ledger.AreaEnd]disclosure.Vintage
	steps    map[ledger.AreaEnd]step // what came of those that may open
	marked   corrections
	notes    []string
}

// step is what happens to an area and period end.
type step struct {
	letter disclosure.Vintage
	under  disclosure.Vintage // its cells are drawn under
	salt   uint8
	fresh  bool // they are drawn in this release, all together
	entry  int  // that drew them; today
	frozen bool // what cannot be repeated is not given
}

// today stands for this release among the entries of the ledger.
const today = 0

// makePlan settles all that needs no counting.
func makePlan(ctx context.Context, in *inputs) (plan, error) {
	p := plan{
		day: in.PublishedOn, entries: in.ledger.Entries(), vintages: in.ledger.Vintages(),
		stored: map[audit.Group]map[ledger.AreaPeriod]*ledger.Stored{}, earlier: map[int][]*evaluate.Table{}, drawn: map[int][]*evaluate.Table{}, here: map[int]bool{},
		mayOpen: map[ledger.AreaEnd]disclosure.Vintage{}, steps: map[ledger.AreaEnd]step{},
	}
	for _, e := range p.entries {
		p.here[e.Number] = slices.ContainsFunc(in.listed, func(l release.Listed) bool { return l.Manifest.ID == e.Release })
	}
	engine, err := evaluate.New(ctx, in.reading, evaluate.Options{})
	if err != nil {
		return p, err
	}
	p.outline = engine.Outline(in.Measures)
	if err := p.readCells(ctx, in); err != nil {
		return p, err
	}
	if p.marked, err = readCorrections(in, p.vintages); err != nil {
		return p, err
	}
	p.openings()
	for _, entry := range p.lateEntries() {
		if p.earlier[entry], err = outlineAt(ctx, in, p.entries[entry-1].AsOf); err != nil {
			return p, err
		}
	}
	for _, entry := range p.openEntries() {
		if p.drawn[entry] = p.earlier[entry]; p.drawn[entry] != nil {
			continue
		}
		if p.drawn[entry], err = outlineAt(ctx, in, p.entries[entry-1].AsOf); err != nil && !fault.Is(err, fault.NotFound) {
			return p, err
		}
	}
	return p, nil
}

// openEntries are the entries that drew what stands of measures whose periods may be unfinished.
func (p *plan) openEntries() []int {
	out := map[int]bool{}
	for _, t := range p.outline {
		if t.Measure.FollowUp == "" {
			continue
		}
		for _, b := range t.Breakdowns {
			for at, stored := range p.stored[audit.Group{Measure: t.Measure.ID, Dimension: b.Dimension}] {
				per, err := period.Parse(at.Period)
				if err == nil && p.kept(&t.Measure, b.Dimension, p.at(at.Area, per), at.Area, per) != nil {
					out[stored.Entry] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(out))
}

// wasOpen says whether the follow-up of a period was not over when an entry drew what stands of some councils. Where the records of then are gone, the
// entry's day tells.
func (p *plan) wasOpen(m, entry int, councils []area.Area, per period.Period) bool {
	d := &p.outline[m].Measure
	tables := p.drawn[entry]
	if tables == nil {
		return d.Unfinished(per, p.entries[entry-1].AsOf)
	}
	t := tables[m]
	var in []int
	for i, c := range t.Councils {
		if slices.ContainsFunc(councils, func(a area.Area) bool { return a.Code == c.Code }) {
			in = append(in, i)
		}
	}
	at := slices.Index(t.Periods, per)
	return at >= 0 && t.Unfinished(at, in)
}

// outlineAt gives the periods and coverage of each measure as of a day.
func outlineAt(ctx context.Context, in *inputs, asOf time.Time) ([]*evaluate.Table, error) {
	r, err := in.warehouse.AsOf(ctx, asOf)
	if err != nil {
		return nil, err
	}
	defer r.Close() //nolint:errcheck // read only
	e, err := evaluate.New(ctx, r, evaluate.Options{})
	if err != nil {
		return nil, err
	}
	return e.Outline(in.Measures), nil
}

// readCells takes in what was drawn before of each breakdown.
func (p *plan) readCells(ctx context.Context, in *inputs) error {
	var list []ledger.Breakdown
	var groups []audit.Group
	for _, t := range p.outline {
		for _, b := range t.Breakdowns {
			list = append(list, breakdownOf(&t.Measure, b))
			groups = append(groups, audit.Group{Measure: t.Measure.ID, Dimension: b.Dimension})
		}
	}
	return in.ledger.Cells(ctx, list, func(i int, stored map[ledger.AreaPeriod]*ledger.Stored) error {
		p.stored[groups[i]] = stored
		return nil
	})
}

func breakdownOf(d *measure.Definition, b evaluate.Breakdown) ledger.Breakdown {
	out := ledger.Breakdown{Measure: string(d.ID), Dimension: b.Dimension, Median: d.Kind.Median()}
	for _, c := range b.Categories {
		out.Categories = append(out.Categories, c.Slug)
	}
	return out
}

// openings finds the vintages that may open: by date, since a region or England has grown, or since a council's figures were withdrawn.
func (p *plan) openings() {
	for at, v := range p.vintages {
		due := disclosure.Due(v.First, p.day)
		_, corrected := p.marked.open[at]
		if p.grew(at, v) || corrected {
			due = later(due, v.Letter.Next())
		}
		if !v.Frozen && due.After(v.Letter) && len(p.reporting(at)) > 0 {
			p.mayOpen[at] = due
		}
	}
}

func later(a, b disclosure.Vintage) disclosure.Vintage {
	if b.After(a) {
		return b
	}
	return a
}

// grew says whether the councils that report for a region or England are more by a fifth than when it was drawn.
func (p *plan) grew(at ledger.AreaEnd, v ledger.Vintage) bool {
	then := 0
	for _, c := range area.Within(at.Area) {
		if council, ok := p.vintages[ledger.AreaEnd{Area: c.Code, End: at.End}]; ok && council.Began <= v.Drawn {
			then++
		}
	}
	return disclosure.Grew(then, len(p.reporting(at)))
}

// reporting lists the councils of an area that have any figure for a period that ends on a day.
func (p *plan) reporting(at ledger.AreaEnd) []string {
	var out []string
	for _, c := range area.Within(at.Area) {
		if slices.ContainsFunc(p.outline, func(t *evaluate.Table) bool { return covers(t, c.Code, at.End) }) {
			out = append(out, c.Code)
		}
	}
	return out
}

// covers says whether a council has a figure of a measure for a period that ends on a day.
func covers(t *evaluate.Table, council, end string) bool {
	for i, per := range t.Periods {
		if day(per.Last()) == end && len(t.In(i, council)) > 0 {
			return true
		}
	}
	return false
}

// at is what happens to an area's period.
func (p *plan) at(code string, per period.Period) step {
	at := ledger.AreaEnd{Area: code, End: day(per.Last())}
	if s, ok := p.steps[at]; ok {
		return s
	}
	if v, ok := p.vintages[at]; ok {
		return step{letter: v.Letter, under: v.Under, salt: v.Salt, entry: v.Drawn, frozen: v.Frozen}
	}
	return step{letter: disclosure.Provisional, under: disclosure.Provisional, salt: p.salt, fresh: true, entry: today}
}

// has says whether a measure has a row for an area in a period and breakdown at all: the plan's table of cells, docs/disclosure.md.
func has(d *measure.Definition, a area.Area, per period.Period, dimension string) bool {
	year := per.Grain() == period.Year || d.Grain == measure.Snapshot && per.Q == 4
	return dimension == "" || a.Level != area.Council || d.CouncilBreakdown(year)
}

// kept is what was drawn before of a cell's area and period and stands; nil where it is to be drawn.
func (p *plan) kept(d *measure.Definition, dimension string, s step, code string, per period.Period) *ledger.Stored {
	stored := p.stored[audit.Group{Measure: d.ID, Dimension: dimension}][ledger.AreaPeriod{Area: code, Period: per.String()}]
	if s.fresh || stored == nil || stored.Number != s.under.Number() || stored.Breach != d.DrawsBreach() {
		return nil
	}
	return stored
}

// source is the entry whose records a cell that is to be drawn is counted from: today, but for one that comes late to an area and period
// end. That is counted from the records that stood when the others were drawn, if they had it: a set of nearly the same people would else be
// drawn beside one that was drawn before.
func (p *plan) source(m int, s step, code string, per period.Period) int {
	if s.fresh {
		return today
	}
	if tables := p.earlier[s.entry]; tables != nil {
		if i := slices.Index(tables[m].Periods, per); i >= 0 && len(tables[m].In(i, code)) > 0 {
			return s.entry
		}
	}
	return today
}

// lateEntries are the entries that areas and period ends were drawn by in which some breakdown was not.
func (p *plan) lateEntries() []int {
	out := map[int]bool{}
	for _, t := range p.outline {
		for i, per := range t.Periods {
			p.late(t, i, per, func(s step) { out[s.entry] = true })
		}
	}
	return slices.Sorted(maps.Keys(out))
}

// late calls do for every area in whose period a measure's cells are missing beside others that were drawn.
func (p *plan) late(t *evaluate.Table, i int, per period.Period, do func(step)) {
	for _, a := range area.All() {
		s := p.at(a.Code, per)
		if s.fresh || s.frozen || len(t.In(i, a.Code)) == 0 {
			continue
		}
		for _, b := range t.Breakdowns {
			if has(&t.Measure, a, per, b.Dimension) && p.kept(&t.Measure, b.Dimension, s, a.Code, per) == nil {
				do(s)
				break
			}
		}
	}
}

package publish

import (
	"cmp"
	"context"
	"slices"

	"github.com/careduty/careduty/etl/publish/ledger"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/period"
)

// drawnOf is what the ledger is to remember of a group: the sites that were drawn, period by period and vintage by vintage.
func drawnOf(d *drawing, g *group) []ledger.Drawn {
	type key struct {
		period       int
		number, salt uint8
	}
	var out []ledger.Drawn
	at := map[key]int{}
	n := len(g.Categories)
	for i := range g.sites {
		s := &g.sites[i]
		if s.status != "" || s.kept != nil {
			continue
		}
		k := key{s.period, s.step.under.Number(), s.step.salt}
		if _, ok := at[k]; !ok {
			at[k] = len(out)
			out = append(out, ledger.Drawn{
				Breakdown: breakdownOf(d.measure, g.Breakdown), Period: d.periods[s.period].String(), Version: d.measure.Version,
				Number: k.number, Salt: k.salt, Breach: d.measure.DrawsBreach(),
			})
		}
		x := &out[at[k]]
		x.Areas, x.Stored = append(x.Areas, s.area.Code), append(x.Stored, storedOf(d, g, s, g.rows[i*n:(i+1)*n]))
	}
	return out
}

// storedOf is a site as the ledger keeps it.
func storedOf(d *drawing, g *group, s *site, rows []row) *ledger.Stored {
	out := &ledger.Stored{Rows: make([]ledger.Row, len(rows))}
	if s.area.Level != area.Council {
		out.Councils = s.members()
	}
	for c := range rows {
		r := &out.Rows[c]
		r.WithoutUnknown = rows[c].counts.WithoutUnknown
		for role, x := range rows[c].Cell {
			if x.Drawn {
				r.Y[storedAt(disclosure.Role(role))], r.Mark[storedAt(disclosure.Role(role))] = x.Y, rows[c].marks[role]
			}
		}
		if d.measure.Kind.Median() {
			out.Medians, out.Has = append(out.Medians, rows[c].median), append(out.Has, rows[c].has)
		}
	}
	return out
}

// seal enters the release into the ledger and puts it in place.
func seal(ctx context.Context, in *inputs, p plan, c counts, made candidate) error {
	in.Progress(2*len(in.Measures), 2*len(in.Measures), "writing")
	made.manifest.Audit = made.report.Published()
	dir, err := made.builder.Seal(made.manifest)
	if err != nil {
		return err
	}
	if in.Claim != nil {
		if err := in.Claim(ctx, made.manifest.ID, dir); err != nil {
			return err
		}
	}
	a, err := addition(ctx, in, p, c, made)
	if err != nil {
		return err
	}
	if err := in.ledger.Add(ctx, a); err != nil {
		return err
	}
	// The ledger has the entry by now: should this fail, the same release is made again from what it holds.
	return made.builder.Commit(ctx)
}

// entryOf is the release as the ledger knows it.
func entryOf(in *inputs, made candidate) ledger.Entry {
	return ledger.Entry{Release: made.manifest.ID, AsOf: in.AsOf, PublishedOn: in.PublishedOn, Program: in.Program, Failed: made.report.Failed()}
}

// failed enters a candidate that did not withstand its audit.
func failed(ctx context.Context, in *inputs, made candidate) error {
	if err := in.ledger.Add(ctx, ledger.Addition{Entry: entryOf(in, made)}); err != nil {
		return err
	}
	return in.ledger.Again(ctx, owner(in.keys))
}

// addition is all that the ledger adds for the release.
func addition(ctx context.Context, in *inputs, p plan, c counts, made candidate) (ledger.Addition, error) {
	a := ledger.Addition{Entry: entryOf(in, made), Steps: p.taken(made.drawn), Cells: made.drawn, Corrections: p.marked.now}
	next := map[ledger.AreaEnd]ledger.Vintage{}
	for at, v := range p.vintages {
		next[at] = v
	}
	for _, s := range a.Steps {
		v := next[s.AreaEnd]
		if v.Began == 0 {
			v.Began = in.ledger.Next()
		}
		v.Letter, v.Frozen = s.Vintage, s.Frozen
		if s.Drawn {
			v.Drawn = in.ledger.Next()
		}
		next[s.AreaEnd] = v
	}
	err := p.states(ctx, in, c, a.Steps, next, &a)
	return a, err
}

// taken are the vintages of this release: of what was drawn for the first time, and of what opened.
func (p *plan) taken(drawn []ledger.Drawn) []ledger.Step {
	all := map[ledger.AreaEnd]ledger.Step{}
	for _, d := range drawn {
		end := endOf(d.Period)
		for _, code := range d.Areas {
			at := ledger.AreaEnd{Area: code, End: end}
			if _, known := p.vintages[at]; !known {
				all[at] = ledger.Step{AreaEnd: at, Vintage: disclosure.Provisional, Salt: p.salt, Drawn: true}
			}
		}
	}
	for at, s := range p.steps {
		all[at] = ledger.Step{AreaEnd: at, Vintage: s.letter, Salt: s.salt, Drawn: s.fresh}
	}
	out := make([]ledger.Step, 0, len(all))
	for _, s := range all {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b ledger.Step) int { return a.Compare(b.AreaEnd) })
	return out
}

// states settles which states of people are kept, and which come: of the councils behind what was drawn now, as they are today; and, where measures
// came late, of the earlier state with what people contribute to those.
func (p *plan) states(ctx context.Context, in *inputs, c counts, steps []ledger.Step, next map[ledger.AreaEnd]ledger.Vintage, a *ledger.Addition) error {
	entry, drawn := in.ledger.Next(), map[ledger.AreaEnd]bool{}
	for _, s := range steps {
		if !s.Drawn {
			continue
		}
		for _, code := range p.reporting(s.AreaEnd) {
			drawn[ledger.AreaEnd{Area: code, End: s.End}] = true
		}
	}
	var list []ledger.State // of one council and period end
	add := func() {
		if len(list) == 0 {
			return
		}
		at := ledger.AreaEnd{Area: list[0].Council, End: list[0].End}
		if drawn[at] {
			list = append(list, ledger.State{Council: at.Area, End: at.End, Entry: entry, Digests: c.people[at]})
			delete(drawn, at)
		}
		keep(list, entry, c, next, a)
		list = nil
	}
	err := in.ledger.People(ctx, func(s ledger.State) error {
		if len(list) > 0 && (list[0].Council != s.Council || list[0].End != s.End) {
			add()
		}
		list = append(list, s)
		return nil
	})
	add()
	var rest []ledger.State
	for at := range drawn {
		rest = append(rest, ledger.State{Council: at.Area, End: at.End, Entry: entry, Digests: c.people[at]})
	}
	slices.SortFunc(rest, func(a, b ledger.State) int {
		return cmp.Or(cmp.Compare(a.End, b.End), cmp.Compare(a.Council, b.Council))
	})
	for _, s := range rest {
		keep([]ledger.State{s}, entry, c, next, a)
	}
	return err
}

// keep sorts the states of a council and period end: those no vintage can need any more are left behind.
func keep(list []ledger.State, entry int, c counts, next map[ledger.AreaEnd]ledger.Vintage, a *ledger.Addition) {
	council, ok := area.ByCode(list[0].Council)
	if !ok {
		return
	}
	entries := make([]int, len(list))
	for i, s := range list {
		entries[i] = s.Entry
	}
	for i, needed := range ledger.Needed(council, list[0].End, entries, next) {
		s := list[i]
		late := c.late[lateAt{ledger.AreaEnd{Area: s.Council, End: s.End}, s.Entry}]
		switch {
		case !needed:
		case s.Entry == entry:
			a.People = append(a.People, s)
		case len(late) > 0:
			s.Digests = joined(s.Digests, late)
			a.People = append(a.People, s)
		default:
			s.Digests = nil
			a.Keep = append(a.Keep, s)
		}
	}
}

// endOf is the last day of a period by its name.
func endOf(name string) string {
	per, err := period.Parse(name)
	if err != nil {
		return "" // no name of ours
	}
	return day(per.Last())
}

package publish

import (
	"context"
	"slices"

	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/etl/publish/ledger"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// plan says what the release does to each area and period as a whole: draw it for the first time, draw it anew, or repeat it.
type plan struct {
	job     *job
	due     map[ledger.AreaPeriod]disclosure.Vintage // vintages that the date allows
	decided map[ledger.AreaPeriod]step               // of those, what comes of them
	carried map[ledger.AreaPeriod]bool               // newly drawn in this release
	covered map[string]map[string]bool               // period → councils that any measure has a figure for
	people  map[ledger.AreaPeriod]ledger.People      // what everyone contributes now, in the periods counted
	counted map[string]bool                          // periods that some measure was counted for
	held    map[measure.ID][]ledger.Held             // what the ledger has of each measure, if it has been looked up
}

// step is what happens to an area and period.
type step struct {
	letter disclosure.Vintage
	fresh  bool               // its cells are drawn, all together
	under  disclosure.Vintage // what its cells are drawn under: the letter, or that of the vintage whose values it has kept
}

func (j *job) newPlan() *plan {
	p := &plan{
		job: j, due: map[ledger.AreaPeriod]disclosure.Vintage{}, decided: map[ledger.AreaPeriod]step{},
		carried: map[ledger.AreaPeriod]bool{}, covered: map[string]map[string]bool{}, people: map[ledger.AreaPeriod]ledger.People{},
		counted: map[string]bool{}, held: map[measure.ID][]ledger.Held{},
	}
	if j.replay {
		return p
	}
	j.ledger.AreaPeriods(func(at ledger.AreaPeriod, v ledger.Vintage) {
		if due := disclosure.Due(v.First, j.PublishedOn); due.After(v.Letter) {
			p.due[at] = due
		}
	})
	return p
}

// at is what happens to an area's period.
func (p *plan) at(code, period string) step {
	at := ledger.AreaPeriod{Area: code, Period: period}
	if s, ok := p.decided[at]; ok {
		return s
	}
	if v, ok := p.job.ledger.Present(at); ok {
		return step{letter: v.Letter, under: v.Under}
	}
	return step{letter: disclosure.Provisional, fresh: true, under: disclosure.Provisional}
}

// cover notes which councils have a figure in which period of a measure.
func (p *plan) cover(t *evaluate.Table) {
	for i, per := range t.Periods {
		name := per.String()
		if p.covered[name] == nil {
			p.covered[name] = map[string]bool{}
		}
		for c, council := range t.Councils {
			if t.Covered(i, c) {
				p.covered[name][council.Code] = true
			}
		}
	}
}

// decide settles the vintages that are due, once everybody's contributions are known. An area that no council reports for any more is
// left as it was last published.
func (p *plan) decide(ctx context.Context) error {
	for at, due := range p.due {
		now := p.reporting(at)
		if len(now) == 0 {
			continue
		}
		present, _ := p.job.ledger.Present(at)
		changed, err := p.changed(ctx, at, present, now)
		if err != nil {
			return err
		}
		next, redraw := disclosure.Advance(present.Letter, due, changed)
		p.decided[at] = step{letter: next, fresh: redraw, under: present.Under}
		if redraw {
			p.decided[at] = step{letter: next, fresh: true, under: next}
		}
	}
	return nil
}

// reporting lists the councils of an area that have any figure in its period.
func (p *plan) reporting(at ledger.AreaPeriod) []string {
	var out []string
	for _, c := range area.Within(at.Area) {
		if p.covered[at.Period][c.Code] {
			out = append(out, c.Code)
		}
	}
	return out
}

// changed counts the people of an area's period whose contributions differ from those last drawn; beyond what decides it does not count on.
func (p *plan) changed(ctx context.Context, at ledger.AreaPeriod, present ledger.Vintage, now []string) (int, error) {
	n := 0
	for _, c := range area.Within(at.Area) {
		council := ledger.AreaPeriod{Area: c.Code, Period: at.Period}
		var old, current ledger.People
		if v, ok := p.job.ledger.Present(council); ok && v.Began <= present.Drawn {
			var err error
			if old, err = p.job.ledger.People(ctx, c.Code, at.Period, present.Drawn); err != nil {
				return 0, err
			}
		}
		if slices.Contains(now, c.Code) {
			current = p.people[council]
		}
		if n += ledger.Changed(old, current); n >= disclosure.LeastChanged {
			break
		}
	}
	return n, nil
}

// takenIn says whether a council is in the figures of a region or of England that are drawn after the rest of their period: it is, if it
// had reported by the time of their present vintage. One that reports later is taken in at their next.
func (p *plan) takenIn(code, council, period string) bool {
	present, ok := p.job.ledger.Present(ledger.AreaPeriod{Area: code, Period: period})
	if !ok || code == council {
		return true
	}
	v, ok := p.job.ledger.Present(ledger.AreaPeriod{Area: council, Period: period})
	return ok && v.Began <= present.Entry
}

// carry notes that an area's period has been drawn for the first time.
func (p *plan) carry(code, period string) {
	at := ledger.AreaPeriod{Area: code, Period: period}
	if _, ok := p.job.ledger.Present(at); !ok {
		p.carried[at] = true
	}
}

// record puts the vintages of this release, and the people behind what was drawn, into the ledger's next entry.
func (p *plan) record(ctx context.Context, pending *ledger.Pending) error {
	drawn := map[ledger.AreaPeriod]bool{} // councils' periods behind what was drawn
	for _, at := range p.steps() {
		s := p.at(at.Area, at.Period)
		pending.Step(ledger.Step{AreaPeriod: at, Vintage: s.letter, Drawn: s.fresh})
		if s.fresh {
			for _, c := range p.reporting(at) {
				drawn[ledger.AreaPeriod{Area: c, Period: at.Period}] = true
			}
		}
	}
	for _, at := range sorted(drawn) {
		stored, err := p.job.ledger.People(ctx, at.Area, at.Period, p.job.ledger.Next())
		if err != nil {
			return err
		}
		if now := p.people[at]; stored.Erased > 0 || !slices.Equal(stored.Digests, now.Digests) {
			pending.People(at.Area, at.Period, now)
		}
	}
	return nil
}

// steps lists the areas and periods that have a new vintage, in order.
func (p *plan) steps() []ledger.AreaPeriod {
	all := map[ledger.AreaPeriod]bool{}
	for at := range p.carried {
		all[at] = true
	}
	for at := range p.decided {
		all[at] = true
	}
	return sorted(all)
}

func sorted(set map[ledger.AreaPeriod]bool) []ledger.AreaPeriod {
	out := make([]ledger.AreaPeriod, 0, len(set))
	for at := range set {
		out = append(out, at)
	}
	slices.SortFunc(out, ledger.AreaPeriod.Compare)
	return out
}

// contributions reads what everyone in the councils at hand contributes to the measures counted, and keeps digests.
func (p *plan) contributions(ctx context.Context) error {
	digest := newDigester(p.job.keys.Noise)
	for _, g := range []period.Grain{period.Quarter, period.Year} {
		spans := slices.DeleteFunc(slices.Clone(p.job.engine.Spans(g)), func(x period.Period) bool { return !p.counted[x.String()] })
		if err := digest.read(ctx, p.job.engine, g, spans, p.people); err != nil {
			return err
		}
	}
	return nil
}

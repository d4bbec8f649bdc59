package publish

import (
	"context"
	"fmt"
	"slices"

	"github.com/careduty/careduty/etl/publish/ledger"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
)

// settle decides the vintages that may open: all cells of an area and period end are drawn anew together, if the contributions of enough people
// changed since they were drawn; else the vintage passes and the values stay.
func settle(ctx context.Context, in *inputs, p plan, c counts) (plan, error) {
	states := map[ledger.AreaEnd][]ledger.State{}
	if len(p.mayOpen) > 0 {
		ends := map[string]bool{}
		for at := range p.mayOpen {
			ends[at.End] = true
		}
		err := in.ledger.People(ctx, func(s ledger.State) error {
			if ends[s.End] {
				at := ledger.AreaEnd{Area: s.Council, End: s.End}
				states[at] = append(states[at], s)
			}
			return nil
		})
		if err != nil {
			return p, err
		}
	}
	p.steps = map[ledger.AreaEnd]step{}
	for at, letter := range p.mayOpen {
		v := p.vintages[at]
		s := step{letter: letter, under: v.Under, salt: v.Salt, entry: v.Drawn}
		n := p.changed(at, v, states, c.people)
		if _, corrected := p.marked.open[at]; corrected && n == 0 {
			p.marked.same[at] = true // the vintage waits for the corrected file
			continue
		}
		if n >= in.noise.Threshold(at.Area, at.End) {
			s = step{letter: letter, under: letter, fresh: true, entry: today}
		}
		p.steps[at] = s
	}
	p.marked.now = slices.Clone(p.marked.now)
	for at, x := range p.marked.open {
		if s, ok := p.steps[at]; ok {
			p.marked.now = append(p.marked.now, x)
			p.notes = append(p.notes, told(at, s))
		} else {
			p.notes = append(p.notes, fmt.Sprintf("%s, %s: withdrawn, and no corrected file is loaded; its figures are not given.", nameOf(at.Area), at.End))
		}
	}
	for at, v := range p.vintages {
		if v.Frozen {
			p.notes = append(p.notes, fmt.Sprintf("%s, %s opens no further vintage: its people could not be recovered.", nameOf(at.Area), at.End))
		}
	}
	slices.SortFunc(p.marked.now, func(a, b ledger.Correction) int { return a.Compare(b.AreaEnd) })
	slices.Sort(p.notes)
	return p, nil
}

func told(at ledger.AreaEnd, s step) string {
	if s.fresh {
		return fmt.Sprintf("%s, %s: the corrected figures are drawn as its %s vintage.", nameOf(at.Area), at.End, vintageWord(s.letter))
	}
	return fmt.Sprintf("%s, %s: what was corrected changed too few people to be drawn; the figures stay as first published, with a note.", nameOf(at.Area), at.End)
}

func vintageWord(v disclosure.Vintage) string {
	return map[disclosure.Vintage]string{disclosure.Provisional: "provisional", disclosure.Revised: "revised", disclosure.Final: "final"}[v]
}

func nameOf(code string) string {
	if a, ok := area.ByCode(code); ok {
		return a.Name
	}
	return code
}

// changed counts the people of an area's period end whose contributions differ from those it was drawn from.
func (p *plan) changed(at ledger.AreaEnd, v ledger.Vintage, states map[ledger.AreaEnd][]ledger.State, people contributions) int {
	n, now := 0, p.reporting(at)
	for _, c := range area.Within(at.Area) {
		council := ledger.AreaEnd{Area: c.Code, End: at.End}
		var old, current []uint64
		for _, s := range states[council] {
			if s.Entry <= v.Drawn {
				old = s.Digests
			}
		}
		if slices.Contains(now, c.Code) {
			current = people[council]
		}
		n += ledger.Changed(old, current)
	}
	return n
}

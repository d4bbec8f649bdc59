package publish

import (
	"slices"

	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/etl/publish/ledger"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
)

// place is one area in one period.
type place struct {
	period int
	name   string // of the period
	area   area.Area
	whole  int   // councils the area has
	in     []int // councils in its figures, by position
	tier   disclosure.Tier
	letter disclosure.Vintage // the release shows
	under  disclosure.Vintage // its counts are drawn under
	stored *ledger.Stored     // to be repeated; nil to draw
	late   bool               // the area's period was drawn before, without these cells
}

// find settles what happens to an area's period, and who is in it.
func (p *protector) find(i, k int) place {
	a := p.areas[k]
	at := place{period: i, name: p.spans[i].Period, area: a, whole: p.whole[k]}
	s := p.job.plan.at(a.Code, at.name)
	at.letter, at.under = s.letter, s.under
	if stored, ok := p.stored.At(ledger.AreaPeriod{Area: a.Code, Period: at.name}); ok && !s.fresh {
		at.stored, at.under = stored, stored.Vintage
		at.in = p.councils(a, stored)
	} else {
		at.late = !s.fresh
		at.in = p.t.In(i, a.Code)
		if !s.fresh && a.Level != area.Council {
			at.in = slices.DeleteFunc(at.in, func(c int) bool { return !p.job.plan.takenIn(a.Code, p.t.Councils[c].Code, at.name) })
		}
	}
	at.tier = tierOf(p.t, a, at.in)
	return at
}

// councils are the positions of the councils in what was stored.
func (p *protector) councils(a area.Area, s *ledger.Stored) []int {
	if a.Level == area.Council {
		return []int{p.index[a.Code]}
	}
	out := make([]int, 0, len(s.Councils))
	for _, code := range s.Councils {
		if i, ok := p.index[code]; ok {
			out = append(out, i)
		}
	}
	slices.Sort(out)
	return out
}

// tierOf is the tier a cell is drawn for. An area with one covered child is its child, so that one set of people has one name.
func tierOf(t *evaluate.Table, a area.Area, in []int) disclosure.Tier {
	if a.Level == area.Council || len(in) < 2 {
		return disclosure.Council
	}
	first := t.Councils[in[0]].Parent
	if a.Level == area.Region || !slices.ContainsFunc(in, func(c int) bool { return t.Councils[c].Parent != first }) {
		return disclosure.Region
	}
	return disclosure.Country
}

package api

import (
	"slices"
	"strings"

	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// wants settles which periods of which measures are asked for. latest is settled for each measure by itself and is the same for
// all areas.
func (c *call) wants(subjects []*measure.Subject, p periods, g period.Grain) []measure.Want {
	if named := p.grain(); named != "" {
		if g != "" && g != named {
			c.bad("grain", problem.Conflicting, "The periods named are of the other grain. Leave grain out.", nil, "")
		}
		g = named
	}
	var out []measure.Want
	var yearly []string
	for _, s := range subjects {
		of := g
		if of == "" {
			of = s.Grain
		}
		if of == period.Quarter && s.Yearly() {
			yearly = append(yearly, s.ID)
			continue
		}
		out = append(out, measure.Want{Subject: s, Periods: p.of(s, of)})
	}
	if len(yearly) > 0 {
		name := "period"
		if p.grain() == "" {
			name = "grain"
		}
		c.bad(name, problem.Conflicting, strings.Join(yearly, ", ")+" has financial years only. Ask for years, such as 2025-26.", nil, "")
	}
	return out
}

// of are the periods of one grain a subject has among those asked for, in order.
func (p periods) of(s *measure.Subject, g period.Grain) []period.Period {
	all := s.Periods(g)
	if p.all {
		return all
	}
	if len(p.spans) > 0 {
		return slices.DeleteFunc(all, func(x period.Period) bool {
			return !slices.ContainsFunc(p.spans, func(s periodSpan) bool { return s.holds(x) })
		})
	}
	last, ok := s.Latest(g)
	if !ok {
		return nil
	}
	n := max(p.last, 1)
	return slices.DeleteFunc(all, func(x period.Period) bool { return x.Index() > last.Index() || x.Index() <= last.Index()-n })
}

// canBreakDown holds every measure to having the dimension asked for.
func (c *call) canBreakDown(b breakdown, wants []measure.Want) {
	if b.dimension.ID == "" {
		return
	}
	for _, w := range wants {
		if !slices.Contains(w.Subject.Dimensions, b.dimension.ID) {
			c.bad("by", problem.UnknownValue, w.Subject.ID+" cannot be broken down by "+b.dimension.ID+".", w.Subject.Dimensions, "")
		}
	}
}

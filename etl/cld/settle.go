package cld

import (
	"fmt"
	"slices"
	"time"

	"github.com/careduty/careduty/internal/fault"
)

// settled are the events of one council as the rules leave them, over the days they cover.
type settled struct {
	events []event
	span   span
	files  []*Submission // they are from, in order of time
}

// produced is the day a submission is taken to have been made, unless it is declared: the day after the period it states. It cannot
// have been made before.
func (s *Submission) produced() day {
	switch {
	case s.made != none:
		return s.made
	case s.to != none:
		return s.to + 1
	default:
		return none
	}
}

// settle applies the rules to the submissions of one council, of which those of a later period win. Submissions that neither overlap
// nor follow on each other are refused: what happened between them nobody knows.
func settle(list []*Submission) (*settled, error) {
	spans := make([]span, len(list))
	for i, s := range list {
		made := s.produced()
		if made == none {
			return nil, fault.New(fault.Refused, "No row states the period that the file covers.", "Fill in Reporting Period Start Date and End Date.")
		}
		var ok bool
		if spans[i], ok = covers(s.events, span{s.from, s.to}, made); !ok {
			return nil, fault.New(fault.Refused, "The period that the rows state cannot be read, or ends before it starts.",
				"Fill in Reporting Period Start Date and End Date.")
		}
	}
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return int(spans[a].to) - int(spans[b].to) })
	out := &settled{span: spans[order[len(order)-1]]}
	for n, i := range order {
		own := spans[i]
		if n+1 < len(order) {
			next := &spans[order[n+1]]
			if stated := list[order[n+1]].from; own.to+1 < next.from && stated != none && stated <= own.to+1 {
				// Few events ended in the months between, which the later file says it covers.
				list[order[n+1]].Report.note(Sparse, 1)
				next.from = own.to + 1
			}
			if own.to+1 < next.from {
				return nil, fault.New(fault.Refused, fmt.Sprintf("Between two files lie days that neither covers: %s to %s.",
					Date(own.to+1).Format(time.DateOnly), Date(next.from-1).Format(time.DateOnly)), "Give the file between them too.")
			}
			own.to = min(own.to, next.from-1) // of days that both cover the later file tells
		}
		if own.from > own.to {
			continue // the later file tells of all its days
		}
		out.files = append(out.files, list[i])
		out.span.from = min(out.span.from, own.from)
		out.events = append(out.events, list[i].inPeriod(own, len(out.files)-1)...)
	}
	out.close()
	out.collapse(len(list) == 1)
	return out, nil
}

// inPeriod are the events of a submission in a period, ended by death where that ends them. What is left out is noted.
func (s *Submission) inPeriod(p span, file int) []event {
	var out []event
	for _, e := range s.events {
		byDeath := e.endByDeath()
		why := e.within(p)
		if why == "" && e.end == none && e.kind != service {
			why = NoEnd
		}
		if why != "" {
			s.Report.note(why, int(e.row))
			continue
		}
		if byDeath {
			s.Report.note(EndedByDeath, int(e.row))
		}
		if e.birthYear != 0 && Date(p.to).Year()-int(e.birthYear) > oldest {
			s.Report.note(OldAge, int(e.row))
			e.birthYear = 0
		}
		e.last, e.file = p.to, int16(file) //nolint:gosec // nobody gives as many files
		out = append(out, e)
	}
	return out
}

// close ends services that are open at the end of one file's period and are not in the next file.
func (c *settled) close() {
	there := make([]map[key]bool, len(c.files))
	for i := range there {
		there[i] = map[key]bool{}
	}
	for i := range c.events {
		if e := &c.events[i]; e.kind == service {
			there[e.file][e.key(false)] = true
		}
	}
	for i := range c.events {
		e := &c.events[i]
		if e.kind != service || int(e.file)+1 == len(c.files) || e.end != none && e.end <= e.last || there[e.file+1][e.key(false)] {
			continue
		}
		e.end = e.last
		c.files[e.file].Report.note(Closed, int(e.row))
	}
}

// collapse keeps one row of each event.
func (c *settled) collapse(single bool) {
	best := map[key]int{}
	for i := range c.events {
		k := c.events[i].key(single)
		if j, ok := best[k]; !ok || c.events[i].better(&c.events[j]) {
			best[k] = i
		}
	}
	kept := c.events[:0:0]
	for i := range c.events {
		e := &c.events[i]
		if best[e.key(single)] != i {
			c.files[e.file].Report.note(Duplicate, int(e.row))
			continue
		}
		kept = append(kept, *e)
	}
	c.events = kept
}

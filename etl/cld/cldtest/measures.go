package cldtest

import (
	"slices"
	"strings"
	"time"
)

// Count is what a measure comes to in a period: of the people it is about those who count, those who do not, and those of whom it is not
// known; or, of days, what each waited.
type Count struct {
	Met, Not, Unknown int
	Days              []int
}

// People are the people of one council, each with the events the rules leave.
type People []one

// People finds them in the council's files, earliest first.
func (s *Opinion) People(council string, texts ...string) People {
	byName := map[string][]happening{}
	for _, h := range s.events(council, texts...) {
		byName[h.who] = append(byName[h.who], h)
	}
	var out People
	for who, list := range byName {
		slices.SortStableFunc(list, func(a, b happening) int {
			if c := a.refPeriodEnd.Compare(b.refPeriodEnd); c != 0 {
				return c
			}
			return a.row - b.row
		})
		details := strings.Fields(s.person(who, list))
		died, _ := time.Parse(time.DateOnly, details[len(details)-1])
		p := one{list: list, died: died}
		for _, h := range list {
			if h.born != 0 && (p.born == 0 || h.born < p.born) {
				p.born = h.born
			}
		}
		out = append(out, p)
	}
	return out
}

// Measures counts, person by person and from events alone, what Client Level Data can tell, over a period that ends on a day: by the
// rules of the department's own measures where it has one (direct payments and self-directed support), else by the measure's words.
func (l People) Measures(from, to time.Time) map[string]Count {
	out := map[string]Count{}
	for _, p := range l {
		for id, answer := range p.answers(from, to) {
			c := out[id]
			switch answer {
			case yes:
				c.Met++
			case no:
				c.Not++
			case nobodyKnows:
				c.Unknown++
			case outside:
				continue
			default:
				c.Met++
				c.Days = append(c.Days, int(answer-waited))
			}
			out[id] = c
		}
	}
	return out
}

// answer is what a measure says of a person; waited and more is a number of days.
type answer int

const (
	outside answer = iota
	yes
	no
	nobodyKnows
	waited
)

// one is a person.
type one struct {
	list []happening
	born int
	died time.Time
}

func (p one) adult(on time.Time) bool { return p.born == 0 || on.Year()-p.born >= 18 }

// over is the day a service ends for the person.
func (p one) over(h happening) time.Time {
	if h.end.IsZero() || !p.died.IsZero() && p.died.Before(h.end) {
		return p.died
	}
	return h.end
}

func (p one) inForce(h happening, on time.Time) bool {
	end := p.over(h)
	return h.longTerm() && !h.start.After(on) && (end.IsZero() || !end.Before(on)) && (p.died.IsZero() || !p.died.Before(h.start))
}

func (p one) answers(from, to time.Time) map[string]answer {
	out := map[string]answer{}
	if p.adult(to) {
		out["direct_payment_uptake"], out["self_directed_support"] = p.delivered(to)
		out["reviewed_in_year"], out["overdue_reviews"], out["overdue_over_six_months"] = p.reviewed(to)
	}
	p.reviews(from, to, out)
	p.waits(from, to, out)
	return out
}

// delivered follows measure 3D of ASCOF: the highest of a person's services on the day, in the order of the department's table.
func (p one) delivered(on time.Time) (payment, directed answer) {
	best := 99
	for _, h := range p.list {
		if !p.inForce(h, on) {
			continue
		}
		rank := map[string]int{"nursing": 1, "residential": 2, "prison": 8}[h.f["Service_Type"]]
		if rank == 0 {
			rank = map[string]int{"direct_payment": 3, "managed_budget": 4, "commissioned": 5}[h.f["Delivery_Mechanism"]]
			if h.f["Service_Component"] == "direct_payment" {
				rank = 3
			}
			if rank == 0 {
				rank = 6
			}
		}
		best = min(best, rank)
	}
	switch best {
	case 3:
		return yes, yes
	case 4:
		return no, yes
	case 5:
		return no, no
	case 6:
		return nobodyKnows, nobodyKnows
	default:
		return outside, outside
	}
}

// since is the first day of the unbroken support in force on a day: services that overlap or follow on the next day.
func (p one) since(on time.Time) (time.Time, bool) {
	var first time.Time
	for _, h := range p.list {
		if p.inForce(h, on) && (first.IsZero() || h.start.Before(first)) {
			first = h.start
		}
	}
	for found := !first.IsZero(); found; {
		found = false
		for _, h := range p.list {
			if end := p.over(h); h.longTerm() && h.start.Before(first) && (end.IsZero() || !end.AddDate(0, 0, 1).Before(first)) {
				first, found = h.start, true
			}
		}
	}
	return first, !first.IsZero()
}

// aReview says whether a happening is a review that counts.
func (h happening) aReview() bool {
	return h.f["Event_Type"] == "review" && h.f["Review_Reason"] != "short_term" && (h.f["Client_Type"] == "service_user" || h.f["Client_Type"] == "carer")
}

// months adds months as calendars do: from the 31st to the last day of a shorter month.
func months(day time.Time, n int) time.Time {
	first := time.Date(day.Year(), day.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	return first.AddDate(0, 0, min(day.Day(), first.AddDate(0, 1, -1).Day())-1)
}

func (p one) reviewed(on time.Time) (inYear, overdue, overSix answer) {
	since, supported := p.since(on)
	if !supported {
		return outside, outside, outside
	}
	last := since
	within := false
	var latest time.Time
	for _, h := range p.list {
		if h.aReview() && !h.end.After(on) && h.end.After(latest) {
			latest = h.end
		}
		within = within || h.aReview() && !h.end.After(on) && h.end.After(since) && months(h.end, 12).After(on)
	}
	if !latest.IsZero() {
		last = latest
	}
	switch {
	case months(since, 12).After(on):
	case on.After(months(months(last, 12), 6)):
		overdue, overSix = yes, yes
	case on.After(months(last, 12)):
		overdue, overSix = yes, no
	default:
		overdue, overSix = no, no
	}
	if !months(since, 12).Before(on) {
		return outside, overdue, overSix
	}
	if within {
		return yes, overdue, overSix
	}
	return no, overdue, overSix
}

// reviews are those completed in the period: any unplanned one counts; of planned ones the last says whether outcomes were achieved.
func (p one) reviews(from, to time.Time, out map[string]answer) {
	var last happening
	for _, h := range p.list {
		if !h.aReview() || h.end.Before(from) || h.end.After(to) || !p.adult(h.end) {
			continue
		}
		says := no
		switch h.f["Review_Reason"] {
		case "unplanned":
			says = yes
		case "planned":
			if !h.end.Before(last.end) {
				last = h
			}
		default:
			says = nobodyKnows
		}
		if was := out["unplanned_reviews"]; was == outside || says == yes || says == nobodyKnows && was == no {
			out["unplanned_reviews"] = says
		}
	}
	if last.row == 0 {
		return
	}
	says := nobodyKnows
	switch last.f["Review_Outcomes_Achieved"] {
	case "fully", "partly":
		says = yes
	case "not":
		says = no
	}
	out["review_outcomes_achieved"] = says
}

// waits are those of the last needs assessment of the period, by the request that led to it.
func (p one) waits(from, to time.Time, out map[string]answer) {
	var last happening
	var asked time.Time
	for _, h := range p.list {
		if h.f["Event_Type"] != "assessment" || h.f["Client_Type"] != "service_user" || h.f["Assessment_Type"] != "long" ||
			h.end.Before(from) || h.end.After(to) || !p.adult(h.end) {
			continue
		}
		words := strings.Fields((&Opinion{}).assessed(h, p.list, true))
		if words[len(words)-3] != "needs" {
			continue
		}
		on, _ := time.Parse(time.DateOnly, words[len(words)-2])
		if !on.IsZero() && slices.ContainsFunc(p.list, func(o happening) bool { return p.inForce(o, on) }) || h.end.Before(last.end) {
			continue
		}
		last, asked = h, on
	}
	switch days := int(last.end.Sub(asked).Hours() / 24); {
	case last.row == 0:
	case asked.IsZero():
		out["assessments_within_28_days"], out["assessment_waiting_days"] = nobodyKnows, nobodyKnows
	case days <= 28:
		out["assessments_within_28_days"], out["assessment_waiting_days"] = yes, waited+answer(days)
	default:
		out["assessments_within_28_days"], out["assessment_waiting_days"] = no, waited+answer(days)
	}
}

package secondopinion

import "slices"

// level is a run of days on which a person holds the same ongoing budgets.
type level struct {
	from, to day
	total    amount
	held     []*budget
	rows     []*budget // those that begin on the first day
	began    day       // where the level took effect: uprating, contributions and corrections begin none
}

// lastDay is later than any day a test looks at.
var lastDay = on(2030, 12, 31)

// levelsOf walks through the person's days and adds up what the budgets of all plans come to.
func (p *person) levelsOf() []level {
	if p.levelled {
		return p.levels
	}
	p.levelled = true
	first := lastDay
	for _, b := range p.budgets {
		first = min(first, b.from())
	}
	for d := first; d <= lastDay; d++ {
		p.step(d, p.budgetsOn(d))
	}
	if n := len(p.levels); n > 0 && p.levels[n-1].to == lastDay {
		p.levels[n-1].to = never
	}
	return p.levels
}

// step takes one day in.
func (p *person) step(d day, list []*budget) {
	if len(list) == 0 {
		return
	}
	now := level{from: d, to: d, held: list, total: amount{known: true}}
	for _, b := range list {
		now.total.n += b.WeeklyTotal.n
		now.total.known = now.total.known && b.WeeklyTotal.known
		if b.from() == d {
			now.rows = append(now.rows, b)
		}
	}
	n := len(p.levels)
	if n > 0 && p.levels[n-1].to == d-1 && slices.Equal(p.levels[n-1].held, list) {
		p.levels[n-1].to = d
		return
	}
	now.began = d
	if n > 0 && now.follows(p.levels[n-1]) && slices.Contains([]string{"uprating", "contribution", "correction"}, now.reason()) {
		now.began = p.levels[n-1].began
	}
	p.levels = append(p.levels, now)
}

// follows says whether a level comes after another without a stop between.
func (l level) follows(o level) bool { return l.from-o.to <= 28 }

// reason is that of the rows that begin the level, of several the one that excuses least; none where no row begins.
func (l level) reason() string {
	order := []string{"needs", "other", "first", "ended", "unknown", "", "price", "provider", "contribution", "correction", "uprating", "nhs_funded"}
	for _, r := range order {
		for _, b := range l.rows {
			if b.ChangeReason == r {
				return r
			}
		}
	}
	return "none"
}

// hours are those of all budgets held, known only where a row begins the level and all are recorded.
func (l level) hours() amount {
	sum := amount{known: len(l.rows) > 0}
	for _, b := range l.held {
		sum.n += b.HoursPerWeek.n
		sum.known = sum.known && b.HoursPerWeek.known
	}
	return sum
}

// cut is a reduction from one level to the next.
type cut struct {
	old, now   level
	reassessed bool
	price      verdict // only the price changed
}

// cuts are the person's reductions, exclusions left out.
func (p *person) cuts(s settings) []cut {
	var out []cut
	list := p.levelsOf()
	for i := 1; i < len(list); i++ {
		old, now := list[i-1], list[i]
		if now.follows(old) && reduced(old, now, s) && !p.leftOut(old, now) {
			out = append(out, cut{old, now, p.reassessed(old.began, now.from, s), onlyPrice(old, now)})
		}
	}
	return out
}

func reduced(old, now level, s settings) bool {
	fall := old.total.n - now.total.n
	return old.total.known && now.total.known &&
		fall > s.hundredths("tolerance_pounds", 100) && fall*10000 > old.total.n*s.hundredths("tolerance_percent", 100)
}

// leftOut are changes that are no cuts: by uprating, contribution, NHS funding or an early correction, and where no budget
// begins, the end of a plan because the person died, moved or became funded by the NHS.
func (p *person) leftOut(old, now level) bool {
	switch now.reason() {
	case "uprating", "contribution", "nhs_funded":
		return true
	case "correction":
		return now.from-old.from <= 14
	case "none":
		return p.endedFor(now.from - 1)
	default:
		return false
	}
}

// endedFor says whether what ended on a day ended for a reason that is no cut and no stop: all of it must have.
func (p *person) endedFor(last day) bool {
	ended := slices.DeleteFunc(p.budgetsOn(last), func(b *budget) bool { return b.end() != last })
	return len(ended) > 0 && !slices.ContainsFunc(ended, func(b *budget) bool { return !b.excused(last) })
}

// excused says whether a budget's last day is no cut and no stop: the person died, moved, or was funded by the NHS from the end of the plan; or
// withdrew from the plan, be it up to 28 days later; or the plan was for a short term.
func (b *budget) excused(last day) bool {
	withThePlan := b.plan.end() == last
	switch {
	case b.plan.Term == "short":
		return true
	case b.plan.EndReason == "withdrew":
		return b.plan.end() != never && b.plan.end()-last <= 28 || withThePlan && b.plan.person.gone() == last
	default:
		reason := slices.Contains([]string{"died", "moved", "nhs_funded"}, b.plan.EndReason)
		return withThePlan && (reason || b.plan.person.gone() == last)
	}
}

// reassessed looks for an assessment, carried out to the end, after the old level began, by the new date and not long before it.
func (p *person) reassessed(began, by day, s settings) bool {
	for _, a := range p.assessments {
		if a.Kind != "carer" && a.carriedOut() && a.CompletedOn.within(max(began+1, by-s.days("days", 180)), by) {
			return true
		}
	}
	return false
}

// onlyPrice says whether the reason was price or provider and the hours did not fall. Where hours are missing it cannot be told,
// unless another reason is recorded.
func onlyPrice(old, now level) verdict {
	before, after := old.hours(), now.hours()
	switch r := now.reason(); {
	case !slices.Contains([]string{"price", "provider", "unknown", "", "none"}, r):
		return no
	case !before.known || !after.known:
		return unknown
	default:
		return met((r == "price" || r == "provider") && after.n >= before.n)
	}
}

// without is whether a cut was made without a recorded reassessment and not for the price.
func (c cut) without() verdict {
	switch {
	case c.reassessed || c.price == yes:
		return no
	case c.price == unknown:
		return unknown
	default:
		return yes
	}
}

func init() {
	opinions["budget_cuts_without_reassessment"] = opinion{exposed: budgeted, events: cutEvents(func(c cut) (verdict, bool) {
		return c.without(), true
	})}
	opinions["cuts_not_reassessed_share"] = opinion{events: cutEvents(func(c cut) (verdict, bool) { return c.without(), true })}
	opinions["reductions_explained_by_price"] = opinion{events: cutEvents(func(c cut) (verdict, bool) { return c.price, true })}
	opinions["weekly_loss_from_cuts"] = opinion{events: cutEvents(func(c cut) (verdict, bool) { return c.without(), c.without() == yes })}
	opinions["cuts_with_evidence_and_agreement"] = opinion{events: cutEvents(func(c cut) (verdict, bool) {
		if len(c.now.rows) == 0 {
			return unknown, true
		}
		v := yes
		for _, b := range c.now.rows {
			v = and(v, yn(b.EvidenceRecorded), yn(b.PersonAgreed))
		}
		return v, true
	})}
	opinions["support_stopped_without_reassessment"] = opinion{exposed: budgeted, events: stops}
}

// budgeted says whether a person has an ongoing budget on a day.
func budgeted(p *person, on day) (answer, bool) {
	return p.holding(on, no), len(p.budgetsOn(on)) > 0
}

// holding is an answer with the highest setting and delivery of the budgets held on a day.
func (p *person) holding(on day, v verdict) answer { return holding(p.budgetsOn(on), v) }

func holding(held []*budget, v verdict) answer {
	var settings, deliveries []string
	for _, b := range held {
		settings = append(settings, b.plan.Setting)
		deliveries = append(deliveries, b.Delivery)
	}
	return answer{verdict: v, setting: highest(settingOrder, settings), delivery: highest(deliveryOrder, deliveries)}
}

func cutEvents(judge func(c cut) (verdict, bool)) func(p *person, s settings) []event {
	return func(p *person, s settings) []event {
		var out []event
		for _, c := range p.cuts(s) {
			if v, in := judge(c); in {
				e := event{p.holding(c.now.from, v), c.now.from, ""}
				e.amount = c.old.total.n - c.now.total.n
				out = append(out, e)
			}
		}
		return out
	}
}

// stops are the last days of budgets that nothing follows within 28 days.
func stops(p *person, s settings) []event {
	var out []event
	list := p.levelsOf()
	for i, l := range list {
		if l.to == never || i+1 < len(list) && list[i+1].follows(l) || p.endedFor(l.to) {
			continue
		}
		out = append(out, event{p.holding(l.to, met(!p.reassessed(l.began, l.to, s))), l.to, ""})
	}
	return out
}

package synth

// assessedOnly was assessed, perhaps more than once, and never had a plan: not eligible, refused, halted, or needs met otherwise.
func (l *life) assessedOnly() {
	l.adult(l.d.yes(0.35), l.from)
	l.begin = l.arrival()
	for request := l.begin; ; {
		a := assessment{kind: "needs", requested: request, outcome: l.d.pick(otherOutcomes)}
		a.completed = l.done((request + l.waitForAssessment(request)).workday())
		switch {
		case a.completed == 0:
			a.outcome = ""
		case a.outcome == "eligible" && l.d.yes(0.25):
			a.meets = "yes" // and yet no plan
		case a.outcome == "eligible":
			a.meets, a.notMet = "no", l.d.pick(notMet)
		}
		l.assessments = append(l.assessments, a)
		if request = max(request, a.completed) + l.d.days(90, 900); a.completed == 0 || request > l.to || !l.d.yes(0.35) {
			break
		}
	}
	l.leaveUnsupported(0.06)
}

// leaveUnsupported lets a share of people without a plan die or move away.
func (l *life) leaveUnsupported(share float64) {
	last := l.begin
	for _, a := range l.assessments {
		last = max(last, a.requested, a.completed)
	}
	for _, p := range l.plans {
		last = max(last, p.started, p.ended)
	}
	gone := l.done(last + l.d.days(1, 1500))
	if gone == 0 || !l.d.yes(share*3) {
		return
	}
	l.end = gone
	if l.d.yes(0.8) {
		l.died = gone
	} else {
		l.left = gone
	}
}

// shortOnly had short-term support and nothing after it.
func (l *life) shortOnly() {
	l.adult(l.d.yes(0.15), l.from)
	l.begin = l.arrival()
	completed := (l.begin + l.d.wait(5, 0.8, 90)).workday()
	l.assessments = append(l.assessments, assessment{
		kind: "needs", requested: l.begin, completed: completed, outcome: "eligible", meets: "yes",
	})
	if l.done(completed) > 0 {
		l.shortPlan(completed+l.d.days(0, 8), 1)
	}
	l.leaveUnsupported(0.05)
}

// shortPlan is reablement for about six weeks; it returns its last day. A plan still running has its planned last day already.
func (l *life) shortPlan(started day, assessment int) day {
	d := l.d
	last := started + d.days(14, 55)
	if started > l.to {
		return last
	}
	p := plan{
		short: true, first: d.yes(0.8), assessment: assessment, started: started, signed: started + d.days(-2, 6), ended: last,
		reason: d.pick(shortEnds), setting: community, delivery: councilService, budgeted: d.yes(0.75), inFuture: d.yes(0.6),
	}
	if a := l.assessments[assessment-1]; p.signed < a.completed {
		p.signed = a.completed
	}
	l.plans = append(l.plans, p)
	if p.budgeted {
		v := level{hours: int32(d.between(6, 40)) * 5, rate: pence(l.c.hour * priceLevels[int(started.facts().financial)-calendarFirst])}
		l.budgets = append(l.budgets, budget{
			plan: len(l.plans), purpose: "short_term", delivery: d.pick(shortDelivery), reason: "first", from: started, to: last,
			until: last, total: v.total(), hours: v.hours,
		})
	}
	return last
}

// carer looks after someone unpaid and is assessed; some get support of their own.
func (l *life) carer() {
	d := l.d
	l.someone(int(l.from.facts().year)-d.between(28, 82), true)
	l.sex, l.reason, l.unpaidCarer = d.pick(carerSexes), d.pick(carerReasons), "no"
	if l.begin = l.arrival(); d.yes(0.4) {
		l.begin = max(l.from-d.days(60, 1500), l.earliest) // known before the extract begins
	}
	for request := l.begin; request != 0 && request <= l.to; {
		completed := (request + l.waitForAssessment(request)/2).workday()
		a := assessment{kind: "carer", requested: request, completed: l.done(completed)}
		if a.completed > 0 {
			a.outcome = d.pick(carerOutcomes)
		}
		supported := a.outcome == "eligible" && d.yes(0.75)
		switch {
		case supported:
			a.meets = "yes"
		case a.outcome == "eligible":
			a.meets, a.notMet = "no", d.pick(notMet)
		}
		l.assessments = append(l.assessments, a)
		request = 0
		if supported {
			l.carerPlan(completed)
		}
		if d.yes(0.55) {
			request = completed + d.days(200, 800)
		}
	}
}

// carerPlan is a carer's support plan for about a year, with a yearly amount paid once or a small weekly one.
func (l *life) carerPlan(assessed day) {
	d := l.d
	signed := (assessed + d.wait(12, 0.7, 120)).workday()
	started := signed + d.days(0, 7)
	if started > l.to {
		return
	}
	p := plan{
		carer: true, first: len(l.plans) == 0, assessment: len(l.assessments), started: started, signed: signed, setting: community,
		budgeted: d.yes(0.9), delivery: directPayment,
	}
	if d.yes(0.3) {
		p.delivery = d.pick(otherDelivery)
	}
	if last := started + d.days(250, 1700); last <= l.to {
		p.ended, p.reason = last, d.pick(endings)
	}
	l.plans = append(l.plans, p)
	if p.budgeted {
		l.carerBudget(&p)
	}
	if on := (started + d.days(300, 420)).workday(); l.done(on) > 0 && (p.ended == 0 || on < p.ended) && d.yes(0.5) {
		l.reviews = append(l.reviews, review{
			plan: len(l.plans), kind: "planned", reason: "scheduled", completed: on, outcome: d.pick(firstOutcomes),
		})
	}
}

func (l *life) carerBudget(p *plan) {
	d := l.d
	b := budget{plan: len(l.plans), purpose: "one_off", delivery: p.delivery, reason: "first", from: p.started, total: pence(d.skewed(22000, 0.5))}
	if d.yes(0.2) {
		b.purpose, b.total, b.hours = "ongoing", pence(d.skewed(4200, 0.5)), int32(d.between(2, 10))*5
		b.until, b.to = p.ended, p.ended
	} else {
		b.until, b.to = p.started, p.started
	}
	if b.until == 0 {
		b.until = never
	}
	if p.delivery == directPayment {
		b.direct = b.total
	}
	l.budgets = append(l.budgets, b)
}

// child is a young person assessed before adulthood, whose support begins at 16 or 17.
func (l *life) child() {
	l.begin = l.arrival()
	l.someone(int(l.begin.facts().year)-l.d.between(16, 17), true)
	l.young = true
	l.support(l.begin, community)
}

var (
	otherOutcomes = mixOf("not_eligible", 58, "eligible", 22, "halted", 11, "refused", 7, "", 2)
	notMet        = mixOf("own_arrangement", 44, "declined", 36, "other", 14, "", 6)
	carerOutcomes = mixOf("eligible", 62, "not_eligible", 28, "refused", 4, "halted", 4, "", 2)
	carerSexes    = mixOf("female", 67, "male", 32.3, "other", 0.2, "unknown", 0.5)
	carerReasons  = mixOf("social", 78, "unknown", 12, "", 6, "physical", 4)
	shortEnds     = mixOf("no_longer_eligible", 62, "withdrew", 6, "superseded", 18, "other", 8, "unknown", 5)
	shortDelivery = mixOf(councilService, 62, commissioned, 33, unknown, 5)
)

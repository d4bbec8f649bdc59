package synth

// care is a person's long-term support as it unfolds: the plan and budget in force and when the next things are due.
type care struct {
	*life
	setting    string
	now        day // the last day on which a plan or budget began
	exit       day // the last day of support
	needsEnded bool
	plan       int // index of the plan in force
	open       int // index of the ongoing budget in force; 0 while there is none
	payment    int // index of the direct payment in force; 0 for none
	level      level
	levelFrom  day // when this level of support began, uprating and the like apart

	nextPrices, nextReview, nextChange day
}

// support tells of long-term support from a first request, and of coming back after it stopped.
func (l *life) support(request day, setting string) {
	c := care{life: l, setting: setting}
	for again := false; request != 0 && request <= l.to; again = true {
		request = c.episode(request, again)
	}
}

// episode tells of support from request to end and returns the day of a later request, if there is one.
func (c *care) episode(request day, again bool) day {
	assessed := c.needs(request)
	if assessed == 0 {
		return 0
	}
	if !c.young && c.setting == community && c.d.yes(0.18) {
		assessed = c.reablement(assessed, len(c.assessments))
	}
	if !c.settle(assessed, again) {
		return 0
	}
	c.unfold()
	next := c.leave()
	c.paymentReviews()
	return next
}

// needs is the assessment that a request leads to; it returns the day it was completed, or 0 if it had not been by the end.
func (c *care) needs(request day) day {
	completed := (request + c.waitForAssessment(request)).workday()
	c.assessments = append(c.assessments, assessment{
		kind: "needs", requested: request, completed: completed, outcome: "eligible", meets: "yes",
	})
	return c.done(completed)
}

// waitForAssessment is drawn round the council's median, which was longest in 2022-23.
func (l *life) waitForAssessment(request day) day {
	median := l.c.assessWait
	switch f := request.facts(); {
	case f.financial < 2021:
		median *= 0.82
	case f.financial == 2021 || f.financial == 2023:
		median *= 0.95
	case f.financial > 2023:
		median *= 0.88
	}
	return l.d.wait(median, 0.95, 420)
}

// reablement is short-term support before a decision on the long term; it returns the day the latter is taken.
func (c *care) reablement(from day, assessment int) day {
	last := c.shortPlan(from+c.d.days(0, 6), assessment)
	return last + c.d.days(-5, 10)
}

// settle makes the first plan and budget; it is false if there was none before the extract's end.
func (c *care) settle(assessed day, again bool) bool {
	d := c.d
	signed := (assessed + d.wait(c.c.startWait, 0.8, 250)).workday()
	started := signed + d.days(0, 9)
	if d.yes(0.15) {
		started = assessed + d.days(0, 5) // urgent: support first, papers later
	}
	if started > c.to {
		return false
	}
	if !d.yes(c.c.rate(signedOff, assessed)) {
		signed = 0
	}
	link := len(c.assessments)
	if d.yes(0.04) {
		link = 0
	}
	c.plans = append(c.plans, plan{first: !again, assessment: link, started: started, signed: signed, setting: c.setting})
	c.plan, c.now, c.open, c.payment, c.needsEnded = len(c.plans), started, 0, 0, false
	c.exit = max(started, c.from) + d.until(c.leaving())
	c.level = c.firstLevel(started)
	if c.level.direct() {
		c.openPayment(assessed, started)
	}
	c.record(started, "first", false)
	c.firstReview(max(signed, started), started)
	c.nextPrices = started.april(c.c.monday)
	c.nextChange = started + d.until(c.changing(started))
	return true
}

// leaving is how often in a year support like this comes to an end.
func (c *care) leaving() float64 {
	switch c.setting {
	case nursing:
		return [2]float64{0.28, 0.12}[age(c.young)]
	case residential:
		return [2]float64{0.19, 0.055}[age(c.young)]
	case prison:
		return 0.5
	default:
		return [2]float64{0.12, 0.045}[age(c.young)]
	}
}

// unfold tells what happens until support ends or the extract does.
func (c *care) unfold() {
	for {
		t := min(c.nextPrices, c.nextReview, c.nextChange)
		if t >= c.exit || t > c.to {
			c.lookAhead()
			return
		}
		switch t {
		case c.nextPrices:
			c.uprate(t)
			c.nextPrices = t.april(c.c.monday)
		case c.nextReview:
			c.plannedReview(t)
		default:
			c.happen(t)
			c.nextChange = t + c.d.until(c.changing(t))
		}
	}
}

// lookAhead enters next April's prices where a council does so before the year ends.
func (c *care) lookAhead() {
	if c.c.ahead && c.nextPrices > c.to && c.nextPrices <= c.to+45 && c.exit > c.nextPrices {
		c.uprate(c.nextPrices)
	}
}

// free is the first day from t on which a new plan or budget can begin, or 0 if support ends before.
func (c *care) free(t day) day {
	if t = max(t, c.now+1); t >= c.exit {
		return 0
	}
	return t
}

// paying is the same for changes of a budget that must be there to change.
func (c *care) paying(t day) day {
	if c.open == 0 {
		return 0
	}
	return c.free(t)
}

// endBy ends support because needs did, unless it ends sooner anyway.
func (c *care) endBy(t day) {
	if t = max(t, c.now+1); t < c.exit {
		c.exit, c.needsEnded = t, true
	}
}

// record begins a budget of the present level, closing the one before; a plan without a budget stays without.
func (c *care) record(t day, reason string, cut bool) {
	p := &c.plans[c.plan-1]
	if reason == "first" || p.started == t {
		p.budgeted = c.d.yes(c.c.rate(planHasBudget, t))
	}
	p.delivery, p.written = c.level.delivery, true
	c.close(t - 1)
	c.now = t
	if !p.budgeted {
		return
	}
	c.budgets = append(c.budgets, c.level.budget(c, t, reason, cut))
	c.open = len(c.budgets)
}

// close ends the ongoing budget on a day. One in twelve councils' rows do not say so: the next row does.
func (c *care) close(last day) {
	if c.open == 0 {
		return
	}
	b := &c.budgets[c.open-1]
	b.until = max(last, b.from)
	if last >= b.from && c.d.yes(0.92) {
		b.to = last
	}
	c.open = 0
}

// revise replaces the plan from a day on, keeping level, setting and delivery as they are now.
func (c *care) revise(t day, assessed int, reason string, cut bool) {
	d, old := c.d, &c.plans[c.plan-1]
	old.ended, old.reason = t-1, "superseded"
	if d.yes(0.06) {
		old.ended = t // both count on that day
	}
	c.close(t - 1)
	signed := max(t-d.days(0, 14), old.started)
	if d.yes(0.25) {
		signed = t + d.days(1, 30)
	}
	if assessed > 0 {
		signed = max(signed, c.assessments[assessed-1].completed)
	}
	if !d.yes(c.c.rate(signedOff, t)) {
		signed = 0
	}
	c.plans = append(c.plans, plan{assessment: assessed, started: t, signed: signed, setting: c.setting})
	c.plan = len(c.plans)
	c.record(t, reason, cut)
}

// leave ends support and returns the day the person asks again, if they do.
func (c *care) leave() day {
	if c.exit > c.to {
		return 0
	}
	c.now = c.exit
	reason := c.d.pick(exits[age(c.young || c.needsEnded)])
	if c.setting != community && c.setting != prison {
		reason = c.d.pick(homeExits)
	}
	if c.needsEnded {
		reason = c.d.pick(endings)
	}
	c.finish(reason)
	c.end = c.exit
	switch reason {
	case "died":
		c.died = c.exit
		return 0
	case "moved":
		c.left = c.exit
		return 0
	case "nhs_funded":
		return 0
	}
	c.reassessBeforeStop()
	if c.d.yes(0.15) {
		c.end = c.to
		return c.exit + c.d.days(25, 420)
	}
	return 0
}

// finish closes plan, budget and direct payment on the day of exit; a few plans are closed late or never.
func (c *care) finish(reason string) {
	p := &c.plans[c.plan-1]
	p.ended, p.reason = c.exit, reason
	c.close(c.exit)
	if c.payment > 0 {
		c.endPayment(c.exit, paymentEnd(reason))
	}
	if reason == "died" {
		switch {
		case c.d.yes(0.06):
			p.ended = c.done(c.exit + c.d.days(1, 25))
		case c.d.yes(0.015):
			p.ended = 0
		}
		if p.ended == 0 {
			p.reason = ""
		}
	}
}

// reassessBeforeStop is the reassessment that should come before support stops.
func (c *care) reassessBeforeStop() {
	if !c.d.yes(c.c.rate(reassessedBeforeStop, c.exit)) {
		return
	}
	on := max(c.exit-c.d.days(0, 70), c.plans[c.plan-1].started)
	c.assessments = append(c.assessments, assessment{kind: "reassessment", completed: on, outcome: c.d.pick(stopOutcomes)})
}

var (
	exits = [2]mix{
		mixOf("died", 72, "moved", 6, "no_longer_eligible", 9, "withdrew", 5, "nhs_funded", 3, "other", 3, "unknown", 2),
		mixOf("died", 35, "moved", 16, "no_longer_eligible", 22, "withdrew", 12, "nhs_funded", 4, "other", 7, "unknown", 4),
	}
	homeExits    = mixOf("died", 84, "moved", 5, "no_longer_eligible", 2, "withdrew", 2, "nhs_funded", 5, "other", 1, "unknown", 1)
	endings      = mixOf("no_longer_eligible", 70, "withdrew", 15, "nhs_funded", 5, "other", 8, "unknown", 2)
	stopOutcomes = mixOf("not_eligible", 75, "eligible", 22, "", 3)
)

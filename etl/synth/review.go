package synth

// firstReview is the light review after the first weeks of a plan, and the start of the yearly clock.
func (c *care) firstReview(signed, started day) {
	d := c.d
	completed := day(0)
	switch {
	case d.yes(c.c.rate(firstReviewOnTime, signed)):
		completed = signed + d.days(22, 54)
	case d.yes(0.7):
		completed = signed + 57 + d.until(365.0/75)
	}
	clock := started
	if completed > 0 {
		completed = completed.workday()
		clock = completed
		if completed < c.exit {
			c.reviews = append(c.reviews, review{
				plan: c.plan, kind: "first", reason: "scheduled", completed: completed, outcome: c.outcome(firstOutcomes),
			})
		}
	}
	c.nextReview = c.nextYearly(clock)
}

// nextYearly is when the next planned review is done. A share of people are seen about a year after the last review; the rest wait
// so much longer that the share reviewed in any year is the council's: of people whose intervals average m days, 363 in m are
// reviewed in a year.
func (c *care) nextYearly(last day) day {
	d, p := c.d, c.c.rate(plannedReview, last)
	due := last + 365 + d.days(-45, 15)
	if !d.yes(p) {
		mean := max((363/p-366)/(1-p), 40)
		due = last + 366 + d.until(365.25/mean)
	}
	f := facts{}
	if due < never {
		f = *due.facts()
	}
	switch {
	case f.financial == pandemicYear && f.month >= 4 && f.month <= 8 && d.yes(0.75),
		f.financial == pandemicYear && d.yes(0.45):
		due += d.days(80, 330)
	case (f.month == 8 || f.month == 12) && d.yes(0.3):
		due += d.days(20, 60)
	}
	if due >= never {
		return never
	}
	return due.workday()
}

// plannedReview is a yearly review and what follows from it.
func (c *care) plannedReview(t day) {
	r := review{plan: c.plan, kind: "planned", reason: c.d.pick(plannedReasons), completed: t, outcome: c.outcome(plannedOutcomes)}
	if r.reason == "" {
		r.kind = "unknown" // whoever left out why it was held left out too whether it was planned
	}
	if c.payment > 0 && c.payments[c.payment-1].firstPaid < t && c.d.yes(0.4) {
		r.payment = c.payment
	}
	if r.revised = c.follow(r.outcome, t); !r.revised && c.d.yes(0.25) {
		r.revised = c.renew(t)
	}
	c.reviews = append(c.reviews, r)
	c.nextReview = c.nextYearly(t)
}

// outcome draws what a review finds: where councils lean to it, less support more often than elsewhere.
func (c *care) outcome(m mix) string {
	found := c.d.pick(m)
	switch {
	case found == "decrease" && c.d.yes(1-c.c.lean):
		return "no_change"
	case found == "no_change" && c.d.yes((c.c.lean-1)/8):
		return "decrease"
	default:
		return found
	}
}

// renew is a reassessment at a review that changes nothing, as a rule with a fresh plan; it says whether there is one.
func (c *care) renew(t day) bool {
	assessed := c.reassess(t)
	if from := c.free(t + c.d.days(0, 24)); from > 0 && c.d.yes(c.c.rate(planMade, t)) {
		c.revise(from, assessed, "other", false)
		return true
	}
	c.assessments[assessed-1].meets = ""
	return false
}

// follow is what a review's outcome leads to; it says whether the plan was revised.
func (c *care) follow(outcome string, t day) bool {
	later := t + c.d.days(0, 24)
	switch outcome {
	case "increase":
		return c.increase(later, "needs")
	case "decrease":
		if c.d.yes(0.85 * min(c.c.lean, 1.15)) {
			return c.reduce(later, "needs")
		}
	case "ended":
		c.endBy(t + c.d.days(1, 28))
	case "other", "no_change":
		if from := c.free(later); from > 0 && c.d.yes(0.12) {
			c.revise(from, 0, "other", false)
			return true
		}
	}
	return false
}

// unplannedReview is asked for, or follows from something that happened; some requests are late, some refused, some forgotten.
func (c *care) unplannedReview(t day) {
	d := c.d
	r := review{plan: c.plan, kind: "unplanned", reason: d.pick(unplannedReasons), outcome: c.outcome(unplannedOutcomes)}
	asked := r.reason == "requested" || r.reason == "carer"
	if asked || r.reason == "changed_circumstances" || d.yes(0.5) {
		r.requested = t
	}
	switch {
	case r.requested == 0 || d.yes(c.c.rate(reviewRequestMet, t)):
		r.completed = (t + d.days(0, 25)).workday()
	case asked && d.yes(0.35):
		r.refused, r.outcome = true, ""
	case d.yes(0.8):
		r.completed = (t + 28 + d.until(365.0/45)).workday()
	}
	if r.completed == 0 || c.done(r.completed) == 0 || r.completed >= c.exit {
		r.completed, r.outcome = 0, ""
	}
	if r.completed > 0 {
		r.revised = c.follow(r.outcome, r.completed)
	}
	if r.completed > 0 || r.requested > 0 {
		c.reviews = append(c.reviews, r)
	}
}

// reassessmentRequest is the person, or someone for them, asking for a new assessment.
func (c *care) reassessmentRequest(t day) {
	d := c.d
	a := assessment{kind: "reassessment", requested: t, outcome: d.pick(reassessmentOutcomes)}
	switch {
	case d.yes(c.c.rate(reassessmentRequestMet, t)):
		a.completed = (t + d.days(1, 26)).workday()
	case d.yes(0.85):
		a.completed = (t + 28 + d.until(365.0/50)).workday()
	}
	if a.completed == 0 || c.done(a.completed) == 0 || a.completed >= c.exit {
		a.completed, a.outcome = 0, ""
	}
	met := a.completed > 0 && a.outcome == "eligible" && d.yes(c.c.rate(planMade, t))
	if met {
		a.meets = "yes"
	}
	c.assessments = append(c.assessments, a)
	from := c.free(a.completed + d.days(0, 25))
	if !met || from == 0 {
		return
	}
	c.levelFrom = from
	switch u := d.unit(); {
	case u < 0.45:
		c.level = c.level.times(d.share(1.05, 1.5))
		c.revise(from, len(c.assessments), "needs", false)
	case u < 0.62:
		c.level = c.level.times(d.share(0.6, 0.95))
		c.revise(from, len(c.assessments), "needs", true)
	default:
		c.revise(from, len(c.assessments), "other", false)
	}
}

var (
	firstOutcomes     = mixOf("no_change", 78, "increase", 9, "decrease", 6, "other", 4, "unknown", 3)
	plannedReasons    = mixOf("scheduled", 93, "commissioning", 2, "other", 2, "unknown", 2, "", 1)
	plannedOutcomes   = mixOf("no_change", 71, "increase", 13, "decrease", 7.5, "ended", 0.8, "other", 4, "unknown", 3, "", 0.7)
	unplannedReasons  = mixOf("changed_circumstances", 38, "hospital", 15, "requested", 13, "carer", 9, "safeguarding", 7, "provider_failure", 5, "commissioning", 4, "other", 5, "unknown", 4)
	unplannedOutcomes = mixOf("no_change", 42, "increase", 31, "decrease", 9, "ended", 2, "other", 10, "unknown", 5, "", 1)

	reassessmentOutcomes = mixOf("eligible", 86, "not_eligible", 3, "halted", 6, "refused", 3, "", 2)
)

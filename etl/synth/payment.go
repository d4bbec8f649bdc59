package synth

// openPayment is the direct payment a plan begins with.
func (c *care) openPayment(assessed, started day) {
	d := c.d
	requested := min(max(assessed-d.days(-10, 12), c.earliest), started)
	decided := requested + d.days(0, 25)
	c.payments = append(c.payments, payment{
		plan: c.plan, requested: requested, decision: "agreed", decided: decided, firstPaid: max(decided, started) + d.days(0, 30),
	})
	c.payment = len(c.payments)
}

// asking is how often a year someone without a direct payment asks for one: as often as makes up for those that stop.
func (c *care) asking(t day) float64 {
	if c.setting != community || c.payment > 0 {
		return 0
	}
	u := c.c.uptake(c.young, t)
	return min(stops*u/(1-u)/0.75, 0.4)
}

// stops is how often a year a direct payment stops while support goes on.
const stops = 0.055

func (c *care) stopping(day) float64 {
	if c.payment == 0 {
		return 0
	}
	return stops
}

// askForPayment is a request for a direct payment and what the council decides.
func (c *care) askForPayment(t day) {
	d := c.d
	p := payment{plan: c.plan, requested: t, decided: t + d.wait(16, 0.7, 200)}
	switch {
	case d.yes(0.06):
		p.decision = "withdrawn"
	case p.decided > c.to, d.yes(0.015):
		p.decision, p.decided = "pending", 0
	case !d.yes(c.c.rate(paymentAgreed, t)):
		p.decision, p.refusal = "refused", d.pick(otherRefusals)
		if d.yes(c.c.rate(refusalExplained, p.decided)) {
			p.refusal = d.pick(refusals)
		}
	default:
		p.decision = "agreed"
	}
	if p.decision != "agreed" {
		c.payments = append(c.payments, p)
		return
	}
	paid := c.free(p.decided + d.days(3, 45))
	if paid == 0 || paid > c.to {
		c.payments = append(c.payments, p) // agreed, and never paid
		return
	}
	p.firstPaid = paid
	c.payments = append(c.payments, p)
	c.payment = len(c.payments)
	c.level.delivery = directPayment
	if d.yes(c.c.part) {
		c.level.delivery = mixed
	}
	if d.yes(0.6) {
		c.revise(paid, 0, "other", false)
		c.payments[c.payment-1].plan = c.plan
		return
	}
	c.record(paid, "provider", false)
}

// stopPayment ends a direct payment while needs go on; support follows at once, late, or not at all.
func (c *care) stopPayment(t day) {
	if t = c.free(t); t == 0 || c.payments[c.payment-1].firstPaid >= t {
		return
	}
	d, p := c.d, c.payment
	c.endPayment(t, d.pick(stopReasons))
	follows := t + d.days(0, 6)
	switch {
	case d.yes(c.c.rate(paymentReplaced, t)):
	case d.yes(0.65):
		follows = t + d.days(8, 70)
	default:
		follows = 0
	}
	c.close(t)
	c.now = t
	c.level.delivery = c.arranged()
	from := day(0)
	if follows > 0 {
		from = c.free(follows)
	}
	if from == 0 || from > c.to {
		if follows == 0 && d.yes(0.6) {
			c.endBy(t + 1)
		}
		return
	}
	c.payments[p-1].replacement = from
	if d.yes(0.5) {
		c.revise(from, 0, "provider", false)
		return
	}
	c.record(from, "provider", false)
}

// endPayment closes the direct payment in force; one not paid yet never is.
func (c *care) endPayment(t day, reason string) {
	p := &c.payments[c.payment-1]
	c.payment = 0
	if p.firstPaid <= t {
		p.ended, p.endReason = t, reason
		return
	}
	p.firstPaid = 0
	if p.decided > t {
		p.decision, p.decided = "withdrawn", 0
	}
}

// paymentEnd is why a direct payment ends when the support does.
func paymentEnd(planEnd string) string {
	switch planEnd {
	case "died", "moved":
		return planEnd
	case "other", unknown:
		return "other"
	default:
		return "no_longer_eligible"
	}
}

// paymentReviews are the reviews of each direct payment: within six months of the first, then yearly, as well as the council does.
func (c *care) paymentReviews() {
	for i := range c.payments {
		p := &c.payments[i]
		if p.firstPaid == 0 || p.written {
			continue
		}
		p.written = true
		last := c.to
		if p.ended > 0 {
			last = min(p.ended, c.to)
		}
		for t := c.nextPaymentReview(p.firstPaid, 6, paymentFirstReview); t < last; t = c.nextPaymentReview(t, 12, paymentYearlyReview) {
			c.reviews = append(c.reviews, review{
				plan: p.plan, payment: i + 1, kind: "direct_payment", reason: c.d.pick(plannedReasons), completed: t,
				outcome: c.d.pick(firstOutcomes),
			})
		}
	}
}

// nextPaymentReview is the day of the next review: on time, late, or so late that it hardly counts.
func (c *care) nextPaymentReview(last day, months int, r rate) day {
	d, due := c.d, last.addMonths(months)
	switch {
	case d.yes(c.c.rate(r, due)):
		return (due - d.days(2, 35)).workday()
	case d.yes(0.5):
		return (due + d.until(365.0/90)).workday()
	default:
		return min((due + 120 + d.until(365.0/500)), never-30).workday()
	}
}

var (
	refusals      = mixOf("unable_to_manage", 44, "capacity", 26, "not_appropriate", 23, "excluded", 7)
	otherRefusals = mixOf("other", 70, "", 30)
	stopReasons   = mixOf("person_choice", 62, "other", 24, "misuse", 9, "", 5)
)

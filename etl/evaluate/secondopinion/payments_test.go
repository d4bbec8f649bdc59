package secondopinion

import "slices"

func init() {
	opinions["direct_payment_uptake"] = opinion{state: func(p *person, on day, _ settings) (answer, bool) {
		return p.community(on, "direct_payment", "mixed")
	}}
	opinions["self_directed_support"] = opinion{state: func(p *person, on day, _ settings) (answer, bool) {
		return p.community(on, "direct_payment", "mixed", "managed_budget")
	}}
	opinions["direct_payment_requests_agreed"] = opinion{events: decidedRequests}
	opinions["support_after_direct_payment"] = opinion{events: stoppedPayments}
	opinions["first_direct_payment_reviews_on_time"] = opinion{events: func(p *person, s settings) []event {
		return p.paymentReviews(s, true)
	}}
	opinions["yearly_direct_payment_reviews_on_time"] = opinion{events: func(p *person, s settings) []event {
		return p.paymentReviews(s, false)
	}}
	opinions["employment_costs_covered"] = opinion{state: employers}
	opinions["direct_payment_refusals_explained"] = opinion{events: refusals}
	opinions["direct_payment_support_offered"] = opinion{state: func(p *person, on day, _ settings) (answer, bool) {
		d := p.paidLast(on, func(*payment) bool { return true })
		if d == nil {
			return answer{}, false
		}
		return answer{verdict: yn(d.SupportOffered), manager: d.ManagedBy}, true
	}}
}

// community answers for a person with long-term community support whether it is delivered in one of the ways given. A direct
// payment that is open and paid is one way, whatever the budget says, unless it is for a plan of another kind.
func (p *person) community(on day, ways ...string) (answer, bool) {
	var settings, deliveries []string
	for _, pl := range p.plans {
		if pl.adultLong() && pl.inForce(on) {
			settings = append(settings, pl.Setting)
		}
	}
	for _, b := range p.budgetsOn(on) {
		if b.plan.adultLong() {
			deliveries = append(deliveries, b.Delivery)
		}
	}
	for _, d := range p.payments {
		if d.open(on) && (d.plan == nil || d.plan.adultLong()) {
			deliveries = append(deliveries, "direct_payment")
		}
	}
	way := highest(deliveryOrder, deliveries)
	a := answer{verdict: no, setting: "community", delivery: way}
	if way == "" || way == "unknown" {
		a.verdict = unknown
	}
	for _, w := range ways {
		if way == w {
			a.verdict = yes
		}
	}
	return a, highest(settingOrder, settings) == "community"
}

func decidedRequests(p *person, _ settings) []event {
	var out []event
	for _, d := range p.payments {
		v, in := map[string]verdict{"agreed": yes, "refused": no, "": unknown}[d.Decision]
		if in && d.DecidedOn.known() {
			out = append(out, event{p.at(d.DecidedOn, v), d.DecidedOn, d.DpRef})
		}
	}
	return out
}

// refusals are requests refused; a condition of the Act is one of four.
func refusals(p *person, _ settings) []event {
	var out []event
	for _, d := range p.payments {
		if d.Decision == "refused" && d.DecidedOn.known() {
			named := slices.Contains([]string{"capacity", "excluded", "unable_to_manage", "not_appropriate"}, d.RefusalCondition)
			out = append(out, event{p.at(d.DecidedOn, met(named)), d.DecidedOn, d.DpRef})
		}
	}
	return out
}

// stoppedPayments are direct payments that stopped while needs went on, on the last day for other support to follow.
func stoppedPayments(p *person, s settings) []event {
	var out []event
	for _, d := range p.payments {
		over := d.EndReason == "died" || d.EndReason == "moved" || d.EndReason == "no_longer_eligible"
		due := d.EndedOn + s.days("days", 7)
		if !d.EndedOn.known() || !d.FirstPaidOn.known() || over || p.gone() < due {
			continue
		}
		out = append(out, event{p.at(due, met(d.ReplacementStartedOn.by(due))), due, d.DpRef})
	}
	return out
}

// paymentReviews are the due dates of a person's direct payments: the first, six months after the first payment, and those that
// follow, each twelve months after the review that met the one before. A day that was missed is followed by one twelve months after the review that came
// late, if it came within twelve months, else by one twelve months after itself.
func (p *person) paymentReviews(s settings, first bool) []event {
	var out []event
	for _, d := range p.payments {
		if !d.FirstPaidOn.known() {
			continue
		}
		end, last := min(d.EndedOn.orNever(), p.gone()), on(2030, 1, 1)
		months := 12
		clock, due := d.FirstPaidOn, d.FirstPaidOn.addMonths(s.number("months", 6))
		if !first {
			months = s.number("months", 12)
			due = d.FirstPaidOn.addMonths(s.number("first_months", 6))
		}
		for n := 0; due <= end && due <= last; n++ {
			done, inTime := p.reviewOfPayment(d, clock, due)
			if (n == 0) == first {
				out = append(out, event{p.at(due, met(inTime)), due, d.DpRef})
			}
			clock = due
			if inTime {
				clock = done
			} else if late, came := p.reviewOfPayment(d, due, due.addMonths(months)); came {
				clock = late
			}
			due = clock.addMonths(months)
		}
	}
	return out
}

// reviewOfPayment is the first review of a direct payment after a day, up to another.
func (p *person) reviewOfPayment(d *payment, after, by day) (done day, ok bool) {
	for _, r := range p.reviews {
		of := r.DpRef == d.DpRef || r.DpRef == "" && r.Kind == "direct_payment"
		if of && r.CompletedOn.within(after+1, by) && (!ok || r.CompletedOn < done) {
			done, ok = r.CompletedOn, true
		}
	}
	return done, ok
}

// employers are people with an open, paid direct payment that makes them employers: of several the one first paid last.
func employers(p *person, on day, _ settings) (answer, bool) {
	last := p.paidLast(on, func(d *payment) bool { return d.EmploymentCostsIncluded != "not_employer" })
	if last == nil {
		return answer{}, false
	}
	return p.at(on, yn(last.EmploymentCostsIncluded)), true
}

// paidLast is the direct payment first paid last, then of the last reference, among those being paid on a day.
func (p *person) paidLast(on day, in func(*payment) bool) *payment {
	var last *payment
	for _, d := range p.payments {
		if !d.open(on) || !in(d) {
			continue
		}
		if last == nil || d.FirstPaidOn > last.FirstPaidOn || d.FirstPaidOn == last.FirstPaidOn && d.DpRef > last.DpRef {
			last = d
		}
	}
	return last
}

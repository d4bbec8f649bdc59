package secondopinion

func init() {
	opinions["first_reviews_on_time"] = opinion{events: func(p *person, s settings) []event {
		return p.firstReviews(s.text("from", "signed_off_on"), s.days("days", 56))
	}}
	opinions["first_reviews_within_six_weeks"] = opinion{events: func(p *person, s settings) []event {
		return p.firstReviews("started_on", s.days("days", 42))
	}}
	opinions["overdue_reviews"] = opinion{state: overdue}
	opinions["reviewed_in_year"] = opinion{state: reviewedInYear}
	opinions["overdue_over_six_months"] = opinion{state: overdueLong}
	opinions["never_reviewed"] = opinion{state: neverReviewed}
	opinions["review_requests_met"] = opinion{events: requests((*review).askedFor)}
	opinions["reviews_after_change"] = opinion{events: requests(func(r *review) bool {
		return r.Kind == "unplanned" && r.Reason == "changed_circumstances"
	})}
	opinions["review_request_waiting_days"] = opinion{events: requestWaits}
	opinions["unplanned_reviews"] = reviewed(func(_ *person, r *review) (verdict, bool) {
		if r.Kind == "unknown" {
			return unknown, true
		}
		return met(r.Kind == "unplanned"), true
	})
	opinions["people_involved_in_revisions"] = reviewed(func(_ *person, r *review) (verdict, bool) {
		return yn(r.InvolvedPerson), r.LedToRevision == "yes"
	})
	opinions["carers_involved_in_revisions"] = reviewed(func(p *person, r *review) (verdict, bool) {
		v, in := p.ofCarer(r.InvolvedCarer)
		return v, in && r.LedToRevision == "yes"
	})
	opinions["review_outcomes_achieved"] = reviewed(func(_ *person, r *review) (verdict, bool) {
		v, ok := map[string]verdict{"fully": yes, "partly": yes, "not": no}[r.OutcomesAchieved]
		if !ok {
			v = unknown
		}
		return v, r.Kind == "planned"
	})
	opinions["reviews_reducing_support"] = reviewed(func(_ *person, r *review) (verdict, bool) {
		switch r.Outcome {
		case "decrease", "ended":
			return yes, true
		case "", "unknown":
			return unknown, true
		default:
			return no, true
		}
	})
}

// ofPlan says whether a review is of the kinds that keep a plan under review.
func (r *review) ofPlan() bool {
	return r.Kind != "direct_payment" // one of unknown kind is a review
}

func reviewed(judge func(p *person, r *review) (verdict, bool)) opinion {
	return opinion{events: func(p *person, _ settings) []event {
		var out []event
		for _, r := range p.reviews {
			if v, in := judge(p, r); in {
				out = append(out, event{p.at(r.CompletedOn, v), r.CompletedOn, r.ReviewRef})
			}
		}
		return out
	}}
}

// askedFor says whether the person or a carer asked for the review.
func (r *review) askedFor() bool { return r.Reason == "requested" || r.Reason == "carer" }

// requests are reviews that were to be done within some days, on the day they are due, of people who were still there then. A refusal with a
// reason is an answer, whatever came later.
func requests(in func(r *review) bool) func(p *person, s settings) []event {
	return func(p *person, s settings) []event {
		var out []event
		for _, r := range p.reviews {
			due := r.RequestedOn + s.days("days", 28)
			if in(r) && r.RequestedOn.known() && p.gone() >= due {
				out = append(out, event{p.at(due, met(r.CompletedOn.by(due) || r.RefusedReason == "yes")), due, r.ReviewRef})
			}
		}
		return out
	}
}

// requestWaits are the days from request to review of the reviews that were done.
func requestWaits(p *person, _ settings) []event {
	var out []event
	for _, r := range p.reviews {
		if !r.askedFor() || !r.CompletedOn.known() {
			continue
		}
		e := event{p.at(r.CompletedOn, unknown), r.CompletedOn, r.ReviewRef}
		if r.RequestedOn.known() {
			e.verdict, e.amount = yes, int64(r.CompletedOn-r.RequestedOn)
		}
		out = append(out, e)
	}
	return out
}

// continues says whether a long-term plan carries on another: it starts within a day of an older one's end as superseded, before or after.
func (p *plan) continues(o *plan) bool {
	gap := p.StartedOn - o.EndedOn
	return o != p && o.Term == "long" && o.EndReason == "superseded" && o.EndedOn.known() && o.StartedOn <= p.StartedOn && -1 <= gap && gap <= 1
}

// firstReviews are new long-term plans in force on the day their first review is due.
func (p *person) firstReviews(from string, days day) []event {
	var out []event
	for _, pl := range p.plans {
		if pl.Term != "long" || !pl.SignedOffOn.known() || pl.FirstPlan == "no" {
			continue // a plan never signed off is a draft
		}
		due := pl.SignedOffOn + days
		if from == "started_on" {
			due = pl.StartedOn + days
		}
		if !pl.inForce(due) {
			continue
		}
		revision, done := false, false
		for _, o := range p.plans {
			revision = revision || pl.continues(o)
		}
		for _, r := range p.reviews {
			done = done || r.CompletedOn.known() && r.CompletedOn > pl.SignedOffOn && r.CompletedOn <= due
		}
		if !revision {
			a := p.at(due, met(done))
			a.setting = pl.Setting
			out = append(out, event{a, due, pl.PlanRef})
		}
	}
	return out
}

// chain is the run of long-term plans that a person in force on a day has been on: plans that overlap, and plans that continue
// one another. It gives the first day and the first sign-off of those begun by then.
func (p *person) chain(on day, only func(*plan) bool) (start, signed day, in bool) {
	member := map[*plan]bool{}
	for _, pl := range p.plans {
		if only(pl) && pl.inForce(on) {
			member[pl] = true
		}
	}
	for grown := true; grown; {
		grown = false
		for _, pl := range p.plans {
			for m := range member {
				overlap := pl.StartedOn <= m.end() && m.StartedOn <= pl.end()
				if !member[pl] && only(pl) && pl.StartedOn <= pl.end() && (overlap || m.continues(pl)) {
					member[pl], grown = true, true
					break
				}
			}
		}
	}
	for m := range member {
		if !in || m.StartedOn < start {
			start = m.StartedOn
		}
		if m.SignedOffOn.by(on) && m.StartedOn <= on && (signed == 0 || m.SignedOffOn < signed) {
			signed = m.SignedOffOn
		}
		in = true
	}
	return start, signed, in
}

func (p *plan) long() bool { return p.Term == "long" }

// reviewDue is the day by which a person supported for long enough on a day was to be reviewed.
func (p *person) reviewDue(on day, s settings) (due day, in bool) {
	start, signed, in := p.chain(on, (*plan).long)
	if !in || start.addMonths(s.number("in_force_months", 12)) > on {
		return 0, false
	}
	clock := start
	if signed.known() {
		clock = signed
	}
	if last := p.lastReview(on); last.known() {
		clock = last
	}
	return clock.addMonths(s.number("months", 12)), true
}

// overdue is the state of a person's yearly review on a day.
func overdue(p *person, on day, s settings) (answer, bool) {
	due, in := p.reviewDue(on, s)
	return p.at(on, met(on > due)), in
}

// overdueLong is whether it is more than six months late.
func overdueLong(p *person, on day, s settings) (answer, bool) {
	due, in := p.reviewDue(on, s)
	return p.at(on, met(on > due.addMonths(s.number("late_months", 6)))), in
}

// neverReviewed is whether a person supported for long enough has had no review of a plan by a day.
func neverReviewed(p *person, on day, s settings) (answer, bool) {
	_, in := p.reviewDue(on, s)
	return p.at(on, met(!p.lastReview(on).known())), in
}

// lastReview is the last completed review of a plan by a day.
func (p *person) lastReview(on day) day {
	var last day
	for _, r := range p.reviews {
		if r.ofPlan() && r.CompletedOn.by(on) {
			last = max(last, r.CompletedOn)
		}
	}
	return last
}

// reviewedInYear is whether an adult supported for more than a year was reviewed in the year that ends with the day.
func reviewedInYear(p *person, on day, s settings) (answer, bool) {
	start, _, in := p.chain(on, (*plan).adultLong)
	if !in || start.addMonths(s.number("in_force_months", 12)) >= on {
		return answer{}, false
	}
	last := p.lastReview(on)
	return p.at(on, met(last.known() && last > on.addMonths(-s.number("months", 12)))), true
}

package secondopinion

import "slices"

func init() {
	opinions["plans_made_when_due"] = opinion{events: plansDue}
	opinions["plan_waiting_days"] = opinion{events: planWaits}
	opinions["plans_within_28_days"] = opinion{events: planWaits}
	opinions["plans_complete"] = planInForce(func(p *plan, _ *budget, _ settings) (verdict, bool) {
		return and(yn(p.HasNeeds), yn(p.HasEligibility), yn(p.HasNeedsToMeet), yn(p.HasOutcomes), yn(p.HasBudget),
			yn(p.HasAdviceReduce), yn(p.HasAdvicePrevent)), true
	})
	opinions["direct_payment_plans_complete"] = planInForce(func(p *plan, b *budget, _ settings) (verdict, bool) {
		return and(yn(p.HasDpNeeds), yn(p.HasDpAmountFrequency)), b != nil && (b.Delivery == "direct_payment" || b.Delivery == "mixed")
	})
	opinions["plans_with_service_details"] = planInForce(func(p *plan, b *budget, _ settings) (verdict, bool) {
		arranged := b != nil && (b.Delivery == "managed_budget" || b.Delivery == "council_service" || b.Delivery == "commissioned")
		return and(yn(p.HasServices), yn(p.HasProvider), yn(p.HasFrequency)), arranged
	})
	opinions["direct_payments_matching_budget"] = planInForce(func(_ *plan, b *budget, s settings) (verdict, bool) {
		if b == nil || b.Delivery != "direct_payment" {
			return no, false
		}
		penny := s.hundredths("tolerance", 1)
		return or(equal(b.WeeklyDirectPayment, b.WeeklyTotal, penny), equal(b.WeeklyDirectPayment, b.WeeklyCouncil, penny)), true
	})
	opinions["needs_met_by_others_recorded"] = planInForce(func(p *plan, _ *budget, _ settings) (verdict, bool) {
		return p.person.ofCarer(p.HasMetByOthers)
	})
	opinions["plans_person_centred"] = planInForce(func(p *plan, _ *budget, _ settings) (verdict, bool) {
		return and(yn(p.HasStrengths), yn(p.HasNetworks), yn(p.HasTechnology), yn(p.HasWhereToLive)), true
	})
	opinions["emergency_plans_recorded"] = planInForce(func(p *plan, _ *budget, _ settings) (verdict, bool) {
		return yn(p.HasEmergencyPlan), true
	})
	budgetsInForce()
	signedOff()
}

// budgetsInForce are the measures of the budgets of plans in force.
func budgetsInForce() {
	opinions["plans_with_personal_budget"] = planInForce(func(_ *plan, b *budget, _ settings) (verdict, bool) {
		return met(b != nil && b.WeeklyTotal.known && b.WeeklyContribution.known && b.WeeklyCouncil.known), true
	})
	opinions["budgets_that_add_up"] = planInForce(func(_ *plan, b *budget, s settings) (verdict, bool) {
		if b == nil {
			return no, false
		}
		parts := amount{b.WeeklyContribution.n + b.WeeklyCouncil.n, b.WeeklyContribution.known && b.WeeklyCouncil.known}
		return equal(b.WeeklyTotal, parts, s.hundredths("tolerance", 1)), true
	})
	opinions["budgets_below_cost"] = planInForce(func(_ *plan, b *budget, _ settings) (verdict, bool) {
		switch {
		case b == nil:
			return no, false
		case !b.WeeklyTotal.known || !b.WeeklyCostOfSupport.known:
			return unknown, true
		default:
			return met(b.WeeklyTotal.n < b.WeeklyCostOfSupport.n), true
		}
	})
	opinions["personal_budget_median"] = opinion{state: func(p *person, on day, _ settings) (answer, bool) {
		list := slices.DeleteFunc(p.budgetsOn(on), func(b *budget) bool { return !b.plan.SignedOffOn.by(on) })
		a := holding(list, yes)
		for _, b := range list {
			a.amount += b.WeeklyTotal.n
			if !b.WeeklyTotal.known {
				a.verdict = unknown
			}
		}
		return a, len(list) > 0
	}}
}

// signedOff are the measures of plans on the day they are signed off.
func signedOff() {
	opinions["people_involved_in_planning"] = signed(func(p *plan) (verdict, bool) { return yn(p.InvolvedPerson), true })
	opinions["carers_involved_in_planning"] = signed(func(p *plan) (verdict, bool) { return p.person.ofCarer(p.InvolvedCarer) })
	opinions["others_involved_in_planning"] = signed(func(p *plan) (verdict, bool) {
		return yn(p.InvolvedOthers), p.InvolvedOthers != "not_asked"
	})
	opinions["plans_agreed_or_explained"] = signed(func(p *plan) (verdict, bool) {
		return or(yn(p.Agreed), yn(p.DisagreementReasons)), true
	})
	opinions["plan_copies_given"] = signed(func(p *plan) (verdict, bool) { return met(p.CopyGivenOn.known()), true })
	opinions["told_about_direct_payments"] = signed(func(p *plan) (verdict, bool) {
		return yn(p.ToldDirectPayments), p.Setting != "prison"
	})
	opinions["indicative_budgets_given"] = signed(func(p *plan) (verdict, bool) { return yn(p.IndicativeBudgetGiven), true })
}

// ofCarer is the verdict of a field on a person's unpaid carer: of who has none there is nothing to ask, and where it is not recorded whether they
// have one nobody can tell.
func (p *person) ofCarer(field string) (verdict, bool) {
	switch p.HasUnpaidCarer {
	case "yes":
		return yn(field), true
	case "no":
		return no, false
	default:
		return unknown, true
	}
}

// equal compares two amounts within a tolerance.
func equal(a, b amount, tolerance int64) verdict {
	if !a.known || !b.known {
		return unknown
	}
	return met(a.n-b.n <= tolerance && b.n-a.n <= tolerance)
}

func signed(judge func(p *plan) (verdict, bool)) opinion {
	return opinion{events: func(p *person, _ settings) []event {
		var out []event
		for _, pl := range p.plans {
			if v, in := judge(pl); in {
				a := p.at(pl.SignedOffOn, v)
				a.setting = pl.Setting
				out = append(out, event{a, pl.SignedOffOn, pl.PlanRef})
			}
		}
		return out
	}}
}

// planInForce makes the opinion of a measure of the plan signed off last among those in force, and its ongoing budget.
func planInForce(judge func(p *plan, b *budget, s settings) (verdict, bool)) opinion {
	return opinion{state: func(p *person, on day, s settings) (answer, bool) {
		pl := p.lastSigned(on)
		if pl == nil {
			return answer{}, false
		}
		b := pl.ongoing(on)
		v, in := judge(pl, b, s)
		a := answer{verdict: v, setting: pl.Setting}
		if b != nil {
			a.delivery = b.Delivery
		}
		return a, in
	}}
}

// lastSigned is the plan signed off last among those in force on a day; one not yet signed off is a draft.
func (p *person) lastSigned(on day) *plan {
	var best *plan
	for _, pl := range p.plans {
		if pl.inForce(on) && pl.SignedOffOn.by(on) && (best == nil || pl.later(best)) {
			best = pl
		}
	}
	return best
}

func (p *plan) later(o *plan) bool {
	if p.SignedOffOn != o.SignedOffOn {
		return p.SignedOffOn > o.SignedOffOn
	}
	if p.StartedOn != o.StartedOn {
		return p.StartedOn > o.StartedOn
	}
	return p.PlanRef > o.PlanRef
}

// plansDue are assessments after which the council is to meet needs, or may be, on the day a plan is due: one of that assessment, or any long-term one
// in force.
func plansDue(p *person, s settings) []event {
	var out []event
	for _, a := range p.assessments {
		undecided := !a.decided() && a.Outcome != "not_eligible"
		if a.MeetsNeeds != "yes" && !undecided || !a.CompletedOn.known() {
			continue
		}
		due := a.CompletedOn + s.days("days", 28)
		made, withdrew := false, false
		for _, pl := range p.plans {
			from := pl.AssessmentRef == a.AssessmentRef
			made = made || pl.SignedOffOn.by(due) && (from || pl.Term == "long" && pl.inForce(due)) // a draft is no plan
			withdrew = withdrew || from && pl.EndReason == "withdrew" && pl.EndedOn.by(due-1)
		}
		if p.gone() < due || withdrew {
			continue
		}
		v := met(made)
		if undecided {
			v = unknown
		}
		out = append(out, event{p.at(due, v), due, a.AssessmentRef})
	}
	return out
}

// planWaits are signed-off plans that follow from an assessment, with the days between.
func planWaits(p *person, s settings) []event {
	var out []event
	for _, pl := range p.plans {
		for _, a := range p.assessments {
			if a.AssessmentRef != pl.AssessmentRef || !pl.SignedOffOn.known() {
				continue
			}
			e := event{p.at(pl.SignedOffOn, unknown), pl.SignedOffOn, pl.PlanRef}
			e.setting = pl.Setting
			if a.CompletedOn.known() {
				e.amount = int64(max(pl.SignedOffOn-a.CompletedOn, 0)) // signed off before: no wait
				e.verdict = met(pl.SignedOffOn <= a.CompletedOn+s.days("days", 28))
			}
			out = append(out, e)
		}
	}
	return out
}

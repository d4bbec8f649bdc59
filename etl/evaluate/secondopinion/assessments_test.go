package secondopinion

func init() {
	opinions["eligibility_decisions_recorded"] = assessed(func(a *assessment, s settings) (verdict, bool) {
		return met(a.RecordGivenOn.by(a.CompletedOn + s.days("days", 28))), a.carriedOut()
	})
	opinions["assessment_copies_given"] = assessed(func(a *assessment, _ settings) (verdict, bool) {
		return met(a.CopyGivenOn.known()), a.carriedOut()
	})
	opinions["advice_when_not_eligible"] = assessed(func(a *assessment, _ settings) (verdict, bool) {
		return met(a.AdviceGivenOn.known()), a.Outcome == "not_eligible"
	})
	opinions["reasons_when_needs_not_met"] = assessed(func(a *assessment, _ settings) (verdict, bool) {
		if !a.carriedOut() || a.NeedsNotMetReason == "declined" {
			return no, false
		}
		if !a.decided() {
			return unknown, a.Outcome != "not_eligible"
		}
		return met(a.ReasonsGivenOn.known()), a.MeetsNeeds == "no"
	})
	opinions["help_deciding_given"] = assessed(func(a *assessment, _ settings) (verdict, bool) {
		return yn(a.HelpedToDecide), a.Outcome == "eligible"
	})
	opinions["assessments_finding_eligible_needs"] = assessed(func(a *assessment, _ settings) (verdict, bool) {
		v := map[string]verdict{"eligible": yes, "not_eligible": no, "": unknown}[a.Outcome]
		return v, a.carriedOut()
	})
	opinions["assessment_waiting_days"] = opinion{events: waits}
	opinions["assessments_within_28_days"] = opinion{events: waits}
	opinions["reassessment_requests_met"] = opinion{events: reassessmentRequests}
}

// carriedOut leaves out assessments that the person refused or that were halted.
func (a *assessment) carriedOut() bool { return a.Outcome != "refused" && a.Outcome != "halted" }

// decided says whether it is recorded whether needs will be met.
func (a *assessment) decided() bool { return a.MeetsNeeds == "yes" || a.MeetsNeeds == "no" }

// assessed makes the opinion of a measure of completed assessments.
func assessed(judge func(a *assessment, s settings) (verdict, bool)) opinion {
	return opinion{events: func(p *person, s settings) []event {
		var out []event
		for _, a := range p.assessments {
			if v, in := judge(a, s); in {
				out = append(out, event{p.at(a.CompletedOn, v), a.CompletedOn, a.AssessmentRef})
			}
		}
		return out
	}}
}

// waits are completed needs assessments of people without long-term support when they asked.
func waits(p *person, s settings) []event {
	var out []event
	for _, a := range p.assessments {
		if a.Kind != "needs" || !a.carriedOut() || p.longTermOn(a.RequestedOn) {
			continue
		}
		e := event{p.at(a.CompletedOn, unknown), a.CompletedOn, a.AssessmentRef}
		if a.RequestedOn.known() {
			e.amount = int64(a.CompletedOn - a.RequestedOn)
			e.verdict = met(a.CompletedOn <= a.RequestedOn+s.days("days", 28))
		}
		out = append(out, e)
	}
	return out
}

func (p *person) longTermOn(on day) bool {
	for _, pl := range p.plans {
		if on.known() && pl.Term == "long" && pl.inForce(on) {
			return true
		}
	}
	return false
}

func reassessmentRequests(p *person, s settings) []event {
	var out []event
	for _, a := range p.assessments {
		due := a.RequestedOn + s.days("days", 28)
		if a.Kind == "reassessment" && a.RequestedOn.known() && a.carriedOut() && p.gone() >= due {
			out = append(out, event{p.at(due, met(a.CompletedOn.by(due))), due, a.AssessmentRef})
		}
	}
	return out
}

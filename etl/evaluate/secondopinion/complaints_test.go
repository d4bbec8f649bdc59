package secondopinion

func init() {
	opinions["complaints_acknowledged_on_time"] = complained(func(c *complaint, s settings) (verdict, day, bool) {
		due := c.ReceivedOn.addWorkingDays(s.number("working_days", s.number("days", 3)))
		return met(c.AcknowledgedOn.by(due)), due, c.ResolvedOrally != "yes"
	})
	opinions["complaints_answered_on_time"] = complained(func(c *complaint, s settings) (verdict, day, bool) {
		due := c.limit(s)
		return met(c.RespondedOn.by(due)), due, c.pursued()
	})
	opinions["complaints_open_too_long"] = opinion{state: openTooLong}
	opinions["complaints_upheld"] = complained(func(c *complaint, _ settings) (verdict, day, bool) {
		v, in := map[string]verdict{"upheld": yes, "partly_upheld": yes, "not_upheld": no, "": unknown}[c.Outcome]
		return v, c.RespondedOn, in && c.ResolvedOrally != "yes"
	})
	opinions["complaints_per_1000"] = opinion{
		events: complained(func(c *complaint, _ settings) (verdict, day, bool) { return yes, c.ReceivedOn, true }).events,
		exposed: func(p *person, on day) (answer, bool) {
			for _, pl := range p.plans {
				if pl.inForce(on) {
					return p.at(on, no), true
				}
			}
			return answer{}, false
		},
	}
	opinions["remedies_completed"] = complained(func(c *complaint, s settings) (verdict, day, bool) {
		due := c.RemedyAgreedOn.addMonths(s.number("months", 3))
		return met(c.RemedyCompletedOn.by(due)), due, c.RemedyAgreedOn.known() && c.ResolvedOrally != "yes"
	})
	opinions["told_about_ombudsman"] = complained(func(c *complaint, _ settings) (verdict, day, bool) {
		return yn(c.ToldOmbudsman), c.RespondedOn, c.pursued()
	})
	opinions["ombudsman_upheld"] = complained(func(c *complaint, _ settings) (verdict, day, bool) {
		v, in := map[string]verdict{"upheld": yes, "not_upheld": no, "": unknown}[c.OmbudsmanDecision]
		return v, c.OmbudsmanDecidedOn, in
	})
	opinions["ombudsman_remedies_complied"] = complained(func(c *complaint, _ settings) (verdict, day, bool) {
		v, in := map[string]verdict{"yes": yes, "late": yes, "no": no, "": unknown}[c.OmbudsmanComplied]
		return v, c.OmbudsmanDecidedOn, in && c.OmbudsmanDecision == "upheld"
	})
}

// pursued leaves out complaints that were withdrawn, belong to another body, or were resolved orally.
func (c *complaint) pursued() bool {
	return c.Outcome != "withdrawn" && c.Outcome != "out_of_scope" && c.ResolvedOrally != "yes"
}

// limit is the last day to respond: of six months beginning with the day received, or of a longer time that was agreed.
func (c *complaint) limit(s settings) day {
	return max(c.ReceivedOn.lastOfMonthsBeginningWith(s.number("months", 6)), c.ExtensionAgreedTo)
}

func complained(judge func(c *complaint, s settings) (verdict, day, bool)) opinion {
	return opinion{events: func(p *person, s settings) []event {
		var out []event
		for _, c := range p.complaints {
			if v, on, in := judge(c, s); in {
				out = append(out, event{answer{verdict: v, subject: c.About}, on, c.ComplaintRef})
			}
		}
		return out
	}}
}

// openTooLong is whether any open complaint of a person is past its limit.
func openTooLong(p *person, on day, s settings) (answer, bool) {
	var a answer
	in := false
	for _, c := range p.complaints {
		if c.ReceivedOn > on || c.RespondedOn.by(on) || !c.pursued() {
			continue
		}
		in = true
		a.verdict = or(a.verdict, met(on > c.limit(s)))
		a.subject = c.About
	}
	return a, in
}

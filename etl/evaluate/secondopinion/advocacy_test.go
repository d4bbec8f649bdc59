package secondopinion

func init() {
	opinions["difficulty_considered"] = processes(func(d difficulty) (verdict, bool) {
		v, ok := map[string]verdict{"yes": yes, "no": yes, "not_considered": no}[d.substantial]
		if !ok {
			v = unknown
		}
		return v, true
	})
	opinions["advocates_arranged"] = processes(func(d difficulty) (verdict, bool) {
		return met(d.arranged()), d.advocateDue()
	})
	opinions["advocates_in_time"] = processes(func(d difficulty) (verdict, bool) {
		return met(d.started.by(d.on)), d.advocateDue() && d.arranged()
	})
}

// difficulty is what an assessment or a plan says of a person's difficulty in being involved.
type difficulty struct {
	substantial, appropriate string
	referred, started, on    day
}

func (d difficulty) advocateDue() bool { return d.substantial == "yes" && d.appropriate == "no" }

func (d difficulty) arranged() bool { return d.referred.known() || d.started.known() }

// processes are completed assessments and signed-off plans.
func processes(judge func(d difficulty) (verdict, bool)) opinion {
	return opinion{events: func(p *person, _ settings) []event {
		var out []event
		for _, a := range p.assessments {
			v, in := judge(difficulty{a.SubstantialDifficulty, a.AppropriatePerson, a.AdvocateReferredOn, a.AdvocateStartedOn, a.CompletedOn})
			if in {
				out = append(out, event{p.at(a.CompletedOn, v), a.CompletedOn, a.AssessmentRef})
			}
		}
		for _, pl := range p.plans {
			v, in := judge(difficulty{pl.SubstantialDifficulty, pl.AppropriatePerson, pl.AdvocateReferredOn, pl.AdvocateStartedOn, pl.SignedOffOn})
			if in {
				out = append(out, event{p.at(pl.SignedOffOn, v), pl.SignedOffOn, pl.PlanRef})
			}
		}
		return out
	}}
}

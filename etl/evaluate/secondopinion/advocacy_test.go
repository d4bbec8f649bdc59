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
		return d.ifNobodySuitable(met(d.arranged())), d.substantial == "yes" && d.appropriate != "yes"
	})
	opinions["advocates_in_time"] = processes(func(d difficulty) (verdict, bool) {
		return d.ifNobodySuitable(met(d.started.by(d.on))), d.substantial == "yes" && d.appropriate != "yes" && d.arranged()
	})
	opinions["difficulty_with_nobody_suitable"] = processes(func(d difficulty) (verdict, bool) {
		return d.ifNobodySuitable(yes), d.substantial == "yes"
	})
}

// difficulty is what an assessment or a plan says of a person's difficulty in being involved.
type difficulty struct {
	substantial, appropriate string
	referred, started, on    day
}

// ifNobodySuitable is a verdict on people with nobody suitable to help: of who has somebody it is no, and where it is not recorded unknown.
func (d difficulty) ifNobodySuitable(v verdict) verdict {
	switch d.appropriate {
	case "no":
		return v
	case "yes":
		return no
	default:
		return unknown
	}
}

func (d difficulty) arranged() bool { return d.referred.known() || d.started.known() }

// processes are assessments carried out to the end and signed-off plans; on one day a plan comes after an assessment.
func processes(judge func(d difficulty) (verdict, bool)) opinion {
	return opinion{events: func(p *person, _ settings) []event {
		var out []event
		for _, a := range p.assessments {
			v, in := judge(difficulty{a.SubstantialDifficulty, a.AppropriatePerson, a.AdvocateReferredOn, a.AdvocateStartedOn, a.CompletedOn})
			if in && a.carriedOut() {
				out = append(out, event{p.at(a.CompletedOn, v), a.CompletedOn, "1 " + a.AssessmentRef})
			}
		}
		for _, pl := range p.plans {
			v, in := judge(difficulty{pl.SubstantialDifficulty, pl.AppropriatePerson, pl.AdvocateReferredOn, pl.AdvocateStartedOn, pl.SignedOffOn})
			if in {
				out = append(out, event{p.at(pl.SignedOffOn, v), pl.SignedOffOn, "2 " + pl.PlanRef})
			}
		}
		return out
	}}
}

package secondopinion

// and is yes where all are, no where any is no, else unknown.
func and(list ...verdict) verdict {
	out := yes
	for _, v := range list {
		if v == no {
			return no
		}
		if v == unknown {
			out = unknown
		}
	}
	return out
}

// or is yes where any is, no where all are no, else unknown.
func or(list ...verdict) verdict {
	out := no
	for _, v := range list {
		if v == yes {
			return yes
		}
		if v == unknown {
			out = unknown
		}
	}
	return out
}

// end is the plan's last day: ended, or the person died or left.
func (p *plan) end() day { return min(p.EndedOn.orNever(), p.person.gone()) }

func (p *plan) inForce(on day) bool { return p.StartedOn <= on && on <= p.end() }

func (p *plan) adultLong() bool { return p.For == "adult" && p.Term == "long" }

// end is the last day of an ongoing budget: its own, the day before its plan's next one begins, or its plan's.
func (b *budget) end() day {
	last := min(b.EffectiveTo.orNever(), b.plan.end())
	for _, o := range b.plan.budgets {
		if o.EffectiveFrom > b.EffectiveFrom {
			return min(last, o.EffectiveFrom-1)
		}
	}
	return last
}

// from is the first day of an ongoing budget: its own, or that of its plan if that comes later.
func (b *budget) from() day { return max(b.EffectiveFrom, b.plan.StartedOn) }

func (b *budget) inForce(on day) bool { return b.from() <= on && on <= b.end() }

// ongoing is the plan's budget on a day, nil if there is none.
func (p *plan) ongoing(on day) *budget {
	for _, b := range p.budgets {
		if b.inForce(on) {
			return b
		}
	}
	return nil
}

// budgetsOn are the person's ongoing budgets on a day.
func (p *person) budgetsOn(on day) []*budget {
	var out []*budget
	for _, b := range p.budgets {
		if b.inForce(on) {
			out = append(out, b)
		}
	}
	return out
}

// open says whether a direct payment is being paid on a day.
func (d *payment) open(on day) bool {
	return d.FirstPaidOn.by(on) && on <= min(d.EndedOn.orNever(), d.person.gone())
}

var (
	settingOrder  = []string{"nursing", "residential", "community", "prison"}
	deliveryOrder = []string{"direct_payment", "mixed", "managed_budget", "council_service", "commissioned", "unknown"}
)

// highest is the first of an order that is among the values, or empty.
func highest(order []string, values []string) string {
	for _, o := range order {
		for _, v := range values {
			if v == o {
				return o
			}
		}
	}
	return ""
}

// setting is the highest setting of the person's plans in force on a day.
func (p *person) setting(on day) string {
	var list []string
	for _, pl := range p.plans {
		if pl.inForce(on) {
			list = append(list, pl.Setting)
		}
	}
	return highest(settingOrder, list)
}

// delivery is the highest delivery of the person's ongoing budgets on a day.
func (p *person) delivery(on day) string {
	var list []string
	for _, b := range p.budgetsOn(on) {
		list = append(list, b.Delivery)
	}
	return highest(deliveryOrder, list)
}

// at is an answer of a person on a day with the own dimensions of that day.
func (p *person) at(on day, v verdict) answer {
	return answer{verdict: v, setting: p.setting(on), delivery: p.delivery(on)}
}

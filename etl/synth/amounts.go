package synth

// writeBudget puts one budget with its parts, what the support costs, and what was recorded of the change.
func (l *life) writeBudget(x *extract, i int) {
	b := &l.budgets[i]
	p := &l.plans[b.plan-1]
	early := b.until > 0 && b.until < l.from
	late := b.from > l.to && (!l.c.ahead || b.reason != "uprating")
	if !l.kept(p) || early || late {
		return
	}
	d, w := l.d, x.line.start()
	w.ref('B', l.number, i+1)
	w.ref('N', l.number, b.plan)
	w.person(l.number)
	w.text(b.purpose)
	w.date(b.from)
	to := b.to
	if to > l.to && !(l.c.ahead || p.inFuture) {
		to = 0
	}
	w.date(to)
	total := b.total
	if b.purpose == "ongoing" && d.yes(l.c.gap/12) {
		total = -1 // nobody wrote it down
	}
	w.money(total)
	if l.parts(w, b) && total >= 0 {
		x.budgets.noted++
	}
	w.money(l.cost(b))
	w.text(b.delivery)
	switch {
	case b.direct > 0 && !d.yes(l.c.gap/2):
		w.money(b.direct)
	case b.direct == 0 && d.yes(0.2):
		w.money(0)
	default:
		w.money(-1)
	}
	if d.yes(1.5 * l.c.gap) {
		w.tenths(0)
	} else {
		w.tenths(b.hours)
	}
	w.text(b.reason)
	l.recorded(w, b)
	x.budgets.put(w.end(), true)
}

// parts are the person's contribution and the council's share; a few are missing, and a few do not add up to the total, which is told.
func (l *life) parts(w *line, b *budget) (odd bool) {
	d, contribution := l.d, min(b.contribution, b.total)
	council := b.total - contribution
	if !d.yes(l.c.rate(partsAdd, max(b.from, l.from))) {
		switch {
		case contribution > 0 && d.yes(0.4):
			council = b.total // the share before the contribution
		case d.yes(0.5):
			council += int32(d.between(2, 900))
		default:
			council = max(0, council-int32(d.between(2, 900)))
		}
	}
	gaps := [2]bool{d.yes(l.c.gap / 3), d.yes(l.c.gap / 3)}
	diff := contribution + council - b.total
	for k, part := range [2]int32{contribution, council} {
		if gaps[k] {
			part = -1
		}
		w.money(part)
	}
	return (diff > 1 || diff < -1) && !gaps[0] && !gaps[1]
}

// cost is what the plan's services cost: as a rule the budget, sometimes a little less, and more where the budget falls short.
func (l *life) cost(b *budget) int32 {
	switch d := l.d; {
	case d.yes(0.05 + l.c.gap):
		return -1
	case !d.yes(l.c.rate(budgetSuffices, max(b.from, l.from))):
		return int32(float64(b.total) * d.share(1.02, 1.25))
	case d.yes(0.25):
		return int32(float64(b.total) * d.share(0.93, 1))
	default:
		return b.total
	}
}

// recorded is the evidence for the change and the person's agreement to it; few ask for either when only prices rise.
func (l *life) recorded(w *line, b *budget) {
	on := max(b.from, l.from)
	switch {
	case b.cut:
		w.text(l.answer(cutEvidence, on))
		w.text(l.answer(cutAgreed, on))
	case b.reason == "uprating" || b.reason == "contribution" || b.reason == "correction":
		w.text(pickOf(l.d.yes(0.25), "yes", ""))
		w.text(pickOf(l.d.yes(0.15), "yes", ""))
	default:
		w.text(l.yesNo(0.84, l.c.gap))
		w.text(l.yesNo(0.88, l.c.gap))
	}
}

// writePayment puts one request for a direct payment and what became of it.
func (l *life) writePayment(x *extract, i int) {
	p := l.payments[i]
	if p.requested > l.to {
		return
	}
	if l.done(p.decided) == 0 && p.decided > 0 {
		p.decision, p.decided, p.refusal = "pending", 0, ""
	}
	p.firstPaid, p.ended, p.replacement = l.done(p.firstPaid), l.done(p.ended), l.done(p.replacement)
	if p.ended == 0 {
		p.endReason = ""
	}
	paying := p.firstPaid > 0 && p.ended == 0
	if !paying && max(p.requested, p.decided, p.ended) < l.from {
		return
	}
	w := x.line.start()
	w.ref('D', l.number, i+1)
	w.person(l.number)
	if l.d.yes(l.c.gap) {
		p.plan = 0
	}
	w.ref('N', l.number, l.planOf(x.payments, p.plan))
	w.date(pickDay(!l.d.yes(l.c.gap/2), p.requested))
	w.text(pickOf(l.d.yes(l.c.gap/4), "", p.decision))
	w.date(p.decided)
	w.text(p.refusal)
	w.date(p.firstPaid)
	w.date(p.ended)
	w.text(p.endReason)
	w.date(p.replacement)
	w.text(l.employment(&p))
	l.management(w, &p)
	if p.decision == "refused" && p.refusal == "" {
		x.payments.noted++
	}
	leaf := true
	for _, r := range l.reviews {
		leaf = leaf && r.payment != i+1
	}
	x.payments.put(w.end(), leaf)
}

// management is whether a person who is paid was offered support to manage it, and who does.
func (l *life) management(w *line, p *payment) {
	if p.firstPaid == 0 {
		w.text("")
		w.text("")
		return
	}
	w.text(l.answer(supportOffered, p.firstPaid))
	who := managers
	if l.reason == "learning_disability" || l.reason == "memory_cognition" {
		who = helpedManagers
	}
	w.text(l.d.pick(who))
}

var (
	managers       = mixOf("self", 58, "nominee", 14, "suitable_person", 4, "service", 21, unknown, 2, "", 1)
	helpedManagers = mixOf("self", 14, "nominee", 22, "suitable_person", 34, "service", 26, unknown, 3, "", 1)
)

// planOf is the plan a record names, or a later one of the person's if that had ended before the extract begins; one in twenty
// still names the plan that is not there.
func (l *life) planOf(s *sheet, index int) int {
	for i := index; i > 0 && i <= len(l.plans); i++ {
		if l.kept(&l.plans[i-1]) {
			return i
		}
		if l.d.yes(0.05) {
			s.noted++
			return i
		}
	}
	return 0
}

func (l *life) employment(p *payment) string {
	switch d := l.d; {
	case p.decision != "agreed":
		return ""
	case d.yes(0.52):
		return "not_employer"
	default:
		return l.answer(employmentCovered, max(p.decided, l.from))
	}
}

// writeReview puts one review, done or only asked for.
func (l *life) writeReview(x *extract, i int) {
	r := &l.reviews[i]
	if r.completed > l.to || r.requested > l.to || max(r.completed, r.requested) < l.from {
		return
	}
	if r.completed > 0 && r.completed < l.from {
		return
	}
	w := x.line.start()
	w.ref('R', l.number, i+1)
	w.person(l.number)
	w.ref('N', l.number, l.planOf(x.reviews, r.plan))
	w.ref('D', l.number, r.payment)
	w.text(r.kind)
	w.text(r.reason)
	w.date(pickDay(r.completed == 0 || !l.d.yes(l.c.gap), r.requested)) // done, and nobody wrote down when it was asked for
	w.date(r.completed)
	switch {
	case r.refused:
		w.text(l.yesNo(0.8, l.c.gap))
	default:
		w.text("")
	}
	w.text(r.outcome)
	if r.completed == 0 {
		for range 4 {
			w.text("")
		}
	} else {
		l.reviewed(w, r)
	}
	x.reviews.put(w.end(), true)
}

// reviewed is the rest of a completed review.
func (l *life) reviewed(w *line, r *review) {
	d := l.d
	switch {
	case d.yes(2 * l.c.gap):
		w.text(pickOf(d.yes(0.7), unknown, ""))
	case !d.yes(l.c.rate(outcomesReached, r.completed)):
		w.text("not")
	default:
		w.text(pickOf(d.yes(0.56), "fully", "partly"))
	}
	if d.yes(l.c.gap) {
		w.text(pickOf(d.yes(0.5), unknown, ""))
	} else {
		w.text(pickOf(r.revised, "yes", "no"))
	}
	w.text(l.answer(revisionInvolved, r.completed))
	w.text(l.carerAnswer(revisionCarer, r.completed))
}

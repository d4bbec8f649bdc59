package synth

// write puts the life's records into the extract: those of its span, and those still open when it begins.
func (l *life) write(x *extract) {
	hidden := l.writePerson(x)
	for i := range l.assessments {
		l.writeAssessment(x, i, hidden)
	}
	for i := range l.plans {
		l.writePlan(x, i)
	}
	for i := range l.budgets {
		l.writeBudget(x, i)
	}
	for i := range l.payments {
		l.writePayment(x, i)
	}
	for i := range l.reviews {
		l.writeReview(x, i)
	}
	for i, c := range l.complaints {
		l.writeComplaint(x, i, c, hidden)
	}
	l.lend(x)
}

// lend leaves a plan of this person's for a later person's record to name by mistake.
func (l *life) lend(x *extract) {
	for i := range l.plans {
		if !l.kept(&l.plans[i]) {
			continue
		}
		w := x.line.start()
		w.ref('N', l.number, i+1)
		ref := w.b[:len(w.b)-1]
		x.reviews.faults.lent = append(x.reviews.faults.lent[:0], ref...)
		x.payments.faults.lent = append(x.payments.faults.lent[:0], ref...)
		return
	}
}

// writePerson says whether the row was made so bad that everything that hangs on it will be rejected with it.
func (l *life) writePerson(x *extract) (hidden bool) {
	w := x.line.start()
	w.person(l.number)
	if l.d.yes(0.99) {
		w.number(l.birthYear)
	} else {
		w.number(0)
	}
	w.text(l.sex)
	w.text(l.ethnicity)
	w.text(l.reason)
	w.text(l.unpaidCarer)
	w.date(l.done(l.died))
	w.date(l.done(l.left))
	if len(l.plans) == 0 && x.people.spoil(w.end(), 0.02) {
		return true
	}
	x.people.put(w.end(), false)
	return false
}

func (l *life) writeAssessment(x *extract, i int, hidden bool) {
	a := &l.assessments[i]
	completed := l.done(a.completed)
	if a.requested > l.to || (a.requested == 0 && completed == 0) || max(a.requested, completed) < l.from {
		return
	}
	if a.completed > 0 && a.completed < l.from {
		return
	}
	d, w := l.d, x.line.start()
	leaf := true
	for _, p := range l.plans {
		leaf = leaf && p.assessment != i+1
	}
	w.ref('A', l.number, i+1)
	w.person(l.number)
	w.text(a.kind)
	if d.yes(0.985) || completed == 0 {
		w.date(a.requested)
	} else {
		w.date(0)
	}
	w.date(pickDay(leaf || !d.yes(l.c.gap/3), completed)) // a plan came of it, and nobody wrote down when it was completed
	if completed == 0 {
		l.unfinished(w)
	} else {
		l.finished(w, a)
	}
	if hidden {
		x.assessments.hang(w.end())
		return
	}
	x.assessments.put(w.end(), leaf)
}

// unfinished is the rest of an assessment that has not been completed.
func (l *life) unfinished(w *line) {
	for range 12 {
		w.text("")
	}
}

// finished is the rest of a completed assessment: what was given, decided and considered.
func (l *life) finished(w *line, a *assessment) {
	whole := a.outcome == "eligible" || a.outcome == "not_eligible" || l.d.yes(0.1)
	var record, copied, advice, reasons day
	if whole {
		record, copied = l.given(recordGiven, a.completed), l.given(assessmentCopy, a.completed)
	}
	if a.outcome == "not_eligible" || (whole && l.d.yes(0.2)) {
		advice = l.given(adviceGiven, a.completed)
	}
	if a.meets == "no" {
		reasons = l.given(reasonsGiven, a.completed)
	}
	w.text(a.outcome)
	w.date(record)
	w.date(copied)
	w.date(advice)
	w.text(l.meets(a))
	w.text(a.notMet)
	w.date(reasons)
	begun := a.requested
	if begun == 0 {
		begun = max(a.completed-30, l.earliest)
	}
	l.involve(begun, a.completed).write(w)
	if a.outcome == "eligible" {
		w.text(l.answer(helpedToDecide, a.completed))
	} else {
		w.text("")
	}
}

func (l *life) meets(a *assessment) string {
	if a.meets != "" && l.d.yes(l.c.gap/2) {
		return unknown
	}
	return a.meets
}

// kept says whether a plan belongs in the extract.
func (l *life) kept(p *plan) bool { return p.started <= l.to && (p.ended == 0 || p.ended >= l.from) }

func (l *life) writePlan(x *extract, i int) {
	p := &l.plans[i]
	if !l.kept(p) {
		return
	}
	d, w := l.d, x.line.start()
	w.ref('N', l.number, i+1)
	w.person(l.number)
	w.text(pickOf(p.carer, "carer", "adult"))
	w.ref('A', l.number, l.assessmentOf(x.plans, p))
	w.date(p.started)
	signed := l.done(p.signed)
	w.date(signed)
	ended, reason := p.ended, p.reason
	if ended > l.to {
		reason = ""
		if !p.inFuture {
			ended = 0
		}
	}
	w.date(ended)
	w.text(reason)
	w.text(pickOf(p.short, "short", "long"))
	w.text(p.setting)
	switch {
	case d.yes(l.c.gap / 2):
		w.text(pickOf(d.yes(0.5), unknown, ""))
	default:
		w.text(pickOf(p.first, "yes", "no"))
	}
	l.content(w, p)
	l.process(w, p, signed)
	x.plans.put(w.end(), false)
}

// assessmentOf is the plan's assessment. One from before the extract begins is not in it: most councils' systems then leave the
// reference out, some do not.
func (l *life) assessmentOf(s *sheet, p *plan) int {
	if p.assessment == 0 {
		return 0
	}
	if l.assessments[p.assessment-1].completed >= l.from {
		return p.assessment
	}
	if !l.d.yes(0.03) {
		return 0
	}
	s.noted++
	return p.assessment
}

func pickOf(first bool, a, b string) string {
	if first {
		return a
	}
	return b
}

// content is what the plan holds: all the Act asks, or all but one to three of it, and what the factsheets ask besides.
func (l *life) content(w *line, p *plan) {
	d, on := l.d, max(p.started, l.from)
	var gaps [7]bool
	if !d.yes(l.c.rate(planComplete, on)) {
		for range d.between(1, 3) {
			gaps[d.between(0, len(gaps)-1)] = true
		}
	}
	for _, missing := range gaps {
		w.text(l.yesNo(1-odds(missing), l.c.gap/6))
	}
	services := d.yes(l.c.rate(serviceDetail, on))
	for range 3 {
		w.text(l.yesNo(1-0.45*odds(!services), l.c.gap/4))
	}
	if p.delivery == directPayment || p.delivery == mixed {
		whole := d.yes(l.c.rate(dpContent, on))
		w.text(l.yesNo(1-0.6*odds(!whole), l.c.gap/3))
		w.text(l.yesNo(1-0.7*odds(!whole), l.c.gap/3))
	} else {
		w.text(pickOf(d.yes(0.3), "no", ""))
		w.text("")
	}
	if l.unpaidCarer == "yes" || d.yes(0.05) {
		w.text(l.answer(metByOthers, on))
	} else {
		w.text(pickOf(d.yes(0.2), "no", ""))
	}
	w.text(l.answer(emergencyPlan, on))
	l.centred(w, on)
}

// centred is whether the plan begins from the person: strengths and interests, people around them, technology, and where they wish to live.
func (l *life) centred(w *line, on day) {
	whole := l.d.yes(l.c.rate(personCentred, on))
	for range 4 {
		w.text(l.yesNo(1-0.5*odds(!whole), l.c.gap/4))
	}
}

// odds is 1 for true.
func odds(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// process is how the plan came about: who took part, agreed and was given what.
func (l *life) process(w *line, p *plan, signed day) {
	d, on := l.d, signed
	if signed == 0 {
		on = max(p.started, l.from)
	}
	w.text(l.answer(personInvolved, on))
	w.text(l.carerAnswer(carerInvolved, on))
	if d.yes(0.35) {
		w.text(l.answer(othersInvolved, on))
	} else {
		w.text(pickOf(d.yes(l.c.gap), "", "not_asked"))
	}
	agreed := l.answer(planAgreed, on)
	w.text(agreed)
	if agreed == "no" {
		w.text(l.answer(disagreementExplained, on))
	} else {
		w.text("")
	}
	w.date(l.given(planCopy, signed))
	w.text(l.answer(toldPayments, on))
	w.text(l.answer(indicativeBudget, on))
	if signed == 0 {
		for range 4 {
			w.text("")
		}
		return
	}
	begun := max(signed-60, l.earliest)
	if d.yes(0.3) {
		begun = max(signed-14, l.earliest)
	}
	l.involve(begun, signed).write(w)
}

// carerAnswer is asked where someone has an unpaid carer, or may have.
func (l *life) carerAnswer(r rate, on day) string {
	switch {
	case l.unpaidCarer == "yes":
		return l.answer(r, on)
	case l.unpaidCarer == "no":
		return ""
	default:
		return pickOf(l.d.yes(0.3), l.answer(r, on), "")
	}
}

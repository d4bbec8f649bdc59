package synth

// answerTo is what became of a complaint.
type answerTo struct {
	orally, outcome, told             string
	acknowledged, responded, extended day
	remedyAgreed, remedyDone          day
	ombudsman, complied               string
	ombudsmanDecided                  day
}

// writeComplaint puts one complaint and how it was answered.
func (l *life) writeComplaint(x *extract, i int, c complaint, hidden bool) {
	a := l.handle(c.received)
	if c.received > l.to || (c.received < l.from && a.responded > 0 && a.responded < l.from) {
		return
	}
	w := x.line.start()
	w.ref('C', l.number, i+1)
	if c.anonymous {
		w.text("")
	} else {
		w.person(l.number)
	}
	w.date(c.received)
	w.text(l.d.pick(subjects))
	w.text(a.orally)
	w.date(a.acknowledged)
	w.date(a.responded)
	w.date(a.extended)
	w.text(pickOf(l.d.yes(l.c.gap/3), "", a.outcome))
	w.date(a.remedyAgreed)
	w.date(a.remedyDone)
	w.text(a.told)
	w.text(a.ombudsman)
	w.date(a.ombudsmanDecided)
	w.text(a.complied)
	if hidden && !c.anonymous {
		x.complaints.hang(w.end())
		return
	}
	x.complaints.put(w.end(), true)
}

// handle draws how a complaint received on a day was dealt with, as far as the extract's end lets it be known.
func (l *life) handle(received day) answerTo {
	d, a := l.d, answerTo{orally: l.yesNo(0.08, l.c.gap/2)}
	a.acknowledged = l.done(l.acknowledge(received))
	soon := d.yes(l.c.rate(answeredSoon, received))
	responded := (received + 1 + d.wait(38, 0.75, 165)).workday()
	switch {
	case a.orally == "yes":
		responded = received.addWorking(d.between(0, 1))
	case !soon && d.yes(0.15):
		responded = never
	case !soon:
		responded = (received + 184 + d.until(365.0/110)).workday()
	}
	if (!soon && d.yes(0.4)) || d.yes(0.03) {
		a.extended = received + d.days(190, 400)
	}
	switch {
	case l.done(responded) == 0:
		a.outcome = "open"
	case d.yes(0.08):
		a.outcome = "withdrawn"
		a.responded = pickDay(d.yes(0.7), responded)
	case d.yes(0.07):
		a.outcome, a.responded = "out_of_scope", responded
	default:
		a.responded = responded
		l.decide(&a)
	}
	return a
}

func pickDay(keep bool, d day) day {
	if keep {
		return d
	}
	return 0
}

// acknowledge is the day of the acknowledgement: within three working days as often as the council manages, later, or never.
func (l *life) acknowledge(received day) day {
	switch d := l.d; {
	case d.yes(l.c.rate(acknowledgedOnTime, received)):
		return received.addWorking(d.between(0, 3))
	case d.yes(0.85):
		return received.addWorking(d.between(4, 16))
	default:
		return never
	}
}

// decide draws the outcome of an answered complaint, its remedy, and whether the person went on to the Ombudsman.
func (l *life) decide(a *answerTo) {
	d := l.d
	a.told = l.answer(toldOmbudsman, a.responded)
	if !d.yes(l.c.rate(complaintUpheld, a.responded)) {
		a.outcome = "not_upheld"
	} else {
		a.outcome = pickOf(d.yes(0.42), "upheld", "partly_upheld")
		l.remedy(a)
	}
	if d.yes(0.14) {
		l.escalate(a)
	}
}

func (l *life) remedy(a *answerTo) {
	d := l.d
	if !d.yes(0.85) {
		return
	}
	agreed := a.responded + d.days(0, 15)
	if a.remedyAgreed = l.done(agreed); a.remedyAgreed == 0 {
		return
	}
	switch {
	case d.yes(l.c.rate(remedyOnTime, agreed)):
		a.remedyDone = l.done(agreed + d.days(0, 85))
	case d.yes(0.6):
		a.remedyDone = l.done(agreed + d.days(100, 300))
	}
}

// escalate is the Ombudsman's decision: closed early as a rule, else upheld or not.
func (l *life) escalate(a *answerTo) {
	d := l.d
	decided := l.done((a.responded + d.days(50, 420)).workday())
	if decided == 0 {
		return
	}
	a.ombudsmanDecided, a.ombudsman = decided, d.pick(early)
	if d.yes(0.5) {
		a.ombudsman = pickOf(d.yes(l.c.rate(ombudsmanUpheld, decided)), "upheld", "not_upheld")
	}
	switch {
	case a.ombudsman != "upheld":
	case decided > l.to-75 || d.yes(0.06):
		a.complied = "pending"
	case d.yes(l.c.rate(ombudsmanComplied, decided)):
		a.complied = pickOf(d.yes(0.88), "yes", "late")
	default:
		a.complied = "no"
	}
}

var (
	early    = mixOf("closed_initial", 48, "premature", 22, "invalid", 10, "advice", 20)
	subjects = mixOf("assessment", 15, "eligibility", 6, "plan", 10, "budget", 10, "direct_payment", 6, "review", 6,
		"charging", 15, "advocacy", 2, "provider", 14, "conduct", 11, "other", 5)
)

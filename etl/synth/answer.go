package synth

// answer is yes or no as often as the council does such a thing; a few are unknown or left empty.
func (l *life) answer(r rate, on day) string {
	return l.yesNo(l.c.rate(r, on), l.c.gap)
}

// yesNo is yes with probability p, no otherwise; a share gap of answers are unknown or empty.
func (l *life) yesNo(p, gap float64) string {
	switch u := l.d.unit(); {
	case u < gap/2:
		return unknown
	case u < gap:
		return ""
	}
	if l.d.yes(p) {
		return "yes"
	}
	return "no"
}

// given is the day something was handed over after a day, or none if it was not.
func (l *life) given(r rate, after day) day {
	if after == 0 || !l.d.yes(l.c.rate(r, after)) {
		return 0
	}
	return l.done((after + l.d.wait(6, 0.9, 150)).workday())
}

// involvement is whether substantial difficulty in being involved was considered, and what followed.
type involvement struct {
	difficulty, appropriate string
	referred, started       day
}

// involve draws it for an assessment or a plan that began on one day and was over on another.
func (l *life) involve(begun, over day) involvement {
	d, v := l.d, involvement{}
	if !d.yes(l.c.rate(difficultyConsidered, over)) {
		if d.yes(0.88) {
			v.difficulty = "not_considered"
		}
		return v
	}
	odds := 0.11
	if l.reason == "learning_disability" || l.reason == "memory_cognition" {
		odds = 0.32
	}
	if v.difficulty = "no"; !d.yes(odds) {
		return v
	}
	v.difficulty = "yes"
	v.appropriate = l.yesNo(l.c.rate(suitableFound, over), l.c.gap)
	if v.appropriate == "yes" || !d.yes(l.c.rate(advocateArranged, over)) {
		return v
	}
	v.referred = max(begun, over-d.days(3, 40))
	v.started = min(v.referred+d.days(1, 12), over)
	if !d.yes(l.c.rate(advocateInTime, over)) {
		v.started = over + d.days(2, 60)
	}
	if d.yes(0.06) {
		v.started = 0
	}
	v.referred, v.started = l.done(v.referred), l.done(v.started)
	return v
}

func (v involvement) write(w *line) {
	w.text(v.difficulty)
	w.text(v.appropriate)
	w.date(v.referred)
	w.date(v.started)
}

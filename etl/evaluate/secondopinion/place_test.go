package secondopinion

import (
	"slices"
	"strconv"
	"strings"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// tally is one cell counted by hand.
type tally struct {
	population, unknown, numerator int
	amounts                        []int64
}

func (t *tally) add(a answer) {
	t.population++
	switch a.verdict {
	case unknown:
		t.unknown++
		return
	case yes:
		t.numerator++
	}
	t.amounts = append(t.amounts, a.amount)
}

func (t *tally) join(o *tally) {
	t.population += o.population
	t.unknown += o.unknown
	t.numerator += o.numerator
	t.amounts = append(t.amounts, o.amounts...)
}

// value is the figure's value and whether there is one.
func (t *tally) value(d measure.Definition) (float64, bool) {
	n := t.denominator(d)
	if n == 0 {
		return 0, false
	}
	switch d.Kind {
	case measure.Money:
		return median(t.amounts) / 100, true
	case measure.Days:
		return median(t.amounts), true
	case measure.Rate:
		return 1000 * float64(t.numerator) / float64(n), true
	default:
		return 100 * float64(t.numerator) / float64(n), true
	}
}

func (t *tally) denominator(d measure.Definition) int {
	if d.UnknownRule == measure.InDenominator {
		return t.population
	}
	return t.population - t.unknown
}

func median(list []int64) float64 {
	slices.Sort(list)
	n := len(list)
	return float64(list[(n-1)/2]+list[n/2]) / 2
}

// place names a cell of one council.
type place struct {
	period              period.Period
	dimension, category string
}

// tallies are one measure's cells of one council.
type tallies map[place]*tally

// count is the second count of a measure for one council.
func count(list []*person, m measure.Measure, periods []period.Period, s settings) tallies {
	out := tallies{}
	o := opinions[m.ID]
	for _, p := range list {
		var events []event
		if o.events != nil {
			events = o.events(p, s)
		}
		for _, per := range periods {
			a, at, in := decide(p, o, events, per, m, s)
			if in {
				out.put(p, per, at, a, m)
			}
		}
	}
	return out
}

// decide is a person's answer in a period and the day that places them.
func decide(p *person, o opinion, events []event, per period.Period, m measure.Measure, s settings) (a answer, at day, in bool) {
	first, last := dayOf(per.First()), dayOf(per.Last())
	switch m.Grain {
	case measure.Snapshot:
		a, in = o.state(p, last, s)
		return a, last, in && p.adult(last)
	case measure.Flow:
		var mine []event
		for _, e := range events {
			if e.on.within(first, last) && p.adult(e.on) {
				mine = append(mine, e)
			}
		}
		if len(mine) == 0 {
			return a, 0, false
		}
		e := choose(mine, m.Pick)
		return e.answer, e.on, true
	default:
		a, in = exposure(p, o, events, first, last)
		return a, last, in && p.adult(last)
	}
}

// choose picks the event that stands for a person in a period: the last, or the last of those that decide.
func choose(events []event, pick measure.Pick) event {
	order := map[measure.Pick][]verdict{measure.Any: {yes, unknown, no}, measure.All: {no, unknown, yes}}[pick]
	for _, v := range order {
		if some := slices.DeleteFunc(slices.Clone(events), func(e event) bool { return e.verdict != v }); len(some) > 0 {
			return lastOf(some)
		}
	}
	return lastOf(events)
}

func lastOf(events []event) event {
	last := events[0]
	for _, e := range events[1:] {
		if e.on > last.on || e.on == last.on && e.ref > last.ref {
			last = e
		}
	}
	return last
}

// exposure is the answer of a person exposed on any day; the first such day gives the own dimensions.
func exposure(p *person, o opinion, events []event, first, last day) (answer, bool) {
	for d := first; d <= last; d++ {
		a, in := o.exposed(p, d)
		if !in {
			continue
		}
		a.verdict = no
		for _, e := range events {
			if e.on.within(first, last) && (e.verdict == yes || e.verdict == unknown && a.verdict == no) {
				a.verdict = e.verdict
			}
		}
		return a, true
	}
	return answer{}, false
}

// put counts a person once in the total and once in one category of each dimension.
func (t tallies) put(p *person, per period.Period, at day, a answer, m measure.Measure) {
	t.one(place{per, "", ""}, a)
	for _, dimension := range m.Breakdowns() {
		category := p.category(dimension, at, a)
		t.one(place{per, dimension, category}, a)
		switch {
		case dimension != "age_band":
		case category < "65" && category != "unknown":
			t.one(place{per, dimension, "18-64"}, a)
		case category != "unknown":
			t.one(place{per, dimension, "65+"}, a)
		}
	}
}

func (t tallies) one(at place, a answer) {
	if t[at] == nil {
		t[at] = &tally{}
	}
	t[at].add(a)
}

// adult says whether a person is counted on a day: not under 18. An unknown age counts.
func (p *person) adult(on day) bool {
	born, err := strconv.Atoi(p.BirthYear)
	return err != nil || on.year()-born >= 18
}

func (p *person) category(dimension string, at day, a answer) string {
	text := map[string]string{
		"age_band": p.ageBand(at), "sex": p.Sex, "ethnicity": p.Ethnicity, "support_reason": p.SupportReason,
		"setting": a.setting, "delivery": a.delivery, "complaint_subject": a.subject, "managed_by": a.manager,
	}[dimension]
	if text == "" {
		return "unknown"
	}
	return text
}

func (p *person) ageBand(at day) string {
	born, err := strconv.Atoi(p.BirthYear)
	if err != nil {
		return ""
	}
	switch age := at.year() - born; {
	case age < 25:
		return "18-24"
	case age < 45:
		return "25-44"
	case age < 65:
		return "45-64"
	case age < 75:
		return "65-74"
	case age < 85:
		return "75-84"
	default:
		return "85+"
	}
}

// covers says whether a world has a figure in a period: what the measure needs is there from its lookback to its lookahead.
func (w *world) covers(m measure.Measure, per period.Period) bool {
	first, last := dayOf(per.First()), dayOf(per.Last())
	if m.ID == "complaints_acknowledged_on_time" && first < on(2015, 1, 1) {
		return false // before the first bank holiday that is known
	}
	for _, need := range m.Needs {
		if kind, column, dotted := strings.Cut(need, "."); dotted && w.missing[kind] == column {
			return false
		}
	}
	return w.from <= w.reaches(m, per) && last.shift(m.Lookahead, 1) <= w.to
}

// reaches is the first day that a measure's figure of a period rests on.
func (w *world) reaches(m measure.Measure, per period.Period) day {
	if m.Grain == measure.Snapshot {
		return dayOf(per.Last()).shift(m.Lookback, -1)
	}
	return dayOf(per.First()).shift(m.Lookback, -1)
}

// shift moves a day by a span as a header writes it.
func (d day) shift(span string, sign int) day {
	number, unit, _ := strings.Cut(span, " ")
	n, _ := strconv.Atoi(number)
	if unit == "months" {
		return d.addMonths(sign * n)
	}
	return d + day(sign*n)
}

// periodsOf are the periods a measure has figures for in a warehouse of several worlds.
func periodsOf(m measure.Measure, worlds []*world) []period.Period {
	from, to := worlds[0].from, worlds[0].to
	for _, w := range worlds {
		from, to = min(from, w.from), max(to, w.to)
	}
	var quarters, years []period.Period
	for y := from.year() - 1; y <= to.year(); y++ {
		for q := range 5 {
			per := period.Period{Start: y, Q: q}
			whole := from <= dayOf(per.First()) && dayOf(per.Last()) <= to
			switch {
			case whole && q == 0:
				years = append(years, per)
			case whole:
				quarters = append(quarters, per)
			}
		}
	}
	switch {
	case m.Yearly():
		return years
	case m.Grain == measure.Snapshot:
		return quarters
	default:
		return append(quarters, years...)
	}
}

// areas are one measure's cells of every area, councils added up to regions and England, with the periods each has figures for.
type areas struct {
	cells   map[string]tallies
	covered map[string]map[period.Period]bool
}

// addUp adds up the councils that have a figure.
func addUp(worlds []*world, counted []tallies, m measure.Measure, periods []period.Period) areas {
	out := areas{map[string]tallies{}, map[string]map[period.Period]bool{}}
	for i, w := range worlds {
		covers := map[period.Period]bool{}
		for _, per := range periods {
			covers[per] = w.covers(m, per)
		}
		council, _ := area.ByCode(w.council)
		for _, code := range []string{w.council, council.Parent, area.England} {
			out.add(code, covers, counted[i])
		}
	}
	return out
}

func (a areas) add(code string, covers map[period.Period]bool, counted tallies) {
	if a.cells[code] == nil {
		a.cells[code], a.covered[code] = tallies{}, map[period.Period]bool{}
	}
	for per, is := range covers {
		a.covered[code][per] = a.covered[code][per] || is
	}
	for at, t := range counted {
		if !covers[at.period] {
			continue
		}
		if a.cells[code][at] == nil {
			a.cells[code][at] = &tally{}
		}
		a.cells[code][at].join(t)
	}
}

package synth

// span is the time an extract covers, both days included, and the earliest day anything may bear.
type span struct{ earliest, from, to day }

// done is the day if it lies within what the extract can know, else no date: the deed had not been done by then.
func (s span) done(d day) day {
	if d > s.to {
		return 0
	}
	return d
}

// The skeletons of records: when things happened and what they hang on. Answers to yes-or-no questions are drawn when the row is
// written. An index is one more than the place in the life's list; 0 is none.
type (
	assessment struct {
		kind, outcome, meets, notMet string
		requested, completed         day
	}
	plan struct {
		carer, short, first         bool
		assessment                  int
		started, signed, ended      day
		reason, setting, delivery   string
		budgeted, written, inFuture bool
	}
	budget struct {
		plan                        int
		purpose, delivery, reason   string
		from, to, until             day // until is the last day it applied, whether or not to says so
		total, contribution, direct int32
		hours                       int32 // tenths; 0 is not recorded
		cut                         bool
	}
	payment struct {
		plan                                              int
		decision, refusal, endReason                      string
		requested, decided, firstPaid, ended, replacement day
		written                                           bool
	}
	review struct {
		plan, payment         int
		kind, reason, outcome string
		requested, completed  day
		refused, revised      bool
	}
	complaint struct {
		received  day
		anonymous bool
	}
)

// life is one made-up person: who they are and everything the council did. It is emptied and used again for the next.
type life struct {
	c *council
	d *dice
	span

	number                              int
	birthYear                           int
	young                               bool // 18 to 64 when the story begins
	sex, ethnicity, reason, unpaidCarer string
	died, left                          day
	begin, end                          day // between which the council knows the person
	assessments                         []assessment
	plans                               []plan
	budgets                             []budget
	payments                            []payment
	reviews                             []review
	complaints                          []complaint
}

// tell makes up the life of one person.
func (l *life) tell(number int) {
	l.number = number
	l.d.key(uint64(number))
	l.died, l.left, l.begin, l.end = 0, 0, 0, l.to
	l.assessments, l.plans, l.budgets = l.assessments[:0], l.plans[:0], l.budgets[:0]
	l.payments, l.reviews, l.complaints = l.payments[:0], l.reviews[:0], l.complaints[:0]
	story := l.d.pick(stories)
	if story == "newcomer" && l.d.yes(l.c.strict) {
		story = "assessed"
	}
	switch story {
	case "supported":
		l.supported()
	case "newcomer":
		l.newcomer()
	case "assessed":
		l.assessedOnly()
	case "short":
		l.shortOnly()
	case "carer":
		l.carer()
	default:
		l.child()
	}
	l.complain()
}

// stories are the kinds of people an extract holds. Fewer come and go than in life, so that a person has a longer history and
// about fifteen records.
var stories = mixOf("supported", 0.50, "newcomer", 0.335, "assessed", 0.045, "short", 0.03, "carer", 0.08, "child", 0.01)

// supported had long-term support already when the extract begins.
func (l *life) supported() {
	l.adult(l.d.yes(l.c.young), l.from)
	start := l.from
	for start >= l.from || start < l.earliest {
		start = l.from - l.d.until(1.0/8)
	}
	l.begin = start
	l.support(start, l.setting(false))
}

// newcomer asks for support while the extract runs, or a little before.
func (l *life) newcomer() {
	l.adult(l.d.yes(l.c.young*0.46), l.from)
	l.begin = l.arrival()
	l.birthYear += int(l.begin.facts().year) - int(l.from.facts().year)
	l.support(l.begin, l.setting(true))
}

// arrival is a day on which someone asks for help: more in winter, fewer on days off and in the first pandemic spring, and more or
// fewer each year as the council's trend has it.
func (l *life) arrival() day {
	for {
		d := l.from - 45 + l.d.days(0, int(l.to-l.from)+45)
		f := d.facts()
		odds := monthly[f.month-1] * bounded(1+l.c.growth*float64(f.financial-2022), 0.7, 1.3)
		if !f.working {
			odds *= 0.15
		}
		if f.financial == pandemicYear && f.month >= 4 && f.month <= 6 {
			odds *= 0.7
		}
		if l.d.yes(odds / 1.7) {
			return d
		}
	}
}

// monthly is how busy each month is, January first.
var monthly = [12]float64{1.3, 1.2, 1.2, 0.95, 0.93, 0.95, 0.9, 0.78, 0.93, 1.05, 1.06, 0.8}

// adult draws who someone is whose age falls in one of the two bands on a day.
func (l *life) adult(young bool, on day) {
	l.young = young
	d, years := l.d, 0
	switch bands := [2][3]float64{{0.21, 0.55, 1}, {0.1, 0.45, 1}}[age(young)]; {
	case d.yes(bands[0]):
		years = [2]int{65, 18}[age(young)] + d.between(0, [2]int{9, 6}[age(young)])
	case d.yes((bands[1] - bands[0]) / (1 - bands[0])):
		years = [2]int{75, 25}[age(young)] + d.between(0, [2]int{9, 19}[age(young)])
	default:
		years = [2]int{85, 45}[age(young)] + d.between(0, [2]int{14, 19}[age(young)])
	}
	l.someone(int(on.facts().year)-years, young)
}

// someone draws what the people file says of a person.
func (l *life) someone(birthYear int, young bool) {
	d := l.d
	l.birthYear = birthYear
	l.sex = d.pick(sexes[age(young)])
	l.ethnicity = d.pick(l.c.ethnicity)
	l.reason = d.pick(supportReasons[age(young)])
	l.unpaidCarer = d.pick(unpaidCarers[age(young)])
}

var (
	sexes = [2]mix{
		mixOf("female", 61, "male", 38, "other", 0.1, "unknown", 0.4, "", 0.3),
		mixOf("female", 45, "male", 54, "other", 0.4, "unknown", 0.5, "", 0.3),
	}
	supportReasons = [2]mix{
		mixOf("physical", 65, "memory_cognition", 16, "mental_health", 7, "learning_disability", 5, "sensory", 2, "social", 3, "unknown", 1.5, "", 0.8),
		mixOf("physical", 26, "memory_cognition", 1, "mental_health", 19, "learning_disability", 46, "sensory", 2, "social", 3.5, "unknown", 1.5, "", 0.8),
	}
	unpaidCarers = [2]mix{
		mixOf("yes", 45, "no", 43, "unknown", 8, "", 4),
		mixOf("yes", 38, "no", 50, "unknown", 8, "", 4),
	}
)

// setting draws where support is given. More of those who come than of those who are there go to care homes, because people
// stay there for less long.
func (l *life) setting(arriving bool) string {
	d, c := l.d, l.c
	home := 1 - c.community[age(l.young)]
	if arriving {
		home *= [2]float64{1.1, 1.15}[age(l.young)]
	}
	switch {
	case d.yes(0.0006):
		return prison
	case !d.yes(home):
		return community
	case d.yes(c.nursing[age(l.young)]):
		return nursing
	default:
		return residential
	}
}

// The settings.
const (
	community   = "community"
	residential = "residential"
	nursing     = "nursing"
	prison      = "prison"
)

// complain draws complaints, the more the longer the council knows the person; some come from nobody it names.
func (l *life) complain() {
	first := max(l.begin, l.from-60)
	known := max(l.end-first, 60)
	for odds := l.c.complaints * float64(known) / 1300; l.d.yes(odds); {
		on := first + l.d.days(0, int(known))
		f := on.facts()
		if f.financial == pandemicYear && f.month >= 4 && f.month <= 7 && l.d.yes(0.4) {
			continue
		}
		l.complaints = append(l.complaints, complaint{received: on.workday(), anonymous: l.d.yes(0.1)})
	}
}

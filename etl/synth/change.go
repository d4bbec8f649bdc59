package synth

// happening is something that can change a person's support, and how often a year it does.
type happening struct {
	perYear func(*care, day) float64
	act     func(*care, day)
}

// happenings are everything but yearly reviews, yearly prices and the end.
var happenings = []happening{
	{func(c *care, t day) float64 { return c.c.unplanned * pandemicDip(t, 0.7) }, (*care).unplannedReview},
	{always(0.08), (*care).moreNeeds},
	{(*care).savings, func(c *care, t day) { c.reduce(t, "needs") }},
	{func(c *care, _ day) float64 { return 0.08 * c.c.market }, (*care).newPrice},
	{func(c *care, _ day) float64 { return 0.06 * c.c.market }, (*care).newProvider},
	{always(0.25), (*care).newContribution},
	{always(0.025), (*care).correct},
	{always(0.012), (*care).unexplained},
	{always(0.010), func(c *care, t day) { c.reduce(t, "ended") }},
	{always(0.007), (*care).partNHS},
	{always(0.06), (*care).oneOff},
	{always(0.07), (*care).reassessmentRequest},
	{(*care).moving, (*care).move},
	{(*care).asking, (*care).askForPayment},
	{(*care).stopping, (*care).stopPayment},
	{always(0.012), (*care).secondPlan},
	{func(c *care, _ day) float64 { return 0.014 * c.c.pausing }, (*care).pause},
}

func always(perYear float64) func(*care, day) float64 {
	return func(*care, day) float64 { return perYear }
}

// pandemicDip is the share of usual activity on a day.
func pandemicDip(t day, low float64) float64 {
	switch f := t.facts(); {
	case f.financial != pandemicYear:
		return 1
	case f.month >= 4 && f.month <= 9:
		return low
	default:
		return (1 + low) / 2
	}
}

// changing is how often a year anything of this kind happens, as things stand.
func (c *care) changing(t day) float64 {
	total := 0.0
	for _, h := range happenings {
		total += h.perYear(c, t)
	}
	return total
}

// happen picks one happening by its frequency.
func (c *care) happen(t day) {
	u := c.d.unit() * c.changing(t)
	for _, h := range happenings {
		if u -= h.perYear(c, t); u < 0 {
			h.act(c, t)
			return
		}
	}
}

// savings is how often a council reduces support outside reviews: more where it leans that way or looks for savings that year.
func (c *care) savings(t day) float64 {
	x := 0.02 * c.c.lean
	if int(t.facts().financial) == c.c.cutYear {
		x *= 3
	}
	return x
}

// moving is how often someone's setting changes. Settings before the extract begins are not told.
func (c *care) moving(t day) float64 {
	switch {
	case t < c.from || c.setting == nursing || c.setting == prison:
		return 0
	case c.setting == residential:
		return 0.025
	default:
		return [2]float64{0.03, 0.005}[age(c.young)]
	}
}

func (c *care) moreNeeds(t day) { c.increase(t, "needs") }

// increase raises support, half of the time after a reassessment and with a new plan.
func (c *care) increase(t day, reason string) bool {
	t = c.free(t)
	if t == 0 {
		return false
	}
	assessed := 0
	if c.d.yes(0.5) {
		assessed = c.reassess(t)
	}
	c.level = c.level.times(c.d.share(1.08, 1.7))
	c.levelFrom = t
	if assessed > 0 || c.d.yes(0.4) {
		c.revise(t, assessed, reason, false)
		return true
	}
	c.record(t, reason, false)
	return false
}

// reduce lowers support, with or without the reassessment that should come first; it says whether the plan was revised.
func (c *care) reduce(t day, reason string) bool {
	t = c.free(t)
	if t == 0 {
		return false
	}
	assessed := 0
	if c.d.yes(c.c.rate(reassessedBeforeCut, t)) {
		assessed = c.reassess(t)
	}
	c.level = c.level.times(c.d.share(0.45, 0.93))
	c.levelFrom = t
	if assessed > 0 || c.d.yes(0.4) {
		c.revise(t, assessed, reason, true)
		return true
	}
	c.record(t, reason, true)
	return false
}

// reassess is a reassessment completed shortly before a day and after the present level began; it returns its index. One in
// twelve is older than it should be.
func (c *care) reassess(t day) int {
	d, on := c.d, t-c.d.days(0, 55)
	if d.yes(0.08) {
		on = t - d.days(150, 260)
	}
	on = max(on, min(c.levelFrom, t-1)+1, c.plans[c.plan-1].started)
	on = min(on, t)
	kind := "reassessment"
	if d.yes(0.12) {
		kind = "needs"
	}
	requested := day(0)
	if d.yes(0.6) {
		requested = max(on-d.wait(14, 0.8, 200), c.earliest)
	}
	c.assessments = append(c.assessments, assessment{
		kind: kind, requested: requested, completed: on, outcome: "eligible", meets: "yes",
	})
	return len(c.assessments)
}

// uprate raises the price on the first day of new prices.
func (c *care) uprate(t day) {
	if t = c.paying(t); t == 0 {
		return
	}
	rise := risen(int(t.facts().financial)) * c.d.share(0.6, 1.3)
	c.level.contribution = int32(float64(c.level.contribution) * c.d.share(1.01, 1.07))
	c.level = c.level.priced(1 + rise)
	c.record(t, "uprating", false)
	if later := c.free(t + c.d.days(7, 60)); c.c.twoSteps && later > 0 && later <= c.to {
		c.newContribution(later) // what people pay is worked out after what support costs
	}
}

func (c *care) newPrice(t day) {
	if t = c.paying(t); t == 0 {
		return
	}
	before := c.level.total()
	c.level = c.level.priced(c.d.share(0.86, 1.16))
	c.levelFrom = t
	c.record(t, "price", c.level.total() < before)
}

// newProvider changes the price and, now and then, the hours with it.
func (c *care) newProvider(t day) {
	if t = c.paying(t); t == 0 {
		return
	}
	before := c.level.total()
	c.level = c.level.priced(c.d.share(0.88, 1.15))
	if c.d.yes(0.2) {
		c.level = c.level.times(c.d.share(0.85, 1.1))
	}
	c.levelFrom = t
	if c.d.yes(0.25) {
		c.revise(t, 0, "provider", c.level.total() < before)
		return
	}
	c.record(t, "provider", c.level.total() < before)
}

func (c *care) newContribution(t day) {
	if t = c.paying(t); t == 0 {
		return
	}
	c.level.contribution = pence(float64(c.level.contribution+300) * c.d.share(0.7, 1.5))
	c.level = c.level.payable()
	c.record(t, "contribution", false)
}

// correct tells of a wrong amount and its correction, most within a fortnight.
func (c *care) correct(t day) {
	if t = c.paying(t); t == 0 {
		return
	}
	right := c.level
	c.level = c.level.priced(c.d.share(1.05, 1.6))
	if c.d.yes(0.35) {
		c.level = right.priced(c.d.share(0.6, 0.95))
	}
	c.record(t, "needs", c.level.total() < right.total())
	c.level = right
	if fixed := c.free(t + c.d.days(1, 17)); fixed > 0 {
		c.record(fixed, "correction", false)
	}
}

// unexplained is a change nobody gave a proper reason for.
func (c *care) unexplained(t day) {
	if t = c.paying(t); t == 0 {
		return
	}
	before := c.level.total()
	c.level = c.level.times(c.d.share(0.6, 1.4))
	c.levelFrom = t
	c.record(t, c.d.pick(vagueReasons), c.level.total() < before)
}

var vagueReasons = mixOf(unknown, 45, "", 35, "other", 20)

// partNHS is support that the NHS begins to pay in part.
func (c *care) partNHS(t day) {
	if t = c.paying(t); t == 0 {
		return
	}
	c.level = c.level.priced(c.d.share(0.35, 0.75))
	c.record(t, "nhs_funded", false)
}

// pause is a budget that stops and begins again while the plan goes on; some never begin again.
func (c *care) pause(t day) {
	if t = c.free(t); t == 0 || c.open == 0 {
		return
	}
	c.close(t - 1)
	c.now = t
	if c.d.yes(c.c.rate(reassessedBeforeStop, t)) {
		c.reassess(t)
	}
	if again := c.free(t + c.d.days(7, 120)); again > 0 && c.d.yes(0.85) {
		c.levelFrom = again
		c.record(again, "other", false)
	}
}

// oneOff is an amount beside the ongoing budget: equipment, a course, a deposit.
func (c *care) oneOff(t day) {
	if !c.plans[c.plan-1].budgeted {
		return
	}
	t = max(t, c.plans[c.plan-1].started)
	last := min(t+c.d.days(0, 45), c.exit)
	delivery := c.level.delivery
	if c.setting == community && c.payment > 0 && c.d.yes(0.5) {
		delivery = directPayment
	}
	b := budget{
		plan: c.plan, purpose: "one_off", from: t, to: last, until: last, delivery: delivery,
		reason: c.d.pick(oneOffReasons), total: pence(c.d.skewed(18000, 0.8)),
	}
	if delivery == directPayment {
		b.direct = b.total
	}
	c.budgets = append(c.budgets, b)
}

var oneOffReasons = mixOf("first", 50, "other", 30, "needs", 20)

// secondPlan is a further plan beside the first for a while, respite or a day service, with a budget of its own.
func (c *care) secondPlan(t day) {
	if c.setting != community {
		return
	}
	last := min(t+c.d.days(40, 700), c.exit)
	signed := max(t-c.d.days(0, 20), c.earliest)
	p := plan{started: t, signed: signed, ended: last, reason: c.d.pick(endings), setting: community, budgeted: true, delivery: c.arranged()}
	c.plans = append(c.plans, p)
	hours := int32(c.d.between(4, 30)) * 5
	b := budget{
		plan: len(c.plans), purpose: "ongoing", from: t, to: last, until: last, delivery: p.delivery, reason: "first", hours: hours,
		total: level{hours: hours, rate: max(c.level.rate/4, 1500)}.total(),
	}
	if c.d.yes(0.4) {
		b.hours = 0
	}
	c.budgets = append(c.budgets, b)
}

// move is a change of setting, as a rule after a reassessment.
func (c *care) move(t day) {
	if t = c.free(t); t == 0 {
		return
	}
	if c.setting == residential || c.d.yes(0.33) {
		c.setting = nursing
	} else {
		c.setting = residential
	}
	assessed := 0
	if c.d.yes(0.85) {
		assessed = c.reassess(t)
	}
	if c.payment > 0 {
		c.endPayment(t-1, "no_longer_eligible")
	}
	before := c.level.total()
	c.level = c.firstLevel(t)
	c.levelFrom = t
	c.exit = max(t+2, t+c.d.until(c.leaving()))
	c.revise(t, assessed, "needs", c.level.total() < before)
}

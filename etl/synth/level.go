package synth

// level is what a budget stands for: hours at a price, or a care home's weekly fee, and how it is delivered.
type level struct {
	hours        int32 // tenths of an hour a week; 0 where support is not counted in hours
	rate         int32 // pence an hour, or a week where hours are 0
	contribution int32 // pence a week
	delivery     string
}

// The ways a budget is delivered.
const (
	directPayment  = "direct_payment"
	mixed          = "mixed"
	managedBudget  = "managed_budget"
	councilService = "council_service"
	commissioned   = "commissioned"
	unknown        = "unknown"
)

// total is the weekly amount in pence.
func (v level) total() int32 {
	if v.hours == 0 {
		return v.rate
	}
	return int32(int64(v.hours) * int64(v.rate) / 10)
}

// direct says whether any of it is a direct payment.
func (v level) direct() bool { return v.delivery == directPayment || v.delivery == mixed }

// times is the level with more or less support at the same price.
func (v level) times(factor float64) level {
	if v.hours == 0 {
		v.rate = pence(float64(v.rate) * factor)
	} else {
		v.hours = max(5, int32(float64(v.hours)*factor/5+0.5)*5)
	}
	return v.payable()
}

// priced is the level at another price, hours unchanged.
func (v level) priced(factor float64) level {
	v.rate = pence(float64(v.rate) * factor)
	return v.payable()
}

// payable keeps the contribution below the total.
func (v level) payable() level {
	v.contribution = min(v.contribution, v.total()*4/5)
	return v
}

func pence(x float64) int32 { return int32(max(x, 100) + 0.5) }

// inflation is how much care prices rose each April since 2014, in rough figures made up for this purpose.
var inflation = []float64{0, 0.02, 0.045, 0.04, 0.035, 0.04, 0.045, 0.035, 0.06, 0.095, 0.085, 0.065, 0.045}

func risen(financial int) float64 {
	if i := financial - 2014; i < len(inflation) {
		return inflation[max(i, 0)]
	}
	return 0.04
}

// prices is how prices in a financial year compare with 2021-22, the year of the published home care rates.
func prices(financial int) float64 {
	x := 1.0
	for y := 2022; y <= financial; y++ {
		x *= 1 + risen(y)
	}
	for y := 2021; y > financial; y-- {
		x /= 1 + risen(y)
	}
	return x
}

// priceLevels is prices for each year of the calendar.
var priceLevels = func() (out [calendarLast - calendarFirst + 1]float64) {
	for i := range out {
		out[i] = prices(calendarFirst + i)
	}
	return out
}()

// firstLevel draws support at its start: hours in the community at the council's rate, a fee in a care home.
func (c *care) firstLevel(on day) level {
	d, now := c.d, priceLevels[int(on.facts().financial)-calendarFirst]
	v := level{delivery: c.delivery(on)}
	switch c.setting {
	case residential, nursing:
		fee := [2]float64{78000, 148000}[age(c.young)]
		if c.setting == nursing {
			fee *= 1.12
		}
		v.rate = pence(d.skewed(fee, [2]float64{0.18, 0.4}[age(c.young)]) * now)
		v.contribution = pence(d.skewed([2]float64{19500, 9500}[age(c.young)], 0.3) * now)
	default:
		hours := bounded(d.skewed([2]float64{13, 17}[age(c.young)], [2]float64{0.55, 0.75}[age(c.young)]), 1, 150)
		v.hours = int32(hours*2+0.5) * 5
		v.rate = pence(c.c.hour * now * d.share(0.94, 1.06))
		if v.direct() {
			v.rate = pence(float64(v.rate) * 0.86)
		}
		if d.yes(0.48) {
			v.contribution = pence(d.skewed(4200, 0.7) * now)
		}
	}
	return v.payable()
}

// delivery draws how support in the present setting is delivered on a day.
func (c *care) delivery(on day) string {
	switch {
	case c.setting == prison:
		return c.d.pick(prisonDelivery)
	case c.setting != community:
		return c.d.pick(homeDelivery)
	case !c.d.yes(c.c.uptake(c.young, on) * c.arriving(on)):
		return c.arranged()
	case c.d.yes(c.c.part):
		return mixed
	default:
		return directPayment
	}
}

// arriving makes a direct payment a little less likely among those who come while the extract runs: those who have one stay for
// longer, and the share among all would rise.
func (c *care) arriving(on day) float64 {
	if on < c.from {
		return 1
	}
	return 0.9
}

// arranged draws how support in the community is delivered without a direct payment.
func (c *care) arranged() string {
	if c.d.yes(c.c.managed) {
		return managedBudget
	}
	return c.d.pick(otherDelivery)
}

var (
	prisonDelivery = mixOf(managedBudget, 35, commissioned, 60, councilService, 5)
	homeDelivery   = mixOf(commissioned, 84, managedBudget, 8, councilService, 4, unknown, 4)
	otherDelivery  = mixOf(commissioned, 66, councilService, 16, unknown, 18)
)

// budget is the row for the level from a day on.
func (v level) budget(c *care, from day, reason string, cut bool) budget {
	b := budget{
		plan: c.plan, purpose: "ongoing", delivery: v.delivery, reason: reason, from: from, hours: v.hours, cut: cut,
		total: v.total(), contribution: v.contribution,
	}
	if v.direct() {
		b.direct = b.total
		if !c.c.grossPaid {
			b.direct -= b.contribution
		}
		switch {
		case v.delivery == mixed:
			b.direct = int32(float64(b.direct) * c.d.share(0.25, 0.8))
		case !c.d.yes(c.c.rate(dpMatches, from)):
			b.direct = int32(float64(b.direct) * c.d.share(0.8, 0.99))
		}
	}
	return b
}

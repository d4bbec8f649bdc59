package synth

import (
	"math"

	"github.com/careduty/careduty/internal/area"
)

// council is how one made-up council goes about its work: published figures where there are any, and its own ways drawn from the
// seed. The lives of its people are drawn with it and do not change it.
type council struct {
	area.Area
	people int

	first int // the financial year of rates[r][0]
	rates [rateCount][]float32

	young     float64    // share of people with long-term support who are 18 to 64
	community [2]float64 // share supported in the community: 65 and over, 18 to 64
	nursing   [2]float64 // share of care-home residents in nursing homes
	payment   [2]float64 // share of people supported in the community with a direct payment, in 2024-25
	part      float64    // share of direct payments that are part of a mixed package
	drift     float64    // yearly change of payment, as a share of it
	managed   float64    // share of the rest with a managed budget
	unplanned float64    // unplanned reviews a year

	assessWait float64 // median days from request to completed assessment
	startWait  float64 // median days from assessment to sign-off
	hour       float64 // pence an hour of home care in 2021-22
	gap        float64 // share of answers left empty or unknown
	growth     float64 // yearly change in new people
	lean       float64 // how much likelier reductions are than elsewhere
	cutYear    int     // a year in which the council looks for savings; 0 for most
	market     float64 // how much likelier new prices and providers are than elsewhere
	pausing    float64 // how much likelier support is to pause
	strict     float64 // share of those who ask and would be supported elsewhere who are found not eligible, or turned down
	complaints float64 // complaints over the years of the extract, per person
	monday     bool    // new prices begin on the first Monday of April
	ahead      bool    // next April's prices are already in the extract
	twoSteps   bool    // contributions follow new prices some weeks later
	grossPaid  bool    // direct payments are paid before the contribution
	ethnicity  mix
}

// age indexes the pairs above.
func age(young bool) int {
	if young {
		return 1
	}
	return 0
}

func makeCouncil(a area.Area, people int, seed uint64, first, last int) *council {
	d := diceFor(seed, "council "+a.Code)
	c := &council{Area: a, people: people, first: first, ethnicity: ethnicities(a, d)}
	c.settings(a)
	c.payments(a, d)
	c.habits(a, d)
	c.quality(a, d, first, last)
	return c
}

// settings takes ages and settings from SALT 2021-22 and moves them to the share in the community that ASCOF 2024-25 and
// Client Level Data give.
func (c *council) settings(a area.Area) {
	x := nearest(a, "supported_18_64_mar_2022", "supported_65_mar_2022")
	c.young = bounded(x[0]/(x[0]+x[1]), 0.15, 0.75)
	for i, band := range []string{"65", "18_64"} {
		nursing := ratio(a, "nursing_"+band+"_2021_22", "total_"+band+"_2021_22", 0.003, 0.5)
		residential := ratio(a, "residential_"+band+"_2021_22", "total_"+band+"_2021_22", 0.01, 0.6)
		c.nursing[i] = nursing / (nursing + residential)
		c.community[i] = bounded(1-nursing-residential, 0.3, 0.97)
	}
	target := ratio(a, "community_mar_2025", "lts_mar_2026", 0.45, 0.92)
	if target == 0.45 || target == 0.92 { // the two figures are of different years; a council that changed shape between is England
		target = ratio(area.Area{Code: area.England}, "community_mar_2025", "lts_mar_2026", 0, 1)
	}
	c.community = shifted(c.community, c.mixByAge(), target)
}

func (c *council) mixByAge() [2]float64 { return [2]float64{1 - c.young, c.young} }

// payments takes direct payments by age from SALT 2021-22 and moves them to ASCOF 3d(2a) of 2024-25.
func (c *council) payments(a area.Area, d *dice) {
	var part, only float64
	for i, band := range []string{"65", "18_64"} {
		x := nearest(a, "dp_only_"+band+"_2021_22", "dp_part_"+band+"_2021_22", "total_"+band+"_2021_22",
			"nursing_"+band+"_2021_22", "residential_"+band+"_2021_22")
		c.payment[i] = bounded((x[0]+x[1])/max(x[2]-x[3]-x[4], 1), 0.01, 0.9)
		only, part = only+x[0], part+x[1]
	}
	weights := c.mixByAge()
	for i := range weights {
		weights[i] *= c.community[i]
	}
	uptake := bounded(nearest(a, "direct_payment_percent_mar_2025")[0]/100, 0.02, 0.9)
	c.payment = shifted(c.payment, weights, uptake)
	c.part = bounded(part/max(only+part, 1), 0.05, 0.6)
	c.drift = 0.025 * d.normal()
	// A few people have no budget on record, so those who have one lie a little above the published share.
	directed := bounded(nearest(a, "self_directed_percent_mar_2025")[0]/100/0.96, uptake, 0.995)
	c.managed = (directed - uptake) / (1 - uptake)
}

// shifted moves two shares by the same step on the logit scale until their weighted mean is the target.
func shifted(shares, weights [2]float64, target float64) [2]float64 {
	low, high := -8.0, 8.0
	out := shares
	for range 40 {
		step := (low + high) / 2
		for i := range out {
			out[i] = logistic(logit(shares[i]) + step)
		}
		if (out[0]*weights[0]+out[1]*weights[1])/(weights[0]+weights[1]) < target {
			low = step
		} else {
			high = step
		}
	}
	return out
}

// habits are what no published table gives, and waits, which few councils gave.
func (c *council) habits(a area.Area, d *dice) {
	c.assessWait = bounded(answered(a, "wait_assessment_days_2022_23", d), 2, 90)
	c.startWait = bounded(answered(a, "wait_start_days_2022_23", d), 2, 45)
	c.hour = nearest(a, "home_care_hour_2021_22")[0] * 100
	c.gap = bounded(d.skewed(0.03, 0.5), 0.008, 0.12)
	c.growth = 0.01 + 0.025*d.normal()
	c.lean = bounded(d.skewed(1, 0.3), 0.5, 2)
	if d.yes(0.25) {
		c.cutYear = 2020 + d.between(0, 6)
	}
	c.complaints = bounded(d.skewed(0.024, 0.35), 0.01, 0.06)
	c.monday = d.yes(0.2)
	c.ahead = d.yes(0.05)
	c.twoSteps = d.yes(0.4)
	c.grossPaid = d.yes(0.3)
	c.market = bounded(d.skewed(1, 0.45), 0.3, 3)
	c.pausing = bounded(d.skewed(1, 0.5), 0.3, 3)
	c.strict = bounded(d.skewed(0.05, 0.8), 0.005, 0.3)
}

// answered is the council's own figure, or one drawn from those that answered.
func answered(a area.Area, column string, d *dice) float64 {
	others := answers(column)
	drawn := others[d.between(0, len(others)-1)] * d.share(0.8, 1.25)
	if x, ok := published[a.Code][column]; ok {
		return x
	}
	return drawn
}

// quality draws how the council stands in each theme and from that every rate in every year. Reviews are set from SALT table 50:
// the council's own figures where they are held, else those of its region and a draw.
func (c *council) quality(a area.Area, d *dice, first, last int) {
	var tempers [themeCount]temper
	for i := range tempers {
		tempers[i] = temper{standing: d.normal(), trend: 0.08 * d.normal()}
	}
	_, own := published[a.Code]["planned_2021_22"]
	apart := [2]float64{0.5 * d.normal(), 0.4 * d.normal()}
	if own {
		apart = [2]float64{}
	}
	planned := logit(ratio(a, "planned_2021_22", "over_12_months_mar_2022", 0.1, 0.95)) + apart[0]
	specs := specs
	specs[plannedReview].level = bounded(logistic(planned+0.28), 0.1, 0.95)
	share := logit(ratio(a, "unplanned_2021_22", "over_12_months_mar_2022", 0.03, 0.5)) + apart[1]
	c.unplanned = -math.Log(1 - bounded(logistic(share), 0.03, 0.5))
	for r, s := range specs {
		t := tempers[s.theme]
		lean := s.spread * (0.8*t.standing + 0.6*d.normal())
		c.rates[r] = trajectory(s, s.level, lean, t.trend+0.02, first, last)
	}
}

// rate is how often the council does something on a day.
func (c *council) rate(r rate, on day) float64 {
	years := c.rates[r]
	i := int(on.facts().financial) - c.first
	return float64(years[max(0, min(i, len(years)-1))])
}

// uptake is the share of people supported in the community who have a direct payment on a day.
func (c *council) uptake(young bool, on day) float64 {
	years := float64(min(on.facts().financial, 2028) - 2024)
	return bounded(c.payment[age(young)]*(1+c.drift*years), 0.005, 0.95)
}

// ethnicities are made up: more varied in London and the metropolitan districts. No table of them is held here.
func ethnicities(a area.Area, d *dice) mix {
	others := 0.08
	switch {
	case a.Parent == "E12000007":
		others = 0.38
	case a.Type == "metropolitan district":
		others = 0.16
	}
	others = bounded(d.skewed(others, 0.4), 0.02, 0.65)
	return mixOf("white", 1-others, "asian", 0.45*others, "black", 0.3*others, "mixed", 0.12*others, "other", 0.13*others,
		"unknown", bounded(d.skewed(0.045, 0.6), 0.005, 0.2), "", bounded(d.skewed(0.015, 0.6), 0.002, 0.06))
}

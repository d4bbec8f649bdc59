package words

// Dated is a printed figure with the label of its period.
type Dated struct {
	Value float64
	Label string // "31 March 2026", "April to June 2025"
}

// Change is what is known of a series, as its rows have it: its ends, where it goes, and whether its ends differ beyond chance.
type Change struct {
	Place     string // area, and group where it is of one
	Unit      string
	From, To  Dated
	Trend     string // increasing, decreasing or no_steady_change
	FirstLast string // higher, lower, similar or not_compared: the last figure beside the first
}

// Steady says whether a series rises or falls steadily. "Could be chance" is said only where its ends do not differ either.
func Steady(c Change) string {
	sizes := Figures(c.Unit, c.From.Value, c.To.Value)
	ends := "from " + InUnit(sizes[0], c.Unit) + " (" + c.From.Label + ") to " + InUnit(sizes[1], c.Unit) + " (" + c.To.Label + ")"
	switch {
	case c.Trend == "increasing" && c.To.Value <= c.From.Value:
		return c.Place + ": a steady rise over the span, though its last figure is not above its first: " + ends + "."
	case c.Trend == "decreasing" && c.To.Value >= c.From.Value:
		return c.Place + ": a steady fall over the span, though its last figure is not below its first: " + ends + "."
	case c.Trend == "increasing":
		return c.Place + ": a steady rise, " + ends + "."
	case c.Trend == "decreasing":
		return c.Place + ": a steady fall, " + ends + "."
	}
	out := c.Place + ": no steady rise or fall, " + ends + "; "
	switch c.FirstLast {
	case "higher":
		return out + "the last figure is higher than the first, by more than chance would explain."
	case "lower":
		return out + "the last figure is lower than the first, by more than chance would explain."
	case "similar":
		return out + "the difference between first and last could be chance."
	}
	return out + "first and last are not compared."
}

// LastChange says how the newest figure stands to the one a year before; outcome is higher, lower, similar or not_compared.
func LastChange(place, unit string, before, now Dated, outcome string) string {
	sizes := Figures(unit, before.Value, now.Value)
	ends := "from " + InUnit(sizes[0], unit) + " (" + before.Label + ") to " + InUnit(sizes[1], unit) + " (" + now.Label + ")"
	switch outcome {
	case "higher":
		return place + " rose over the last year, by more than chance would explain: " + ends + "."
	case "lower":
		return place + " fell over the last year, by more than chance would explain: " + ends + "."
	case "similar":
		return place + " over the last year: " + ends + "; the difference could be chance."
	}
	return ""
}

// Unfinished says which periods are drawn hollow, and neither tested nor compared with others; nothing where there are none.
func Unfinished(labels []string) string {
	switch len(labels) {
	case 0:
		return ""
	case 1:
		return labels[0] + " is not finished: what is counted may still be done, so its figure is shown and not compared with other periods."
	}
	return Places(labels) + " are not finished: what is counted may still be done, so their figures are shown and not compared with other periods."
}

// FollowUp says until when a period is not finished; nothing where it is finished when it is over.
func FollowUp(span string) string {
	if span == "" {
		return ""
	}
	return "A period whose figure was drawn from records that end less than " + span + " after it: what is counted may still be done"
}

// SpreadZone says how being different from England and being inside the usual spread between councils can both be true, and the other way
// round; zone is inside or outside, outcome higher, lower or similar. It is empty where the two say the same.
func SpreadZone(place, outcome, zone string) string {
	switch {
	case zone == "inside" && (outcome == "higher" || outcome == "lower"):
		return place + " is " + outcome + " than England by more than chance would explain, and yet within the usual spread between councils, which differ by more than chance."
	case zone == "outside" && outcome == "similar":
		return place + " lies outside the limits for councils of its size, though its own interval does not rule out England's figure."
	}
	return ""
}

// UsualSpread says how many of the areas plotted lie outside limits that allow for how councils ordinarily differ.
func UsualSpread(outside, plotted int) string {
	expected := (plotted + 10) / 20 // five in a hundred, to the nearest whole one
	return Number(outside) + " of " + count(plotted, "council") + " " + lie(outside) + " outside the usual spread between councils; about " + Number(expected) +
		" would if they differed in the ordinary way."
}

// OutsideChance says the same of limits of chance alone.
func OutsideChance(outside, plotted int) string {
	expected := (plotted + 10) / 20
	return Number(outside) + " of " + count(plotted, "council") + " " + lie(outside) + " outside the limits of chance; about " + Number(expected) + " would by chance alone."
}

// NoMoreThanChance is said only where a test that could have seen it saw no more.
const NoMoreThanChance = "Councils do not differ more than chance explains."

func lie(n int) string {
	if n == 1 {
		return "lies"
	}
	return "lie"
}

// Number writes a count with its thousands apart.
func Number(n int) string { return fixed(float64(n), 0) }

// NoFunnel says why there are no limits.
const NoFunnel = "There is no funnel: the figure is no share of people, or too few areas have one."

// Widened says that limits allow for more than chance: ratio is the areas' mean squared distance over what chance gives, between the standard
// deviation between areas beyond chance, in the unit of the figures.
func Widened(ratio, between float64) string {
	return "Councils differ more than chance explains (" + fixed(ratio, 1) + " times), so limits allow for an ordinary difference between them (standard deviation " + fixed(between, 1) + ")."
}

package words

// CouncilFinding says that one council lies outside the usual spread in two periods running; all figures are printed ones.
func CouncilFinding(title, council, unit string, now, before Dated, england float64) string {
	sizes := Figures(unit, now.Value, before.Value, england)
	return title + ": " + council + " has " + InUnit(sizes[0], unit) + " (" + now.Label + "), England " + InUnit(sizes[2], unit) +
		". That is outside the usual spread between councils, and so was its figure of the period before, " + InUnit(sizes[1], unit) + "."
}

// RegionsFinding says how far the regions of one period lie from each other.
func RegionsFinding(title, unit, periodLabel, low, high string, least, most, england float64) string {
	sizes := Figures(unit, least, most, england)
	return title + ", " + periodLabel + ": from " + InUnit(sizes[0], unit) + " in " + low + " to " + InUnit(sizes[1], unit) + " in " + high +
		", a difference greater than chance would explain. England: " + InUnit(sizes[2], unit) + "."
}

// EnglandFinding puts the measure's name before a sentence on its change.
func EnglandFinding(title, change string) string { return title + ". " + change }

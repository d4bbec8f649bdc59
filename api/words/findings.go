package words

// CouncilFinding says that one council lies outside the usual spread in two periods running; all figures are printed ones.
func CouncilFinding(title, council, unit string, now, before Dated, england float64) string {
	sizes := Figures(unit, now.Value, before.Value, england)
	return title + ": " + InUnit(sizes[0], unit) + " in " + council + " (" + now.Label + "), " + sizes[2] + " in England. Councils of its size usually lie closer together, and its figure of the " +
		"period before, " + sizes[1] + ", was outside that spread too."
}

// RegionsFinding says how far the regions of one period lie from each other.
func RegionsFinding(title, unit, periodLabel, low, high string, least, most, england float64) string {
	sizes := Figures(unit, least, most, england)
	return title + ": " + InUnit(sizes[0], unit) + " in " + low + ", " + sizes[1] + " in " + high + " (" + periodLabel + "). England: " + sizes[2] +
		". Regions differ by more than chance would explain."
}

// What drawings of findings are called aloud; their figures are in the sentence above them.
const (
	SketchOverTime  = "The same over time, drawn"
	SketchOfRegions = "The regions and England, drawn on a line from 0"
)

// EnglandFinding says how England's figure changed from one period to the next, by more than chance would explain.
func EnglandFinding(title, unit string, before, now Dated) string {
	sizes := Figures(unit, before.Value, now.Value)
	way := "up"
	if now.Value < before.Value {
		way = "down"
	}
	return title + ": " + InUnit(sizes[1], unit) + " in England (" + now.Label + "), " + way + " from " + sizes[0] + " (" + before.Label + "). Chance would not explain the change."
}

package words

import "fmt"

// Whereabouts says what an area is, in which region it lies and how many adults live there; adults is empty where no estimate is published.
func Whereabouts(level, kind, parent, adults string, councils int) string {
	switch level {
	case "country":
		return "All " + Number(councils) + " councils with duties for adult social care."
	case "region":
		return "A region of England with " + Number(councils) + " councils."
	}
	out := upper(councilType(kind)) + " in " + parent + "."
	if adults != "" {
		out += " About " + adults + " adults live there (mid-2024)."
	}
	return out
}

func councilType(kind string) string {
	switch kind {
	case "county":
		return "county council"
	case "unitary":
		return "unitary council"
	case "london borough":
		return "London borough"
	}
	return kind
}

// Withheld says once why figures of an area are not shown.
func Withheld(area string, withheld, of int) string {
	return fmt.Sprintf("%d of %d measures are not shown for %s: so few people are behind them that somebody could be recognised.", withheld, of, area)
}

// NoFigure is the heading of measures without a figure.
func NoFigure(source, status string) string {
	if status == "x" && (source == "" || source == Records) {
		return "Not available: the council’s records do not hold what is needed, or were not sent"
	}
	return upper(StatusFrom(source, status))
}

// AllMeasures and DifferentFromEngland are the views of a profile.
func AllMeasures(n int) string { return fmt.Sprintf("All %d measures", n) }

// DifferentFromEngland is the other view.
func DifferentFromEngland(n int) string { return fmt.Sprintf("Different from England (%d)", n) }

// NotSaid stands where the service is not told who runs it or how they are reached.
const NotSaid = "not said"

// Operated says who runs the service, and what is missing of that.
func Operated(name string, contact bool) string {
	switch {
	case name != "" && contact:
		return "Run by " + name + "."
	case name != "":
		return "Run by " + name + ", who gives no contact."
	case contact:
		return "Who runs this service is not said."
	}
	return "Who runs this service is not said, and no contact is given."
}

// Turning is Turn where there is one: "" where it cannot be calculated.
func Turning(trend string) string {
	if trend == "cannot_be_calculated" {
		return ""
	}
	return Turn(trend)
}

// Spark says what a small line shows: its ends, and whether they can be compared.
func Spark(unit string, from, to Dated, broken bool) string {
	sizes := Figures(unit, from.Value, to.Value)
	out := "From " + InUnit(sizes[0], unit) + " (" + from.Label + ") to " + InUnit(sizes[1], unit) + " (" + to.Label + ")"
	if broken {
		return out + "; with a break, across which nothing is compared"
	}
	return out
}

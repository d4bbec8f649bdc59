package words

import (
	"fmt"
	"strconv"
)

// Status says why a figure is not there, or what to know of one that is.
func Status(status string) string {
	switch status {
	case "c":
		return "not shown: too few people to publish safely"
	case "x":
		return "not available"
	case "z":
		return "does not apply"
	case "u":
		return "low reliability"
	}
	return ""
}

// Records is the source of rows that are counted here; all others are a publisher's.
const Records = "records"

// StatusFrom is Status for a row of a source: what a publisher suppressed, or never had, is said to be the publisher's.
func StatusFrom(source, status string) string {
	if source == "" || source == Records {
		return Status(status)
	}
	switch status {
	case "c":
		return "suppressed by the publisher"
	case "x":
		return "not available, says the publisher"
	case "z":
		return "does not apply, says the publisher"
	}
	return Status(status)
}

// Side is where a figure stands to another, in a word, whatever direction is the better one: "" where the two were not compared.
func Side(outcome string, diff *float64) string {
	switch {
	case outcome == "" || outcome == "not_compared" || diff == nil:
		return ""
	case outcome == "similar":
		return "Similar"
	case *diff > 0:
		return "Higher"
	}
	return "Lower"
}

// Beside is the same for a cell of a table, with the judgement where the direction is agreed.
func Beside(outcome string, diff *float64) string {
	side := Side(outcome, diff)
	switch {
	case side == "":
		return "not compared"
	case side == "Similar":
		return "Similar"
	case outcome == "better" || outcome == "worse":
		return side + " (" + outcome + ")"
	}
	return side
}

// Similar explains the word, once on every page that uses it.
const Similar = "“Similar” means that any difference could be chance; it does not mean the same."

// Groups are the headings areas are put under by how they stand to England.
func Groups(side string) string {
	switch side {
	case "Similar":
		return "Similar to England: any difference could be chance"
	case "":
		return "Not compared with England"
	}
	return side + " than England"
}

// NotRanked says in a few words why an area has no place.
func NotRanked(reason string) string {
	switch reason {
	case "no_value":
		return "no figure"
	case "no_polarity":
		return "no agreed direction"
	case "small_denominator":
		return "too few people"
	case "outcome_only":
		return "no counts published"
	}
	return ""
}

// Place is where an area is likely to stand. A range over more than half of all places is no place.
func Place(area string, low, high, of int) string {
	if 2*(high-low) > of {
		return fmt.Sprintf("%s cannot be placed: chance leaves it more than half of the %d places.", area, of)
	}
	if low == high {
		return fmt.Sprintf("%s is likely %s of %d ranked.", area, Ordinal(low), of)
	}
	return fmt.Sprintf("%s is likely between %s and %s of %d ranked.", area, Ordinal(low), Ordinal(high), of)
}

// Ordinal writes 1 as 1st.
func Ordinal(n int) string {
	end := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			end = "st"
		case 2:
			end = "nd"
		case 3:
			end = "rd"
		}
	}
	return strconv.Itoa(n) + end
}

// Level is a figure with its uncertainty, in a sentence; low and high are nil where there is no interval.
func Level(area, unit string, value float64, low, high *float64) string {
	out := area + ": " + Amount(value, unit) + "."
	if low != nil && high != nil {
		ends := Figures(unit, *low, *high)
		out += fmt.Sprintf(" Allowing for chance, the underlying figure is likely to be between %s and %s.", ends[0], ends[1])
	}
	return out
}

// Stands says how an area's figure stands to another one's.
func Stands(outcome string, diff *float64, other string) string {
	switch side := Side(outcome, diff); side {
	case "":
		return "It is not compared with " + other + "."
	case "Similar":
		return "That is similar to " + other + ": any difference could be chance."
	case "Higher":
		return "That is higher than " + other + ", by more than chance would explain."
	}
	return "That is lower than " + other + ", by more than chance would explain."
}

// Few warns of a figure made from few people.
func Few(people int64) string {
	if people >= 100 {
		return ""
	}
	return fmt.Sprintf("Based on about %d people, so it can swing a lot from year to year.", people)
}

// Bar is what an interval's drawing says aloud.
func Bar(value, low, high, england string) string {
	out := value
	if low != "" {
		out += ", likely " + low + " to " + high
	}
	if england != "" {
		out += "; England " + england
	}
	return out
}

// Profile counts an area's findings, and refuses to add them up.
func Profile(area string, measures, higher, similar, lower, not int) string {
	return fmt.Sprintf("%s, %s: %d higher than England, %d similar, %d lower, %d not compared. These counts are not a score: measures differ in what they ask, "+
		"whom they are about and which direction is better.", area, count(measures, "measure"), higher, similar, lower, not)
}

// Turn is the direction of a series in a word or two.
func Turn(trend string) string {
	switch trend {
	case "increasing":
		return "Rising steadily"
	case "decreasing":
		return "Falling steadily"
	case "no_steady_change":
		return "No steady rise or fall"
	}
	return "Cannot be calculated"
}

// Since is the change from an earlier figure, in words.
func Since(outcome string, diff *float64, from float64, unit string) string {
	said := Amount(from, unit)
	if diff != nil {
		said = InUnit(Figures(unit, from, from+*diff)[0], unit) // told apart from the newer figure
	}
	switch Side(outcome, diff) {
	case "Higher":
		return "Up from " + said + ", more than chance would explain"
	case "Lower":
		return "Down from " + said + ", more than chance would explain"
	case "Similar":
		return "Little changed from " + said + ": the difference could be chance"
	}
	return "not compared"
}

// Vintage says how final a figure is.
func Vintage(v string) string {
	switch v {
	case "p":
		return "Provisional: the figures may be revised."
	case "r":
		return "Revised since they were first published."
	case "f":
		return "Final."
	}
	return ""
}

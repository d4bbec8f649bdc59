package words

import (
	"strings"
)

// Leads of pages.
const (
	ComparedLead = "Whether each two differ by more than chance would explain is tested on their difference, not read from their intervals."
	DataLead     = "Choose what you need: the address of the file, how many rows it has, how to cite it, and the same in other programs. No key."
)

// DataSet says what all figures together are.
const DataSet = "Figures by council, region and England on assessments, care plans, budgets, reviews and complaints under the Care Act, with 95% intervals, beside official series."

// PairOutcome says how the first of two areas stands to the second.
func PairOutcome(outcome string) string {
	switch outcome {
	case "similar":
		return "Cannot be told apart: the difference could be chance"
	case "higher":
		return "The first is higher, by more than chance would explain"
	case "lower":
		return "The first is lower, by more than chance would explain"
	}
	return "Not compared: one of them has no figure or no interval"
}

// Zone says where an area lies in the spread between councils.
func Zone(zone string) string {
	switch zone {
	case "inside":
		return "Inside the usual spread between councils"
	case "outside":
		return "Outside the usual spread between councils"
	}
	return ""
}

// Has says by what a level's breakdowns can be had.
func Has(level string, grains []string) string {
	return upper(level) + ": " + strings.Join(grains, " and ")
}

// LevelWith is a level with the grains it has: England (quarter, year).
func LevelWith(level string, grains []string) string {
	return Areas(level) + " (" + strings.Join(grains, ", ") + ")"
}

// Without says which councils have no figure and which have: whichever are few by name, else how many.
func Without(without, with []string) string {
	const few = 20
	all := len(without) + len(with)
	switch {
	case len(with) == 0:
		return "All " + Number(all)
	case len(without) <= few:
		return strings.Join(without, ", ")
	case len(with) <= few:
		return "All but " + Number(len(with)) + ": " + strings.Join(with, ", ")
	}
	return Number(len(without)) + " of " + Number(all)
}

// CitedWith is a citation with the titles of the measures it is of.
func CitedWith(titles []string, citation string) string {
	return strings.Join(titles, "; ") + ". " + citation
}

// ChangeOf says what happened to a figure.
func ChangeOf(change string) string {
	switch change {
	case "added":
		return "new"
	case "removed":
		return "taken out"
	}
	return "revised"
}

// aboutYou is general information by theme, from the Act's factsheets and the two documents the measures were drawn from.
var aboutYou = map[string][]string{
	"assessment": {
		"You can ask the council for an assessment of your needs at any time, whatever your money or your needs.",
		"You can ask for a copy of your assessment, and for the decision and its reasons in writing.",
	},
	"plan": {
		"You can ask for a copy of your care and support plan, and say if you do not agree with it.",
		"If it is hard for you to take part and nobody suitable can help you, the council must arrange an independent advocate.",
	},
	"budget":         {"You can ask the council for your personal budget and how it was worked out, in writing.", "It must be enough to meet the needs the council has agreed to meet."},
	"direct_payment": {"You can ask for a direct payment; if it is refused you can ask for the reasons in writing."},
	"review":         {"You can ask for a review of your plan at any time; the council should say in writing if it refuses, and why."},
	"cut":            {"Before support is reduced the council should look at your needs again and involve you. You can ask for the reasons in writing."},
	"complaint":      {"You can complain to the council; it must tell you how. If you are not content with the answer you can go to the Local Government and Social Care Ombudsman."},
	"advocacy":       {"If it is hard for you to take part and nobody suitable can help you, the council must arrange an independent advocate."},
}

// AboutYou is what somebody whom a measure is about may want to know. It is general information and no advice.
func AboutYou(theme string) []string {
	out := aboutYou[theme]
	if out == nil {
		return nil
	}
	if theme != "complaint" {
		out = append(out[:len(out):len(out)], "If the council does not do what it must, there is its complaints procedure, its Monitoring Officer, and then the Local Government and Social Care Ombudsman.")
	}
	return append(out[:len(out):len(out)], "This is general information, not advice on your case.")
}

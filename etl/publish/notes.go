package publish

import (
	"fmt"
	"strings"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// pandemic is the financial year in which reviews fell for reasons outside councils' practice (duties.md, traps).
const pandemic = 2020

// notes are the sentences a row carries: why a value is missing or weak, how many councils are in it, and what breaks a series.
// They depend on published values and names alone.
func notes(d measure.Definition, p period.Period, at place, c release.Cell) string {
	var out []string
	switch c.Status {
	case string(disclosure.Withheld):
		out = append(out, "Not shown: too few people to publish safely.")
	case string(disclosure.NotAvailable):
		out = append(out, "Not available: no records cover it.")
	case string(disclosure.LowReliability):
		out = append(out, "Low reliability: few people, or noise that is large beside the value.")
	case notApplicable:
		why := "a sensitive measure has no breakdown for a council."
		if d.CountedElsewhere() {
			why = "councils' totals are published exactly elsewhere, which would tell too much of their parts."
		}
		out = append(out, "Not given: "+why)
	}
	if c.Numerator != nil && *c.Numerator == 0 {
		out = append(out, fmt.Sprintf("0 stands for 0 to %d.", at.tier.D()))
	}
	if in := len(at.in); at.area.Level != area.Council && in > 0 && in < at.whole {
		out = append(out, fmt.Sprintf("%d of %d councils are in this figure.", in, at.whole))
	}
	if p.Start == pandemic && d.Theme == "review" {
		out = append(out, "Reviews fell in the pandemic for reasons outside councils' practice.")
	}
	return strings.Join(out, " ")
}

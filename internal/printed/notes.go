package printed

import (
	"fmt"
	"strings"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// NotApplicable is the status of what a definition rules out.
const NotApplicable = "z"

// Status is why a row has no figures whatever the counts are: no council's records cover it, or its definition rules it out. It is empty where
// the counts decide.
func Status(d *measure.Definition, p period.Period, r Row, breakdown bool) string {
	switch {
	case r.In == 0:
		return string(disclosure.NotAvailable)
	case !disclosure.MayPublish(d.Sensitive, r.Tier, p.Grain() == period.Quarter, breakdown),
		d.CountedElsewhere() && r.Tier == disclosure.Council && breakdown:
		return NotApplicable
	}
	return ""
}

// pandemic is the financial year in which reviews fell for reasons outside councils' practice (duties.md, traps).
const pandemic = 2020

// Row is what a row's notes and status are made from, beside its measure and period.
type Row struct {
	Status string
	Zero   bool // its numerator is printed as 0
	Level  area.Level
	Tier   disclosure.Tier
	In     int // councils in the figure
	Whole  int // councils the area has
}

// Notes are the sentences a row carries: why a value is missing or weak, how many councils are in it, and what breaks a series.
func Notes(d *measure.Definition, p period.Period, r Row) string {
	var out []string
	switch r.Status {
	case string(disclosure.Withheld):
		out = append(out, "Not shown: too few people to publish safely.")
	case string(disclosure.NotAvailable):
		out = append(out, "Not available: no records cover it.")
	case string(disclosure.LowReliability):
		out = append(out, "Low reliability: few people, or noise that is large beside the value.")
	case NotApplicable:
		why := "a sensitive measure has no breakdown for a council."
		if d.CountedElsewhere() {
			why = "councils' totals are published exactly elsewhere, which would tell too much of their parts."
		}
		out = append(out, "Not given: "+why)
	}
	if r.Zero {
		out = append(out, fmt.Sprintf("0 stands for 0 to %d.", r.Tier.D()))
	}
	if r.Level != area.Council && r.In > 0 && r.In < r.Whole {
		out = append(out, fmt.Sprintf("%d of %d councils are in this figure.", r.In, r.Whole))
	}
	if p.Start == pandemic && d.Theme == "review" {
		out = append(out, "Reviews fell in the pandemic for reasons outside councils' practice.")
	}
	return strings.Join(out, " ")
}

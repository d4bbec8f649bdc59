package printed

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// pandemic is the financial year in which reviews fell for reasons outside councils' practice (duties.md, traps).
const pandemic = 2020

// Row is what a row's notes are made from, beside its measure and period.
type Row struct {
	Status string
	Drawn0 bool // the count that was drawn for its numerator is printed, as 0
	Level  area.Level
	Tier   disclosure.Tier
	In     int    // councils in the figure
	Whole  int    // councils the area has
	Open   bool   // its follow-up was not over when it was drawn
	Remark string // of a withdrawal or a correction, one of those below; it comes last
}

// Withdrawn is the remark of a figure that was withdrawn.
func Withdrawn(reason string) string { return "Withdrawn: " + reason }

// Unchanged is the remark of figures that a correction was too small to change.
const Unchanged = "A corrected file changed too few people to tell them apart: the figures are as first published."

// Waiting is the remark of a region or England that has not taken a correction in yet.
func Waiting(councils string) string {
	return "Figures of " + councils + " in it were withdrawn since; what was corrected is taken in at its next vintage."
}

var remark = regexp.MustCompile(`^(Withdrawn: .+|Figures of [^.]+ in it were withdrawn since; what was corrected is taken in at its next vintage\.)$`)

// IsRemark says whether a text is a remark of a withdrawal or a correction, which follows from no figure.
func IsRemark(text string) bool { return text == Unchanged || remark.MatchString(text) }

// Notes are the sentences a row carries: why a value is missing or weak, how many councils are in it, and what breaks a series.
func Notes(d *measure.Definition, p period.Period, r Row) string {
	var out []string
	switch r.Status {
	case string(disclosure.Withheld):
		out = append(out, "Not shown: too few people to publish safely.")
	case string(disclosure.NotAvailable):
		if r.Remark == "" {
			out = append(out, "Not available: no records cover it.")
		}
	case string(disclosure.LowReliability):
		out = append(out, "Low reliability: few people, or noise that is large beside the value.")
	}
	if r.Drawn0 {
		out = append(out, zero(d, r.Tier))
	}
	if r.Level != area.Council && r.In > 0 && r.In < r.Whole {
		out = append(out, fmt.Sprintf("%d of %d councils are in this figure.", r.In, r.Whole))
	}
	if r.Open {
		out = append(out, Unfinished(d.FollowUp))
	}
	if p.Start == pandemic && d.Theme == "review" {
		out = append(out, "Reviews fell in the pandemic for reasons outside councils' practice.")
	}
	if r.Remark != "" {
		out = append(out, r.Remark)
	}
	return strings.Join(out, " ")
}

// Unfinished says that what is counted of a period may still be done, and for how long after it.
func Unfinished(followUp string) string {
	return "Not finished: what is counted may still be done, for " + followUp + " after the period."
}

// zero says what a drawn count of 0 stands for.
func zero(d *measure.Definition, t disclosure.Tier) string {
	if d.DrawsBreach() {
		return fmt.Sprintf("Nobody left out stands for 0 to %d people.", t.D())
	}
	return fmt.Sprintf("0 stands for 0 to %d people.", t.D())
}

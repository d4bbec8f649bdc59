package measure

import (
	"strconv"
	"strings"
	"time"

	"github.com/careduty/careduty/internal/period"
)

// Shift moves a day by a span of the header: 0, N days or N months. Months keep to the end of a shorter month.
func Shift(day time.Time, span string, sign int) time.Time {
	number, unit, _ := strings.Cut(span, " ")
	n, _ := strconv.Atoi(number)
	if unit == "days" {
		return day.AddDate(0, 0, sign*n)
	}
	first := period.Date(day.Year(), day.Month()+time.Month(sign*n), 1)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(day.Day(), last)-1)
}

// Unfinished says whether what a measure counts of a period could still be done when records end on a day: the follow-up goes on after it.
func (d Definition) Unfinished(p period.Period, until time.Time) bool {
	return d.FollowUp != "" && Shift(p.Last(), d.FollowUp, 1).After(until)
}

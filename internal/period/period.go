// Package period speaks of time as councils' returns do: financial years from 1 April to 31 March, written 2025-26, and their
// quarters, written 2025-26-Q1 (April to June 2025).
//
// A period is a value, comparable with ==. Dates are midnight UTC; the clock is never read.
package period

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"github.com/careduty/careduty/internal/fault"
)

// Grain is the length of a period.
type Grain string

// The two grains.
const (
	Quarter Grain = "quarter"
	Year    Grain = "year"
)

// Period is one financial year (Q is 0) or one quarter of it (Q is 1 to 4). Start is the calendar year in which the
// financial year begins: 2025 for 2025-26.
type Period struct {
	Start int
	Q     int
}

var form = regexp.MustCompile(`^(\d{4})-(\d{2})(?:-[Qq]([1-4]))?$`)

// Parse reads "2025-26" or "2025-26-Q1". A text of another form, or years that do not follow each other, is a usage fault.
func Parse(text string) (Period, error) {
	m := form.FindStringSubmatch(text)
	if m == nil {
		return Period{}, invalid(text)
	}
	start, _ := strconv.Atoi(m[1])
	end, _ := strconv.Atoi(m[2])
	if (start+1)%100 != end {
		return Period{}, invalid(text)
	}
	p := Period{Start: start}
	if m[3] != "" {
		p.Q, _ = strconv.Atoi(m[3])
	}
	return p, nil
}

func invalid(text string) error {
	if len(text) > 40 {
		text = text[:40] + "…"
	}
	return fault.New(fault.Usage, fmt.Sprintf("%q is not a period.", text),
		"Write a financial year as 2025-26 or a quarter as 2025-26-Q1 (April to June 2025).")
}

// QuarterOf is the quarter that holds the day.
func QuarterOf(day time.Time) Period {
	y, m := day.Year(), int(day.Month())
	if m < 4 {
		return Period{Start: y - 1, Q: 4}
	}
	return Period{Start: y, Q: (m-4)/3 + 1}
}

// YearOf is the financial year that holds the day.
func YearOf(day time.Time) Period { return QuarterOf(day).Year() }

// Date is midnight UTC of a day.
func Date(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// Grain is quarter or year.
func (p Period) Grain() Grain {
	if p.Q == 0 {
		return Year
	}
	return Quarter
}

// Year is the financial year the period lies in.
func (p Period) Year() Period { return Period{Start: p.Start} }

// First is the first day of the period.
func (p Period) First() time.Time {
	month := 4
	if p.Q > 0 {
		month += 3 * (p.Q - 1)
	}
	return Date(p.Start, time.Month(month), 1)
}

// Last is the last day of the period, included in it.
func (p Period) Last() time.Time {
	months := 12
	if p.Q > 0 {
		months = 3
	}
	return p.First().AddDate(0, months, -1)
}

// Index numbers periods of one grain without gaps, so that differences count periods.
func (p Period) Index() int {
	if p.Q == 0 {
		return p.Start
	}
	return p.Start*4 + p.Q - 1
}

// Add is the period n later of the same grain.
func (p Period) Add(n int) Period {
	if p.Q == 0 {
		return Period{Start: p.Start + n}
	}
	i := p.Index() + n
	return Period{Start: i / 4, Q: i%4 + 1}
}

// Quarters are the four quarters of a year, or the quarter itself.
func (p Period) Quarters() []Period {
	if p.Q > 0 {
		return []Period{p}
	}
	return []Period{{p.Start, 1}, {p.Start, 2}, {p.Start, 3}, {p.Start, 4}}
}

// String is the period as people write it: 2025-26 or 2025-26-Q1.
func (p Period) String() string {
	s := fmt.Sprintf("%04d-%02d", p.Start, (p.Start+1)%100)
	if p.Q > 0 {
		s += "-Q" + strconv.Itoa(p.Q)
	}
	return s
}

// Label is the period in words: "April to June 2025" or "April 2025 to March 2026"; for a snapshot the day it shows,
// "31 March 2026".
func (p Period) Label(snapshot bool) string {
	first, last := p.First(), p.Last()
	switch {
	case snapshot:
		return last.Format("2 January 2006")
	case p.Q == 0:
		return first.Format("January 2006") + " to " + last.Format("January 2006")
	default:
		return first.Format("January") + " to " + last.Format("January 2006")
	}
}

// Between lists the periods of a grain that lie wholly between two days, both included, in order.
func Between(from, to time.Time, grain Grain) []Period {
	p := QuarterOf(from)
	if grain == Year {
		p = p.Year()
	}
	if p.First().Before(from) {
		p = p.Add(1)
	}
	var out []Period
	for ; !p.Last().After(to); p = p.Add(1) {
		out = append(out, p)
	}
	return out
}

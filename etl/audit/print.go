package audit

import (
	"math"
	"strconv"

	"github.com/careduty/careduty/internal/release"
)

// Figures are the results in full, one line a figure, for an operator who may see the truth.
func (r Report) Figures() []release.AuditResult {
	var out []release.AuditResult
	for _, x := range r.Results {
		for _, f := range x.Figures {
			out = append(out, f.line(x, printable(f.Value)))
		}
	}
	return out
}

// Published are the results as a manifest holds them. Most figures are worked out from the truth without noise, and would be facts to hold
// guesses about the truth against: they are rounded to two significant digits, and those nothing is judged by are left out.
func (r Report) Published() []release.AuditResult {
	var out []release.AuditResult
	for _, x := range r.Results {
		for _, f := range x.Figures {
			if !f.Private {
				out = append(out, f.line(x, f.rounded()))
			}
		}
	}
	return out
}

// line is the figure with its bound; whether it holds goes by the value itself, not by what is printed of it.
func (f Figure) line(of Result, value float64) release.AuditResult {
	line := release.AuditResult{ID: of.Attack, Attack: of.Title, Passed: f.Holds(), Figure: value, Words: f.Name}
	switch {
	case f.Most != nil:
		line.Limit, line.Bound = *f.Most, "most"
	case f.Least != nil:
		line.Limit, line.Bound = *f.Least, "least"
	default:
		line.Passed = true
	}
	return line
}

// rounded is the value to two significant digits, on the side of its bound that it is on: one that holds is printed no further than the
// bound, and one that does not is printed beyond it.
func (f Figure) rounded() float64 {
	x := printable(f.Value)
	near := digits(x)
	switch {
	case f.Most != nil && x <= *f.Most:
		return min(near, *f.Most)
	case f.Most != nil && near <= *f.Most:
		return digits(near + step(x))
	case f.Least != nil && x >= *f.Least:
		return max(near, *f.Least)
	case f.Least != nil && near >= *f.Least:
		return digits(near - step(x))
	}
	return near
}

// significant is how many digits of a figure are published.
const significant = 2

// digits is the number nearest to x of so many significant digits.
func digits(x float64) float64 {
	near, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'e', significant-1, 64), 64) // what was just written is a number
	return near
}

// step is how far two numbers of so many digits lie apart near x.
func step(x float64) float64 {
	if x == 0 {
		return 0
	}
	return math.Pow10(int(math.Floor(math.Log10(math.Abs(x)))) - significant + 1)
}

// printable is a figure that JSON can hold.
func printable(x float64) float64 {
	if x != x || x > 1e300 || x < -1e300 {
		return 0
	}
	return x
}

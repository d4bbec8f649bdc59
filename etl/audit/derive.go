package audit

import (
	"math"

	"github.com/careduty/careduty/internal/disclosure"
)

// ScoreDerived is A9: every field of every row worked out again from its published counts and public constants, so that nothing else can
// have been carried out in it. A median is compared with the one drawn for the row, by place, where medians is not nil; else only its form
// can be looked at.
func ScoreDerived(rows []Row, medians []disclosure.Median) Result {
	var broken exceptions
	for i := range rows {
		r := &rows[i]
		ok := countable(r.Denominator) && countable(r.Unknown) && countable(r.Numerator)
		switch {
		case r.Gate.Median && medians != nil:
			ok = ok && medianForm(r) && medianIs(r, medians[i])
		case r.Gate.Median:
			ok = ok && medianForm(r)
		default:
			ok = ok && derived(r)
		}
		broken.noteRow(!ok, r.Name)
	}
	r := result("A9", "Every field from published counts",
		atMost("rows that hold something else", float64(broken.count), 0), told("rows looked at", float64(len(rows))))
	r.Examples = broken.names
	return r
}

// countable says that a number is missing or can have been drawn: a multiple of five, 0 or more.
func countable(x float64) bool {
	return !has(x) || x >= 0 && !math.IsInf(x, 0) && math.Mod(x, disclosure.Step) == 0
}

// same says that a field holds what it should; want is what it should if there is anything to hold.
func same(got float64, there bool, want float64) bool {
	if !there {
		return !has(got)
	}
	return got == want
}

// derived compares a share or a rate with the figures of its counts.
func derived(r *Row) bool {
	shown := disclosure.Nothing
	switch {
	case r.shown():
		shown = disclosure.Value
	case !r.bare():
		shown = disclosure.Sizes
	}
	if unavailable(r) {
		return r.bare()
	}
	want := r.Gate.Figures(r.Kind, r.counts(), shown)
	sizes, value := shown >= disclosure.Sizes, shown >= disclosure.Value
	return same(r.Denominator, sizes, float64(want.Denominator)) && same(r.Unknown, sizes && !r.Gate.UnknownHidden, float64(want.Unknown)) &&
		same(r.Numerator, value, float64(want.Numerator)) && same(r.Value, value, want.Value) &&
		same(r.Lower95, value, want.Lower95) && same(r.Upper95, value, want.Upper95) &&
		same(r.NoiseSD, value, want.NoiseSD) && r.Status == string(want.Status)
}

// counts are the published counts behind a row: the population is the denominator, with the unknown where they are out of it.
func (r *Row) counts() disclosure.Counts {
	c := disclosure.Counts{Population: count(r.Denominator), Unknown: count(r.Unknown), Numerator: count(r.Numerator)}
	if !r.Gate.UnknownStays {
		c.Population += c.Unknown
	}
	return c
}

func count(x float64) uint64 {
	if !has(x) {
		return 0
	}
	return uint64(x)
}

// medianForm says that a median has no field but its own, is rounded, in order, and has the status its denominator gives.
func medianForm(r *Row) bool {
	if has(r.Numerator) || has(r.NoiseSD) || has(r.Unknown) != (has(r.Denominator) && !r.Gate.UnknownHidden) {
		return false
	}
	if !has(r.Value) {
		return !r.interval() && (r.Status == string(disclosure.Withheld) || unavailable(r) && r.bare())
	}
	if !rounded(r.Value, r.Unit) {
		return false
	}
	if !r.interval() {
		return r.Status == string(disclosure.LowReliability)
	}
	return r.Status == "" && rounded(r.Lower95, r.Unit) && rounded(r.Upper95, r.Unit) && r.Lower95 <= r.Value && r.Value <= r.Upper95
}

func rounded(x float64, unit disclosure.Unit) bool { return has(x) && math.Mod(x, float64(unit)) == 0 }

func medianIs(r *Row, m disclosure.Median) bool {
	return !has(r.Value) || r.Value == m.Value && (!r.interval() || r.Lower95 == m.Lower95 && r.Upper95 == m.Upper95)
}

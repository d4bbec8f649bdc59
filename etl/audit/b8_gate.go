package audit

import (
	"math"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// B8. Promise: what is withheld tells nothing that is not published, and nothing is in a row but its drawn counts and what follows from them. Attack:
// from the public file alone which rows there are, what the gate lets through of each (by a second statement of its rules), every figure, rank,
// status and note are worked out again. Bound: all equal, nothing else there. With the truth at hand, a shown total stands for at least 21 people,
// and the whole of a part whose numerator is shown has at least 11 on the side that is drawn.

// What a gate guarantees of the truth behind what it lets through.
const (
	leastPeople = 21
	leastMet    = 11
)

// Gates holds the rows of a measure against the gate; truth, in the same order, may be nil.
func Gates(rows []Row, truth []Cell) Result {
	var broken, weak exceptions
	for i := range rows {
		r, total, band := &rows[i], &rows[rows[i].Total], &rows[rows[i].Band]
		broken.noteRow(!gated(r, total, band), r.Name)
		if truth == nil {
			continue
		}
		own, whole, around := &truth[i], &truth[r.Total], &truth[r.Band]
		weak.noteRow(has(r.Denominator) && (few(whole, total) || has(r.Value) && few(own, r)), r.Name)
		weak.noteRow(has(r.Numerator) && (r != total && fewMet(whole) || r != band && fewMet(around)), r.Name)
		broken.noteRow(r.ofFew() && own[Known].Fresh && own[Known].N >= disclosure.FewestAmounts && r.valueAllowed(total, band), r.Name)
	}
	figures := []Figure{atMost("rows that break the gate", float64(broken.count), 0), told("rows looked at", float64(len(rows)))}
	if truth != nil {
		figures = append(figures, atMost("rows shown with too few people behind them", float64(weak.count), 0))
	}
	r := result("B8", "The gate from the public file", figures...)
	r.Examples = append(broken.names, weak.names...)
	return r
}

// few says that a shown denominator stands for fewer people than the gate promises.
func few(t *Cell, r *Row) bool {
	n := &t[People]
	if !has(r.Unknown) {
		n = &t[Known]
	}
	return n.Fresh && n.N < leastPeople
}

// fewMet says that too few of a whole are on the side that is drawn for the numerators of its parts to be shown.
func fewMet(t *Cell) bool { return t[Met].Fresh && t[Met].Drawn && t[Met].N < leastMet }

// gated says whether a row shows what the rules allow, no more and no less.
func gated(r, total, band *Row) bool {
	if r.Status == string(disclosure.NotAvailable) {
		return r.bare()
	}
	withheld := r.Status == string(disclosure.Withheld)
	if !passes(total.Denominator, r.Gate.Tier.DenominatorGate()) || r != band && !passes(band.Denominator, r.Gate.Tier.DenominatorGate()) {
		return r.bare() && withheld
	}
	if !has(r.Denominator) || has(r.Unknown) != unknownAllowed(r, total, band) {
		return false
	}
	if !r.valueAllowed(total, band) {
		return r != total && !r.shown() && withheld
	}
	return r.complete() && !withheld || r.ofFew()
}

func passes(published float64, gate uint64) bool { return published >= float64(gate) }

// unknownAllowed is the rule for the unknown of a part: shown only where its whole, and its band, have enough of them.
func unknownAllowed(r, total, band *Row) bool {
	gate := r.Gate.Tier.NumeratorGate()
	return r == total || passes(total.Unknown, gate) && (r == band || passes(band.Unknown, gate))
}

// valueAllowed is the rule for the numerator and the value.
func (r *Row) valueAllowed(total, band *Row) bool {
	tier := r.Gate.Tier
	if r.Gate.Median {
		return passes(r.Denominator, tier.MedianGate())
	}
	if !passes(r.Denominator, tier.DenominatorGate()) {
		return false
	}
	return r == total || passes(total.met(), tier.NumeratorGate()) && (r == band || passes(band.met(), tier.NumeratorGate()))
}

// met is the drawn count of a row's numerator.
func (r *Row) met() float64 {
	if r.Gate.Breach {
		return r.Denominator - r.Numerator
	}
	return r.Numerator
}

// ofFew says that only the sizes of a median are shown though its denominator passes: fewer people have an amount than it takes.
func (r *Row) ofFew() bool {
	return r.Gate.Median && has(r.Denominator) && !r.shown() && r.Status == string(disclosure.Withheld)
}

// complete says that a row with a value has all that belongs to it.
func (r *Row) complete() bool {
	if !has(r.Value) {
		return false
	}
	if !r.Gate.Median {
		return has(r.Numerator) && has(r.NoiseSD) && has(r.Lower95) && has(r.Upper95)
	}
	if !passes(r.Denominator, r.Gate.Tier.IntervalGate()) {
		return !r.interval()
	}
	return has(r.Lower95) && has(r.Upper95)
}

// Derived holds every figure of every row against its published counts and public constants. A median is compared with the one drawn for the row,
// by place, where medians is not nil; else only its form can be looked at.
func Derived(rows []Row, medians []disclosure.Median) Result {
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
			ok = ok && derives(r)
		}
		broken.noteRow(!ok, r.Name)
	}
	r := result("B8", "Every figure from published counts", atMost("rows that hold something else", float64(broken.count), 0))
	r.Examples = broken.names
	return r
}

// countable says that a number is missing or can have been drawn: a multiple of five, 0 or more.
func countable(x float64) bool {
	return !has(x) || x >= 0 && x < mostCount && math.Mod(x, disclosure.Step) == 0
}

// same says that a field holds what it should; want is what it should if there is anything to hold.
func same(got float64, there bool, want float64) bool {
	if !there {
		return !has(got)
	}
	return got == want
}

// derives compares a share or a rate with the figures of its counts.
func derives(r *Row) bool {
	if r.Status == string(disclosure.NotAvailable) {
		return r.bare()
	}
	shown := disclosure.Nothing
	switch {
	case r.shown():
		shown = disclosure.Value
	case !r.bare():
		shown = disclosure.Sizes
	}
	c := r.counts()
	want := r.Gate.Figures(r.Kind, c, shown)
	sizes, value := shown >= disclosure.Sizes, shown >= disclosure.Value
	return same(r.Denominator, sizes, float64(want.Denominator)) && same(r.Unknown, sizes && !c.WithoutUnknown, float64(want.Unknown)) &&
		same(r.Numerator, value, float64(want.Numerator)) && same(r.Value, value, want.Value) &&
		same(r.Lower95, value, want.Lower95) && same(r.Upper95, value, want.Upper95) &&
		same(r.NoiseSD, value, want.NoiseSD) && r.Status == string(want.Status)
}

// medianForm says that a median has no field but its own, is rounded, in order, and has the status its denominator gives.
func medianForm(r *Row) bool {
	if has(r.Numerator) || has(r.NoiseSD) || has(r.Unknown) && !has(r.Denominator) {
		return false
	}
	if !has(r.Value) {
		return !r.interval() && (r.Status == string(disclosure.Withheld) || r.Status == string(disclosure.NotAvailable) && r.bare())
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

// exists says whether there is a cell: councils have breakdowns by year only, and none of sensitive measures or of those whose totals are printed
// exactly elsewhere; a snapshot's year is its fourth quarter.
func exists(d *measure.Definition, dimension string, per period.Period, level area.Level) bool {
	year := per.Grain() == period.Year
	switch {
	case d.Yearly() && !year && !(d.Grain == measure.Snapshot && per.Q == 4):
		return false
	case dimension == "" || level != area.Council:
		return true
	}
	return !d.Sensitive && !d.OfficialExact && !d.CouncilTotalsOnly && (year || d.Grain == measure.Snapshot && per.Q == 4)
}

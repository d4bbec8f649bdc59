package audit

import (
	"slices"

	"github.com/careduty/careduty/internal/disclosure"
)

// Truth is the true counts of a row, for scoring. Stale says that they are not known: the row repeats an earlier draw, of people who
// have changed since.
type Truth struct {
	Population, Unknown, Numerator int32
	Stale                          bool
	Since                          [2]Since // since the period before, of a council: its population, and its numerator
}

// Since is who came into a set and who left it since the period before.
type Since struct {
	Changed    Changed
	Came, Left uint16 // of the people taken by lot
}

// Changed is how many people a set has gained or lost since the period before.
type Changed uint8

// Who came or went. Nothing is said of figures of several councils, and none of a period that the one before was not counted for.
const (
	NotSaid Changed = iota
	Nobody
	One
	Several
)

// What a gate guarantees of the truth behind what it lets through.
const (
	leastPopulation = 21
	leastParent     = 11
)

// ScoreGates is A8: the gate worked out again from the public rows alone, by a second statement of its rules; and, where truth is not nil,
// that a shown total stands for at least 21 people, and a part's shown numerator for a total, and a band where it is a leaf, with at least 11 in theirs.
func ScoreGates(rows []Row, truth []Truth) Result {
	var broken, weak exceptions
	for i := range rows {
		r, total := &rows[i], &rows[rows[i].Total]
		part := int(r.Total) != i
		broken.noteRow(!gated(r, total, &rows[r.Band], part), r.Name)
		if truth == nil || truth[i].Stale || truth[r.Total].Stale || truth[r.Band].Stale {
			continue
		}
		wholes := []Truth{}
		if part {
			wholes = append(wholes, truth[r.Total])
		}
		if int(r.Band) != i {
			wholes = append(wholes, truth[r.Band])
		}
		weak.noteRow(has(r.Denominator) && (!enough(r, truth[i], truth[r.Total]) || !behind(r, wholes...)), r.Name)
		broken.noteRow(r.ofFew() && amounts(truth[i]) >= disclosure.FewestAmounts && valueAllowed(r, total, &rows[r.Band], part), r.Name)
	}
	figures := []Figure{atMost("rows that break the gate", float64(broken.count), 0), told("rows looked at", float64(len(rows)))}
	if truth != nil {
		figures = append(figures, atMost("rows shown with too few people behind them", float64(weak.count), 0))
	}
	r := result("A8", "The gate from the public file", figures...)
	r.Examples = append(broken.names, weak.names...)
	return r
}

// gated says whether a row shows what the rules allow, no more and no less. band is the row itself where it is a leaf of none.
func gated(r, total, band *Row, part bool) bool {
	if unavailable(r) {
		return r.bare()
	}
	withheld := r.Status == string(disclosure.Withheld)
	if !has(total.Denominator) || r != band && !passes(band.Denominator, total.Gate.Tier.DenominatorGate()) {
		return r.bare() && withheld
	}
	if part && r.Gate.Bare {
		if r.bare() {
			return withheld // its own denominator, which it was too small by, is not published
		}
		if !passes(r.Denominator, r.Gate.Tier.DenominatorGate()) {
			return false
		}
	}
	if !has(r.Denominator) || has(r.Unknown) != unknownAllowed(r, total, band, part) {
		return false
	}
	if !passes(total.Denominator, total.Gate.Tier.DenominatorGate()) {
		return false
	}
	if !valueAllowed(r, total, band, part) {
		return part && !r.shown() && withheld
	}
	return complete(r, total, band) && !withheld || r.ofFew()
}

// known is how many of a row's denominator have their answer known for certain: all, or those left without as many as are unknown in the
// whole, where the row does not say how many of them are its own.
func (r *Row) known(total, band *Row) float64 {
	gate := r.Gate.Tier.NumeratorGate()
	switch {
	case r == total:
		return r.Denominator
	case !passes(total.Unknown, gate):
		return r.Denominator - total.Unknown
	case !passes(band.Unknown, gate) && r != band:
		return r.Denominator - band.Unknown
	}
	return r.Denominator
}

// ofFew says that only the sizes of a median are shown. Where its denominator passes, fewer people have an amount than it takes.
func (r *Row) ofFew() bool {
	return r.Gate.Median && has(r.Denominator) && !r.shown() && r.Status == string(disclosure.Withheld)
}

// amounts is how many people have the amount of a median.
func amounts(t Truth) int32 { return t.Population - t.Unknown }

// unknownAllowed is the rule for the unknown of a part: shown only where its whole, and its band, have enough of them.
func unknownAllowed(r, total, band *Row, part bool) bool {
	gate := r.Gate.Tier.NumeratorGate()
	return !part || passes(total.Unknown, gate) && (r == band || passes(band.Unknown, gate))
}

// enough says that the people the gates promise are there.
func enough(r *Row, own, total Truth) bool {
	if total.Population < leastPopulation || r.shown() && own.Population < leastPopulation {
		return false
	}
	return !r.Gate.Median || !r.shown() || amounts(own) >= disclosure.FewestAmounts
}

// behind says that the whole of a part whose numerator is shown, and its band where it is a leaf of one, have the numerator the gates promise.
func behind(r *Row, wholes ...Truth) bool {
	return !has(r.Numerator) || !slices.ContainsFunc(wholes, func(t Truth) bool { return t.Numerator < leastParent })
}

func unavailable(r *Row) bool { return r.Status == string(disclosure.NotAvailable) || r.Status == "z" }

func passes(published float64, gate uint64) bool { return published >= float64(gate) }

// valueAllowed is the rule for the numerator and the value.
func valueAllowed(r, total, band *Row, part bool) bool {
	tier := r.Gate.Tier
	if r.Gate.Median {
		return passes(r.known(total, band), tier.MedianGate())
	}
	if !passes(r.Denominator, tier.DenominatorGate()) {
		return false
	}
	return !part || passes(total.Numerator, tier.NumeratorGate()) && (r == band || passes(band.Numerator, tier.NumeratorGate()))
}

// complete says that a row with a value has all that belongs to it.
func complete(r, total, band *Row) bool {
	if !has(r.Value) {
		return false
	}
	if !r.Gate.Median {
		return has(r.Numerator) && has(r.NoiseSD) && has(r.Lower95) && has(r.Upper95)
	}
	if !passes(r.known(total, band), r.Gate.Tier.IntervalGate()) {
		return !r.interval()
	}
	return has(r.Lower95) && has(r.Upper95)
}

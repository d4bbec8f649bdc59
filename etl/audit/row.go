package audit

import (
	"fmt"

	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
)

// Row is one row as published, with what the measure's definition says of it. A number that is missing is NaN.
type Row struct {
	Name  fmt.Stringer // measure, area, period and category, for the operator
	Total int32        // place of the total it is a part of among the rows; its own for a total
	Band  int32        // place of the band it is a leaf of; its own where it is none

	Gate disclosure.Gate
	Kind disclosure.Kind // where it is no median
	Unit disclosure.Unit // where it is a median

	Status                          string
	Value, Lower95, Upper95         float64
	Numerator, Denominator, Unknown float64
	NoiseSD                         float64
}

// bare says that nothing is published of the row but its status.
func (r *Row) bare() bool {
	return !r.shown() && !has(r.Denominator) && !has(r.Unknown)
}

// shown says that the row's value is published, or anything that goes with it.
func (r *Row) shown() bool {
	return has(r.Value) || has(r.Numerator) || has(r.NoiseSD) || r.interval()
}

func (r *Row) interval() bool { return has(r.Lower95) || has(r.Upper95) }

// counts are the drawn counts that a row tells.
func (r *Row) counts() disclosure.Counts {
	c := disclosure.Counts{People: count(r.Denominator), Unknown: count(r.Unknown), WithoutUnknown: !has(r.Unknown)}
	if !c.WithoutUnknown && !r.Gate.UnknownStays {
		c.People += c.Unknown
	}
	if c.Met = count(r.Numerator); r.Gate.Breach {
		c.Met = count(r.Denominator - r.Numerator)
	}
	return c
}

func count(x float64) uint64 {
	if !(x >= 0 && x < mostCount) {
		return 0
	}
	return uint64(x)
}

// exceptions collects what breaks a rule: how many, and the first few by name.
type exceptions struct {
	count int
	names []string
}

// namedExceptions is how many are named to the operator.
const namedExceptions = 10

func (e *exceptions) note(broken bool, name string) {
	e.noteRow(broken, Named(name))
}

func (e *exceptions) noteRow(broken bool, name fmt.Stringer) {
	if !broken {
		return
	}
	if e.count++; len(e.names) < namedExceptions {
		e.names = append(e.names, name.String())
	}
}

// Named is a row's name as it stands.
type Named string

// String is the name.
func (n Named) String() string { return string(n) }

// rowName is a row's name, put together only where it is told.
type rowName struct {
	measure                           measure.ID
	area, period, dimension, category string
}

func (n rowName) String() string {
	return fmt.Sprintf("%s, %s, %s, %s %s", n.measure, n.area, n.period, n.dimension, n.category)
}

package synth

import (
	"bytes"
	"slices"

	"github.com/careduty/careduty/schemas"
)

// How often a row is made defective on purpose. Together with refusals without a condition and plans that name an assessment from
// before the extract, about one row in a hundred is. Budgets whose parts do not add up are more (rates.go): a measure counts them.
const (
	rejectOdds    = 0.0065
	duplicateOdds = 0.0012
	noteOdds      = 0.005
)

// faults makes rows of one kind defective in the ways the record specification names. None of them is a direct identifier.
type faults struct {
	kind                           schemas.Kind
	d                              *dice
	ragged                         bool
	codes, dates, required, amount []int    // places of fields
	bound                          []int    // dates that may lie neither before the Act nor after the extract
	orders                         [][2]int // places of pairs of dates
	plan                           int      // place of a plan reference that may be lost; -1 if the kind has none
	lent                           []byte   // some other person's plan
}

func newFaults(k schemas.Kind, d *dice, ragged bool) *faults {
	f := &faults{kind: k, d: d, ragged: ragged, plan: -1}
	place := map[string]int{}
	for i, x := range k.Fields {
		place[x.Name] = i
		switch x.Type {
		case schemas.Code, schemas.YesNo:
			f.codes = append(f.codes, i)
		case schemas.Date:
			f.dates = append(f.dates, i)
			if !x.OpenBefore && !x.AfterTo {
				f.bound = append(f.bound, i)
			}
		case schemas.Money:
			f.amount = append(f.amount, i)
		}
		if x.Required && i > 0 {
			f.required = append(f.required, i)
		}
		if l, ok := k.Link(x.Name); ok && l.Kind == "plans" && !l.Reject {
			f.plan = i
		}
	}
	for _, o := range k.Orders {
		f.orders = append(f.orders, [2]int{place[o.Earlier], place[o.Later]})
	}
	return f
}

// reject returns the row with one fault for which it is rejected.
func (f *faults) reject(row []byte) []byte {
	v := fields(row)
	switch f.d.pick(rejects) {
	case "code":
		if len(f.codes) > 0 {
			v[f.one(f.codes)] = []byte(f.d.pick(badCodes))
		}
	case "missing":
		v[f.one(append([]int{0}, f.required...))] = nil
	case "orphan":
		v[slices.IndexFunc(f.kind.Fields, func(x schemas.Field) bool { return x.Name == "person_ref" })] = []byte("P9999999")
		if f.kind.Name == "people" {
			v[0] = []byte("P 9999999")
		}
	case "reference":
		v[0] = []byte("no. " + string(v[0]))
	case "order":
		return f.disorder(v)
	case "amount":
		if len(f.amount) == 0 {
			return f.badDate(v)
		}
		v[f.one(f.amount)] = []byte(f.d.pick(badAmounts))
	case "limits":
		if len(f.bound) == 0 {
			return f.badDate(v)
		}
		v[f.one(f.bound)] = []byte(f.d.pick(farDates))
	case "ragged":
		// Both are drawn whichever is used, so that text and Parquet hold the same rows.
		short, at, code := len(v)-f.d.between(1, 2), f.one(f.codes), f.d.pick(badCodes)
		if f.ragged {
			return joined(v[:short])
		}
		v[at] = []byte(code)
	default:
		return f.badDate(v)
	}
	return joined(v)
}

func (f *faults) badDate(v [][]byte) []byte {
	v[f.one(f.dates)] = []byte(f.d.pick(badDates))
	return joined(v)
}

// disorder puts two dates of the row in the wrong order, where it has two that differ.
func (f *faults) disorder(v [][]byte) []byte {
	for _, o := range f.orders {
		if a, b := v[o[0]], v[o[1]]; len(a) > 0 && len(b) > 0 && !bytes.Equal(a, b) {
			v[o[0]], v[o[1]] = b, a
			return joined(v)
		}
	}
	return f.badDate(v)
}

// note returns the row with something that is noted and kept, now and then.
func (f *faults) note(row []byte) ([]byte, bool) {
	if f.plan < 0 || !f.d.yes(noteOdds) {
		return row, false
	}
	v := fields(row)
	if f.lent != nil && f.d.yes(0.5) {
		v[f.plan] = f.lent
	} else {
		v[f.plan] = []byte("N9999999-1")
	}
	return joined(v), true
}

// renamed is a copy of the row under a reference of its own.
func (f *faults) renamed(row []byte) []byte {
	v := fields(bytes.Clone(row))
	v[0] = append(slices.Clone(v[0]), "-x"...)
	return joined(v)
}

func (f *faults) one(places []int) int { return places[f.d.between(0, len(places)-1)] }

// joined is the row of these values.
func joined(v [][]byte) []byte { return append(bytes.Join(v, []byte(",")), '\n') }

var (
	rejects = mixOf("code", 24, "date", 18, "limits", 4, "missing", 16, "order", 12, "orphan", 10, "amount", 6, "reference", 5, "ragged", 5)

	badCodes   = mixOf("n/a", 30, "other (see notes)", 20, "9", 20, "yes/no", 15, "tbc", 15)
	badDates   = mixOf("2023-02-30", 30, "31/12/2022", 25, "2022-13-01", 25, "unknown", 20)
	farDates   = mixOf("2009-05-01", 50, "2061-01-01", 50)
	badAmounts = mixOf("12.345", 35, "-20.00", 30, "£150", 20, "nil", 15)
)

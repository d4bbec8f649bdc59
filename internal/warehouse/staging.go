package warehouse

import (
	"fmt"
	"strings"

	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/schemas"
)

// State says what is known of a field.
type State uint8

// The states. A date of a deed that somebody wrote and nobody can read is neither done nor not done.
const (
	Unset State = iota
	Set
	Unreadable
)

// Value is one field of a record as the warehouse takes it.
type Value struct {
	State  State
	Number int64    // a date's days since 1970-01-01, a year, hundredths of money and decimals, or a code's place among Field.Codes
	Ref    [16]byte // the keyed hash of a reference
}

// unreadable stands in a staged date for one that cannot be read: the engine's own endless day, which no file can hold.
const unreadable = 1<<31 - 1

// column is how a field is handed to the engine.
type column uint8

const (
	asByte column = iota
	asInt32
	asInt64
	asUUID
)

func columnOf(f schemas.Field) column {
	switch f.Type {
	case schemas.Ref:
		return asUUID
	case schemas.Date, schemas.Year:
		return asInt32
	case schemas.Money, schemas.Decimal:
		return asInt64
	default:
		return asByte
	}
}

// stage takes a kind's rows into their temporary table.
type stage struct {
	columns    []column
	out        *duck.Columns
	rejected   bool   // some row is
	unreadable []bool // by field: some row has a date that cannot be read
}

// beforeFields are the columns of a staged row before its fields: where it stands, and whether a rule of its own rejected it.
const beforeFields = 2

func newStage(c *duck.Conn, k schemas.Kind) (*stage, error) {
	out, err := c.Columns("temp", "sent_"+k.Name)
	if err != nil {
		return nil, err
	}
	s := &stage{out: out, unreadable: make([]bool, len(k.Fields))}
	for _, f := range k.Fields {
		s.columns = append(s.columns, columnOf(f))
	}
	return s, nil
}

func (s *stage) add(at int64, rejected bool, values []Value) error {
	s.out.Int64(0, at)
	var mark uint8
	if rejected {
		mark, s.rejected = 1, true
	}
	s.out.Byte(1, mark)
	for i := range values {
		v, to := &values[i], i+beforeFields
		switch {
		case v.State == Unset:
		case v.State == Unreadable:
			s.out.Int32(to, unreadable)
			s.unreadable[i] = true
		case s.columns[i] == asUUID:
			s.out.UUID(to, v.Ref)
		case s.columns[i] == asInt32:
			s.out.Int32(to, int32(v.Number)) //nolint:gosec // a day or a year
		case s.columns[i] == asInt64:
			s.out.Int64(to, v.Number)
		default:
			s.out.Byte(to, uint8(v.Number)) //nolint:gosec // a place among fewer than 256 codes
		}
	}
	return s.out.End()
}

// stagedTable is the definition of the temporary table of a kind's rows as they were sent: where each stands, whether a rule of its own rejected
// it, and its fields.
func stagedTable(k schemas.Kind) string {
	var b strings.Builder
	for _, f := range k.Fields {
		fmt.Fprintf(&b, ", %s %s", duck.Name(f.Name), f.SQLType())
	}
	return fmt.Sprintf("CREATE OR REPLACE TEMP TABLE sent_%s (line BIGINT NOT NULL, rejected BOOLEAN NOT NULL%s)", k.Name, b.String())
}

// rowsOf is what is known of a kind's staged rows.
type rowsOf struct {
	kind     string
	rejected bool // some were rejected by a rule of their own
	lost     bool // some are lost to what lies between rows
}

// kept is the query of the rows that stay, as simple as what is known of them allows: statements are planned again for each extract, and
// most extracts lose nothing.
func (r rowsOf) kept() string {
	var where []string
	if r.rejected {
		where = append(where, "NOT rejected")
	}
	if r.lost {
		where = append(where, "line NOT IN (SELECT line FROM temp.mark WHERE kind = '"+r.kind+"' AND loses)")
	}
	if where == nil {
		return "temp.sent_" + r.kind
	}
	return "(SELECT * FROM temp.sent_" + r.kind + " WHERE " + strings.Join(where, " AND ") + ")"
}

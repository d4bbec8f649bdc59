package load

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"

	"github.com/careduty/careduty/schemas"
)

// check holds the rows of one file against the contract of its kind and against the records they refer to, and writes those
// that pass as the warehouse takes them. It reads each row once.
type check struct {
	kind    *schemas.Kind
	file    string
	said    *declaration
	found   *tally
	hash    *hasher
	known   registry
	columns []column
	missing []string
	offset  int // taken from line numbers: 1 for Parquet, whose header is ours
	limits  limits
	out     []byte
	sink    io.Writer
	ties    ties
	ref     []byte // the present row's own reference

	// The contract's rules, by the place of the fields they name.
	own, person int // -1 if the kind has none
	links       []schemas.Link
	orders      [][2]int
	expects     []expects
	total       int
	parts       []int
	tolerance   int // hundredths

	whole         bool // the file was read to its end
	rows, rejects int
	line          int
	bad           bool    // the present row is rejected
	values        []value // the present row, by field
}

// value is what a cell was read as. A text is kept only if it is one of the contract's codes.
type value struct {
	set  bool
	num  int // day, year or hundredths
	code string
	ref  id
}

// limits are the days a date may have.
type limits struct{ first, earliest, to day }

// expects is an expectation: if the field at when has the code is, the one at field should be set.
type expects struct {
	when, field int
	is          string
}

func newCheck(k *schemas.Kind, file string, said *declaration, found *tally, hash *hasher, known registry) *check {
	c := &check{kind: k, file: file, said: said, found: found, hash: hash, known: known}
	c.values = make([]value, len(k.Fields))
	c.links = make([]schemas.Link, len(k.Fields))
	for i, f := range k.Fields {
		if f.Name == k.Key {
			c.links[i] = schemas.Link{Field: f.Name, Kind: k.Name}
		} else if l, ok := k.Link(f.Name); ok {
			c.links[i] = l
		}
	}
	at := func(name string) int {
		return slices.IndexFunc(k.Fields, func(f schemas.Field) bool { return f.Name == name })
	}
	c.own, c.person, c.ties = at(k.Key), at("person_ref"), newTies(k, at)
	for _, o := range k.Orders {
		c.orders = append(c.orders, [2]int{at(o.Earlier), at(o.Later)})
	}
	for _, e := range k.Expects {
		c.expects = append(c.expects, expects{when: at(e.When), field: at(e.Field), is: e.Is})
	}
	if k.Sum != nil {
		c.total, c.tolerance = at(k.Sum.Total), int(math.Round(k.Sum.Tolerance*100))
		for _, p := range k.Sum.Parts {
			c.parts = append(c.parts, at(p))
		}
	}
	c.limits = limits{first: parseDay([]byte(schemas.FirstDay), false), earliest: parseDay([]byte(schemas.EarliestDay), false), to: dayOf(said.To)}
	known[k.Name] = map[id]uint64{}
	return c
}

// header reads and binds the first record.
func (c *check) header(in *lines) error {
	record, _, err := in.next()
	switch {
	case errors.Is(err, io.EOF):
		c.found.add("file_empty", c.file, "", 0)
		return nil
	case err != nil:
		return err
	case bytes.IndexByte(record, 0) >= 0:
		c.found.add("nul_header", c.file, "", 0)
		return nil
	case !c.proper(record):
		return errEncoding
	}
	cells, err := in.split(record)
	if err != nil {
		return err
	}
	if otherDelimiter(record, in.delim) {
		c.found.add("delimiter", c.file, "", 0)
		return nil
	}
	columns, missing, ok := bind(c.kind, c.file, cells, c.found)
	if ok {
		c.columns, c.missing = columns, missing
	}
	return nil
}

// row checks one record.
func (c *check) row(cells [][]byte, line int, nul bool) {
	c.rows++
	c.line, c.bad = line-c.offset, false
	clear(c.values)
	switch {
	case nul:
		c.reject("nul", "")
		c.screen(cells)
	case len(cells) != len(c.columns):
		c.reject("ragged", "")
		c.screen(cells)
	default:
		for i := range cells {
			c.cell(&c.columns[i], cells[i])
		}
		c.between()
	}
	c.settle()
}

func (c *check) reject(rule, field string) {
	c.bad = true
	c.found.add(rule, c.file, field, c.line)
}

// screen looks at every cell of a row that is not read as records.
func (c *check) screen(cells [][]byte) {
	for i, cell := range cells {
		switch {
		case i >= len(c.columns):
			c.text("beyond the header", cell)
		case c.columns[i].field != nil && c.columns[i].field.Type == schemas.Ref:
			c.reference(&c.columns[i], cell)
			if isReference(cell) {
				c.values[c.columns[i].index] = value{set: true, ref: c.hash.id(c.links[c.columns[i].index].Kind, cell)}
			}
		default:
			c.text(c.columns[i].shown, cell)
		}
	}
}

func (c *check) text(shown string, cell []byte) {
	if identifies(cell) {
		c.found.add("identifier_value", c.file, shown, c.line)
	}
}

func (c *check) reference(col *column, cell []byte) {
	if identifiesAsReference(cell) {
		c.found.add("identifier_number", c.file, col.shown, c.line)
	}
}

// cell reads one cell by its column's type. What can be read as its type cannot be an identifier, but for references; all
// else is screened.
func (c *check) cell(col *column, cell []byte) {
	f := col.field
	switch {
	case f == nil:
		c.text(col.shown, cell)
	case len(cell) == 0:
		if f.Required {
			c.reject("required", f.Name)
		}
	case f.Type == schemas.Ref:
		c.reference(col, cell)
		if !isReference(cell) {
			c.reject("reference", f.Name)
			return
		}
		c.values[col.index] = value{set: true, ref: c.hash.id(c.links[col.index].Kind, cell)}
		if col.index == c.own {
			c.ref = cell
		}
	default:
		v, rule := c.parse(f, cell)
		if rule != "" {
			c.text(col.shown, cell)
			c.reject(rule, f.Name)
			return
		}
		c.values[col.index] = v
		if !v.set && f.Required {
			c.reject("required", f.Name)
		}
	}
}

// parse turns a cell into a value, or names the rule it breaks.
func (c *check) parse(f *schemas.Field, cell []byte) (value, string) {
	switch f.Type {
	case schemas.Date:
		d := parseDay(cell, c.said.DayFirst)
		if d == 0 {
			return value{}, "date"
		}
		return value{set: true, num: int(d)}, c.limits.rule(f, d)
	case schemas.Year:
		n := digits(cell)
		if n < 0 || len(cell) != 4 {
			return value{}, "number"
		}
		if n < int(f.Minimum) || n > c.said.To.Year() {
			return value{}, "limit"
		}
		return value{set: true, num: n}, ""
	case schemas.Money, schemas.Decimal:
		n := parseHundredths(cell)
		if n < 0 {
			return value{}, "number"
		}
		if n < int(f.Minimum*100) || f.Maximum > 0 && n > int(f.Maximum*100+0.5) {
			return value{}, "limit"
		}
		return value{set: true, num: n}, ""
	default:
		code, ok := codeOf(f, cell)
		if !ok {
			if len(bytes.TrimSpace(cell)) == 0 {
				return value{}, ""
			}
			return value{}, "code"
		}
		return value{set: true, code: code}, ""
	}
}

// rule is the rule that a readable date of the field breaks, if any.
func (l limits) rule(f *schemas.Field, d day) string {
	switch {
	case d > l.to && !f.AfterTo:
		return "date_after_to"
	case d >= l.first, f.OpenBefore && d >= l.earliest:
		return ""
	default:
		return "date_too_early"
	}
}

// write adds the present row to what the warehouse takes: fields in the contract's order, divided by commas, nothing quoted.
func (c *check) write() error {
	out := c.out
	for i := range c.values {
		if i > 0 {
			out = append(out, ',')
		}
		v := &c.values[i]
		if !v.set {
			continue
		}
		switch c.kind.Fields[i].Type {
		case schemas.Ref:
			out = hex.AppendEncode(out, v.ref[:])
		case schemas.Date:
			out = day(v.num).append(out)
		case schemas.Year:
			out = strconv.AppendInt(out, int64(v.num), 10)
		case schemas.Money, schemas.Decimal:
			out = strconv.AppendInt(out, int64(v.num/100), 10)
			out = append(out, '.', byte('0'+v.num/10%10), byte('0'+v.num%10))
		default:
			out = append(out, v.code...)
		}
	}
	if c.ties.within >= 0 {
		out = strconv.AppendInt(append(out, ','), int64(c.ties.place(c.values, c.ref)), 10)
	}
	c.out = append(out, '\n')
	if len(c.out) < flushAt {
		return nil
	}
	return c.flush()
}

// flushAt is how much is written to the warehouse at once.
const flushAt = 1 << 16

// errSink is trouble with what takes the rows, not with the file.
var errSink = errors.New("the warehouse takes no more rows")

func (c *check) flush() error {
	_, err := c.sink.Write(c.out)
	c.out = c.out[:0]
	if err != nil {
		return errors.Join(errSink, err)
	}
	return nil
}

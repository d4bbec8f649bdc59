package load

import (
	"bytes"
	"strconv"

	"github.com/careduty/careduty/internal/table"
	"github.com/careduty/careduty/internal/warehouse"
	"github.com/careduty/careduty/schemas"
)

// check holds each row of a kind against its contract by itself and makes values of it. What must hold between rows is asked of the
// warehouse once all of them are there.
type check struct {
	kind   *schemas.Kind
	said   *declaration
	found  *tally
	hash   *Hasher
	links  []string // by field: the kind that a reference names a record of
	own    int      // the field of the kind's own reference
	orders [][2]int
	limits limits
	// Of the part of the kind's file that is being read.
	file      string
	columns   []column
	constants []constant
	serial    table.Serial
	missing   []string // columns that a part of the file lacks
	// Of the present row.
	line   int
	bad    bool
	before bool // it ended before the days that count
	values []warehouse.Value
	// Of all.
	rows, rejects, leftOut int
}

// constant is a value that every row of a file has by the mapping.
type constant struct {
	field int
	value warehouse.Value
}

// limits are the days a date may have.
type limits struct{ first, earliest, to int }

func newCheck(k *schemas.Kind, said *declaration, found *tally, hash *Hasher) *check {
	c := &check{kind: k, said: said, found: found, hash: hash}
	c.values = make([]warehouse.Value, len(k.Fields))
	c.links = make([]string, len(k.Fields))
	place := map[string]int{}
	for i, f := range k.Fields {
		place[f.Name] = i
		if l, ok := k.Link(f.Name); ok {
			c.links[i] = l.Kind
		}
	}
	c.own = place[k.Key]
	c.links[c.own] = k.Name
	for _, o := range k.Orders {
		c.orders = append(c.orders, [2]int{place[o.Earlier], place[o.Later]})
	}
	first, _ := parseDay([]byte(schemas.FirstDay), dateForm{})
	earliest, _ := parseDay([]byte(schemas.EarliestDay), dateForm{})
	c.limits = limits{first: first, earliest: earliest, to: dayOf(said.To)}
	return c
}

// row checks one row and says whether there is one: a row without a value is none. Its values are in c.values.
func (c *check) row(cells [][]byte, line int) bool {
	if isBlank(cells) {
		return false
	}
	c.rows++
	c.line, c.bad, c.before = line, false, false
	clear(c.values)
	for len(cells) < len(c.columns) && c.serial.Workbook {
		cells = append(cells, nil)
	}
	for _, x := range c.constants {
		c.values[x.field] = x.value
	}
	if len(cells) != len(c.columns) {
		c.reject("ragged", "")
		c.screen(cells)
	} else {
		for i := range cells {
			for col := &c.columns[i]; col != nil && col.read; col = col.also {
				c.cell(col, cells[i])
			}
		}
		c.required()
		c.inOrder()
	}
	switch {
	case c.before:
		c.leftOut++
	case c.bad:
		c.rejects++
	}
	return true
}

// isBlank says whether nothing stands in a row, or what systems write for nothing.
func isBlank(cells [][]byte) bool {
	for _, x := range cells {
		if !isNothing(trimmed(x)) {
			return false
		}
	}
	return true
}

func (c *check) reject(rule, field string) {
	c.bad = true
	c.found.add(rule, c.file, field, c.line)
}

// required rejects a row that lacks a value it must have.
func (c *check) required() {
	if c.bad {
		return // the value that cannot be read has been told
	}
	for i := range c.kind.Fields {
		if f := &c.kind.Fields[i]; f.Required && c.values[i].State == warehouse.Unset {
			c.reject("required", f.Name)
		}
	}
}

func (c *check) inOrder() {
	for _, o := range c.orders {
		earlier, later := &c.values[o[0]], &c.values[o[1]]
		if earlier.State == warehouse.Set && later.State == warehouse.Set && later.Number < earlier.Number {
			c.reject("date_order", c.kind.Fields[o[1]].Name)
		}
	}
}

// screen looks at every cell of a row that is not read as records.
func (c *check) screen(cells [][]byte) {
	for i, cell := range cells {
		switch {
		case i >= len(c.columns):
			c.text("beyond the header", cell)
		case !c.columns[i].read:
		case c.columns[i].field != nil && c.columns[i].field.Type == schemas.Ref:
			if value := trimmed(cell); !c.columns[i].pseudonymise {
				c.reference(&c.columns[i], value)
				if isReference(value) {
					c.refer(&c.columns[i], value)
				}
			}
		default:
			c.text(c.columns[i].shown, cell)
		}
	}
}

func (c *check) text(shown string, cell []byte) {
	if sort := identifies(cell); sort != "" {
		c.found.addOf("identifier_value", c.file, shown, sort, c.line)
	}
}

func (c *check) reference(col *column, value []byte) {
	if identifiesAsReference(value) {
		c.found.add("identifier_number", c.file, col.shown, c.line)
	}
}

func (c *check) refer(col *column, value []byte) {
	c.values[col.index] = warehouse.Value{State: warehouse.Set, Ref: c.hash.ID(c.links[col.index], value)}
}

// cell reads one cell by its column's type. What can be read as its type cannot be an identifier, but for references; all else is screened.
func (c *check) cell(col *column, cell []byte) {
	f := col.field
	if f == nil {
		c.text(col.shown, cell)
		if bytes.IndexByte(cell, 0) >= 0 {
			c.reject("nul", "")
		}
		return
	}
	value := trimmed(cell)
	if isNothing(value) {
		return
	}
	if f.Type == schemas.Ref {
		c.referenceCell(col, value)
		return
	}
	v, rule := c.parse(col, value)
	if rule == "" {
		c.values[col.index] = v
		return
	}
	if !col.yearOf {
		c.text(col.shown, cell)
	}
	c.wrong(col, rule, value)
}

func (c *check) referenceCell(col *column, value []byte) {
	if col.pseudonymise {
		c.refer(col, samePerson(value))
		return
	}
	if c.serial.Workbook {
		value = wholeNumber(value)
	}
	c.reference(col, value)
	if !isReference(value) {
		c.text(col.shown, value)
		c.wrong(col, "reference", value)
		return
	}
	c.refer(col, value)
}

// samePerson is a number for a person without what people write between its parts, so that one person has one.
func samePerson(value []byte) []byte {
	out := make([]byte, 0, len(value))
	for _, b := range bytes.ToUpper(value) {
		if b != ' ' && b != '-' {
			out = append(out, b)
		}
	}
	return out
}

// wholeNumber is a reference that a workbook keeps as a number, without the form that it takes there.
func wholeNumber(value []byte) []byte {
	if bytes.IndexByte(value, '.') < 0 && bytes.IndexByte(value, 'E') < 0 {
		return value
	}
	x, err := strconv.ParseFloat(string(value), 64)
	if err != nil || x != float64(int64(x)) || x >= 1<<53 {
		return value
	}
	return strconv.AppendInt(nil, int64(x), 10)
}

// wrong is what becomes of a value that cannot be taken: a row that lacks what it must have is rejected; else the value is emptied and
// noted, since a person lost biases every measure. A date of a deed is kept as one that cannot be read: it is not "not done".
func (c *check) wrong(col *column, rule string, value []byte) {
	f := col.field
	switch {
	case bytes.IndexByte(value, 0) >= 0:
		c.reject("nul", "")
	case rule == "ended_before":
		c.bad, c.before = true, true
		c.found.add(rule, c.file, f.Name, c.line)
	case f.Required && (rule == "number" || rule == "limit"):
		c.reject("required", f.Name)
	case f.Required, rule == "date_after_to", rule == "date_too_early":
		c.reject(rule, f.Name)
	case rule == "date" && (f.Deed || f.Ends):
		c.values[col.index] = warehouse.Value{State: warehouse.Unreadable}
		c.found.add("unreadable", c.file, f.Name, c.line)
	default:
		c.found.add("emptied_"+rule, c.file, f.Name, c.line)
	}
	if rule == "code" {
		c.found.legal(c.file, f)
	}
}

// parse turns a value into what the warehouse takes, or names the rule it breaks.
func (c *check) parse(col *column, value []byte) (warehouse.Value, string) {
	f := col.field
	switch f.Type {
	case schemas.Date:
		return c.date(f, col, value)
	case schemas.Year:
		n := parseYear(value)
		if col.yearOf {
			n = c.yearOf(col, value)
		}
		if n < 0 {
			return warehouse.Value{}, "number"
		}
		if n < int(f.Minimum) || n > c.said.To.Year() {
			return warehouse.Value{}, "limit"
		}
		return warehouse.Value{State: warehouse.Set, Number: int64(n)}, ""
	case schemas.Money, schemas.Decimal:
		n := parseHundredths(value, f.Type == schemas.Money)
		if n < 0 {
			return warehouse.Value{}, "number"
		}
		if n < int(f.Minimum*100) || f.Maximum > 0 && n > int(f.Maximum*100+0.5) {
			return warehouse.Value{}, "limit"
		}
		return warehouse.Value{State: warehouse.Set, Number: int64(n)}, ""
	default:
		place, mapped := -1, false
		if col.codes != nil {
			place, mapped = col.codes[mappedCode(value)]
		}
		if !mapped {
			place = codeOf(f, value)
		}
		switch {
		case place >= 0:
		case mapped:
			return warehouse.Value{}, "" // a code that the mapping says means nothing
		default:
			return warehouse.Value{}, "code"
		}
		return warehouse.Value{State: warehouse.Set, Number: int64(place)}, ""
	}
}

// readDay reads a date as the column, or else the extract, has it.
func (c *check) readDay(col *column, value []byte) (int, bool) {
	form := c.said.Dates
	if col.dates != nil {
		form = *col.dates
	}
	d, ok := parseDay(value, form)
	if !ok && c.serial.Workbook {
		d, ok = parseSerial(value, c.serial.From1904)
	}
	return d, ok
}

func (c *check) date(f *schemas.Field, col *column, value []byte) (warehouse.Value, string) {
	d, ok := c.readDay(col, value)
	if !ok {
		return warehouse.Value{}, "date"
	}
	return warehouse.Value{State: warehouse.Set, Number: int64(d)}, c.limits.rule(f, d)
}

// yearOf is the year of a date of birth, which is all that is kept of it.
func (c *check) yearOf(col *column, value []byte) int {
	d, ok := c.readDay(col, value)
	if !ok {
		return parseYear(value)
	}
	return epoch.AddDate(0, 0, d).Year()
}

// rule is the rule that a readable date of the field breaks, if any.
func (l limits) rule(f *schemas.Field, d int) string {
	switch {
	case d > l.to && !f.AfterTo:
		return "date_after_to"
	case d >= l.first, f.OpenBefore && d >= l.earliest:
		return ""
	case f.Ends && d >= l.earliest:
		return "ended_before"
	default:
		return "date_too_early"
	}
}

package official

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/fault"
)

const wrongFile = "Give " + ascofFile + " (one row for each measure, area and statistic)."

// table holds what was published, by series and present area code.
type table map[key]*entry

type key struct{ series, code string }

// entry is what one measure says of one area.
type entry struct {
	line      int    // where its first row stands
	published string // the area code it was published under
	values    map[string]value
}

// value is a number or the reason there is none: c, x or z.
type value struct {
	number float64
	mark   string
}

// The statistics of every entry.
const (
	outcome     = "outcome"
	numerator   = "numerator"
	denominator = "denominator"
)

var statistics = []string{outcome, numerator, denominator}

// councilTypes are the publisher's groups of councils by type; they are no areas and have no code.
var councilTypes = []string{"S", "U", "M", "I", "O"}

// noCode stands in the column of ONS area codes for a group that has none; codeLength is that of a code.
const (
	noCode     = "[Z]"
	codeLength = len(area.England)
)

// parser reads one file from first row to last.
type parser struct {
	name   string
	reader *csv.Reader
	column map[string]int
	row    []string
	line   int
	table  table
}

// parse reads a file of published values. Every fault is Refused and names the file and, where there is one, the line.
func parse(name string, text []byte) (table, error) {
	if !utf8.Valid(text) {
		return nil, fault.New(fault.Refused, "The file is not UTF-8 text.", "Save it as CSV in UTF-8.").At(name)
	}
	p := &parser{name: name, reader: csv.NewReader(bytes.NewReader(text)), table: table{}}
	p.reader.ReuseRecord = true
	if err := p.header(); err != nil {
		return nil, err
	}
	for {
		err := p.next()
		if errors.Is(err, io.EOF) {
			return p.table, p.whole()
		}
		if err == nil {
			err = p.keep()
		}
		if err != nil {
			return nil, err
		}
	}
}

func (p *parser) refuse(what, fix string) error {
	return fault.New(fault.Refused, what, fix).At(fmt.Sprintf("%s, line %d", p.name, p.line))
}

// next reads a row; io.EOF after the last.
func (p *parser) next() error {
	row, err := p.reader.Read()
	var broken *csv.ParseError
	switch {
	case errors.As(err, &broken):
		p.line = broken.Line
		if errors.Is(err, csv.ErrFieldCount) {
			return p.refuse("The row has more or fewer fields than the header.", "Fetch the file again; it may be cut short.")
		}
		return p.refuse("The quotes of the row are not those of CSV.", "Fetch the file again, or save it as CSV.")
	case err != nil:
		return err
	}
	p.row = row
	p.line, _ = p.reader.FieldPos(0)
	return nil
}

func (p *parser) header() error {
	p.line = 1
	err := p.next()
	if errors.Is(err, io.EOF) {
		return fault.New(fault.Refused, "The file is empty.", wrongFile).At(p.name)
	}
	if err != nil {
		return err
	}
	p.column = map[string]int{}
	for i, name := range p.row {
		if _, twice := p.column[name]; twice {
			return p.refuse("The header names a column twice.", wrongFile)
		}
		p.column[name] = i
	}
	var missing []string
	for _, name := range []string{"measure", "la_code", "ons_area_code", "period", "statistic", "value"} {
		if _, ok := p.column[name]; !ok {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return p.refuse("The header lacks "+strings.Join(missing, ", ")+".", wrongFile)
	}
	return nil
}

func (p *parser) field(name string) string { return p.row[p.column[name]] }

// keep puts the row into the table.
func (p *parser) keep() error {
	d, ok := byNumber[p.field("measure")]
	if !ok {
		return p.refuse("The measure is not one of this edition.", wrongFile)
	}
	if p.field("period") != "2024 to 2025" {
		return p.refuse("The period is not 2024 to 2025, the year of this edition.", wrongFile)
	}
	statistic := p.field("statistic")
	if !slices.Contains(statistics, statistic) {
		return p.refuse("The statistic is not outcome, numerator or denominator.", wrongFile)
	}
	v, err := p.value(statistic, d)
	if err != nil {
		return err
	}
	published := strings.ToUpper(strings.TrimSpace(p.field("ons_area_code")))
	if published == noCode && slices.Contains(councilTypes, p.field("la_code")) {
		return nil
	}
	place := area.Resolve(published)
	if !place.Known || len(published) != codeLength { // council codes of social care returns are resolved too, but have no place here
		return p.refuse("No present area has the ONS area code.", "Check the code against the ONS register; a council that was split or merged has no place here.")
	}
	e := p.table.entry(key{d.id, place.Area.Code}, p.line, published)
	if _, twice := e.values[statistic]; twice {
		return p.refuse("The same measure, area and statistic stand in an earlier row.", "Remove one of the two rows.")
	}
	e.values[statistic] = v
	return nil
}

func (t table) entry(k key, line int, published string) *entry {
	if t[k] == nil {
		t[k] = &entry{line: line, published: published, values: map[string]value{}}
	}
	return t[k]
}

// number is a published one: digits with or without thousands commas, small enough to be exact.
var number = regexp.MustCompile(`^(\d{1,12}|\d{1,3}(,\d{3}){1,3})(\.\d{1,6})?$`)

func (p *parser) value(statistic string, d definition) (value, error) {
	text := strings.TrimSpace(p.field("value"))
	switch text {
	case "[c]", "[x]", "[z]":
		return value{mark: text[1:2]}, nil
	}
	if !number.MatchString(text) || statistic != outcome && strings.Contains(text, ".") {
		return value{}, p.refuse("The value is neither a published number nor [c], [x] or [z].",
			"Write 1,234 or 24.5 (no fraction in a count), or the mark of a missing value.")
	}
	n, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", ""), 64)
	if err != nil || statistic == outcome && d.unit == percent && n > 100 {
		return value{}, p.refuse("The outcome is more than 100 percent.", "Check the value against the publisher's table.")
	}
	return value{number: n}, nil
}

// whole refuses a table with holes that no publisher left: an area without one of the statistics, a measure without England.
func (p *parser) whole() error {
	for _, d := range ascof {
		if p.table[key{d.id, area.England}] == nil {
			return fault.New(fault.Refused, "Measure "+d.number+" has no figure for England; the file is cut short.", "Fetch it again.").At(p.name)
		}
		for _, a := range area.All() {
			e := p.table[key{d.id, a.Code}]
			if e != nil && len(e.values) < len(statistics) {
				p.line = e.line
				return p.refuse("The measure and area of this row have no outcome, numerator or denominator.", "All three are needed; fetch the file again.")
			}
		}
	}
	return nil
}

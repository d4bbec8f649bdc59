package load

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/table"
	"github.com/careduty/careduty/internal/warehouse"
	"github.com/careduty/careduty/schemas"
)

// mappingName is the file that says how a council's own columns and codes are the specification's.
const mappingName = "mapping.json"

// mapping is mapping.json as it is written; schemas/mapping.json is its schema.
type mapping struct {
	Schema        string                `json:"$schema,omitempty"`
	Specification string                `json:"specification"`
	Comment       string                `json:"comment,omitempty"`
	Extract       json.RawMessage       `json:"extract,omitempty"` // the entries of extract.json, where there is no such file
	Kinds         map[string]mappedKind `json:"kinds"`
}

// mappedKind is the files that hold the rows of a kind; in JSON one object, or a list of them.
type mappedKind []mappedFile

// mappedFile says which columns of a file or sheet are which fields.
type mappedFile struct {
	File       string                 `json:"file"`
	Sheet      string                 `json:"sheet,omitempty"`
	Encoding   string                 `json:"encoding,omitempty"`
	Delimiter  string                 `json:"delimiter,omitempty"`
	DateFormat string                 `json:"date_format,omitempty"`
	Comment    string                 `json:"comment,omitempty"`
	Fields     map[string]mappedField `json:"fields"`
}

// mappedField is where a field comes from: a column, or one value for all rows.
type mappedField struct {
	Column       columnName         `json:"column,omitzero"`
	Constant     *string            `json:"constant,omitempty"`
	Codes        map[string]*string `json:"codes,omitempty"` // theirs → ours; null for none
	DateFormat   string             `json:"date_format,omitempty"`
	YearOf       bool               `json:"year_of,omitempty"`
	Pseudonymise bool               `json:"pseudonymise,omitempty"`
	Unsure       string             `json:"unsure,omitempty"` // what a draft could not tell
}

// columnName is the name of a column, or its place from 1 where a file has no names one can write.
type columnName struct {
	name  string
	place int
}

// UnmarshalJSON reads a text or a number.
func (c *columnName) UnmarshalJSON(text []byte) error {
	if err := json.Unmarshal(text, &c.name); err == nil {
		return nil
	}
	return json.Unmarshal(text, &c.place)
}

// MarshalJSON writes what was read.
func (c columnName) MarshalJSON() ([]byte, error) {
	if c.place > 0 {
		return json.Marshal(c.place)
	}
	return json.Marshal(c.name)
}

// IsZero says whether there is none.
func (c columnName) IsZero() bool { return c == columnName{} }

// UnmarshalJSON reads one object or a list.
func (k *mappedKind) UnmarshalJSON(text []byte) error {
	if t := bytes.TrimSpace(text); len(t) == 0 || t[0] != '[' {
		var one mappedFile
		err := strictly(text, &one)
		*k = mappedKind{one}
		return err
	}
	var list []mappedFile
	err := strictly(text, &list)
	*k = list
	return err
}

// MarshalJSON writes one file as an object.
func (k mappedKind) MarshalJSON() ([]byte, error) {
	if len(k) == 1 {
		return json.Marshal(k[0])
	}
	return json.Marshal([]mappedFile(k))
}

func strictly(text []byte, to any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	return d.Decode(to)
}

func wrongMapping(what, fix string) *fault.Error {
	return fault.New(fault.Refused, what, fix).At(mappingName)
}

// parseMapping reads mapping.json and holds it to the contracts, before a row is read. Messages name kinds and fields of ours, never the
// council's names.
func parseMapping(text []byte) (*mapping, error) {
	m := &mapping{}
	d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))))
	d.DisallowUnknownFields()
	err := d.Decode(m)
	if err == nil {
		if _, more := d.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("more")
		}
	}
	switch {
	case err != nil:
		return nil, wrongMapping("It is not JSON of the form that schemas/mapping.json describes: an entry is misspelt, or of the wrong type.",
			"Compare it with the one that careduty template or careduty mapping new writes.")
	case m.Specification != schemas.MappingSpecification:
		return nil, wrongMapping("It follows another specification than "+schemas.MappingSpecification+".", "Write \"specification\": \""+schemas.MappingSpecification+"\".")
	case len(m.Kinds) == 0:
		return nil, wrongMapping("It maps no kind.", "Name under \"kinds\" what the files hold.")
	}
	for _, kind := range slices.Sorted(maps.Keys(m.Kinds)) {
		k, ok := schemas.KindOf(kind)
		if !ok {
			return nil, wrongMapping("Under \"kinds\" is a kind that the specification does not have.", "Use people, assessments, plans, budgets, direct_payments, reviews or complaints.")
		}
		for i := range m.Kinds[kind] {
			if err := m.Kinds[kind][i].check(&k); err != nil {
				return nil, err
			}
		}
	}
	return m, nil
}

// check holds the mapping of a file to the contract of its kind.
func (f *mappedFile) check(k *schemas.Kind) error {
	in := func(what, fix string) error { return wrongMapping("Of "+k.Name+": "+what, fix) }
	if f.File == "" {
		return in("\"file\" is missing.", "Name the file that holds its rows.")
	}
	if _, ok := encodingOf(f.Encoding); f.Encoding != "" && !ok {
		return in("the encoding is not known.", "Use utf-8, utf-16 or windows-1252.")
	}
	if _, ok := delimiterOf[f.Delimiter]; f.Delimiter != "" && !ok {
		return in("the delimiter is none that is read.", "Use a comma, a semicolon, a vertical bar or a tab.")
	}
	if _, ok := dateFormOf(f.DateFormat); f.DateFormat != "" && !ok {
		return in("the date_format is none that is read.", "Use yyyy-mm-dd or dd/mm/yyyy.")
	}
	for _, name := range slices.Sorted(maps.Keys(f.Fields)) {
		field, ok := k.Field(name)
		if !ok {
			return in("\"fields\" has one that the specification does not.", "Fields are named as in the record specification; columns stand inside them.")
		}
		x := f.Fields[name]
		if err := x.check(k, &field); err != nil {
			return err
		}
	}
	for _, field := range k.Fields {
		if _, ok := f.Fields[field.Name]; field.Required && !ok {
			return in(field.Name+" is not mapped, and every row must have it.", "Map a column to it, or give it a constant.")
		}
	}
	return nil
}

func (x mappedField) check(k *schemas.Kind, f *schemas.Field) error {
	in := func(what, fix string) error { return wrongMapping("Of "+k.Name+"."+f.Name+": "+what, fix) }
	_, dates := dateFormOf(x.DateFormat)
	switch {
	case x.Column.IsZero() == (x.Constant == nil):
		return in("it needs a column or a constant, and not both.", "Give one of them.")
	case x.Column.place < 0:
		return in("columns are counted from 1.", "Correct its place.")
	case x.Pseudonymise && f.Type != schemas.Ref:
		return in("only references are pseudonymised.", "Take pseudonymise out.")
	case x.YearOf && f.Type != schemas.Year:
		return in("year_of is for birth_year alone.", "Take it out.")
	case x.DateFormat != "" && !dates:
		return in("the date_format is none that is read.", "Use yyyy-mm-dd or dd/mm/yyyy.")
	case len(x.Codes) > 0 && len(f.Codes) == 0:
		return in("the field has no codes.", "Take codes out.")
	}
	for _, ours := range x.Codes {
		if ours != nil && *ours != "" && !slices.Contains(f.Codes, strings.ToLower(strings.TrimSpace(*ours))) {
			return in("a code is mapped to one that the field does not have.", "Map to "+strings.Join(f.Codes, ", ")+", or to null for none.")
		}
	}
	if x.Constant != nil {
		if _, ok := x.constant(f); !ok {
			return in("the constant is no value of the field.", "Give one, or map a column. References cannot be constant.")
		}
	}
	return nil
}

// constant is the value that all rows have.
func (x mappedField) constant(f *schemas.Field) (warehouse.Value, bool) {
	if f.Type == schemas.Ref {
		return warehouse.Value{}, false
	}
	c := check{said: &declaration{}, limits: limits{to: 1 << 40}}
	form := dateForm{}
	c.said.To = epoch.AddDate(500, 0, 0)
	v, rule := c.parse(&column{field: f, dates: &form}, trimmed([]byte(*x.Constant)))
	return v, rule == ""
}

// declaration is the text of extract.json that the mapping stands in for: what it does not say of itself, the kinds and the specification,
// follows from the mapping.
func (m *mapping) declaration() []byte {
	entries := map[string]json.RawMessage{}
	if json.Unmarshal(m.Extract, &entries) != nil {
		return m.Extract
	}
	if _, ok := entries["specification"]; !ok {
		entries["specification"], _ = json.Marshal(schemas.Specification)
	}
	if _, ok := entries["kinds"]; !ok {
		entries["kinds"], _ = json.Marshal(slices.Sorted(maps.Keys(m.Kinds)))
	}
	text, err := json.Marshal(entries)
	if err != nil {
		return m.Extract
	}
	return text
}

// uses says whether the mapping has a file read for some kind.
func (m *mapping) uses(member table.Member) bool {
	if m == nil {
		return false
	}
	for _, list := range m.Kinds {
		if slices.ContainsFunc(list, func(f mappedFile) bool { return f.names(member) }) {
			return true
		}
	}
	return false
}

// names says whether a member is the file that is meant: by its path in the extract, or by its name alone.
func (f *mappedFile) names(m table.Member) bool {
	want := strings.ToLower(strings.ReplaceAll(f.File, `\`, "/"))
	return strings.EqualFold(m.Name, want) || m.Base() == want
}

// has says whether the mapping says where a kind is read from.
func (m *mapping) has(kind string) bool { return m != nil && len(m.Kinds[kind]) > 0 }

// mapped are the parts that the mapping has a kind read from.
func (x *extract) mapped(kind string) []part {
	var out []part
	for i := range x.said.Mapping.Kinds[kind] {
		f := &x.said.Mapping.Kinds[kind][i]
		at := slices.IndexFunc(x.source.Members, f.names)
		if at < 0 {
			x.found.add("mapping_file", kind, "", 0)
			continue
		}
		form := x.said.form(kind)
		if f.Sheet != "" {
			form.Sheets, form.Only = []string{f.Sheet}, true
		}
		if f.Encoding != "" {
			form.Encoding, _ = encodingOf(f.Encoding)
		}
		if f.Delimiter != "" {
			form.Delimiter = delimiterOf[f.Delimiter]
		}
		shown := kind
		if i > 0 {
			shown = kind + " (" + strconv.Itoa(i+1) + ")"
		}
		out = append(out, part{member: x.source.Members[at], shown: shown, form: form, mapped: f, own: -1})
	}
	return out
}

// plainColumn is a column's name without regard to case and to how many spaces part its words.
func plainColumn(name string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(strings.ToLower(strings.Trim(name, spaces)), "\u00a0", " ")), " ")
}

// mappedCode is a code of the council's without regard to case and to how many spaces part its words.
func mappedCode(value []byte) string { return plainColumn(string(value)) }

// isHeader says whether a row has all columns that are mapped by name.
func (f *mappedFile) isHeader(cells [][]byte) bool {
	if f == nil {
		return false
	}
	for _, x := range f.Fields {
		if x.Column.name != "" && !slices.ContainsFunc(cells, x.Column.is) {
			return false
		}
	}
	return true
}

func (c columnName) is(cell []byte) bool { return plainColumn(string(cell)) == plainColumn(c.name) }

// bind matches a header to the mapping: only mapped columns are read.
func (f *mappedFile) bind(k *schemas.Kind, file string, cells [][]byte, found *tally) (columns []column, constants []constant, missing []string, ok bool) {
	columns, ok = make([]column, len(cells)), true
	form, dated := dateFormOf(f.DateFormat)
	for i, field := range k.Fields {
		x, mapped := f.Fields[field.Name]
		switch {
		case !mapped:
			missing = append(missing, field.Name)
			continue
		case x.Constant != nil:
			v, _ := x.constant(&field)
			constants = append(constants, constant{field: i, value: v})
			continue
		}
		at := x.Column.place - 1
		if at < 0 {
			at = slices.IndexFunc(cells, x.Column.is)
		}
		switch {
		case at < 0 || at >= len(cells):
			found.add("mapping_column", file, field.Name, 0)
			ok = false
			continue
		case x.Column.name != "" && slices.ContainsFunc(cells[at+1:], x.Column.is):
			found.add("column_twice", file, field.Name, 0)
			ok = false
			continue
		case tellsOfPerson(string(cells[at])) && !x.Pseudonymise && !x.YearOf:
			found.add("identifier_column", file, field.Name, 0)
		}
		c := x.column(i, &k.Fields[i])
		if c.dates == nil && dated && f.DateFormat != "" {
			c.dates = &form
		}
		if columns[at].read {
			earlier := columns[at]
			c.also = &earlier
		}
		columns[at] = c
	}
	f.skipped(file, columns, found)
	return columns, constants, missing, ok
}

// column is how a mapped column is read.
func (x mappedField) column(index int, f *schemas.Field) column {
	c := column{shown: f.Name, read: true, field: f, index: index, pseudonymise: x.Pseudonymise, yearOf: x.YearOf}
	if form, ok := dateFormOf(x.DateFormat); ok && x.DateFormat != "" {
		c.dates = &form
	}
	for theirs, ours := range x.Codes {
		if c.codes == nil {
			c.codes = map[string]int{}
		}
		place := -1
		if ours != nil {
			place = slices.Index(f.Codes, strings.ToLower(strings.TrimSpace(*ours)))
		}
		c.codes[mappedCode([]byte(theirs))] = place
	}
	return c
}

// skipped lists the columns that nobody looks at by their places.
func (f *mappedFile) skipped(file string, columns []column, found *tally) {
	var places []string
	for i, c := range columns {
		if !c.read {
			places = append(places, strconv.Itoa(i+1))
		}
	}
	if len(places) == 0 {
		return
	}
	const most = 40
	text := strings.Join(places[:min(most, len(places))], ", ")
	if len(places) > most {
		text += fmt.Sprintf(" and %d more", len(places)-most)
	}
	found.count("column_skipped", file, "", text, len(places))
}

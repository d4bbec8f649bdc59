package load

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/table"
	"github.com/careduty/careduty/schemas"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
)

// declarationName is the file that makes a folder an extract.
const declarationName = "extract.json"

// maxDeclaration is the largest extract.json taken, in bytes.
const maxDeclaration = 1 << 20

// delimiters are the characters that may divide cells.
const delimiters = ",;|\t"

// declaration is what extract.json says.
type declaration struct {
	Specification string
	Council       area.Area
	Recoded       bool // under a code the council no longer has
	From, To      time.Time
	ProducedOn    time.Time
	Kinds         []string // in the order of the contracts
	Synthetic     bool
	Encoding      encoding.Encoding // nil for UTF-8
	Delimiter     byte
	Dates         dateForm
	Recorded      []string // fields that the council records though they may be empty on every row, as plans.copy_given_on
	Unknown       []string // entries that the specification lacks
	Mapping       *mapping // the council's own columns and codes; nil where the files are as the specification has them
}

// form is how the files of the extract are written; a workbook's sheet is called after its kind.
func (d *declaration) form(kind string) table.Form {
	return table.Form{Encoding: d.Encoding, Delimiter: d.Delimiter, Sheets: []string{kind}}
}

// required are the entries an extract.json must have.
var required = []string{"specification", "council", "from", "to", "produced_on", "kinds", "synthetic"}

var optional = []string{"contact", "encoding", "delimiter", "date_format", "recorded", "$schema"}

// parseDeclaration reads extract.json. Whatever is wrong with it refuses the extract.
func parseDeclaration(text []byte) (declaration, error) {
	entries := map[string]json.RawMessage{}
	decoder := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))))
	if err := decoder.Decode(&entries); err != nil || entries == nil {
		return declaration{}, wrong("It is not a JSON object.", "Write it as in the file that careduty template makes.")
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return declaration{}, wrong("Something follows the JSON object.", "Leave one object.")
	}
	for _, name := range required {
		if _, ok := entries[name]; !ok {
			return declaration{}, wrong(fmt.Sprintf("The entry %q is missing.", name), "Add it.")
		}
	}
	var d declaration
	for name := range entries {
		if !slices.Contains(required, name) && !slices.Contains(optional, name) {
			d.Unknown = append(d.Unknown, name)
		}
	}
	slices.Sort(d.Unknown)
	for _, read := range []func(map[string]json.RawMessage, *declaration) error{
		readSpecification, readCouncil, readDays, readKinds, readSynthetic, readForm, readRecorded,
	} {
		if err := read(entries, &d); err != nil {
			return declaration{}, err
		}
	}
	return d, nil
}

func wrong(what, fix string) *fault.Error {
	return fault.New(fault.Refused, what, fix).At(declarationName)
}

// textEntry is an entry that must be a JSON string.
func textEntry(entries map[string]json.RawMessage, name string) (string, error) {
	var s *string
	if err := json.Unmarshal(entries[name], &s); err != nil || s == nil {
		return "", wrong(fmt.Sprintf("The entry %q is not text.", name), "Put it in quotation marks.")
	}
	return strings.TrimSpace(*s), nil
}

func readSpecification(entries map[string]json.RawMessage, d *declaration) error {
	s, err := textEntry(entries, "specification")
	if err != nil {
		return err
	}
	if s != schemas.Specification {
		return wrong("The extract follows another specification than "+schemas.Specification+".", "Write it to that one, or use a careduty that knows the other.")
	}
	d.Specification = s
	return nil
}

func readCouncil(entries map[string]json.RawMessage, d *declaration) error {
	code, err := textEntry(entries, "council")
	if err != nil {
		return err
	}
	if code == "" {
		return wrong("The entry \"council\" is not filled in.", "Give the council's ONS code (E and eight digits) or its code in social care returns, as text.")
	}
	r := area.Resolve(code)
	switch {
	case r.Known && r.Area.Level == area.Council:
		d.Council, d.Recoded = r.Area, r.Recoded
		return nil
	case len(r.Changes) > 0:
		names := make([]string, len(r.Changes))
		for i, c := range r.Changes {
			names[i] = c.New
		}
		return wrong("The council was split, merged away or reduced.", "Give the code of the council that has its duties now: "+strings.Join(names, ", ")+".")
	default:
		return wrong("The council is not known.", "Give its ONS code (E and eight digits) or its code in social care returns, as text.")
	}
}

func readDays(entries map[string]json.RawMessage, d *declaration) error {
	for _, x := range []struct {
		name string
		to   *time.Time
	}{{"from", &d.From}, {"to", &d.To}, {"produced_on", &d.ProducedOn}} {
		s, err := textEntry(entries, x.name)
		if err != nil {
			return err
		}
		if *x.to, err = time.Parse(time.DateOnly, s); err != nil || x.to.Year() < 1900 {
			return wrong(fmt.Sprintf("The entry %q is no date.", x.name), "Write it yyyy-mm-dd.")
		}
	}
	switch {
	case d.To.Before(d.From):
		return wrong("The extract ends before it begins.", "Correct from or to.")
	case d.ProducedOn.Before(d.To):
		return wrong("The extract was produced before the days it covers were over.", "Correct to or produced_on.")
	}
	return nil
}

func readKinds(entries map[string]json.RawMessage, d *declaration) error {
	var named []string
	if err := json.Unmarshal(entries["kinds"], &named); err != nil {
		return wrong("The entry \"kinds\" is not a list of texts.", "List the kinds in the extract.")
	}
	known := []string{}
	for _, k := range schemas.Kinds() {
		known = append(known, k.Name)
		if slices.ContainsFunc(named, func(n string) bool { return strings.EqualFold(strings.TrimSpace(n), k.Name) }) {
			d.Kinds = append(d.Kinds, k.Name)
		}
	}
	for _, n := range named {
		if !slices.Contains(known, strings.ToLower(strings.TrimSpace(n))) {
			return wrong("The entry \"kinds\" names a kind that the specification does not have.", "Use "+strings.Join(known, ", ")+".")
		}
	}
	if !slices.Contains(d.Kinds, "people") {
		return wrong("The entry \"kinds\" does not name people.", "Every extract holds the people whom its records are about.")
	}
	return nil
}

func readSynthetic(entries map[string]json.RawMessage, d *declaration) error {
	var s *bool
	if err := json.Unmarshal(entries["synthetic"], &s); err != nil || s == nil {
		return wrong("The entry \"synthetic\" is not filled in: it is neither true nor false.", "Write true for made-up data and false for real.")
	}
	d.Synthetic = *s
	return nil
}

// readForm reads how the files are written, where it is not the usual way.
func readForm(entries map[string]json.RawMessage, d *declaration) error {
	d.Delimiter = ','
	for _, name := range []string{"encoding", "delimiter", "date_format"} {
		if _, ok := entries[name]; !ok {
			continue
		}
		var s *string
		if err := json.Unmarshal(entries[name], &s); err != nil || s == nil {
			return wrong(fmt.Sprintf("The entry %q is not text.", name), "Put it in quotation marks.")
		}
		if err := d.setForm(name, strings.ToLower(*s)); err != nil {
			return err
		}
	}
	return nil
}

// delimiterOf are the names by which a delimiter may be declared.
var delimiterOf = map[string]byte{
	",": ',', ";": ';', "|": '|', "\t": '\t', `\t`: '\t', "comma": ',', "semicolon": ';', "bar": '|', "pipe": '|', "vertical bar": '|', "tab": '\t',
}

func (d *declaration) setForm(name, s string) error {
	switch name {
	case "delimiter":
		if s != "\t" {
			s = strings.TrimSpace(s)
		}
		c, ok := delimiterOf[s]
		if !ok {
			return wrong("The delimiter is none that is read.", "Use a comma, a semicolon, a vertical bar or a tab.")
		}
		d.Delimiter = c
	case "date_format":
		form, ok := dateFormOf(s)
		if !ok {
			return wrong("The date_format is none that is read.", "Use yyyy-mm-dd or dd/mm/yyyy, with hh:mm or hh:mm:ss after it if times follow the dates.")
		}
		d.Dates = form
	default:
		e, ok := encodingOf(s)
		if !ok {
			return wrong("The encoding is not known.", "Use utf-8, windows-1252 or another name of the WHATWG encoding standard.")
		}
		d.Encoding = e
	}
	return nil
}

// dateFormOf reads the declaration of how dates are written.
func dateFormOf(s string) (dateForm, bool) {
	date, clock, timed := strings.Cut(strings.TrimSpace(strings.ToLower(s)), " ")
	if !timed {
		date, clock, timed = strings.Cut(date, "t")
	}
	if timed && !slices.Contains([]string{"hh:mm", "hh:mm:ss", "hh:mm:ss.fff"}, strings.TrimSpace(clock)) {
		return dateForm{}, false
	}
	switch date {
	case "yyyy-mm-dd":
		return dateForm{Time: timed}, true
	case "dd/mm/yyyy":
		return dateForm{DayFirst: true, Time: timed}, true
	default:
		return dateForm{}, false
	}
}

// encodingOf reads the declaration of an encoding; nil is UTF-8.
func encodingOf(s string) (encoding.Encoding, bool) {
	switch s = strings.TrimSpace(strings.ToLower(s)); s {
	case "utf-8", "utf8":
		return nil, true
	case "utf-16", "utf16", "unicode":
		// The mark at its beginning says which way round it is.
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), true
	}
	e, err := htmlindex.Get(s)
	return e, err == nil
}

// readRecorded reads which fields the council records though no row may have them.
func readRecorded(entries map[string]json.RawMessage, d *declaration) error {
	if _, ok := entries["recorded"]; !ok {
		return nil
	}
	var named []string
	if err := json.Unmarshal(entries["recorded"], &named); err != nil {
		return wrong("The entry \"recorded\" is not a list of texts.", "List fields as plans.copy_given_on.")
	}
	for _, n := range named {
		n = strings.ToLower(strings.TrimSpace(n))
		kind, field, _ := strings.Cut(n, ".")
		k, ok := schemas.KindOf(kind)
		if _, has := k.Field(field); !ok || !has {
			return wrong("The entry \"recorded\" names a field that the specification does not have.", "List fields with their kind, as plans.copy_given_on.")
		}
		d.Recorded = append(d.Recorded, n)
	}
	return nil
}

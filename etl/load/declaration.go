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
	"github.com/careduty/careduty/schemas"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
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
	DayFirst      bool     // dates are dd/mm/yyyy
	Unknown       []string // entries that the specification lacks
}

// required are the entries an extract.json must have.
var required = []string{"specification", "council", "from", "to", "produced_on", "kinds", "synthetic"}

var optional = []string{"contact", "encoding", "delimiter", "date_format"}

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
		readSpecification, readCouncil, readDays, readKinds, readSynthetic, readForm,
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
		return wrong("The entry \"synthetic\" is neither true nor false.", "Write true for made-up data and false for real.")
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

func (d *declaration) setForm(name, s string) error {
	switch {
	case name == "delimiter" && (len(s) != 1 || !strings.Contains(delimiters, s)):
		return wrong("The delimiter is none that is read.", "Use a comma, a semicolon, a vertical bar or a tab.")
	case name == "delimiter":
		d.Delimiter = s[0]
	case name == "date_format" && s == "dd/mm/yyyy":
		d.DayFirst = true
	case name == "date_format" && s != "yyyy-mm-dd":
		return wrong("The date_format is none that is read.", "Use yyyy-mm-dd or dd/mm/yyyy.")
	case name == "encoding" && s != "utf-8" && s != "utf8":
		e, err := htmlindex.Get(s)
		if err != nil {
			return wrong("The encoding is not known.", "Use utf-8, windows-1252 or another name of the WHATWG encoding standard.")
		}
		d.Encoding = e
	}
	return nil
}

package load

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/careduty/careduty/schemas"
)

// column is one column of a file as its header has it.
type column struct {
	shown string         // its name, or its place where the name cannot be shown
	field *schemas.Field // nil if the contract has none of the name
	index int            // of the field in the contract
}

// bind matches a header to a kind's contract and adds what is wrong with it to the findings; it is not ok if rows cannot be
// read by it. Names are trimmed and compare without case.
func bind(k *schemas.Kind, file string, cells [][]byte, found *tally) (columns []column, missing []string, ok bool) {
	seen := map[string]bool{}
	ok = true
	var unknown []column
	for i, c := range cells {
		name := strings.ToLower(strings.TrimSpace(string(c)))
		col := column{shown: shown(name, i), index: slices.IndexFunc(k.Fields, func(f schemas.Field) bool { return f.Name == name })}
		switch {
		case name != "" && seen[name]:
			found.add("column_twice", file, col.shown, 0)
			ok = false
		case col.index >= 0:
			col.field = &k.Fields[col.index]
		case tellsOfPerson(string(c)):
			found.add("identifier_column", file, col.shown, 0)
		case identifies(c):
			found.add("identifier_value", file, col.shown, 1)
		default:
			unknown = append(unknown, col)
		}
		seen[name] = true
		columns = append(columns, col)
	}
	for _, f := range k.Fields {
		if seen[f.Name] {
			continue
		}
		missing = append(missing, f.Name)
		if f.Required {
			found.add("column_required", file, f.Name, 0)
			ok = false
		}
	}
	// Where required columns are missing the first row may be no header at all, and its cells are nobody's to see.
	if ok {
		for _, c := range unknown {
			found.add("column_unknown", file, c.shown, 0)
		}
	}
	return columns, missing, ok
}

var plainName = regexp.MustCompile(`^[a-z][a-z _./()-]{0,60}[0-9]{0,2}$`)

// shown is a column's name if it is one that people give columns, else its place: a header may be a row of records by mistake.
func shown(name string, i int) string {
	if plainName.MatchString(name) && !identifies([]byte(name)) {
		return name
	}
	return fmt.Sprintf("column %d", i+1)
}

// otherDelimiter says whether a header that lacks what it needs would be divided by another delimiter.
func otherDelimiter(record []byte, delim byte) bool {
	for _, d := range []byte(delimiters) {
		if d != delim && bytes.Count(record, []byte{d}) > bytes.Count(record, []byte{delim}) {
			return true
		}
	}
	return false
}

var (
	// What a column's name ends with if the column is about who someone is or where they can be found.
	personalEnds = []string{
		"name", "names", "surname", "forename", "knownas", "address", "addressline", "postcode", "postalcode", "postcodes",
		"dateofbirth", "birthdate", "dob", "email", "emails", "phone", "telephone", "phonenumber", "phoneno", "telephonenumber",
		"telephoneno", "mobilenumber", "mobileno", "nhsnumber", "nhsno", "ninumber", "nino", "nationalinsurancenumber",
		"nationalinsuranceno",
	}
	// What is personal only as the whole of a name.
	personalWhole = []string{"nhs", "ni", "nin", "tel", "mobile", "initials", "street", "birthday", "uprn", "nationalinsurance"}
	// Whose name or address is not a person's.
	impersonal = []string{
		"provider", "service", "team", "council", "organisation", "organization", "agency", "supplier", "setting", "product", "file",
		"scheme", "plan", "ward", "locality", "office", "site", "establishment", "company", "carehome", "nursinghome", "hospital",
		"practice", "school", "authority", "directorate", "department", "by", "has",
	}
	humpOfCamel = regexp.MustCompile(`([a-z0-9])([A-Z])`)
)

// tellsOfPerson says whether a column of this name would hold a direct identifier.
func tellsOfPerson(name string) bool {
	name = strings.ToLower(humpOfCamel.ReplaceAllString(name, "${1}_${2}"))
	words := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	joined := strings.TrimRight(strings.Join(words, ""), "0123456789")
	if slices.Contains(personalWhole, joined) {
		return true
	}
	if !slices.ContainsFunc(personalEnds, func(end string) bool { return strings.HasSuffix(joined, end) }) {
		return false
	}
	// A service user is a person, a service is not.
	about := strings.ReplaceAll(strings.ReplaceAll(name, "service_user", "person"), "service user", "person")
	return !slices.ContainsFunc(impersonal, func(word string) bool {
		return slices.Contains(strings.FieldsFunc(about, func(r rune) bool { return !unicode.IsLetter(r) }), word) ||
			len(word) > 3 && strings.HasPrefix(joined, word) && !strings.Contains(joined, "serviceuser")
	})
}

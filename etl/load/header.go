package load

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/careduty/careduty/schemas"
)

// column is one column of a file as its header and the mapping have it.
type column struct {
	shown        string         // its name, or its place where the name cannot be shown
	read         bool           // false: the mapping does not name it, and nobody looks at it
	field        *schemas.Field // nil if the contract has none of the name
	index        int            // of the field in the contract
	pseudonymise bool           // a number for a person or record that is hashed and looked at by nobody
	yearOf       bool           // a date of which the year is kept
	codes        map[string]int // the council's codes, by mappedCode, each with the place of ours; -1 for none
	also         *column        // another field that the mapping fills from the column
	dates        *dateForm      // how its dates are written, if not as the extract's
}

// headerName is the name of a column as the contract writes names.
func headerName(cell []byte) string {
	name := strings.ToLower(string(trimmed(cell)))
	return strings.NewReplacer(" ", "_", "-", "_", "\u00a0", "_").Replace(name)
}

// knownNames counts the cells of a row that are names of a kind's fields.
func knownNames(k *schemas.Kind, cells [][]byte) (known, some int) {
	for _, c := range cells {
		name := headerName(c)
		if name == "" {
			continue
		}
		some++
		if _, ok := k.Field(name); ok {
			known++
		}
	}
	return known, some
}

// isHeader says whether a row is recognised as a header: half of its names are the contract's.
func isHeader(k *schemas.Kind, cells [][]byte) bool {
	known, some := knownNames(k, cells)
	return known > 0 && known*2 >= some
}

// hasRequired says whether a row names every field that a kind must have: a header that rows can be read by, however many columns of the
// council's own stand beside.
func hasRequired(k *schemas.Kind, cells [][]byte) bool {
	return !slices.ContainsFunc(k.Fields, func(f schemas.Field) bool {
		return f.Required && !slices.ContainsFunc(cells, func(c []byte) bool { return headerName(c) == f.Name })
	})
}

// bind matches a header to a kind's contract and adds what is wrong with it to the findings; it is not ok if rows cannot be read by it.
// Names are shown only where the row is recognised as a header: else it may be a row of records, whose cells are nobody's to see.
func bind(k *schemas.Kind, file string, cells [][]byte, found *tally) (columns []column, missing []string, ok bool) {
	recognised := isHeader(k, cells)
	seen := map[string]bool{}
	ok = true
	var unknown []string
	for i, c := range cells {
		name := headerName(c)
		col := column{shown: shown(name, i, recognised), read: true, index: slices.IndexFunc(k.Fields, func(f schemas.Field) bool { return f.Name == name })}
		sort := identifies(c)
		switch {
		case name != "" && seen[name]:
			found.add("column_twice", file, col.shown, 0)
			ok = false
		case col.index >= 0:
			col.field = &k.Fields[col.index]
			col.shown = col.field.Name
		case tellsOfPerson(string(c)):
			found.add("identifier_column", file, col.shown, 0)
		case sort != "":
			found.addOf("identifier_value", file, col.shown, sort, 1)
		case name != "":
			unknown = append(unknown, col.shown)
		}
		seen[name] = true
		columns = append(columns, col)
	}
	for _, f := range k.Fields {
		if !seen[f.Name] {
			missing = append(missing, f.Name)
		}
	}
	if lacks(k, file, missing, recognised, found) {
		return columns, missing, false
	}
	if len(unknown) > 0 {
		found.addOf("column_unknown", file, "", listed(unknown, recognised), 0)
		found.count("column_unknown", file, "", listed(unknown, recognised), len(unknown))
	}
	return columns, missing, ok
}

// lacks says whether a header lacks what it must have, and adds that to the findings: one for a row that is no header at all.
func lacks(k *schemas.Kind, file string, missing []string, recognised bool, found *tally) bool {
	required := slices.DeleteFunc(slices.Clone(missing), func(name string) bool {
		f, _ := k.Field(name)
		return !f.Required
	})
	switch {
	case len(required) == 0:
		return false
	case !recognised:
		found.add("no_header", file, "", 0)
	default:
		for _, name := range required {
			found.add("column_required", file, name, 0)
		}
	}
	return true
}

// listed are the names of columns that can be shown, and how many cannot.
func listed(names []string, recognised bool) string {
	plain := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return !recognised || strings.HasPrefix(n, "column ") })
	hidden := len(names) - len(plain)
	slices.Sort(plain)
	const most = 12
	if len(plain) > most {
		hidden += len(plain) - most
		plain = plain[:most]
	}
	text := strings.Join(plain, ", ")
	switch {
	case hidden == 0:
		return text
	case text == "":
		return fmt.Sprintf("%d whose names are not shown", hidden)
	default:
		return fmt.Sprintf("%s and %d more", text, hidden)
	}
}

// vocabulary are the words that columns of councils' systems are named with. A name made of anything else is not shown, even in a
// recognised header: it may be somebody's.
var vocabulary = strings.Fields(`
	assessments budgets care clients complaints customers payments plans referrals reviews services
	account action active actual address adult age agency allocated amount approved area assessment assessor authorised authority band begin birth
	budget by carehome carer case category changed client clock code comment comments completed contact contribution cost council country county
	created current customer data date day days decision delivery department dept description details directorate district dob document driver
	duration email end ended episode establishment ethnic event expected export extension extract facility field file financial finish first flag
	forename frequency from full fund funding gender given group gross group gp header health home hospital hours household id identifier index
	initial initials input inserted insurance internal item job key known language last legacy legal letter level line list local locality location
	lsoa made main manager marital message method middle mobile modified month mosaic name names national nationality need needs net new next nhs
	ni nino no note notes number of office officer old on open order organisation organization origin other outcome owner paid parent
	part party payment period permanent person personal phone plan planned postal postcode previous primary primary_key priority process product
	programme property provider purpose quarter rate reason received record recorded ref reference referral region relationship religion report
	request requested responsible result review role row run scheme score secondary sector sequence service setting sex sheet short site size snomed
	social source spare special spell staff stage start started status step street sub subject support surname system table tariff tel
	telephone telephone_number team tenure term text time title to total town type unit updated uprn urgent use user uuid value version visit
	ward week weekly who with worker year`)

// shown is a column's name if the row is recognised as a header and the name is made of the vocabulary, else its place.
func shown(name string, i int, recognised bool) string {
	words := strings.Split(name, "_")
	if recognised && name != "" && !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(vocabulary, w) }) {
		return name
	}
	return fmt.Sprintf("column %d", i+1)
}

// delimiterNames are the characters that may divide cells, as people call them.
var delimiterNames = map[byte]string{',': "commas", ';': "semicolons", '|': "vertical bars", '\t': "tabs"}

// otherDelimiter is the delimiter that a header which lacks what it needs would be a header with; 0 if there is none.
func otherDelimiter(k *schemas.Kind, cells [][]byte, delimiter byte) byte {
	if len(cells) == 0 {
		return 0
	}
	line := strings.Join(textsOf(cells), string(delimiter))
	for _, d := range []byte(delimiters) {
		if d == delimiter || strings.IndexByte(line, d) < 0 {
			continue
		}
		var divided [][]byte
		for part := range strings.SplitSeq(line, string(d)) {
			divided = append(divided, []byte(strings.Trim(strings.TrimSpace(part), `"`)))
		}
		known, _ := knownNames(k, divided)
		if was, _ := knownNames(k, cells); known > was && isHeader(k, divided) {
			return d
		}
	}
	return 0
}

func textsOf(cells [][]byte) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = string(c)
	}
	return out
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

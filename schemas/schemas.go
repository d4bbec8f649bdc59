// Package schemas holds what a council submits, kind by kind, and the warehouse's numbered DDL.
//
// The contract of each kind of record is one Frictionless Table Schema in records/; the checks at load, the warehouse's
// tables, the templates and the documentation are all read from it, so that they cannot disagree. Properties that Frictionless
// lacks begin with "careduty:" and are explained beside the types below. The package holds data and imports nothing of ours.
package schemas

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"sync"
)

//go:generate go test -run TestGenerated -update .

// FS holds records/<kind>.json, mapping.json and ddl/<number>_<name>.sql.
//
//go:embed records/*.json mapping.json ddl/*.sql
var FS embed.FS

// Specification names the version of the contracts that an extract must declare.
const Specification = "careduty-records/1"

// MappingSpecification names the version of the mapping schema, mapping.json, that a mapping must declare.
const MappingSpecification = "careduty-mapping/1"

// FirstDay is the earliest day a record may bear: the year before the Care Act came into force. Births may be earlier, and so
// may the beginnings of what was still open then.
const FirstDay = "2014-04-01"

// EarliestDay is the earliest day the beginning of something still open on FirstDay may have.
const EarliestDay = "1900-01-01"

// Type is what a field's text must be.
type Type string

// The types of fields.
const (
	Ref     Type = "ref"     // 1 to 64 characters of A-Za-z0-9_-
	Date    Type = "date"    // a day, yyyy-mm-dd unless the extract declares otherwise
	YesNo   Type = "yn"      // yes, no or unknown
	Code    Type = "code"    // one of Codes
	Money   Type = "money"   // pounds, at most two decimal places
	Decimal Type = "decimal" // a number with at most two decimal places
	Year    Type = "year"    // a calendar year
)

// Field is one column of a kind.
type Field struct {
	Name        string
	Title       string
	Description string
	Type        Type
	Required    bool     // may not be empty
	Codes       []string // for YesNo and Code, in lower case
	Minimum     float64  // for numbers, both ends included
	Maximum     float64  // 0 means none
	Deed        bool     // an empty date means not done by the extract's end, rather than not known
	AfterTo     bool     // the date may lie after the extract's end
	OpenBefore  bool     // the date may lie before FirstDay
	Ends        bool     // the deed ends something; its absence from every row says nothing
	Could       string   // SQL over the row: which rows could bear the deed; empty is all
}

// Link is a field that names a record of another kind.
type Link struct {
	Field  string
	Kind   string
	Reject bool // a row whose record is not found is rejected; otherwise the reference is noted and emptied
}

// Order is a pair of dates of which the second may not come before the first.
type Order struct {
	Earlier string `json:"earlier"`
	Later   string `json:"later"`
}

// Sum is a total that its parts should add up to; rows that do not are noted and stay.
type Sum struct {
	Total     string   `json:"total"`
	Parts     []string `json:"parts"`
	Tolerance float64  `json:"tolerance"`
}

// Expectation is a field that should be filled when another has a value; rows without it are noted and stay.
type Expectation struct {
	When  string `json:"when"`
	Is    string `json:"is"`
	Field string `json:"field"`
}

// Kind is the contract of one kind of record.
type Kind struct {
	Name        string
	Title       string
	Description string
	Key         string // the field that names a record; unique per council
	Fields      []Field
	Links       []Link
	Orders      []Order
	Sum         *Sum
	Expects     []Expectation
	Ties        [][]string // lists of fields, each begun by the same reference: rows alike in one tie, and are put in the order of their own references
}

// Field is the field of a name.
func (k Kind) Field(name string) (Field, bool) {
	i := slices.IndexFunc(k.Fields, func(f Field) bool { return f.Name == name })
	if i < 0 {
		return Field{}, false
	}
	return k.Fields[i], true
}

// Link is the link a field makes to another kind; a kind's own reference makes none.
func (k Kind) Link(field string) (Link, bool) {
	i := slices.IndexFunc(k.Links, func(l Link) bool { return l.Field == field })
	if i < 0 {
		return Link{}, false
	}
	return k.Links[i], true
}

// order is the order of kinds everywhere: a kind comes after those it must find.
var order = []string{"people", "assessments", "plans", "budgets", "direct_payments", "reviews", "complaints"}

var kinds = sync.OnceValue(func() []Kind {
	out := make([]Kind, 0, len(order))
	for _, name := range order {
		k, err := read(name)
		if err != nil {
			// The files are embedded: this is a defect that every test meets, never an input.
			panic(fmt.Sprintf("schemas: records/%s.json: %v", name, err))
		}
		out = append(out, k)
	}
	return out
})

// Kinds are the seven kinds of record; a kind comes after those its records hang on.
func Kinds() []Kind { return slices.Clone(kinds()) }

// KindOf is the kind of a name.
func KindOf(name string) (Kind, bool) {
	i := slices.Index(order, name)
	if i < 0 {
		return Kind{}, false
	}
	return kinds()[i], true
}

// file is a Table Schema as it is written.
type file struct {
	Name        string      `json:"name"`
	Title       string      `json:"title"`
	Description string      `json:"description"`
	Fields      []fileField `json:"fields"`
	PrimaryKey  string      `json:"primaryKey"`
	ForeignKeys []struct {
		Fields    string `json:"fields"`
		Reference struct {
			Resource string `json:"resource"`
		} `json:"reference"`
		Missing string `json:"careduty:missing"`
	} `json:"foreignKeys"`
	Orders  []Order       `json:"careduty:dateOrder"`
	Sum     *Sum          `json:"careduty:sum"`
	Expects []Expectation `json:"careduty:expects"`
	Ties    [][]string    `json:"careduty:ties"`
}

type fileField struct {
	Name        string `json:"name"`
	Title       string `json:"title"`
	Description string `json:"description"`
	Type        Type   `json:"careduty:type"`
	Deed        bool   `json:"careduty:deed"`
	AfterTo     bool   `json:"careduty:afterTo"`
	OpenBefore  bool   `json:"careduty:openBefore"`
	Ends        bool   `json:"careduty:ends"`
	Could       string `json:"careduty:could"`
	Constraints struct {
		Required bool     `json:"required"`
		Enum     []string `json:"enum"`
		Minimum  float64  `json:"minimum"`
		Maximum  float64  `json:"maximum"`
	} `json:"constraints"`
}

func read(name string) (Kind, error) {
	text, err := fs.ReadFile(FS, "records/"+name+".json")
	if err != nil {
		return Kind{}, err
	}
	var f file
	if err := json.Unmarshal(text, &f); err != nil {
		return Kind{}, err
	}
	k := Kind{
		Name: f.Name, Title: f.Title, Description: f.Description, Key: f.PrimaryKey,
		Orders: f.Orders, Sum: f.Sum, Expects: f.Expects, Ties: f.Ties,
	}
	for _, x := range f.Fields {
		k.Fields = append(k.Fields, Field{
			Name: x.Name, Title: x.Title, Description: x.Description, Type: x.Type,
			Required: x.Constraints.Required, Codes: x.Constraints.Enum,
			Minimum: x.Constraints.Minimum, Maximum: x.Constraints.Maximum,
			Deed: x.Deed, AfterTo: x.AfterTo, OpenBefore: x.OpenBefore, Ends: x.Ends, Could: x.Could,
		})
	}
	for _, l := range f.ForeignKeys {
		k.Links = append(k.Links, Link{Field: l.Fields, Kind: l.Reference.Resource, Reject: l.Missing == "reject"})
	}
	return k, nil
}

package answer

import (
	"slices"
	"strconv"

	"github.com/careduty/careduty/internal/release"
)

// Service is what the service says of itself, whatever the release.
type Service struct {
	Version      string // of the program
	Operator     string // who runs it; empty where that is not said
	Contact      string // how they are reached; empty likewise
	Limits       map[string]int
	Replicated   bool
	Formats      map[string]string // media type by name in format=
	Deprecations []Deprecation
}

// Deprecation is a route, a parameter or a measure that will be taken away.
type Deprecation struct {
	Kind    string `json:"kind" enums:"route,parameter,measure"`
	Name    string `json:"name" example:"/v1/data"`     // a route's path with {measure} and the like, or the name of the parameter or measure
	Since   string `json:"since" format:"date"`         // from when it should not be used
	Sunset  string `json:"sunset" format:"date"`        // when it ends
	Instead string `json:"instead" example:"/v1/cells"` // what to use; empty where nothing takes its place
} //	@name	Deprecation

// AboutData is what a program or a person should know before using the service.
type AboutData struct {
	Name      string                        `json:"name"`
	Version   string                        `json:"version"`  // of the program
	Operator  string                        `json:"operator"` // who runs the service; empty where that is not said
	Contact   string                        `json:"contact"`  // how they are reached: an e-mail address or https://…; empty likewise
	API       string                        `json:"api"`
	Limits    map[string]int                `json:"limits"`
	Replica   bool                          `json:"replica"` // several servers answer at this address, and each counts requests for itself
	Formats   map[string]string             `json:"formats"` // media type by name in format=
	Status    map[string]string             `json:"status"`  // what each letter means
	Vintage   map[string]string             `json:"vintage"`
	Freshness map[string][]release.Coverage `json:"freshness"`    // by council: what its records cover
	Measures  int                           `json:"measures"`     // how many
	Official  []string                      `json:"official"`     // editions of official statistics
	Deprecate []Deprecation                 `json:"deprecations"` // what will be taken away; empty while nothing is
} //	@name	About

// FactRow is a line of the same as a table.
type FactRow struct {
	Name  string `json:"name" words:"What."`
	Value string `json:"value" words:"Which."`
}

// About is what is said of the service.
type About struct {
	Facts
	Data AboutData
	Rows []FactRow
}

// Table is the facts as rows.
func (t *About) Table() Table {
	return Table{Columns: columnsOf[FactRow]("", nil), rows: held[FactRow](t.Rows)}
}

var statuses = map[string]string{
	"c": "Withheld: too few people to publish safely.", "x": "Not available.", "z": "Not applicable.", "u": "Low reliability.",
}

var vintages = map[string]string{"p": "Provisional.", "r": "Revised.", "f": "Final."}

// Told answers limits, formats, licence, citation and freshness.
func Told(r *release.Release, s Service) *About {
	m := r.Manifest
	a := AboutData{
		Name: "careduty", Version: s.Version, Operator: s.Operator, Contact: s.Contact, API: "1", Limits: s.Limits, Replica: s.Replicated, Formats: s.Formats, Status: statuses, Vintage: vintages,
		Freshness: m.Coverage, Measures: len(m.Measures), Official: editionsOf(r), Deprecate: append([]Deprecation{}, s.Deprecations...),
	}
	if a.Freshness == nil {
		a.Freshness = map[string][]release.Coverage{}
	}
	return &About{Facts{Name: "about", Total: 1, Object: a}, a, factsOf(a, m)}
}

func editionsOf(r *release.Release) []string {
	out := []string{}
	for _, m := range r.Editions {
		out = append(out, m.ID)
	}
	return out
}

func factsOf(a AboutData, m release.Manifest) []FactRow {
	out := []FactRow{{"name", a.Name}, {"version", a.Version}, {"operator", a.Operator}, {"contact", a.Contact}, {"api", a.API}, {"release", m.ID}, {"published_on", m.PublishedOn}, {"licence", m.Licence}, {"attribution", m.Attribution}}
	var rest []FactRow
	for k, v := range a.Limits {
		rest = append(rest, FactRow{"limit " + k, strconv.Itoa(v)})
	}
	rest = append(rest, FactRow{"replica", strconv.FormatBool(a.Replica)})
	for k, v := range a.Formats {
		rest = append(rest, FactRow{"format " + k, v})
	}
	for k, v := range a.Status {
		rest = append(rest, FactRow{"status " + k, v})
	}
	for council, kinds := range a.Freshness {
		for _, k := range kinds {
			rest = append(rest, FactRow{"freshness " + council + " " + k.Kind, k.From + " to " + k.To})
		}
	}
	for _, d := range a.Deprecate {
		rest = append(rest, FactRow{"deprecated " + d.Kind + " " + d.Name, "since " + d.Since + ", until " + d.Sunset + ", use " + d.Instead})
	}
	slices.SortFunc(rest, func(x, y FactRow) int {
		if x.Name < y.Name {
			return -1
		}
		return 1
	})
	return append(out, rest...)
}

// Package query turns the part of an address after the question mark into a value: one documented struct a route, or everything that is
// wrong with it. It is pure: it sees the parameters and a catalogue of what a release holds, never the release.
//
// A parameter is a field. Its tags say its name (form), its default, its limits and its example, and the description of the API is made
// from them; its type reads it. A default goes through the same reading as what is sent, so that a default, sent, is never refused.
package query

import (
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"slices"
	"strings"

	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/internal/measure"
)

// Scope is what a query is read from: the names in the path, the parameters, and what the release holds.
type Scope struct {
	Catalogue measure.Catalogue
	Address   string            // path as asked
	Path      map[string]string // measure, area, dimension …
	Values    url.Values
	Lenient   bool // a parameter nobody knows is left out and told, as on pages, and not refused
}

// Query is a question as it was understood.
type Query interface{ Understood() *Asked }

// Asked is what every question has beside its own parameters.
type Asked struct {
	Pin `swaggerignore:"true"`

	Canonical map[string]string `form:"-" swaggerignore:"true"` // the parameters written one way, defaults left out; neither release nor format
	Resolved  map[string]any    `form:"-" swaggerignore:"true"` // what defaults and words such as latest came to
	Warnings  []Warning         `form:"-" swaggerignore:"true"`
	Ignored   []Ignored         `form:"-" swaggerignore:"true"`

	path string // as asked, by which a cursor knows its query
}

// Ignored is a parameter that was left out since nobody knows it, and which one was probably meant.
type Ignored struct{ Name, Meant string }

// Understood is the question's common part.
func (a *Asked) Understood() *Asked { return a }

// Named are the subjects a question is about; those of its release where it names none.
func Named(q Query, c measure.Catalogue) []*measure.Subject {
	switch q := q.(type) {
	case *Report:
		return []*measure.Subject{q.Subject}
	case *Definition: // with the official series shown beside a measure
		return append([]*measure.Subject{q.Subject}, c.Counterparts(q.Subject)...)
	case *League:
		return []*measure.Subject{q.Subject}
	case *Trend:
		return []*measure.Subject{q.Subject}
	case *Place:
		return append([]*measure.Subject{q.Subject}, c.Counterparts(q.Subject)...)
	case *Compared:
		return q.Subjects
	case *Data:
		return q.Subjects
	case *Reports, *Measures, *Profile:
		return c.Subjects()
	}
	return nil
}

// Warning says that something was not quite as it was asked. Its code is for programs.
type Warning struct{ Code, Detail string }

// The codes of warnings.
const (
	FormerCode = "former-code"
	EmptySpan  = "empty-span"
	Reversed   = "reversed-span"
	Nothing    = "nothing-matches"
	Cut        = "cut"
	Deprecated = "deprecated"
	NotInTable = "not-in-table"
	FirstOne   = "no-release-before"
)

func (a *Asked) warn(code, detail string) {
	if w := (Warning{code, detail}); !slices.Contains(a.Warnings, w) {
		a.Warnings = append(a.Warnings, w)
	}
}

// Encode writes parameters in order of name; commas and colons stay readable.
func Encode(all map[string]string) string {
	parts := make([]string, 0, len(all))
	for k, v := range all {
		parts = append(parts, url.QueryEscape(k)+"="+Readable.Replace(url.QueryEscape(v)))
	}
	slices.Sort(parts)
	return strings.Join(parts, "&")
}

// Readable leaves commas and colons in an encoded query as people write them.
var Readable = strings.NewReplacer("%2C", ",", "%3A", ":")

// stamp is a short name of a canonical query, by which a cursor knows its own. The release is in the cursor.
func stamp(canonical map[string]string, path string) string {
	all := map[string]string{}
	for k, v := range canonical {
		if k != "cursor" && k != "limit" && k != "as_of" {
			all[k] = v
		}
	}
	h := sha256.Sum256([]byte(path + "?" + Encode(all)))
	return base64.RawURLEncoding.EncodeToString(h[:6])
}

// Quote shows a caller's own word back, in bounds.
func Quote(s string) string {
	if r := []rune(s); len(r) > 60 {
		s = string(r[:60]) + "…"
	}
	return "“" + strings.ToValidUTF8(s, "?") + "”"
}

// unknownInPath is the problem of a path that names what there is none of.
func unknownInPath(parameter, detail string, allowed []string, meant string) error {
	return problem.Invalid(problem.NotFound, problem.Item{
		Parameter: parameter, Code: problem.UnknownValue, Detail: detail, Allowed: allowed, DidYouMean: meant,
	})
}

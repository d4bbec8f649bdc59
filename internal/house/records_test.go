package house_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/careduty/careduty/schemas"
)

// sqlComment is what SQL does not run.
var sqlComment = regexp.MustCompile(`(?s)/\*.*?\*/|--[^\n]*`)

// statements are the texts that read records: measures, their shared steps, and the engine's own.
func statements(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, name := range files() {
		in := strings.HasPrefix(name, "queries/") || strings.HasPrefix(name, "etl/evaluate/sql/") || strings.HasPrefix(name, "internal/warehouse/sql/")
		if in && strings.HasSuffix(name, ".sql") {
			all = append(all, sqlComment.ReplaceAllString(read(t, name), " "))
		}
	}
	return all
}

// TestEveryFieldIsRead holds the contract with councils: a field that no measure, check or dimension reads is not asked for.
func TestEveryFieldIsRead(t *testing.T) {
	all := statements(t)
	for _, k := range schemas.Kinds() {
		for _, f := range k.Fields {
			if !checked(k, f) && !slices.ContainsFunc(all, func(text string) bool { return names(text, k.Name) && names(text, f.Name) }) {
				t.Errorf("nothing reads %s.%s: use it in a measure or a check, or stop asking for it", k.Name, f.Name)
			}
		}
	}
}

// checked says whether a check between fields or records reads the field. Its own type and codes do not count: any field has those.
func checked(k schemas.Kind, f schemas.Field) bool {
	if _, ok := k.Link(f.Name); ok || f.Name == k.Key {
		return true
	}
	if k.Sum != nil && (k.Sum.Total == f.Name || slices.Contains(k.Sum.Parts, f.Name)) {
		return true
	}
	// An earlier date is read where the later one is held to it; a later date must be of use by itself.
	return slices.ContainsFunc(k.Orders, func(o schemas.Order) bool { return o.Earlier == f.Name }) ||
		slices.ContainsFunc(k.Expects, func(e schemas.Expectation) bool { return e.When == f.Name || e.Field == f.Name })
}

func names(text, name string) bool {
	return regexp.MustCompile(`\b` + regexp.QuoteMeta(name) + `\b`).MatchString(text)
}

package measure

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/careduty/careduty/internal/fault"
	"github.com/goccy/go-yaml"
)

const (
	opening = "/*---\n"
	closing = "---*/\n"
)

// placeholder finds :name, but not the :: of a cast, which the lint refuses anyway.
var placeholder = regexp.MustCompile(`(?:^|[^:\w])(:[a-z][a-z0-9_]*)`)

// Load reads every .sql file at the root of a file system, in order of name. Two files with one id are refused, and so is a
// file whose name is not its id.
func Load(files fs.FS) ([]Measure, error) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return nil, fault.New(fault.Internal, "The measure files cannot be listed.", "").Because(err)
	}
	var out []Measure
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fault.New(fault.Internal, "The measure file cannot be read.", "").At(name).Because(err)
		}
		m, err := Parse(name, string(text))
		if err != nil {
			return nil, err
		}
		if i := slices.IndexFunc(out, func(o Measure) bool { return o.ID == m.ID }); i >= 0 {
			return nil, bad(name, 2, fmt.Sprintf("The id %q is also that of %s.", m.ID, out[i].File), "Give each measure an id of its own.")
		}
		if want := strings.TrimSuffix(path.Base(name), ".sql"); want != string(m.ID) {
			return nil, bad(name, 2, fmt.Sprintf("The id %q is not the file's name.", m.ID), "Name the file after the id.")
		}
		out = append(out, m)
	}
	return out, checkPeople(out)
}

// Parse reads one measure file; name is for messages. A fault names file and line.
func Parse(name, text string) (Measure, error) {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if !strings.HasPrefix(text, opening) {
		return Measure{}, bad(name, 1, "The header is missing.", `Begin the file with a line "/*---", the header in YAML and a line "---*/".`)
	}
	header, query, found := strings.Cut(text[len(opening):], closing)
	if !found {
		return Measure{}, bad(name, 1, "The header does not end.", `End it with a line "---*/".`)
	}
	m := Measure{File: name, SQL: query, Line: strings.Count(header, "\n") + 3}
	if err := required(name, header); err != nil {
		return Measure{}, err
	}
	if err := yaml.UnmarshalWithOptions([]byte(header), &m.Definition, yaml.Strict()); err != nil {
		return Measure{}, badYAML(name, err)
	}
	if err := check(m, header); err != nil {
		return Measure{}, err
	}
	return m, lint(m)
}

// optional are the fields that most measures do without.
var optional = []string{"people_are", "deeds", "basis", "follow_up", "official_exact", "council_totals_only"}

// required finds the first field of the header that is not written at all.
func required(name, header string) error {
	for _, field := range fields {
		if slices.Contains(optional, field) {
			continue
		}
		if !slices.ContainsFunc(strings.Split(header, "\n"), func(l string) bool { return strings.HasPrefix(l, field+":") }) {
			return bad(name, 2, fmt.Sprintf("The header has no %q.", field), "Add it; docs/measure-files.md says what goes there.")
		}
	}
	return nil
}

// badYAML says what the YAML reader found, without the names of Go's types.
func badYAML(name string, err error) error {
	line, what := 1, "The header is not readable."
	var y yaml.Error
	if errors.As(err, &y) {
		if y.GetToken() != nil {
			line = y.GetToken().Position.Line
		}
		what = "The header is not readable: " + strings.SplitN(y.GetMessage(), "\n", 2)[0] + "."
	}
	var mismatch *yaml.TypeError
	if errors.As(err, &mismatch) {
		what = "A value of the header is not of its field's type."
	}
	return bad(name, line+1, what, "Mend the YAML; docs/measure-files.md has an example.")
}

func bad(name string, line int, what, fix string) error {
	return fault.New(fault.Refused, what, fix).At(fmt.Sprintf("queries/%s:%d", name, line))
}

// lineOf is the line of the file on which a field of the header stands.
func lineOf(header, field string) int {
	for i, l := range strings.Split(header, "\n") {
		if strings.HasPrefix(l, field+":") {
			return i + 2
		}
	}
	return 2
}

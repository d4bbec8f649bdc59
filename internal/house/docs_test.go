package house_test

import (
	"go/ast"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
)

// mentioned fails for each word that a document does not have in backquotes.
func mentioned(t *testing.T, document string, words []string) {
	t.Helper()
	text := read(t, document)
	for _, w := range words {
		if !strings.Contains(text, "`"+w+"`") {
			t.Errorf("%s does not explain %q", document, w)
		}
	}
}

// tags are the names that the fields of a struct have in files.
func tags(v any, key string) []string {
	var out []string
	for f := range reflectFields(reflect.TypeOf(v)) {
		name, _, _ := strings.Cut(f.Tag.Get(key), ",")
		out = append(out, name)
	}
	return out
}

func reflectFields(t reflect.Type) func(func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for i := range t.NumField() {
			if !yield(t.Field(i)) {
				return
			}
		}
	}
}

// TestMeasureFilesAreExplained wants every field of the header, and every value it can have, in docs/measure-files.md.
func TestMeasureFilesAreExplained(t *testing.T) {
	const document = "docs/measure-files.md"
	for _, v := range []any{measure.Definition{}, measure.Part{}, measure.Parameter{}, measure.Official{}, measure.Change{}} {
		mentioned(t, document, tags(v, "yaml"))
	}
	mentioned(t, document, measure.Themes)
	mentioned(t, document, values(t, "internal/measure"))
}

// values are the texts of a package's constants of its own types: what an enumeration can be.
func values(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	for _, s := range sources(t) {
		if s.dir() != dir || s.test {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || spec.Type == nil {
				return true
			}
			for _, v := range spec.Values {
				if lit, ok := v.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					text, _ := strconv.Unquote(lit.Value)
					out = append(out, text)
				}
			}
			return true
		})
	}
	if len(out) < 10 {
		t.Fatalf("only %d values were found in %s", len(out), dir)
	}
	return out
}

// columnName is one entry of the list of a release's columns.
var columnName = regexp.MustCompile(`(?m)^\t\{"([a-z0-9_]+)", "[A-Z]+", `)

// TestReleaseFormatIsExplained wants every column of the cells and every entry of the manifest in docs/release-format.md.
func TestReleaseFormatIsExplained(t *testing.T) {
	const document = "docs/release-format.md"
	var columns []string
	for _, m := range columnName.FindAllStringSubmatch(read(t, "internal/release/layout.go"), -1) {
		columns = append(columns, m[1])
	}
	n := reflect.TypeFor[release.Cell]().NumField() - 1 // whether a period is unfinished is told by the manifest
	if len(columns) != n {
		t.Fatalf("%d columns were found for %d fields of a cell", len(columns), n)
	}
	mentioned(t, document, columns)
	text := read(t, document)
	for _, name := range append(within(reflect.TypeFor[release.Manifest]()), tags(release.Withdrawal{}, "json")...) {
		if !strings.Contains(text, "`"+name+"`") && !strings.Contains(text, `"`+name+`"`) {
			t.Errorf("%s does not explain %q", document, name)
		}
	}
	if !strings.Contains(text, "version "+strconv.Itoa(release.Format)) {
		t.Errorf("%s is not about version %d", document, release.Format)
	}
}

// within are the names in JSON of a type's fields and of those of the types in it, but for definitions, which have their own document.
func within(t reflect.Type) []string {
	switch t.Kind() {
	case reflect.Slice, reflect.Map, reflect.Pointer:
		return within(t.Elem())
	case reflect.Struct:
		if t == reflect.TypeFor[measure.Definition]() {
			return nil
		}
		out := tags(reflect.Zero(t).Interface(), "json")
		for f := range reflectFields(t) {
			out = append(out, within(f.Type)...)
		}
		return out
	default:
		return nil
	}
}

// TestGlossaryHasTheWords wants the words that addresses, SQL, Go and prose share.
func TestGlossaryHasTheWords(t *testing.T) {
	text := read(t, "docs/glossary.md")
	for _, w := range []string{
		"record", "extract", "batch", "screen", "finding", "warehouse", "measure", "report", "area", "period", "dimension", "cell", "release",
		"vintage", "population", "spell", "gate", "audit", "draw", "duty", "polarity", "synthetic", "rank interval",
	} {
		if !regexp.MustCompile(`(?m)^\| (?:[a-z ]+, )*` + w + `(?:, [a-z ]+)* \|`).MatchString(text) {
			t.Errorf("docs/glossary.md does not explain %q", w)
		}
	}
}

// commands are the composite literals of cobra.Command in the program.
func commands(t *testing.T) map[string]map[string]bool {
	t.Helper()
	out := map[string]map[string]bool{}
	for _, s := range sources(t) {
		if s.dir() != "cmd/careduty" || s.test {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			lit, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			if sel, ok := lit.Type.(*ast.SelectorExpr); !ok || sel.Sel.Name != "Command" {
				return true
			}
			use, has := "", map[string]bool{}
			for _, e := range lit.Elts {
				kv := e.(*ast.KeyValueExpr)
				key := kv.Key.(*ast.Ident).Name
				has[key] = true
				if text, ok := kv.Value.(*ast.BasicLit); ok && key == "Use" {
					use, _ = strconv.Unquote(text.Value)
				}
			}
			out[strings.Fields(use + " ?")[0]] = has
			return true
		})
	}
	if len(out) < 5 {
		t.Fatalf("only %d commands were found", len(out))
	}
	return out
}

// TestCommandsExplainThemselves wants a line on each command, an example in its help, and a place in the README.
func TestCommandsExplainThemselves(t *testing.T) {
	readme := read(t, "README.md")
	for name, has := range commands(t) {
		for _, part := range []string{"Short", "Example"} {
			if !has[part] {
				t.Errorf("careduty %s has no %s in its help", name, part)
			}
		}
		if name != "careduty" && !strings.Contains(readme, "`careduty "+name) {
			t.Errorf("README.md does not mention careduty %s", name)
		}
	}
	for _, m := range regexp.MustCompile("`careduty ([a-z][a-z-]*)").FindAllStringSubmatch(readme, -1) {
		if _, ok := commands(t)[m[1]]; !ok {
			t.Errorf("README.md mentions careduty %s, which is no command", m[1])
		}
	}
}

// TestMakeTargetsAreThere wants what documents tell people to run, each with its line of help.
func TestMakeTargetsAreThere(t *testing.T) {
	makefile := read(t, "Makefile")
	for _, document := range []string{"README.md", "CONTRIBUTING.md", ".ci/run", "docs/benchmarks.md"} {
		for _, m := range regexp.MustCompile("(?m)(?:^|`|  )make ([a-z]+)").FindAllStringSubmatch(read(t, document), -1) {
			if !regexp.MustCompile(`(?m)^` + m[1] + `:.* ## `).MatchString(makefile) {
				t.Errorf("%s says make %s, which the Makefile has not, or has without help", document, m[1])
			}
		}
	}
	for _, m := range regexp.MustCompile(`(?m)^([a-z]+):(.*)$`).FindAllStringSubmatch(makefile, -1) {
		if !strings.Contains(m[2], " ## ") {
			t.Errorf("make %s has no help", m[1])
		}
	}
}

var link = regexp.MustCompile(`\]\(([^)#:\s]+)(?:#[^)]*)?\)`)

// TestLinksLeadSomewhere follows the links of documents to files of the tree.
func TestLinksLeadSomewhere(t *testing.T) {
	n := 0
	for _, name := range files() {
		if path.Ext(name) != ".md" {
			continue
		}
		for _, m := range link.FindAllStringSubmatch(read(t, name), -1) {
			n++
			if _, err := os.Stat(filepath.Join(root, path.Dir(name), m[1])); err != nil {
				t.Errorf("%s links to %s, which is not there", name, m[1])
			}
		}
	}
	if n == 0 {
		t.Error("no links were found")
	}
}

// named are mentions of documents in code: "docs/counting.md" in a comment or message.
var named = regexp.MustCompile(`\bdocs/[a-z/0-9-]+\.md\b`)

// TestDocumentsThatCodeNamesExist holds comments and messages to what is there.
func TestDocumentsThatCodeNamesExist(t *testing.T) {
	all := files()
	for _, name := range all {
		if ext := path.Ext(name); ext != ".go" && ext != ".sql" && path.Base(name) != "SOURCES.md" {
			continue
		}
		for _, document := range named.FindAllString(read(t, name), -1) {
			if !slices.Contains(all, document) {
				t.Errorf("%s names %s, which is not there", name, document)
			}
		}
	}
}

// TestCopiedDataSaysWhereItIsFrom wants a SOURCES.md beside embedded data, and the folder in docs/data-sources.md.
func TestCopiedDataSaysWhereItIsFrom(t *testing.T) {
	all, seen := files(), map[string]bool{}
	for _, name := range all {
		dir := path.Dir(name)
		if path.Base(dir) != "data" || seen[dir] {
			continue
		}
		seen[dir] = true
		if !slices.Contains(all, dir+"/SOURCES.md") {
			t.Errorf("%s has no SOURCES.md: say publisher, edition, licence and what was changed", dir)
		}
		if !strings.Contains(read(t, "docs/data-sources.md"), dir) {
			t.Errorf("docs/data-sources.md does not mention %s", dir)
		}
	}
	if len(seen) < 3 {
		t.Errorf("only %d folders of data were found", len(seen))
	}
}

// TestFirstScreen keeps what a stranger looks for first.
func TestFirstScreen(t *testing.T) {
	first := strings.Join(strings.SplitN(read(t, "README.md"), "\n", 46)[:45], "\n")
	for _, want := range []string{"make demo", "make test", "curl", "/v1/", "Where the data comes from", "What is withheld, and why", "For"} {
		if !strings.Contains(first, want) {
			t.Errorf("the first screen of README.md lacks %q", want)
		}
	}
	for _, want := range []string{"MIT License", "Open Government", "Licence v3.0"} {
		if !strings.Contains(read(t, "LICENSE"), want) {
			t.Errorf("LICENSE lacks %q", want)
		}
	}
}

// TestBuildMachineRunsWhatTheReadmeSays keeps the two the same.
func TestBuildMachineRunsWhatTheReadmeSays(t *testing.T) {
	const script = ".ci/run"
	info, err := os.Stat(filepath.Join(root, script))
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode()&0o111 == 0 {
		t.Errorf("%s cannot be run: make it executable", script)
	}
	text := read(t, script)
	for _, want := range []string{"#!/usr/bin/env bash\n", "set -euo pipefail\n", "\nmake test\n", "\nmake generated\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("%s lacks %q", script, want)
		}
	}
}

package house_test

import (
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strings"
	"testing"
)

// misleading are names that types had and that readers took for something else, each with the word for what it meant.
var misleading = map[string]string{
	"call": "question", "reply": "response", "leaf": "a route of a page", "shown": "view", "twin": "the API path of a page", "marked": "highlighted", "said": "notes",
	"frame of api": "common headers", "gate of api": "concurrency", "gathering": "row buffer", "drawing of api": "chart", "writing": "encoder",
	"whole": "one meaning a word", "line of api": "one meaning a word", "step of api": "one meaning a word", "standing": "one meaning a word", "place of api": "one meaning a word", "place of picture": "one meaning a word",
	"kin": "shared draws", "outers": "nested sets", "nested": "nested sets", "roll": "population index", "insider": "ground truth", "lot": "sample", "movers": "flows in and out",
	"bits": "single-target attack", "witness": "feasible solution", "circuit": "flow network", "confided": "internal metric", "protector": "cellBuilder",
	"above": "parent total", "most": "upper bound", "beside": "comparison columns", "other": "comparison columns",
}

// plain are words of programming, which mean here what they mean everywhere.
var plain = []string{"options", "text", "texts", "columns", "row", "rows", "query", "order", "field", "limit", "format", "data", "file", "list", "group", "groups", "asked", "choice", "named", "scale", "resource", "point"}

// served are the folders whose names a reader of the public side meets.
var served = []string{"api", "internal/release", "internal/duck"}

// types calls see for every type of production code below some folders.
func types(t *testing.T, below []string, see func(s source, name string, at token.Pos)) {
	t.Helper()
	for _, s := range sources(t) {
		if s.test || s.generated || !slices.ContainsFunc(below, func(dir string) bool { return s.dir() == dir || strings.HasPrefix(s.dir(), dir+"/") }) {
			continue
		}
		for _, d := range s.file.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range g.Specs {
				if spec, ok := spec.(*ast.TypeSpec); ok {
					see(s, spec.Name.Name, spec.Pos())
				}
			}
		}
	}
}

// TestTypesDoNotMislead keeps names away that readers took for something else.
func TestTypesDoNotMislead(t *testing.T) {
	seen := 0
	types(t, served, func(s source, name string, at token.Pos) {
		seen++
		for _, key := range []string{strings.ToLower(name), strings.ToLower(name) + " of " + path.Base(s.dir())} {
			if write, ok := misleading[key]; ok {
				t.Errorf("%s: the type %s: write %s", s.at(at), name, write)
			}
		}
	})
	if seen < 200 {
		t.Errorf("only %d types were looked at", seen)
	}
}

// TestSharedNamesAreInTheGlossary wants a name that types of two packages have to be one of the project's words, with one meaning in both.
func TestSharedNamesAreInTheGlossary(t *testing.T) {
	terms := map[string]bool{}
	for _, line := range strings.Split(read(t, "docs/glossary.md"), "\n") {
		if cells := strings.Split(line, "|"); len(cells) == 4 {
			for word := range strings.SplitSeq(cells[1], ",") {
				terms[strings.TrimSpace(word)] = true
			}
		}
	}
	packages, where := map[string][]string{}, map[string]string{}
	types(t, served, func(s source, name string, at token.Pos) {
		if ast.IsExported(name) && !slices.Contains(packages[name], s.dir()) {
			packages[name], where[name] = append(packages[name], s.dir()), s.at(at)
		}
	})
	shared := 0
	for name, dirs := range packages {
		if len(dirs) < 2 {
			continue
		}
		shared++
		word := words(name)
		for _, part := range []string{" row", " line", " form"} { // of something, which is what has to be known
			word = strings.TrimSuffix(word, part)
		}
		if !terms[word] && !terms[strings.TrimSuffix(word, "s")] && !slices.Contains(plain, word) {
			t.Errorf("%s: types named %s are in %s, and docs/glossary.md does not say what a %s is", where[name], name, strings.Join(dirs, " and "), word)
		}
	}
	if shared < 20 {
		t.Errorf("only %d names are shared", shared)
	}
}

// words are those a name is made of: LeagueTable is league table.
func words(name string) string {
	var out strings.Builder
	for i, r := range name {
		if i > 0 && r >= 'A' && r <= 'Z' {
			out.WriteByte(' ')
		}
		out.WriteRune(r)
	}
	return strings.ToLower(out.String())
}

package house_test

import (
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strings"
	"testing"
)

// selectors finds uses of some names of a package in a file.
func selectors(s source, of string, names []string) []string {
	var out []string
	ast.Inspect(s.file, func(n ast.Node) bool {
		e, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := e.X.(*ast.Ident); ok && x.Name == of && x.Obj == nil && slices.Contains(names, e.Sel.Name) {
			out = append(out, s.at(e.Pos()))
		}
		return true
	})
	return out
}

// TestPackagesSayWhatTheyDo wants "Package x …" in exactly one file of each package, or "Command x …" of a program.
func TestPackagesSayWhatTheyDo(t *testing.T) {
	said, names := map[string][]string{}, map[string]string{}
	for _, s := range sources(t) {
		name := strings.TrimSuffix(s.file.Name.Name, "_test")
		if _, ok := names[s.dir()]; !ok || !s.test {
			names[s.dir()] = name
		}
		if s.file.Doc == nil || len(s.file.Doc.Text()) == 0 {
			continue
		}
		opening := "Package " + name + " "
		if name == "main" {
			opening = "Command " + path.Base(s.dir()) + " "
		}
		if doc := s.file.Doc.Text(); !strings.HasPrefix(doc, opening) && !(name == "main" && strings.HasPrefix(doc, "Package main ")) {
			if !s.generated {
				t.Errorf("%s: the package comment does not begin %q", s.path, opening)
			}
			continue
		}
		said[s.dir()] = append(said[s.dir()], s.path)
	}
	for dir, name := range names {
		if n := len(said[dir]); n != 1 {
			t.Errorf("%s: package %s has %d files with a package comment, not one: %v", dir, name, n, said[dir])
		}
	}
}

// TestExportedNamesAreExplained wants a sentence on every exported name of production code.
func TestExportedNamesAreExplained(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || s.generated {
			continue
		}
		for _, d := range s.file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && receiverIsExported(d) && d.Doc.Text() == "" {
					t.Errorf("%s: %s says nothing of what it promises", s.at(d.Pos()), d.Name.Name)
				}
			case *ast.GenDecl:
				explained(t, s, d)
			}
		}
	}
}

func receiverIsExported(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	e := d.Recv.List[0].Type
	if star, ok := e.(*ast.StarExpr); ok {
		e = star.X
	}
	if index, ok := e.(*ast.IndexExpr); ok {
		e = index.X
	}
	id, ok := e.(*ast.Ident)
	return ok && id.IsExported()
}

// explained checks a group of types, constants or variables: a sentence on the group serves constants and variables.
func explained(t *testing.T, s source, d *ast.GenDecl) {
	t.Helper()
	for _, spec := range d.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			if spec.Name.IsExported() && spec.Doc.Text() == "" && (d.Doc.Text() == "" || d.Lparen.IsValid()) {
				t.Errorf("%s: the type %s says nothing of what it is", s.at(spec.Pos()), spec.Name.Name)
			}
		case *ast.ValueSpec:
			if d.Tok == token.IMPORT || d.Doc.Text() != "" || spec.Doc.Text() != "" || spec.Comment.Text() != "" {
				continue
			}
			for _, name := range spec.Names {
				if name.IsExported() {
					t.Errorf("%s: %s says nothing of what it is", s.at(name.Pos()), name.Name)
				}
			}
		}
	}
}

// The limits on length, in lines. They are far above what is usual (150 and 12): what reaches them hides something.
const (
	longestFile     = 500
	longestFunction = 60
	longestHandler  = 50
)

// TestNothingIsTooLong measures files, functions and handlers outside generated code.
func TestNothingIsTooLong(t *testing.T) {
	for _, s := range sources(t) {
		if s.generated {
			continue
		}
		if s.lines > longestFile {
			t.Errorf("%s has %d lines, over %d: it holds more than one idea", s.path, s.lines, longestFile)
		}
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			limit, what := longestFunction, "function"
			if isHandler(s, f) {
				limit, what = longestHandler, "handler"
			}
			if n := s.set.Position(f.End()).Line - s.set.Position(f.Pos()).Line + 1; n > limit {
				t.Errorf("%s: the %s %s has %d lines, over %d: give its steps names", s.at(f.Pos()), what, f.Name.Name, n, limit)
			}
		}
	}
}

// isHandler knows handlers by what they take: a request of ours or of Gin's.
func isHandler(s source, f *ast.FuncDecl) bool {
	if s.test || s.dir() != "api" || f.Type.Params == nil {
		return false
	}
	return slices.ContainsFunc(f.Type.Params.List, func(p *ast.Field) bool {
		star, ok := p.Type.(*ast.StarExpr)
		if !ok {
			return false
		}
		switch x := star.X.(type) {
		case *ast.Ident:
			return x.Name == "call"
		case *ast.SelectorExpr:
			return x.Sel.Name == "Context"
		}
		return false
	})
}

// shelves are package names that say nothing of what is in them.
var shelves = []string{
	"util", "utils", "common", "helper", "helpers", "model", "models", "type", "types", "store", "service", "services",
	"misc", "base", "shared", "error", "errors", "lib", "core", "manager",
}

// TestPackagesHaveNames refuses shelves.
func TestPackagesHaveNames(t *testing.T) {
	for _, p := range packages(t) {
		if slices.Contains(shelves, p.name) || slices.Contains(shelves, path.Base(p.path)) {
			t.Errorf("%s: a package is a noun of the domain, not a shelf", p.path)
		}
	}
}

// TestNoBuildTags keeps plain "go test ./..." enough.
func TestNoBuildTags(t *testing.T) {
	for _, s := range sources(t) {
		for _, group := range s.file.Comments {
			for _, c := range group.List {
				if strings.HasPrefix(c.Text, "//go:build") && !s.generated {
					t.Errorf("%s: a build tag hides code from go test ./...", s.at(c.Pos()))
				}
			}
		}
	}
}

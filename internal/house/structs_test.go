package house_test

import (
	"bytes"
	"go/ast"
	"go/printer"
	"slices"
	"strings"
	"testing"
)

// fields calls see for every field of every struct of production code below some folders, with its type as it is written.
func fields(t *testing.T, below []string, see func(s source, of *ast.Field, kind string)) {
	t.Helper()
	for _, s := range sources(t) {
		if s.test || s.generated || !slices.ContainsFunc(below, func(dir string) bool { return strings.HasPrefix(s.path, dir) }) {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if of, ok := n.(*ast.StructType); ok {
				for _, f := range of.Fields.List {
					var kind bytes.Buffer
					if err := printer.Fprint(&kind, s.set, f.Type); err != nil {
						t.Fatal(err)
					}
					see(s, f, kind.String())
				}
			}
			return true
		})
	}
}

// requests are the types that live as long as one request.
var requests = []string{"*gin.Context", "gin.Context", "*http.Request", "http.Request", "context.Context"}

// TestNoStructHoldsARequest keeps data flowing one way: a request is an argument, and what follows from it is a value.
func TestNoStructHoldsARequest(t *testing.T) {
	lives := map[string]string{"internal/release/set.go": "it ends with the set, which outlives every request"}
	seen := 0
	fields(t, []string{"api/", "cmd/", "etl/", "internal/"}, func(s source, f *ast.Field, kind string) {
		seen++
		if slices.Contains(requests, kind) && lives[s.path] == "" {
			t.Errorf("%s: a struct holds a %s: pass it to the function that needs it", s.at(f.Pos()), kind)
		}
	})
	if seen < 500 {
		t.Errorf("only %d fields were looked at", seen)
	}
}

// TestNoClosureIsKeptOfARequest wants what the service keeps to be data. Fields that are functions are few, and each is named here.
func TestNoClosureIsKeptOfARequest(t *testing.T) {
	allowed := map[string]string{
		"read": "a function of its package, named in the list of routes", "Ready": "an option of whoever starts the service", "waits": "the metrics' own, the same for every request",
	}
	used := map[string]bool{}
	fields(t, []string{"api/"}, func(s source, f *ast.Field, kind string) {
		if !strings.HasPrefix(kind, "func(") {
			return
		}
		for _, name := range f.Names {
			if used[name.Name] = true; allowed[name.Name] == "" {
				t.Errorf("%s: the field %s is a function: keep the values it is made of", s.at(f.Pos()), name.Name)
			}
		}
	})
	for name := range allowed {
		if !used[name] {
			t.Errorf("no field %s is a function any more: take it out of the list", name)
		}
	}
}

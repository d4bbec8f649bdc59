package house_test

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// root is the top of the tree, seen from this package.
const root = "../.."

// module is the path that begins the import path of everything of ours.
const module = "github.com/careduty/careduty"

// pkg is one of our packages as go list sees it.
type pkg struct {
	path    string // without the module: internal/duck
	name    string
	imports []string // ours without the module; tests not counted
	tests   bool     // it has test files only
}

var listed = sync.OnceValues(func() ([]pkg, error) {
	cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Name,Imports,GoFiles", "./...")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	var all []pkg
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath, Name string
			Imports, GoFiles []string
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, err
		}
		for i, path := range p.Imports {
			p.Imports[i] = strings.TrimPrefix(path, module+"/")
		}
		all = append(all, pkg{strings.TrimPrefix(p.ImportPath, module+"/"), p.Name, p.Imports, len(p.GoFiles) == 0})
	}
})

// packages are all of ours, in order of path.
func packages(t *testing.T) []pkg {
	t.Helper()
	all, err := listed()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	if len(all) < 10 {
		t.Fatalf("go list found %d packages only", len(all))
	}
	return all
}

// source is one parsed Go file.
type source struct {
	path      string // from the top of the tree
	lines     int
	test      bool
	generated bool
	set       *token.FileSet
	file      *ast.File
}

// dir is the folder the file lies in.
func (s source) dir() string { return filepath.ToSlash(filepath.Dir(s.path)) }

// at is a place in the file, for messages.
func (s source) at(pos token.Pos) string {
	return s.path + ":" + strings.TrimPrefix(s.set.Position(pos).String(), s.set.Position(pos).Filename+":")
}

var generated = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT`)

var parsed = sync.OnceValues(func() ([]source, error) {
	var all []source
	for _, path := range files() {
		if !strings.HasSuffix(path, ".go") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(root, path))
		if err != nil {
			return nil, err
		}
		s := source{
			path: path, lines: strings.Count(string(text), "\n"), test: strings.HasSuffix(path, "_test.go"),
			generated: generated.Match(text), set: token.NewFileSet(),
		}
		if s.file, err = parser.ParseFile(s.set, path, text, parser.ParseComments); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
})

// sources are all Go files of the tree, generated ones included.
func sources(t *testing.T) []source {
	t.Helper()
	all, err := parsed()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatal("no Go files were found")
	}
	return all
}

// files are all files of the tree but those that only work leaves behind, from the top, in order of name.
var files = sync.OnceValue(func() []string {
	var all []string
	_ = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		name, _ := filepath.Rel(root, path)
		name = filepath.ToSlash(name)
		switch {
		case err != nil:
			return nil // a file that another process took away meanwhile
		case d.IsDir() && (slices.Contains([]string{".git", "bin", "demo"}, name) || strings.Contains(name, "testdata/rapid") || d.Name() == "node_modules"):
			return filepath.SkipDir
		case name == ".git": // in a second work tree it is a file
		case d.Type().IsRegular():
			all = append(all, name)
		}
		return nil
	})
	return all
})

// read is the text of a file of the tree.
func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

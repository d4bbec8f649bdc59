package audit_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var quoted = regexp.MustCompile("`([^`]+)`")

// docs/privacy.md names each attack with its place and its test, and all that it names is there; each attack's file says what is promised, how it is
// attacked and which bound it is held to.
func TestPrivacyPageIsAnIndexOfTheAttacks(t *testing.T) {
	root := filepath.Join("..", "..")
	text, err := os.ReadFile(filepath.Join(root, "docs", "privacy.md"))
	check(t, err)
	page := string(text)
	if strings.Contains(page, "{{") {
		t.Error("docs/privacy.md has a figure that is not filled in")
	}
	if first, _, _ := strings.Cut(page, "## "); !strings.Contains(first, "One operator publishes a council's records") {
		t.Error("the first lines do not say that one operator publishes a council's records")
	}
	files, _ := filepath.Glob("b[0-9]_*.go")
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		if !strings.Contains(page, "etl/audit/"+file) {
			t.Errorf("docs/privacy.md does not name %s", file)
		}
	}
	for _, n := range "0123456789" {
		main := false
		for _, file := range files {
			source, err := os.ReadFile(file)
			check(t, err)
			main = main || strings.HasPrefix(file, "b"+string(n)) && regexp.MustCompile(`(?s)\n// B`+string(n)+`\. Promise:.*Attack:.*Bound:`).Match(source)
		}
		if !main {
			t.Errorf("no file of B%c says what is promised, how it is attacked and its bound", n)
		}
		if !strings.Contains(page, "| B"+string(n)+" ") {
			t.Errorf("docs/privacy.md has no row of B%c", n)
		}
	}
	tests := testNames(t, root)
	for _, line := range strings.Split(page, "\n") {
		for _, m := range quoted.FindAllStringSubmatch(line, -1) {
			switch name := m[1]; {
			case strings.HasPrefix(name, "Test"), strings.HasPrefix(name, "Fuzz"):
				if !tests[name] {
					t.Errorf("docs/privacy.md names %s, which is no test", name)
				}
			case strings.HasSuffix(name, ".go"):
				if _, err := os.Stat(filepath.Join(root, name)); err != nil {
					t.Errorf("docs/privacy.md names %s, which is not there", name)
				}
			}
		}
	}
}

// testNames are the names of all tests of the project.
func testNames(t *testing.T, root string) map[string]bool {
	t.Helper()
	out, named := map[string]bool{}, regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	check(t, filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() && strings.HasPrefix(d.Name(), ".") && path != root {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		source, err := os.ReadFile(path)
		for _, m := range named.FindAllStringSubmatch(string(source), -1) {
			out[m[1]] = true
		}
		return err
	}))
	return out
}

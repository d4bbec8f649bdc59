// Command generate writes the methodology: one page a measure, made from the header of its .sql file and its worked example, and a
// list of them. What it says can therefore not differ from what is counted.
package main

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/template"

	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/queries"
	"github.com/rogpeppe/go-internal/txtar"
)

//go:embed *.tmpl
var files embed.FS

func main() {
	pages, err := generate(filepath.Join("testdata"))
	for name, text := range pages {
		err = errors.Join(err, os.WriteFile(filepath.Join("..", "docs", "methodology", name), text, 0o644)) //nolint:gosec // it is public
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "methodology: the pages cannot be generated:", err)
		os.Exit(1)
	}
}

// page is what a measure's page is made of.
type page struct {
	measure.Measure
	Story   string
	LeftOut []exclusion
	Records []txtar.File // what goes in
	Tables  []table      // what comes out
}

// exclusion is who is left out, and who shows it in the example.
type exclusion struct{ Reason, Who string }

// table is one question to the example and its answer.
type table struct {
	Asked string
	Data  string
}

// theme is one chapter of the list.
type theme struct {
	Name     string
	Measures []measure.Measure
}

// generate makes the pages from the measures and the worked examples in a folder.
func generate(examples string) (map[string][]byte, error) {
	all, err := measure.Load(queries.Files)
	if err != nil {
		return nil, err
	}
	pages := map[string][]byte{}
	templates, err := template.New("").Funcs(template.FuncMap{"protection": func() string { return measure.Protection }}).ParseFS(files, "*.tmpl")
	if err != nil {
		return nil, err
	}
	render := func(name, from string, data any) error {
		var b bytes.Buffer
		err := templates.ExecuteTemplate(&b, from, data)
		pages[name] = b.Bytes()
		return err
	}
	for _, m := range all {
		p, err := read(m, examples)
		if err == nil {
			err = render(string(m.ID)+".md", "measure.tmpl", p)
		}
		if err != nil {
			return nil, err
		}
	}
	return pages, render("README.md", "list.tmpl", themes(all))
}

func themes(all []measure.Measure) []theme {
	var out []theme
	for _, name := range measure.Themes {
		of := slices.DeleteFunc(slices.Clone(all), func(m measure.Measure) bool { return m.Theme != name })
		out = append(out, theme{name, of})
	}
	return out
}

// read takes a worked example apart: its story, its records, its questions with their answers.
func read(m measure.Measure, examples string) (page, error) {
	archive, err := txtar.ParseFile(filepath.Join(examples, string(m.ID)+".txtar"))
	if err != nil {
		return page{}, err
	}
	p := page{Measure: m, Story: string(bytes.TrimSpace(archive.Comment))}
	for _, f := range archive.Files {
		name := f.Name[:len(f.Name)-len(filepath.Ext(f.Name))]
		if asked, ok := bytes.CutPrefix([]byte(name), []byte("want")); ok {
			p.Tables = append(p.Tables, table{string(bytes.TrimSpace(asked)), string(f.Data)})
			continue
		}
		if f.Name == "left out" {
			p.LeftOut = exclusions(string(f.Data))
			continue
		}
		p.Records = append(p.Records, f)
	}
	return p, nil
}

// exclusions reads who is left out and why, a line each: names, a colon, the exclusion.
func exclusions(text string) []exclusion {
	var out []exclusion
	for line := range strings.Lines(text) {
		who, reason, _ := strings.Cut(strings.TrimSpace(line), ": ")
		names := strings.Split(who, ", ")
		for i, name := range names {
			if names[i] = strings.ToUpper(name[:1]) + name[1:]; strings.Contains(name, "-") {
				names[i] = "a complaint without a person"
			}
		}
		out = append(out, exclusion{reason, strings.Join(names, ", ")})
	}
	return out
}

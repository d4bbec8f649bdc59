// Package page makes the HTML pages: server-rendered, no script, nothing fetched from elsewhere.
package page

import (
	"bytes"
	"embed"
	"encoding/json"
	"html/template"
	"maps"
	"slices"
	"strings"

	"github.com/careduty/careduty/internal/fault"
)

//go:embed templates
var files embed.FS

var templates = template.Must(template.ParseFS(files, "templates/*.html"))

// Style is the style sheet of every page, served at /style.css.
var Style = func() []byte {
	text, err := files.ReadFile("templates/style.css")
	if err != nil {
		panic("page: the style sheet is not embedded")
	}
	return text
}()

// Home is what the front page shows.
type Home struct {
	Release, PublishedOn string
	Synthetic            bool
	Reports              []Line
}

// Line is one measure on the front page.
type Line struct{ ID, Title, Question string }

// HTML is the front page.
func (h Home) HTML() ([]byte, error) { return render("home.html", h) }

// Operation is one address of the API.
type Operation struct {
	Path, ID, Summary, Words string
	Parameters               []Parameter
	Example                  string // an address that answers
}

// Parameter is one parameter of an address.
type Parameter struct{ Name, In, Words, Default, Allowed, Example string }

// Docs is the page at /docs, made from the OpenAPI description; problems are the names of errors with what they mean, base is
// where the public sees the service.
func Docs(openapi []byte, problems []Problem, base string) ([]byte, error) {
	ops, err := operations(openapi)
	if err != nil {
		return nil, fault.New(fault.Internal, "The description of the API cannot be read.", "Run go generate ./docs.").Because(err)
	}
	return render("docs.html", map[string]any{"Operations": ops, "Problems": problems, "Questions": questions(base)})
}

// Problem is an error with its title and status.
type Problem struct {
	Name, Title string
	Status      int
}

func render(name string, data any) ([]byte, error) {
	var out bytes.Buffer
	if err := templates.ExecuteTemplate(&out, name, data); err != nil {
		return nil, fault.New(fault.Internal, "The page cannot be made.", "").Because(err)
	}
	return out.Bytes(), nil
}

// description is as much of an OpenAPI file as the page shows.
type description struct {
	Paths map[string]map[string]struct {
		Summary     string
		Description string
		Parameters  []struct {
			Name, In, Description string
			Required              bool
			Example               any
			Schema                struct {
				Default any
				Enum    []any
			}
		}
	}
}

func operations(openapi []byte) ([]Operation, error) {
	var d description
	if err := json.Unmarshal(openapi, &d); err != nil {
		return nil, err
	}
	var out []Operation
	for _, path := range slices.Sorted(maps.Keys(d.Paths)) {
		get := d.Paths[path]["get"]
		op := Operation{Path: path, ID: strings.NewReplacer("/", "-", "{", "", "}", "", ".", "-").Replace(path[1:]), Summary: get.Summary, Words: get.Description, Example: path}
		query := []string{}
		for _, p := range get.Parameters {
			shown := Parameter{Name: p.Name, In: p.In, Words: p.Description, Default: text(p.Schema.Default), Example: text(p.Example)}
			for i, e := range p.Schema.Enum {
				if i > 0 {
					shown.Allowed += ", "
				}
				shown.Allowed += text(e)
			}
			op.Parameters = append(op.Parameters, shown)
			op.Example = strings.ReplaceAll(op.Example, "{"+p.Name+"}", shown.Example)
			if p.In == "query" && p.Required {
				query = append(query, p.Name+"="+shown.Example)
			}
		}
		if len(query) > 0 {
			op.Example += "?" + strings.Join(query, "&")
		}
		out = append(out, op)
	}
	return out, nil
}

func text(v any) string {
	if v == nil {
		return ""
	}
	if s, ok := v.(string); ok {
		return s
	}
	b, _ := json.Marshal(v)
	return string(b)
}

package page

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/careduty/careduty/internal/fault"
)

// Docs is the page that says how to ask for data.
type Docs struct {
	Operations []Operation
	Problems   []Trouble
	Questions  []Question
}

func (Docs) template() string { return "docs" }

// Operation is one address of the API.
type Operation struct {
	Path, ID, Summary, Words string
	Parameters               []Parameter
	Example                  string // an address that answers
}

// Parameter is one parameter of an address.
type Parameter struct{ Name, In, Words, Default, Allowed, Example string }

// Trouble is an error with its title and status.
type Trouble struct {
	Name, Title string
	Status      int
}

// NewDocs makes the page from the OpenAPI description; troubles are the names of errors with what they mean, base is where the
// public sees the service.
func NewDocs(openapi []byte, troubles []Trouble, base string) (Docs, error) {
	ops, err := operations(openapi)
	if err != nil {
		return Docs{}, fault.New(fault.Internal, "The description of the API cannot be read.", "Run go generate ./docs.").Because(err)
	}
	return Docs{Operations: ops, Problems: troubles, Questions: questions(base)}, nil
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

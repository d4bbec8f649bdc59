package page

import (
	"github.com/careduty/careduty/api/answer"
	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/docs"
)

// DocsPage says how to ask for data, from the description of the API.
func DocsPage(v *Visit, t *answer.Words) (*Frame, View) {
	f := v.frameOf(t)
	f.Title = "How to ask for data"
	f.Lead = "No key, no cookies, GET only."
	f.Permalink, f.Citation, f.Data = "", "", []Link{{Text: "OpenAPI description", Href: "/v1/openapi.json", Type: "application/json"}}
	d, err := NewDocs(docs.OpenAPI, troubles(), v.Address.Base)
	if err != nil { // the description is a part of the program
		f.warn("The description of the API cannot be read.")
	}
	return f, d
}

// troubles are the errors there are.
func troubles() []Trouble {
	var out []Trouble
	for _, name := range problem.Names() {
		p := problem.New(name, "")
		out = append(out, Trouble{Name: name, Title: p.Title, Status: p.Status})
	}
	return out
}

// CorrectionsPage tells of known misreadings.
func CorrectionsPage(v *Visit, t *answer.Words) (*Frame, View) {
	f := v.frameOf(t)
	f.Title = "Known misreadings"
	f.Lead = "What these figures are taken for and do not say, and what they do."
	return f, Text{Name: "corrections"}
}

// AccessibilityPage says how accessible the pages are.
func AccessibilityPage(v *Visit, t *answer.Words) (*Frame, View) {
	f := v.frameOf(t)
	f.Title = "Accessibility"
	return f, Text{Name: "accessibility"}
}

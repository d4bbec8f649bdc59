package api

import (
	"github.com/careduty/careduty/api/page"
	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/docs"
)

// docsPage says how to ask for data, from the description of the API.
func docsPage(c *call, f *page.Frame, _ *shown) (page.View, error) {
	f.Title = "How to ask for data"
	f.Lead = "No key, no cookies, GET only."
	f.Permalink, f.Citation, f.Data = "", "", []page.Link{{Text: "OpenAPI description", Href: "/v1/openapi.json", Type: "application/json"}}
	return page.NewDocs(docs.OpenAPI, troubles(), c.s.options.BaseURL)
}

// troubles are the errors there are.
func troubles() []page.Trouble {
	var out []page.Trouble
	for _, name := range problem.Names() {
		p := problem.New(name, "")
		out = append(out, page.Trouble{Name: name, Title: p.Title, Status: p.Status})
	}
	return out
}

func correctionsPage(_ *call, f *page.Frame, _ *shown) (page.View, error) {
	f.Title = "Known misreadings"
	f.Lead = "What these figures are taken for and do not say, and what they do."
	return page.Text{Name: "corrections"}, nil
}

func accessibilityPage(_ *call, f *page.Frame, _ *shown) (page.View, error) {
	f.Title = "Accessibility"
	return page.Text{Name: "accessibility"}, nil
}

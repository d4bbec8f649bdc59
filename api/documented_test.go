package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

// example is the address a path has with its own examples, required parameters filled in.
func example(path string, op *openapi3.Operation) string {
	var query []string
	for _, p := range op.Parameters {
		v := fmt.Sprint(p.Value.Example)
		if p.Value.In == "path" {
			path = strings.ReplaceAll(path, "{"+p.Value.Name+"}", v)
		}
		if p.Value.In == "query" && p.Value.Required {
			query = append(query, p.Value.Name+"="+v)
		}
	}
	if len(query) == 0 {
		return path
	}
	return path + "?" + strings.Join(query, "&")
}

// Every route that is described answers its own example, in every format it is said to have, and every answer fits its description: status,
// media type and, in JSON, every field.
func TestEveryRouteAnswersAsDescribedInEveryFormat(t *testing.T) {
	doc, router := description(t)
	h := handler(t)
	for _, path := range doc.Paths.InMatchingOrder() {
		op := doc.Paths.Value(path).Get
		target := example(path, op)
		formats := []string{""}
		for _, p := range op.Parameters {
			if p.Value.Name == "format" {
				for _, f := range p.Value.Schema.Value.Enum {
					formats = append(formats, fmt.Sprint(f))
				}
			}
		}
		for _, f := range formats {
			at := target
			if f != "" {
				at = with(target, "format="+f)
			}
			r := get(t, h, at)
			media, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
			if openapi3filter.RegisteredBodyDecoder(media) == nil {
				openapi3filter.RegisterBodyDecoder(media, openapi3filter.FileBodyDecoder)
			}
			if r.StatusCode != http.StatusOK && r.StatusCode != http.StatusTemporaryRedirect {
				t.Errorf("%s: %d %.300s", at, r.StatusCode, body(t, r))
			}
			if _, ok := op.Responses.Value(fmt.Sprint(r.StatusCode)).Value.Content[media]; !ok && r.StatusCode == http.StatusOK {
				t.Errorf("%s: %s is not described", at, media)
			}
			fits(t, router, h, at)
		}
	}
}

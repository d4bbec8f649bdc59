package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
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

// described holds the media type of an answer to the description of its route.
func described(t *testing.T, router routers.Router, target string, r *http.Response) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
	if err != nil {
		t.Fatal(err)
	}
	route, _, err := router.FindRoute(request)
	if err != nil {
		t.Fatalf("%s: %v", target, err)
	}
	media, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	said := route.Operation.Responses.Value(fmt.Sprint(r.StatusCode))
	if said == nil || said.Value.Content[media] == nil {
		t.Errorf("%s: %d %s is not described", target, r.StatusCode, media)
	}
}

// Every route that is described answers its own example, and the answer fits its description: status, media type and, in JSON, every field. The
// formats made of binary rows are held to theirs where they are read.
func TestEveryRouteAnswersAsDescribed(t *testing.T) {
	doc, router := description(t)
	h := handler(t)
	for _, path := range doc.Paths.InMatchingOrder() {
		op := doc.Paths.Value(path).Get
		target := example(path, op)
		formats := []string{""}
		for _, p := range op.Parameters {
			if p.Value.Name == "format" {
				for _, f := range p.Value.Schema.Value.Enum {
					if f == "csv" || f == "svg" {
						formats = append(formats, fmt.Sprint(f))
					}
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
			if r.StatusCode == http.StatusOK {
				described(t, router, at, r)
			}
			fits(t, router, h, at)
		}
	}
}

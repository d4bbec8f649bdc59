package api_test

import (
	"bytes"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/careduty/careduty/api"
	"github.com/careduty/careduty/docs"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

func description(t testing.TB) (*openapi3.T, routers.Router) {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(docs.OpenAPI)
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(t.Context()); err != nil {
		t.Fatal(err)
	}
	doc.Servers = nil
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	return doc, router
}

var parameter = regexp.MustCompile(`:(\w+)`)

func TestEveryRouteIsDocumentedAndNoOther(t *testing.T) {
	doc, _ := description(t)
	served := []string{}
	for _, path := range api.Paths(handler(t)) {
		served = append(served, parameter.ReplaceAllString(path, "{$1}"))
	}
	for _, path := range served {
		if doc.Paths.Value(path) == nil && (strings.HasPrefix(path, "/v1/") || strings.HasPrefix(path, "/health/")) { // pages are no part of it
			t.Errorf("%s is served and not documented: write swag comments beside its handler and run go generate ./docs", path)
		}
	}
	for _, path := range doc.Paths.InMatchingOrder() {
		if !slices.Contains(served, path) {
			t.Errorf("%s is documented and not served", path)
		}
		op := doc.Paths.Value(path).Get
		if op == nil || op.Summary == "" || strings.HasPrefix(path, "/v1/") && path != "/v1/openapi.json" && op.Responses.Default() == nil {
			t.Errorf("%s: GET, its summary or its errors are not described", path)
		}
	}
}

func TestEveryParameterIsDocumentedAndNoOther(t *testing.T) {
	doc, _ := description(t)
	h := handler(t)
	for _, path := range doc.Paths.InMatchingOrder() {
		if !strings.HasPrefix(path, "/v1/") || path == "/v1/openapi.json" || path == "/v1/releases.atom" || path == "/v1/catalog.jsonld" || strings.Contains(path, "/files/") {
			continue
		}
		var documented []string
		target := path
		for _, p := range doc.Paths.Value(path).Get.Parameters {
			if p.Value.Description == "" {
				t.Errorf("%s: %s has no description", path, p.Value.Name)
			}
			if p.Value.In == "path" {
				target = strings.ReplaceAll(target, "{"+p.Value.Name+"}", p.Value.Example.(string))
				continue
			}
			documented = append(documented, p.Value.Name)
		}
		// A parameter nobody knows is refused with the list of those that are known.
		p := checkProblem(t, get(t, h, target+"?no_such_parameter=1"), 400, "invalid-parameter")
		var known []string
		for _, i := range p.Errors {
			if i.Parameter == "no_such_parameter" {
				known = i.Allowed
			}
		}
		known = slices.DeleteFunc(slices.Clone(known), func(name string) bool { return name == "complaint_subject" })
		documented = slices.DeleteFunc(documented, func(name string) bool { return name == "complaint_subject" })
		slices.Sort(documented)
		if !slices.Equal(documented, known) {
			t.Errorf("%s\n takes     %v\n documents %v", path, known, documented)
		}
	}
}

func TestAnswersFitTheDescription(t *testing.T) {
	for _, media := range []string{"text/html", "application/atom+xml", "image/svg+xml", "image/png"} {
		openapi3filter.RegisterBodyDecoder(media, openapi3filter.FileBodyDecoder)
	}
	_, router := description(t)
	h := handler(t)
	targets := []string{"/v1/releases.atom", "/v1/catalog.jsonld", "/v1/releases/" + older, "/v1/releases/none/files/x", "/health/live", "/health/ready", "/v1/openapi.json", league + "?level=bad", "/v1/reports/none", "/v1/reports?release=" + withdrawn}
	for _, c := range golden {
		targets = append(targets, c.target)
	}
	for _, target := range targets {
		fits(t, router, h, target)
	}
}

// fits holds one answer to the description.
func fits(t *testing.T, router routers.Router, h http.Handler, target string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
	if err != nil {
		t.Fatal(err)
	}
	route, params, err := router.FindRoute(request)
	if err != nil {
		t.Fatalf("%s: %v", target, err)
	}
	r := get(t, h, target)
	text := []byte(body(t, r))
	err = openapi3filter.ValidateResponse(t.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: request, PathParams: params, Route: route},
		Status:                 r.StatusCode, Header: r.Header, Body: readCloser{bytes.NewReader(text)},
		Options: &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
	})
	if err != nil {
		t.Errorf("%s: %.1500v", target, err)
	}
}

type readCloser struct{ *bytes.Reader }

func (readCloser) Close() error { return nil }

// Columns are written from one list and described in another; each must be in both.
func TestColumnsAreThoseDescribed(t *testing.T) {
	doc, _ := description(t)
	h := handler(t)
	for target, schema := range map[string]string{
		"/v1/data?measure=overdue_reviews&area=E92000001&highlight=E92000001&compare=england,region,previous,year_ago":                           "DataRow",
		"/v1/reports/overdue_reviews/league-table?area=E08000035&highlight=E08000035&compare=england,region,previous,year_ago":                   "LeagueRow",
		"/v1/reports/overdue_reviews/trend?area=E08000035&highlight=E08000035&compare=england,region,previous,year_ago&period=latest&grain=year": "TrendRow",
		"/v1/areas/E08000035/profile?compare=england,region,previous,year_ago":                                                                   "ProfileRow",
		"/v1/reports": "ReportRow", "/v1/reports/overdue_reviews": "Report", "/v1/areas?q=leeds": "AreaRow",
	} {
		described := properties(doc, doc.Components.Schemas[schema])
		row := decode(t, get(t, h, target)).Data[0]
		for name := range row {
			if !slices.Contains(described, name) {
				t.Errorf("%s: %s is not described", target, name)
			}
		}
		for _, name := range described {
			if _, ok := row[name]; !ok {
				t.Errorf("%s: %s is described and not there", target, name)
			}
		}
	}
}

func properties(doc *openapi3.T, s *openapi3.SchemaRef) []string {
	var out []string
	for name := range s.Value.Properties {
		out = append(out, name)
	}
	for _, part := range s.Value.AllOf {
		out = append(out, properties(doc, part)...)
	}
	return out
}

func TestExamplesOfTheDocsAnswer(t *testing.T) {
	h := handler(t)
	page := body(t, get(t, h, "/docs"))
	links := regexp.MustCompile(`Try it: <a href="([^"]+)"`).FindAllStringSubmatch(page, -1)
	if len(links) < 12 {
		t.Errorf("only %d examples", len(links))
	}
	for _, l := range links {
		r := get(t, h, strings.ReplaceAll(l[1], "&amp;", "&"))
		if r.StatusCode == http.StatusTemporaryRedirect {
			r = get(t, h, r.Header.Get("Location"))
		}
		if r.StatusCode != http.StatusOK {
			t.Errorf("%s: %d", l[1], r.StatusCode)
		}
	}
	if strings.Contains(page, "<script") || regexp.MustCompile(`(?:src|href)="https?://[^"]*\.(?:js|css|png|woff2?)"`).MatchString(page) {
		t.Error("the page fetches from elsewhere")
	}
}

package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/careduty/careduty/api/problem"
)

// wrong are requests that cannot be answered, one for each way an error can look.
var wrong = []struct {
	name, method, target, accept string
	status                       int
	problem                      string
	items                        string // parameter:code:meant of each, in order
}{
	{"unknown parameter", "GET", league + "?levle=region", "", 400, problem.InvalidParameter, "levle:unknown-parameter:level"},
	{"unknown value", "GET", league + "?level=regoin", "", 400, problem.InvalidParameter, "level:unknown-value:region"},
	{"malformed period", "GET", league + "?period=2025-27", "", 400, problem.InvalidParameter, "period:malformed:"},
	{"mixed grains", "GET", "/v1/data?measure=overdue_reviews&period=2025-26,2025-26-Q1", "", 400, problem.InvalidParameter, "period:malformed:"},
	{"mixed ends", "GET", "/v1/data?measure=overdue_reviews&period=2024-25..2025-26-Q1", "", 400, problem.InvalidParameter, "period:malformed:"},
	{"a quarter of a yearly measure", "GET", "/v1/data?measure=personal_budget_median&period=2025-26-Q1", "", 400, problem.InvalidParameter, "period:conflict:"},
	{"quarters of a yearly measure", "GET", "/v1/reports/ascof_3d2a/trend?grain=quarter", "", 400, problem.InvalidParameter, "grain:conflict:"},
	{"grain against periods", "GET", "/v1/data?measure=overdue_reviews&period=2025-26&grain=quarter", "", 400, problem.InvalidParameter, "grain:conflict:"},
	{"last of none", "GET", "/v1/data?measure=overdue_reviews&period=last:0", "", 400, problem.InvalidParameter, "period:malformed:"},
	{"repeated", "GET", league + "?level=region&level=council", "", 400, problem.InvalidParameter, "level:repeated:"},
	{"empty", "GET", league + "?level=", "", 400, problem.InvalidParameter, "level:malformed:"},
	{"nothing but commas", "GET", "/v1/data?measure=overdue_reviews&area=,&sex=,,&sort=,%20&level=,", "", 400, problem.InvalidParameter, "area:malformed: level:malformed: sex:malformed: sort:malformed:"},
	{"nothing left out", "GET", "/v1/data?measure=overdue_reviews&sex=ne:", "", 400, problem.InvalidParameter, "sex:malformed:"},
	{"required", "GET", "/v1/data", "", 400, problem.InvalidParameter, "measure:required:"},
	{"unknown measure", "GET", "/v1/data?measure=overdue_review", "", 400, problem.InvalidParameter, "measure:unknown-value:overdue_reviews"},
	{"an area by name", "GET", league + "?area=Leeds", "", 400, problem.InvalidParameter, "area:unknown-value:E08000035"},
	{"an area misspelt", "GET", league + "?within=Londn", "", 400, problem.InvalidParameter, "within:unknown-value:"},
	{"two dimensions", "GET", "/v1/data?measure=overdue_reviews&by=sex,age_band", "", 400, problem.InvalidParameter, "by:conflict:"},
	{"unknown dimension", "GET", "/v1/data?measure=overdue_reviews&by=age", "", 400, problem.InvalidParameter, "by:unknown-value:"},
	{"unknown category", "GET", "/v1/data?measure=overdue_reviews&sex=femal", "", 400, problem.InvalidParameter, "sex:unknown-value:female"},
	{"a parent beside its part", "GET", "/v1/data?measure=overdue_reviews&age_band=18-64,25-44", "", 400, problem.InvalidParameter, "age_band:conflict:"},
	{"named and left out", "GET", "/v1/data?measure=overdue_reviews&sex=female,ne:male", "", 400, problem.InvalidParameter, "sex:conflict:"},
	{"a measure without the dimension", "GET", "/v1/data?measure=ascof_3d2a&by=sex", "", 400, problem.InvalidParameter, "by:unknown-value:"},
	{"two periods of a league table", "GET", league + "?period=last:2", "", 400, problem.InvalidParameter, "period:conflict:"},
	{"two levels of a league table", "GET", league + "?level=region,council", "", 400, problem.InvalidParameter, "level:conflict:"},
	{"unknown sort", "GET", league + "?sort=-valeu", "", 400, problem.InvalidParameter, "sort:unknown-value:value"},
	{"limit too large", "GET", league + "?limit=10001", "", 400, problem.InvalidParameter, "limit:out-of-range:"},
	{"cursor of our own making", "GET", league + "?cursor=abc", "", 400, problem.InvalidParameter, "cursor:malformed:"},
	{"unknown comparison", "GET", league + "?compare=englnd", "", 400, problem.InvalidParameter, "compare:unknown-value:england"},
	{"release and date", "GET", league + "?release=" + current + "&as_of=2026-06-01", "", 400, problem.InvalidParameter, "as_of:conflict:"},
	{"malformed date", "GET", league + "?as_of=June", "", 400, problem.InvalidParameter, "as_of:malformed:"},
	{"unknown format", "GET", league + "?format=cvs", "", 400, problem.InvalidParameter, "format:unknown-value:csv"},
	{"unreadable query", "GET", league + "?a=%zz", "", 400, problem.InvalidParameter, ":malformed:"},
	{
		"all at once", "GET", league + "?levle=region&period=x&sort=zzz&limit=0", "", 400, problem.InvalidParameter,
		"levle:unknown-parameter:level limit:out-of-range: period:malformed: sort:unknown-value:",
	},
	{"unknown report", "GET", "/v1/reports/overdue_revews", "", 404, problem.NotFound, "measure:unknown-value:overdue_reviews"},
	{"unknown area", "GET", "/v1/areas/Leeds", "", 404, problem.NotFound, "area:unknown-value:E08000035"},
	{"an area that was split", "GET", "/v1/areas/E10000006", "", 404, problem.NotFound, "area:unknown-value:"},
	{"unknown release", "GET", league + "?release=synthetic-2026-03-13", "", 404, problem.NotFound, "release:unknown-value:" + current},
	{"before the first release", "GET", league + "?as_of=2001-01-01", "", 404, problem.NotFound, ""},
	{"no such address", "GET", "/v1/report", "", 404, problem.NotFound, "path:unknown-value:/v1/reports"},
	{"no such method", "POST", league, "", 405, problem.MethodNotAllowed, ""},
	{"no such media type", "GET", league, "application/pdf", 406, problem.NotAcceptable, "Accept:unknown-value:"},
	{"refused media type", "GET", league, "application/json;q=0", 406, problem.NotAcceptable, "Accept:unknown-value:"},
	{"withdrawn release", "GET", league + "?release=" + withdrawn, "", 410, problem.Withdrawn, ""},
	{"withdrawn manifest", "GET", "/v1/releases/" + withdrawn, "", 410, problem.Withdrawn, ""},
	{"long address", "GET", "/v1/areas?q=" + strings.Repeat("x", 9000), "", 414, problem.URITooLong, ""},
}

func TestErrors(t *testing.T) {
	h := handler(t)
	for _, c := range wrong {
		t.Run(c.name, func(t *testing.T) {
			r := do(t, h, c.method, c.target, "Accept", c.accept)
			p := checkProblem(t, r, c.status, c.problem)
			var items []string
			for _, i := range p.Errors {
				items = append(items, i.Parameter+":"+i.Code+":"+i.DidYouMean)
				if i.Detail == "" {
					t.Errorf("%s has no detail", i.Parameter)
				}
			}
			if got := strings.Join(items, " "); got != c.items {
				t.Errorf("items %q, want %q", got, c.items)
			}
		})
	}
}

// checkProblem holds an error to the one shape all errors have.
func checkProblem(t *testing.T, r *http.Response, status int, name string) problem.Problem {
	t.Helper()
	text := body(t, r)
	var p problem.Problem
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		t.Fatalf("not a problem: %v: %.600s", err, text)
	}
	if r.StatusCode != status || p.Status != status || p.Type != "/docs#"+name {
		t.Errorf("status %d, body %d %s; want %d %s", r.StatusCode, p.Status, p.Type, status, name)
	}
	if r.Header.Get("Content-Type") != problem.MediaType || r.Header.Get("Cache-Control") != "no-store" || r.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("header %v", r.Header)
	}
	if wait := status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable; wait && r.Header.Get("Retry-After") == "" {
		t.Error("it does not say when to come back")
	}
	if p.Title == "" || p.Detail == "" || p.RequestID == "" || p.RequestID != r.Header.Get("X-Request-Id") {
		t.Errorf("incomplete: %s", text)
	}
	return p
}

func TestWithdrawnSaysWhyAndWhatReplacesIt(t *testing.T) {
	p := checkProblem(t, get(t, handler(t), "/v1/reports?release="+withdrawn), 410, problem.Withdrawn)
	if p.Replacement != current || !strings.Contains(p.Reason, "wrong") {
		t.Errorf("%+v", p)
	}
}

// A place without a figure in the span has a trend that cannot be calculated, in the words that the description lists.
func TestAPlaceWithoutFiguresHasADescribedTrend(t *testing.T) {
	text := body(t, get(t, handler(t), "/v1/reports/overdue_reviews/areas/E08000035?grain=year&period=2023-24"))
	if !strings.Contains(text, `"trend":"cannot_be_calculated","trend_outcome":"not_compared"`) {
		t.Errorf("%.1500s", text)
	}
}

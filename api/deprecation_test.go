package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/careduty/careduty/api"
	"github.com/careduty/careduty/api/answer"
	"github.com/google/go-cmp/cmp"
)

// leaving are made up: nothing is deprecated yet.
var leaving = []answer.Deprecation{
	{Kind: "route", Name: "/v1/areas/{area}/profile", Since: "2026-01-01", Sunset: "2027-02-01", Instead: "/v1/profiles"},
	{Kind: "route", Name: "/v1/releases/{release}/files/{name}", Since: "2026-01-01", Sunset: "2027-02-01"},
	{Kind: "parameter", Name: "within", Since: "2026-03-01", Sunset: "2027-03-01", Instead: "area"},
	{Kind: "measure", Name: "overdue_reviews", Since: "2026-04-01", Sunset: "2027-04-01", Instead: "reviews_overdue"},
}

func TestWhatWillBeTakenAwaySaysSo(t *testing.T) {
	h := api.NewWith(shared, api.Options{Version: "test"}, leaving...)
	for target, want := range map[string]struct{ since, sunset, warning string }{
		"/v1/areas/E08000035/profile":                        {"@1767225600", "Mon, 01 Feb 2027 00:00:00 GMT", "The route /v1/areas/{area}/profile will be taken away on 2027-02-01. Use /v1/profiles instead."},
		"/v1/areas/E08000035/profile?within=E12000003":       {"@1767225600", "Mon, 01 Feb 2027 00:00:00 GMT", ""}, // a problem
		"/v1/releases/latest/files/cells.parquet":            {"@1767225600", "Mon, 01 Feb 2027 00:00:00 GMT", ""}, // no notes
		"/v1/areas?within=E12000003":                         {"@1772323200", "Mon, 01 Mar 2027 00:00:00 GMT", "The parameter within will be taken away on 2027-03-01. Use area instead."},
		"/v1/data?measure=complaints_upheld,overdue_reviews": {"@1775001600", "Thu, 01 Apr 2027 00:00:00 GMT", "The measure overdue_reviews will be taken away on 2027-04-01. Use reviews_overdue instead."},
		league:                               {"@1775001600", "Thu, 01 Apr 2027 00:00:00 GMT", "The measure overdue_reviews will be taken away on 2027-04-01. Use reviews_overdue instead."},
		league + "?within=E12000003":         {"@1772323200", "Mon, 01 Mar 2027 00:00:00 GMT", "The parameter within will be taken away on 2027-03-01. Use area instead."},
		"/v1/areas":                          {},
		"/v1/data?measure=complaints_upheld": {},
	} {
		for range 2 { // worked out, then from memory
			r := get(t, h, target)
			if got := r.Header.Get("Deprecation"); got != want.since || r.Header.Get("Sunset") != want.sunset {
				t.Errorf("%s: Deprecation %q, Sunset %q", target, got, r.Header.Get("Sunset"))
			}
			linked := slices.Contains(r.Header.Values("Link"), `</v1/about>; rel="deprecation"`)
			if linked != (want.since != "") {
				t.Errorf("%s: Link %v", target, r.Header.Values("Link"))
			}
			if text := body(t, r); !strings.Contains(text, want.warning) || want.since == "" && strings.Contains(text, "taken away") {
				t.Errorf("%s does not say %q: %.200s", target, want.warning, text)
			}
		}
	}
	if text := body(t, get(t, h, "/v1/about?format=csv")); !strings.Contains(text, `deprecated parameter within,"since 2026-03-01, until 2027-03-01, use area"`) {
		t.Errorf("%s", text)
	}
	var about struct {
		Data struct{ Deprecations []answer.Deprecation }
	}
	unmarshal(t, get(t, h, "/v1/about"), &about)
	if diff := cmp.Diff(leaving, about.Data.Deprecations); diff != "" {
		t.Error(diff)
	}
}

// What is announced names something there is, and leaves a year.
func TestDeprecationsLeaveAYear(t *testing.T) {
	paths := api.Paths(handler(t))
	for _, d := range append(api.Deprecated(), leaving...) {
		since, err := time.Parse(time.DateOnly, d.Since)
		sunset, err2 := time.Parse(time.DateOnly, d.Sunset)
		if err != nil || err2 != nil || sunset.Before(since.AddDate(1, 0, 0)) {
			t.Errorf("%s %s: from %s until %s is less than a year", d.Kind, d.Name, d.Since, d.Sunset)
		}
		known := map[string]bool{"parameter": true, "measure": true, "route": slices.Contains(paths, strings.NewReplacer("{", ":", "}", "").Replace(d.Name))}
		if !known[d.Kind] {
			t.Errorf("there is no %s %s", d.Kind, d.Name)
		}
	}
	if r := get(t, handler(t), league); r.StatusCode != http.StatusOK || r.Header.Get("Deprecation") != "" {
		t.Errorf("%v", r.Header)
	}
}

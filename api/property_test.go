package api_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/careduty/careduty/internal/release/releasetest"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// tried are values worth trying for each parameter: good ones, and some that are not.
var tried = map[string][]string{
	"measure": {
		"overdue_reviews", "complaints_upheld", "personal_budget_median", "budget_cuts_without_reassessment", "ascof_3d2a",
		"overdue_reviews,first_reviews_on_time", "overdue_reviews,ascof_3d2a,personal_budget_median", "none", "",
	},
	"area":     {"E08000035", "E92000001", "E12000007,E09000001", "E06000053", "E08000016", "E10000006", "Leeds", "212", "e08000035"},
	"level":    {"council", "region", "country", "region,council", "town"},
	"within":   {"E12000007", "E92000001", "E08000035", "E12000007,E12000001", "nowhere"},
	"period":   {"latest", "last:3", "last:400", "all", "2025-26", "2025-26-Q4", "2024-25-Q1..2025-26-Q4", "2025-26..", "..2024-25-Q4", "2025-26-Q1,2024-25-Q1", "2025-26,2025-26-Q1", "x", "last:-1", "1800-01", "9999-00.."},
	"grain":    {"quarter", "year", "month"},
	"by":       {"age_band", "sex", "ethnicity", "setting", "age_band,sex", "nothing"},
	"age_band": {"18-64", "65+", "18-64,65+", "65 ", "ne:unknown", "18-24,18-64", "ne:18-24,ne:unknown", "x"},
	"sex":      {"female", "ne:unknown", "female,ne:male"},
	"compare":  {"england", "region", "previous", "year_ago", "england,region,previous,year_ago", "none", "wales"},
	"sort":     {"-value,area_name", "rank", "-rank", "area_code", "value", "-period", "x"},
	"limit":    {"1", "7", "1000", "10000", "0", "x"},
	"cursor":   {"x", "e30", "eyJyIjoibGF0ZXN0IiwibyI6MSwicSI6IiJ9"},
	"release":  {"latest", current, older, withdrawn, "synthetic-1999-01-01", "x"},
	"as_of":    {"2026-06-01", "2026-01-05", "1999-01-01", "x"},
	"q":        {"leeds", "%", "\x00", "E08000016", "a"},
	"other":    {"x"},
}

var targets = []string{
	"/v1/reports", "/v1/reports/overdue_reviews", "/v1/reports/overdue_reviews/league-table", "/v1/reports/personal_budget_median/league-table",
	"/v1/reports/ascof_3d2a/league-table", "/v1/reports/complaints_upheld/trend", "/v1/reports/ascof_3d2a/trend", "/v1/reports/overdue_reviews/trend",
	"/v1/data", "/v1/measures", "/v1/measures/overdue_reviews", "/v1/areas", "/v1/areas/E08000035", "/v1/areas/E12000007/profile", "/v1/dimensions", "/v1/dimensions/sex", "/v1/releases/latest/changes", "/v1/releases", "/v1/releases/latest", "/v1/about",
}

func names() []string {
	var out []string
	for name := range tried {
		out = append(out, name)
	}
	return out
}

// drawTarget makes an address of up to five parameters.
func drawTarget(t *rapid.T) string {
	q := url.Values{}
	path := rapid.SampledFrom(targets).Draw(t, "path")
	if path == "/v1/data" {
		q.Set("measure", rapid.SampledFrom(tried["measure"][:7]).Draw(t, "measures"))
	}
	all := rapid.SampledFrom(names())
	for i := range rapid.IntRange(0, 4).Draw(t, "parameters") {
		name := all.Draw(t, fmt.Sprint("name", i))
		q.Set(name, rapid.SampledFrom(tried[name]).Draw(t, fmt.Sprint("value", i)))
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// TestGrammar asks whatever the grammar allows, and some that it does not: never a 5xx, never a hang, and where there are rows,
// the same ones in each format.
func TestGrammar(t *testing.T) {
	h := handler(t)
	rapid.Check(t, func(rt *rapid.T) {
		target := drawTarget(rt)
		begun := time.Now()
		r := get(t, h, target)
		if took := time.Since(begun); took > 10*time.Second {
			rt.Fatalf("%s took %v", target, took)
		}
		switch r.StatusCode {
		case http.StatusOK:
			if !strings.HasPrefix(target, "/v1/releases/") && !strings.Contains(target, "limit=") && !strings.Contains(target, "cursor=") {
				sameRows(t, rt, h, target)
			}
		case http.StatusBadRequest, http.StatusNotFound, http.StatusGone:
			checkProblem(t, r, r.StatusCode, map[int]string{400: "invalid-parameter", 404: "not-found", 410: "release-withdrawn"}[r.StatusCode])
		default:
			rt.Fatalf("%s: status %d: %.300s", target, r.StatusCode, body(t, r))
		}
	})
}

// sameRows compares JSON, all pages of it, with every other format.
func sameRows(t *testing.T, rt *rapid.T, h http.Handler, target string) {
	var want [][]string
	a := tabular(t, h, target)
	if a == nil {
		return
	}
	if again := decode(t, get(t, h, a.Links.Permalink)); !cmp.Equal(a.Data, again.Data) {
		rt.Fatalf("%s: the permalink %s has other rows", target, a.Links.Permalink)
	}
	for {
		want = append(want, lines(a.Data, header(t, h, target))...)
		if a.Links.Next == "" {
			break
		}
		next := decode(t, get(t, h, a.Links.Next))
		a = &next
	}
	for _, format := range []string{"csv", "parquet", "arrow", "xlsx"} {
		got := read(t, format, []byte(body(t, get(t, h, with(target, "format="+format)))))[1:]
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			rt.Fatalf("%s: rows differ between JSON and %s:\n%s", target, format, diff)
		}
	}
}

// tabular is the answer if its data are flat rows.
func tabular(t *testing.T, h http.Handler, target string) *jsonAnswer {
	if strings.HasPrefix(target, "/v1/measures") || strings.HasPrefix(target, "/v1/about") || strings.HasPrefix(target, "/v1/dimensions") || strings.HasPrefix(target, "/v1/areas/E08000035") ||
		strings.HasPrefix(target, "/v1/releases") {
		return nil
	}
	a := decode(t, get(t, h, target))
	return &a
}

func with(target, parameter string) string {
	if strings.Contains(target, "?") {
		return target + "&" + parameter
	}
	return target + "?" + parameter
}

func header(t *testing.T, h http.Handler, target string) []string {
	return records(t, get(t, h, with(target, "format=csv")))[0]
}

func records(t *testing.T, r *http.Response) [][]string {
	t.Helper()
	all, err := csv.NewReader(strings.NewReader(body(t, r))).ReadAll()
	if err != nil || len(all) == 0 {
		t.Fatalf("not CSV: %v", err)
	}
	return all
}

// lines are JSON rows as CSV writes them.
func lines(rows []map[string]any, columns []string) [][]string {
	var out [][]string
	for _, r := range rows {
		line := make([]string, len(columns))
		for i, name := range columns {
			switch v := r[name].(type) {
			case nil:
			case string:
				line[i] = v
			case float64:
				line[i] = strconv.FormatFloat(v, 'f', -1, 64)
			default:
				line[i] = fmt.Sprint(v)
			}
		}
		out = append(out, line)
	}
	return out
}

// FuzzGrammar gives the parser whatever bytes there are.
func FuzzGrammar(f *testing.F) {
	for _, seed := range []string{
		"period=2025-26..", "period=last:3&level=region", "age_band=ne:unknown", "sort=-value,area_name&limit=3", "cursor=eyJyIjoieCJ9", "%zz", "a=1&a=2",
		"area=E08000035,,E08000016&compare=england", "as_of=2026-13-40", "format=csv&limit=1", ";=;", "period=..", "period=2025-26,,",
	} {
		f.Add(seed)
	}
	h := handler(f)
	f.Fuzz(func(t *testing.T, query string) {
		for _, path := range []string{"/v1/data?measure=overdue_reviews&", "/v1/reports/" + releasetest.Series + "/league-table?"} {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://example.org/", nil)
			if err != nil {
				t.Fatal(err)
			}
			var fixed string
			r.URL.Path, fixed, _ = strings.Cut(path, "?")
			r.URL.RawQuery, r.RequestURI = fixed+query, r.URL.Path
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code >= 500 {
				t.Errorf("%s%q: %d", path, query, w.Code)
			}
		}
	})
}

// FuzzAccept gives the negotiation whatever bytes there are.
func FuzzAccept(f *testing.F) {
	for _, seed := range []string{"text/csv;q=0.5,*/*;q=0.1", ";;;", "text/csv;q=NaN", "*/*;q=-1", "a/b/c", "application/json;q=1e308"} {
		f.Add(seed)
	}
	h := handler(f)
	f.Fuzz(func(t *testing.T, accept string) {
		r := get(t, h, "/v1/areas?q=leeds", "Accept", accept)
		if r.StatusCode != http.StatusOK && r.StatusCode != http.StatusNotAcceptable {
			t.Errorf("Accept %q: %d", accept, r.StatusCode)
		}
	})
}

package api_test

import (
	"context"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/careduty/careduty/api"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/internal/release/releasetest"
)

var (
	update   = flag.Bool("update", false, "write golden answers anew")
	releases string // a small directory of releases, one of them withdrawn
	shared   *release.Set
)

const (
	older     = "synthetic-2025-12-31"
	withdrawn = "synthetic-2026-02-28"
	current   = releasetest.ID
)

func TestMain(m *testing.M) {
	flag.Parse()
	dir, err := os.MkdirTemp("", "api")
	if err == nil {
		err = fixture(dir)
	}
	if err != nil {
		panic(err)
	}
	releases = dir
	if shared, err = release.OpenSet(context.Background(), dir, release.Options{}); err != nil {
		panic(err)
	}
	code := m.Run()
	shared.Close()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

func fixture(dir string) error {
	for _, o := range []releasetest.Options{
		{ID: older, Measures: 1, Years: 1, Dimensions: []string{}, Shift: 3},
		{ID: withdrawn, Measures: 1, Years: 1, Dimensions: []string{}},
		{ID: current, PublishedOn: "2026-05-14"},
	} {
		if err := releasetest.Write(context.Background(), dir, o); err != nil {
			return err
		}
	}
	marker := `{"reason": "One council's file was wrong.", "replacement": "` + current + `", "on": "2026-04-02"}`
	return os.WriteFile(filepath.Join(dir, withdrawn+".withdrawn.json"), []byte(marker), 0o600)
}

// handler is a cold service over the small directory.
func handler(t testing.TB) http.Handler {
	t.Helper()
	return api.New(shared, api.Options{Version: "test"})
}

// get asks for an address; headers are pairs of name and value.
func get(t testing.TB, h http.Handler, target string, headers ...string) *http.Response {
	t.Helper()
	return do(t, h, http.MethodGet, target, headers...)
}

func do(t testing.TB, h http.Handler, method, target string, headers ...string) *http.Response {
	t.Helper()
	return answerTo(t, h, func(r *http.Request) {
		r.Method = method
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
	}, target)
}

func answerTo(t testing.TB, h http.Handler, set func(*http.Request), target string) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://example.org"+target, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.RequestURI, r.RemoteAddr = target, "127.0.0.1:1"
	set(r)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t testing.TB, r *http.Response) string {
	t.Helper()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// golden are requests whose whole answers are kept beside the tests.
var golden = []struct{ name, target string }{
	{"reports", "/v1/reports"},
	{"report", "/v1/reports/overdue_reviews"},
	{"report_official", "/v1/reports/ascof_3d2a"},
	{"league_table", "/v1/reports/overdue_reviews/league-table?limit=4"},
	{"league_table_region", "/v1/reports/overdue_reviews/league-table?within=E12000001&compare=region,year_ago"},
	{"league_table_unranked", "/v1/reports/complaints_upheld/league-table?level=region"},
	{"league_table_official", "/v1/reports/ascof_3d2a/league-table?area=E06000053,E09000001,E08000035"},
	{"trend", "/v1/reports/first_reviews_on_time/trend?area=E08000035,E92000001&period=last:5"},
	{"trend_break", brokenTrend},
	{"trend_years", "/v1/reports/overdue_reviews/trend?grain=year"},
	{"data", "/v1/data?measure=overdue_reviews,personal_budget_median&area=E08000035,E06000053"},
	{"data_year_of_snapshot", "/v1/data?measure=overdue_reviews&area=E92000001&period=2025-26"},
	{"data_by", "/v1/data?measure=first_reviews_on_time&area=E06000053,E92000001&by=sex&compare=england"},
	{"data_parents", "/v1/data?measure=overdue_reviews&level=country&age_band=18-64,65%2B&period=2025-26-Q3..2025-26-Q4"},
	{"data_official_by", "/v1/data?measure=ascof_3d2a&area=E92000001,E06000053&by=age_band"},
	{"data_former_code", "/v1/data?measure=overdue_reviews&area=E08000016,E10000006"},
	{"data_nothing", "/v1/data?measure=overdue_reviews&period=2031-32-Q1"},
	{"place", "/v1/reports/first_reviews_on_time/areas/E08000035"},
	{"place_england", "/v1/reports/overdue_reviews/areas/E92000001?grain=year"},
	{"compare", "/v1/compare?measure=first_reviews_on_time&area=E08000035,E06000010&period=last:2"},
	{"league_table_outcome", "/v1/reports/overdue_reviews/league-table?outcome=worse&highlight=E08000035&limit=4"},
	{"measures", "/v1/measures"},
	{"measure", "/v1/measures/direct_payment_uptake"},
	{"measure_official", "/v1/measures/ascof_3d2a"},
	{"dimensions", "/v1/dimensions"},
	{"dimension", "/v1/dimensions/age_band"},
	{"profile", "/v1/areas/E08000035/profile"},
	{"profile_england", "/v1/areas/E92000001/profile?period=2025-26&compare=year_ago"},
	{"areas", "/v1/areas?q=leeds"},
	{"areas_former", "/v1/areas?q=E10000006"},
	{"areas_nothing", "/v1/areas?q=nowhere"},
	{"areas_regions", "/v1/areas?level=region"},
	{"area", "/v1/areas/E08000038"},
	{"releases", "/v1/releases"},
	{"release", "/v1/releases/latest"},
	{"changes", "/v1/releases/latest/changes"},
	{"changes_of", "/v1/releases/latest/changes?area=E08000035&from=" + older},
	{"about", "/v1/about"},
}

func TestGolden(t *testing.T) {
	h := handler(t)
	for _, c := range golden {
		for _, format := range []string{"json", "csv"} {
			if c.name == "release" && format == "csv" {
				continue
			}
			t.Run(c.name+"_"+format, func(t *testing.T) {
				target := c.target
				if format == "csv" {
					target = strings.NewReplacer("?limit=4", "", "&limit=4", "").Replace(target)
					if strings.Contains(target, "?") {
						target += "&format=csv"
					} else {
						target += "?format=csv"
					}
				}
				r := get(t, h, target)
				text := body(t, r)
				if r.StatusCode != http.StatusOK {
					t.Fatalf("status %d: %s", r.StatusCode, text)
				}
				compare(t, c.name+"."+format, cut(text))
				compareLabel(t, text)
			})
		}
	}
}

// cut keeps a golden file readable: the first lines and the last of long answers.
func cut(text string) string {
	lines := strings.SplitAfter(text, "\n")
	if len(lines) <= 30 {
		return text
	}
	return strings.Join(lines[:15], "") + "…\n" + strings.Join(lines[len(lines)-10:], "")
}

func compare(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v: run go test ./api -update and read the difference", err)
	}
	if string(want) != got {
		t.Errorf("the answer is not that of %s; run go test ./api -update and read the difference.\ngot:\n%s", path, got)
	}
}

var rowRelease = regexp.MustCompile(`"release":"([^"]*)"`)

// compareLabel holds every row of made-up data to its label.
func compareLabel(t *testing.T, text string) {
	t.Helper()
	for _, m := range rowRelease.FindAllStringSubmatch(text, -1) {
		if !strings.HasPrefix(m[1], release.SyntheticPrefix) && m[1] != releasetest.Edition {
			t.Errorf("a row lacks its label: %s", m[0])
		}
	}
}

package api_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/careduty/careduty/api"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/internal/release/releasetest"
)

// unfinishedService is a service over HTTP whose first reviews were drawn before their follow-up was over.
func unfinishedService(t *testing.T) func(target string) string {
	t.Helper()
	dir := t.TempDir()
	if err := releasetest.Write(t.Context(), dir, releasetest.Options{Years: 3, Unfinished: "first_reviews_on_time"}); err != nil {
		t.Fatal(err)
	}
	set, err := release.OpenSet(t.Context(), dir, release.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(set.Close)
	server := httptest.NewServer(api.New(set, api.Options{Version: "test", RatePerMinute: -1}))
	t.Cleanup(server.Close)
	return func(target string) string {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+target, nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		if err != nil || answer.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s, %v", target, answer.Status, err)
		}
		return string(text)
	}
}

// rowsIn are the rows of a JSON answer.
func rowsIn(t *testing.T, text string) []map[string]any {
	t.Helper()
	var a struct {
		Data json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal([]byte(text), &a); err != nil {
		t.Fatal(err)
	}
	var rows []map[string]any
	if json.Unmarshal(a.Data, &rows) != nil {
		rows = make([]map[string]any, 1)
		if err := json.Unmarshal(a.Data, &rows[0]); err != nil {
			t.Fatal(err)
		}
	}
	return rows
}

// An unfinished period is in every answer with its figure and a mark, and is compared with no other period and tested with none.
func TestUnfinishedPeriodsAreShownAndNotTested(t *testing.T) {
	ask := unfinishedService(t)
	const report = "/v1/reports/first_reviews_on_time"
	for _, row := range rowsIn(t, ask(report+"/trend?area=E92000001&compare=england,year_ago,previous")) {
		newest := row["period"] == "2025-26-Q4"
		if row["unfinished"] != newest || row["value"] == nil {
			t.Errorf("%s: unfinished is %v, value %v", row["period"], row["unfinished"], row["value"])
		}
		if newest && (row["year_ago_outcome"] != "not_compared" || row["year_ago_diff"] != nil || row["previous_outcome"] != "not_compared") {
			t.Errorf("the unfinished quarter is compared: %v", row)
		}
		summary := row["summary"].(string)
		if !strings.Contains(row["trend_test"].(string), "11 points") || !strings.Contains(summary, "(October to December 2025)") ||
			!strings.HasSuffix(summary, "January to March 2026 is not finished: what is counted may still be done, so its figure is shown and not compared with other periods.") {
			t.Errorf("the trend is of other points: %s; %s", row["trend_test"], summary)
		}
	}
	for target, many := range map[string]int{
		"/v1/data?measure=first_reviews_on_time&period=2025-26-Q4,2025-26-Q3&level=council&limit=500": 153,
		"/v1/data?measure=first_reviews_on_time&period=2025-26,2024-25&level=country,region":          10,
		"/v1/data?measure=first_reviews_on_time&period=2025-26-Q4&level=region&by=sex":                36,
		"/v1/data?measure=overdue_reviews&period=2025-26-Q4&level=region":                             0,
		report + "/league-table?limit=500":                                                            153, report: 1, report + "/areas/E08000036": 3,
	} {
		n := 0
		for _, row := range rowsIn(t, ask(target)) {
			if row["unfinished"] == true {
				n++
			}
		}
		if n != many {
			t.Errorf("%s: %d rows are marked, not %d", target, n, many)
		}
	}
	streamed := ask("/v1/data?measure=first_reviews_on_time&period=2025-26-Q4&level=region&format=csv")
	head, rest, _ := strings.Cut(streamed, "\n")
	if !strings.Contains(head, ",unfinished,") || strings.Count(rest, ",true,") != 9 {
		t.Errorf("the file says: %s", streamed)
	}
}

// Pictures draw it as a ring and say what a ring is; pages say it in words.
func TestUnfinishedPeriodsAreHollowAndSaidOnPages(t *testing.T) {
	ask := unfinishedService(t)
	const sentence = "January to March 2026 is not finished: what is counted may still be done"
	const ring = "A ring is a figure of a period that is not finished."
	picture := ask("/v1/reports/first_reviews_on_time/trend?area=E92000001&format=svg")
	whole := strings.Join(strings.Fields(picture), " ")
	if !strings.Contains(whole, ring) {
		t.Error("the picture does not say what its ring is")
	}
	if other := ask("/v1/reports/direct_payment_uptake/trend?area=E92000001&format=svg"); strings.Contains(other, "A ring is") {
		t.Error("a picture without a ring speaks of one")
	}
	for _, page := range []string{"/reports/first_reviews_on_time", "/reports/first_reviews_on_time/trend", "/reports/first_reviews_on_time/league-table", "/reports/first_reviews_on_time/areas/E08000036"} {
		if !strings.Contains(ask(page), sentence) {
			t.Errorf("%s does not say it", page)
		}
	}
	if definition := ask("/measures/first_reviews_on_time"); !strings.Contains(definition, "less than 3 months after it") {
		t.Error("the definition does not say until when a period is unfinished")
	}
}

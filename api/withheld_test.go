package api_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/careduty/careduty/api"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/internal/release/releasetest"
)

// A measure of which no figure may be shown in any period has no latest one; every answer says so, and none fails.
func TestMeasureWithoutAnyFigure(t *testing.T) {
	dir := t.TempDir()
	if err := releasetest.Write(t.Context(), dir, releasetest.Options{Years: 1, Dimensions: []string{"sex"}, Withheld: "complaints_upheld"}); err != nil {
		t.Fatal(err)
	}
	set, err := release.OpenSet(t.Context(), dir, release.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer set.Close()
	h := api.New(set, api.Options{Version: "test"})
	for _, target := range []string{
		"/v1/reports", "/v1/reports/complaints_upheld", "/v1/reports/complaints_upheld/league-table", "/v1/reports/complaints_upheld/trend",
		"/v1/data?measure=complaints_upheld", "/v1/data?measure=complaints_upheld&by=sex&period=all", "/v1/areas/E08000036/profile",
		"/v1/measures/complaints_upheld", "/v1/reports/complaints_upheld/league-table?format=svg", "/v1/reports/complaints_upheld/trend?format=svg", "/",
	} {
		r := get(t, h, target)
		text, err := io.ReadAll(r.Body)
		if err != nil || r.StatusCode != http.StatusOK {
			t.Errorf("%s: %d %v %.300s", target, r.StatusCode, err, text)
		}
	}
	text, err := io.ReadAll(get(t, h, "/v1/reports?format=csv").Body)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "complaints_upheld,") && !strings.Contains(line, ",x,") {
			t.Errorf("the report does not say that nothing is available: %s", line)
		}
	}
}

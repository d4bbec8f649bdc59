package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/careduty/careduty/internal/release/releasetest"
)

const brokenTrend = "/v1/reports/" + releasetest.Broken + "/trend?period=all&grain=quarter&compare=previous,year_ago"

// A trend tells of a break in the row it begins with, in its sentence and in its notes, and tests nothing across it.
func TestBreaksAreToldAndNothingIsComparedAcrossThem(t *testing.T) {
	h := handler(t)
	a := decode(t, get(t, h, brokenTrend))
	for _, row := range a.Data {
		told, _ := row["series_break"].(string)
		if at := row["period"] == releasetest.BrokenFrom; at != strings.HasPrefix(told, "Break in October 2024: Complaints closed by letter") {
			t.Errorf("%v: %q", row["period"], told)
		}
		if !strings.HasPrefix(row["trend_test"].(string), "weighted straight line, 5% level, 6 points, ") || !strings.HasSuffix(row["summary"].(string), "Figures before the break in October 2024 are left out.") {
			t.Errorf("%v: %v, %v", row["period"], row["trend_test"], row["summary"])
		}
		across := map[string]bool{"previous": row["period"] == "2024-25-Q3", "year_ago": row["period"] == "2025-26-Q1" || row["period"] == "2025-26-Q2"}
		for name, across := range across {
			value, diff, outcome := row[name+"_value"], row[name+"_diff"], row[name+"_outcome"]
			if across && (value == nil || diff != nil || outcome != "not_compared") || !across && value != nil && (diff == nil || outcome == "not_compared") {
				t.Errorf("%v, %s: %v %v %v", row["period"], name, value, diff, outcome)
			}
		}
	}
	if len(a.Data) != 8 || !strings.Contains(strings.Join(a.Meta.Notes, " "), "Break in October 2024: ") {
		t.Errorf("%d rows, notes %v", len(a.Data), a.Meta.Notes)
	}
	official := decode(t, get(t, h, "/v1/reports/"+releasetest.Series+"/trend?grain=year")).Data
	last := official[len(official)-1]
	if last["series_break"] != "Break in April 2024: Made from another return. Figures before it are not compared with those after it." ||
		last["summary"] != "England: whether the figure rises or falls cannot be calculated: its figures have no published interval. Figures before the break in April 2024 are left out." {
		t.Errorf("%v", last)
	}
}

// The line of a picture does not lead across a break, which has a line of its own and a sentence below.
func TestAPictureShowsTheBreak(t *testing.T) {
	r := get(t, handler(t), "/v1/reports/"+releasetest.Broken+"/trend?period=all&grain=quarter&format=svg")
	text := body(t, r)
	if r.StatusCode != http.StatusOK || !strings.Contains(text, "break: not comparable") || !strings.Contains(strings.Join(strings.Fields(text), " "), "Break in October 2024") {
		t.Errorf("%d %.600s", r.StatusCode, text)
	}
}

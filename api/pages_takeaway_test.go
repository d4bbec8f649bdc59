package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/careduty/careduty/api"
	"golang.org/x/net/html"
)

// TestTakeItAway: one box on every page with figures has its pictures, its data, its address and its citation, and every address in it answers.
func TestTakeItAway(t *testing.T) {
	h := handler(t)
	for _, target := range []string{
		"/reports/overdue_reviews", "/reports/ascof_3d2a", leaguePage, "/reports/first_reviews_on_time/trend", "/reports/overdue_reviews/areas/E08000035",
		"/reports/first_reviews_on_time/groups", "/compare?measure=first_reviews_on_time&area=E08000035,E08000032",
	} {
		doc := parse(t, body(t, get(t, h, target)))
		var box *html.Node
		for _, n := range all(doc, "section") {
			if strings.HasPrefix(words(n), "Take it away") {
				if box != nil {
					t.Errorf("%s: two boxes", target)
				}
				box = n
			}
		}
		if box == nil {
			t.Errorf("%s: nothing to take away", target)
			continue
		}
		said := words(box)
		for _, want := range []string{"PNG for a slide", "SVG", "CSV", "Link to exactly this, for good", "To cite it:", "HTML to embed"} {
			if !strings.Contains(said, want) {
				t.Errorf("%s: no %q", target, want)
			}
		}
		for _, a := range all(box, "a") {
			if r := do(t, h, http.MethodHead, attr(a, "href")); r.StatusCode != http.StatusOK {
				t.Errorf("%s: %s answers %d", target, attr(a, "href"), r.StatusCode)
			}
		}
	}
}

// TestSharedPagesNameThemselves: a card has the title and the picture, gatherers of data find a data set, a tab has its mark.
func TestSharedPagesNameThemselves(t *testing.T) {
	h := api.New(shared, api.Options{Version: "test", BaseURL: "http://example.org"})
	doc := parse(t, body(t, get(t, h, "/reports/overdue_reviews")))
	meta := map[string]string{}
	for _, m := range all(doc, "meta") {
		meta[attr(m, "property")] = attr(m, "content")
	}
	if got := meta["og:title"]; got != "Made-up data: People whose review is overdue, Report" {
		t.Errorf("title %q", got)
	}
	path, ok := strings.CutPrefix(meta["og:image"], "http://example.org")
	if r := get(t, h, path); !ok || r.Header.Get("Content-Type") != "image/png" {
		t.Errorf("image %q: %s", meta["og:image"], r.Header.Get("Content-Type"))
	}
	for _, target := range []string{"/reports/overdue_reviews", "/data"} {
		scripts := all(parse(t, body(t, get(t, h, target))), "script")
		if len(scripts) != 1 {
			t.Errorf("%s: %d scripts", target, len(scripts))
			continue
		}
		var d struct {
			Type         string `json:"@type"`
			Name         string
			Distribution []struct{ ContentURL string }
		}
		if err := json.Unmarshal([]byte(scripts[0].FirstChild.Data), &d); err != nil || d.Type != "Dataset" || !strings.HasPrefix(d.Name, "Made-up data: ") || len(d.Distribution) == 0 {
			t.Errorf("%s: %v %+v", target, err, d)
		}
		for _, x := range d.Distribution {
			path, ok := strings.CutPrefix(x.ContentURL, "http://example.org")
			if r := do(t, h, http.MethodHead, path); !ok || r.StatusCode != http.StatusOK {
				t.Errorf("%s: %q", target, x.ContentURL)
			}
		}
	}
	for _, target := range []string{"/favicon.svg", "/favicon.ico"} {
		if r := get(t, h, target); r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != "image/svg+xml" {
			t.Errorf("%s: %d", target, r.StatusCode)
		}
	}
}

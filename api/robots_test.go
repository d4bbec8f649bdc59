package api_test

import (
	"encoding/xml"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/careduty/careduty/api"
	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/internal/fault"
)

// Whoever gathers the web finds a page at every address of the site map.
func TestTheSiteMapLeadsToPages(t *testing.T) {
	h := api.New(shared, api.Options{Version: "test", BaseURL: "https://stats.example"})
	if text := body(t, get(t, h, "/robots.txt")); !strings.HasPrefix(text, "User-agent: *\n") || !strings.Contains(text, "\nSitemap: https://stats.example/sitemap.xml\n") {
		t.Error(text)
	}
	var list struct {
		URL []struct {
			Loc     string `xml:"loc"`
			Lastmod string `xml:"lastmod"`
		} `xml:"url"`
	}
	r := get(t, h, "/sitemap.xml")
	if err := xml.Unmarshal([]byte(body(t, r)), &list); err != nil || r.Header.Get("Content-Type") != "application/xml" {
		t.Fatal(err, r.Header)
	}
	kinds := map[string]int{}
	for _, u := range list.URL {
		path, ok := strings.CutPrefix(u.Loc, "https://stats.example/")
		kind, rest, _ := strings.Cut(path, "/")
		if kinds[kind]++; !ok || u.Lastmod != "" && u.Lastmod != "2026-05-14" {
			t.Errorf("%+v", u)
		}
		if kind == "areas" && kinds[kind] > 8 && rest != "" {
			continue // they are alike
		}
		if r := get(t, h, "/"+path, "Accept", "text/html"); r.StatusCode != http.StatusOK || !strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
			t.Errorf("%s: %d %s", u.Loc, r.StatusCode, r.Header.Get("Content-Type"))
		}
	}
	if kinds["reports"] < 10 || kinds["areas"] < 300 || kinds["measures"] < 5 || kinds[""] != 1 {
		t.Errorf("%v", kinds)
	}
	// Without a base URL the addresses are those the reader came by, and the list is nobody else's.
	r = get(t, handler(t), "/sitemap.xml")
	if !strings.Contains(body(t, r), "<loc>http://example.org/</loc>") || r.Header.Get("Cache-Control") != "private, no-cache" {
		t.Errorf("%v", r.Header)
	}
}

func TestSecurityTextNamesTheContact(t *testing.T) {
	const path = "/.well-known/security.txt"
	checkProblem(t, get(t, handler(t), path, "Accept", "application/json"), 404, problem.NotFound)
	for contact, uri := range map[string]string{"desk@example.org": "mailto:desk@example.org", "https://example.org/report?of=careduty": "https://example.org/report?of=careduty"} {
		h := api.New(shared, api.Options{Version: "test", BaseURL: "https://stats.example", Contact: contact})
		fields := map[string]string{}
		r := get(t, h, path)
		for line := range strings.Lines(body(t, r)) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
			fields[name] = value
		}
		ends, err := time.Parse(time.RFC3339, fields["Expires"])
		if err != nil || time.Until(ends) < 24*time.Hour || time.Until(ends) > 365*24*time.Hour {
			t.Errorf("Expires %s", fields["Expires"])
		}
		if fields["Contact"] != uri || fields["Canonical"] != "https://stats.example"+path || r.Header.Get("Content-Type") != "text/plain; charset=utf-8" {
			t.Errorf("%v %v", fields, r.Header)
		}
	}
}

// A contact that nobody can follow and a name of many lines are refused before anything is opened.
func TestOperatorAndContactAreChecked(t *testing.T) {
	for _, o := range []api.Options{
		{Contact: "call us"},
		{Contact: "Desk <desk@example.org>"},
		{Contact: "javascript:alert(1)"},
		{Contact: "https://"},
		{Contact: "https://user:word@example.org"},
		{Contact: "a@b.org\nX: y"},
		{Operator: "A\nB"},
		{Operator: strings.Repeat("x", 201)},
	} {
		o.Addr, o.Releases = "127.0.0.1:0", releases
		if err := api.Serve(t.Context(), o); !fault.Is(err, fault.Usage) {
			t.Errorf("%q %q: %v", o.Operator, o.Contact, err)
		}
	}
}

// A name or a contact on the pages is part of what the pages are.
func TestAnotherOperatorIsAnotherPage(t *testing.T) {
	tags := map[string]bool{}
	for _, o := range []api.Options{{}, {Operator: "One"}, {Operator: "Two"}, {Contact: "Two"}} {
		o.Version = "test"
		tags[get(t, api.New(shared, o), "/about").Header.Get("ETag")] = true
	}
	if len(tags) != 4 {
		t.Errorf("%d ETags of four services", len(tags))
	}
}

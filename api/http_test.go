package api_test

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/careduty/careduty/api"
	"github.com/google/go-cmp/cmp"
)

const league = "/v1/reports/overdue_reviews/league-table"

func TestConditionalRequests(t *testing.T) {
	h := handler(t)
	for _, target := range []string{league, league + "?format=csv", "/v1/openapi.json", "/docs", "/", "/v1/releases"} {
		first := get(t, h, target)
		etag := first.Header.Get("ETag")
		if first.StatusCode != http.StatusOK || etag == "" {
			t.Fatalf("%s: %d, ETag %q", target, first.StatusCode, etag)
		}
		for _, header := range []string{etag, "W/" + etag, `"other", ` + etag, "*"} {
			r := get(t, h, target, "If-None-Match", header)
			if r.StatusCode != http.StatusNotModified || body(t, r) != "" || r.Header.Get("ETag") != etag {
				t.Errorf("%s, If-None-Match %s: %d", target, header, r.StatusCode)
			}
		}
		if r := get(t, h, target, "If-None-Match", `"other"`); r.StatusCode != http.StatusOK {
			t.Errorf("%s: %d for another ETag", target, r.StatusCode)
		}
	}
}

// A cold service compares the ETag before it does any work; it must come to the same one.
func TestETagIsKnownBeforeAnyWork(t *testing.T) {
	etag := get(t, handler(t), league).Header.Get("ETag")
	if r := get(t, handler(t), league, "If-None-Match", etag); r.StatusCode != http.StatusNotModified {
		t.Errorf("a cold service says %d", r.StatusCode)
	}
}

// Whoever holds an answer that the service has never made is told from memory that it is still the same, in the same words as the first time.
func TestNotModifiedIsRemembered(t *testing.T) {
	etag := get(t, handler(t), league).Header.Get("ETag")
	private := free(t)
	base, _ := serve(t, api.Options{Releases: releases, MetricsAddr: private, Version: "test"})
	client, headers := plain(), []http.Header{}
	for range 2 {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+league, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("If-None-Match", etag)
		a, err := client.Do(r)
		if err = closing(err, a); err != nil || a.StatusCode != http.StatusNotModified {
			t.Fatal(a.StatusCode, err)
		}
		a.Header.Del("X-Request-Id")
		a.Header.Del("Date")
		headers = append(headers, a.Header)
	}
	if diff := cmp.Diff(headers[0], headers[1]); diff != "" {
		t.Error(diff)
	}
	if got := text(t, "http://"+private+"/metrics"); !strings.Contains(got, `careduty_answers_total{from="memory"} 1`) || !strings.Contains(got, `careduty_answers_total{from="work"} 0`) {
		t.Error("it was worked out again")
	}
	if r := get(t, handler(t), league, "If-None-Match", etag, "If-Match", `"other"`); r.StatusCode != http.StatusPreconditionFailed {
		t.Errorf("If-Match comes first: %d", r.StatusCode)
	}
}

func TestOneAnswerHasOneETag(t *testing.T) {
	h := handler(t)
	same := []string{league + "?level=council&period=latest", league + "?period=latest", league + "?compare=england", league, league + "?chart=ranking"}
	etags := map[string]bool{}
	for _, target := range same {
		etags[get(t, h, target).Header.Get("ETag")] = true
	}
	if len(etags) != 1 {
		t.Errorf("%d ETags for one answer", len(etags))
	}
	for _, other := range [][]string{{league + "?level=region"}, {league + "?format=csv"}, {league, "Accept-Encoding", "gzip"}, {league + "?release=" + older}} {
		etags[get(t, h, other[0], other[1:]...).Header.Get("ETag")] = true
	}
	if len(etags) != 5 {
		t.Errorf("%d ETags for five answers", len(etags))
	}
}

func TestHeaders(t *testing.T) {
	h := handler(t)
	r := get(t, h, league+"?within=E12000007&sort=-value&level=council&format=csv")
	permalink := league + "?format=csv&release=" + current + "&sort=-value&within=E12000007"
	want := map[string]string{
		"Content-Type": "text/csv; charset=utf-8; header=present", "Content-Location": permalink, "Vary": "Accept, Accept-Encoding",
		"Cache-Control": "public, max-age=60, must-revalidate", "Last-Modified": "",
		"Access-Control-Allow-Origin": "*", "X-Content-Type-Options": "nosniff",
		"Content-Disposition": `attachment; filename="overdue_reviews-league-table-` + current + `.csv"`,
	}
	for name, value := range want {
		if got := r.Header.Get(name); got != value {
			t.Errorf("%s: %q, want %q", name, got, value)
		}
	}
	if !slices.Contains(r.Header.Values("Link"), "<"+permalink+`>; rel="canonical"`) || len(r.Header.Values("Set-Cookie")) > 0 {
		t.Errorf("Link %v", r.Header.Values("Link"))
	}
	pinned := get(t, h, r.Header.Get("Content-Location"))
	if pinned.Header.Get("Cache-Control") != "public, max-age=60, must-revalidate" || body(t, pinned) != body(t, r) {
		t.Errorf("the permalink is not the same answer, kept as long: %v", pinned.Header)
	}
	if id := get(t, h, league, "X-Request-Id", "from-the-caller").Header.Get("X-Request-Id"); id != "from-the-caller" {
		t.Errorf("X-Request-Id %q", id)
	}
	if id := get(t, h, league, "X-Request-Id", "bad id\x00").Header.Get("X-Request-Id"); strings.Contains(id, " ") {
		t.Errorf("X-Request-Id %q", id)
	}
}

func TestHeadAndOptions(t *testing.T) {
	h := handler(t)
	for _, target := range []string{league, league + "?format=csv", "/docs", "/v1/openapi.json", "/health/live"} {
		g, r := get(t, h, target), do(t, h, http.MethodHead, target)
		if body(t, r) != "" || r.StatusCode != http.StatusOK {
			t.Errorf("HEAD %s: %d with a body", target, r.StatusCode)
		}
		for _, name := range []string{"ETag", "Content-Type", "Content-Length", "Content-Location"} {
			if name != "Content-Length" || g.Header.Get(name) != "" {
				if g.Header.Get(name) != r.Header.Get(name) {
					t.Errorf("HEAD %s: %s %q, GET %q", target, name, r.Header.Get(name), g.Header.Get(name))
				}
			}
		}
	}
	r := do(t, h, http.MethodOptions, league, "Origin", "https://example.com", "Access-Control-Request-Method", "GET")
	if r.StatusCode != http.StatusNoContent || r.Header.Get("Allow") == "" || r.Header.Get("Access-Control-Allow-Methods") == "" {
		t.Errorf("OPTIONS: %d %v", r.StatusCode, r.Header)
	}
}

func TestGzip(t *testing.T) {
	h := handler(t)
	plain := body(t, get(t, h, league))
	for range 2 { // worked out, then from memory
		r := get(t, h, league, "Accept-Encoding", "br, gzip;q=0.8")
		if r.Header.Get("Content-Encoding") != "gzip" {
			t.Fatal("not compressed")
		}
		z, err := gzip.NewReader(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(z)
		if err != nil || string(text) != plain {
			t.Errorf("the compressed answer is another (%v)", err)
		}
	}
	for _, target := range []string{"/v1/openapi.json", "/v1/catalog.jsonld", "/v1/releases.atom", "/docs", "/style.css"} {
		whole := get(t, h, target)
		r := get(t, h, target, "Accept-Encoding", "gzip")
		etag := r.Header.Get("ETag")
		if r.Header.Get("Content-Encoding") != "gzip" || !strings.Contains(r.Header.Get("Vary"), "Accept-Encoding") || etag == whole.Header.Get("ETag") {
			t.Fatalf("%s: %v", target, r.Header)
		}
		z, err := gzip.NewReader(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		if text, err := io.ReadAll(z); err != nil || string(text) != body(t, whole) {
			t.Errorf("%s: the compressed answer is another (%v)", target, err)
		}
		if r := get(t, h, target, "Accept-Encoding", "gzip", "If-None-Match", etag); r.StatusCode != http.StatusNotModified {
			t.Errorf("%s: %d for its own ETag", target, r.StatusCode)
		}
	}
	if r := get(t, h, league, "Accept-Encoding", "gzip;q=0"); r.Header.Get("Content-Encoding") != "" {
		t.Error("compressed against the caller's wish")
	}
}

func TestAccept(t *testing.T) {
	h := handler(t)
	for accept, want := range map[string]string{
		"": "application/json", "*/*": "application/json", "text/csv": "text/csv", "text/*": "text/csv",
		"application/json;q=0.5, text/csv": "text/csv", "text/html, */*;q=0.1": "application/json", "TEXT/CSV": "text/csv",
	} {
		if got := get(t, h, league, "Accept", accept).Header.Get("Content-Type"); !strings.HasPrefix(got, want) {
			t.Errorf("Accept %q: %s, want %s", accept, got, want)
		}
	}
	if got := get(t, h, league+"?format=json", "Accept", "text/csv").Header.Get("Content-Type"); got != "application/json" {
		t.Errorf("format= does not beat Accept: %s", got)
	}
}

type jsonAnswer struct {
	Data []map[string]any `json:"data"`
	Meta struct {
		Total    int      `json:"total"`
		Warnings []string `json:"warnings"`
		Notes    []string `json:"notes"`
		Release  struct {
			ID string `json:"id"`
		} `json:"release"`
	} `json:"meta"`
	Links struct {
		Self, Permalink, Next string
	} `json:"links"`
}

func decode(t testing.TB, r *http.Response) jsonAnswer {
	t.Helper()
	var a jsonAnswer
	unmarshal(t, r, &a)
	return a
}

func TestPagesMakeTheWhole(t *testing.T) {
	h := handler(t)
	const target = "/v1/data?measure=overdue_reviews,first_reviews_on_time&period=last:3&level=region,council&sort=-value"
	whole := decode(t, get(t, h, target+"&limit=10000"))
	var pages []map[string]any
	next, calls := target+"&limit=100", 0
	for next != "" {
		r := get(t, h, next)
		a := decode(t, r)
		if a.Meta.Total != whole.Meta.Total {
			t.Fatalf("total %d, want %d", a.Meta.Total, whole.Meta.Total)
		}
		if linked := strings.Contains(strings.Join(r.Header.Values("Link"), ","), `rel="next"`); linked != (a.Links.Next != "") {
			t.Errorf("Link next %v, links.next %q", linked, a.Links.Next)
		}
		pages = append(pages, a.Data...)
		next = a.Links.Next
		if calls++; calls > 20 {
			t.Fatal("pages do not end")
		}
	}
	if len(pages) != whole.Meta.Total || len(whole.Data) != whole.Meta.Total || whole.Meta.Total != 2*3*162 {
		t.Fatalf("%d rows in pages, %d whole, total %d", len(pages), len(whole.Data), whole.Meta.Total)
	}
	for i := range pages {
		if pages[i]["area_code"] != whole.Data[i]["area_code"] || pages[i]["period"] != whole.Data[i]["period"] {
			t.Fatalf("row %d differs", i)
		}
	}
}

func TestCursorBelongsToItsQuery(t *testing.T) {
	h := handler(t)
	a := decode(t, get(t, h, league+"?limit=10"))
	_, at, _ := strings.Cut(a.Links.Next, "cursor=")
	at, _, _ = strings.Cut(at, "&")
	if r := get(t, h, league+"?limit=10&level=region&cursor="+at); r.StatusCode != http.StatusBadRequest {
		t.Errorf("a cursor of another query is taken: %d", r.StatusCode)
	}
}

func TestHealth(t *testing.T) {
	h := handler(t)
	for path, want := range map[string]string{"/health/live": `{"status":"ok"}`, "/health/ready": `{"status":"ok","release":"` + current + `"}`} {
		if r := get(t, h, path); r.StatusCode != http.StatusOK || body(t, r) != want {
			t.Errorf("%s: %d", path, r.StatusCode)
		}
	}
}

func unmarshal(t testing.TB, r *http.Response, into any) {
	t.Helper()
	text := body(t, r)
	if err := json.Unmarshal([]byte(text), into); err != nil || r.StatusCode != http.StatusOK {
		t.Fatalf("status %d (%v): %.500s", r.StatusCode, err, text)
	}
}

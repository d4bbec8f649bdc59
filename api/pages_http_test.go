package api_test

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path"
	"strings"
	"sync"
	"testing"

	"github.com/careduty/careduty/api"
	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/internal/area"
	"golang.org/x/net/html"
)

const browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"

func TestWhoAsksForDataIsLedToIt(t *testing.T) {
	h := handler(t)
	for _, c := range []struct{ target, accept, to string }{
		{leaguePage + "?within=E12000007&highlight=E09000005&group=none", "application/json", "/v1" + leaguePage + "?highlight=E09000005&within=E12000007"},
		{leaguePage, "text/csv", "/v1" + leaguePage + "?format=csv"},
		{leaguePage, "image/svg+xml,*/*;q=0.8", "/v1" + leaguePage + "?format=svg"},
		{leaguePage + "?format=xlsx", browser, "/v1" + leaguePage + "?format=xlsx"},
		{leaguePage + "?format=json&area=E08000035,E92000001", "", "/v1" + leaguePage + "?area=E08000035,E92000001"},
		{"/", "application/json", "/v1/reports"},
		{"/docs", "application/json", "/v1/openapi.json"},
		{"/areas/E08000035/profile", "application/json;q=0.9, text/html;q=0.2", "/v1/areas/E08000035/profile"},
		{"/releases/latest", "application/json", "/v1/releases/latest"},
	} {
		r := get(t, h, c.target, "Accept", c.accept)
		if r.StatusCode != http.StatusTemporaryRedirect || r.Header.Get("Location") != c.to {
			t.Errorf("%s for %q: %d to %q, want %q", c.target, c.accept, r.StatusCode, r.Header.Get("Location"), c.to)
		}
		if again := get(t, h, c.to, "Accept", "*/*"); again.StatusCode != http.StatusOK {
			t.Errorf("%s: %d", c.to, again.StatusCode)
		}
	}
	for _, accept := range []string{"", "*/*", browser, "text/html;q=0.1"} {
		if r := get(t, h, leaguePage, "Accept", accept); r.StatusCode != http.StatusOK || r.Header.Get("Vary") != "Accept, Accept-Encoding" {
			t.Errorf("%q: %d %v", accept, r.StatusCode, r.Header)
		}
	}
}

// TestPagesTakeTheSameQuestions: whatever the API answers or refuses, its page answers or refuses, and for the same reason.
func TestPagesTakeTheSameQuestions(t *testing.T) {
	h := handler(t)
	var targets []string
	for _, c := range golden {
		targets = append(targets, c.target)
	}
	for _, c := range wrong {
		if c.method == http.MethodGet && c.accept == "" {
			targets = append(targets, c.target)
		}
	}
	compared := 0
	for _, target := range targets {
		if strings.Contains(target, "limit=") || strings.Contains(target, "levle=") || strings.Contains(target, "cursor=") || strings.Contains(target, "/data") || strings.Contains(target, "/dimensions") || strings.Contains(target, "/changes") || strings.Contains(target, "/v1/compare") || strings.Contains(target, "_reviews/areas/") || strings.Contains(target, "_time/areas/") || strings.HasSuffix(target, "=") || strings.HasSuffix(target, "q=leeds") || strings.Contains(target, "/areas/Leeds") {
			continue // pages are not cut, and leave out what nobody knows; these have none, or are led on from a name; and a form sends what was left empty
		}
		compared++
		data, shown := get(t, h, target), get(t, h, strings.TrimPrefix(target, "/v1"))
		if data.StatusCode != shown.StatusCode {
			t.Errorf("%s: %d, and the page %d", target, data.StatusCode, shown.StatusCode)
		}
		if text := body(t, shown); data.StatusCode != http.StatusOK {
			if want := "/docs#" + problemOf(t, data); documented(t, text) != want {
				t.Errorf("%s: the page is explained at %s, want %s", target, documented(t, text), want)
			}
		}
	}
	if compared < 30 {
		t.Errorf("only %d questions", compared)
	}
}

// problemOf is the name of an answer's problem.
func problemOf(t *testing.T, r *http.Response) string {
	t.Helper()
	var p problem.Problem
	if err := json.Unmarshal([]byte(body(t, r)), &p); err != nil {
		t.Fatal(err)
	}
	return strings.TrimPrefix(p.Type, "/docs#")
}

func TestPagesAreKeptAsAnswersAre(t *testing.T) {
	h := handler(t)
	for _, target := range []string{"/", leaguePage, leaguePage + "?highlight=E08000035", "/areas/E08000035/profile", "/releases", "/releases/latest", "/docs", "/corrections"} {
		r := get(t, h, target)
		etag, text := r.Header.Get("ETag"), body(t, r)
		if r := get(t, handler(t), target, "If-None-Match", etag); r.StatusCode != http.StatusNotModified || body(t, r) != "" {
			t.Errorf("%s: a cold service says %d", target, r.StatusCode)
		}
		if r := do(t, h, http.MethodHead, target); body(t, r) != "" || r.Header.Get("ETag") != etag || r.Header.Get("Content-Length") != fmt.Sprint(len(text)) {
			t.Errorf("HEAD %s: %v", target, r.Header)
		}
		if r := get(t, h, r.Header.Get("Content-Location")); r.StatusCode != http.StatusOK || !strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
			t.Errorf("%s: its permalink %s is no page", target, r.Header.Get("Content-Location"))
		}
		z, err := gzip.NewReader(get(t, h, target, "Accept-Encoding", "gzip").Body)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(z); err != nil || string(got) != text {
			t.Errorf("%s in gzip is another (%v)", target, err)
		}
	}
	etags := map[string]bool{}
	for _, target := range []string{leaguePage, leaguePage + "?highlight=", leaguePage + "?within=E92000001&period=latest", "/v1" + leaguePage, leaguePage + "?highlight=E08000035"} {
		etags[get(t, h, target).Header.Get("ETag")] = true
	}
	if len(etags) != 3 {
		t.Errorf("%d ETags for three answers", len(etags))
	}
	if r := get(t, h, leaguePage+"?release="+current); r.Header.Get("Cache-Control") != "public, max-age=60, must-revalidate" {
		t.Errorf("a pinned page: %s", r.Header.Get("Cache-Control"))
	}
}

func TestPagesAreSafeToOpen(t *testing.T) {
	h := handler(t)
	for _, target := range []string{"/", leaguePage, "/reports/none", "/docs"} {
		r := get(t, h, target)
		policy := r.Header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "script-src") {
			t.Errorf("%s: %q", target, policy)
		}
		if r.Header.Get("X-Content-Type-Options") != "nosniff" || r.Header.Get("Referrer-Policy") != "no-referrer" || len(r.Header.Values("Set-Cookie")) > 0 {
			t.Errorf("%s: %v", target, r.Header)
		}
	}
	sheet := ""
	for _, l := range all(parse(t, body(t, get(t, h, "/"))), "link") {
		if attr(l, "rel") == "stylesheet" {
			sheet = attr(l, "href")
		}
	}
	if r := get(t, h, sheet); r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != "text/css; charset=utf-8" || strings.Contains(body(t, r), "url(") {
		t.Errorf("%s: %d %v", sheet, r.StatusCode, r.Header)
	}
	if text := body(t, get(t, h, "/areas?q=%3Cscript%3Ealert(1)%3C/script%3E")); strings.Contains(text, "<script") {
		t.Error("a question is not escaped")
	}
}

func TestLinksOfAView(t *testing.T) {
	h := api.New(shared, api.Options{Version: "test", BaseURL: "https://stats.example"})
	doc := parse(t, body(t, get(t, h, leaguePage+"?within=E12000007&highlight=E09000005&sort=-value")))
	got := map[string]string{}
	for _, l := range all(doc, "link") {
		got[attr(l, "rel")+" "+attr(l, "type")] = attr(l, "href")
	}
	for name, want := range map[string]string{
		"canonical ":                 "https://stats.example" + leaguePage + "?within=E12000007",
		"alternate application/json": "/v1" + leaguePage + "?highlight=E09000005&sort=-value&within=E12000007",
		"alternate text/csv":         "/v1" + leaguePage + "?format=csv&highlight=E09000005&sort=-value&within=E12000007",
	} {
		if got[name] != want {
			t.Errorf("%s: %q, want %q", name, got[name], want)
		}
	}
	permalink := "https://stats.example" + leaguePage + "?highlight=E09000005&release=" + current + "&sort=-value&within=E12000007"
	if text := words(doc); !strings.Contains(text, "careduty, release "+current+", published 2026-05-14. "+permalink) {
		t.Errorf("the citation is not %s", permalink)
	}
	pinned := parse(t, body(t, get(t, h, leaguePage+"?release="+older)))
	for _, a := range all(all(pinned, "table")[0], "a") {
		if !strings.Contains(attr(a, "href"), "release="+older) {
			t.Errorf("a page of an older release leads to the current one: %s", attr(a, "href"))
		}
	}
}

// TestEveryLinkLeadsSomewhere follows every link, form and picture of every page.
func TestEveryLinkLeadsSomewhere(t *testing.T) {
	h := handler(t)
	seen := map[string]bool{}
	for _, c := range pages {
		doc := parse(t, body(t, get(t, h, c.target)))
		for _, n := range every(doc) {
			for _, key := range []string{"href", "src", "action"} {
				to, _, _ := strings.Cut(attr(n, key), "#")
				kind := to
				if at := strings.Index(to, "format="); at >= 0 { // one of each kind: the API's own tests ask for the rest
					kind = path.Base(to[:strings.Index(to, "?")]) + " " + to[at:min(at+11, len(to))]
				}
				if code, ok := strings.CutPrefix(to, "/areas/E"); ok {
					if _, known := area.ByCode("E" + code[:8]); !known {
						t.Errorf("%s leads to %s, which is no area", c.target, to)
					}
					kind = "area " + code[:2] + code[8:]
				}
				if !strings.HasPrefix(to, "/") || seen[kind] {
					continue
				}
				seen[kind] = true
				if code := follow(t, h, to); code != http.StatusOK {
					t.Errorf("%s: <%s %s=%q> answers %d", c.target, n.Data, key, to, code)
				}
			}
		}
	}
	if len(seen) < 150 {
		t.Errorf("only %d links", len(seen))
	}
}

// follow is the status at the end of a link's redirects.
func follow(t *testing.T, h http.Handler, to string) int {
	t.Helper()
	for range 3 {
		r := do(t, h, http.MethodHead, to)
		if r.StatusCode != http.StatusTemporaryRedirect {
			return r.StatusCode
		}
		to = r.Header.Get("Location")
	}
	return http.StatusLoopDetected
}

// TestPagesThatHaveToWait: too many, too much at once, too slow, each as a page.
func TestPagesThatHaveToWait(t *testing.T) {
	h := api.New(shared, api.Options{Version: "test", RatePerMinute: 1, TrustedProxies: []string{"192.0.2.0/24"}})
	from(t, h, "192.0.2.1:1", "198.51.100.1", "/reports")
	checkWait(t, from(t, h, "192.0.2.1:1", "198.51.100.1", "/reports"), http.StatusTooManyRequests, problem.TooMany)
	checkWait(t, get(t, api.New(shared, api.Options{Version: "test", QueryTimeout: 1}), leaguePage), http.StatusGatewayTimeout, problem.QueryTimeout)

	h = api.New(shared, api.Options{Version: "test", AtOnce: 1, CacheMB: 1})
	var asked sync.WaitGroup
	answers := make(chan *http.Response, 200)
	for i := range 200 {
		asked.Go(func() {
			answers <- get(t, h, fmt.Sprintf("/reports/first_reviews_on_time/trend?level=region&period=last:%d", 8+i))
		})
	}
	asked.Wait()
	close(answers)
	turnedAway := 0
	for r := range answers {
		if r.StatusCode != http.StatusOK {
			turnedAway++
			checkWait(t, r, http.StatusServiceUnavailable, problem.Overloaded)
		}
	}
	if turnedAway == 0 {
		t.Error("nothing was turned away")
	}
}

func checkWait(t *testing.T, r *http.Response, status int, name string) {
	t.Helper()
	text := body(t, r)
	if r.StatusCode != status || !strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
		t.Fatalf("%d %s, want %d", r.StatusCode, text, status)
	}
	if status != http.StatusGatewayTimeout && (r.Header.Get("Retry-After") == "" || !strings.Contains(html.UnescapeString(text), "Load the page again")) {
		t.Errorf("%d does not say when to come back: %v", status, r.Header)
	}
	if documented(t, text) != "/docs#"+name {
		t.Errorf("explained at %s", documented(t, text))
	}
	checkPage(t, text)
}

// TestWordsLeadToTheOnePageTheyMean: a name, another name, a former code or a measure's words; what means several is a list, and no other area is guessed.
func TestWordsLeadToTheOnePageTheyMean(t *testing.T) {
	h := handler(t)
	for target, want := range map[string]string{
		"/areas?q=Leeds":     "/areas/E08000035/profile",
		"/areas?q=york":      "/areas/E06000014/profile", // not North Yorkshire too
		"/areas?q=E08000016": "/areas/E08000038/profile",
		"/areas/leeds":       "/areas/E08000035/profile",
		"/areas/north-yorkshire/profile?compare=region": "/areas/E06000065/profile?compare=region",
		"/areas?q=waiting":   "/reports/assessment_waiting_days",
		"/areas?q=north":     "",
		"/areas?q=Leedz":     "",
		"/areas?q=Allerdale": "",
	} {
		r := get(t, h, target)
		if got := r.Header.Get("Location"); got != want || (want == "") != (r.StatusCode == http.StatusOK) {
			t.Errorf("%s: %d to %q, want %q", target, r.StatusCode, got, want)
		}
	}
	if text := body(t, get(t, h, "/areas?q=Leedz")); strings.Contains(text, ">Leeds<") {
		t.Error("Leeds is guessed for Leedz")
	}
}

package api_test

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/careduty/careduty/api"
)

var (
	canonicalLink   = regexp.MustCompile(`<link rel="canonical" href="([^"]*)">`)
	canonicalHeader = regexp.MustCompile(`^<([^>]*)>; rel="canonical"$`)
)

// everyPage are all pages, and those whose query has something that only changes their looks.
var everyPage = []string{
	"/", "/reports", "/reports/overdue_reviews", "/reports/overdue_reviews/league-table", "/reports/overdue_reviews/trend?area=E08000035", "/reports/overdue_reviews/groups",
	"/reports/overdue_reviews/areas/E08000035", "/areas", "/areas?q=bar", "/areas/E08000035", "/areas/e08000035", "/areas/E08000035/profile", "/measures", "/measures/overdue_reviews",
	"/releases", "/releases/latest", "/releases/" + older, "/releases/latest/changes", "/compare", "/compare?measure=overdue_reviews&area=E08000035,E06000010", "/data",
	"/data?measure=overdue_reviews", "/docs", "/about", "/corrections", "/accessibility", "/reports/ascof_3d2a/league-table", "/reports/overdue_reviews?release=" + current,
	"/reports/overdue_reviews/league-table?group=none&sort=area_name&highlight=E08000035&within=E12000003", "/reports/overdue_reviews/league-table?level=council&unknown=1",
}

// What a page's head names as its address is what its header names, and a page is there.
func TestCanonicalLinkAndHeaderAgree(t *testing.T) {
	for base, h := range map[string]http.Handler{"": handler(t), "https://stats.example": api.New(shared, api.Options{Version: "test", BaseURL: "https://stats.example"})} {
		walked := map[string]bool{}
		for _, target := range everyPage {
			r := get(t, h, target, "Accept", "text/html")
			text := body(t, r)
			if r.StatusCode != http.StatusOK {
				t.Errorf("%s: %d", target, r.StatusCode)
				continue
			}
			in := canonicalLink.FindStringSubmatch(text)
			var said []string
			for _, l := range r.Header.Values("Link") {
				if m := canonicalHeader.FindStringSubmatch(l); m != nil {
					said = append(said, m[1])
				}
			}
			if len(in) != 2 || len(said) != 1 || html.UnescapeString(in[1]) != said[0] {
				t.Errorf("%s: the page says %v, its header %v", target, in, said)
				continue
			}
			path, ok := strings.CutPrefix(said[0], base)
			path = strings.TrimPrefix(path, "http://example.org") // of pages that name addresses in full
			if again := get(t, h, path, "Accept", "text/html"); !ok || again.StatusCode != http.StatusOK || strings.Contains(path, "sort=") || strings.Contains(path, "e08000035") {
				t.Errorf("%s: %s is no address of it: %d", target, said[0], again.StatusCode)
			}
			walked[target[:strings.IndexByte(target+"?", '?')]] = true
		}
		for _, path := range api.Paths(h) { // none is forgotten
			if of := strings.NewReplacer(":measure", "overdue_reviews", ":area", "E08000035", ":release", "latest").Replace(path); !walked[of] && isPage(t, h, of) {
				t.Errorf("%s is a page and was not looked at", path)
			}
		}
	}
}

func isPage(t *testing.T, h http.Handler, path string) bool {
	t.Helper()
	r := get(t, h, path, "Accept", "text/html")
	return r.StatusCode == http.StatusOK && strings.HasPrefix(r.Header.Get("Content-Type"), "text/html")
}

// However an address is written, what it leads to names one address, and is one answer.
func TestOneAddressHoweverItIsWritten(t *testing.T) {
	h := handler(t)
	for want, all := range map[string][]string{
		"/v1/areas/E08000035?release=" + current:                                {"/v1/areas/E08000035", "/v1/areas/e08000035", "/v1/areas/%45%30%38000035"},
		"/v1/reports/overdue_reviews?release=" + current:                        {"/v1/reports/overdue%5Freviews", "/v1/reports%2Foverdue_reviews", "/v1/reports/overdue_reviews"},
		"/v1/areas/E08000035/profile?editions=ascof-2024-25&release=" + current: {"/v1/areas/e08000035/profile?compare=england", "/v1/areas/E08000035/profile"},
		"/reports/overdue_reviews/areas/E08000035?release=" + current:           {"/reports/overdue_reviews/areas/e08000035", "/reports/overdue_reviews/areas/E08000035"},
	} {
		tags := map[string]bool{}
		for _, target := range all {
			r := get(t, h, target)
			if got := r.Header.Get("Content-Location"); got != want || r.StatusCode != http.StatusOK {
				t.Errorf("%s: %d, %s, want %s", target, r.StatusCode, got, want)
			}
			tags[r.Header.Get("ETag")] = true
		}
		if len(tags) != 1 {
			t.Errorf("%s: %d ETags", want, len(tags))
		}
	}
}

// What names addresses in full has those the reader came by, is nobody else's, and is kept by no cache; with a base URL it has those and may be.
func TestAnswersThatNameAddressesInFull(t *testing.T) {
	for target, has := range map[string]string{
		"/v1/areas/E08000035/changes.atom":         "<id>%s/v1/areas/E08000035/changes.atom</id>",
		"/v1/reports/overdue_reviews/changes.atom": `<link href="%s/v1/reports/overdue_reviews/changes.atom" rel="self">`,
		"/v1/releases.atom":                        "<id>%s/v1/releases.atom</id>",
		"/v1/catalog.jsonld":                       `"@id":"%s/v1/catalog.jsonld"`,
		"/docs":                                    "curl -L &#39;%s/v1/reports/overdue_reviews/league-table",
		"/data?measure=overdue_reviews":            "curl -L &#39;%s/v1/data?",
	} {
		h := handler(t)
		tags := map[string]bool{}
		for _, host := range []string{"one.example:8081", "two.example", "one.example:8081"} {
			r := answerTo(t, h, func(r *http.Request) { r.Host = host; r.Header.Set("X-Forwarded-Proto", "https") }, target) // from a proxy nobody trusts
			if text := body(t, r); !strings.Contains(text, strings.ReplaceAll(has, "%s", "http://"+host)) || strings.Contains(text, "127.0.0.1") {
				t.Errorf("%s of %s: %.2500s", target, host, text)
			}
			if r.Header.Get("Cache-Control") != "private, no-cache" || !strings.HasSuffix(r.Header.Get("Vary"), ", Host") {
				t.Errorf("%s: %v", target, r.Header)
			}
			tags[r.Header.Get("ETag")] = true
		}
		if len(tags) != 2 {
			t.Errorf("%s: %d ETags for two hosts", target, len(tags))
		}
		r := get(t, api.New(shared, api.Options{Version: "test", BaseURL: "https://stats.example"}), target)
		if text := body(t, r); !strings.Contains(text, strings.ReplaceAll(has, "%s", "https://stats.example")) || strings.Contains(text, "example.org") || r.Header.Get("Cache-Control") != "public, max-age=60, must-revalidate" {
			t.Errorf("%s with a base URL: %v", target, r.Header)
		}
		checkNot(t, answerTo(t, api.New(shared, api.Options{Version: "test", AllowHosts: []string{"one.example"}}), func(r *http.Request) { r.Host = "evil.example" }, target), http.StatusMisdirectedRequest)
		r = answerTo(t, api.New(shared, api.Options{Version: "test", TrustedProxies: []string{"127.0.0.1"}}), func(r *http.Request) { r.Host = "one.example"; r.Header.Set("X-Forwarded-Proto", "https") }, target)
		if !strings.Contains(body(t, r), strings.ReplaceAll(has, "%s", "https://one.example")) {
			t.Errorf("%s: a trusted proxy's word for https is not taken", target)
		}
	}
}

func checkNot(t *testing.T, r *http.Response, status int) {
	t.Helper()
	if text := body(t, r); r.StatusCode != status || strings.Contains(text, "http://evil.example") {
		t.Errorf("%d, want %d", r.StatusCode, status)
	}
}

// Conditions may be written over several lines, and the unit of a range in any case.
func TestConditionsAndRangesAsTheyMayBeWritten(t *testing.T) {
	h := handler(t)
	for _, target := range []string{league, league + "?format=parquet", "/v1/openapi.json", "/v1/releases.atom", "/v1/releases/" + current + "/files/manifest.json"} {
		first := get(t, h, target)
		etag := first.Header.Get("ETag")
		for _, name := range []string{"If-None-Match", "If-Match"} {
			want := map[string]int{"If-None-Match": http.StatusNotModified, "If-Match": http.StatusOK}[name]
			r := answerTo(t, h, func(r *http.Request) { r.Header[name] = []string{`"other"`, etag} }, target)
			if r.StatusCode != want {
				t.Errorf("%s, %s in two lines: %d, want %d", target, name, r.StatusCode, want)
			}
		}
		whole := body(t, first)
		for asked, want := range map[string]string{"bytes=1-9": whole[1:10], "Bytes=1-9": whole[1:10], " BYTES=-3": whole[len(whole)-3:], "rows=1-9": whole, "bytes": whole, "bytes 1-9": whole} {
			if r := get(t, h, target, "Range", asked); body(t, r) != want {
				t.Errorf("%s, Range %s: %d, %s", target, asked, r.StatusCode, r.Header.Get("Content-Range"))
			}
		}
	}
}

// What a request calls its host is written into a document only where it is one.
func TestAHostThatIsNoneIsRefused(t *testing.T) {
	h := handler(t)
	for host, want := range map[string]int{
		"a'; rm -rf ~; '": http.StatusMisdirectedRequest, "": http.StatusMisdirectedRequest, "x<y": http.StatusMisdirectedRequest, "a..b:80:80": http.StatusMisdirectedRequest, "user@x": http.StatusMisdirectedRequest,
		"x.example:8081": http.StatusOK, "127.0.0.1": http.StatusOK, "[::1]:8080": http.StatusOK, "x": http.StatusOK,
	} {
		for _, target := range []string{"/v1/releases.atom", "/docs", "/robots.txt"} {
			r := answerTo(t, h, func(r *http.Request) { r.Host = host }, target)
			if text := body(t, r); r.StatusCode != want || want != http.StatusOK && host != "" && strings.Contains(text, host) {
				t.Errorf("%s of %q: %d, want %d", target, host, r.StatusCode, want)
			}
		}
	}
}

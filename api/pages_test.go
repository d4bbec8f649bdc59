package api_test

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/careduty/careduty/api/words/wordstest"
	"github.com/careduty/careduty/internal/release/releasetest"
	"golang.org/x/net/html"
)

// leaguePage is the page of the league table most tests ask for.
const leaguePage = "/reports/overdue_reviews/league-table"

// pages are every kind of page in each of its states.
var pages = []struct{ name, target string }{
	{"home", "/"},
	{"reports", "/reports"},
	{"reports of an older release", "/reports?release=" + older},
	{"report", "/reports/overdue_reviews"},
	{"report without direction", "/reports/complaints_upheld"},
	{"report of money", "/reports/personal_budget_median"},
	{"report of an official series", "/reports/ascof_3d2a"},
	{"league table", leaguePage},
	{"league table of a region", leaguePage + "?within=E12000007"},
	{"league table of regions", leaguePage + "?level=region"},
	{"league table in one list", leaguePage + "?group=none"},
	{"league table sorted", leaguePage + "?sort=-value&compare=england,region,year_ago"},
	{"league table with a mark", leaguePage + "?highlight=E08000035"},
	{"league table with a withheld mark", leaguePage + "?highlight=" + releasetest.Absent},
	{"league table with a mark elsewhere", leaguePage + "?highlight=E08000035&within=E12000007"},
	{"league table of a release", leaguePage + "?release=" + older},
	{"league table without some councils", leaguePage + "?period=2024-25-Q1"},
	{"league table without direction", "/reports/complaints_upheld/league-table"},
	{"league table of a rate", "/reports/budget_cuts_without_reassessment/league-table?compare=none"},
	{"league table of an official series", "/reports/ascof_3d2a/league-table"},
	{"league table of nothing", leaguePage + "?period=2031-32-Q1"},
	{"league table of a sent form", leaguePage + "?within=&period=&highlight="},
	{"trend", "/reports/first_reviews_on_time/trend"},
	{"trend of a council", "/reports/first_reviews_on_time/trend?area=E08000035,E92000001&compare=england,previous"},
	{"trend by sex", "/reports/first_reviews_on_time/trend?by=sex"},
	{"trend by year", "/reports/overdue_reviews/trend?grain=year"},
	{"trend of too many", "/reports/overdue_reviews/trend?level=region"},
	{"trend with a break", "/reports/ascof_3d2a/trend?grain=year&area=E08000035"},
	{"trend of nothing", "/reports/overdue_reviews/trend?period=2031-32-Q1"},
	{"areas", "/areas"},
	{"areas found", "/areas?q=north"},
	{"measures found", "/areas?q=review"},
	{"areas not found", "/areas?q=leds"},
	{"area", "/areas/E08000038"},
	{"region", "/areas/E12000003"},
	{"profile", "/areas/E08000035/profile"},
	{"profile of a small council", "/areas/" + releasetest.Absent + "/profile"},
	{"profile of a region", "/areas/E12000003/profile?compare=england,year_ago"},
	{"profile of England", "/areas/E92000001/profile"},
	{"measures", "/measures"},
	{"measure", "/measures/direct_payment_uptake"},
	{"official series", "/measures/ascof_3d2a"},
	{"releases", "/releases"},
	{"release", "/releases/latest"},
	{"official edition", "/releases/" + releasetest.Edition},
	{"about", "/about"},
	{"docs", "/docs"},
	{"corrections", "/corrections"},
	{"accessibility", "/accessibility"},
}

// troubled are addresses of pages that cannot be answered.
var troubled = []struct {
	name, target, accept string
	status               int
	says                 []string
}{
	{"unknown measure", "/reports/overdue_revews", "", 404, []string{`href="/reports/overdue_reviews"`, "There is no measure"}},
	{"unknown measure below", "/reports/overdue_revews/league-table?level=region", "", 404, []string{`href="/reports/overdue_reviews/league-table?level=region"`}},
	{"no such area", "/areas/Leedz/profile", "", 404, []string{`<form class="search" action="/areas"`}},
	{"an area that was split", "/areas/E10000006", "", 404, []string{"do not cover the same people", "E06000063"}},
	{"no such page", "/report", "", 404, []string{`href="/reports"`}},
	{"wrong value", leaguePage + "?level=regoin", "", 400, []string{leaguePage + `?level=region"`, "council"}},
	{"wrong mark", leaguePage + "?highlight=Leeds", "", 400, []string{leaguePage + `?highlight=E08000035"`}},
	{"wrong group", leaguePage + "?group=englnd", "", 400, []string{leaguePage + `?group=england"`}},
	{"two problems", leaguePage + "?level=x&period=y", "", 400, []string{"<code>level</code>", "<code>period</code>"}},
	{"unknown format", leaguePage + "?format=cvs", "", 400, []string{leaguePage + `?format=csv"`}},
	{"too many rows", "/reports/overdue_reviews/trend?level=council&period=all&by=age_band", "", 400, []string{"at most 2000", "-cells.parquet"}},
	{"no such media type", leaguePage, "application/pdf", 406, []string{"media types"}},
	{"withdrawn release", "/reports?release=" + withdrawn, "", 410, []string{"file was wrong", `href="/reports?release=` + current + `"`}},
	{"withdrawn manifest", "/releases/" + withdrawn, "", 410, []string{"file was wrong", `href="/releases/` + current + `"`}},
	{"long address", "/areas?q=" + strings.Repeat("x", 9000), "", 414, []string{"8,192"}},
	{"no such method", "", "", 405, []string{"GET, HEAD and OPTIONS"}},
}

func TestPages(t *testing.T) {
	h := handler(t)
	for _, c := range pages {
		t.Run(c.name, func(t *testing.T) {
			r := get(t, h, c.target)
			text := body(t, r)
			if r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != "text/html; charset=utf-8" {
				t.Fatalf("%d %s: %.300s", r.StatusCode, r.Header.Get("Content-Type"), text)
			}
			checkPage(t, text)
			if again := body(t, get(t, handler(t), c.target)); again != text {
				t.Error("the page is another when it is made again")
			}
		})
	}
}

func TestPagesOfProblems(t *testing.T) {
	h := handler(t)
	for _, c := range troubled {
		t.Run(c.name, func(t *testing.T) {
			method := http.MethodGet
			if c.status == http.StatusMethodNotAllowed {
				method, c.target = http.MethodPost, leaguePage
			}
			r := do(t, h, method, c.target, "Accept", c.accept)
			text := body(t, r)
			if r.StatusCode != c.status || r.Header.Get("Cache-Control") != "no-store" || !strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
				t.Errorf("%d %v", r.StatusCode, r.Header)
			}
			for _, want := range c.says {
				if !strings.Contains(html.UnescapeString(text), want) {
					t.Errorf("%q is not in the page: %s", want, text)
				}
			}
			checkPage(t, text)
			accept := "application/problem+json, " + c.accept // who asks for JSON is told in JSON
			if c.accept == "" {
				accept += "text/html;q=0.1"
			}
			p := checkProblem(t, do(t, h, method, c.target, "Accept", accept), c.status, strings.TrimPrefix(documented(t, text), "/docs#"))
			if !strings.Contains(words(parse(t, text)), p.Title) {
				t.Errorf("the page does not say %q", p.Title)
			}
		})
	}
}

// documented is where a page says its problem is explained.
func documented(t *testing.T, text string) string {
	t.Helper()
	for _, a := range all(parse(t, text), "a") {
		if href := attr(a, "href"); strings.HasPrefix(href, "/docs#") {
			return href
		}
	}
	t.Error("the page does not say where its problem is explained")
	return ""
}

// checkPage holds a page to what every page is held to.
func checkPage(t *testing.T, text string) {
	t.Helper()
	doc := parse(t, text)
	checkOutline(t, doc)
	checkTables(t, doc)
	checkNames(t, doc)
	checkLabel(t, doc)
	wordstest.Check(t, words(doc))
	for _, banned := range []string{"javascript:", "<iframe", "<no value>", "%!", "ZgotmplZ", "{{"} {
		if strings.Contains(text, banned) {
			t.Errorf("%q is in the page", banned)
		}
	}
	for _, n := range all(doc, "script") { // data, which nothing executes
		if attr(n, "type") != "application/ld+json" || n.FirstChild == nil || !json.Valid([]byte(n.FirstChild.Data)) {
			t.Error("a script is in the page")
		}
	}
	for _, n := range every(doc) {
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("<%s> has %s=", n.Data, a.Key)
			}
			if attr(n, "rel") == "canonical" && strings.HasPrefix(a.Val, "http://example.org/") {
				continue // the page itself, named in full
			}
			if (a.Key == "src" || a.Key == "href") && strings.Contains(a.Val, "//") && !strings.HasPrefix(a.Val, "https://www.nationalarchives.gov.uk/") {
				t.Errorf("<%s> leads elsewhere: %s", n.Data, a.Val)
			}
		}
	}
}

// checkOutline wants one h1, no level left out, and a main part that a link leads to.
func checkOutline(t *testing.T, doc *html.Node) {
	t.Helper()
	level, ones := 0, 0
	for _, n := range every(doc) {
		if len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6' {
			now := int(n.Data[1] - '0')
			if now == 1 {
				ones++
			}
			if now > level+1 || words(n) == "" {
				t.Errorf("%s %q follows a heading of level %d", n.Data, words(n), level)
			}
			level = now
		}
	}
	if ones != 1 || len(all(doc, "main")) != 1 || len(all(all(doc, "head")[0], "title")) != 1 || attr(all(doc, "html")[0], "lang") != "en-GB" {
		t.Errorf("%d h1, %d main, %d title, language %q", ones, len(all(doc, "main")), len(all(all(doc, "head")[0], "title")), attr(all(doc, "html")[0], "lang"))
	}
}

// checkTables wants a caption, a scope on every heading cell, a heading in every row, and rows of one width.
func checkTables(t *testing.T, doc *html.Node) {
	t.Helper()
	for _, table := range all(doc, "table") {
		captions := all(table, "caption")
		if len(captions) != 1 || words(captions[0]) == "" {
			t.Errorf("a table has %d captions", len(captions))
		}
		for _, h := range all(table, "th") {
			if !slices.Contains([]string{"col", "row", "rowgroup"}, attr(h, "scope")) {
				t.Errorf("a heading cell has scope %q: %s", attr(h, "scope"), words(h))
			}
		}
		width := len(all(all(table, "thead")[0], "th"))
		for _, row := range all(table, "tr") {
			n := 0
			for _, cell := range append(all(row, "td"), all(row, "th")...) {
				wide, err := strconv.Atoi(cmp.Or(attr(cell, "colspan"), "1"))
				if err != nil {
					t.Error(err)
				}
				n += wide
			}
			if n != width {
				t.Errorf("a row has %d cells of %d: %s", n, width, words(row))
			}
		}
		if p := table.Parent; attr(p, "tabindex") != "0" || attr(p, "role") != "region" || attr(p, "aria-label")+attr(p, "aria-labelledby") == "" {
			t.Errorf("a wide table cannot be scrolled with the keyboard: %s", words(captions[0]))
		}
	}
}

// checkNames wants ids that are there once, references that lead to one, and a name for every picture and field.
func checkNames(t *testing.T, doc *html.Node) {
	t.Helper()
	ids := map[string]int{}
	for _, n := range every(doc) {
		if id := attr(n, "id"); id != "" {
			ids[id]++
		}
	}
	labelled := map[string]bool{}
	for id, n := range ids {
		if n > 1 || strings.ContainsAny(id, " \t") {
			t.Errorf("id %q is there %d times", id, n)
		}
	}
	for _, n := range every(doc) {
		for _, key := range []string{"aria-labelledby", "for"} {
			if to := attr(n, key); to != "" && ids[to] == 0 {
				t.Errorf("%s=%q leads to nothing", key, to)
			}
		}
		if href := attr(n, "href"); n.Data == "a" && strings.HasPrefix(href, "#") && ids[href[1:]] == 0 {
			t.Errorf("the link to %s leads to nothing", href)
		}
		labelled[attr(n, "for")] = true
		switch {
		case n.Data == "img" && attr(n, "alt") == "", n.Data == "svg" && (attr(n, "role") != "img" || len(all(n, "title")) != 1 || words(all(n, "title")[0]) == ""):
			t.Errorf("a picture has no words: %v", n.Attr)
		case n.Data == "a" && words(n) == "" && len(all(n, "img")) == 0:
			t.Errorf("a link has no words: %v", n.Attr)
		}
	}
	for _, n := range every(doc) {
		if (n.Data == "input" || n.Data == "select") && attr(n, "type") != "hidden" && !labelled[attr(n, "id")] {
			t.Errorf("a field has no name: %v", n.Attr)
		}
	}
}

// checkLabel wants made-up data called so, in the title and where everybody sees it, and the header to say who is not speaking.
func checkLabel(t *testing.T, doc *html.Node) {
	t.Helper()
	title := words(all(doc, "title")[0])
	if !strings.Contains(strings.ToLower(title), "made-up data") || !strings.HasSuffix(title, "careduty") {
		t.Errorf("title %q", title)
	}
	said := false
	for _, p := range all(doc, "p") {
		said = said || attr(p, "class") == "made-up" && strings.Contains(strings.ToLower(words(p)), "made-up")
	}
	if !said || !strings.Contains(words(all(doc, "header")[0]), "Independent. Not a government website.") {
		t.Error("the page does not say that the data is made up, or who is not speaking")
	}
	if !strings.Contains(words(all(doc, "footer")[0]), "Open Government Licence") {
		t.Error("no licence")
	}
}

func parse(t testing.TB, text string) *html.Node {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// every is every element of a tree, in order.
func every(n *html.Node) []*html.Node {
	var out []*html.Node
	for d := range n.Descendants() {
		if d.Type == html.ElementNode {
			out = append(out, d)
		}
	}
	return out
}

// all are the elements of a name.
func all(n *html.Node, name string) []*html.Node {
	return slices.DeleteFunc(every(n), func(e *html.Node) bool { return e.Data != name })
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// words is what is read of an element.
func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

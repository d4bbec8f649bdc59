package api_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	sayings "github.com/careduty/careduty/api/words"
	"golang.org/x/net/html"
)

// exact is an answer whose numbers are as they were written.
func exact(t *testing.T, h http.Handler, target string) []map[string]any {
	t.Helper()
	var a struct {
		Data []map[string]any `json:"data"`
	}
	d := json.NewDecoder(strings.NewReader(body(t, get(t, h, target))))
	d.UseNumber()
	if err := d.Decode(&a); err != nil {
		t.Fatal(err)
	}
	return a.Data
}

// numbers are the exact values inside an element, in order.
func numbers(n *html.Node) []string {
	var out []string
	for _, d := range all(n, "data") {
		out = append(out, attr(d, "value"))
	}
	return out
}

// shownOf are some columns of a row as a page shows them: those that are there.
func shownOf(row map[string]any, columns ...string) []string {
	var out []string
	for _, c := range columns {
		if n, ok := row[c].(json.Number); ok {
			out = append(out, n.String())
		}
	}
	return out
}

// with rows of a league table go their cells, by the code their link leads to.
func leagueCells(t *testing.T, doc *html.Node) (order []string, cells map[string]*html.Node) {
	t.Helper()
	cells = map[string]*html.Node{}
	for _, tr := range all(doc, "tr") {
		links := all(tr, "a")
		if len(links) == 0 {
			continue
		}
		_, code, ok := strings.Cut(attr(links[0], "href"), "/areas/") // of the area on this measure
		if !ok {
			continue
		}
		code = code[:9]
		if cells[code] != nil {
			t.Errorf("%s has two rows", code)
		}
		order, cells[code] = append(order, code), tr
	}
	return order, cells
}

var leagueStatus = map[string]string{
	"c": "not shown: too few people to publish safely", "x": "not available", "z": "does not apply", "u": "low reliability",
}

// TestLeagueTablePageIsTheAPIs holds every number of the page to that of the same address below /v1, and every row to be there.
func TestLeagueTablePageIsTheAPIs(t *testing.T) {
	h := handler(t)
	statuses := map[string]bool{}
	for _, target := range []string{
		leaguePage, leaguePage + "?within=E12000007", leaguePage + "?level=region", leaguePage + "?sort=-value&compare=england,region,year_ago",
		leaguePage + "?period=2024-25-Q1&sort=area_name", leaguePage + "?release=" + older + "&group=none", "/reports/complaints_upheld/league-table",
		"/reports/budget_cuts_without_reassessment/league-table?sort=denominator", "/reports/personal_budget_median/league-table", "/reports/ascof_3d2a/league-table",
		leaguePage + "?period=2025-26&within=E12000003",
	} {
		rows := exact(t, h, "/v1"+strings.ReplaceAll(target, "&group=none", ""))
		order, cells := leagueCells(t, parse(t, body(t, get(t, h, target))))
		var codes []string
		for _, row := range rows {
			code := row["area_code"].(string)
			codes = append(codes, code)
			columns := []string{"value", "lower_95", "upper_95", "denominator"}
			if row["rank"] != nil {
				columns = append(columns, "rank_low", "rank_high")
			}
			want := shownOf(row, columns...)
			tr := cells[code]
			if tr == nil {
				t.Errorf("%s: %s has no row", target, code)
				continue
			}
			if got := numbers(tr); !slices.Equal(got, want) {
				t.Errorf("%s: %s shows %v, the API says %v", target, code, got, want)
			}
			status, _ := row["status"].(string)
			if says := words(tr); status != "" && !strings.Contains(says, leagueStatus[status]) {
				t.Errorf("%s: %s has status %s and says %s", target, code, status, says)
			}
			statuses[status] = true
		}
		above := slices.DeleteFunc(slices.Clone(order), func(code string) bool { return slices.Contains(codes, code) })
		if got := slices.DeleteFunc(order, func(code string) bool { return slices.Contains(above, code) }); strings.Contains(target, "sort=") && !slices.Equal(got, codes) {
			t.Errorf("%s: the rows are in another order", target)
		}
		checkAbove(t, h, target, above, cells)
	}
	for _, s := range []string{"", "c", "x", "z"} {
		if !statuses[s] {
			t.Errorf("no row has status %q", s)
		}
	}
	low := "/reports/budget_cuts_without_reassessment/trend?by=sex&area=E06000001"
	said := words(parse(t, body(t, get(t, h, low))))
	if n := strings.Count(said, leagueStatus["u"]); n == 0 || !strings.Contains(said, "Low reliability: few people") || n != strings.Count(body(t, get(t, h, "/v1"+low)), `"status":"u"`) {
		t.Errorf("%d figures are said to be of low reliability", n)
	}
}

// checkAbove holds the rows of England and of the region to theirs.
func checkAbove(t *testing.T, h http.Handler, target string, above []string, cells map[string]*html.Node) {
	t.Helper()
	if len(above) == 0 {
		t.Errorf("%s: England has no row", target)
	}
	for _, code := range above {
		path, query, _ := strings.Cut(target, "?")
		if query = strings.NewReplacer("within=", "area=E92000001&area=").Replace(query); !strings.Contains(query, "release=") {
			query = "compare=none"
			if at := strings.Index(target, "period="); at >= 0 {
				query += "&" + strings.SplitN(target[at:], "&", 2)[0]
			}
		} else {
			query = "release=" + older
		}
		level := "country"
		if strings.HasPrefix(code, "E12") {
			level = "region"
		}
		rows := exact(t, h, "/v1"+path+"?level="+level+"&"+query)
		i := slices.IndexFunc(rows, func(r map[string]any) bool { return r["area_code"] == code })
		if got, want := numbers(cells[code]), shownOf(rows[i], "value", "lower_95", "upper_95", "denominator"); !slices.Equal(got, want) {
			t.Errorf("%s: %s shows %v, the API says %v", target, code, got, want)
		}
	}
}

// TestOtherPagesAreTheAPIs does the same for tables whose rows follow each other as the API's do.
func TestOtherPagesAreTheAPIs(t *testing.T) {
	h := handler(t)
	figures := []string{"value", "lower_95", "upper_95"}
	for target, columns := range map[string][]string{
		"/areas/E08000035/profile":                                     figures,
		"/areas/E12000003/profile?compare=england,year_ago":            figures,
		"/reports/first_reviews_on_time/trend":                         append(slices.Clone(figures), "denominator"),
		"/reports/overdue_reviews/trend?area=E08000035":                append(slices.Clone(figures), "denominator"),
		"/reports/first_reviews_on_time/trend?by=sex&sex=female":       append(slices.Clone(figures), "denominator"),
		"/reports/overdue_reviews":                                     append(slices.Clone(figures), "lowest", "lower_quartile", "median", "upper_quartile", "highest", "higher", "similar", "lower", "not_compared", "areas"),
		"/reports/ascof_3d2a":                                          append(slices.Clone(figures), "lowest", "lower_quartile", "median", "upper_quartile", "highest", "higher", "similar", "lower", "not_compared", "areas"),
		"/reports/overdue_reviews/trend?grain=year&release=" + current: append(slices.Clone(figures), "denominator"),
	} {
		var want, got []string
		for _, row := range exact(t, h, "/v1"+target) {
			want = append(want, shownOf(row, columns...)...)
		}
		for _, table := range all(parse(t, body(t, get(t, h, target))), "table") {
			got = append(got, numbers(table)...)
		}
		if !slices.Equal(got, want) || len(want) < 3 {
			t.Errorf("%s:\n shows        %v\n the API says %v", target, got, want)
		}
	}
}

// TestHomeIsTheAPIs: England's newest figure of every measure, and nothing made up without its label above it.
func TestHomeIsTheAPIs(t *testing.T) {
	h := handler(t)
	doc := parse(t, body(t, get(t, h, "/")))
	shown := map[string][]string{}
	labelled := false
	for _, n := range every(doc) {
		labelled = labelled || attr(n, "class") == "made-up"
		if n.Data != "li" || len(all(n, "a")) == 0 || !strings.HasPrefix(attr(all(n, "a")[0], "href"), "/reports/") {
			continue
		}
		id := strings.TrimPrefix(attr(all(n, "a")[0], "href"), "/reports/")
		shown[id] = numbers(n)
		if official := strings.HasPrefix(id, "ascof_"); official == labelled {
			t.Errorf("%s: labelled as made up: %v", id, labelled)
		}
	}
	for _, row := range exact(t, h, "/v1/reports") {
		if id := row["measure"].(string); !slices.Equal(shown[id], shownOf(row, "value", "lower_95", "upper_95")) {
			t.Errorf("%s: shows %v", id, shown[id])
		}
	}
}

// TestSentencesAndPicturesAreTheAPIs: a page says what its twin says, and each picture is named by the title inside it.
func TestSentencesAndPicturesAreTheAPIs(t *testing.T) {
	h := handler(t)
	for _, target := range []string{"/reports/overdue_reviews", "/reports/first_reviews_on_time/trend?area=E08000035,E92000001"} {
		summary := exact(t, h, "/v1"+target)[0]["summary"].(string)
		if !strings.Contains(words(parse(t, body(t, get(t, h, target)))), summary) {
			t.Errorf("%s does not say: %s", target, summary)
		}
	}
	seen := 0
	for _, target := range []string{"/reports/overdue_reviews", leaguePage + "?within=E12000001", "/reports/ascof_3d2a/league-table", "/reports/first_reviews_on_time/trend?area=E08000035,E92000001"} {
		for _, img := range all(parse(t, body(t, get(t, h, target))), "img") {
			seen++
			picture := body(t, get(t, h, attr(img, "src")))
			// What is said in the picture's place is the finding in it.
			if finding := strings.TrimPrefix(attr(img, "alt"), "Made-up data. "); !strings.Contains(html.UnescapeString(picture), finding) {
				t.Errorf("%s: %s is called %q", target, attr(img, "src"), attr(img, "alt"))
			}
			if !strings.Contains(attr(img, "src"), "release="+current) {
				t.Errorf("%s: %s may be of another release", target, attr(img, "src"))
			}
		}
	}
	if seen < 6 {
		t.Errorf("only %d pictures", seen)
	}
}

// TestProfileIsNoLeague: themes stand in their own order whatever the figures are, and nothing is added up.
func TestProfileIsNoLeague(t *testing.T) {
	h := handler(t)
	headings := func(target string) string {
		var out []string
		doc := parse(t, body(t, get(t, h, target)))
		for _, n := range append(all(doc, "h2"), all(doc, "tbody")...) {
			for _, a := range append(all(n, "a"), n) {
				if n.Data == "h2" || a.Data == "a" {
					out = append(out, words(a))
				}
			}
		}
		return strings.Join(out, "|")
	}
	leeds := headings("/areas/E08000035/profile")
	if other := headings("/areas/E09000005/profile"); other != leeds || !strings.HasPrefix(leeds, "Assessments|Personal budgets|Direct payments|Reviews|") {
		t.Errorf("%s\n%s", leeds, other)
	}
	if text := words(parse(t, body(t, get(t, h, "/areas/E08000035/profile")))); !strings.Contains(text, "These counts are not a score") {
		t.Error("counts are not refused as a score")
	}
}

// TestMarkedAreaIsMarkedOnce: in its row, and in a sentence above the table.
func TestMarkedAreaIsMarkedOnce(t *testing.T) {
	h := handler(t)
	doc := parse(t, body(t, get(t, h, leaguePage+"?highlight=E08000035")))
	marked := 0
	for _, tr := range all(doc, "tr") {
		if attr(tr, "class") == "marked" {
			marked++
			if !strings.Contains(words(tr), "Leeds marked") {
				t.Errorf("marked: %s", words(tr))
			}
		}
	}
	if text := words(doc); marked != 1 || !strings.Contains(text, "Leeds: 57 in every 100. Allowing for chance, the underlying figure is likely to be between 56 and 58.") {
		t.Errorf("%d rows are marked: %.1500s", marked, text)
	}
	if text := words(parse(t, body(t, get(t, h, leaguePage+"?highlight=E06000053")))); !strings.Contains(text, "Isles of Scilly: not shown") {
		t.Error("a withheld figure is not said to be")
	}
}

// TestPagesAreLight: what a reader fetches for a whole league table, style included, pictures not.
func TestPagesAreLight(t *testing.T) {
	h := handler(t)
	for _, c := range pages {
		total := 0
		for _, target := range []string{c.target, "/style.css"} {
			var out bytes.Buffer
			z := gzip.NewWriter(&out)
			_, _ = z.Write([]byte(body(t, get(t, h, target))))
			_ = z.Close()
			total += out.Len()
		}
		if total > 80<<10 {
			t.Errorf("%s: %d bytes", c.target, total)
		}
		if c.target == leaguePage {
			t.Logf("the league table and its style are %d bytes in gzip", total)
		}
	}
}

// TestDefinitionPromisesWhatThereIs: levels and groups are those of its twin, and whom it is about is told where to turn.
func TestDefinitionPromisesWhatThereIs(t *testing.T) {
	h := handler(t)
	const target = "/measures/direct_payment_uptake"
	var d struct {
		Data struct {
			Groups []struct {
				Level  string
				Grains []string
			}
		}
	}
	if err := json.Unmarshal([]byte(body(t, get(t, h, "/v1"+target))), &d); err != nil || len(d.Data.Groups) == 0 {
		t.Fatalf("%v: no groups", err)
	}
	want := map[string]int{}
	for _, g := range d.Data.Groups {
		want[sayings.LevelWith(g.Level, g.Grains)]++
	}
	said := words(parse(t, body(t, get(t, h, target))))
	for text, n := range want {
		if strings.Count(said, text) != n {
			t.Errorf("%q stands %d times, not %d", text, strings.Count(said, text), n)
		}
	}
	if !strings.Contains(said, "If this is about you") || !strings.Contains(said, "not advice on your case") {
		t.Error("nobody is told where to turn")
	}
}

package api_test

import (
	"compress/gzip"
	ctx "context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/careduty/careduty/api"
	"github.com/careduty/careduty/etl/official"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
	"github.com/google/go-cmp/cmp"
)

// loaded is what was made of the files inside the program.
var loaded official.Report

func loadReport(t *testing.T) official.Report {
	t.Helper()
	site(t)
	return loaded
}

// officialSite is a service over the editions inside the program, with no release of records.
var officialSite = sync.OnceValues(func() (http.Handler, error) {
	dir := filepath.Join(releases, "official-site") // goes with the directory of the other tests
	var err error
	if loaded, err = official.Publish(ctx.Background(), official.Options{Releases: dir}); err != nil {
		return nil, err
	}
	set, err := release.OpenSet(ctx.Background(), dir, release.Options{})
	if err != nil {
		return nil, err
	}
	return api.New(set, api.Options{RatePerMinute: 1 << 20}), nil
})

func site(t *testing.T) http.Handler {
	t.Helper()
	h, err := officialSite()
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func askSite(t *testing.T, path string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	site(t).ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}

// rowsOf are the rows of a CSV answer, by the names of their columns.
func rowsOf(t *testing.T, path string) []map[string]string {
	t.Helper()
	w := askSite(t, path)
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d %s", path, w.Code, w.Body)
	}
	return named(t, csv.NewReader(w.Body))
}

func named(t *testing.T, r *csv.Reader) []map[string]string {
	t.Helper()
	r.FieldsPerRecord = -1
	all, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, line := range all[1:] {
		row := map[string]string{}
		for i, field := range line {
			row[strings.TrimPrefix(all[0][i], "\ufeff")] = field
		}
		out = append(out, row)
	}
	return out
}

// printed is what a file prints of one series, year, area and group, by statistic.
type printed map[string]string

// places are figures by series, year, group and area.
type places map[[4]string]printed

func (p places) put(series, year, group, code, statistic, text string) {
	k := [4]string{series, year, group, code}
	if p[k] == nil {
		p[k] = printed{}
	}
	p[k][statistic] = text
}

// Every cell of every edition that is served comes back through the API as the file prints it, and nothing else does. The files are read here by
// code that shares nothing with the program's but the list of areas.
func TestEveryCellThatIsServedIsTheFiles(t *testing.T) {
	files := map[string]places{
		"ascof-open-2014-15-to-2018-19": openData(t), "ascof-outcomes-2017-18-to-2023-24": outcomes(t), "ascof-2024-25": timeSeries(t),
		"salt-2021-22": referenceTables(t), "waits-2021-22-to-2022-23": waits(t),
	}
	used := map[string]map[[3]string]string{} // by edition: series, year and dimension
	seen, checked := map[string]map[[4]string]bool{}, 0
	for edition := range files {
		used[edition], seen[edition] = map[[3]string]string{}, map[[4]string]bool{}
	}
	for _, d := range official.Definitions() {
		for _, dimension := range []string{"", "age_band", "sex", "way_of_support"} {
			if dimension != "" && !hasDimension(t, d.ID, dimension) {
				continue
			}
			for _, row := range slices.Concat(rowsOf(t, wholeOf+d.ID+by(dimension)), bands(t, d.ID, dimension)) {
				figures, ok := files[row["release"]]
				if !ok {
					t.Fatalf("a row of edition %q", row["release"])
				}
				k := [4]string{d.ID, row["period"], row[dimension], row["area_code"]}
				used[row["release"]][[3]string{d.ID, row["period"], dimension}] = dimension
				seen[row["release"]][k] = true
				checked += equal(t, k, figures[k], row)
			}
		}
	}
	for edition, figures := range files {
		for k := range figures {
			_, served := used[edition][[3]string{k[0], k[1], dimensionOf(k[2])}]
			if alone := edition[:5] != "ascof"; (served || alone) && !seen[edition][k] { // no other edition has what SALT and waits give
				t.Errorf("%s: %v is in the file and does not come back", edition, k)
			}
		}
	}
	if checked < 160_000 {
		t.Errorf("only %d cells were compared", checked)
	}
	t.Logf("%d cells compared", checked)
}

// wholeOf is the address of all rows of a series.
const wholeOf = "/v1/data?format=csv&level=country,region,council&period=all&measure="

// bands are the rows of bands that have parts: they are given when they are named.
func bands(t *testing.T, id, dimension string) []map[string]string {
	t.Helper()
	if dimension != "age_band" {
		return nil
	}
	var out []map[string]string
	for _, label := range []string{"18 to 64", "65 and over"} {
		w := askSite(t, wholeOf+id+"&age_band="+url.QueryEscape(slugOf(label)))
		if w.Code == http.StatusOK {
			out = append(out, named(t, csv.NewReader(w.Body))...)
		}
	}
	return out
}

func by(dimension string) string {
	if dimension == "" {
		return ""
	}
	return "&by=" + dimension
}

func hasDimension(t *testing.T, series, dimension string) bool {
	t.Helper()
	var answer struct{ Data struct{ Dimensions []string } }
	if err := json.Unmarshal(askSite(t, "/v1/measures/"+series).Body.Bytes(), &answer); err != nil {
		t.Fatal(err)
	}
	return slices.Contains(answer.Data.Dimensions, dimension)
}

func dimensionOf(group string) string {
	switch group {
	case "":
		return ""
	case "female", "male":
		return "sex"
	}
	if strings.Count(group, "-") > 2 || strings.HasSuffix(group, "nursing") || strings.HasSuffix(group, "residential") {
		return "way_of_support"
	}
	return "age_band"
}

// equal compares a row with what the file prints, and says how many cells that were.
func equal(t *testing.T, k [4]string, want printed, row map[string]string) int {
	t.Helper()
	if want == nil {
		t.Errorf("%v is served and not in the file", k)
		return 0
	}
	n := 0
	for statistic, text := range want {
		n++
		got := row[map[string]string{"outcome": "value", "numerator": "numerator", "denominator": "denominator", "respondents": "denominator"}[statistic]]
		if statistic == "margin" {
			got = halfWidth(row, text)
		}
		if !same(got, text) {
			t.Errorf("%v: the %s is %q and in the file %q", k, statistic, got, text)
		}
	}
	return n
}

// halfWidth is the margin of error a row's interval was made from; where a percentage stops at 0 or 100 the other side tells it.
func halfWidth(row map[string]string, text string) string {
	value, err := strconv.ParseFloat(row["value"], 64)
	if err != nil {
		return ""
	}
	if row["lower_95"] == "" {
		people, _ := strconv.Atoi(row["denominator"])
		return map[bool]string{true: text, false: ""}[people < 1000 && strings.Trim(text, "0.") == ""] // all of few answered alike
	}
	low, _ := strconv.ParseFloat(row["lower_95"], 64)
	high, _ := strconv.ParseFloat(row["upper_95"], 64)
	half := math.Max(value-low, high-value)
	if main, _, _ := strings.Cut(text, " ("); strings.Trim(main, "0.") == "" { // printed as 0: less than half of its last digit, or of the value's
		return map[bool]string{true: main, false: fmt.Sprint(half)}[half <= 0.051]
	}
	return strconv.FormatFloat(math.Round(half*1e4)/1e4, 'f', -1, 64)
}

// same compares a number with what a file prints: empty for every mark of a missing one.
func same(got, text string) bool {
	text, _, _ = strings.Cut(strings.ReplaceAll(strings.TrimSpace(text), ",", ""), " (")
	want, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return got == ""
	}
	have, err := strconv.ParseFloat(got, 64)
	return err == nil && have == want
}

// seriesByName is the list of what each number and description meant in each year.
func seriesByName(t *testing.T) map[[3]string]string {
	t.Helper()
	f, err := os.Open("../etl/official/testdata/numbering.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := map[[3]string]string{}
	for _, row := range named(t, csv.NewReader(f)) {
		out[[3]string{row["year"], row["number"], row["description"]}] = row["series"]
	}
	return out
}

// packed reads a file inside the program.
func packed(t *testing.T, name string) []map[string]string {
	t.Helper()
	f, err := os.Open(filepath.Join("../etl/official/data", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return named(t, csv.NewReader(strings.NewReader(string(text))))
}

// code is the code a published one is served under, and whether the council was there in the year.
func code(published, year string) (string, bool) {
	a, gone := area.AbolishedByCode(published)
	if !gone {
		a = area.Resolve(published).Area
	}
	start, _ := strconv.Atoi(year[:4])
	return a.Code, (a.Until == "" || a.Until >= fmt.Sprintf("%d-04-01", start)) && area.Began(a.Code) <= fmt.Sprintf("%d-03-31", start+1)
}

func isNumber(text string) bool {
	text, _, _ = strings.Cut(strings.ReplaceAll(text, ",", ""), " (")
	_, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	return err == nil
}

func openData(t *testing.T) places {
	t.Helper()
	out, series := places{}, seriesByName(t)
	surveys := surveyIDs()
	groups := map[string]string{"Total": "", "18-64": slugOf("18 to 64"), "65 and over": slugOf("65 and over"), "Female": "female", "Male": "male", "64 and under": "64-and-under", "65-84": "65-84", "65-74": "65-74", "75-84": "75-84", "85 and over": slugOf("85 and over")}
	types := map[string]string{"Outcome": "outcome", "Numerator": "numerator", "Denominator": "denominator", "Base": "respondents", "Margin Of Error": "margin", "Margin of Error": "margin"}
	for _, row := range packed(t, "ascof_open_2014-15_to_2018-19.csv.gz") {
		id := series[[3]string{row["Return.Year"], row["Measure.Group"], row["Measure.Group.Description"]}]
		statistic := types[row["Measure.Type"]]
		survey := slices.Contains(surveys, id)
		if id == "" || strings.EqualFold(row["Geographical.Level"], "council type") ||
			survey && (statistic == "numerator" || statistic == "denominator") || !survey && (statistic == "respondents" || statistic == "margin") {
			continue
		}
		at, there := code(row["ONS.Area.Code"], row["Return.Year"])
		text := row["Measure.Value"]
		if v, err := strconv.ParseFloat(text, 64); err == nil && v > 100 && statistic == "outcome" && !survey && !strings.HasPrefix(id, "care_home") {
			text = "" // four that follow from the publisher's counts
		}
		if there || isNumber(text) {
			out.put(id, row["Return.Year"], groups[row["Disaggregation.Level"]], at, statistic, text)
		}
	}
	return out
}

// slugOf is the slug of a group of ages by its label.
func slugOf(label string) string {
	d, _ := measure.DimensionOf("age_band")
	for _, c := range d.Categories {
		if c.Label == label {
			return c.Slug
		}
	}
	return "no group is called " + label
}

func surveyIDs() []string {
	var out []string
	for _, d := range official.Definitions() {
		if d.Kind == "survey" {
			out = append(out, d.ID)
		}
	}
	return out
}

func outcomes(t *testing.T) places {
	t.Helper()
	out, series := places{}, seriesByName(t)
	for _, row := range packed(t, "ascof_outcomes_2017-18_to_2023-24.csv.gz") {
		id := series[[3]string{row["Year"], row["Measure Group"], row["Measure Group Description"]}]
		if id == "" || strings.EqualFold(row["Geographical Level"], "council type") {
			continue
		}
		if at, there := code(row["ONS Code"], row["Year"]); there || isNumber(row["Measure_Value"]) {
			out.put(id, row["Year"], "", at, "outcome", row["Measure_Value"])
		}
	}
	return out
}

func timeSeries(t *testing.T) places {
	t.Helper()
	out, series := places{}, seriesByName(t)
	types := map[string]string{"outcome": "outcome", "numerator": "numerator", "denominator": "denominator", "number of respondents": "respondents", "margin of error": "margin"}
	for _, row := range packed(t, "ascof_2024-25_time_series.csv.gz") {
		id := series[[3]string{"2024-25", row["measure"], ""}]
		if id == "" || row["ons_area_code"] == "[z]" {
			continue
		}
		year := row["period"][:4] + "-" + row["period"][len(row["period"])-2:]
		if at, there := code(row["ons_area_code"], year); there || isNumber(row["value"]) {
			out.put(id, year, "", at, types[row["statistic"]], row["value"])
		}
	}
	return out
}

// The trend of direct payments, with its break: England's figures by hand, the edition each is from, and nothing compared across 2024-25.
func TestTrendOfDirectPaymentsIsGolden(t *testing.T) {
	var got []string
	for _, row := range rowsOf(t, "/v1/reports/direct_payments_official/trend?format=csv&area=E92000001&period=all&compare=previous") {
		got = append(got, strings.Join([]string{row["period"], row["value"], row["previous_outcome"], row["series_break"], row["release"]}, "|"))
	}
	open, only, now := "ascof-open-2014-15-to-2018-19", "ascof-outcomes-2017-18-to-2023-24", "ascof-2024-25"
	want := []string{
		"2014-15|26.3|not_compared||" + open, "2015-16|28.1|higher||" + open, "2016-17|28.3|higher||" + open, "2017-18|28.5|similar||" + open, "2018-19|28.3|similar||" + open,
		"2019-20|27.9|not_compared||" + only, "2020-21|26.6|not_compared||" + only, "2021-22|26.7|not_compared||" + only, "2022-23|26.2|not_compared||" + only, "2023-24|25.5|not_compared||" + only,
		"2024-25|24.5|not_compared|Break in April 2024: Made from Client Level Data, before from the Short and Long Term return (SALT). Figures before it are not compared with those after it.|" + now,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A site of official series alone: every kind of address answers, pages among them, and none says that data are made up or noisy.
func TestEditionsAloneAreAWholeSite(t *testing.T) {
	for _, path := range []string{
		"/", "/reports", "/reports/direct_payments_official", "/reports/direct_payments_official/league-table", "/reports/direct_payments_official/trend?area=E08000035",
		"/areas", "/areas/E08000035", "/areas/E08000035/profile", "/measures", "/measures/direct_payments_official", "/releases", "/releases/ascof-2024-25", "/about", "/docs",
		"/v1/reports", "/v1/reports/satisfaction_official", "/v1/reports/satisfaction_official/league-table?format=svg", "/v1/reports/feel_safe_official/trend?format=png&area=E08000035",
		"/v1/data?measure=direct_payments_official&format=parquet", "/v1/data?measure=direct_payments_official&format=xlsx", "/v1/areas/E08000035/profile", "/v1/measures", "/v1/releases",
		"/v1/compare?measure=quality_of_life_official&area=E08000035,E08000034", "/v1/reports/direct_payments_official/areas/E08000035", "/v1/about", "/v1/catalog.jsonld", "/v1/releases.atom", "/health/ready",
		"/v1/releases/ascof-2024-25", "/v1/releases/official", "/v1/dimensions",
	} {
		w := askSite(t, path)
		if w.Code != http.StatusOK {
			t.Errorf("%s: %d %.300s", path, w.Code, w.Body)
		}
		if body := w.Body.String(); strings.Contains(body, "ade-up data") || strings.Contains(body, "multiples of five") || strings.Contains(body, ">null<") {
			t.Errorf("%s speaks of figures that are not on this site: %.300s", path, body)
		}
	}
}

// An id that a series had before leads to its present one, and says that it will end.
func TestFormerIDsLeadToThePresentOnes(t *testing.T) {
	for _, d := range official.Definitions() {
		for _, id := range d.Former {
			for path, want := range map[string]string{
				"/v1/reports/" + id + "/trend?area=E92000001": "/v1/reports/" + d.ID + "/trend?area=E92000001",
				"/reports/" + id:         "/reports/" + d.ID,
				"/v1/measures/" + id:     "/v1/measures/" + d.ID,
				"/v1/data?measure=" + id: "/v1/data?measure=" + d.ID,
			} {
				w := askSite(t, path)
				if w.Code != http.StatusPermanentRedirect || w.Header().Get("Location") != want || w.Header().Get("Deprecation") == "" || w.Header().Get("Sunset") == "" {
					t.Errorf("%s: %d to %q, Deprecation %q", path, w.Code, w.Header().Get("Location"), w.Header().Get("Deprecation"))
				}
			}
		}
	}
}

// An official figure is pinned by the set of editions it is from.
func TestOfficialAnswersArePinnedByTheirEditions(t *testing.T) {
	w := askSite(t, "/v1/reports/direct_payments_official")
	at := w.Header().Get("Content-Location")
	if !strings.Contains(at, "editions=") {
		t.Fatalf("the permalink is %s", at)
	}
	if again := askSite(t, at); again.Code != http.StatusOK || again.Header().Get("Content-Location") != at {
		t.Errorf("%s answers %d at %s", at, again.Code, again.Header().Get("Content-Location"))
	}
	only := rowsOf(t, "/v1/data?measure=direct_payments_official&area=E92000001&period=all&format=csv&editions=ascof-2024-25")
	if len(only) != 1 || only[0]["value"] != "24.5" {
		t.Errorf("pinned to one edition: %v", only)
	}
	if w := askSite(t, "/v1/data?measure=direct_payments_official&editions=ascof-2099-00"); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "editions") {
		t.Errorf("an unknown set: %d %s", w.Code, w.Body)
	}
	listed := askSite(t, "/v1/releases").Body.String()
	for _, id := range slices.Sorted(maps.Keys(map[string]bool{"ascof-2024-25": true, "salt-2021-22": true, "waits-2021-22-to-2022-23": true})) {
		if !strings.Contains(listed, `"id":"`+id+`"`) {
			t.Errorf("%s is not listed: %s", id, listed)
		}
	}
}

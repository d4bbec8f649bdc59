package api_test

import (
	"compress/gzip"
	"encoding/csv"
	"html"
	"maps"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	sayings "github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/etl/official"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/google/go-cmp/cmp"
)

// table reads a file inside the program row by row.
func table(t *testing.T, name string) [][]string {
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
	r := csv.NewReader(z)
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// eachPlace gives the rows of a reference table that are of a place, with the code they are served under: a council's stands in the first column,
// a region's and England's in the fourth.
func eachPlace(t *testing.T, name string, do func(code string, row []string)) {
	t.Helper()
	n := 0
	for _, row := range table(t, name) {
		published := row[0]
		if strings.TrimSpace(published) == "" {
			published = row[3]
		}
		if !strings.HasPrefix(published, "E") || len(published) != 9 {
			continue
		}
		at, there := code(published, "2021-22")
		if !there {
			t.Errorf("%s: %s was not there in 2021-22", name, published)
		}
		n++
		do(at, row)
	}
	if n != 162 {
		t.Errorf("%s has %d places", name, n)
	}
}

// referenceTables are tables 34, 38 and 50 of SALT 2021-22: people by way of support in the year and at its end, and reviews.
func referenceTables(t *testing.T) places {
	t.Helper()
	out := places{}
	ways := []string{
		"nursing", "residential", "community-direct-payment-only", "community-part-direct-payment", "community-cassr-managed-personal-budget",
		"community-cassr-commissioned-support-only", "prison-cassr-managed-personal-budget", "prison-cassr-commissioned-support-only",
	}
	for name, id := range map[string]string{
		"salt_2021-22_t34.csv.gz": "people_by_way_of_support_official", "salt_2021-22_t38.csv.gz": "people_by_way_of_support_at_year_end_official",
	} {
		eachPlace(t, name, func(code string, row []string) {
			for i, way := range ways {
				out.put(id, "2021-22", "18-64-"+way, code, "outcome", row[5+i])
				out.put(id, "2021-22", "65-and-over-"+way, code, "outcome", row[14+i])
			}
			out.put(id, "2021-22", slugOf("18 to 64"), code, "outcome", row[13])
			out.put(id, "2021-22", slugOf("65 and over"), code, "outcome", row[22])
			out.put(id, "2021-22", "", code, "outcome", row[23])
		})
	}
	eachPlace(t, "salt_2021-22_t50.csv.gz", func(code string, row []string) {
		for id, column := range map[string]int{"planned_reviews_official": 5, "unplanned_reviews_official": 6, "reviewed_in_year_official": 8} {
			out.put(id, "2021-22", "", code, "numerator", row[column])
			out.put(id, "2021-22", "", code, "denominator", row[9])
		}
		share := row[10]
		if f, err := strconv.ParseFloat(share, 64); err == nil { // a fraction, printed as a percentage
			share = strconv.FormatFloat(math.Round(f*1e4)/1e2, 'f', -1, 64)
		}
		out.put("reviewed_in_year_official", "2021-22", "", code, "outcome", share)
	})
	return out
}

// waitNames are councils whose names the publisher spells in its own way.
var waitNames = map[string]string{
	"Durham": "County Durham", "Medway Towns": "Medway", "St Helens": "St. Helens", "Kingston upon Hull City Council": "Kingston upon Hull",
	"Dorset County Council": "Dorset", "Bristol, City of": "Bristol", "Herefordshire, County of": "Herefordshire",
}

// waits are the median days of both years.
func waits(t *testing.T) places {
	t.Helper()
	out, rows, n := places{}, table(t, "waits_2021-22_2022-23.csv.gz"), 0
	for _, row := range rows[2:] {
		if row[2] != "England" {
			continue
		}
		a, ok := area.Named(row[0])
		if !ok {
			if a, ok = area.Named(waitNames[row[0]]); !ok {
				if a, ok = area.AbolishedNamed(row[0]); !ok {
					t.Errorf("who is %q?", row[0])
					continue
				}
			}
		}
		n++
		for id, columns := range map[string][2]int{"assessment_wait_foi": {4, 8}, "care_start_wait_foi": {6, 10}} {
			for i, year := range []string{"2021-22", "2022-23"} {
				text := row[columns[i]]
				if _, there := code(a.Code, year); there || isNumber(text) {
					out.put(id, year, "", a.Code, "outcome", text)
				}
			}
		}
	}
	if n != 151 {
		t.Errorf("%d councils", n)
	}
	return out
}

// cellOf is one cell of a file in long form, as far as it decides whether it is served.
type cellOf struct {
	series, statistic string
	councilType       bool
	there             bool // the council was there in the year
	text              string
}

// why says for which reason a cell is not served; empty for one that is.
func (c cellOf) why(surveys []string) string {
	survey := slices.Contains(surveys, c.series)
	counted := c.statistic == "numerator" || c.statistic == "denominator"
	value, err := strconv.ParseFloat(c.text, 64)
	switch {
	case c.councilType:
		return "council types: groups of councils that are no place"
	case c.series == "":
		return "questions that no series here asks"
	case survey && counted:
		return "weighted sums of a survey: the outcome is their quotient, and the respondents are given"
	case !survey && !counted && c.statistic != "outcome":
		return "empty columns: a base or margin of error belongs to surveys only"
	case !c.there && !isNumber(c.text):
		return "no figure: the council did not exist in that year"
	case err == nil && value > 100 && c.statistic == "outcome" && !survey && !strings.HasPrefix(c.series, "care_home"):
		return "percentages over 100 that follow from the publisher's own counts: the counts are served, the percentage is not"
	}
	return ""
}

// longCells are the cells of the three files in long form.
func longCells(t *testing.T) map[string][]cellOf {
	t.Helper()
	series, out := seriesByName(t), map[string][]cellOf{}
	add := func(name, published, year, id, statistic, level, text string) {
		_, there := code(published, year)
		out[name] = append(out[name], cellOf{id, strings.ToLower(statistic), strings.EqualFold(level, "council type"), there, text})
	}
	name := "ascof_open_2014-15_to_2018-19.csv.gz"
	for _, row := range packed(t, name) {
		id := series[[3]string{row["Return.Year"], row["Measure.Group"], row["Measure.Group.Description"]}]
		add(name, row["ONS.Area.Code"], row["Return.Year"], id, row["Measure.Type"], row["Geographical.Level"], row["Measure.Value"])
	}
	name = "ascof_outcomes_2017-18_to_2023-24.csv.gz"
	for _, row := range packed(t, name) {
		id := series[[3]string{row["Year"], row["Measure Group"], row["Measure Group Description"]}]
		add(name, row["ONS Code"], row["Year"], id, "outcome", row["Geographical Level"], row["Measure_Value"])
	}
	name = "ascof_2024-25_time_series.csv.gz"
	for _, row := range packed(t, name) {
		year, level := row["period"][:4]+"-"+row["period"][len(row["period"])-2:], ""
		if row["ons_area_code"] == "[z]" && row["area_name"] != "Cornwall and Isles of Scilly" { // two councils together
			level = "council type"
		}
		add(name, row["ons_area_code"], year, series[[3]string{"2024-25", row["measure"], ""}], row["statistic"], level, row["value"])
	}
	return out
}

// Every cell of every file is served or stands in the load's report under its reason. The reasons are worked out here anew.
func TestEveryOtherCellStandsInTheReportUnderItsReason(t *testing.T) {
	want, surveys := map[string]map[string]int{}, surveyIDs()
	count := func(name, reason string, n int) {
		if want[name] == nil {
			want[name] = map[string]int{}
		}
		want[name][reason] += n
	}
	for name, cells := range longCells(t) {
		for _, c := range cells {
			count(name, c.why(surveys), 1)
		}
	}
	for name, columns := range map[string][2]int{"salt_2021-22_t34.csv.gz": {19, 0}, "salt_2021-22_t38.csv.gz": {19, 0}, "salt_2021-22_t50.csv.gz": {5, 1}} {
		eachPlace(t, name, func(string, []string) {
			count(name, "", columns[0])
			count(name, "people with both kinds of review: they are in planned and in unplanned reviews alike", columns[1])
		})
	}
	served, name := 0, "waits_2021-22_2022-23.csv.gz"
	for range waits(t) {
		served++
	}
	for _, row := range table(t, name)[2:] {
		if row[2] != "England" {
			count(name, "places outside England", len(row)-4)
			continue
		}
		count(name, "longest waits and deaths: of single people, who might be known", 5)
		count(name, "no figure: the council did not exist in that year", 4)
	}
	count(name, "", served)
	count(name, "no figure: the council did not exist in that year", -served)
	for _, table := range loadReport(t).Tables {
		got := maps.Clone(table.Left)
		got[""] = table.Served
		maps.DeleteFunc(want[table.Name], func(_ string, n int) bool { return n == 0 })
		if diff := cmp.Diff(want[table.Name], got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", table.Name, diff)
		}
	}
}

// The front page and the list of reports give official series under their themes, in order, each once.
func TestOfficialSeriesAreArrangedByTheme(t *testing.T) {
	for path, heading := range map[string]string{"/": "h3", "/reports": "h2", "/measures": "h2"} {
		text := askSite(t, path).Body.String()
		last := 0
		for _, theme := range measure.OfficialThemes {
			title := sayings.Theme(theme)
			if path == "/" { // below a heading that says whose they are
				title = sayings.PlainTheme(title)
			}
			at := strings.Index(text, ">"+title+"</"+heading+">")
			if at < last {
				t.Fatalf("%s: %s stands at %d, after %d", path, theme, at, last)
			}
			last = at
			chapter, _, _ := strings.Cut(text[at+1:], "<"+heading)
			for _, d := range official.Definitions() {
				link := map[bool]string{true: "/measures/", false: "/reports/"}[path == "/measures"] + d.ID + `"`
				if in := strings.Count(chapter, link); d.Theme == theme && in != 1 || d.Theme != theme && in > 0 {
					t.Errorf("%s: %s is %d times under %s", path, d.ID, in, theme)
				}
			}
		}
	}
}

// pictured is what is written in a picture, as one line.
func pictured(t *testing.T, path string) string {
	t.Helper()
	w := askSite(t, path+"&format=svg")
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d %.200s", path, w.Code, w.Body)
	}
	var out []string
	for _, m := range regexp.MustCompile("<text[^>]*>([^<]*)").FindAllStringSubmatch(w.Body.String(), -1) {
		out = append(out, m[1])
	}
	return html.UnescapeString(strings.Join(strings.Fields(strings.Join(out, " ")), " "))
}

// Pictures of real series speak of them alone: who published the very figures shown, under which licence, once; what is missing in the publisher's
// words; councils abolished since with their own figures and who came after them.
func TestPicturesOfRealSeries(t *testing.T) {
	for _, c := range []struct {
		path       string
		has, hasNo []string
	}{
		{
			"/v1/reports/direct_payments_official/league-table?chart=hexmap&period=2018-19",
			[]string{"57 councils higher than England, 70 lower; for 25", "Abolished since, with figures of their own: ", "Northamptonshire", "Bournemouth", "Poole", "Dorset County", "Cumbria", "open data. NHS England (NHS Digital)"},
			[]string{"Not available", "Department of Health", "protection"},
		},
		{
			"/v1/reports/direct_payments_official/trend?area=E10000021&period=all",
			[]string{"31 March 2021: Northamptonshire 47 in every 100.", "Northamptonshire existed until 2021-03-31. Its area is now that of North Northamptonshire (E06000061) and West Northamptonshire (E06000062)", "break: not comparable"},
			[]string{"Not available", "protection"},
		},
		{
			"/v1/reports/assessment_wait_foi/league-table?within=E12000007",
			[]string{"Not available, says the publisher: Barnet, Bromley", "BBC Shared Data Unit", "CC0 1.0."},
			[]string{"Open Government Licence", "NHS England", "Bars are", "protection"},
		},
		{
			"/v1/reports/satisfaction_carers_official/trend?area=E08000035,E92000001&period=all",
			[]string{"in Leeds and England, 2014-15 to 2024-25", "Does not apply in some periods, says the publisher: England, Leeds.", "interval: how much a figure could vary by chance."},
			[]string{"protection", "too few people"},
		},
		{
			"/v1/reports/no_further_support_official/league-table?chart=funnel",
			[]string{"Suppressed by the publisher: Bournemouth, Christchurch and Poole, Central Bedfordshire, City of London", "Department of Health and Social Care (18 December 2025)"},
			[]string{"protection", "too few people", "NHS England"},
		},
	} {
		text := pictured(t, c.path)
		for _, part := range c.has {
			if !strings.Contains(text, part) {
				t.Errorf("%s does not say %q: %s", c.path, part, text)
			}
		}
		for _, part := range c.hasNo {
			if strings.Contains(text, part) {
				t.Errorf("%s says %q: %s", c.path, part, text)
			}
		}
		if n := strings.Count(text, "Open Government Licence") + strings.Count(text, "CC0 1.0"); n != 1 {
			t.Errorf("%s names %d licences", c.path, n)
		}
	}
}

package api_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/careduty/careduty/api"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/release"
)

var sentencesOf = flag.String("sentences", "", "read every sentence of the releases in this directory, not of the small one")

// No sentence contradicts the rows it stands beside: those of trends, places, pairs, groups, reports, league tables and funnels, in answers and on
// pages, and what is said in place of pictures. Every one is read; one whose form nobody knows fails the test.
func TestNoSentenceContradictsItsRows(t *testing.T) {
	h := handler(t)
	if *sentencesOf != "" {
		set, err := release.OpenSet(t.Context(), *sentencesOf, release.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(set.Close)
		h = api.New(set, api.Options{Version: "test", RatePerMinute: -1})
	}
	read := 0
	for _, s := range exact(t, h, "/v1/measures") {
		r := readerOf(t, h, s["id"].(string), s["title"].(string))
		r.trends(t, h, s["id"].(string))
		r.groups(t, h, s["id"].(string))
		r.places(t, h, s["id"].(string))
		r.together(t, h, s["id"].(string))
		r.pages(t, h, s["id"].(string))
		r.tell(t, s["id"].(string))
		read += r.read
	}
	t.Logf("%d sentences were read", read)
	if read < 10_000 && *sentencesOf == "" {
		t.Errorf("only %d sentences were read", read)
	}
}

// tell fails the test for what was found, some of each kind.
func (r *reader) tell(t *testing.T, id string) {
	t.Helper()
	for _, list := range [][]string{r.found, r.strange} {
		for _, s := range list[:min(len(list), 5)] {
			t.Errorf("%s: %s (of %d)", id, s, len(list))
		}
	}
}

// readerOf knows every printed total of a measure, and how the newest stand.
func readerOf(t *testing.T, h http.Handler, id, title string) *reader {
	t.Helper()
	r := &reader{title: title, at: map[string]map[string]printedFigure{}}
	for _, grain := range []string{"year", "quarter"} {
		if target := "/v1/reports/" + id + "/trend?level=council,region,country&period=all&limit=10000&grain=" + grain; get(t, h, target).StatusCode == http.StatusOK {
			for _, row := range exact(t, h, target) {
				r.take(row["area_name"].(string), row)
			}
		}
	}
	for _, level := range []string{"region", "council"} {
		if target := "/v1/reports/" + id + "/league-table?compare=england&limit=1000&level=" + level; get(t, h, target).StatusCode == http.StatusOK {
			for _, row := range exact(t, h, target) {
				r.take(row["area_name"].(string), row)
				r.label, _ = row["period_label"].(string)
			}
		}
	}
	return r
}

// series reads the sentence of a series beside the rows that are drawn.
func (r *reader) series(name string, rows []map[string]any) {
	r.area, r.drawn = name, nil
	for _, row := range rows {
		if row["series_break"] != nil && row["series_break"] != "" {
			r.drawn = nil
		}
		if label := row["period_label"].(string); r.at[name][label].has && !r.at[name][label].unfinished {
			r.drawn = append(r.drawn, label)
		}
	}
	text := rows[len(rows)-1]["summary"].(string)
	if !strings.HasPrefix(text, name+":") && !strings.HasPrefix(text, name+" ") && r.at[name] != nil && len(r.drawn) > 0 {
		r.found = append(r.found, fmt.Sprintf("%q does not name %s", text, name))
	}
	r.hold(text)
}

// each calls do for every series of some rows.
func each(rows []map[string]any, key func(map[string]any) string, do func(string, []map[string]any)) {
	by, order := map[string][]map[string]any{}, []string{}
	for _, row := range rows {
		k := key(row)
		if by[k] == nil {
			order = append(order, k)
		}
		by[k] = append(by[k], row)
	}
	for _, k := range order {
		do(k, by[k])
	}
}

func (r *reader) trends(t *testing.T, h http.Handler, id string) {
	t.Helper()
	for _, ask := range []string{"", "&period=all&grain=year", "&period=all"} {
		if target := "/v1/reports/" + id + "/trend?level=council,region,country&limit=10000" + ask; get(t, h, target).StatusCode == http.StatusOK {
			each(exact(t, h, target), func(row map[string]any) string { return row["area_name"].(string) }, r.series)
		}
	}
}

// groups reads the series of the groups of England and of a council.
func (r *reader) groups(t *testing.T, h http.Handler, id string) {
	t.Helper()
	for _, by := range []string{"sex", "age_band"} {
		target := "/v1/reports/" + id + "/trend?area=E92000001&limit=10000&by=" + by
		if get(t, h, target).StatusCode != http.StatusOK {
			continue
		}
		rows := exact(t, h, target)
		name := func(row map[string]any) string { return fmt.Sprint(row["area_name"], ", ", row[by+"_label"]) }
		for _, row := range rows {
			r.take(name(row), row)
		}
		each(rows, name, r.series)
	}
}

// places reads what is said of a measure for one area, all of them.
func (r *reader) places(t *testing.T, h http.Handler, id string) {
	t.Helper()
	for _, a := range area.All() {
		var answer struct {
			Data []map[string]any `json:"data"`
			Beside
		}
		text := body(t, get(t, h, "/v1/reports/"+id+"/areas/"+a.Code))
		if err := json.Unmarshal([]byte(text), &answer); err != nil || answer.Object.AreaName == "" {
			t.Fatalf("%s in %s: %v", id, a.Code, err)
		}
		o, label := answer.Object, r.label
		r.area, r.label, r.before, r.drawn = o.AreaName, o.PeriodLabel, o.LastChange.From, nil
		source := strings.Index(o.Paragraph, "Source: ")
		r.hold(o.Sentence + " " + o.Paragraph[:max(source, 0)])
		r.label = label
	}
}

// Beside is the object of a place, as far as it is read here.
type Beside struct {
	Object struct {
		AreaName    string `json:"area_name"`
		PeriodLabel string `json:"period_label"`
		Sentence    string `json:"sentence"`
		Paragraph   string `json:"paragraph"`
		LastChange  struct {
			From *float64 `json:"from"`
		} `json:"last_change"`
	} `json:"object"`
}

// together reads what is said of areas beside each other, and of all.
func (r *reader) together(t *testing.T, h http.Handler, id string) {
	t.Helper()
	r.area, r.drawn = "England", nil
	councils := area.Of(area.Council)
	for i := 0; i+4 < len(councils); i += 5 {
		codes := make([]string, 5)
		for k := range codes {
			codes[k] = councils[i+k].Code
		}
		var answer struct {
			Object struct {
				Sentences []string `json:"sentences"`
			} `json:"object"`
		}
		if r := get(t, h, "/v1/compare?measure="+id+"&area="+strings.Join(codes, ",")); r.StatusCode == http.StatusOK {
			unmarshal(t, r, &answer)
		}
		for _, s := range answer.Object.Sentences {
			r.hold(s)
		}
	}
	report := exact(t, h, "/v1/reports/"+id)[0]
	r.hold(report["summary"].(string))
	var league struct {
		Meta struct {
			Notes []string `json:"notes"`
		} `json:"meta"`
	}
	unmarshal(t, get(t, h, "/v1/reports/"+id+"/league-table?limit=1000"), &league)
	for _, note := range league.Meta.Notes {
		r.hold(note)
	}
}

// pages reads what pages say in place of pictures, and their findings.
func (r *reader) pages(t *testing.T, h http.Handler, id string) {
	t.Helper()
	for _, target := range []string{"/reports/" + id, "/reports/" + id + "/league-table", "/reports/" + id + "/trend", "/reports/" + id + "/trend?area=E08000036,E92000001", "/reports/" + id + "/areas/E08000036"} {
		page := parse(t, body(t, get(t, h, target)))
		r.area, r.drawn = "England", nil
		if strings.Contains(target, "/areas/") {
			r.area = "Wakefield"
		}
		for _, img := range all(page, "img") {
			r.hold(attr(img, "alt"))
		}
		for _, p := range all(page, "p") {
			if attr(p, "class") == "finding" {
				r.hold(words(p))
			}
		}
	}
}

// roundsTo tells whether a figure, rounded to as many decimals as a text has, is the text.
func roundsTo(figure, text string) bool {
	v, _ := strconv.ParseFloat(figure, 64)
	text = strings.ReplaceAll(text, ",", "")
	_, decimals, _ := strings.Cut(text, ".")
	w, err := strconv.ParseFloat(text, 64)
	return err == nil && math.Abs(v-w) <= 0.5000001*math.Pow(10, -float64(len(decimals)))
}

package api_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/careduty/careduty/internal/release/releasetest"
)

// TestProfileSaysWhereItIs: region and population, as /v1/areas has them; a council without an estimate has no number.
func TestProfileSaysWhereItIs(t *testing.T) {
	h := handler(t)
	for code, want := range map[string]string{
		"E08000035":        "Metropolitan district in Yorkshire and The Humber. About 668,950 adults live there (mid-2024).",
		releasetest.Absent: "Unitary council in South West.",
		"E12000003":        "A region of England with 15 councils.",
		"E92000001":        "All 153 councils with duties for adult social care.",
	} {
		if said := words(parse(t, body(t, get(t, h, "/areas/"+code+"/profile")))); !strings.Contains(said, want) {
			t.Errorf("%s does not say %q", code, want)
		}
	}
	var a struct {
		Data struct {
			Adults *int `json:"population_18_over"`
		}
	}
	if err := json.Unmarshal([]byte(body(t, get(t, h, "/v1/areas/E08000035"))), &a); err != nil || a.Data.Adults == nil || *a.Data.Adults != 668950 {
		t.Errorf("%v %+v", err, a)
	}
}

// TestProfileCanBeKeptToWhatDiffers: the page and its data hold the same rows, and the link counts them.
func TestProfileCanBeKeptToWhatDiffers(t *testing.T) {
	h := handler(t)
	const whole = "/areas/E08000035/profile"
	differ := exact(t, h, "/v1"+whole+"?outcome=different")
	for _, row := range differ {
		if row["england_outcome"] != "higher" && row["england_outcome"] != "lower" {
			t.Errorf("%s is %v", row["measure"], row["england_outcome"])
		}
	}
	if every := len(exact(t, h, "/v1"+whole)); len(differ) == 0 || len(differ) >= every {
		t.Fatalf("%d of %d measures differ", len(differ), every)
	}
	doc := parse(t, body(t, get(t, h, whole)))
	target := ""
	for _, a := range all(doc, "a") {
		if words(a) == "Different from England ("+strconv.Itoa(len(differ))+")" {
			target = attr(a, "href")
		}
	}
	if target != whole+"?outcome=different" {
		t.Fatalf("the filter leads to %q", target)
	}
	var want []string
	for _, row := range differ {
		want = append(want, shownOf(row, "value", "lower_95", "upper_95")...)
	}
	var got []string
	for _, table := range all(parse(t, body(t, get(t, h, target))), "table") {
		got = append(got, numbers(table)...)
	}
	if !slices.Equal(got, want) {
		t.Errorf("shows %v, the API says %v", got, want)
	}
	if r := get(t, h, "/v1"+whole+"?outcome=different&compare=none"); r.StatusCode != http.StatusBadRequest {
		t.Errorf("an outcome without a comparison answers %d", r.StatusCode)
	}
}

// TestWhyLittleIsShownIsSaidOnce: not beside every measure.
func TestWhyLittleIsShownIsSaidOnce(t *testing.T) {
	h := handler(t)
	target := "/areas/" + releasetest.Absent + "/profile"
	withheld := 0
	for _, row := range exact(t, h, "/v1"+target) {
		if row["status"] == "c" {
			withheld++
		}
	}
	said := words(parse(t, body(t, get(t, h, target))))
	if n := strings.Count(said, " measures are not shown for Isles of Scilly"); withheld < 3 || n != 1 {
		t.Errorf("%d are withheld, said %d times", withheld, n)
	}
	if n := strings.Count(strings.ToLower(said), "not shown: too few people"); n != 1 {
		t.Errorf("the reason stands %d times", n)
	}
}

// TestProfileDrawsSeries: a line for each that has two points, with its ends in words, and a way to every part.
func TestProfileDrawsSeries(t *testing.T) {
	h := handler(t)
	doc := parse(t, body(t, get(t, h, "/areas/E08000035/profile")))
	drawn := 0
	for _, svg := range all(doc, "svg") {
		if attr(svg, "class") == "spark" {
			drawn++
			if said := words(all(svg, "title")[0]); !strings.HasPrefix(said, "From ") || !strings.Contains(said, ") to ") {
				t.Errorf("a line says %q", said)
			}
		}
	}
	if drawn < 5 {
		t.Errorf("%d lines are drawn", drawn)
	}
	for _, h2 := range all(all(doc, "main")[0], "h2") {
		id, led := attr(h2, "id"), false
		for _, a := range all(doc, "a") {
			led = led || attr(a, "href") == "#"+id
		}
		if strings.HasPrefix(id, "theme-") && !led {
			t.Errorf("nothing leads to %q", words(h2))
		}
	}
}

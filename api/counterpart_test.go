package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/careduty/careduty/api/answer"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/internal/release/releasetest"
	"golang.org/x/net/html"
)

// beside are the counterparts an answer gives: of a definition in data, of a place in object.
func beside(t *testing.T, h http.Handler, target string) []answer.Counterpart {
	t.Helper()
	var a struct {
		Data   any
		Object struct{ Counterparts []answer.Counterpart }
	}
	unmarshal(t, get(t, h, target), &a)
	if strings.HasPrefix(target, "/v1/measures/") {
		var d struct {
			Data struct{ Counterparts []answer.Counterpart }
		}
		unmarshal(t, get(t, h, target), &d)
		return d.Data.Counterparts
	}
	return a.Object.Counterparts
}

// A measure with a counterpart shows it year by year, with the reason for the difference, each figure that of its own series to the digit and
// under its own release: a made-up one never stands in a row that does not say so.
func TestMeasuresShowTheirOfficialCounterpartByYear(t *testing.T) {
	h := handler(t)
	const council = "E08000034"
	for target, code := range map[string]string{
		"/v1/measures/direct_payment_uptake": "E92000001", "/v1/reports/direct_payment_uptake/areas/" + council: council,
	} {
		all := beside(t, h, target)
		if len(all) != 1 || all[0].Series != releasetest.Series || all[0].Differs != "Counted from another return." || all[0].AreaCode != code ||
			!strings.Contains(all[0].Attribution, "NHS England") {
			t.Fatalf("%s: %+v", target, all)
		}
		want := map[string]map[string]any{} // by measure and year, as the tidy rows have them
		for _, row := range decode(t, get(t, h, "/v1/data?measure=direct_payment_uptake,"+releasetest.Series+"&period=all&grain=year&area="+code)).Data {
			want[row["measure"].(string)+" "+row["period"].(string)] = row
		}
		seen := 0
		for _, y := range all[0].Years {
			for id, x := range map[string]*answer.SourceFigure{"direct_payment_uptake": y.Measure, releasetest.Series: y.Official} {
				row := want[id+" "+y.Period]
				if x == nil {
					if row != nil {
						t.Errorf("%s: %s of %s is left out", target, id, y.Period)
					}
					continue
				}
				seen++
				if row == nil || x.Value == nil || row["value"] != *x.Value || row["release"] != x.Release || x.Synthetic != (id != releasetest.Series) ||
					x.Synthetic != strings.HasPrefix(x.Release, release.SyntheticPrefix) {
					t.Errorf("%s, %s of %s: %+v, want %v", target, id, y.Period, x, row)
				}
			}
			if y.Period == "2024-25" && !strings.HasPrefix(y.SeriesBreak, "Break in April 2024") {
				t.Errorf("%s: the break of the official series is not told: %q", target, y.SeriesBreak)
			}
		}
		if seen != len(want) || seen < 4 {
			t.Errorf("%s: %d figures, want %d", target, seen, len(want))
		}
	}
	if none := beside(t, h, "/v1/measures/overdue_reviews"); len(none) != 0 {
		t.Errorf("a measure without a counterpart has %v", none)
	}
}

// The pages show the same, with the label in the row of every made-up figure, and the permalink pins both sources.
func TestPagesLabelMadeUpFiguresBesideOfficialOnes(t *testing.T) {
	h := handler(t)
	for _, path := range []string{"/measures/direct_payment_uptake", "/reports/direct_payment_uptake/areas/E92000001"} {
		text := body(t, get(t, h, path))
		doc, err := html.Parse(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		rows, both := 0, 0
		for _, s := range all(doc, "section") {
			if attr(s, "aria-labelledby") != "official" {
				continue
			}
			for _, tr := range all(s, "tr") {
				cells, said := all(tr, "td"), words(tr)
				if len(cells) == 0 {
					continue
				}
				rows++
				ours := cells[len(cells)-1] // its interval, or why there is none
				if made := len(numbers(ours)) > 0; made != strings.Contains(said, "made-up data") {
					t.Errorf("%s: %q", path, said)
				} else if made && len(numbers(tr)) >= 4 {
					both++
				}
			}
			if !strings.Contains(words(s), "Counted from another return.") {
				t.Errorf("%s does not say why the two differ", path)
			}
		}
		if rows < 3 || both == 0 {
			t.Errorf("%s: %d rows, %d with both", path, rows, both)
		}
		if at := get(t, h, "/v1"+path).Header.Get("Content-Location"); !strings.Contains(at, "editions="+releasetest.Edition) || !strings.Contains(at, "release="+current) {
			t.Errorf("%s: the permalink %s does not pin both", path, at)
		}
	}
}

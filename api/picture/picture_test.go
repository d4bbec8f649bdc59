package picture_test

import (
	"bytes"
	"flag"
	"fmt"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/careduty/careduty/api/picture"
	"github.com/careduty/careduty/internal/area"
)

var update = flag.Bool("update", false, "write the golden pictures anew")

// look names a folder that every case is drawn into as PNG, to be looked at.
var look = flag.String("look", "", "folder to write every picture to as PNG, for a person to look at")

var nan = math.NaN()

var share = picture.Axis{Title: "Percent of people. Higher is better.", Suffix: "%", Whole: 100}

func words(title, finding string) picture.Words {
	return picture.Words{
		Label: "Made-up data: no person, council or figure here is real.", Title: title, Finding: finding, Description: "What is drawn.",
		Foot: []string{
			"Percent of people with a plan. Lower is better. Bars are 95% intervals: how much a figure could vary by chance.",
			"Source: careduty, release synthetic-2026-03-31, Open Government Licence v3.0.",
			"http://127.0.0.1:8080/v1/reports/overdue_reviews/league-table?within=E12000003&period=2025-26-Q4&highlight=E08000035&format=png&size=slide&release=synthetic-2026-03-31",
		},
	}
}

// ranked are made-up councils with figures that fall from the first to the last.
func ranked(n int) []picture.Row {
	councils := area.Of(area.Council)
	out := make([]picture.Row, n)
	for i := range out {
		v := 8 + 70*float64(i)/float64(n)
		half := 2 + float64(i%7)
		out[i] = picture.Row{Name: councils[(i*37)%len(councils)].Name, Value: v, Low: v - half, High: v + half, Outcome: picture.Similar}
		switch {
		case v+half < 40:
			out[i].Outcome = picture.Lower
		case v-half > 40:
			out[i].Outcome = picture.Higher
		}
	}
	out[n/3].Marked, out[n/2].Hollow = true, true
	out[n-1].Low, out[n-1].High, out[n-1].Outcome = nan, nan, picture.NotCompared
	return out
}

var rankingKey = [3]string{"higher than England", "lower than England", "similar: any difference could be chance"}

func periods(n int) []picture.Tick {
	months := [...]string{"Mar", "Jun", "Sep", "Dec"}
	out := make([]picture.Tick, n)
	for i := range out {
		out[i] = picture.Tick{X: float64(i), Name: fmt.Sprintf("%s %d", months[(i+1)%4], 2023+(i+1)/4)}
	}
	return out
}

func series(name string, n int, from, slope, half float64) picture.Series {
	s := picture.Series{Name: name}
	for i := range n {
		v := from + slope*float64(i) + 1.5*math.Sin(float64(i)*1.7)
		s.Points = append(s.Points, picture.Point{X: float64(i), Value: v, Low: v - half, High: v + half})
	}
	return s
}

func trend(n int, all ...picture.Series) picture.Trend {
	return picture.Trend{Axis: share, Series: all, Periods: periods(n)}
}

func band(n int) picture.Band {
	b := picture.Band{Name: "the middle eight in ten councils"}
	for i := range n {
		b.Points = append(b.Points, picture.Point{X: float64(i), Value: 40, Low: 22 + float64(i)/3, High: 62 - float64(i)/4})
	}
	return b
}

func funnel() picture.Funnel {
	f := picture.Funnel{
		Axis: share, People: "People with a plan", Names: [2]string{"usual spread (95%)", "99.8%"}, Reference: picture.Reference{Name: "England", Value: 40},
	}
	for i, r := range ranked(150) {
		n := 60 + float64((i*7919)%2400)
		v := 40 + (r.Value-43)/math.Sqrt(n/300)/2
		f.Areas = append(f.Areas, picture.FunnelArea{Name: r.Name, People: n, Value: v, Outside: math.Abs(v-40) > 4+220/math.Sqrt(n), Marked: r.Marked})
	}
	for n := 60.0; n <= 2500; n += 40 {
		f.Limits = append(f.Limits, picture.Limit{People: n, Lower95: 36 - 220/math.Sqrt(n), Upper95: 44 + 220/math.Sqrt(n), Lower998: 34 - 340/math.Sqrt(n), Upper998: 46 + 340/math.Sqrt(n)})
	}
	return f
}

func strip() picture.Strip {
	s := picture.Strip{Axis: share, Reference: picture.Reference{Name: "England", Value: 40}, Key: [2]string{"a council", "the region's own figure"}}
	for i, region := range area.Of(area.Region) {
		g := picture.Group{Name: region.Name, Value: 30 + 3*float64(i)}
		for j := range 8 + 3*(i%4) {
			g.Dots = append(g.Dots, picture.Dot{Name: "Leeds", Value: g.Value + 25*math.Sin(float64(j*j+i)), Marked: i == 2 && j == 3})
		}
		s.Groups = append(s.Groups, g)
	}
	return s
}

func hexMap() picture.HexMap {
	h := picture.HexMap{Key: [4]string{"higher than England", "similar: any difference could be chance", "lower than England", "no figure shown"}}
	for i, c := range area.Of(area.Council) {
		h.Cells = append(h.Cells, picture.Hex{
			Code: c.Code, Name: c.Name, Region: c.Parent, Outcome: []picture.Outcome{picture.Similar, picture.Higher, picture.Similar, picture.Lower}[(i*7/3)%4],
			None: i%31 == 0, Marked: c.Name == "Leeds",
		})
	}
	return h
}

type drawn struct {
	chart picture.Chart
	size  picture.Size
	words picture.Words
}

// cases are every kind of picture in every state.
func cases() map[string]drawn {
	title := words("Overdue yearly reviews in Yorkshire and The Humber, 31 March 2026", "3 of 15 councils are higher than England, 5 lower; for 7 any difference could be chance.")
	real := title
	real.Label = ""
	leeds, england := series("Leeds", 12, 30, 1.6, 4), series("England", 12, 42, 0.2, 0.8)
	leeds.Marked, england.England = true, true
	gap := series("Hull", 12, 20, 2, 5)
	gap.Points[4].Value = nan
	gap.Points[11].Hollow = true
	broken := trend(12, leeds, england)
	broken.Breaks = []picture.Break{{Before: 8, Name: "source changed"}}
	banded := trend(12, england)
	banded.Band = band(12)
	money := trend(12, series("Leeds", 12, 310, 1, 2))
	money.Axis, money.Cut = picture.Axis{Title: "Pounds a week.", Prefix: "£"}, "The axis does not start at £0."
	all := picture.Ranking{Axis: share, Rows: ranked(15), Reference: picture.Reference{Name: "England", Value: 40}, Key: rankingKey, Others: "councils"}
	many := all
	many.Rows = ranked(150)
	none := all
	none.Rows, none.Reference.Value = nil, nan
	groups := picture.Ranking{Axis: share, Rows: ranked(6), Reference: picture.Reference{Name: "All people", Value: 38}}
	six := trend(12, leeds, series("Hull", 12, 20, 2, 5), series("York", 12, 33, -1, 5), series("Sheffield", 12, 40, 0, 5), series("Calderdale, which has a long name", 12, 41, 0, 5), series("England", 12, 42, 0.2, 0.8))
	return map[string]drawn{
		"ranking": {all, picture.Page, title}, "ranking-real": {all, picture.Page, real}, "ranking-150": {many, picture.Page, title}, "ranking-slide": {all, picture.Slide, title},
		"ranking-150-slide": {many, picture.Slide, title}, "ranking-150-social": {many, picture.Social, title}, "ranking-none": {none, picture.Page, title}, "groups": {groups, picture.Page, title},
		"trend": {trend(12, leeds, england), picture.Page, title}, "trend-slide": {trend(12, leeds, england), picture.Slide, title}, "trend-break": {broken, picture.Page, title},
		"trend-band": {banded, picture.Page, title}, "trend-six": {six, picture.Page, title}, "trend-gap-unfinished": {trend(12, gap), picture.Page, title}, "trend-squeezed": {money, picture.Page, title},
		"trend-one-point": {trend(1, series("Leeds", 1, 30, 0, 4)), picture.Page, title}, "trend-none": {trend(0), picture.Page, title}, "trend-social": {banded, picture.Social, title},
		"funnel": {funnel(), picture.Page, title}, "funnel-slide": {funnel(), picture.Slide, title}, "funnel-none": {picture.Funnel{Axis: share}, picture.Page, title},
		"strip": {strip(), picture.Page, title}, "strip-slide": {strip(), picture.Slide, title}, "hexmap": {hexMap(), picture.Page, title}, "hexmap-slide": {hexMap(), picture.Slide, title},
	}
}

// Every kind and state is drawn as it was when a person last looked at it.
func TestGolden(t *testing.T) {
	for name, c := range cases() {
		t.Run(name, func(t *testing.T) {
			var got bytes.Buffer
			if err := picture.SVG(&got, c.chart, c.size, c.words); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", name+".svg")
			if *update {
				if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got.Bytes(), want) {
				t.Errorf("the picture is not as it was: look at it (-look DIR), then -update")
			}
			if *look != "" {
				var out bytes.Buffer
				if err := picture.PNG(&out, c.chart, c.size, c.words); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(*look, name+".png"), out.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// A slide and a preview card have the sizes their users expect, at two pixels a point, and say what they are.
func TestPNG(t *testing.T) {
	for size, want := range map[picture.Size][2]int{picture.Slide: {1600, 900}, picture.Social: {1200, 630}} {
		var out bytes.Buffer
		if err := picture.PNG(&out, funnel(), size, words("Overdue reviews in Hull, 2025", "")); err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(out.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		if b := img.Bounds(); b.Dx() != want[0] || b.Dy() != want[1] {
			t.Errorf("%s is %v, want %v", size, b, want)
		}
		if !bytes.Contains(out.Bytes(), []byte("real. Overdue reviews in Hull, 2025")) || !bytes.Contains(out.Bytes(), []byte("pHYs")) {
			t.Errorf("%s has no title or resolution in it", size)
		}
	}
}

// What is drawn can be read aloud, and what anybody wrote is text in it and nothing else.
func TestSVGIsReadAloud(t *testing.T) {
	var out bytes.Buffer
	w := words("A <b> & c", "The finding.")
	if err := picture.SVG(&out, picture.Ranking{Axis: share, Rows: []picture.Row{{Name: "</text><script>", Value: 3, Low: nan, High: nan}}, Reference: picture.Reference{Value: nan}}, picture.Page, w); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`role="img"`, "A &lt;b&gt; &amp; c", "The finding. What is drawn.", "size=slide"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in the picture", want)
		}
	}
	if strings.Contains(out.String(), "<script") {
		t.Error("a name became markup")
	}
}

// A note on ribbons stands only under a picture that has one: a single point with an interval has none.
func TestOnePointIsNoRibbon(t *testing.T) {
	one := picture.Trend{Series: []picture.Series{{Name: "England", Points: []picture.Point{
		{X: 0, Value: 26, Low: nan, High: nan}, {X: 1, Value: 25, Low: nan, High: nan}, {X: 2, Value: 24, Low: 23, High: 25},
	}}}}
	if one.Ribbons() {
		t.Error("one point with an interval is said to have a ribbon")
	}
	one.Series[0].Points[1].Low, one.Series[0].Points[1].High = 24, 26
	if !one.Ribbons() {
		t.Error("two points with intervals are said to have none")
	}
}

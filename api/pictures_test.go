package api_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"image/color"
	"image/png"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/careduty/careduty/api/problem"
)

var look = flag.String("look", "", "folder to write every picture to as PNG, for a person to look at")

var pictures = []struct{ name, target string }{
	{"ranking", league + "?within=E12000001"},
	{"ranking_unavailable", "/v1/reports/overdue_reviews/league-table?within=E12000003&period=2024-25-Q1"},
	{"ranking_official", "/v1/reports/ascof_3d2a/league-table?within=E12000007"},
	{"ranking_of_nothing", league + "?period=2031-32-Q1"},
	{"funnel", "/v1/reports/first_reviews_on_time/league-table?chart=funnel"},
	{"funnel_of_days", "/v1/reports/assessment_waiting_days/league-table?chart=funnel"},
	{"strip", league + "?chart=strip&highlight=E08000035"},
	{"strip_region", league + "?chart=strip&within=E12000003&highlight=E08000035"},
	{"hexmap", league + "?chart=hexmap&highlight=E08000035"},
	{"hexmap_official", "/v1/reports/ascof_3d2a/league-table?chart=hexmap"},
	{"ranking_slide", league + "?size=slide&highlight=E08000035"},
	{"place", "/v1/reports/overdue_reviews/areas/E08000035"},
	{"groups", "/v1/reports/first_reviews_on_time/trend?by=age_band&chart=groups&period=latest"},
	{"trend_band", "/v1/reports/overdue_reviews/trend"},
	{"trend", "/v1/reports/first_reviews_on_time/trend?area=E08000035,E92000001"},
	{"trend_break", "/v1/reports/complaints_upheld/trend?period=all&grain=quarter"},
	{"trend_by", "/v1/reports/first_reviews_on_time/trend?by=sex"},
}

func TestPictures(t *testing.T) {
	for _, c := range pictures {
		t.Run(c.name, func(t *testing.T) {
			r := get(t, handler(t), with(c.target, "format=svg"))
			text := body(t, r)
			if r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != "image/svg+xml" {
				t.Fatalf("%d %s", r.StatusCode, text)
			}
			compare(t, c.name+".svg", short(text))
			checkSVG(t, text)
			if cited := strings.Contains(text, "Release synthetic-"); cited == strings.Contains(c.target, "ascof") {
				t.Errorf("cites a release of ours: %v", cited)
			}
			if path, _, _ := strings.Cut(strings.TrimPrefix(c.target, "/v1"), "?"); !strings.Contains(text, " "+path) {
				t.Errorf("does not say that the figures are at %s", path)
			}
			for _, other := range []string{"/v1/", "format=", "editions="} { // of programs, and too long to be typed
				if strings.Contains(text, other) {
					t.Errorf("%q is in the address", other)
				}
			}
			if madeUp := strings.Contains(text, "Made-up data"); madeUp == strings.Contains(c.target, "ascof") {
				t.Errorf("says it is made up: %v", madeUp)
			}
			drawn := []byte(body(t, get(t, handler(t), with(c.target, "format=png"))))
			checkPNG(t, drawn, strings.Contains(c.target, "size=slide"))
			if *look != "" {
				if err := os.WriteFile(filepath.Join(*look, c.name+".png"), drawn, 0o600); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// checkSVG holds a picture to be readable aloud and by itself.
func checkSVG(t *testing.T, text string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{`role="img"`, "<title id=", "<desc id=", "Open Government Licence", "is better", "Source: "} {
		if !strings.Contains(text, want) && !(want == "is better" && strings.Contains(text, "to be better")) {
			t.Errorf("%q is not in the picture", want)
		}
	}
	if regexp.MustCompile(`<script|<image|(?:href|src)="http`).MatchString(text) {
		t.Error("the picture fetches something")
	}
}

// checkPNG holds a picture to be one, of a good size, with something dark drawn on it.
func checkPNG(t *testing.T, raw []byte, slide bool) {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	b := img.Bounds()
	dark := 0
	for y := b.Min.Y; y < b.Max.Y; y += 2 {
		for x := b.Min.X; x < b.Max.X; x += 2 {
			if color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y < 0x80 {
				dark++
			}
		}
	}
	wide := 1280
	if slide {
		wide = 1600
	}
	if b.Dx() != wide || b.Dy() < 400 || dark < 500 {
		t.Errorf("%v with %d dark points", b, dark)
	}
}

func TestPicturesThatCannotBe(t *testing.T) {
	h := handler(t)
	for target, want := range map[string]string{
		league + "?chart=pie&format=svg":                            "chart",
		"/v1/data?measure=x&format=svg":                             "format",
		"/v1/reports/overdue_reviews/trend?level=region&format=svg": "area",
	} {
		p := checkProblem(t, get(t, h, target), http.StatusBadRequest, problem.InvalidParameter)
		found := false
		for _, i := range p.Errors {
			found = found || i.Parameter == want
		}
		if !found {
			t.Errorf("%s: %+v", target, p.Errors)
		}
	}
}

// short leaves the drawing out of a golden file, and keeps its words.
func short(text string) string {
	var out []string
	for line := range strings.Lines(text) {
		if strings.Contains(line, "<text") || strings.Contains(line, "<title") || strings.Contains(line, "<desc") || strings.HasPrefix(line, "<svg") || strings.Contains(line, "</text>") {
			out = append(out, line)
		}
	}
	return strings.Join(out, "")
}

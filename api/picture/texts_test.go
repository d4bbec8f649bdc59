package picture_test

import (
	"bytes"
	"fmt"
	"html"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/careduty/careduty/api/picture"
	"github.com/careduty/careduty/internal/area"
)

// text is a piece of writing in a picture, with the room it takes; y counts from below.
type text struct {
	words, colour          string
	left, right, low, high float64
}

var (
	textElement = regexp.MustCompile(`(?s)<text x="([-\d.]+)" y="([-\d.]+)"[^>]*?style="([^"]*)"[^>]*>(.*?)</text>`)
	viewBox     = regexp.MustCompile(`viewBox="0 0 ([\d.]+) ([\d.]+)"`)
	letterSize  = regexp.MustCompile(`font-size:([\d.]+)px`)
	letterFill  = regexp.MustCompile(`fill:#([0-9A-Fa-f]{6})`)
)

func number(s string) float64 {
	v, _ := strconv.ParseFloat(s, 64)
	return v
}

func textsOf(svg string) (all []text, width, height float64) {
	box := viewBox.FindStringSubmatch(svg)
	for _, m := range textElement.FindAllStringSubmatch(svg, -1) {
		size := number(letterSize.FindStringSubmatch(m[3])[1])
		words := html.UnescapeString(m[4])
		x, y := number(m[1]), -number(m[2])
		t := text{words: words, left: x, right: x + picture.TextWidth(size, strings.Contains(m[3], "font-weight:bold"), words), low: y - 0.2*size, high: y + 0.72*size, colour: "000000"}
		if c := letterFill.FindStringSubmatch(m[3]); c != nil {
			t.colour = c[1]
		}
		all = append(all, t)
	}
	return all, number(box[1]), number(box[2])
}

// faultsOf are writings that leave the picture, that lie over each other, or that cannot be read on paper (WCAG 2: 4.5 to 1).
func faultsOf(svg string) []string {
	var out []string
	all, width, height := textsOf(svg)
	for i, a := range all {
		if a.left < 0 || a.right > width+0.5 || a.low < 0 || a.high > height {
			out = append(out, fmt.Sprintf("%q leaves the picture: %.0f to %.0f of %.0f, %.0f to %.0f of %.0f", a.words, a.left, a.right, width, a.low, a.high, height))
		}
		for _, b := range all[:i] {
			if min(a.right, b.right)-max(a.left, b.left) > 1 && min(a.high, b.high)-max(a.low, b.low) > 1 {
				out = append(out, fmt.Sprintf("%q lies over %q", a.words, b.words))
			}
		}
		if c := onPaper(a.colour); c < 4.5 {
			out = append(out, fmt.Sprintf("%q has a contrast of %.1f to 1", a.words, c))
		}
	}
	return out
}

// onPaper is the contrast of a colour on white.
func onPaper(hex string) float64 {
	light := 0.05
	for i, share := range []float64{0.2126, 0.7152, 0.0722} {
		v, _ := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		x := float64(v) / 255
		if x <= 0.04045 {
			x /= 12.92
		} else {
			x = math.Pow((x+0.055)/1.055, 2.4)
		}
		light += share * x
	}
	return 1.05 / light
}

// hard are the cases that have most to write where there is least room.
func hard() map[string]drawn {
	title := words("New care home admissions, aged 65 and over in Bournemouth, Christchurch and Poole, April 2024 to March 2025",
		"Bournemouth, Christchurch and Poole: no steady rise or fall, from 68 in every 100 (April 2014 to March 2015) to 70 in every 100 (April 2024 to March 2025); first and last are not compared.")
	const long = "Bournemouth, Christchurch and Poole"
	out := map[string]drawn{}
	for _, c := range area.Of(area.Council) {
		h := hexMap()
		for i := range h.Cells {
			h.Cells[i].Marked = h.Cells[i].Code == c.Code
		}
		out["hexmap marked "+c.Name] = drawn{chart: h, words: title}
	}
	for _, value := range []float64{0, 3, 50, 97, 100} {
		s := strip()
		s.Groups[4].Dots = append(s.Groups[4].Dots, picture.Dot{Name: long, Value: value, Marked: true})
		out[fmt.Sprintf("strip marked at %g", value)] = drawn{chart: s, words: title}
		r := picture.Ranking{Axis: share, Rows: ranked(12), Reference: picture.Reference{Name: "England", Value: value}, Key: rankingKey, Others: "councils"}
		r.Rows[2].Name, r.Rows[2].Marked, r.Rows[3].Value, r.Rows[4].Value = long, true, 0, 100
		out[fmt.Sprintf("ranking beside %g", value)] = drawn{chart: r, words: title}
		level := trend(12, series(long, 12, value, 0, 0), series("Leeds", 12, value, 0, 0), series("England", 12, value, 0, 0))
		out[fmt.Sprintf("trend at %g", value)] = drawn{chart: level, words: title}
	}
	for before := range 12 {
		broken := trend(12, series(long, 12, 20, 2, 5))
		broken.Breaks = []picture.Break{{Before: float64(before), Name: "break: not comparable"}}
		out[fmt.Sprintf("trend broken before %d", before)] = drawn{chart: broken, words: title}
	}
	f := funnel()
	for i := range f.Areas {
		f.Areas[i].Marked, f.Areas[i].Name = false, long
	}
	f.Areas[3].Marked = true
	out["funnel of long names"] = drawn{chart: f, words: title}
	return out
}

// joined is all that is written in a picture, without spaces, as lines may break anywhere.
func joined(svg string) string {
	all, _, _ := textsOf(svg)
	var out strings.Builder
	for _, t := range all {
		out.WriteString(strings.ReplaceAll(t.words, " ", ""))
	}
	return out.String()
}

// TestWritingCanBeRead: of every kind, state and size nothing is cut, no writing lies over other writing, and all of it stands out from the paper.
func TestWritingCanBeRead(t *testing.T) {
	all := hard()
	for name, c := range cases() {
		all[name] = c
	}
	for name, c := range all {
		for _, size := range picture.Sizes {
			var out bytes.Buffer
			if err := picture.SVG(&out, c.chart, size, c.words); err != nil {
				t.Fatal(err)
			}
			if found, _, _ := textsOf(out.String()); len(found) < 4 {
				t.Errorf("%s, %s: only %d writings are found", name, size, len(found))
			}
			if who, ok := strings.CutPrefix(name, "hexmap marked "); ok && !strings.Contains(joined(out.String()), strings.ReplaceAll(who, " ", "")) {
				t.Errorf("%s is not named (%s)", who, size)
			}
			for _, fault := range faultsOf(out.String()) {
				t.Errorf("%s, %s: %s", name, size, fault)
			}
		}
	}
}

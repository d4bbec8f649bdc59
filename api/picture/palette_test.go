package picture

import (
	"fmt"
	"image/color"
	"math"
	"testing"

	"github.com/careduty/careduty/internal/area"
)

// luminance is WCAG 2's relative luminance.
func luminance(c color.NRGBA) float64 {
	part := func(v uint8) float64 {
		x := float64(v) / 255
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*part(c.R) + 0.7152*part(c.G) + 0.0722*part(c.B)
}

func contrast(a, b color.NRGBA) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// Text can be read on paper (4.5 to 1), marks can be told from it (3 to 1; the classes of a map have a mark in them, 4.5 to 1), and the two hues from each other and from grey without colour.
func TestContrast(t *testing.T) {
	text := map[string]color.NRGBA{"ink": ink, "soft": soft, "accent": accent, "warning": warning}
	for i, c := range lineColours {
		text[string(rune('0'+i))] = c
	}
	for name, c := range text {
		if r := contrast(c, paper); r < 4.5 {
			t.Errorf("%s on paper has a contrast of %.1f to 1, want 4.5", name, r)
		}
	}
	for _, c := range []struct {
		name  string
		a, b  color.NRGBA
		least float64
	}{
		{"dots on paper", middle, paper, 3},
		{"mark on the higher class", ink, warm, 4.5},
		{"mark on the lower class", paper, cold, 4.5},
		{"higher beside lower", warm, cold, 2.5},
		{"lower beside similar", cold, pale, 3},
		{"accent on its own interval", accent, pale, 3},
	} {
		if r := contrast(c.a, c.b); r < c.least {
			t.Errorf("%s: a contrast of %.1f to 1, want %.1f", c.name, r, c.least)
		}
	}
}

// Round ticks, in no more decimals than they need.
func TestTicks(t *testing.T) {
	for _, c := range []struct {
		low, high, whole float64
		axis             Axis
		want             []string
	}{
		{0, 73, 100, Axis{Suffix: "%"}, []string{"0%", "20%", "40%", "60%", "80%"}},
		{0, 99.2, 100, Axis{Suffix: "%"}, []string{"0%", "20%", "40%", "60%", "80%", "100%"}},
		{0, 2.1, 0, Axis{}, []string{"0.0", "0.5", "1.0", "1.5", "2.0", "2.5"}},
		{308, 323, 0, Axis{Prefix: "£"}, []string{"£305", "£310", "£315", "£320", "£325"}},
		{0, 12000, 0, Axis{}, []string{"0", "2,500", "5,000", "7,500", "10,000", "12,500"}},
	} {
		s := newScale(c.low, c.high, c.whole, 5, 0, 100)
		var got []string
		for _, v := range s.ticks() {
			got = append(got, s.label(c.axis, v))
		}
		if len(got) != len(c.want) {
			t.Errorf("%g to %g: %v, want %v", c.low, c.high, got, c.want)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%g to %g: %v, want %v", c.low, c.high, got, c.want)
			}
		}
	}
}

// Shares near either end have a decimal, the ends themselves have none.
func TestNumbers(t *testing.T) {
	percent := Axis{Suffix: "%", Whole: 100}
	for v, want := range map[float64]string{0: "0%", 1.34: "1.3%", 9.94: "9.9%", 12.6: "13%", 90.4: "90.4%", 100: "100%"} {
		if got := percent.Number(v); got != want {
			t.Errorf("%g is %s, want %s", v, got, want)
		}
	}
	if got := (Axis{Prefix: "£"}).Number(1234.4); got != "£1,234" {
		t.Error(got)
	}
}

// Every council of today, and every one abolished since 2014, has a place on the map, and each its own in any year.
func TestHexes(t *testing.T) {
	places := hexPlaces()
	for year := 2014; year <= 2030; year++ {
		first, last := fmt.Sprintf("%d-04-01", year), fmt.Sprintf("%d-03-31", year+1)
		taken := map[hexPosition]string{}
		for code, where := range places {
			if a, _ := area.Ever(code); a.Until != "" && a.Until < first || area.Began(code) > last {
				continue
			}
			if other, ok := taken[where]; ok {
				t.Errorf("%s and %s share a place in %d", code, other, year)
			}
			taken[where] = code
		}
	}
	all := append(area.Of(area.Council), area.Abolished()...)
	for _, c := range all {
		if _, ok := places[c.Code]; !ok {
			t.Errorf("%s, %s, has no place", c.Code, c.Name)
		}
	}
	if len(places) != len(all) {
		t.Errorf("%d places for %d councils", len(places), len(all))
	}
	for _, i := range []int{0, 1} { // a neighbour's neighbour on the other side is oneself
		w := hexPosition{5, 6 + i}
		for side, next := range around(w) {
			if back := around(next)[(side+3)%6]; back != w {
				t.Errorf("beyond side %d of %v lies %v, beyond its other side %v", side, w, next, back)
			}
		}
	}
}

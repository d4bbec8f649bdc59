package page_test

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/careduty/careduty/api/page"
	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/measure"
)

func f(v float64) *float64 { return &v }

func TestNumbersAreRoundedAndExact(t *testing.T) {
	n := int64(1234567)
	for _, c := range []struct {
		got  page.Number
		want string
	}{
		{page.Decimal(f(15.3846), "percent"), `<data value="15.3846">15.4</data>`},
		{page.Decimal(f(0), "percent"), `<data value="0">0.0</data>`},
		{page.Decimal(f(0.0004), "percent"), `<data value="0.0004">0.0004</data>`},
		{page.Decimal(f(-3.25), "percent"), `<data value="-3.25">−3.2</data>`},
		{page.Decimal(f(412), "pounds a week"), `<data value="412">412</data>`},
		{page.Decimal(f(30), "days"), `<data value="30">30</data>`},
		{page.Decimal(f(30.5), "days"), `<data value="30.5">30.5</data>`},
		{page.Decimal(f(12345.67), "percent"), `<data value="12345.67">12,345.7</data>`},
		{page.Decimal(f(2695500), ""), `<data value="2695500">2,695,500</data>`},
		{page.Decimal(nil, "percent"), ``},
		{page.Count(&n), `<data value="1234567">1,234,567</data>`},
		{page.Whole(999), `<data value="999">999</data>`},
	} {
		if string(c.got.HTML()) != c.want {
			t.Errorf("got %s, want %s", c.got.HTML(), c.want)
		}
	}
}

func TestMeasuredFiguresHaveTwoDigits(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 0.85: "0.85", 0.0011: "0.0011", 1e-6: "0.000001", 114_100: "110,000", 2.5678: "2.6"} {
		if got := page.Measured(v).Text; got != want {
			t.Errorf("%v is shown as %q, want %q", v, got, want)
		}
	}
}

// The page on misreadings says of counts what answers and docs/privacy.md say.
func TestMisreadingsTellOfTheNoiseInTheSameWords(t *testing.T) {
	text, err := page.HTML(&page.Frame{Title: "Corrections"}, page.Text{Name: "corrections"})
	if err != nil || !strings.Contains(string(text), measure.Protection) || !strings.HasPrefix(words.Protected, measure.Protection) {
		t.Errorf("it does not say %q (%v)", measure.Protection, err)
	}
}

func TestBarsBeginAtNoughtAndKeepTheirOrder(t *testing.T) {
	s := page.NewScale([]*float64{f(12), nil, f(57)})
	if s.Most() != "60" {
		t.Errorf("the scale ends at %s", s.Most())
	}
	b := s.Bar(f(30), f(24), f(36), f(45), "30")
	if b.At != "50" || b.From != "40" || b.Wide != "20" || b.Mark != "75" || !b.Shown {
		t.Errorf("%+v", b)
	}
	if b := s.Bar(f(30), nil, nil, nil, "30"); b.From+b.Wide+b.Mark != "" || !b.Shown {
		t.Errorf("without an interval: %+v", b)
	}
	if s.Bar(nil, f(1), f(2), f(3), "").Shown || page.NewScale(nil).Bar(f(1), nil, nil, nil, "").Shown {
		t.Error("a bar without a figure or a scale")
	}
}

var (
	colour = regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{6});`)
	scheme = regexp.MustCompile(`(?s):root \{(.*?)\}`)
)

// TestColoursCanBeTold computes contrasts as the Web Content Accessibility Guidelines do: 4.5 to 1 for text, 3 to 1 for marks.
func TestColoursCanBeTold(t *testing.T) {
	schemes := scheme.FindAllStringSubmatch(string(page.Style), -1)
	if len(schemes) != 3 { // light, dark, paper
		t.Fatalf("%d schemes", len(schemes))
	}
	for i, s := range schemes[:2] {
		of := map[string]string{}
		for _, m := range colour.FindAllStringSubmatch(s[1], -1) {
			of[m[1]] = m[2]
		}
		for _, pair := range []struct {
			on, over string
			least    float64
		}{
			{"ink", "paper", 4.5},
			{"ink", "tint", 4.5},
			{"soft", "paper", 4.5},
			{"soft", "tint", 4.5},
			{"accent", "paper", 4.5},
			{"accent", "tint", 4.5},
			{"label-ink", "label", 4.5},
			{"mark", "paper", 3},
			{"mark", "tint", 3},
			{"range", "paper", 3},
			{"ink", "range", 3},
			{"soft", "label", 4.5},
		} {
			if c := contrast(t, of[pair.on], of[pair.over]); c < pair.least {
				t.Errorf("scheme %d: %s on %s is %.1f to 1", i, pair.on, pair.over, c)
			}
		}
	}
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(strings.TrimPrefix(hex, "#")[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		v := float64(n) / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		sum += weight * v
	}
	return sum
}

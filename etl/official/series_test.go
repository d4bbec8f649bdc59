package official

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// testdata/numbering.csv has every description and number that the publications print, with the series it is of by the publications' own lists of numbers,
// which were written down without the descriptions; empty where it is of none.
func TestWhatEachNumberMeantInEachYear(t *testing.T) {
	f, err := os.Open("testdata/numbering.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) < 150 {
		t.Fatalf("%d rows (%v)", len(rows), err)
	}
	for _, row := range rows[1:] {
		year, _ := yearOf(row[0])
		got := ""
		if s := published(row[2], row[1], year); s != nil {
			got = s.ID
		}
		if got != row[3] {
			t.Errorf("%s %s %q is %q, want %q", row[0], row[1], row[2], got, row[3])
		}
	}
}

// Numbers that changed their meaning, where no description is given.
func TestNumbersAlone(t *testing.T) {
	for _, c := range []struct {
		number string
		year   int
		want   string
	}{
		{"1D", 2021, "quality_of_life_carers_official"},
		{"1D", 2024, "satisfaction_official"},
		{"1E", 2021, ""},
		{"1E", 2024, "satisfaction_carers_official"},
		{"3B", 2021, "satisfaction_carers_official"},
		{"3B", 2024, "carers_consulted_official"},
		{"3D(1)", 2021, "easy_to_find_information_official"},
		{"3d(1a)", 2024, "self_directed_support_official"},
		{"2A", 2024, "no_further_support_official"},
		{"2A(1)", 2018, "care_home_admissions_18_64_official"},
		{"2A(1)_1415", 2014, "care_home_admissions_18_64_official"},
		{"2B", 2024, "care_home_admissions_18_64_official"},
		{"2D", 2018, "no_further_support_official"},
		{"1B", 2018, "control_over_daily_life_official"},
		{"1B", 2024, ""},
		{"4B", 2024, ""},
	} {
		got := ""
		if s := published("", c.number, period.Period{Start: c.year}); s != nil {
			got = s.ID
		}
		if got != c.want {
			t.Errorf("%s in %d is %q, want %q", c.number, c.year, got, c.want)
		}
	}
}

// Where one description fits two series and the number is that of other years, the number still decides.
func TestOneDescriptionWithTheNumberOfOtherYears(t *testing.T) {
	for number, want := range map[string]string{"1C(1A)": "self_directed_support_official", "1C1B": "self_directed_support_carers_official", "3D1A": "self_directed_support_official", "9Z": ""} {
		got := ""
		if s := published("Proportion of people using social care who receive self-directed support", number, period.Period{Start: 2030}); s != nil {
			got = s.ID
		}
		if got != want {
			t.Errorf("%s is %q, want %q", number, got, want)
		}
	}
}

func TestSeriesAreComplete(t *testing.T) {
	ids := map[string]bool{}
	for _, s := range all {
		if s.ID == "" || s.Title == "" || !strings.HasSuffix(s.Question, "?") || s.Counted == "" || s.Among == "" || len(s.NotShown) == 0 {
			t.Errorf("%+v lacks something", s)
		}
		if !slices.Contains([]kind{counts, survey, people, median}, s.Kind) || !slices.Contains([]string{highIsGood, lowIsGood, "none"}, s.Polarity) {
			t.Errorf("%s has kind %q and polarity %q", s.ID, s.Kind, s.Polarity)
		}
		for _, id := range append([]string{s.ID}, s.Former...) {
			if ids[id] {
				t.Errorf("%s is the id of two series", id)
			}
			ids[id] = true
		}
		for _, b := range s.Breaks {
			if _, err := period.Parse(b.From); err != nil || !strings.HasSuffix(b.What, ".") {
				t.Errorf("%s breaks at %q: %q", s.ID, b.From, b.What)
			}
		}
	}
}

// Every series stands in a chapter that pages and answers know.
func TestSeriesHaveThemes(t *testing.T) {
	for _, s := range Definitions() {
		if !slices.Contains(measure.OfficialThemes, s.Theme) {
			t.Errorf("%s has theme %q", s.ID, s.Theme)
		}
	}
}

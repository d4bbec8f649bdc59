package words_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/api/words/wordstest"
)

func f(v float64) *float64 { return &v }

func TestSentencesOfPages(t *testing.T) {
	cases := []struct{ got, want string }{
		{words.Status("c"), "not shown: too few people to publish safely"},
		{words.Status("x") + words.Status(""), "not available"},
		{words.Beside("better", f(-3)), "Lower (better)"},
		{words.Beside("worse", f(3)), "Higher (worse)"},
		{words.Beside("higher", f(3)), "Higher"},
		{words.Beside("similar", f(-3)), "Similar"},
		{words.Beside("not_compared", nil), "not compared"},
		{words.Groups("Lower"), "Lower than England"},
		{words.Groups(""), "Not compared with England"},
		{words.Place("Leeds", 12, 35, 149), "Leeds is likely between 12th and 35th of 149 ranked."},
		{words.Place("Leeds", 1, 1, 149), "Leeds is likely 1st of 149 ranked."},
		{words.Place("Leeds", 20, 120, 149), "Leeds cannot be placed: chance leaves it more than half of the 149 places."},
		{words.Ordinal(11) + words.Ordinal(22) + words.Ordinal(103) + words.Ordinal(112), "11th22nd103rd112th"},
		{words.Level("Leeds", "percent", 61.7, f(59.2), f(64.6)), "Leeds: 62 in every 100. Allowing for chance, the underlying figure is likely to be between 59 and 65."},
		{words.Level("Leeds", "per 1,000 people", 2.34, f(1.2), f(3.4)), "Leeds: 2.3 in every 1,000. Allowing for chance, the underlying figure is likely to be between 1.2 and 3.4."},
		{words.Level("Leeds", "days", 12, nil, nil), "Leeds: 12 days."},
		{words.Stands("similar", f(1), "England"), "That is similar to England: any difference could be chance."},
		{words.Stands("better", f(-1), "England"), "That is lower than England, by more than chance would explain."},
		{words.Few(45) + words.Few(100), "Based on about 45 people, so it can swing a lot from year to year."},
		{words.Bar("15.4", "12.3", "18.9", "41.4"), "15.4, likely 12.3 to 18.9; England 41.4"},
		{words.Since("better", f(-7), 62, "percent"), "Down from 62 in every 100, more than chance would explain"},
		{words.Since("similar", f(2), 60, "percent"), "Little changed from 60 in every 100: the difference could be chance"},
		{words.Profile("Leeds", 7, 2, 3, 1, 1), "Leeds, 7 measures: 2 higher than England, 3 similar, 1 lower, 1 not compared. These counts are not a score: measures differ in what they ask, whom they are about and which direction is better."},
		{words.Turn("increasing") + words.Turn("cannot_be_calculated"), "Rising steadilyCannot be calculated"},
		{words.Theme("plan") + words.Theme("") + words.Theme("new"), "Care and support plansOfficial statisticsNew"},
		{words.Without([]string{"York"}, []string{"Leeds"}), "York"},
		{words.Without([]string{"York", "Leeds"}, nil), "All 2"},
		{words.Without(slices.Repeat([]string{"York"}, 150), []string{"Leeds", "Hull"}), "All but 2: Leeds, Hull"},
		{words.Without(slices.Repeat([]string{"York"}, 21), slices.Repeat([]string{"Hull"}, 132)), "21 of 153"},
		{words.LevelWith("country", []string{"quarter", "year"}), "England (quarter, year)"},
		{words.Found(1, "leeds") + words.Found(3, ""), "1 area for “leeds”.3 areas."},
	}
	for _, c := range cases {
		if c.got != c.want {
			t.Errorf("got  %s\nwant %s", c.got, c.want)
		}
		wordstest.Check(t, c.got)
	}
	for _, word := range []string{"must", "should", "source", "local", "snapshot", "flow", "exposure", "last", "any", "all", "excluded", "in_denominator", "p", "r", "f"} {
		for _, say := range []func(string) string{words.Grain, words.Pick, words.UnknownRule, words.Vintage} {
			wordstest.Check(t, say(word))
		}
	}
}

// TestNoDutyIsSaidWhereNoneStands: neither of a measure that describes, nor of one whose direction is not agreed.
func TestNoDutyIsSaidWhereNoneStands(t *testing.T) {
	for _, strength := range []string{"must", "should", "source", "local", "context"} {
		for _, polarity := range []string{"none", "low_is_good", "high_is_good"} {
			said := words.Strength(strength, polarity)
			wordstest.Check(t, said)
			duty := strings.HasPrefix(said, "A duty") || strings.Contains(said, "require it") || strings.HasPrefix(said, "Expected")
			if want := (strength == "must" || strength == "should") && polarity != "none"; said == "" || duty != want {
				t.Errorf("%s, %s: %q", strength, polarity, said)
			}
		}
	}
}

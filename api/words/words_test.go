package words_test

import (
	"testing"

	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/api/words/wordstest"
)

func TestSentences(t *testing.T) {
	cases := []struct{ got, want string }{
		{words.NoTrend("Leeds", 1, 5), "Leeds: whether the figure rises or falls cannot be calculated from 1 figure; five are needed."},
		{words.Amount(412.5, "pounds a week"), "£413 a week"},
		{
			words.Spread("Overdue reviews", "England", "31 March 2026", "62 in every 100", 31, 88, 29, 5),
			"Overdue reviews in England, 31 March 2026: England 62 in every 100. 31 councils higher than England, 88 similar (any difference could be chance), 29 lower; 5 not compared. With 148 compared, about 7 would fall outside by chance alone.",
		},
		{
			words.Spread("Overdue reviews", "England", "31 March 2026", "", 0, 0, 0, 153),
			"Overdue reviews in England, 31 March 2026: Councils are not compared with England: the figures have no published interval, or there are too few.",
		},
		{words.Direction("none"), "Neither direction is agreed to be better"},
		{words.Axis("percent", "low_is_good"), "Percent. Lower is better."},
		{words.Missing(words.Records, "c", false, []string{"Rutland", "City of London"}), "Not shown, too few people to publish safely: Rutland, City of London."},
		{words.Missing(words.Records, "x", true, []string{"Leeds"}), "Not available in some periods: Leeds."},
		{words.Small(5) + words.Small(11), "five11"},
		{words.Released("2026-05-01", "2026-03-31", 1, false), "1 measure with records as they stood on 2026-03-31, published on 2026-05-01."},
		{words.Citation("2026-03-31", "2026-05-01", "/v1/data"), "careduty, release 2026-03-31, published 2026-05-01. /v1/data"},
	}
	for _, c := range cases {
		if c.got != c.want {
			t.Errorf("got  %s\nwant %s", c.got, c.want)
		}
		wordstest.Check(t, c.got)
	}
	for _, text := range []string{
		words.MadeUp, words.PartlyMadeUp, words.Protected, words.Official, words.Nothing, words.Bars, words.BesideMadeUp, words.StillMadeUp, words.Similar,
		words.TooManySeries, words.LowReliability, words.Independent,
	} {
		wordstest.Check(t, text)
	}
}

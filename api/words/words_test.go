package words_test

import (
	"testing"

	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/api/words/wordstest"
)

func TestSentences(t *testing.T) {
	cases := []struct{ got, want string }{
		{
			words.Trend("Leeds", "percent", "quarter", 12, 54.6, 62.1, "increasing"),
			"Leeds: rising over 12 quarters, from 55 in every 100 to 62 in every 100, more than chance would explain.",
		},
		{words.Trend("Leeds", "days", "year", 6, 30.2, 1.4, "decreasing"), "Leeds: falling over 6 years, from 30 days to 1 day, more than chance would explain."},
		{
			words.Trend("Hull", "per 1,000 people", "quarter", 8, 2.34, 2.5, "no_change"),
			"Hull: little changed over 8 quarters (2.3 in every 1,000 to 2.5 in every 1,000): the differences could be chance.",
		},
		{words.NoTrend("Leeds", 1, 5), "Leeds: whether the figure rises or falls cannot be calculated from 1 figure; five are needed."},
		{words.Amount(412.5, "pounds a week"), "£412 a week"},
		{
			words.Spread("Overdue reviews", "31 March 2026", "62 in every 100", 31, 88, 29, 5),
			"Overdue reviews, 31 March 2026: in England 62 in every 100. 31 councils higher than England, 88 similar (any difference could be chance), 29 lower; 5 not compared. With 148 compared, about 7 would fall outside by chance alone.",
		},
		{
			words.Spread("Overdue reviews", "31 March 2026", "", 0, 0, 0, 153),
			"Overdue reviews, 31 March 2026: Councils are not compared with England: the figures have no published interval, or there are too few.",
		},
		{words.Direction("none"), "Neither direction is agreed to be better"},
		{words.Axis("percent", "low_is_good"), "Percent. Lower is better."},
		{words.FunnelTitle("Overdue reviews", 3, 1, 153), "Overdue reviews: 4 of 153 areas lie outside the 95% limits, 3 above and 1 below; about 8 would by chance alone."},
		{words.RankingTitle("Overdue reviews", 0, 0, 0), "Overdue reviews"},
		{words.Missing("c", false, []string{"Rutland", "City of London"}), "Not shown, too few people to publish safely: Rutland, City of London."},
		{words.Missing("x", true, []string{"Leeds"}), "Not available in some periods: Leeds."},
		{words.Funnel(true, false, 1.04, 0), "Funnel limits show chance and noise alone: areas do not differ more than these explain (dispersion 1.0)."},
		{words.Funnel(true, true, 6.3, 4.21), "Funnel limits are widened: areas differ more than chance explains (dispersion 6.3), so limits allow for an ordinary difference between areas (standard deviation 4.2)."},
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

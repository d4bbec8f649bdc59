package words_test

import (
	"strings"
	"testing"

	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/api/words/wordstest"
)

func TestFigures(t *testing.T) {
	for _, c := range []struct {
		unit   string
		values []float64
		want   string
	}{
		{"percent", []float64{1.34}, "1.3"},
		{"percent", []float64{9.96}, "10.0"},
		{"percent", []float64{10.2}, "10"},
		{"percent", []float64{90.04}, "90.0"},
		{"percent", []float64{98.7}, "98.7"},
		{"percent", []float64{0}, "0"},
		{"percent", []float64{100}, "100"},
		{"percent", []float64{76.7, 79.0}, "77 79"},
		{"percent", []float64{76.7, 77.1}, "76.7 77.1"}, // both would be 77
		{"percent", []float64{76.71, 76.74}, "76.71 76.74"},
		{"percent", []float64{76.7, 76.7}, "77 77"}, // they do not differ
		{"percent", []float64{9.4, 12.2}, "9.4 12.2"},
		{"days", []float64{34.2}, "34"},
		{"pounds a week", []float64{1234.4}, "1,234"},
		{"per 1,000 people", []float64{2.34}, "2.3"},
		{"per 1,000 people", []float64{2}, "2"},
		{"per 100,000 people", []float64{612.4}, "612"},
		{"score out of 24", []float64{19.1}, "19"},
	} {
		if got := strings.Join(words.Figures(c.unit, c.values...), " "); got != c.want {
			t.Errorf("%s %v: %s, want %s", c.unit, c.values, got, c.want)
		}
	}
}

func TestSentencesOfChange(t *testing.T) {
	n, few, many := int64(24), int64(41), int64(410)
	change := func(from, to float64, trend, ends string) string {
		return words.Steady(words.Change{"Leeds", "percent", words.Dated{from, "30 June 2023"}, words.Dated{to, "31 March 2026"}, trend, ends})
	}
	for _, c := range []struct{ got, want string }{
		{words.Size("percent", 58.54, &n, &few), "24 of 41 people (59 in every 100)"},
		{words.Size("percent", 5.86, &n, &many), "5.9 in every 100"},
		{words.Size("percent", 58.54, nil, nil), "59 in every 100"},
		{words.Size("days", 1, nil, nil) + words.Size("days", 12, nil, nil) + words.Size("pounds a week", 312.5, nil, nil), "1 day12 days£313 a week"},
		{change(76.7, 79, "increasing", "higher"), "Leeds: a steady rise, from 77 in every 100 (30 June 2023) to 79 in every 100 (31 March 2026)."},
		{change(76.7, 77.1, "decreasing", "similar"), "Leeds: a steady fall over the span, though its last figure is not below its first: from 76.7 in every 100 (30 June 2023) to 77.1 in every 100 (31 March 2026)."},
		{change(80, 70, "no_steady_change", "lower"), "Leeds: no steady rise or fall, from 80 in every 100 (30 June 2023) to 70 in every 100 (31 March 2026); the last figure is lower than the first, by more than chance would explain."},
		{change(80, 79, "no_steady_change", "similar"), "Leeds: no steady rise or fall, from 80 in every 100 (30 June 2023) to 79 in every 100 (31 March 2026); the difference between first and last could be chance."},
		{words.LastChange("Leeds", "percent", words.Dated{76.7, "31 March 2025"}, words.Dated{71, "31 March 2026"}, "lower"), "Leeds fell over the last year, by more than chance would explain: from 77 in every 100 (31 March 2025) to 71 in every 100 (31 March 2026)."},
		{words.LastChange("Leeds", "percent", words.Dated{}, words.Dated{}, "not_compared"), ""},
		{words.UsualSpread(1, 151), "1 of 151 councils lies outside the usual spread between councils; about 8 would if they differed in the ordinary way."},
		{words.OutsideChance(12, 151), "12 of 151 councils lie outside the limits of chance; about 8 would by chance alone."},
		{words.SpreadZone("Leeds", "higher", "outside"), ""},
		{words.SpreadZone("Leeds", "higher", "inside"), "Leeds is higher than England by more than chance would explain, and yet within the usual spread between councils, which differ by more than chance."},
	} {
		if c.got != c.want {
			t.Errorf("got  %s\nwant %s", c.got, c.want)
		}
		wordstest.Check(t, c.got)
	}
}

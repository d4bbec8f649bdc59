package page

import (
	"slices"

	"github.com/careduty/careduty/api/answer"
	"github.com/careduty/careduty/api/picture"
	"github.com/careduty/careduty/api/words"
)

var vintageWords = map[string]string{"p": "provisional", "r": "revised", "f": ""}

// TrendPage is a measure's series: a sentence and a table for each area or category.
func TrendPage(v *Visit, t *answer.Series) (*Frame, View) {
	f, rows, s, compare := v.frameOf(t), t.Rows, t.Query.Subject, []string(t.Query.Compare)
	f.Kicker, f.Title, f.Lead = "Trend", s.Title, s.Question
	p := Trend{
		Columns: 4 + len(compare),
		Line:    v.line(s), Unit: s.Unit, Form: v.trendForm(), Grains: v.grainViews(s, rows), Compared: comparedHeadings(compare),
		Clear: v.Address.Link("/reports/"+s.ID+"/trend", nil),
	}
	f.explain(slices.ContainsFunc(rows, func(r answer.TrendRow) bool { return r.Status == "u" }))
	at := map[string]int{}
	for i := range rows {
		r := &rows[i]
		key := r.AreaCode + r.Category
		n, ok := at[key]
		if !ok {
			n = len(p.Series)
			at[key] = n
			p.Series = append(p.Series, Series{ID: "series-" + key, Name: seriesName(r), Sentence: r.Summary, Test: r.TrendTest})
		}
		p.Series[n].Rows = append(p.Series[n].Rows, TrendRow{
			Period: r.Period, Label: r.PeriodLabel, Vintage: vintageWords[r.Vintage], Break: r.SeriesBreak, Figure: figure(r.Cell), People: Count(r.Denominator),
			Compared: comparedWords(compare, r.Cell, &r.Compared),
		})
	}
	switch {
	case len(p.Series) > picture.MostSeries:
		p.NoPicture = words.TooManySeries
	case len(rows) > 0:
		p.Pictures = []Picture{v.drawn("", nil, picture.Alt(s, picture.SeriesFinding(t), v.Envelope.Meta.Release.Synthetic),
			words.Subtitle(s.Title, s.Unit, string(s.Polarity), labels(rows)))}
	}
	return f, p
}

// labels are the first and the last period of some rows.
func labels(rows []answer.TrendRow) string {
	first, last := rows[0].PeriodLabel, rows[len(rows)-1].PeriodLabel
	if first == last {
		return first
	}
	return first + " to " + last
}

func seriesName(r *answer.TrendRow) string {
	if r.CategoryLabel == "" {
		return r.AreaName
	}
	return r.AreaName + ", " + r.CategoryLabel
}

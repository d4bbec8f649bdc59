package api

import (
	"github.com/careduty/careduty/api/page"
	"github.com/careduty/careduty/api/picture"
	"github.com/careduty/careduty/api/words"
)

var vintageWords = map[string]string{"p": "provisional", "r": "revised", "f": ""}

// trendPage is a measure's series: a sentence and a table for each area or category.
func trendPage(c *call, f *page.Frame, x *shown) (page.View, error) {
	rows, s := dataOf[[]*row](x), x.subjects[0]
	compare := c.compares()
	f.Kicker, f.Title, f.Lead = "Trend", s.Title, s.Question
	v := page.Trend{
		Columns: 4 + len(compare),
		Line:    c.line(s), Unit: s.Unit, Form: c.trendForm(), Grains: c.grainViews(s, rows), Compared: comparedHeadings(compare),
		Clear: c.link("/reports/"+s.ID+"/trend", nil),
	}
	c.explain(rows)
	at := map[string]int{}
	for _, r := range rows {
		key := r.AreaCode + r.Category
		i, ok := at[key]
		if !ok {
			i = len(v.Series)
			at[key] = i
			v.Series = append(v.Series, page.Series{ID: "series-" + key, Name: seriesName(r), Sentence: r.trend.summary, Test: r.trend.test})
		}
		v.Series[i].Rows = append(v.Series[i].Rows, page.TrendRow{
			Period: r.Period, Label: r.PeriodLabel, Vintage: vintageWords[r.Vintage], Break: r.broken, Figure: figure(r.Cell), People: page.Count(r.Denominator),
			Compared: comparedWords(compare, r),
		})
	}
	switch {
	case len(v.Series) > picture.MostSeries:
		v.NoPicture = words.TooManySeries
	case len(rows) > 0:
		v.Pictures = []page.Picture{{
			Src: c.picture("", nil), Alt: x.drawn.title(), Caption: words.Subtitle(s.Title, s.Unit, string(s.Polarity), labels(rows)),
		}}
	}
	return v, nil
}

// labels are the first and the last period of some rows.
func labels(rows []*row) string {
	first, last := rows[0].PeriodLabel, rows[len(rows)-1].PeriodLabel
	if first == last {
		return first
	}
	return first + " to " + last
}

func seriesName(r *row) string {
	if r.CategoryLabel == "" {
		return r.AreaName
	}
	return r.AreaName + ", " + r.CategoryLabel
}

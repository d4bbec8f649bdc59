package api

import (
	"slices"
	"strings"

	"github.com/careduty/careduty/api/page"
	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
)

// areasPage lists areas by region, or those a search found with what else may have been meant.
func areasPage(c *call, f *page.Frame, x *shown) (page.View, error) {
	f.Title = "Councils and regions"
	f.Lead = "Choose one to see every measure for it."
	rows, q := dataOf[[]*areaBrief](x), c.canon["q"]
	v := page.Areas{Query: q, Found: words.Found(len(rows), q)}
	if q != "" {
		f.Kicker = "Search"
		v.Measures = c.measuresWith(q)
		if meant := meantArea(q); len(rows) == 0 && meant != "" {
			a, _ := area.ByCode(meant)
			v.Meant = &page.Link{Text: a.Name, Href: c.link("/areas/"+a.Code+"/profile", nil)}
		}
	}
	var all []page.AreaLine
	in := map[string]string{}
	for _, a := range rows {
		all = append(all, c.areaLine(*a))
		in[a.Code] = regionOf(a)
	}
	slices.SortStableFunc(all, func(a, b page.AreaLine) int { return strings.Compare(a.Name, b.Name) })
	v.Regions = page.Grouped(all, func(l page.AreaLine) (id, title string) { return in[l.Code], in[l.Code] })
	slices.SortStableFunc(v.Regions, func(a, b page.Section[page.AreaLine]) int { return strings.Compare(a.ID, b.ID) })
	return v, nil
}

// regionOf is the heading an area stands under.
func regionOf(a *areaBrief) string {
	if a.Level == string(area.Council) {
		return a.ParentName
	}
	return "England and its regions"
}

// measuresWith are the measures with some words in their title.
func (c *call) measuresWith(text string) []page.Line {
	var out []page.Line
	for _, s := range c.release.Subjects() {
		if strings.Contains(strings.ToLower(s.Title+" "+s.ID), strings.ToLower(text)) {
			out = append(out, c.line(s))
		}
	}
	return out
}

// areaPage is one area with its parts and former codes.
func areaPage(c *call, f *page.Frame, x *shown) (page.View, error) {
	a := dataOf[areaFull](x)
	f.Title = a.Name
	v := page.Area{AreaLine: c.areaLine(a.areaBrief)}
	v.Facts = []page.Fact{{Name: "ONS code", Text: a.Code}, {Name: "Level", Text: a.Level}}
	if a.ParentCode != "" {
		v.Facts = append(v.Facts, page.Fact{Name: "In", Text: a.ParentName, Href: c.link("/areas/"+a.ParentCode, nil)})
	}
	for _, fact := range []page.Fact{{Name: "Type", Text: a.Type}, {Name: "Code in social care returns", Text: a.CASSR}} {
		if fact.Text != "" {
			v.Facts = append(v.Facts, fact)
		}
	}
	for _, k := range a.Children {
		v.Children = append(v.Children, c.areaLine(k))
	}
	for _, p := range a.Predecessors {
		text := p.Code + " until " + p.From + ". " + p.Note
		if !p.Whole {
			text += " Its figures are nobody else’s."
		}
		v.Former = append(v.Former, strings.TrimSpace(text))
	}
	for _, p := range a.Successors {
		v.Later = append(v.Later, strings.TrimSpace(p.Code+" from "+p.From+". "+p.Note))
	}
	return v, nil
}

// profilePage is every measure for one area, by theme: the order never depends on a figure.
func profilePage(c *call, f *page.Frame, x *shown) (page.View, error) {
	rows, compare := dataOf[[]*row](x), c.compares()
	a, _ := area.ByCode(c.g.Param("area"))
	if found := area.Resolve(c.g.Param("area")); a.Code == "" && found.Known {
		a = found.Area
	}
	b := ofArea(a)
	f.Kicker, f.Title = "Profile", a.Name
	f.Lead = "Every measure for " + a.Name + ", by theme, beside England."
	v := page.Profile{Area: c.areaLine(b), Compared: comparedHeadings(compare)}
	if slices.Contains(compare, "england") && a.Level != area.Country {
		v.Counts = profileCounts(a.Name, rows)
	}
	c.explain(rows)
	var all []page.ProfileLine
	for _, r := range rows {
		all = append(all, c.profileLine(r, compare))
	}
	v.Themes = themed(all, func(l page.ProfileLine) string { return l.Theme })
	return v, nil
}

func profileCounts(name string, rows []*row) string {
	n := map[string]int{}
	for _, r := range rows {
		n[words.Side(r.compared[0].outcome, r.compared[0].diff)]++
	}
	return words.Profile(name, len(rows), n["Higher"], n["Similar"], n["Lower"], n[""])
}

func (c *call) profileLine(r *row, compare []string) page.ProfileLine {
	l := page.ProfileLine{
		Line: c.line(r.subject), Figure: figure(r.Cell), Unit: r.subject.Unit, Period: r.PeriodLabel, Compared: comparedWords(compare, r), Turn: words.Turn(r.trend.trend),
		England: page.Decimal(r.compared[0].value, r.Unit),
	}
	l.Href = c.link("/reports/"+r.subject.ID+"/league-table", map[string]string{"highlight": r.AreaCode})
	switch r.AreaLevel {
	case string(area.Region):
		l.Href = c.link("/reports/"+r.subject.ID+"/league-table", map[string]string{"highlight": r.AreaCode, "level": "region"})
	case string(area.Country):
		l.Href = l.Report
	}
	if r.Unit == "percent" {
		hundred := 100.0
		l.Bar = bar(page.NewScale([]*float64{&hundred}), r, r.compared[0].value)
	}
	return l
}

// measuresPage lists definitions by theme.
func measuresPage(c *call, f *page.Frame, x *shown) (page.View, error) {
	f.Title = "Measures"
	f.Lead = "What is counted, for whom, and which direction is better: the definitions as they stand in the release."
	f.Notes = []string{}
	var all []page.MeasureLine
	for _, d := range dataOf[[]*definition](x) {
		s, _ := c.release.Subject(d.ID)
		all = append(all, page.MeasureLine{Line: c.line(s), Unit: d.Unit, Law: d.of(func(m *measure.Definition) string { return m.Law })})
	}
	return page.Measures{Themes: themed(all, func(l page.MeasureLine) string { return l.Theme })}, nil
}

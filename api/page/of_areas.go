package page

import (
	"slices"
	"strings"

	"github.com/careduty/careduty/api/answer"
	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/area"
)

// AreasPage lists areas by region, or those a search found.
func AreasPage(v *Visit, t *answer.AreaList) (*Frame, View) {
	f := v.frameOf(t)
	f.Title = "Councils and regions"
	f.Lead = "Choose one to see every measure for it."
	q := string(t.Query.Words)
	p := Areas{Query: q, Found: words.Found(len(t.Rows), q)}
	if q != "" {
		f.Kicker = "Search"
		p.Measures = v.measuresWith(q)
	}
	var all []AreaLine
	in := map[string]string{}
	for _, a := range t.Rows {
		all = append(all, v.areaLine(a))
		in[a.Code] = regionOf(a)
	}
	slices.SortStableFunc(all, func(a, b AreaLine) int { return strings.Compare(a.Name, b.Name) })
	p.Regions = Grouped(all, func(l AreaLine) (id, title string) { return in[l.Code], in[l.Code] })
	slices.SortStableFunc(p.Regions, func(a, b Section[AreaLine]) int { return strings.Compare(a.ID, b.ID) })
	return f, p
}

// regionOf is the heading an area stands under.
func regionOf(a answer.AreaRow) string {
	if a.Level == string(area.Council) {
		return a.ParentName
	}
	return "England and its regions"
}

// measuresWith are the measures with some words in their title.
func (v *Visit) measuresWith(text string) []Line {
	var out []Line
	for _, s := range v.Release.Subjects() {
		if contains(s.Title+" "+s.ID+" "+s.Question, strings.ToLower(text)) {
			out = append(out, v.line(s))
		}
	}
	return out
}

// AreaPage is one area with its parts and former codes.
func AreaPage(v *Visit, t *answer.OneArea) (*Frame, View) {
	f, a := v.frameOf(t), t.Area
	f.Title = a.Name
	p := Area{AreaLine: v.areaLine(a.AreaRow)}
	p.Facts = []Fact{{Name: "ONS code", Text: a.Code}, {Name: "Level", Text: a.Level}}
	if a.ParentCode != "" {
		p.Facts = append(p.Facts, Fact{Name: "In", Text: a.ParentName, Href: v.Address.Link("/areas/"+a.ParentCode, nil)})
	}
	for _, fact := range []Fact{{Name: "Type", Text: a.Type}, {Name: "Code in social care returns", Text: a.CASSR}} {
		if fact.Text != "" {
			p.Facts = append(p.Facts, fact)
		}
	}
	for _, k := range a.Children {
		p.Children = append(p.Children, v.areaLine(k))
	}
	for _, c := range a.Predecessors {
		text := c.Code + " until " + c.From + ". " + c.Note
		if !c.Whole {
			text += " Its figures are nobody else’s."
		}
		p.Former = append(p.Former, strings.TrimSpace(text))
	}
	for _, c := range a.Successors {
		p.Later = append(p.Later, strings.TrimSpace(c.Code+" from "+c.From+". "+c.Note))
	}
	return f, p
}

// ProfilePage is every measure for one area, by theme: the order never depends on a figure.
func ProfilePage(v *Visit, t *answer.AreaProfile) (*Frame, View) {
	f, a, compare := v.frameOf(t), t.Query.Area, []string(t.Query.Compare)
	f.Kicker, f.Title = "Profile", a.Name
	f.Lead = "Every measure for " + a.Name + ", by theme, beside England."
	p := Profile{Area: v.areaLine(answer.OfArea(a)), Compared: comparedHeadings(compare)}
	if slices.Contains(compare, "england") && a.Level != area.Country {
		p.Counts = profileCounts(a.Name, t.Rows)
	}
	f.explain(slices.ContainsFunc(t.Rows, func(r answer.ProfileRow) bool { return r.Status == "u" }))
	var all []ProfileLine
	for i := range t.Rows {
		all = append(all, v.profileLine(&t.Rows[i], compare))
	}
	p.Themes = themed(all, func(l ProfileLine) string { return l.Theme })
	return f, p
}

func profileCounts(name string, rows []answer.ProfileRow) string {
	n := map[string]int{}
	for _, r := range rows {
		x := r.With("england")
		n[words.Side(x.Word(), x.Diff)]++
	}
	return words.Profile(name, len(rows), n["Higher"], n["Similar"], n["Lower"], n[""])
}

func (v *Visit) profileLine(r *answer.ProfileRow, compare []string) ProfileLine {
	s, _ := v.Release.Subject(r.Measure)
	england := r.With("england")
	l := ProfileLine{
		Line: v.line(s), Figure: figure(r.Cell), Unit: s.Unit, Period: r.PeriodLabel, Compared: comparedWords(compare, r.Cell, &r.Compared),
		Turn: words.Turn(r.Trend), England: Decimal(england.Value, r.Unit),
	}
	l.Href = v.Address.Link("/reports/"+s.ID+"/areas/"+r.AreaCode, nil)
	if r.Unit == "percent" {
		hundred := 100.0
		l.Bar = bar(NewScale([]*float64{&hundred}), r.Cell, england.Value)
	}
	return l
}

// MeasuresPage lists definitions by theme.
func MeasuresPage(v *Visit, t *answer.Definitions) (*Frame, View) {
	f := v.frameOf(t)
	f.Title = "Measures"
	f.Lead = "What is counted, for whom, and which direction is better: the definitions as they stand in the release."
	f.Notes = nil
	var all []MeasureLine
	for _, d := range t.All {
		s, _ := v.Release.Subject(d.ID)
		law := ""
		if d.Definition != nil {
			law = d.Definition.Law
		}
		all = append(all, MeasureLine{Line: v.line(s), Unit: d.Unit, Law: law})
	}
	return f, Measures{Themes: themed(all, func(l MeasureLine) string { return l.Theme })}
}

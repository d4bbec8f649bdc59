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
	for _, fact := range []Fact{{Name: "Type", Text: a.Type}, {Name: "Adults, mid-2024", Text: adults(a.AreaRow)}, {Name: "Code in social care returns", Text: a.CASSR}} {
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

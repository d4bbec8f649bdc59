package page

import (
	"slices"

	"github.com/careduty/careduty/api/answer"
	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/area"
)

// ProfilePage is every measure for one area, by theme: the order never depends on a figure. Measures without a figure stand after all others, by
// the reason why, so that the reason is said once.
func ProfilePage(v *Visit, t *answer.AreaProfile) (*Frame, View) {
	f, a, compare := v.frameOf(t), t.Query.Area, []string(t.Query.Compare)
	row := answer.OfArea(a)
	f.Kicker, f.Title = "Profile", a.Name
	f.Lead = words.Whereabouts(row.Level, row.Type, row.ParentName, adults(row), len(area.Within(a.Code)))
	p := Profile{Area: v.areaLine(row), Compared: comparedHeadings(compare), Clear: v.Address.With(map[string]string{"outcome": ""})}
	p.Counts, p.Views = profileCounts(a.Name, t), v.profileViews(t)
	withheld := 0
	for _, r := range t.All {
		if r.Status == "c" {
			withheld++
		}
	}
	if withheld > 0 {
		p.Withheld = words.Withheld(a.Name, withheld, len(t.All))
	}
	f.explain(slices.ContainsFunc(t.Rows, func(r answer.ProfileRow) bool { return r.Status == "u" }))
	var lines []ProfileLine
	for i := range t.Rows {
		if r := &t.Rows[i]; r.Value != nil {
			lines = append(lines, v.profileLine(r, compare))
		}
	}
	for i := range lines {
		p.Footnotes.take(&lines[i].Figure)
	}
	p.Themes = themed(lines, func(l ProfileLine) string { return l.Theme })
	p.Without = v.without(t.Rows)
	return f, p
}

// adults is the number of adults of an area; empty where no estimate is there.
func adults(a answer.AreaRow) string {
	if a.Adults == nil {
		return ""
	}
	return words.Number(*a.Adults)
}

// comparedWithEngland says whether rows can be told apart by how they stand to England: those of England itself cannot.
func comparedWithEngland(t *answer.AreaProfile) bool {
	return t.Query.Area.Level != area.Country && len(t.Query.Compare) > 0 && t.Query.Compare[0] == "england"
}

func profileCounts(name string, t *answer.AreaProfile) string {
	if !comparedWithEngland(t) || t.Query.Outcome != "" {
		return ""
	}
	n := map[string]int{}
	for _, r := range t.All {
		x := r.With("england")
		n[words.Side(x.Word(), x.Diff)]++
	}
	return words.Profile(name, len(t.All), n["Higher"], n["Similar"], n["Lower"], n[""])
}

// profileViews lead to the part of the profile that differs from England, and back.
func (v *Visit) profileViews(t *answer.AreaProfile) []Choice {
	if !comparedWithEngland(t) {
		return nil
	}
	differ := 0
	for _, r := range t.All {
		if x := r.With("england"); x.Outcome == "higher" || x.Outcome == "lower" {
			differ++
		}
	}
	return []Choice{
		{words.AllMeasures(len(t.All)), v.Address.With(map[string]string{"outcome": ""}), t.Query.Outcome == ""},
		{words.DifferentFromEngland(differ), v.Address.With(map[string]string{"outcome": "different"}), t.Query.Outcome == "different"},
	}
}

// without are the measures that have no figure, under the reasons.
func (v *Visit) without(rows []answer.ProfileRow) []Section[Unshown] {
	var out []Section[Unshown]
	for _, r := range rows {
		if r.Value != nil {
			continue
		}
		s, ok := v.Release.Subject(r.Measure)
		if !ok {
			continue
		}
		why := words.NoFigure(r.Source, r.Status)
		i := slices.IndexFunc(out, func(x Section[Unshown]) bool { return x.Title == why })
		if i < 0 {
			i = len(out)
			out = append(out, Section[Unshown]{ID: r.Status, Title: why})
		}
		u := Unshown{Title: s.Title, Href: v.Address.Link("/reports/"+s.ID+"/areas/"+r.AreaCode, nil)}
		if r.Status == "x" && s.Definition != nil {
			u.Who = v.line(s).Definition
		}
		out[i].Items = append(out[i].Items, u)
	}
	return out
}

func (v *Visit) profileLine(r *answer.ProfileRow, compare []string) ProfileLine {
	s, _ := v.Release.Subject(r.Measure)
	england := r.With("england")
	l := ProfileLine{
		Line: v.line(s), Figure: figure(r.Cell), Unit: s.Unit, Period: r.PeriodLabel, Compared: comparedWords(compare, r.Cell, &r.Compared),
		Turn: words.Turning(r.Trend),
	}
	l.Href = v.Address.Link("/reports/"+s.ID+"/areas/"+r.AreaCode, nil)
	hundred := 100.0
	scale := []*float64{r.Value, r.Upper95, england.Value}
	if r.Unit == "percent" {
		scale = []*float64{&hundred}
	}
	if r.Unit != "people" { // numbers of people have no scale in common: England's is that of all councils together
		l.Bar = bar(NewScale(scale), r.Cell, england.Value)
	}
	l.Spark = sparkOf(s, r.SpanOf(v.Release))
	return l
}

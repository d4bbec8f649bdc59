package page

import (
	"maps"
	"slices"

	"github.com/careduty/careduty/api/answer"
	"github.com/careduty/careduty/api/picture"
	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// Groups is one area's figures by group.
type Groups struct {
	Line
	Unit       string
	Form       GroupsForm
	Sentence   string
	Has        []string // which levels have which breakdowns
	Columns    int
	Newest     string
	Rows       []GroupRow
	Series     []Series
	Pictures   []Picture
	Clear      string
	Comparison []string
}

func (Groups) template() string { return "groups" }

// GroupsForm asks for an area and a dimension.
type GroupsForm struct {
	Action            string
	Hidden            []Hidden
	Areas, Dimensions []Option
}

// GroupRow is one group's newest figure.
type GroupRow struct {
	Name string
	Figure
	People Number
	Turn   string
}

// GroupsPage is one area's breakdown: the newest figures of its groups, and the series of each.
func GroupsPage(v *Visit, t *answer.Series) (*Frame, View) {
	f, s := v.frameOf(t), t.Query.Subject
	f.Kicker, f.Title, f.Lead = "By group", s.Title, s.Question
	p := Groups{Line: v.line(s), Unit: s.Unit, Form: v.groupsForm(s, t), Has: v.breakdowns(s), Clear: v.Address.Link("/reports/"+s.ID+"/groups", nil)}
	newest := ""
	for _, r := range t.Rows {
		newest = max(newest, r.Period)
	}
	name := ""
	for i := range t.Rows {
		r := &t.Rows[i]
		name = r.AreaName
		if r.Period == newest {
			p.Newest = r.PeriodLabel
			p.Rows = append(p.Rows, GroupRow{Name: r.CategoryLabel, Figure: figure(r.Cell), People: Count(r.Denominator), Turn: words.Turn(r.Trend)})
		}
	}
	if name != "" {
		f.Kicker += ", " + name
		set := map[string]string{"chart": picture.GroupsChart, "period": newest}
		p.Pictures = []Picture{v.drawn("", set, picture.Alt(s, "", v.Envelope.Meta.Release.Synthetic), words.PictureTitle(s.Title, name, p.Newest))}
		if count(t.Rows) <= picture.MostSeries && len(p.Rows) < len(t.Rows) {
			p.Pictures = append(p.Pictures, v.drawn("", nil, picture.Alt(s, picture.SeriesFinding(t), v.Envelope.Meta.Release.Synthetic), words.PictureTitle(s.Title, name, labels(t.Rows))))
		}
	}
	f.explain(slices.ContainsFunc(t.Rows, func(r answer.TrendRow) bool { return r.Status == "u" }))
	return f, p
}

// count is how many series some rows are of.
func count(rows []answer.TrendRow) int {
	seen := map[string]bool{}
	for _, r := range rows {
		seen[r.AreaCode+r.Category] = true
	}
	return len(seen)
}

// groupsForm asks for an area and a dimension.
func (v *Visit) groupsForm(s *measure.Subject, t *answer.Series) GroupsForm {
	out := GroupsForm{Action: v.Address.Path, Hidden: v.hidden("area", "by", "level", "within", t.Query.Dimension)}
	chosen := v.Address.Canonical["area"]
	for _, level := range []area.Level{area.Country, area.Region, area.Council} {
		var some []Option
		for _, a := range area.Of(level) {
			some = append(some, Option{Value: a.Code, Text: a.Name, Chosen: a.Code == chosen})
		}
		slices.SortStableFunc(some, byText)
		out.Areas = append(out.Areas, some...)
	}
	for _, id := range s.Dimensions {
		out.Dimensions = append(out.Dimensions, Option{Value: id, Text: v.dimensionName(id), Chosen: id == t.Query.Dimension})
	}
	return out
}

// breakdowns says which levels have a measure's breakdowns, by quarter and by year: what the release holds and nothing else.
func (v *Visit) breakdowns(s *measure.Subject) []string {
	levels := map[area.Level]string{area.Council: "councils", area.Region: "regions", area.Country: "England"}
	grains := map[period.Grain]string{period.Quarter: "by quarter", period.Year: "by year"}
	found := map[string][]string{}
	for _, level := range []area.Level{area.Country, area.Region, area.Council} {
		for _, g := range []period.Grain{period.Quarter, period.Year} {
			for _, d := range s.Dimensions {
				if s.Has(measure.Group{Dimension: d, Level: level, Grain: g}) {
					found[levels[level]] = append(found[levels[level]], grains[g])
					break
				}
			}
		}
	}
	var out []string
	for _, level := range slices.Sorted(maps.Keys(found)) {
		out = append(out, words.Has(level, found[level]))
	}
	return out
}

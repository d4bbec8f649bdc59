package page

import (
	"slices"
	"strings"

	"github.com/careduty/careduty/api/answer"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// hidden are the parameters of a page that its form does not ask for and carries along.
func (v *Visit) hidden(but ...string) []Hidden {
	var out []Hidden
	for name, value := range v.Address.Canonical {
		if !slices.Contains(but, name) {
			out = append(out, Hidden{Name: name, Value: value})
		}
	}
	if v.Address.Named {
		out = append(out, Hidden{Name: "release", Value: v.Address.Release})
	}
	slices.SortFunc(out, func(a, b Hidden) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// leagueForm asks for a region, a period and an area to mark.
func (v *Visit) leagueForm(s *measure.Subject, rows []answer.LeagueRow) Form {
	f := Form{Action: v.Address.Path, Hidden: v.hidden("within", "period", "highlight")}
	if v.levelName() == string(area.Council) {
		f.Regions = append(f.Regions, Option{Text: "All England"})
		for _, a := range area.Of(area.Region) {
			f.Regions = append(f.Regions, Option{Value: a.Code, Text: a.Name, Chosen: v.Address.Canonical["within"] == a.Code})
		}
	}
	f.Periods = periodOptions(s, s.Grain, v.Address.Canonical["period"], v.Address.Canonical["grain"])
	f.Areas = append(f.Areas, Option{Text: "No area"})
	for _, r := range rows {
		f.Areas = append(f.Areas, Option{Value: r.AreaCode, Text: r.AreaName, Chosen: r.Highlighted})
	}
	slices.SortStableFunc(f.Areas[1:], byText)
	return f
}

func byText(a, b Option) int { return strings.Compare(a.Text, b.Text) }

// periodOptions are a subject's periods, newest first; where years were asked for, those.
func periodOptions(s *measure.Subject, g period.Grain, chosen, grain string) []Option {
	if grain != "" {
		g = period.Grain(grain)
	} else if p, err := period.Parse(chosen); err == nil {
		g = p.Grain()
	}
	out := []Option{{Text: "Newest"}}
	all := s.Periods(g)
	for _, p := range slices.Backward(all) {
		out = append(out, Option{Value: p.String(), Text: p.Label(s.Snapshot), Chosen: p.String() == chosen})
	}
	return out
}

// leagueViews are other ways to see the same table.
func (v *Visit) leagueViews(compare []string) []Section[Link] {
	grouped := v.grouped(compare)
	to := func(text string, now bool, set map[string]string) Link {
		if now {
			return Link{Text: text}
		}
		return Link{Text: text, Href: v.Address.With(set)}
	}
	level := v.levelName()
	order := []Link{
		to("Grouped beside England", grouped, map[string]string{"group": "", "sort": "", "compare": ""}),
		to("In one list", !grouped, map[string]string{"group": "none"}),
		to("By name", v.Address.Canonical["sort"] == "area_name", map[string]string{"group": "", "sort": "area_name"}),
		to("With the change in a year", v.Address.Canonical["compare"] == "england,year_ago", map[string]string{"compare": "england,year_ago"}),
	}
	areas := []Link{
		to("Councils", level == string(area.Council), map[string]string{"level": ""}),
		to("Regions", level == string(area.Region), map[string]string{"level": "region", "within": "", "highlight": ""}),
	}
	return []Section[Link]{{Title: "Order", Items: order}, {Title: "Areas", Items: areas}}
}

// sortLink is the address of the table ordered by a column: the other way round where it is ordered by it already.
func (v *Visit) sortLink(column string, descending bool) SortLink {
	up, down := column, "-"+column
	first, second := up, down
	if descending {
		first, second = down, up
	}
	l := SortLink{}
	switch v.Address.Canonical["sort"] {
	case up:
		l.Now = "ascending"
	case down:
		l.Now = "descending"
	}
	next := first
	if v.Address.Canonical["sort"] == first {
		next = second
	}
	l.Href = v.Address.With(map[string]string{"sort": next, "group": ""})
	return l
}

// levelName is the level a table is of.
func (v *Visit) levelName() string {
	if l := v.Address.Canonical["level"]; l != "" {
		return l
	}
	return string(area.Council)
}

// withinName is the name of the area a table is of.
func (v *Visit) withinName() string {
	code := v.Address.Canonical["within"]
	if code == "" {
		code = area.England
	}
	a, _ := area.ByCode(code)
	return a.Name
}

// trendForm asks for one area, which is shown beside England.
func (v *Visit) trendForm() Form {
	f := Form{Action: v.Address.Path, Hidden: v.hidden("area", "level", "within")}
	f.Areas = []Option{{Text: "England"}}
	for _, level := range []area.Level{area.Region, area.Council} {
		var some []Option
		for _, a := range area.Of(level) {
			both := a.Code + "," + area.England
			some = append(some, Option{Value: both, Text: a.Name + " and England", Chosen: v.Address.Canonical["area"] == both})
		}
		slices.SortStableFunc(some, byText)
		f.Areas = append(f.Areas, some...)
	}
	return f
}

// grainViews are quarters and years, where a subject has both.
func (v *Visit) grainViews(s *measure.Subject, rows []answer.TrendRow) []Link {
	if s.Yearly() || len(rows) == 0 {
		return nil
	}
	now := rows[0].Grain
	out := []Link{{Text: "By quarter"}, {Text: "By year"}}
	if now == string(period.Year) {
		out[0].Href = v.Address.With(map[string]string{"grain": "quarter", "period": ""})
	} else {
		out[1].Href = v.Address.With(map[string]string{"grain": "year", "period": ""})
	}
	return out
}

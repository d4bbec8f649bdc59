package api

import (
	"slices"
	"strings"

	"github.com/careduty/careduty/api/page"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// hidden are the parameters of a page that its form does not ask for and carries along.
func (c *call) hidden(but ...string) []page.Hidden {
	var out []page.Hidden
	for name, value := range c.canon {
		if !slices.Contains(but, name) {
			out = append(out, page.Hidden{Name: name, Value: value})
		}
	}
	if c.pinned {
		out = append(out, page.Hidden{Name: "release", Value: c.releaseID()})
	}
	slices.SortFunc(out, func(a, b page.Hidden) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// leagueForm asks for a region, a period and an area to mark.
func (c *call) leagueForm(s *measure.Subject, rows []*row) page.Form {
	f := page.Form{Action: c.g.Request.URL.EscapedPath(), Hidden: c.hidden("within", "period", "highlight")}
	if c.levelName() == string(area.Council) {
		f.Regions = append(f.Regions, page.Option{Text: "All England"})
		for _, a := range area.Of(area.Region) {
			f.Regions = append(f.Regions, page.Option{Value: a.Code, Text: a.Name, Chosen: c.canon["within"] == a.Code})
		}
	}
	f.Periods = periodOptions(s, s.Grain, c.canon["period"], c.canon["grain"])
	f.Areas = append(f.Areas, page.Option{Text: "No area"})
	for _, r := range rows {
		f.Areas = append(f.Areas, page.Option{Value: r.AreaCode, Text: r.AreaName, Chosen: c.canon["highlight"] == r.AreaCode})
	}
	slices.SortStableFunc(f.Areas[1:], byText)
	return f
}

func byText(a, b page.Option) int { return strings.Compare(a.Text, b.Text) }

// periodOptions are a subject's periods, newest first; where years were asked for, those.
func periodOptions(s *measure.Subject, g period.Grain, chosen, grain string) []page.Option {
	if grain != "" {
		g = period.Grain(grain)
	} else if p, err := period.Parse(chosen); err == nil {
		g = p.Grain()
	}
	out := []page.Option{{Text: "Newest"}}
	all := s.Periods(g)
	for _, p := range slices.Backward(all) {
		out = append(out, page.Option{Value: p.String(), Text: p.Label(s.Snapshot), Chosen: p.String() == chosen})
	}
	return out
}

// leagueViews are other ways to see the same table.
func (c *call) leagueViews() []page.Section[page.Link] {
	grouped := c.grouped(c.compares())
	to := func(text string, now bool, set map[string]string) page.Link {
		if now {
			return page.Link{Text: text}
		}
		return page.Link{Text: text, Href: c.address(set)}
	}
	level := c.levelName()
	order := []page.Link{
		to("Grouped beside England", grouped, map[string]string{"group": "", "sort": "", "compare": ""}),
		to("In one list", !grouped, map[string]string{"group": "none"}),
		to("By name", c.canon["sort"] == "area_name", map[string]string{"group": "", "sort": "area_name"}),
		to("With the change in a year", c.canon["compare"] == "england,year_ago", map[string]string{"compare": "england,year_ago"}),
	}
	areas := []page.Link{
		to("Councils", level == string(area.Council), map[string]string{"level": ""}),
		to("Regions", level == string(area.Region), map[string]string{"level": "region", "within": "", "highlight": ""}),
	}
	return []page.Section[page.Link]{{Title: "Order", Items: order}, {Title: "Areas", Items: areas}}
}

// sortLink is the address of the table ordered by a column: the other way round where it is ordered by it already.
func (c *call) sortLink(column string, descending bool) page.SortLink {
	up, down := column, "-"+column
	first, second := up, down
	if descending {
		first, second = down, up
	}
	l := page.SortLink{}
	switch c.canon["sort"] {
	case up:
		l.Now = "ascending"
	case down:
		l.Now = "descending"
	}
	next := first
	if c.canon["sort"] == first {
		next = second
	}
	l.Href = c.address(map[string]string{"sort": next, "group": ""})
	return l
}

// levelName is the level a table is of.
func (c *call) levelName() string {
	if l := c.canon["level"]; l != "" {
		return l
	}
	return string(area.Council)
}

// withinName is the name of the area a table is of.
func (c *call) withinName() string {
	code := c.canon["within"]
	if code == "" {
		code = area.England
	}
	a, _ := area.ByCode(code)
	return a.Name
}

// trendForm asks for one area, which is shown beside England.
func (c *call) trendForm() page.Form {
	f := page.Form{Action: c.g.Request.URL.EscapedPath(), Hidden: c.hidden("area", "level", "within")}
	f.Areas = []page.Option{{Text: "England"}}
	for _, level := range []area.Level{area.Region, area.Council} {
		var some []page.Option
		for _, a := range area.Of(level) {
			both := a.Code + "," + area.England
			some = append(some, page.Option{Value: both, Text: a.Name + " and England", Chosen: c.canon["area"] == both})
		}
		slices.SortStableFunc(some, byText)
		f.Areas = append(f.Areas, some...)
	}
	return f
}

// grainViews are quarters and years, where a subject has both.
func (c *call) grainViews(s *measure.Subject, rows []*row) []page.Link {
	if s.Yearly() || len(rows) == 0 {
		return nil
	}
	now := rows[0].Grain
	out := []page.Link{{Text: "By quarter"}, {Text: "By year"}}
	if now == string(period.Year) {
		out[0].Href = c.address(map[string]string{"grain": "quarter", "period": ""})
	} else {
		out[1].Href = c.address(map[string]string{"grain": "year", "period": ""})
	}
	return out
}

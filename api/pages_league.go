package api

import (
	"fmt"
	"slices"

	"github.com/careduty/careduty/api/page"
	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
)

// leaguePage is a league table: grouped by how areas stand to England, or in the order asked for.
func leaguePage(c *call, f *page.Frame, x *shown) (page.View, error) {
	rows, s := dataOf[[]*row](x), x.subjects[0]
	compare := c.compares()
	f.Kicker, f.Title, f.Lead = "League table", s.Title, s.Question
	v := page.League{
		Line: c.line(s), Unit: s.Unit, Compared: comparedHeadings(compare), Ranked: slices.ContainsFunc(rows, func(r *row) bool { return r.place.rank != nil }),
		Clear: c.link("/reports/"+s.ID+"/league-table", nil), Form: c.leagueForm(s, rows), Views: c.leagueViews(),
	}
	v.Columns = 5 + len(compare)
	if v.Ranked {
		v.Columns++
		v.PlaceTitle = fmt.Sprintf("Likely place of %d", rankedOf(rows))
	}
	if len(rows) > 0 {
		v.Period = rows[0].PeriodLabel
		f.Kicker += ", " + v.Period
	}
	v.Caption = words.Subtitle(words.Areas(c.levelName())+" of "+c.withinName(), s.Unit, string(s.Polarity), v.Period)
	scale := leagueScale(rows, x.above)
	v.ScaleMost = scale.Most()
	england := x.england()
	for _, r := range x.above {
		if !slices.ContainsFunc(rows, func(o *row) bool { return o.AreaCode == r.AreaCode }) {
			v.Above = append(v.Above, c.leagueRow(r, compare, scale, england))
		}
	}
	v.Groups = c.leagueGroups(s, rows, compare, scale, england)
	v.Sort.Area, v.Sort.Value = c.sortLink("area_name", false), c.sortLink("value", true)
	v.Sort.People, v.Sort.Place = c.sortLink("denominator", true), c.sortLink("rank", false)
	v.Summary, v.Marked = c.leagueSummary(s, x), marks(c, rows)
	v.Pictures = c.leaguePictures(s, x, rows)
	c.explain(rows)
	for _, vintage := range vintagesOf(rows) {
		c.note(words.Vintage(vintage))
	}
	return v, nil
}

// england is England's figure in the rows' period.
func (x *shown) england() *release.Cell {
	for _, r := range x.above {
		if r.AreaCode == area.England {
			return r.Cell
		}
	}
	return nil
}

// rankedOf is how many areas have a place.
func rankedOf(rows []*row) int32 {
	for _, r := range rows {
		if r.place.rank != nil && r.place.of != nil {
			return *r.place.of
		}
	}
	return 0
}

func vintagesOf(rows []*row) []string {
	var out []string
	for _, r := range rows {
		if r.Vintage != "" && !slices.Contains(out, r.Vintage) {
			out = append(out, r.Vintage)
		}
	}
	return out
}

func leagueScale(rows, above []*row) page.Scale {
	var all []*float64
	for _, r := range slices.Concat(rows, above) {
		all = append(all, r.Value, r.Upper95)
	}
	return page.NewScale(all)
}

func (c *call) leagueRow(r *row, compare []string, scale page.Scale, england *release.Cell) page.LeagueRow {
	out := page.LeagueRow{
		Code: r.AreaCode, Name: r.AreaName, Profile: c.link("/areas/"+r.AreaCode+"/profile", nil), Marked: r.AreaCode == c.canon["highlight"],
		Figure: figure(r.Cell), People: page.Count(r.Denominator), Compared: comparedWords(compare, r),
		From: page.Count(r.place.low), To: page.Count(r.place.high), NotRanked: words.NotRanked(r.NotRankedReason),
	}
	if r.place.rank == nil { // no place, no range
		out.From, out.To = page.Number{}, page.Number{}
	}
	var mark *float64
	if england != nil && england.AreaCode != r.AreaCode {
		mark = england.Value
	}
	out.Bar = bar(scale, r, mark)
	return out
}

// bar draws a row's interval with a mark at England's figure, if there is one.
func bar(scale page.Scale, r *row, mark *float64) page.Bar {
	text := func(v *float64) string { return page.Decimal(v, r.Unit).Text }
	return scale.Bar(r.Value, r.Lower95, r.Upper95, mark, words.Bar(text(r.Value), text(r.Lower95), text(r.Upper95), text(mark)))
}

// grouped says whether rows stand under headings: unless they were asked for in an order of their own.
func (c *call) grouped(compare []string) bool {
	if !slices.Contains(compare, "england") {
		return false
	}
	if g := c.canon["group"]; g != "" {
		return g == "england"
	}
	return c.canon["sort"] == ""
}

// leagueGroups puts rows under headings by how they stand to England, keeping their order in each.
func (c *call) leagueGroups(s *measure.Subject, rows []*row, compare []string, scale page.Scale, england *release.Cell) []page.Group {
	if len(rows) == 0 {
		return nil
	}
	order := []string{"Higher", "Similar", "Lower", ""}
	if s.Polarity == "low_is_good" {
		order = []string{"Lower", "Similar", "Higher", ""}
	}
	if !c.grouped(compare) || s.Series != nil && !slices.ContainsFunc(rows, func(r *row) bool { return r.compared[0].outcome != notCompared }) {
		order = []string{"all"}
	}
	var out []page.Group
	for _, side := range order {
		var g page.Group
		for _, r := range rows {
			if side == "all" || words.Side(r.compared[0].outcome, r.compared[0].diff) == side {
				g.Rows = append(g.Rows, c.leagueRow(r, compare, scale, england))
			}
		}
		if side != "all" {
			g.Heading = fmt.Sprintf("%s (%d)", words.Groups(side), len(g.Rows))
		}
		if len(g.Rows) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// leagueSummary is the report in a sentence, as its twin gives it, where the table is of all councils; else the picture's.
func (c *call) leagueSummary(s *measure.Subject, x *shown) []string {
	d := x.drawn
	higher, similar, lower := d.sides()
	if len(d.rows) == 0 {
		return nil
	}
	england := ""
	if e := x.england(); e != nil && e.Value != nil {
		england = words.Amount(*e.Value, s.Unit)
	}
	out := []string{}
	if c.levelName() == string(area.Council) {
		out = append(out, words.Spread(s.Title, d.rows[0].PeriodLabel, england, higher, similar, lower, len(d.rows)-higher-similar-lower))
	}
	if higher+similar+lower > 0 {
		out = append(out, words.Similar)
	}
	return out
}

// marks are the sentences on the area that is marked.
func marks(c *call, rows []*row) *page.Marked {
	i := slices.IndexFunc(rows, func(r *row) bool { return r.AreaCode == c.canon["highlight"] })
	if i < 0 {
		if code := c.canon["highlight"]; code != "" && len(rows) > 0 {
			a, _ := area.ByCode(code)
			c.warn(a.Name + " is not in this table.")
		}
		return nil
	}
	r := rows[i]
	m := &page.Marked{Name: r.AreaName}
	if r.Value == nil {
		m.Sentences = []string{r.AreaName + ": " + words.Status(r.Status) + "."}
		return m
	}
	m.Sentences = []string{words.Level(r.AreaName, r.Unit, *r.Value, r.Lower95, r.Upper95)}
	if x := r.compared[0]; x.outcome != "" {
		m.Sentences = append(m.Sentences, words.Stands(x.outcome, x.diff, "England"))
	}
	if r.place.rank != nil && r.place.low != nil && r.place.high != nil {
		m.Sentences = append(m.Sentences, words.Place(r.AreaName, int(*r.place.low), int(*r.place.high), int(*r.place.of)))
	}
	if r.Denominator != nil {
		if few := words.Few(*r.Denominator); few != "" {
			m.Sentences = append(m.Sentences, few)
		}
	}
	return m
}

// leaguePictures are the table's own pictures: the same address, drawn.
func (c *call) leaguePictures(s *measure.Subject, x *shown, rows []*row) []page.Picture {
	var out []page.Picture
	d := x.drawn
	if slices.ContainsFunc(rows, func(r *row) bool { return r.funnel.lower95 != nil }) {
		out = append(out, page.Picture{
			Src:     c.picture("", map[string]string{"chart": funnelChart}),
			Alt:     c.pictureTitle(s, words.FunnelTitle(s.Title, d.zones("above_"), d.zones("below_"), len(rows))),
			Caption: "Figures by how many people are behind them, with the limits within which chance alone would leave areas.",
		})
	}
	if slices.ContainsFunc(rows, func(r *row) bool { return r.Value != nil }) {
		higher, similar, lower := d.sides()
		out = append(out, page.Picture{
			Src: c.picture("", nil), Alt: c.pictureTitle(s, words.RankingTitle(s.Title, higher, similar, lower)),
			Caption: "The table as a picture, to be put into a paper as it is.",
		})
	}
	return out
}

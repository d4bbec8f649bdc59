package page

import (
	"fmt"
	"slices"

	"github.com/careduty/careduty/api/answer"
	"github.com/careduty/careduty/api/picture"
	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/release"
)

// LeaguePage is a league table: grouped by how areas stand to England, or in the order asked for.
func LeaguePage(v *Visit, t *answer.LeagueTable) (*Frame, View) {
	f := v.frameOf(t)
	rows, s, compare := t.Rows, t.Query.Subject, []string(t.Query.Compare)
	f.Kicker, f.Title, f.Lead = "League table", s.Title, s.Question
	p := League{
		Line: v.line(s), Unit: s.Unit, Compared: comparedHeadings(compare), Ranked: slices.ContainsFunc(rows, func(r answer.LeagueRow) bool { return r.Position.Rank != nil }),
		Clear: v.Address.Link("/reports/"+s.ID+"/league-table", nil), Form: v.leagueForm(s, rows), Views: v.leagueViews(compare),
	}
	p.Columns = 5 + len(compare)
	if p.Ranked {
		p.Columns++
		p.PlaceTitle = fmt.Sprintf("Likely place of %d", rankedOf(rows))
	}
	if len(rows) > 0 {
		p.Period = rows[0].PeriodLabel
		f.Kicker += ", " + p.Period
	}
	p.Caption = words.Subtitle(words.Areas(v.levelName())+" of "+v.withinName(), s.Unit, string(s.Polarity), p.Period)
	scale := leagueScale(rows, t.Above)
	p.ScaleMost = scale.Most()
	for i := range t.Above {
		if r := &t.Above[i]; !slices.ContainsFunc(rows, func(o answer.LeagueRow) bool { return o.AreaCode == r.AreaCode }) {
			p.Above = append(p.Above, v.leagueRow(r, compare, scale, t.Side))
		}
	}
	p.Groups = v.leagueGroups(t, scale)
	for i := range p.Above {
		p.Footnotes.take(&p.Above[i].Figure)
	}
	for i := range p.Groups {
		for j := range p.Groups[i].Rows {
			p.Footnotes.take(&p.Groups[i].Rows[j].Figure)
		}
	}
	p.Sort.Area, p.Sort.Value = v.sortLink("area_name", false), v.sortLink("value", true)
	p.Sort.People, p.Sort.Place = v.sortLink("denominator", true), v.sortLink("rank", false)
	p.Summary, p.Marked = v.leagueSummary(t), f.marks(t)
	p.Pictures = v.leaguePictures(t)
	f.explain(slices.ContainsFunc(rows, func(r answer.LeagueRow) bool { return r.Status == "u" }))
	for _, vintage := range vintagesOf(rows) {
		f.note(words.Vintage(vintage))
	}
	return f, p
}

// rankedOf is how many areas have a place.
func rankedOf(rows []answer.LeagueRow) int32 {
	for _, r := range rows {
		if r.Position.Rank != nil && r.Position.RankedOf != nil {
			return *r.Position.RankedOf
		}
	}
	return 0
}

func vintagesOf(rows []answer.LeagueRow) []string {
	var out []string
	for _, r := range rows {
		if r.Vintage != "" && !slices.Contains(out, r.Vintage) {
			out = append(out, r.Vintage)
		}
	}
	return out
}

func leagueScale(rows, above []answer.LeagueRow) Scale {
	var all []*float64
	for _, r := range slices.Concat(rows, above) {
		all = append(all, r.Value, r.Cell.Upper95)
	}
	return NewScale(all)
}

func (v *Visit) leagueRow(r *answer.LeagueRow, compare []string, scale Scale, england *release.Cell) LeagueRow {
	out := LeagueRow{
		Code: r.AreaCode, Name: r.AreaName, Profile: v.Address.Link("/reports/"+r.Measure+"/areas/"+r.AreaCode, nil), Marked: r.Highlighted,
		Figure: figure(r.Cell), People: Count(r.Denominator), Compared: comparedWords(compare, r.Cell, &r.Compared),
		From: Count(r.Position.RankLow), To: Count(r.Position.RankHigh), NotRanked: words.NotRanked(r.Position.NotRankedReason),
	}
	if r.Position.Rank == nil { // no place, no range
		out.From, out.To = Number{}, Number{}
	}
	var mark *float64
	if england != nil && england.AreaCode != r.AreaCode {
		mark = england.Value
	}
	out.Bar = bar(scale, r.Cell, mark)
	return out
}

// bar draws a row's interval with a mark at England's figure, if there is one.
func bar(scale Scale, r *release.Cell, mark *float64) Bar {
	text := func(v *float64) string { return Decimal(v, r.Unit).Text }
	return scale.Bar(r.Value, r.Lower95, r.Upper95, mark, words.Bar(text(r.Value), text(r.Lower95), text(r.Upper95), text(mark)))
}

// grouped says whether rows stand under headings: unless they were asked for in an order of their own.
func (v *Visit) grouped(compare []string) bool {
	if !slices.Contains(compare, "england") {
		return false
	}
	if g := v.Address.Canonical["group"]; g != "" {
		return g == "england"
	}
	return v.Address.Canonical["sort"] == ""
}

// leagueGroups puts rows under headings by how they stand to England, keeping their order in each.
func (v *Visit) leagueGroups(t *answer.LeagueTable, scale Scale) []Group {
	rows, s := t.Rows, t.Query.Subject
	if len(rows) == 0 {
		return nil
	}
	order := []string{"Higher", "Similar", "Lower", ""}
	if s.Polarity == "low_is_good" {
		order = []string{"Lower", "Similar", "Higher", ""}
	}
	compared := func(r answer.LeagueRow) bool { return r.With("england").Outcome != "not_compared" }
	if !v.grouped(t.Query.Compare) || s.Series != nil && !slices.ContainsFunc(rows, compared) {
		order = []string{"all"}
	}
	var out []Group
	for _, side := range order {
		var g Group
		for i := range rows {
			x := rows[i].With("england")
			if side == "all" || words.Side(x.Word(), x.Diff) == side {
				g.Rows = append(g.Rows, v.leagueRow(&rows[i], t.Query.Compare, scale, t.Side))
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

// leagueSummary is the report in a sentence, as its own address gives it, where the table is of all councils; else the picture's.
func (v *Visit) leagueSummary(t *answer.LeagueTable) []string {
	if len(t.Rows) == 0 {
		return nil
	}
	s := t.Query.Subject
	higher, similar, lower := t.Sides()
	england := ""
	if t.Side != nil && t.Side.Value != nil {
		england = words.Amount(*t.Side.Value, s.Unit)
	}
	out := []string{}
	if v.levelName() == string(area.Council) {
		out = append(out, words.Spread(s.Title, v.withinName(), t.Rows[0].PeriodLabel, england, higher, similar, lower, len(t.Rows)-higher-similar-lower))
	}
	if higher+similar+lower > 0 {
		out = append(out, words.Similar)
	}
	return out
}

// marks are the sentences on the first area that is marked.
func (f *Frame) marks(t *answer.LeagueTable) *HighlightedArea {
	i := slices.IndexFunc(t.Rows, func(r answer.LeagueRow) bool { return r.Highlighted })
	if i < 0 {
		for _, code := range t.Query.Highlight {
			if a, _ := area.ByCode(code); len(t.Rows) > 0 {
				f.warn(a.Name + " is not in this table.")
			}
		}
		return nil
	}
	r := t.Rows[i]
	m := &HighlightedArea{Name: r.AreaName}
	if r.Value == nil {
		m.Sentences = []string{r.AreaName + ": " + words.StatusFrom(r.Source, r.Status) + "."}
		return m
	}
	m.Sentences = []string{words.Level(r.AreaName, r.Unit, *r.Value, r.Cell.Lower95, r.Cell.Upper95)}
	if x := r.With("england"); x.Outcome != "" {
		m.Sentences = append(m.Sentences, words.Stands(x.Word(), x.Diff, "England"))
	}
	if p := r.Position; p.Rank != nil && p.RankLow != nil && p.RankHigh != nil {
		m.Sentences = append(m.Sentences, words.Place(r.AreaName, int(*p.RankLow), int(*p.RankHigh), int(*p.RankedOf)))
	}
	if r.Denominator != nil {
		if few := words.Few(*r.Denominator); few != "" {
			m.Sentences = append(m.Sentences, few)
		}
	}
	return m
}

// leaguePictures are the table's own pictures: the same address, drawn.
func (v *Visit) leaguePictures(t *answer.LeagueTable) []Picture {
	s, synthetic := t.Query.Subject, v.Envelope.Meta.Release.Synthetic
	add := func(out []Picture, chart, caption string) []Picture {
		return append(out, v.drawn("", map[string]string{"chart": chart}, picture.Alt(s, picture.LeagueFinding(t, chart), synthetic), caption))
	}
	var out []Picture
	if !slices.ContainsFunc(t.Rows, func(r answer.LeagueRow) bool { return r.Value != nil }) {
		return nil
	}
	out = add(out, picture.RankingChart, "The table as a picture, to be put into a paper as it is.")
	if v.levelName() == string(area.Council) {
		out = add(out, picture.StripChart, "Every council in the strip of its region.")
		if !t.Query.Regional() {
			out = add(out, picture.HexMapChart, "Every council, near where it lies.")
		}
	}
	if slices.ContainsFunc(t.Rows, func(r answer.LeagueRow) bool { return r.Funnel.Lower95 != nil }) {
		out = add(out, picture.FunnelChart, "Figures by how many people are behind them, with the limits within which chance or the usual spread would leave them.")
	}
	return out
}

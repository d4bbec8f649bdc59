package page

import (
	"slices"

	"github.com/careduty/careduty/api/answer"
	"github.com/careduty/careduty/api/picture"
	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
)

// Place is one measure for one area: everything said of it.
type Place struct {
	Line
	Area       AreaLine
	Sentences  []string
	Paragraph  string // to be pasted
	Facts      []Fact
	Neighbours []Neighbour
	Beside     []Neighbour // the area, its region and England
	Rows       []TrendRow  // of the area, newest first
	Unit       string
	Footnotes  Footnotes
	Pictures   []Picture
	Official   []Counterpart
	Links      []Link // every one keeps the area
	About      []string
}

func (Place) template() string { return "place" }

// Neighbour is an area next to this one in the table, or above it.
type Neighbour struct {
	Name, Href string
	Here       bool
	Figure
}

// PlacePage is one measure for one area.
func PlacePage(v *Visit, t *answer.Place) (*Frame, View) {
	f, o, s := v.frameOf(t), t.Object, t.Query.Subject
	a := t.Query.Area
	f.Kicker, f.Title, f.Lead = s.Title, a.Name, o.Sentence
	if o.PeriodLabel != "" {
		f.Kicker += ", " + o.PeriodLabel
	}
	p := Place{Line: v.line(s), Area: v.areaLine(answer.OfArea(a)), Unit: s.Unit, Paragraph: o.Paragraph, About: words.AboutYou(s.Theme)}
	p.Sentences = placeSentences(t)
	p.Facts = placeFacts(t)
	for _, n := range o.Neighbours {
		p.Neighbours = append(p.Neighbours, v.neighbour(s, n, a.Code))
	}
	if t.Cell != nil {
		p.Beside = append(p.Beside, Neighbour{Name: a.Name, Here: true, Figure: figure(t.Cell)})
	}
	for _, x := range []*answer.Figure{o.Region, o.England} {
		if x != nil {
			p.Beside = append(p.Beside, v.neighbour(s, *x, a.Code))
		}
	}
	for i := range t.Rows {
		if r := &t.Rows[i]; r.AreaCode == a.Code {
			p.Rows = append(p.Rows, TrendRow{
				Period: r.Period, Label: r.PeriodLabel, Vintage: vintageWords[r.Vintage], Break: r.SeriesBreak, Figure: figure(r.Cell), People: Count(r.Denominator),
				Compared: comparedWords([]string{"england", "year_ago"}, r.Cell, &r.Compared),
			})
		}
	}
	slices.Reverse(p.Rows)
	for i := range p.Rows {
		p.Footnotes.take(&p.Rows[i].Figure)
	}
	if len(t.Rows) > 0 {
		p.Pictures = []Picture{v.drawn("", nil, picture.Alt(s, o.Trend.Summary, v.Envelope.Meta.Release.Synthetic), words.PictureTitle(s.Title, a.Name, labels(t.Rows)))}
	}
	if s.Definition != nil {
		p.Official = slices.DeleteFunc(v.counterparts(s.Definition.Official, o.Counterparts), func(c Counterpart) bool { return !c.Served })
	}
	p.Links = v.placeLinks(s, a)
	f.explain(t.Cell != nil && t.Cell.Status == "u")
	return f, p
}

// placeSentences say how the figure stands: to England, among the others, since a year ago, over the span.
func placeSentences(t *answer.Place) []string {
	o := t.Object
	if o.Value == nil {
		return nil
	}
	var out []string
	if o.AreaLevel != string(area.Country) && o.England != nil && o.England.Value != nil {
		d := *o.Value - *o.England.Value
		out = append(out, words.Stands(cmpWord(o), &d, "England"))
	}
	if r := o.Position; r.Rank != nil && r.RankLow != nil && r.RankHigh != nil && r.RankedOf != nil && *r.RankedOf > 1 {
		out = append(out, words.Place(o.AreaName, int(*r.RankLow), int(*r.RankHigh), int(*r.RankedOf)))
	}
	if zone := words.SpreadZone(o.AreaName, o.Outcome, o.SpreadZone); zone != "" {
		out = append(out, zone)
	}
	return append(out, o.Trend.Summary)
}

func cmpWord(o *answer.PlaceObject) string {
	if o.Judgement != "" {
		return o.Judgement
	}
	return o.Outcome
}

func placeFacts(t *answer.Place) []Fact {
	o := t.Object
	out := facts("Period", o.PeriodLabel)
	if t.Cell != nil && t.Cell.Denominator != nil {
		out = append(out, Fact{Name: "People counted", Text: Count(t.Cell.Denominator).Text})
	}
	if o.LastChange.From != nil {
		out = append(out, Fact{Name: "Since a year ago", Text: words.Since(o.LastChange.Outcome, o.LastChange.Diff, *o.LastChange.From, o.Unit)})
	}
	return append(out, facts("Over the span", words.Turn(o.Trend.Trend), "Among councils", words.Zone(o.SpreadZone))...)
}

func (v *Visit) neighbour(s *measure.Subject, n answer.Figure, here string) Neighbour {
	out := Neighbour{Name: n.AreaName, Here: n.AreaCode == here, Figure: Figure{
		Value: Decimal(n.Value, s.Unit), Low: Decimal(n.Lower95, s.Unit), High: Decimal(n.Upper95, s.Unit), Why: words.StatusFrom(s.Source, n.Status),
	}}
	if !out.Here {
		out.Href = v.Address.Link("/reports/"+s.ID+"/areas/"+n.AreaCode, nil)
	}
	return out
}

// placeLinks lead on with the area kept.
func (v *Visit) placeLinks(s *measure.Subject, a area.Area) []Link {
	at := func(path string, set map[string]string) string { return v.Address.Link("/reports/"+s.ID+path, set) }
	both := a.Code
	if a.Code != area.England {
		both += "," + area.England
	}
	out := []Link{
		{Text: a.Name + " in the league table", Href: at("/league-table", map[string]string{"highlight": a.Code})},
		{Text: "Trend beside England", Href: at("/trend", map[string]string{"area": both, "highlight": a.Code})},
	}
	if a.Level == area.Council {
		out = slices.Insert(out, 1, Link{Text: a.Name + " among the councils of its region", Href: at("/league-table", map[string]string{"highlight": a.Code, "within": a.Parent})})
	}
	if len(s.Dimensions) > 0 {
		out = append(out, Link{Text: "By group", Href: at("/groups", map[string]string{"area": a.Code})})
	}
	return append(out, Link{Text: "Every measure for " + a.Name, Href: v.Address.Link("/areas/"+a.Code+"/profile", nil)},
		Link{Text: "Compare " + a.Name + " with others", Href: v.Address.Link("/compare", map[string]string{"measure": s.ID, "area": a.Code})},
		Link{Text: "Definition and method", Href: v.Address.Link("/measures/"+s.ID, nil)})
}

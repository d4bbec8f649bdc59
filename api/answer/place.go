package answer

import (
	"context"
	"slices"

	"github.com/careduty/careduty/api/query"
	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// Place is one measure for one area: everything that is said of it, and the series it comes from.
type Place struct {
	Facts
	Query  *query.Place
	Object *PlaceObject
	Rows   []TrendRow // of the area, its region and England
	Cell   *release.Cell
}

// Table is the series as rows.
func (t *Place) Table() Table {
	return Table{Columns: columnsOf[TrendRow]("", comparedOnly([]string{"england", "year_ago"}, nil)), rows: held[TrendRow](t.Rows)}
}

// PlaceObject is everything that is said of one measure for one area.
type PlaceObject struct {
	Measure     string   `json:"measure"`
	Title       string   `json:"title"`
	AreaCode    string   `json:"area_code"`
	AreaName    string   `json:"area_name"`
	AreaLevel   string   `json:"area_level" enums:"country,region,council"`
	Period      string   `json:"period"`
	PeriodLabel string   `json:"period_label"`
	Unit        string   `json:"unit"`
	Value       *float64 `json:"value" extensions:"x-nullable"`
	Lower95     *float64 `json:"lower_95" extensions:"x-nullable"`
	Upper95     *float64 `json:"upper_95" extensions:"x-nullable"`
	Status      string   `json:"status"`
	Outcome     string   `json:"outcome" enums:"higher,similar,lower,not_compared"` // beside England
	Judgement   string   `json:"judgement"`                                         // better, worse or empty
	Position    Position `json:"place"`
	Unfinished  bool     `json:"unfinished"`                                     // what is counted could still be done when the figure was drawn
	SpreadZone  string   `json:"spread_zone" enums:"inside,outside,not_plotted"` // among the areas of its level

	Trend      Direction   `json:"trend"`
	LastChange ChangeBrief `json:"last_change"` // since a year before
	Region     *Figure     `json:"region" extensions:"x-nullable"`
	England    *Figure     `json:"england" extensions:"x-nullable"`
	Neighbours []Figure    `json:"neighbours"` // those next to it in the table, in its order, itself among them
	Sentence   string      `json:"sentence"`
	Paragraph  string      `json:"paragraph"` // to be put into a paper as it is, with its source
	Citation   string      `json:"citation"`

	Counterparts []Counterpart `json:"counterparts"` // official series that count nearly the same, by year, with the reason they differ
} //	@name	Place

// ChangeBrief is a change since an earlier period.
type ChangeBrief struct {
	From    *float64 `json:"from" extensions:"x-nullable"`
	Diff    *float64 `json:"diff" extensions:"x-nullable"`
	Outcome string   `json:"outcome" enums:"higher,similar,lower,not_compared"`
} //	@name	ChangeBrief

// Figure is an area with its figure.
type Figure struct {
	AreaCode string   `json:"area_code"`
	AreaName string   `json:"area_name"`
	Value    *float64 `json:"value" extensions:"x-nullable"`
	Lower95  *float64 `json:"lower_95" extensions:"x-nullable"`
	Upper95  *float64 `json:"upper_95" extensions:"x-nullable"`
	Status   string   `json:"status"`

	Unfinished bool `json:"unfinished"` // what is counted could still be done when the figure was drawn
} //	@name	Figure

// Cite adds the source to what is to be put into a paper.
func (p *PlaceObject) Cite(citation string) {
	p.Citation = citation
	p.Paragraph = sentences(p.Paragraph, "Source: "+citation)
}

// AreaReport answers one measure for one area.
func AreaReport(ctx context.Context, r *release.Release, q *query.Place) (*Place, error) {
	s, code := q.Subject, q.Area.Code
	t := &Place{Query: q, Facts: Facts{Name: s.ID + "-" + code, Subjects: []*measure.Subject{s}, Nearby: r.Counterparts(s)}}
	o := others{release: r, names: []string{"england", "year_ago"}, total: true}
	codes := slices.Compact([]string{code, q.Area.Parent, area.England})
	for _, c := range codes {
		if c == "" {
			continue
		}
		cells, err := r.Select(ctx, release.Query{Wants: []measure.Want{q.Trend}, Areas: []string{c}})
		if err != nil {
			return nil, err
		}
		for _, x := range cells {
			t.Rows = append(t.Rows, TrendRow{named(x), o.compare(x), testTotal(r, q.Trend, x), breakOf(s, x), false})
		}
	}
	for _, p := range q.Trend.Periods {
		t.Notes = append(t.Notes, breakAt(s, p)...)
	}
	t.Total = len(t.Rows)
	t.Suppressed = suppressed(t.Rows, func(x *TrendRow) *release.Cell { return x.Cell })
	t.newer([]measure.Want{q.Want}, q.Period)
	t.nothing(&q.Asked)
	return t, t.describe(ctx, r, o)
}

// describe fills the object in.
func (t *Place) describe(ctx context.Context, r *release.Release, o others) error {
	q, s := t.Query, t.Query.Subject
	out := &PlaceObject{
		Measure: s.ID, Title: s.Title, AreaCode: q.Area.Code, AreaName: q.Area.Name, AreaLevel: string(q.Area.Level), Unit: s.Unit, Status: "x",
		Outcome: notCompared, SpreadZone: "not_plotted", Neighbours: []Figure{}, LastChange: ChangeBrief{Outcome: notCompared}, Trend: noDirection,
		Counterparts: counterparts(r, s, q.Area.Code),
	}
	t.Object, t.Beside = out, out
	if len(q.Want.Periods) == 0 {
		out.Sentence = q.Area.Name + ": " + words.StatusFrom(s.Source, "x") + "."
		return nil
	}
	p := q.Want.Periods[0]
	cells, err := r.Select(ctx, release.Query{Wants: []measure.Want{q.Want}, Areas: []string{q.Area.Code}})
	if err != nil || len(cells) == 0 {
		return err
	}
	x := named(cells[0])
	t.Cell = x
	c := o.compare(x)
	england, year := c.With("england"), c.With("year_ago")
	out.AreaName, out.Period, out.PeriodLabel = x.AreaName, x.Period, x.PeriodLabel
	out.Value, out.Lower95, out.Upper95, out.Status, out.Unfinished = x.Value, x.Lower95, x.Upper95, x.Status, x.Unfinished
	out.Outcome, out.Judgement, out.Position = england.Outcome, england.Judgement, positionOf(x, false)
	out.LastChange = ChangeBrief{year.Value, year.Diff, year.Outcome}
	out.Trend = testTotal(r, q.Want, x)
	out.Region, out.England = figureOf(r, q, q.Area.Parent, p), figureOf(r, q, area.England, p)
	if q.Area.Level != area.Council {
		out.Region = nil
	}
	out.around(r, q, p)
	out.say(s, x, england, year)
	return nil
}

func figureOf(r *release.Release, q *query.Place, code string, p period.Period) *Figure {
	x := r.Total(q.Subject, code, p)
	if x == nil || code == q.Area.Code {
		return nil
	}
	f := toFigure(named(x))
	return &f
}

func toFigure(x *release.Cell) Figure {
	return Figure{x.AreaCode, x.AreaName, x.Value, x.Lower95, x.Upper95, x.Status, x.Unfinished}
}

// neighbours is how many areas on either side are told.
const neighbours = 2

// around tells where the area lies among those of its level: in the spread, and next to whom.
func (o *PlaceObject) around(r *release.Release, q *query.Place, p period.Period) {
	var all []*release.Cell
	for _, a := range area.Of(q.Area.Level) {
		if x := r.Total(q.Subject, a.Code, p); x != nil {
			all = append(all, x)
		}
	}
	f := newFunnel(q.Subject, r.Total(q.Subject, area.England, p), all)
	slices.SortStableFunc(all, func(a, b *release.Cell) int { return byValue(q.Subject.Polarity, a, b) })
	all = slices.DeleteFunc(all, func(x *release.Cell) bool { return x.Value == nil })
	i := slices.IndexFunc(all, func(x *release.Cell) bool { return x.AreaCode == q.Area.Code })
	if i < 0 {
		return
	}
	o.SpreadZone = f.of(all[i]).SpreadZone
	for _, x := range all[max(0, i-neighbours):min(len(all), i+neighbours+1)] {
		o.Neighbours = append(o.Neighbours, toFigure(x))
	}
}

// byValue puts the better figure first; without a direction the higher one. Those without one come last.
func byValue(p measure.Polarity, a, b *release.Cell) int {
	switch {
	case a.Value == nil || b.Value == nil:
		return boolOrder(a.Value == nil) - boolOrder(b.Value == nil)
	case *a.Value == *b.Value:
		return 0
	case (*a.Value < *b.Value) == (p == measure.LowIsGood):
		return -1
	}
	return 1
}

func boolOrder(b bool) int {
	if b {
		return 1
	}
	return 0
}

// say puts the figure into words.
func (o *PlaceObject) say(s *measure.Subject, x *release.Cell, england, year Comparison) {
	if x.Value == nil {
		o.Sentence = x.AreaName + ": " + words.StatusFrom(x.Source, x.Status) + "."
		o.Paragraph = sentences(s.Title+", "+x.PeriodLabel+".", o.Sentence, x.Notes)
		return
	}
	o.Sentence = words.Level(x.AreaName, s.Unit, *x.Value, x.Lower95, x.Upper95)
	parts := []string{s.Title + ", " + x.PeriodLabel + ".", o.Sentence}
	if x.AreaLevel != string(area.Country) {
		parts = append(parts, words.Stands(england.Word(), england.Diff, "England"))
	}
	if year.Value != nil && words.Side(year.Word(), year.Diff) != "" {
		parts = append(parts, words.Since(year.Word(), year.Diff, *year.Value, s.Unit)+", compared with a year before.")
	}
	if x.Rank != nil && x.RankLow != nil && x.RankHigh != nil && x.RankedOf != nil && *x.RankedOf > 1 {
		parts = append(parts, words.Place(x.AreaName, int(*x.RankLow), int(*x.RankHigh), int(*x.RankedOf)))
	}
	o.Paragraph = sentences(append(parts, o.Trend.Summary)...)
}

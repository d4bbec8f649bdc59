package answer

import (
	"context"
	"slices"

	"github.com/careduty/careduty/api/query"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
)

// LeagueTable is all areas of a level for one period, in order.
type LeagueTable struct {
	Facts
	Query *query.League
	Rows  []LeagueRow
	Above []LeagueRow   // England and, in a table of one region, the region
	Side  *release.Cell // England, with which the rows are compared

	Regions []*release.Cell // the regions' own totals, for strips by region
	Curve   []FunnelLimit   // the limits of the level's funnel; none where there is no funnel
	Widened bool            // they allow for how councils ordinarily differ
}

// Table is the league table as rows.
func (t *LeagueTable) Table() Table {
	return Table{Columns: columnsOf[LeagueRow]("", comparedOnly(t.Query.Compare, t.Query.Highlight)), rows: held[LeagueRow](t.Rows)}
}

// League answers a league table from one reading of all areas of the level, which the funnel needs in any case.
func League(ctx context.Context, r *release.Release, q *query.League, room Room) (*LeagueTable, error) {
	t := &LeagueTable{Query: q, Facts: Facts{Name: q.Subject.ID + "-league-table", Subjects: []*measure.Subject{q.Subject}}}
	wants := []measure.Want{q.Want}
	all, err := r.Select(ctx, release.Query{Wants: wants, Levels: q.Levels})
	if err != nil {
		return nil, err
	}
	var f funnel
	if len(all) > 0 {
		t.Side = r.Total(q.Subject, area.England, q.Want.Periods[0])
		t.Regions = regionsOf(r, q.Subject, q.Want.Periods[0])
		f = newFunnel(q.Subject, t.Side, all)
		t.Notes = append(t.Notes, f.note())
		t.Curve, t.Widened = f.curve(), f.limits.Widened
		t.open(all)
	}
	t.newer(wants, q.Period)
	o, err := newOthers(ctx, r, release.Query{Wants: wants}, q.Compare)
	if err != nil {
		return nil, err
	}
	fill := func(cells []*release.Cell) []LeagueRow {
		rows := make([]LeagueRow, len(cells))
		for i, x := range cells {
			rows[i] = LeagueRow{
				Cell: named(x), Compared: o.compare(x), Position: positionOf(x, q.Regional()), Funnel: f.of(x), Highlighted: slices.Contains(q.Highlight, x.AreaCode),
			}
		}
		return rows
	}
	cells, err := r.Select(ctx, release.Query{Wants: wants, Areas: q.Areas.Codes, Levels: q.Levels, Within: string(q.Within), Sort: leagueOrder(q)})
	if err != nil {
		return nil, err
	}
	rows := slices.DeleteFunc(fill(cells), func(x LeagueRow) bool { return !x.has(q.Outcome, q.Compare) })
	t.Rows = cut(&t.Facts, rows, q.Limit, room, q.Cursor.Offset)
	t.Suppressed = suppressed(t.Rows, func(x *LeagueRow) *release.Cell { return x.Cell })
	t.nothing(&q.Asked)
	if len(rows) > room.Most && q.Limit == 0 {
		return nil, tooLarge(r, len(rows), room.Most)
	}
	for _, x := range above(r, q) { // which have no place among the others
		t.Above = append(t.Above, LeagueRow{Cell: named(x), Compared: o.compare(x)})
	}
	return t, nil
}

// has says whether a row has the outcome asked for, of the first comparison.
func (c *Compared) has(outcome query.Choice, compare []string) bool {
	if outcome == "" {
		return true
	}
	x := c.With(compare[0])
	switch outcome {
	case "different":
		return x.Outcome == "higher" || x.Outcome == "lower"
	case "better", "worse":
		return x.Judgement == string(outcome)
	}
	return x.Outcome == string(outcome)
}

// leagueOrder puts rows by rank, of the region where the table is a region's; unranked measures go by value.
func leagueOrder(q *query.League) []release.Order {
	out := orders(q.Sort)
	if s := q.Subject; len(out) == 0 {
		out = []release.Order{{Column: "rank"}}
		byValue := release.Order{Column: "value", Descending: s.Polarity != measure.LowIsGood}
		switch {
		case s.Polarity == measure.None:
			out = []release.Order{byValue}
		case s.Series != nil: // figures that cannot be ranked are in order all the same
			out = append(out, byValue)
		}
	}
	for i, o := range out {
		if o.Column == "rank" && q.Regional() {
			out[i].Column = "region_rank"
		}
	}
	return out
}

// above are England's total and, in a table of one region, the region's.
func above(r *release.Release, q *query.League) []*release.Cell {
	if len(q.Want.Periods) == 0 {
		return nil
	}
	codes := []string{area.England}
	if q.Within != area.England {
		codes = append(codes, string(q.Within))
	}
	var out []*release.Cell
	for _, code := range codes {
		if x := r.Total(q.Subject, code, q.Want.Periods[0]); x != nil {
			out = append(out, x)
		}
	}
	return out
}

// Sides counts how many of the table's areas are higher than England, similar and lower, whatever the rows are compared with.
func (t *LeagueTable) Sides() (higher, similar, lower int) {
	for i := range t.Rows {
		switch t.SideOf(&t.Rows[i]) {
		case "higher":
			higher++
		case "lower":
			lower++
		case "similar":
			similar++
		}
	}
	return higher, similar, lower
}

// SideOf is how a row stands to England: higher, similar, lower or not_compared.
func (t *LeagueTable) SideOf(r *LeagueRow) string { return compare("", r.Cell, t.Side).Outcome }

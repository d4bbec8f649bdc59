package audit

import (
	"slices"

	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/printed"
	"github.com/careduty/careduty/internal/release"
)

// beside is the part of A9 that is about what stands beside a row's figures: its ranks and its notes, made again from printed values by the
// functions that publish makes them by, which can see nothing else.
type beside struct {
	union        *union
	ranks, notes exceptions
	status       exceptions
	rows         int
}

func (b *beside) result() Result {
	r := result("A9", "Ranks and notes from printed values",
		atMost("rows with ranks that do not follow from printed values", float64(b.ranks.count), 0),
		atMost("rows with notes that do not", float64(b.notes.count), 0),
		atMost("rows without figures where neither coverage nor the definition says so, or with some where one does", float64(b.status.count), 0),
		told("rows looked at", float64(b.rows)))
	r.Examples = slices.Concat(b.ranks.names, b.notes.names, b.status.names)
	return r
}

// scan looks at the rows of one breakdown.
func (b *beside) scan(d *measure.Definition, dimension string, g *grid, c release.Columns) {
	b.rows += c.Rows
	name := func(row int) rowName {
		at := row / len(g.categories)
		return rowName{d.ID, b.union.areas[at%g.areas].Code, g.periods[at/g.areas].String(), dimension, g.categories[row%len(g.categories)].Slug}
	}
	b.said(d, dimension, g, c, name)
	columns := placesOf(c)
	for p := range g.periods {
		cells := make([]release.Cell, g.areas)
		if dimension == "" {
			for a := range cells {
				cells[a] = b.total(a, c, g.at(p, a))
			}
			printed.Rank(d, cells)
		}
		for a := range cells {
			want := ranksOf(&cells[a])
			for i := g.at(p, a); i < g.at(p, a)+len(g.categories); i++ {
				if !columns.are(want, i) || c.Texts["not_ranked_reason"].At(i) != cells[a].NotRankedReason {
					b.ranks.noteRow(true, name(i))
				}
			}
		}
	}
}

// said looks at the notes, and at the statuses that counts do not decide. That of a median nobody has an amount for is its own.
func (b *beside) said(d *measure.Definition, dimension string, g *grid, c release.Columns, name func(row int) rowName) {
	of, per := b.union.subject().members, len(g.categories)
	status, notes, numerator := c.Texts["status"], c.Texts["notes"], c.Numbers["numerator"]
	for p, at := range g.periods {
		known := map[printed.Row]string{}
		for a, x := range b.union.areas {
			in := of.in(d.ID, at.String(), x.Code)
			row := printed.Row{Level: x.Level, Tier: of.tier(x, in), In: len(in), Whole: len(of.all[x.Code])}
			ruled := printed.Status(d, at, row, dimension != "")
			for i := g.at(p, a); i < g.at(p, a)+per; i++ {
				row.Status, row.Zero = status.At(i), numerator[i] == 0
				if ruled != "" && row.Status != ruled || ruled == "" && without(row.Status, d.Kind.Median()) {
					b.status.noteRow(true, name(i))
				}
				want, ok := known[row]
				if !ok {
					want = printed.Notes(d, at, row)
					known[row] = want
				}
				if notes.At(i) != want {
					b.notes.noteRow(true, name(i))
				}
			}
		}
	}
}

// without says that a status stands for a row that can have no figures.
func without(status string, median bool) bool {
	return status == printed.NotApplicable || status == string(disclosure.NotAvailable) && !median
}

// total is a row as far as ranks look at it.
func (b *beside) total(a int, c release.Columns, row int) release.Cell {
	number := func(column string) *float64 {
		if x := &c.Numbers[column][row]; has(*x) {
			return x
		}
		return nil
	}
	cell := release.Cell{
		AreaLevel: string(b.union.areas[a].Level), ParentCode: b.union.areas[a].Parent,
		Value: number("value"), Lower95: number("lower_95"), Upper95: number("upper_95"),
	}
	if d := number("denominator"); d != nil {
		whole := int64(*d)
		cell.Denominator = &whole
	}
	return cell
}

// places are the columns of ranks, and ranks those of one row, in the same order.
type (
	places [8][]float64
	ranks  [8]float64
)

func placesOf(c release.Columns) places {
	var out places
	for i, name := range []string{
		"rank", "rank_low", "rank_high", "ranked_of", "region_rank", "region_rank_low", "region_rank_high", "region_ranked_of",
	} {
		out[i] = c.Numbers[name]
	}
	return out
}

func ranksOf(c *release.Cell) ranks {
	var out ranks
	for i, n := range []*int32{
		c.Rank, c.RankLow, c.RankHigh, c.RankedOf, c.RegionRank, c.RegionRankLow, c.RegionRankHigh, c.RegionRankedOf,
	} {
		out[i] = Missing
		if n != nil {
			out[i] = float64(*n)
		}
	}
	return out
}

// are says that a row has these ranks.
func (p *places) are(want ranks, row int) bool {
	for i, column := range p {
		if !same(column[row], has(want[i]), want[i]) {
			return false
		}
	}
	return true
}

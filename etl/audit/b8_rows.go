package audit

import (
	"context"
	"math"
	"slices"
	"strings"

	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/printed"
	"github.com/careduty/careduty/internal/release"
)

// rowAttacks is B8, and of B9 what is looked for in rows and files, one measure at a time.
func rowAttacks(ctx context.Context, r *releases, truth *Truth) ([]Result, error) {
	p := r.subject()
	leaks, beside := newLeaks(truth, p), beside{releases: r}
	var gates, derived Result
	for i := range p.manifest.Measures {
		page := page{releases: r, def: &p.manifest.Measures[i], truth: truth}
		for _, g := range groupsOf(page.def) {
			group, ok := p.groups[g]
			if !ok {
				continue // it has no period yet
			}
			c, err := p.file.Read(ctx, group)
			if err != nil {
				return nil, err
			}
			at, err := r.layout(p, g, c)
			if err != nil {
				return nil, err
			}
			leaks.scan(page.def, g.Dimension, at, c)
			beside.scan(page.def, g.Dimension, at, c)
			if err := page.add(at, g, c); err != nil {
				return nil, err
			}
		}
		if len(page.rows) > 0 {
			gates, derived = merge(gates, Gates(page.rows, page.cells)), merge(derived, Derived(page.rows, page.medians))
		}
	}
	if err := leaks.files(ctx); err != nil {
		return nil, err
	}
	return []Result{gates, derived, beside.result(), leaks.result()}, nil
}

// page is the rows of one measure as B8 takes them.
type page struct {
	releases *releases
	def      *measure.Definition
	truth    *Truth
	rows     []Row
	totals   map[spot]int32      // the place of each total
	cells    []Cell              // nil without the truth
	medians  []disclosure.Median // nil without the truth, or for what is no median
}

// add puts a breakdown's rows in, totals first.
func (p *page) add(g *grid, key Group, c release.Columns) error {
	file := p.releases.subject()
	if p.truth != nil {
		if len(p.truth.Cells[key]) != len(g.cells) {
			return tooFew(key)
		}
		p.cells = append(p.cells, p.truth.Cells[key]...)
		if p.def.Kind.Median() {
			if len(p.truth.Medians[key]) != len(g.cells) {
				return tooFew(key)
			}
			p.medians = append(p.medians, p.truth.Medians[key]...)
		}
	}
	if p.totals == nil {
		p.totals = map[spot]int32{}
	}
	bands := bandsOf(g.categories)
	status, number := c.Texts["status"], c.Numbers
	for _, b := range g.blocks {
		per, at := g.periods[b.period], p.releases.areas[b.area]
		gate := disclosure.Gate{
			Tier:         file.members.tier(at, file.members.in(p.def.ID, per.String(), at.Code)),
			UnknownStays: p.def.UnknownRule == measure.InDenominator, Breach: p.def.DrawsBreach(), Median: p.def.Kind.Median(),
		}
		first := int32(len(p.rows)) //nolint:gosec // a few million
		if key.Dimension == "" {
			p.totals[spot{per, b.area}] = first
		}
		total, ok := p.totals[spot{per, b.area}]
		if !ok {
			return damaged(file.dir, "Its data file has parts of "+string(key.Measure)+" by "+key.Dimension+" without their total.")
		}
		for i := range g.categories {
			row := b.row + i
			p.rows = append(p.rows, Row{
				Name:  rowName{p.def.ID, at.Code, per.String(), key.Dimension, g.categories[i].Slug},
				Total: total, Band: first + int32(bands[i]), Gate: gate, Kind: kindOf(p.def.Kind), Unit: unitOf(p.def.Kind), Status: status.At(row), //nolint:gosec // few
				Value: number["value"][row], Lower95: number["lower_95"][row], Upper95: number["upper_95"][row], Numerator: number["numerator"][row],
				Denominator: number["denominator"][row], Unknown: number["unknown"][row], NoiseSD: number["noise_sd"][row],
			})
		}
	}
	return nil
}

func kindOf(k measure.Kind) disclosure.Kind {
	if k == measure.Rate {
		return disclosure.Rate
	}
	return disclosure.Share
}

func unitOf(k measure.Kind) disclosure.Unit {
	if k == measure.Money {
		return disclosure.Pounds
	}
	return disclosure.Days
}

// merge puts two results of one attack on different rows together: figures are numbers of rows, which add up.
func merge(a, b Result) Result {
	if a.Attack == "" {
		return b
	}
	figures := slices.Clone(a.Figures)
	for i := range figures {
		figures[i].Value += b.Figures[i].Value
	}
	r := result(a.Attack, a.Title, figures...)
	r.Examples = append(a.Examples, b.Examples...)
	r.Examples = r.Examples[:min(len(r.Examples), namedExceptions)]
	return r
}

// beside is the part of B8 that is about what stands beside a row's figures: whether there is such a row, its ranks and its notes, made again
// from printed values by the functions that publish makes them by, which can see nothing else.
type beside struct {
	releases                    *releases
	there, ranks, notes, status exceptions
}

func (b *beside) result() Result {
	r := result("B8", "Rows, ranks and notes from printed values",
		atMost("rows that no definition gives, or that are missing", float64(b.there.count), 0),
		atMost("rows with ranks that do not follow from printed values", float64(b.ranks.count), 0),
		atMost("rows with notes that do not", float64(b.notes.count), 0),
		atMost("rows without figures where coverage does not say so, or with some where it does", float64(b.status.count), 0))
	r.Examples = slices.Concat(b.there.names, b.ranks.names, b.notes.names, b.status.names)
	return r
}

// scan looks at the rows of one breakdown.
func (b *beside) scan(d *measure.Definition, dimension string, g *grid, c release.Columns) {
	name := func(x block, i int) rowName {
		return rowName{d.ID, b.releases.areas[x.area].Code, g.periods[x.period].String(), dimension, g.categories[i].Slug}
	}
	b.rowsThere(d, dimension, g)
	b.said(d, dimension, g, c, name)
	columns := placesOf(c)
	for from, to := 0, 0; from < len(g.blocks); from = to {
		for to = from; to < len(g.blocks) && g.blocks[to].period == g.blocks[from].period; to++ {
		}
		cells := make([]release.Cell, to-from)
		if dimension == "" {
			for i := range cells {
				cells[i] = b.total(g.blocks[from+i].area, c, g.blocks[from+i].row)
			}
			printed.Rank(d, cells)
		}
		for i := range cells {
			want, x := ranksOf(&cells[i]), g.blocks[from+i]
			for k := range g.categories {
				if !columns.are(want, x.row+k) || c.Texts["not_ranked_reason"].At(x.row+k) != cells[i].NotRankedReason {
					b.ranks.noteRow(true, name(x, k))
				}
			}
		}
	}
}

// rowsThere holds the blocks of a breakdown against those its definition gives.
func (b *beside) rowsThere(d *measure.Definition, dimension string, g *grid) {
	at := map[block]bool{}
	for _, x := range g.blocks {
		at[block{x.period, x.area, 0}] = true
	}
	for p, per := range g.periods {
		for a, x := range b.releases.areas {
			if at[block{p, a, 0}] != exists(d, dimension, per, x.Level) {
				b.there.noteRow(true, rowName{d.ID, x.Code, per.String(), dimension, ""})
			}
		}
	}
}

// said looks at the notes, and at the statuses that counts do not decide. A note may end with the remark of a withdrawal or a correction, which
// follows from no figure.
func (b *beside) said(d *measure.Definition, dimension string, g *grid, c release.Columns, name func(x block, i int) rowName) {
	of := b.releases.subject().members
	status, notes, numerator, denominator := c.Texts["status"], c.Texts["notes"], c.Numbers["numerator"], c.Numbers["denominator"]
	known := map[printed.Row]string{}
	for i, x := range g.blocks {
		if i > 0 && x.period != g.blocks[i-1].period {
			clear(known)
		}
		at, per := b.releases.areas[x.area], g.periods[x.period]
		in := of.in(d.ID, per.String(), at.Code)
		row := printed.Row{Level: at.Level, Tier: of.tier(at, in), In: len(in), Whole: len(of.all[at.Code]), Open: len(in) > 0 && of.unfinished(d.ID, per.String(), at.Code)}
		for k := range g.categories {
			at := x.row + k
			row.Status, row.Drawn0 = status.At(at), numerator[at] == 0
			if d.DrawsBreach() {
				row.Drawn0 = denominator[at] == numerator[at]
			}
			text := notes.At(at)
			row.Remark = remarkOf(d, per, row, text)
			absent := row.Status == string(disclosure.NotAvailable)
			b.status.noteRow(len(in) == 0 && !absent || len(in) > 0 && absent && row.Remark == "", name(x, k))
			want, ok := known[row]
			if !ok {
				want = printed.Notes(d, per, row)
				known[row] = want
			}
			b.notes.noteRow(text != want, name(x, k))
		}
	}
}

// remarkOf is the remark that a row's notes end with; empty where they end with none.
func remarkOf(d *measure.Definition, per period.Period, row printed.Row, text string) string {
	if !strings.Contains(text, "ithdrawn") && !strings.Contains(text, printed.Unchanged) {
		return ""
	}
	const mark = "\x00"
	row.Remark = mark
	before := strings.TrimSuffix(printed.Notes(d, per, row), mark)
	if rest, ok := strings.CutPrefix(text, before); ok && printed.IsRemark(rest) {
		return rest
	}
	return ""
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
		AreaLevel: string(b.releases.areas[a].Level), ParentCode: b.releases.areas[a].Parent,
		Value: number("value"), Lower95: number("lower_95"), Upper95: number("upper_95"),
	}
	if d := number("denominator"); d != nil && *d >= 0 && *d < mostCount {
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
		out[i] = math.NaN()
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

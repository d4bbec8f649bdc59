package publish

import (
	"slices"

	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// protector makes the published cells of one measure: each count is drawn, each cell gated, and everything else is a function of
// drawn counts.
type protector struct {
	t       *evaluate.Table
	noise   *disclosure.Noise
	areas   []area.Area
	whole   []int // councils of each area
	streams map[streamKey]*disclosure.Stream
	totals  map[totalKey]disclosure.Counts // drawn totals, which gate their parts
}

type streamKey struct {
	population, dimension string
	tier                  disclosure.Tier
}

type totalKey struct {
	period int
	area   string
}

func newProtector(t *evaluate.Table, noise *disclosure.Noise) *protector {
	p := &protector{t: t, noise: noise, areas: area.All(), streams: map[streamKey]*disclosure.Stream{}, totals: map[totalKey]disclosure.Counts{}}
	for _, a := range p.areas {
		p.whole = append(p.whole, len(area.Within(a.Code)))
	}
	return p
}

// breakdown gives the cells of one breakdown (0 is the total, and must come first) in order of period, area and category.
func (p *protector) breakdown(b int) []release.Cell {
	out := make([]release.Cell, 0, len(p.t.Periods)*len(p.areas)*len(p.t.Breakdowns[b].Categories))
	for i := range p.t.Periods {
		from := len(out)
		for k, a := range p.areas {
			at := place{period: i, area: a, whole: p.whole[k], in: p.t.In(i, a.Code)}
			at.tier = tierOf(p.t, a, at.in)
			for c := range p.t.Breakdowns[b].Categories {
				out = append(out, p.cell(at, b, c))
			}
		}
		if b == 0 {
			rank(p.t.Measure, out[from:])
		}
	}
	return out
}

// place is one area in one period.
type place struct {
	period int
	area   area.Area
	whole  int   // councils the area has
	in     []int // councils in its figures, by position
	tier   disclosure.Tier
}

// cell is one published cell.
func (p *protector) cell(at place, b, c int) release.Cell {
	cell := p.blank(at, b, c)
	switch {
	case len(at.in) == 0:
		cell.Status = string(disclosure.NotAvailable)
	case !disclosure.MayPublish(p.t.Measure.Sensitive, at.tier, p.t.Periods[at.period].Grain() == period.Quarter, b > 0):
		cell.Status = notApplicable
	default:
		p.fill(&cell, at, b, c)
	}
	cell.Notes = notes(p.t.Measure, p.t.Periods[at.period], at, cell)
	return cell
}

// notApplicable is the status of what a definition rules out.
const notApplicable = "z"

// tierOf is the tier a cell is drawn for. An area with one covered child is its child, so that one set of people has one name.
func tierOf(t *evaluate.Table, a area.Area, in []int) disclosure.Tier {
	if a.Level == area.Council || len(in) < 2 {
		return disclosure.Council
	}
	first := t.Councils[in[0]].Parent
	if a.Level == area.Region || !slices.ContainsFunc(in, func(c int) bool { return t.Councils[c].Parent != first }) {
		return disclosure.Region
	}
	return disclosure.Country
}

// blank is the cell with its names and without figures.
func (p *protector) blank(at place, b, c int) release.Cell {
	d, per, a := p.t.Measure, p.t.Periods[at.period], at.area
	breakdown := p.t.Breakdowns[b]
	category := breakdown.Categories[c]
	n := int32(len(at.in)) //nolint:gosec // at most 153
	snapshot := d.Grain == measure.Snapshot
	return release.Cell{
		Measure: string(d.ID), Source: "records", AreaCode: a.Code, AreaName: a.Name, AreaLevel: string(a.Level), ParentCode: a.Parent,
		Councils: &n, Period: per.String(), Grain: string(per.Grain()), PeriodLabel: per.Label(snapshot), PeriodStart: per.First(), PeriodEnd: per.Last(),
		Dimension: breakdown.Dimension, Category: category.Slug, CategoryLabel: category.Label, CategoryOrder: int32(category.Order), //nolint:gosec // small
		Band: category.Band, Unit: d.Unit,
	}
}

// fill draws the cell's counts and puts in what the gate lets through.
func (p *protector) fill(cell *release.Cell, at place, b, c int) {
	d, tier := p.t.Measure, at.tier
	exact := p.t.At(at.period, at.in, b, c)
	dimension := p.t.Breakdowns[b].Dimension
	drawn := disclosure.Counts{
		Population: p.draw(d.Population.ID, dimension, tier, exact.Population),
		Unknown:    p.draw(d.Unknown.ID, dimension, tier, exact.Unknown),
		Numerator:  p.draw(d.Numerator.ID, dimension, tier, exact.Numerator),
	}
	gate := disclosure.Gate{Tier: tier, UnknownStays: d.UnknownRule == measure.InDenominator, Median: d.Kind.Median()}
	shown := gate.Total(drawn)
	if b == 0 {
		p.totals[totalKey{at.period, at.area.Code}] = drawn
	} else {
		shown = gate.Part(drawn, p.totals[totalKey{at.period, at.area.Code}])
	}
	cell.Vintage = disclosure.Provisional.String()
	if d.Kind.Median() {
		m, ok := p.median(at, b, c, exact, shown)
		show(cell, gate.MedianFigures(drawn, shown, m, ok), true)
		return
	}
	show(cell, gate.Figures(kindOf(d.Kind), drawn, shown), false)
}

func (p *protector) draw(population, dimension string, tier disclosure.Tier, s evaluate.Set) uint64 {
	key := streamKey{population, dimension, tier}
	stream := p.streams[key]
	if stream == nil {
		stream = p.noise.Stream(p.set(population, dimension, tier))
		p.streams[key] = stream
	}
	return stream.Draw(uint64(s.N), s.S) //nolint:gosec // a count of people
}

// set names the kind of set; the grain is part of the name, since an exposure and a flow place people differently.
func (p *protector) set(population, dimension string, tier disclosure.Tier) disclosure.Set {
	return disclosure.Set{
		Population: string(p.t.Measure.Grain) + "/" + population, Dimensions: dimension, Tier: tier, Vintage: disclosure.Provisional,
	}
}

// median reads the jittered median of those with an amount.
func (p *protector) median(at place, b, c int, exact evaluate.Count, shown disclosure.Shown) (disclosure.Median, bool) {
	d := p.t.Measure
	unit, scale := disclosure.Days, 1.0
	if d.Kind == measure.Money {
		unit, scale = disclosure.Pounds, 100
	}
	amounts := p.t.Amounts(at.period, at.in, b, c)
	bins := make([]disclosure.Bin, 0, len(amounts))
	for amount, n := range amounts {
		bins = append(bins, disclosure.Bin{Amount: float64(amount) / scale, Count: uint64(n)}) //nolint:gosec // a count of people
	}
	slices.SortFunc(bins, func(x, y disclosure.Bin) int {
		if x.Amount < y.Amount {
			return -1
		}
		return 1
	})
	s := exact.Population.S - exact.Unknown.S
	return p.noise.Median(p.set(d.Numerator.ID, p.t.Breakdowns[b].Dimension, at.tier), s, unit, bins, shown)
}

func kindOf(k measure.Kind) disclosure.Kind {
	if k == measure.Rate {
		return disclosure.Rate
	}
	return disclosure.Share
}

// show puts figures into a cell, as far as they are shown.
func show(cell *release.Cell, f disclosure.Figures, median bool) {
	cell.Status = string(f.Status)
	if f.Shown >= disclosure.Sizes {
		cell.Denominator = count(f.Denominator)
		if !median {
			cell.Unknown = count(f.Unknown)
		}
	}
	if f.Shown < disclosure.Value || cell.Status == string(disclosure.NotAvailable) {
		return
	}
	cell.Value = &f.Value
	if !median {
		cell.Numerator, cell.NoiseSD = count(f.Numerator), &f.NoiseSD
	}
	if !median || f.Shown == disclosure.WithInterval {
		cell.Lower95, cell.Upper95 = &f.Lower95, &f.Upper95
	}
}

func count(n uint64) *int64 {
	v := int64(n) //nolint:gosec // a count of people
	return &v
}

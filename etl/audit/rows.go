package audit

import (
	"context"
	"math"

	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// rows is A8, A9 and A12: every row of the release attacked, one measure at a time.
func (a *attacker) rows(ctx context.Context) error {
	p := a.union.subject()
	leaks, beside := newLeaks(a.Insider, p), beside{union: a.union}
	var gates, derived Result
	for i := range p.manifest.Measures {
		d := &p.manifest.Measures[i]
		page := page{union: a.union, file: p, def: d}
		for _, dimension := range append([]string{""}, d.Breakdowns()...) {
			group, ok := p.groups[groupKey{d.ID, dimension}]
			if !ok {
				continue // it has no period yet
			}
			c, err := p.file.Read(ctx, group)
			if err != nil {
				return err
			}
			g, err := a.union.frame(p, groupKey{d.ID, dimension}, c)
			if err != nil {
				return err
			}
			leaks.scan(d, dimension, g, c)
			beside.scan(d, dimension, g, c)
			page.add(g, dimension, c, a.Insider)
		}
		if len(page.rows) == 0 {
			continue
		}
		gates = merge(gates, ScoreGates(page.rows, page.truth))
		derived = merge(derived, ScoreDerived(page.rows, page.medians))
	}
	if err := leaks.files(ctx); err != nil {
		return err
	}
	a.add(gates, derived, beside.result(), leaks.result())
	return nil
}

// page is the rows of one measure as the row attacks take them.
type page struct {
	union   *union
	file    *published
	def     *measure.Definition
	rows    []Row
	truth   []Truth             // nil without an insider
	medians []disclosure.Median // nil without an insider, or for what is no median
}

func (p *page) add(g *grid, dimension string, c release.Columns, insider Insider) {
	if insider != nil {
		p.truth = append(p.truth, insider.Counts(p.def.ID, dimension)...)
		if p.def.Kind.Median() {
			p.medians = append(p.medians, insider.Medians(p.def.ID, dimension)...)
		}
	}
	status, code, name, category := c.Texts["status"], c.Texts["area_code"], c.Texts["period"], c.Texts["category"]
	per := len(g.categories)
	bands := bandsOf(g.categories)
	first := len(p.rows)
	var gate disclosure.Gate
	for i := range g.cells {
		span, a := i/per/g.areas, i/per%g.areas
		if i%per == 0 {
			in := p.file.members.in(p.def.ID, g.periods[span].String(), p.union.areas[a].Code)
			gate = disclosure.Gate{
				Tier: p.file.members.tier(p.union.areas[a], in), UnknownStays: p.def.UnknownRule == measure.InDenominator, Median: p.def.Kind.Median(),
				Bare: p.def.Grain != measure.Snapshot && g.periods[span].Grain() == period.Quarter,
			}
		}
		total := int32(span*g.areas + a) // totals come first, one a period and area
		p.rows = append(p.rows, Row{
			Name:  rowName{p.def.ID, code.At(i), name.At(i), dimension, category.At(i)},
			Total: total, Band: int32(len(p.rows) - i%per + bands[i%per]),
			Gate: gate, Kind: kindOf(p.def.Kind), Unit: unitOf(p.def.Kind), Status: status.At(i),
			Value: c.Numbers["value"][i], Lower95: c.Numbers["lower_95"][i], Upper95: c.Numbers["upper_95"][i],
			Numerator: c.Numbers["numerator"][i], Denominator: c.Numbers["denominator"][i], Unknown: c.Numbers["unknown"][i],
			NoiseSD: c.Numbers["noise_sd"][i],
		})
	}
	if dimension != "" {
		p.within(first)
	}
}

// within settles the gate of each part by what is published of its wholes.
func (p *page) within(first int) {
	for i := first; i < len(p.rows); i++ {
		r := &p.rows[i]
		r.Gate = p.rows[r.Total].inside(r.Gate)
	}
	for i := first; i < len(p.rows); i++ {
		if r := &p.rows[i]; int(r.Band) != i {
			r.Gate = p.rows[r.Band].inside(r.Gate)
		}
	}
}

// inside is the gate of a row's parts. An unknown that is not published is one that hides those of the parts.
func (r *Row) inside(g disclosure.Gate) disclosure.Gate {
	return g.Within(disclosure.Counts{Unknown: count(r.Unknown)})
}

// bandsOf gives each category the place of its band among them, its own where it has none.
func bandsOf(categories []measure.Category) []int {
	out := make([]int, len(categories))
	for i, c := range categories {
		out[i] = i
		for j, band := range categories {
			if band.Band && band.Slug == c.Parent {
				out[i] = j
			}
		}
	}
	return out
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

// merge puts two results of one attack on different rows together: figures are numbers of rows and counts, which add up, but for the
// narrowest interval.
func merge(a, b Result) Result {
	if a.Attack == "" {
		return b
	}
	figures := make([]Figure, len(a.Figures))
	for i, f := range a.Figures {
		figures[i] = f
		if f.Name == narrowest {
			figures[i].Value = math.Min(f.Value, b.Figures[i].Value)
			continue
		}
		figures[i].Value += b.Figures[i].Value
	}
	r := result(a.Attack, a.Title, figures...)
	r.Examples = append(a.Examples, b.Examples...)
	r.Examples = r.Examples[:min(len(r.Examples), namedExceptions)]
	return r
}

package publish

import (
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/printed"
	"github.com/careduty/careduty/internal/release"
)

// print gives the published cells of a measure, group by group: what the gate lets through of every row, with its names, ranks and notes.
func print(d *drawing) [][]release.Cell {
	out := make([][]release.Cell, len(d.groups))
	totals := map[totalAt]*shown{}
	for b := range d.groups {
		g := &d.groups[b]
		n := len(g.Categories)
		out[b] = make([]release.Cell, 0, len(g.rows))
		for i := range g.sites {
			s := &g.sites[i]
			at := totalAt{s.period, s.area.Code}
			all := gate(d, g, s, g.rows[i*n:(i+1)*n], totals[at])
			if b == 0 {
				totals[at] = &all[0]
			}
			for c := range all {
				out[b] = append(out[b], cell(d, g, s, c, &all[c]))
			}
		}
	}
	rank(d, out[0])
	return out
}

type totalAt struct {
	period int
	area   string
}

// rank ranks the totals, period by period.
func rank(d *drawing, totals []release.Cell) {
	for i, from := 0, 0; i < len(totals); i++ {
		if i+1 == len(totals) || totals[i+1].Period != totals[i].Period {
			printed.Rank(d.measure, totals[from:i+1])
			from = i + 1
		}
	}
}

// cell is a cell with its names and what the gate lets through.
func cell(d *drawing, g *group, s *site, c int, x *shown) release.Cell {
	per, category := d.periods[s.period], g.Categories[c]
	n := int32(len(s.in)) //nolint:gosec // at most 153
	out := release.Cell{
		Measure: string(d.measure.ID), Source: "records", Unit: d.measure.Unit, Period: per.String(), Grain: string(per.Grain()),
		PeriodLabel: per.Label(d.measure.Grain == measure.Snapshot), PeriodStart: per.First(), PeriodEnd: per.Last(),
		AreaCode: s.area.Code, AreaName: s.area.Name, AreaLevel: string(s.area.Level), ParentCode: s.area.Parent, Councils: &n,
		Dimension: g.Dimension, Category: category.Slug, CategoryLabel: category.Label, CategoryOrder: int32(category.Order), //nolint:gosec // small
		Band: category.Band, Status: s.status,
	}
	if s.status == "" {
		out.Vintage = s.step.letter.String()
		show(&out, d.measure.Kind.Median(), x)
	}
	note := printed.Row{
		Status: out.Status, Drawn0: out.Numerator != nil && x.counts.Met == 0, Level: s.area.Level, Tier: s.tier, In: len(s.in), Whole: len(area.Within(s.area.Code)),
		Open: s.open, Remark: s.remark,
	}
	if s.why != "" {
		note.Remark = printed.Withdrawn(s.why)
	}
	out.Notes = printed.Notes(d.measure, per, note)
	return out
}

func kindOf(k measure.Kind) disclosure.Kind {
	if k == measure.Rate {
		return disclosure.Rate
	}
	return disclosure.Share
}

// numbers are what a row prints, kept in one piece: a release has millions.
type numbers struct {
	disclosure.Figures
	numerator, denominator, unknown int64
}

// show puts figures into a cell, as far as they are shown.
func show(cell *release.Cell, median bool, from *shown) {
	f := from.figures
	cell.Status = string(f.Status)
	if f.Shown < disclosure.Sizes {
		return
	}
	x := &numbers{f, int64(f.Numerator), int64(f.Denominator), int64(f.Unknown)} //nolint:gosec // counts of people
	cell.Denominator = &x.denominator
	if !from.counts.WithoutUnknown {
		cell.Unknown = &x.unknown
	}
	if f.Shown < disclosure.Value {
		return
	}
	cell.Value = &x.Value
	if !median {
		cell.Numerator, cell.NoiseSD = &x.numerator, &x.NoiseSD
	}
	if !median || f.Shown == disclosure.WithInterval {
		cell.Lower95, cell.Upper95 = &x.Lower95, &x.Upper95
	}
}

package publish

import (
	"context"

	"github.com/careduty/careduty/etl/audit"
	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/etl/publish/ledger"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/printed"
	"github.com/careduty/careduty/internal/release"
)

// protector makes the published cells of one measure: each count is drawn, or taken from the ledger, each cell gated, and everything
// else is a function of drawn counts.
type protector struct {
	job     *job
	t       *evaluate.Table
	areas   []area.Area
	whole   []int // councils of each area
	streams map[disclosure.Set]*stream
	totals  map[totalKey]disclosure.Counts // drawn totals, which gate their parts
	index   map[string]int                 // council code → position
	spans   []release.Cell                 // of each period, with what its cells say of it

	// Of the breakdown at work.
	stored   ledger.Breakdown
	blobs    map[blobKey]*ledger.Cells
	quarters nested
	topmost  []int // categories that are no part of a band, by position: with the bands they make up the total
	leaves   []int // categories that are no band
}

// stream draws the counts of one kind of set, and knows those drawn before.
type stream struct {
	*disclosure.Stream
	draws  *ledger.Draws
	number uint32
}

type totalKey struct {
	period int
	area   string
}

type blobKey struct {
	period int
	letter disclosure.Vintage
}

func newProtector(j *job, t *evaluate.Table) *protector {
	p := &protector{
		job: j, t: t, areas: area.All(), streams: map[disclosure.Set]*stream{}, totals: map[totalKey]disclosure.Counts{}, index: map[string]int{},
	}
	for _, a := range p.areas {
		p.whole = append(p.whole, len(area.Within(a.Code)))
	}
	for i, c := range t.Councils {
		p.index[c.Code] = i
	}
	snapshot := t.Measure.Grain == measure.Snapshot
	for _, per := range t.Periods {
		p.spans = append(p.spans, release.Cell{
			Measure: string(t.Measure.ID), Source: "records", Unit: t.Measure.Unit, Period: per.String(), Grain: string(per.Grain()),
			PeriodLabel: per.Label(snapshot), PeriodStart: per.First(), PeriodEnd: per.Last(),
		})
	}
	return p
}

// breakdown gives the rows of one breakdown (0 is the total, and must come first) in order of period, area and category.
func (p *protector) breakdown(ctx context.Context, b int) (group, error) {
	out := group{}
	var err error
	if out.standing, err = p.job.earlier.standing(ctx, &p.t.Measure, p.t.Breakdowns[b].Dimension); err != nil {
		return out, err
	}
	n := len(p.areas) * len(p.t.Breakdowns[b].Categories)
	stands := func(i int) bool { return !p.t.Counted(i) && out.standing.Has(p.spans[i].Period, n) }
	if err := p.begin(ctx, b, stands); err != nil {
		return out, err
	}
	for i := range p.t.Periods {
		if stands(i) {
			p.job.insider.repeat(p.t.Measure.ID, p.t.Breakdowns[b].Dimension, n)
			out.parts = append(out.parts, release.Part{Period: p.spans[i].Period})
			continue
		}
		cells := make([]release.Cell, 0, n)
		for k := range p.areas {
			if cells, err = p.place(ctx, cells, p.find(i, k), b); err != nil {
				return out, err
			}
		}
		if b == 0 {
			printed.Rank(&p.t.Measure, cells)
		}
		out.parts = append(out.parts, release.Part{Cells: cells})
	}
	return out, nil
}

// begin reads what the ledger holds of a breakdown: of the totals all, which say who is in a figure; of the parts what is not repeated.
func (p *protector) begin(ctx context.Context, b int, stands func(period int) bool) error {
	p.blobs = map[blobKey]*ledger.Cells{}
	p.stored = ledger.Breakdown{}
	p.quarters = nested{}
	p.topmost, p.leaves = nil, nil
	for c, x := range p.t.Breakdowns[b].Categories {
		if p.t.Breakdowns[b].Band(c) < 0 {
			p.topmost = append(p.topmost, c)
		}
		if !x.Band {
			p.leaves = append(p.leaves, c)
		}
	}
	var periods []string
	for i := range p.t.Periods {
		if (b == 0 || !stands(i)) && p.job.plan.holds(p.t.Measure.ID, p.t.Breakdowns[b].Dimension, p.spans[i].Period) {
			periods = append(periods, p.spans[i].Period)
		}
	}
	if len(p.job.ledger.Entries()) == 0 || len(periods) == 0 {
		return nil
	}
	d := p.t.Measure
	var err error
	p.stored, err = p.job.ledger.Breakdown(ctx, string(d.ID), p.t.Breakdowns[b].Dimension, slugs(p.t.Breakdowns[b]), d.Kind.Median(), periods...)
	return err
}

// slugs are the categories of a breakdown.
func slugs(b evaluate.Breakdown) []string {
	var out []string
	for _, c := range b.Categories {
		out = append(out, c.Slug)
	}
	return out
}

// place adds the cells of one area and period.
func (p *protector) place(ctx context.Context, out []release.Cell, at place, b int) ([]release.Cell, error) {
	per := p.t.Periods[at.period]
	row := printed.Row{Level: at.area.Level, Tier: at.tier, In: len(at.in), Whole: at.whole}
	status := printed.Status(&p.t.Measure, per, row, b > 0)
	var drawn *ledger.Stored
	var all []drawnCell
	if status == "" {
		var err error
		if all, err = p.figures(ctx, at, b); err != nil {
			return nil, err
		}
	}
	for c := range p.t.Breakdowns[b].Categories {
		cell := p.blank(at, b, c)
		cell.Status = status
		if status == "" {
			p.fill(&cell, at, all[c])
			drawn = all[c].keep(drawn, at, p.t)
		} else {
			p.tell(b, audit.Truth{Stale: true}, disclosure.Median{})
		}
		row.Status, row.Zero = cell.Status, cell.Numerator != nil && *cell.Numerator == 0
		cell.Notes = printed.Notes(&p.t.Measure, per, row)
		out = append(out, cell)
	}
	if drawn != nil {
		p.remember(at, b, drawn)
	}
	return out, nil
}

// remember puts what was drawn into the ledger's next entry.
func (p *protector) remember(at place, b int, drawn *ledger.Stored) {
	d := p.t.Measure
	key := blobKey{at.period, at.under}
	if p.blobs[key] == nil {
		p.blobs[key] = p.job.pending.Cells(ledger.Cells{
			Measure: string(d.ID), Dimension: p.t.Breakdowns[b].Dimension, Period: at.name, Vintage: at.under,
			Categories: slugs(p.t.Breakdowns[b]), Median: d.Kind.Median(),
		})
	}
	p.job.pending.Draw(p.blobs[key], at.area.Code, drawn)
	p.job.plan.carry(at.area.Code, at.name)
}

// tell gives the audit the truth behind a row.
func (p *protector) tell(b int, t audit.Truth, m disclosure.Median) {
	key := breakdownKey{p.t.Measure.ID, p.t.Breakdowns[b].Dimension}
	p.job.insider.counts[key] = append(p.job.insider.counts[key], t)
	if p.t.Measure.Kind.Median() {
		p.job.insider.medians[key] = append(p.job.insider.medians[key], m)
	}
}

// blank is the cell with its names and without figures.
func (p *protector) blank(at place, b, c int) release.Cell {
	a, breakdown := at.area, p.t.Breakdowns[b]
	category := breakdown.Categories[c]
	n := int32(len(at.in)) //nolint:gosec // at most 153
	cell := p.spans[at.period]
	cell.AreaCode, cell.AreaName, cell.AreaLevel, cell.ParentCode, cell.Councils = a.Code, a.Name, string(a.Level), a.Parent, &n
	cell.Dimension, cell.Category, cell.CategoryLabel, cell.Band = breakdown.Dimension, category.Slug, category.Label, category.Band
	cell.CategoryOrder = int32(category.Order) //nolint:gosec // small
	return cell
}

// drawnCell is what was drawn of one cell.
type drawnCell struct {
	counts disclosure.Counts // as drawn, which the ledger keeps
	checks ledger.Checks     // of whom
	print  disclosure.Counts // as printed: no larger than those of the whole
	truth  audit.Truth
	median disclosure.Median
	has    bool // there is a median
	rule   disclosure.Gate
	shown  disclosure.Shown
}

// keep adds the cell to what its area's period is stored with; nothing, where it came from there.
func (o drawnCell) keep(to *ledger.Stored, at place, t *evaluate.Table) *ledger.Stored {
	if at.stored != nil {
		return nil
	}
	if to == nil {
		to = &ledger.Stored{}
		if at.area.Level != area.Council {
			for _, c := range at.in {
				to.Councils = append(to.Councils, t.Councils[c].Code)
			}
		}
	}
	to.Counts, to.Checks = append(to.Counts, o.counts), append(to.Checks, o.checks)
	if t.Measure.Kind.Median() {
		to.Medians, to.Has = append(to.Medians, o.median), append(to.Has, o.has)
	}
	return to
}

// figures draws the cells of one breakdown, area and period, and gates them once all are there: a part is gated by its whole.
func (p *protector) figures(ctx context.Context, at place, b int) ([]drawnCell, error) {
	out := make([]drawnCell, len(p.t.Breakdowns[b].Categories))
	for c := range out {
		var err error
		if out[c], err = p.counts(ctx, at, b, c); err != nil {
			return nil, err
		}
	}
	p.quarters.note(p.t.Periods[at.period], at, out)
	p.print(at, b, out)
	for c := range out {
		o := &out[c]
		p.gate(o, at, b, c, out)
		switch {
		case !p.t.Measure.Kind.Median():
		case at.stored != nil:
			o.median, o.has = at.stored.Medians[c], at.stored.Has[c]
		default:
			o.median, o.has = p.median(at, b, c, o.shown)
		}
		p.tell(b, o.truth, o.median)
	}
	return out, nil
}

// counts draws the counts of a cell, or takes those that stand.
func (p *protector) counts(ctx context.Context, at place, b, c int) (drawnCell, error) {
	if !p.t.Counted(at.period) {
		return p.repeated(at, c)
	}
	exact := p.t.At(at.period, at.in, b, c)
	o := drawnCell{truth: audit.Truth{
		Population: int32(exact.Population.N), Unknown: int32(exact.Unknown.N), Numerator: int32(exact.Numerator.N), //nolint:gosec // counts of people
		Since: p.since(at, b, c, exact),
	}}
	sets := [...]evaluate.Set{exact.Population, exact.Unknown, exact.Numerator}
	for i, id := range [...]string{"people", "unknown", "met"} {
		s, err := p.stream(ctx, id, b, at)
		if err != nil {
			return o, err
		}
		y, check := three(&o.counts)[i], &o.checks[i]
		if at.stored != nil {
			kept := keptOf(at.stored, c, i)
			*y, *check = kept.y, kept.check
			o.truth.Stale = !p.stands(s, at, sets[i], kept) || o.truth.Stale
			continue
		}
		*y, *check = p.draw(s, at.tier, sets[i], p.quarters.least(&p.t.Measure, p.t.Breakdowns[b].Dimension, p.t.Periods[at.period], at, c, i))
	}
	return o, nil
}

// repeated are the counts of a cell whose period is not counted by this release: those that stand, of which the truth is not looked up again.
func (p *protector) repeated(at place, c int) (drawnCell, error) {
	if at.stored == nil {
		return drawnCell{}, fault.New(fault.Internal, "A figure that was never drawn is to be repeated; nothing was published.", "").
			At(string(p.t.Measure.ID) + ", " + at.area.Code + ", " + at.name)
	}
	return drawnCell{counts: at.stored.Counts[c], truth: audit.Truth{Stale: true}}, nil
}

// three are the counts of a cell in the order they are drawn in.
func three(c *disclosure.Counts) [3]*uint64 {
	return [...]*uint64{&c.Population, &c.Unknown, &c.Numerator}
}

// gate settles what may be shown of a cell, by its total and, for a leaf of a band, by that too.
func (p *protector) gate(o *drawnCell, at place, b, c int, all []drawnCell) {
	whole := p.rule(at)
	if b == 0 {
		o.rule, o.shown = whole, whole.Total(o.print)
		return
	}
	total := p.totals[totalKey{at.period, at.area.Code}]
	o.rule, o.shown = whole.Within(total), whole.Part(o.print, total)
	if band := p.t.Breakdowns[b].Band(c); band >= 0 {
		o.shown = whole.Leaf(o.print, all[band].print, total)
		o.rule = o.rule.Within(all[band].print)
	}
}

func (p *protector) rule(at place) disclosure.Gate {
	d := p.t.Measure
	return disclosure.Gate{
		Tier: at.tier, UnknownStays: d.UnknownRule == measure.InDenominator, Median: d.Kind.Median(),
		Bare: d.Grain != measure.Snapshot && p.t.Periods[at.period].Grain() == period.Quarter,
	}
}

// fill puts in what the gate lets through.
func (p *protector) fill(cell *release.Cell, at place, o drawnCell) {
	cell.Vintage = at.letter.String()
	if p.t.Measure.Kind.Median() {
		show(cell, o.rule, o.rule.MedianFigures(o.print, o.shown, o.median, o.has), true)
		return
	}
	show(cell, o.rule, o.rule.Figures(kindOf(p.t.Measure.Kind), o.print, o.shown), false)
}

func kindOf(k measure.Kind) disclosure.Kind {
	if k == measure.Rate {
		return disclosure.Rate
	}
	return disclosure.Share
}

// figured is what a row prints, kept in one piece: a release has millions.
type figured struct {
	disclosure.Figures
	numerator, denominator, unknown int64
}

// show puts figures into a cell, as far as they are shown.
func show(cell *release.Cell, rule disclosure.Gate, f disclosure.Figures, median bool) {
	cell.Status = string(f.Status)
	if f.Shown < disclosure.Sizes {
		return
	}
	x := &figured{f, int64(f.Numerator), int64(f.Denominator), int64(f.Unknown)} //nolint:gosec // counts of people
	cell.Denominator = &x.denominator
	if !rule.UnknownHidden {
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

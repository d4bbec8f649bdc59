package publish

import (
	"cmp"
	"context"
	"slices"

	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/etl/publish/ledger"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
)

// draw is the published count of a set of people, and the check of who they are: the one drawn before, if it ever was; else by lot, but not below least.
func (p *protector) draw(s *stream, tier disclosure.Tier, exact evaluate.Set, least uint64) (count uint64, check uint16) {
	if exact.N == 0 {
		return 0, 0
	}
	fresh, mark := s.Lot(uint64(exact.N), exact.S) //nolint:gosec // a count of people
	y := s.draws.Settle(mark, max(fresh, least))
	p.job.insider.drew(s.number, tier, exact, y, y == fresh)
	return y, ledger.CheckOf(mark)
}

// stands says whether a repeated count is of the people who are there now, so that it can be held against the truth. That they have been drawn before
// is not enough: it may have been for another period.
func (p *protector) stands(s *stream, at place, exact evaluate.Set, kept keptCount) bool {
	if !kept.checked || exact.N == 0 {
		return kept.checked && kept.check == 0
	}
	_, mark := s.Lot(uint64(exact.N), exact.S) //nolint:gosec // a count of people
	drawn, ok := s.draws.Find(mark)
	if !ok || kept.check != ledger.CheckOf(mark) || drawn != kept.y {
		return false
	}
	p.job.insider.drew(s.number, at.tier, exact, drawn, p.job.ledger.Table(kept.entry) == p.job.noise.Table().Hash())
	return true
}

// stream is the noise of a population in a breakdown, under the vintage the area's period was drawn under.
func (p *protector) stream(ctx context.Context, population string, b int, at place) (*stream, error) {
	set := p.set(population, p.t.Breakdowns[b].Dimension, at.tier, at.under)
	if s := p.streams[set]; s != nil {
		return s, nil
	}
	draws, err := p.job.ledger.Draws(ctx, set.Population, set.Dimensions)
	if err != nil {
		return nil, err
	}
	p.streams[set] = &stream{p.job.noise.Stream(set), draws, p.job.insider.set(set)}
	return p.streams[set], nil
}

// set names the kind of set by its role, so that the same people in one role have one draw whatever the measure.
func (p *protector) set(population, dimension string, tier disclosure.Tier, letter disclosure.Vintage) disclosure.Set {
	return disclosure.Set{Population: population, Dimensions: dimension, Tier: tier, Vintage: letter}
}

// median reads the jittered median of those with an amount.
func (p *protector) median(at place, b, c int, shown disclosure.Shown) (disclosure.Median, bool) {
	d, exact := p.t.Measure, p.t.At(at.period, at.in, b, c)
	unit, scale := disclosure.Days, 1.0
	if d.Kind == measure.Money {
		unit, scale = disclosure.Pounds, 100
	}
	amounts := p.t.Amounts(at.period, at.in, b, c)
	bins := make([]disclosure.Bin, 0, len(amounts))
	for amount, n := range amounts {
		bins = append(bins, disclosure.Bin{Amount: float64(amount) / scale, Count: uint64(n)}) //nolint:gosec // a count of people
	}
	slices.SortFunc(bins, func(x, y disclosure.Bin) int { return cmp.Compare(x.Amount, y.Amount) })
	s := exact.Population.S - exact.Unknown.S
	return p.job.noise.Median(p.set("median", p.t.Breakdowns[b].Dimension, at.tier, at.under), s, unit, bins, shown)
}

// keptCount is a count drawn before, the entry that drew it, and of whom it did, if that was kept.
type keptCount struct {
	y       uint64
	entry   int
	check   uint16
	checked bool
}

// keptOf is a count of what is stored.
func keptOf(s *ledger.Stored, category, role int) keptCount {
	k := keptCount{y: *three(&s.Counts[category])[role], entry: s.Entry, checked: s.Checks != nil}
	if k.checked {
		k.check = s.Checks[category][role]
	}
	return k
}

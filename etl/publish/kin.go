package publish

import (
	"context"
	"slices"

	"github.com/careduty/careduty/etl/publish/ledger"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
)

// kin are the counts of the breakdown at work that other measures of the same people have drawn before. A measure that comes late to an area's
// period takes them over, whatever has changed since: two counts of one set, drawn of nearly the same people, would tell who is between.
type kin map[string]ledger.Breakdown // measure

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

// drawn finds the count of a set that comes late under another measure's name.
func (k kin) drawn(ctx context.Context, p *protector, id string, at place, b, c int) (keptCount, bool, error) {
	if !at.late {
		return keptCount{}, false, nil
	}
	dimension := p.t.Breakdowns[b].Dimension
	for _, x := range p.job.named[p.t.Measure.SetName(id, dimension)] {
		if x.ID == p.t.Measure.ID || dimension != "" && !slices.Contains(x.Breakdowns(), dimension) {
			continue
		}
		stored, err := k.of(ctx, p, x, b)
		if err != nil {
			return keptCount{}, false, err
		}
		s, ok := stored.At(ledger.AreaPeriod{Area: at.area.Code, Period: at.name})
		if !ok || s.Vintage != at.under || at.area.Level != area.Council && !slices.Equal(p.councils(at.area, s), at.in) {
			continue
		}
		for role, other := range [...]string{x.Population.ID, x.Unknown.ID, x.Numerator.ID} {
			if x.SetName(other, dimension) == p.t.Measure.SetName(id, dimension) {
				return keptOf(s, c, role), true, nil
			}
		}
	}
	return keptCount{}, false, nil
}

// of reads what the ledger holds of another measure's breakdown, once.
func (k kin) of(ctx context.Context, p *protector, x *measure.Definition, b int) (ledger.Breakdown, error) {
	if stored, ok := k[string(x.ID)]; ok {
		return stored, nil
	}
	breakdown := p.t.Breakdowns[b]
	stored, err := p.job.ledger.Breakdown(ctx, string(x.ID), breakdown.Dimension, slugs(breakdown), x.Kind.Median())
	k[string(x.ID)] = stored
	return stored, err
}

// definitions are those of this release and of those before it, by the sets of people they name.
func (j *job) definitions() map[string][]*measure.Definition {
	out := map[string][]*measure.Definition{}
	done := map[measure.ID]bool{}
	add := func(d *measure.Definition) {
		if done[d.ID] {
			return
		}
		done[d.ID] = true
		for _, dimension := range append([]string{""}, d.Breakdowns()...) {
			for _, id := range []string{d.Population.ID, d.Unknown.ID, d.Numerator.ID} {
				if name := d.SetName(id, dimension); !slices.Contains(out[name], d) {
					out[name] = append(out[name], d)
				}
			}
		}
	}
	for i := range j.Measures {
		add(&j.Measures[i].Definition)
	}
	for i := range j.all { // newest first
		for k := range j.all[i].Manifest.Measures {
			add(&j.all[i].Manifest.Measures[k])
		}
	}
	return out
}

package secondopinion

import (
	"slices"
	"strings"
	"testing"

	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/etl/evaluate/evaluatetest"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/schemas"
)

// breaches are how many people of an area are counted as those for whom the duty was not kept, by period.
func breaches(t *evaluate.Table, m measure.Measure, codes []string) map[string]int64 {
	out := map[string]int64{}
	for _, f := range t.Figures(evaluate.Question{Areas: codes}) {
		n := f.Numerator
		if m.Polarity == measure.HighIsGood {
			n = f.Denominator - f.Numerator
		}
		if m.Kind.Median() {
			n = f.Denominator
		}
		out[f.Area+" "+f.Period.String()] = n
	}
	return out
}

// withoutItsDay are the measures of which a person's last event may be one that no day places any more, so that an earlier one counts.
var withoutItsDay = []measure.ID{"difficulty_considered", "advocates_in_time"}

// TestADateThatCannotBeReadIsNotNotDone takes every date of a deed away that a measure reads, once the whole of it and of no record any more but that
// it was written: nowhere are more people counted as those left out than with the dates there, and none where the measure names the deed.
func TestADateThatCannotBeReadIsNotNotDone(t *testing.T) {
	b := newBench(t)
	worlds := draw(*seed, few)[:60]
	all := b.fill(worlds, nil)
	codes := all.areas()
	before, some := map[measure.ID]map[string]int64{}, map[measure.ID]bool{}
	for _, m := range load(t) {
		if m.Polarity != measure.None {
			before[m.ID] = breaches(all.count(b, m), m, codes)
		}
	}
	all.done(b)
	for _, k := range schemas.Kinds() {
		for _, field := range k.Fields {
			if !field.Deed || field.Ends || field.Type != schemas.Date {
				continue
			}
			f := b.unread(worlds, k.Name, field.Name)
			for _, m := range load(t) {
				if m.Polarity == measure.None || slices.Contains(withoutItsDay, m.ID) && !slices.Contains(m.Deeds, k.Name+"."+field.Name) || !slices.Contains(m.Needs, k.Name+"."+field.Name) {
					continue
				}
				for at, n := range breaches(f.count(b, m), m, codes) {
					if n > before[m.ID][at] {
						t.Errorf("%s counts %d people in %s for whom it was not done, where %s.%s cannot be read, and %d where it can", m.ID, n, at, k.Name, field.Name, before[m.ID][at])
						break
					}
					some[m.ID] = some[m.ID] || n < before[m.ID][at]
				}
			}
			f.done(b)
		}
	}
	for _, m := range load(t) {
		if len(m.Deeds) > 0 && !some[m.ID] {
			t.Errorf("%s counts alike whether or not its dates can be read", m.ID)
		}
	}
}

func (f *filled) count(b *bench, m measure.Measure) *evaluate.Table {
	b.t.Helper()
	table, err := f.engine.Count(b.t.Context(), m)
	if err != nil {
		b.t.Fatal(err)
	}
	return table
}

// unread fills the warehouse with worlds in which a column holds nothing that can be read where it held a date.
func (b *bench) unread(worlds []*world, kind, field string) *filled {
	b.t.Helper()
	f := &filled{worlds: worlds}
	var extracts []evaluatetest.Extract
	for _, w := range worlds {
		c := w.clone()
		for _, row := range c.rows[kind] {
			if strings.TrimSpace(row[field]) != "" {
				row[field] = evaluatetest.Unreadable
			}
		}
		extracts = append(extracts, c.extract())
	}
	evaluatetest.Fill(b.t, b.w, extracts...)
	f.start(b, nil)
	return f
}

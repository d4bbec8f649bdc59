package publish

import (
	"cmp"
	"context"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/careduty/careduty/etl/audit"
	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/etl/publish/ledger"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/warehouse"
)

// counts are what the records come to. They never leave memory.
type counts struct {
	tables    map[int][]*evaluate.Table           // by the entry whose records they are of, measure by measure
	people    contributions                       // of today's records, of the period ends counted
	late      map[lateAt][]latecomer              // to measures that come late, as of an entry
	sample    map[string]map[uint64]*audit.Person // by council
	residents map[string]int                      // people on record, by council
	traces    []uint64                            // of whom there must be no trace: references of some
}

type lateAt struct {
	ledger.AreaEnd
	entry int
}

// How many people are followed, for the attacks that suppose someone knows all others; and of how many of each group of councils references are looked
// for in what is published.
const (
	sampled = 10_000
	traced  = 500
)

// count counts today's records as far as anything is drawn from them, and those that stood at earlier entries for what comes late.
func count(ctx context.Context, in *inputs, p plan) (counts, error) {
	c := counts{tables: map[int][]*evaluate.Table{}, people: contributions{}, late: map[lateAt][]latecomer{}, sample: map[string]map[uint64]*audit.Person{}}
	for entry, tables := range p.earlier {
		wanted := func(m int, t *evaluate.Table, i int) bool {
			want := false
			p.late(p.outline[m], slices.Index(p.outline[m].Periods, t.Periods[i]), t.Periods[i], func(s step) { want = want || s.entry == entry })
			return want
		}
		if !anyWanted(tables, wanted) {
			continue
		}
		r, err := in.warehouse.AsOf(ctx, p.entries[entry-1].AsOf)
		if err != nil {
			return c, err
		}
		err = c.from(ctx, in, r, entry, wanted)
		if err := firstOf(err, r.Close()); err != nil {
			return c, err
		}
	}
	err := c.from(ctx, in, in.reading, today, func(m int, t *evaluate.Table, i int) bool { return p.wanted(m, t, i) })
	for at := range c.people {
		slices.SortFunc(c.people[at], cmp.Compare[uint64])
	}
	return c, err
}

func firstOf(list ...error) error {
	for _, err := range list {
		if err != nil {
			return err
		}
	}
	return nil
}

func anyWanted(tables []*evaluate.Table, wanted func(m int, t *evaluate.Table, i int) bool) bool {
	for m, t := range tables {
		for i := range t.Periods {
			if wanted(m, t, i) {
				return true
			}
		}
	}
	return false
}

// wanted says whether a period of a measure is counted from today's records: where anything of it is drawn from them, or is shown in this directory for
// the first time, so that it is attacked with the truth at hand.
func (p *plan) wanted(m int, t *evaluate.Table, i int) bool {
	per := t.Periods[i]
	for _, a := range areas {
		if _, may := p.mayOpen[ledger.AreaEnd{Area: a.Code, End: day(per.Last())}]; may {
			return true
		}
		s := p.at(a.Code, per)
		if s.fresh && len(t.In(i, a.Code)) > 0 {
			return true
		}
		for _, b := range t.Breakdowns {
			if !has(&t.Measure, a, per, b.Dimension) {
				continue
			}
			stored := p.kept(&t.Measure, b.Dimension, s, a.Code, per)
			if stored == nil && !s.frozen && len(t.In(i, a.Code)) > 0 && p.source(m, s, a.Code, per) == today || stored != nil && !p.here[stored.Entry] {
				return true
			}
		}
	}
	return false
}

// from counts the measures over one reading.
func (c *counts) from(ctx context.Context, in *inputs, r *warehouse.Reading, entry int, wanted func(m int, t *evaluate.Table, i int) bool) error {
	ipad, opad := disclosure.Pads(in.keys.Record)
	o := evaluate.Options{RecordPads: [2][64]byte{opad, ipad}, People: true, PartKey: partKey(in.keys)}
	if entry == today {
		o.Follow = sampled
	}
	e, err := evaluate.New(ctx, r, o)
	if err != nil {
		return err
	}
	if entry == today {
		c.residents = e.Residents()
	}
	at, ends := map[measure.ID]int{}, map[string]bool{}
	for i, m := range in.Measures {
		at[m.ID] = i
	}
	doing := "counting "
	if entry != today {
		doing = "counting, as records stood on " + day(r.AsOf) + ", "
	}
	c.tables[entry], err = e.CountAll(ctx, evaluate.Counting{
		Measures: in.Measures,
		Wanted: func(t *evaluate.Table, i int) bool {
			if !wanted(at[t.Measure.ID], t, i) {
				return false
			}
			ends[day(t.Periods[i].Last())] = true
			return true
		},
		Doing:    func(done, all int, m measure.ID) { in.Progress(done, all+len(in.Measures), doing+string(m)) },
		Followed: c.follow,
		Counted: func(ctx context.Context, _ []string) error {
			return firstOf(stopped(ctx), c.trace(ctx, e, entry), c.contributions(ctx, in, e, entry, ends))
		},
	})
	return firstOf(err, e.Finish(ctx))
}

// trace notes references of some of the people at hand, of whom there must be no trace in a release.
func (c *counts) trace(ctx context.Context, e *evaluate.Engine, entry int) error {
	if entry != today {
		return nil
	}
	return e.Sample(ctx, traced, func(reference string, _ uint64) {
		if first, err := hex.DecodeString(strings.ReplaceAll(reference, "-", "")); err == nil && len(first) >= 8 {
			c.traces = append(c.traces, binary.BigEndian.Uint64(first))
		}
	})
}

// contributions notes what everyone in the councils at hand contributes.
func (c *counts) contributions(ctx context.Context, in *inputs, e *evaluate.Engine, entry int, ends map[string]bool) error {
	d := newDigester(in.keys.Noise)
	counted := func(g period.Grain) []period.Period {
		return slices.DeleteFunc(slices.Clone(e.Spans(g)), func(x period.Period) bool { return !ends[day(x.Last())] })
	}
	return contributed(ctx, e, counted(period.Quarter), counted(period.Year), func(at ledger.AreaEnd, person, part uint64) {
		x := d.of(person, part)
		if entry == today {
			c.people[at] = append(c.people[at], x.digest)
			return
		}
		c.late[lateAt{at, entry}] = append(c.late[lateAt{at, entry}], x)
	})
}

// follow notes how a measure counts one of the people of the sample.
func (c *counts) follow(x evaluate.Followed) {
	if c.sample[x.Council] == nil {
		c.sample[x.Council] = map[uint64]*audit.Person{}
	}
	person := c.sample[x.Council][x.Key]
	if person == nil {
		person = &audit.Person{Key: x.Key, Council: x.Council}
		c.sample[x.Council][x.Key] = person
	}
	place := audit.Place{Measure: x.Measure, From: x.From, To: x.To, People: x.People, Answer: x.Answer}
	copy(place.Leaf[:], x.Leaf[1:])
	person.Places = append(person.Places, place)
}

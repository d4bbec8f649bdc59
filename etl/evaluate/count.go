package evaluate

import (
	"context"
	"maps"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
)

// mostTogether is how many people's councils are counted together: enough that a statement's own cost does not matter, few enough that what is kept
// of them fits in memory.
const mostTogether = 200_000

// together puts councils in groups of about so many people, in order. A person is in the records of one council only, so that nothing is counted across
// groups.
func together(councils []area.Area, people map[string]int, most int) [][]string {
	groups, n := [][]string{nil}, 0
	for _, c := range councils {
		last := len(groups) - 1
		if n > 0 && n+people[c.Code] > most+most/4 {
			groups, n, last = append(groups, nil), 0, last+1
		}
		groups[last], n = append(groups[last], c.Code), n+people[c.Code]
	}
	return groups
}

// enter takes the councils of a group to hand, and lets what was kept of others go.
func (e *Engine) enter(ctx context.Context, group int) error {
	if e.group == group {
		return nil
	}
	if err := e.steps.forget(ctx, e.conn); err != nil {
		return err
	}
	if err := e.show(ctx, group); err != nil {
		return err
	}
	e.group, e.changes = group, 0
	return e.prepare(ctx)
}

// show narrows the reading's views to a group.
func (e *Engine) show(ctx context.Context, group int) error {
	if len(e.groups) == 1 {
		return e.reading.Whole(ctx)
	}
	return e.reading.Only(ctx, e.groups[group])
}

// Councils are the codes of the councils that have records, in order.
func (e *Engine) Councils() (codes []string) {
	for _, c := range e.councils {
		if e.coverage[c.Code] != nil {
			codes = append(codes, c.Code)
		}
	}
	return codes
}

// Residents are how many people each council that has records has on record.
func (e *Engine) Residents() map[string]int { return maps.Clone(e.residents) }

// Groups is how many groups of councils are counted one after the other.
func (e *Engine) Groups() int { return len(e.groups) }

// Counting says what is counted, and what happens meanwhile. What is nil is left out.
type Counting struct {
	Measures []measure.Measure
	// Wanted is asked of each period, by position, with the table's coverage at hand and no counts yet; nil wants all.
	Wanted func(t *Table, period int) bool
	// Doing is told before each measure: how many are done, counting each once a group of councils, of how many. They come in
	// an order of the engine's own.
	Doing func(done, all int, m measure.ID)
	// Followed is called with how each measure counts each of the people followed.
	Followed func(Followed)
	// Counted is called when all measures have been counted over some councils, whose Contributions can be asked for then.
	Counted func(ctx context.Context, councils []string) error
}

// Count counts one measure. A measure whose result breaks the contract of its grain is refused, naming the file.
func (e *Engine) Count(ctx context.Context, m measure.Measure) (*Table, error) {
	list, err := e.CountAll(ctx, Counting{Measures: []measure.Measure{m}})
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// Outline gives the tables of measures with their periods and coverage, of which nothing is counted.
func (e *Engine) Outline(list []measure.Measure) []*Table {
	tables := make([]*Table, len(list))
	for i, m := range list {
		tables[i] = newTable(m.Definition, e.councils, e.Periods(m.Definition))
		tables[i].counted = make([]bool, len(tables[i].Periods))
		e.coverage.cover(tables[i])
	}
	return tables
}

// CountAll counts measures for the periods wanted, and maybe for some between them; Table.Counted says for which. Where none is
// wanted no query runs.
func (e *Engine) CountAll(ctx context.Context, c Counting) ([]*Table, error) {
	tables, some := e.Outline(c.Measures), make([]bool, len(c.Measures))
	for i, t := range tables {
		if some[i] = t.want(c.Wanted); some[i] {
			t.room()
		}
	}
	e.told = c.Followed
	order, err := e.steps.order(c.Measures)
	if err != nil {
		return nil, err
	}
	for g := range e.groups {
		if err := e.enter(ctx, g); err != nil {
			return nil, err
		}
		for done, i := range order {
			m := c.Measures[i]
			if c.Doing != nil {
				c.Doing(g*len(c.Measures)+done, len(e.groups)*len(c.Measures), m.ID)
			}
			if !some[i] {
				continue
			}
			if err := e.fill(ctx, m, tables[i]); err != nil {
				return nil, err
			}
		}
		if c.Counted == nil {
			continue
		}
		if err := c.Counted(ctx, e.groups[g]); err != nil {
			return nil, err
		}
	}
	return tables, nil
}

// Finish lets go of all that was kept for counting, and leaves the reading as it found it. The engine counts again if it is asked to.
func (e *Engine) Finish(ctx context.Context) error {
	if err := e.steps.forget(ctx, e.conn); err != nil {
		return err
	}
	if err := e.reading.Whole(ctx); err != nil {
		return err
	}
	e.group = -1
	return e.drop(ctx, "result", "persons", "spells", "events", "exposures", "answers", "contributions", "covered", "parts")
}

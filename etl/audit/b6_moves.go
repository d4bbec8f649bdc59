package audit

import (
	"maps"
	"slices"

	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// B6. Promise: coming and going is hardly ever told by a count. Attack: a set nobody came to or left keeps its count, so that a count that changed
// between two periods proves that somebody did; whoever knows that nobody else did is sure of the one person left. Where others came or went too
// each period's count speaks for itself. Asked of every council's count that a person of the sample came into or left. Bound: in the worst measure,
// by the table's expectation, at most 0.5 % of counts make sure of a person who moved them, and 5 % of people are made sure of by any. Between two
// releases every count of an area's period is drawn anew or none, so that a changed count there tells of nobody. It is judged where councils have
// 2,500 people on record on average and more (England's have some 7,000): in smaller nations, as most made-up ones are, sets often change by one person
// alone. There it is told.

// The bounds of B6.
const (
	mostSureOfMove  = 0.005
	mostSureOfMover = 0.05
	fewestMoves     = 1000
	fewestMovers    = 100
	fewestForMoves  = 2500 // people on record in a council, on average
)

// moving is what came of asking for moves in one measure.
type moving struct{ counts, sure, alone, people, exposed float64 }

// movesOf is B6.
func movesOf(k *knowing) Result {
	by := map[measure.ID]*moving{}
	for i := range k.truth.People {
		k.follow(&k.truth.People[i], by)
	}
	var figures []Figure
	var examples []string
	most, mostOf, counts, alone, sure, judged := 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
	for _, id := range slices.Sorted(maps.Keys(by)) {
		m := by[id]
		counts, alone, sure = counts+m.counts, alone+m.alone, sure+m.sure
		ofCounts, ofPeople := 0.0, 0.0
		if m.counts >= fewestMoves {
			ofCounts, judged = m.sure/m.counts, judged+1
		}
		if m.people >= fewestMovers {
			ofPeople = m.exposed / m.people
		}
		most, mostOf = max(most, ofCounts), max(mostOf, ofPeople)
		if ofCounts > mostSureOfMove || ofPeople > mostSureOfMover {
			examples = append(examples, string(id))
		}
	}
	if judged > 0 {
		of := [...]Figure{
			atMost("share of council counts that make sure of a person who moved them, worst measure", most, mostSureOfMove),
			atMost("share of people who moved whom any count of a measure makes sure of, worst measure", mostOf, mostSureOfMover),
		}
		for _, f := range of {
			if k.truth.PeopleInCouncil < fewestForMoves {
				f = private(f.Name, f.Value)
			}
			figures = append(figures, f)
		}
	}
	if counts > 0 {
		figures = append(figures, private("the first over all measures", sure/counts), private("share of counts moved by one person alone", alone/counts))
	}
	r := result("B6", "Coming and going", figures...)
	if !r.Passed {
		r.Examples = examples // whose grain is to be made coarser
	}
	return r
}

// follow looks at every pair of periods of every measure that counts a person.
func (k *knowing) follow(who *Person, by map[measure.ID]*moving) {
	type when struct {
		measure measure.ID
		period  period.Period
	}
	at := map[when][]*Place{}
	for i := range who.Places {
		p := &who.Places[i]
		for per := p.From; !per.Last().After(p.To.Last()); per = per.Add(1) {
			at[when{p.Measure, per}] = append(at[when{p.Measure, per}], p)
			if _, ok := at[when{p.Measure, per.Add(1)}]; !ok {
				at[when{p.Measure, per.Add(1)}] = nil // they may have left
			}
		}
	}
	for w, now := range at {
		if k.defs[w.measure] != nil {
			k.step(who, w.measure, w.period, at[when{w.measure, w.period.Add(-1)}], now, by)
		}
	}
}

// step looks at one pair of periods.
func (k *knowing) step(who *Person, id measure.ID, per period.Period, then, now []*Place, by map[measure.ID]*moving) {
	before := k.councilSets(who.Council, then, per.Add(-1))
	after := k.councilSets(who.Council, now, per)
	hidden, counts := 1.0, 0.0
	m := by[id]
	if m == nil {
		m = &moving{}
		by[id] = m
	}
	look := func(c cellOf, in bool, s set) {
		other := k.same(c, per.Add(-1))
		if !in {
			other = k.same(c, per)
		}
		if other == nil {
			return // published for one of the two alone
		}
		sure, alone := k.tells(who, &s, other, in)
		m.counts, counts = m.counts+1, counts+1
		if alone {
			m.alone++
		}
		m.sure += sure
		hidden *= 1 - sure
	}
	for c, s := range after {
		if _, stayed := before[c]; !stayed {
			look(c, true, s)
		}
	}
	for c, s := range before {
		if _, stayed := after[c]; !stayed {
			look(c, false, s)
		}
	}
	if counts > 0 {
		m.people, m.exposed = m.people+1, m.exposed+1-hidden
	}
}

// councilSets are the published counts of a council that someone is in.
func (k *knowing) councilSets(code string, places []*Place, per period.Period) map[cellOf]set {
	out := map[cellOf]set{}
	for _, p := range places {
		k.sets(code, p, per, func(s set) {
			if !s.wide {
				out[s.cell()] = s
			}
		})
	}
	return out
}

// same is the truth of a count in another period, if it is published there too.
func (k *knowing) same(c cellOf, per period.Period) *Count {
	s := k.series[Group{c.measure, c.dimension}]
	last := s.lastOf(per, c.area)
	if last == nil {
		return nil
	}
	y := drawnBy(s.def, &last.cells[c.category])
	t := &k.truth.Cells[s.Group][last.row+c.category][c.role]
	if !has(y[c.role]) || !t.Drawn || !t.Fresh {
		return nil
	}
	return t
}

// tells is the chance that two draws make sure of a person: with is the set they are in, without that of the other period. The person who came is
// sure to have if both differ and nobody else moved; else the later count alone speaks of who is in it, or out of it.
func (k *knowing) tells(who *Person, with *set, without *Count, came bool) (sure float64, alone bool) {
	if with.N == without.N+1 && with.S == without.S+who.Key {
		equal := 0.0
		if with.Vintage == without.Vintage {
			row, other := k.table.Row(with.Tier, uint64(with.N)), k.table.Row(with.Tier, uint64(without.N))
			for i := range row.Weights {
				y := row.First + uint64(i)*5 //nolint:gosec // a small number
				equal += row.P(y) * other.P(y)
			}
		}
		return 1 - equal, true
	}
	if came {
		return k.ratio(with.Tier, with.N, -1).sure(), false
	}
	return k.ratio(without.Tier, without.N, 1).sure(), false
}

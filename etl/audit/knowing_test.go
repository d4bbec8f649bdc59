package audit

import (
	"math"
	"testing"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// council0 is the first council among all areas.
var council0 = func() int {
	for a := range levels {
		if council(a) {
			return a
		}
	}
	return 0
}()

// town is one council's totals of some measures in some quarters, as the attacks that know everybody see them: all whom a measure counts met it, but for one.
type town struct {
	k       *knowing
	periods []period.Period
}

func newTown(t *testing.T, measures int, quarters int) *town {
	t.Helper()
	areas := area.All()
	r := &releases{areas: areas, place: map[string]int{}}
	for i, a := range areas {
		r.place[a.Code] = i
	}
	x := &town{k: newKnowing(r, disclosure.Standard(), nil, &Truth{Cells: map[Group][]Cell{}})}
	for q := range quarters {
		x.periods = append(x.periods, period.Period{Start: 2025, Q: 1}.Add(q))
	}
	for i := range measures {
		d := &measure.Definition{ID: measure.ID(string(rune('a' + i))), Kind: measure.Proportion, Grain: measure.Snapshot, Polarity: measure.LowIsGood}
		s := &series{Group: Group{d.ID, ""}, def: d, categories: categories(""), bands: []int{0}, areas: len(areas)}
		x.k.series[s.Group], x.k.defs[d.ID] = s, d
	}
	return x
}

// show adds a quarter of a measure: so many people met it, with these keys.
func (x *town) show(id measure.ID, q int, n uint32, s uint64) {
	g := Group{id, ""}
	se := x.k.series[g]
	truth := Cell{
		People: {S: 1, N: 500, Vintage: 1, Drawn: true, Fresh: true}, Unknown: {Vintage: 1, Drawn: true, Fresh: true},
		Known: {S: 1, N: 500, Fresh: true}, Met: {S: s, N: n, Vintage: 1, Drawn: true, Fresh: true},
	}
	row := len(x.k.truth.Cells[g])
	x.k.truth.Cells[g] = append(x.k.truth.Cells[g], truth)
	se.add(se.slot(x.periods[q])*se.areas+council0, draw{cells: []cell{{numerator: 50, denominator: 500, unknown: 0, letter: 'p'}}, state: 0, row: row, members: []int16{0}})
}

// A fact that few counts tell passes; one that dozens tell again is refused, naming where.
func TestAFactThatTooManyCountsTellIsRefused(t *testing.T) {
	for measures, want := range map[int]bool{2: true, 60: false} {
		x := newTown(t, measures, 1)
		who := Person{Key: 7, Council: area.All()[council0].Code}
		f := fact{words: "something", of: "a", answer: Yes}
		for i := range measures {
			id := measure.ID(string(rune('a' + i)))
			x.show(id, 0, 40, uint64(100+i))
			f.flips = append(f.flips, id)
			who.Places = append(who.Places, Place{Measure: id, From: x.periods[0], To: x.periods[0], People: true, Answer: Yes})
		}
		for range 50 {
			x.k.truth.People = append(x.k.truth.People, who)
		}
		found := x.k.risk(&f, 100)
		figures := found.figures(f.words)
		if found.cases < fewestCases || figures[0].Holds() != want {
			t.Errorf("%d measures: %v of %g cases", measures, figures, found.cases)
		}
		if names := found.examples(f.words); (len(names) == 0) != want {
			t.Errorf("%d measures: named %v", measures, names)
		}
	}
}

// Counts of one draw are asked once, however many measures print them.
func TestOneDrawTellsOnce(t *testing.T) {
	x := newTown(t, 30, 1)
	who, f := Person{Key: 7, Council: area.All()[council0].Code}, fact{of: "a", answer: Yes}
	for i := range 30 {
		id := measure.ID(string(rune('a' + i)))
		x.show(id, 0, 40, 100)
		f.flips = append(f.flips, id)
		who.Places = append(who.Places, Place{Measure: id, From: x.periods[0], To: x.periods[0], People: true, Answer: Yes})
	}
	seen, list := map[drawOf]bool{}, []moved(nil)
	for i := range who.Places {
		list = x.k.moves(&f, &who, &who.Places[i], x.periods[0], seen, list)
	}
	if len(list) != 1 {
		t.Errorf("%d draws are asked", len(list))
	}
}

// Whoever alone came into a set is told by a count that changed, as often as the table draws two counts apart; among others hardly ever.
func TestMovesAreTold(t *testing.T) {
	who := Person{Key: 7, Council: area.All()[council0].Code}
	places := func(x *town) []Place {
		return []Place{
			{Measure: "a", From: x.periods[0], To: x.periods[0], People: true, Answer: No},
			{Measure: "a", From: x.periods[1], To: x.periods[1], People: true, Answer: Yes},
		}
	}
	alone, among := newTown(t, 1, 2), newTown(t, 1, 2)
	alone.show("a", 0, 40, 100)
	alone.show("a", 1, 41, 107)
	among.show("a", 0, 40, 100)
	among.show("a", 1, 41, 999)
	equal := 0.0
	row, other := disclosure.Standard().Row(disclosure.Council, 41), disclosure.Standard().Row(disclosure.Council, 40)
	for y := uint64(0); y < 100; y += disclosure.Step {
		equal += row.P(y) * other.P(y)
	}
	for name, c := range map[string]struct {
		town *town
		want float64
	}{"alone": {alone, 1 - equal}, "among others": {among, among.k.ratio(disclosure.Council, 41, -1).sure()}} {
		who.Places = places(c.town)
		by := map[measure.ID]*moving{}
		c.town.k.follow(&who, by)
		if m := by["a"]; m == nil || m.counts != 1 || math.Abs(m.sure-c.want) > 1e-12 {
			t.Errorf("%s: %+v, want one count that makes sure with %g", name, m, c.want)
		}
	}
}

// A measure whose counts tell of moves is refused by name where councils are of the size of real ones, and told where they are smaller.
func TestAMeasureThatTellsOfMovesIsNamed(t *testing.T) {
	x := newTown(t, 1, 2)
	x.show("a", 0, 40, 100)
	x.show("a", 1, 41, 107)
	for range fewestMoves {
		x.k.truth.People = append(x.k.truth.People, Person{Key: 7, Council: area.All()[council0].Code, Places: []Place{
			{Measure: "a", From: x.periods[0], To: x.periods[0], People: true, Answer: No},
			{Measure: "a", From: x.periods[1], To: x.periods[1], People: true, Answer: Yes},
		}})
	}
	x.k.truth.PeopleInCouncil = fewestForMoves
	if r := movesOf(x.k); r.Passed || len(r.Examples) != 1 || r.Examples[0] != "a" {
		t.Errorf("passed %v, naming %v", r.Passed, r.Examples)
	}
	x.k.truth.PeopleInCouncil = fewestForMoves - 1
	if r := movesOf(x.k); !r.Passed || len(r.Figures) != 4 || !r.Figures[0].Private || r.Figures[0].Value < 0.5 {
		t.Errorf("passed %v: %v", r.Passed, r.Figures)
	}
}

package audit

import (
	"strings"
	"testing"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// printedSeries is a series of one council a slot, printed as it is given: numerators alone, by period and category; below 0 what is withheld.
func printedSeries(d *measure.Definition, dimension string, categories []measure.Category, periods []period.Period, areas int) *series {
	return &series{
		groupKey: groupKey{d.ID, dimension}, def: d, categories: categories, periods: periods, areas: areas,
		versions: make([][]version, len(periods)*areas),
	}
}

// printed adds a version of some numerators.
func (s *series) printed(slot int, drawn int32, last bool, in []int16, numerators ...int32) {
	cells := make([]cell, len(numerators))
	for i, n := range numerators {
		cells[i] = cell{numerator: n, denominator: 500, unknown: missing, letter: 'p'}
		if n < 0 {
			cells[i] = cell{numerator: missing, denominator: missing, unknown: missing, letter: 'p'}
		}
	}
	for i := range s.versions[slot] {
		s.versions[slot][i].current = false
	}
	s.versions[slot] = append(s.versions[slot], version{cells: cells, drawn: drawn, stamp: drawn, letter: 'p', current: last, in: in, tier: disclosure.Council})
}

func truthOf(numerators ...int32) []Truth {
	out := make([]Truth, len(numerators))
	for i, n := range numerators {
		out[i] = Truth{Population: 500, Numerator: n}
	}
	return out
}

func figureOf(r Result, name string) (Figure, bool) {
	for _, f := range r.Figures {
		if strings.HasPrefix(f.Name, name) {
			return f, true
		}
	}
	return Figure{}, false
}

// A part that is not published follows from the others and the whole, and a whole that is not from its parts. Printed exactly, as a method that
// hides small counts alone does, they give it away.
func TestSubtractionFindsWhatIsWithheld(t *testing.T) {
	d := &measure.Definition{ID: "m", Grain: measure.Snapshot}
	cats := []measure.Category{{Slug: "a"}, {Slug: "b"}, {Slug: "c"}}
	for name, c := range map[string]struct {
		total int32
		parts []int32
	}{"a part": {100, []int32{60, 37, -1}}, "the whole": {-1, []int32{2, 1, 3}}} {
		t.Run(name, func(t *testing.T) {
			m := newModel(disclosure.Standard(), nil)
			total := printedSeries(d, "", []measure.Category{{}}, make([]period.Period, 1), 1)
			parts := printedSeries(d, "x", cats, make([]period.Period, 1), 1)
			total.printed(0, 0, true, []int16{0}, c.total)
			parts.printed(0, 0, true, []int16{0}, c.parts...)
			m.add(total, truthOf(max(c.total, 6)))
			m.add(parts, truthOf(c.parts[0], c.parts[1], 3))
			m.partition(total, parts)
			var found differences
			found.take(m)
			if found.number != 1 || found.square != 0 {
				t.Errorf("%g counts were derived and not one, %g off", found.number, found.square)
			}
			for i := range leastCouncils {
				found.from.add(i)
			}
			if r := found.result(); r.Passed {
				t.Errorf("passed: %v", r.Figures)
			}
		})
	}
}

// A quarter of a flow is about its year less the other three.
func TestSubtractionTakesQuartersFromTheirYear(t *testing.T) {
	d := &measure.Definition{ID: "m", Grain: measure.Flow, Pick: measure.Last}
	year := period.Period{Start: 2025}
	quarters := year.Quarters()
	periods := append(append([]period.Period{}, quarters[:]...), year)
	const areas = 40
	total := printedSeries(d, "", []measure.Category{{}}, periods, areas)
	var truth []Truth
	for p, n := range []int32{20, 30, 15, 4, 69} {
		for a := range areas {
			printed := n
			if p == 3 {
				printed = -1
			}
			total.printed(p*areas+a, 0, true, []int16{int16(a)}, printed)
			truth = append(truth, truthOf(n)...)
		}
	}
	m := newModel(disclosure.Standard(), nil)
	m.add(total, truth)
	var found differences
	for range 3 {
		found.take(m)
	}
	for i := range leastCouncils {
		found.from.add(i)
	}
	f, ok := figureOf(found.result(), "error of quarters derived from their year")
	if !ok || f.Value != 0 || f.Holds() {
		t.Errorf("%v, %v", f, ok)
	}
}

// What a later version has more than the one before is what came between them, and one council more is that council.
func TestSubtractionTakesVersionsFromEachOther(t *testing.T) {
	d := &measure.Definition{ID: "m", Grain: measure.Snapshot}
	areas := 1 + len(area.Of(area.Council))
	s := printedSeries(d, "", []measure.Category{{}}, make([]period.Period, 1), areas)
	truth := truthOf(make([]int32, areas)...)
	s.printed(0, 0, false, []int16{0, 1}, 200)
	s.printed(0, 1, true, []int16{0, 1, 2}, 207)
	s.printed(3, 0, true, []int16{2}, 10)
	s.printed(4, 0, false, []int16{3}, 5)
	s.printed(4, 1, true, []int16{3}, 10)
	truth[3].Numerator, truth[4].Numerator = 7, 8
	m := newModel(disclosure.Standard(), nil)
	m.add(s, truth)
	var found differences
	found.take(m)
	if found.joined.number != 1 || found.joined.square != 0 {
		t.Errorf("a council that has joined: %+v", found.joined)
	}
	if found.versions.number != 1 || found.versions.square < 4 || found.versions.square > 4+9*9 {
		t.Errorf("two versions: %+v", found.versions)
	}
	if f, ok := figureOf(found.result(), "error of a council derived"); !ok || f.Least != nil {
		t.Errorf("a single count is judged: %v", f)
	}
}

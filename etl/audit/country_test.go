package audit_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/careduty/careduty/etl/audit"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/queries"
)

// person is one made-up person: council, a leaf in each dimension, and an answer to each measure.
type person struct {
	key     uint64
	council int
	leaf    map[string]int
	answer  []int8 // by measure
}

// country is made-up people in every council, some councils with few.
type country struct {
	list     []person
	measures []measure.Definition
	random   *rand.Rand
	places   []int // position of each council among all areas
	regions  []int
}

// controlMeasures are counted of every country: one where low is good, and two of people with a budget by delivery, of whom the second's are, by
// definition, the first's with a direct payment.
var controlMeasures = []measure.ID{"overdue_reviews", "budgets_below_cost", "direct_payment_plans_complete"}

func newCountry(t *testing.T, seed uint64, most int) *country {
	t.Helper()
	all, err := measure.Load(queries.Files)
	check(t, err)
	n := &country{random: rand.New(rand.NewPCG(seed, 1))}
	for _, id := range controlMeasures {
		i := slices.IndexFunc(all, func(m measure.Measure) bool { return m.ID == id })
		d := all[i].Definition
		if d.Period, d.CouncilTotalsOnly = "quarter", false; id != controlMeasures[0] {
			d.Dimensions = []string{"setting", "delivery"}
		}
		n.measures = append(n.measures, d)
	}
	places := map[string]int{}
	for i, a := range area.All() {
		places[a.Code] = i
	}
	for c, a := range area.Of(area.Council) {
		n.places, n.regions = append(n.places, places[a.Code]), append(n.regions, places[a.Parent])
		for range 20 + n.random.IntN(most) {
			n.list = append(n.list, n.born(c))
		}
	}
	return n
}

func (n *country) born(council int) person {
	p := person{key: n.random.Uint64(), council: council, leaf: map[string]int{}}
	for _, d := range measure.Dimensions() {
		leaves := slices.IndexFunc(d.Categories, func(c measure.Category) bool { return c.Band })
		if leaves < 0 {
			leaves = len(d.Categories)
		}
		p.leaf[d.ID] = int(float64(leaves) * n.random.Float64() * n.random.Float64()) // some categories are common and some are rare
	}
	for i := range n.measures {
		answer := audit.No
		switch {
		case n.random.IntN(3+3*i) == 0:
			answer = audit.Yes
		case n.random.IntN(20) == 0:
			answer = audit.NotKnown
		}
		p.answer = append(p.answer, answer)
	}
	return p
}

// counts says whether a measure counts the person: the last one those with a direct payment alone.
func (p *person) counts(m int) bool { return m < 2 || p.leaf["delivery"] < 2 }

// change replaces one person in so many.
func (n *country) change(share int) {
	for i := range n.list {
		if n.random.IntN(share) == 0 {
			n.list[i] = n.born(n.list[i].council)
		}
	}
}

type people struct{ n, s uint64 }

func (s *people) add(key uint64) { s.n, s.s = s.n+1, s.s+key }

// sets are the exact counts of a measure's breakdown, by area, category and role.
func (n *country) sets(m int, dimension string, cats []measure.Category) [][][disclosure.Roles]people {
	out := make([][][disclosure.Roles]people, len(area.All()))
	for i := range out {
		out[i] = make([][disclosure.Roles]people, len(cats))
	}
	d := &n.measures[m]
	for i := range n.list {
		p := &n.list[i]
		if !p.counts(m) {
			continue
		}
		in := []int{p.leaf[dimension]}
		for i, c := range cats {
			if c.Band && cats[in[0]].Parent == c.Slug {
				in = append(in, i)
			}
		}
		met := p.answer[m] == audit.Yes
		if d.DrawsBreach() {
			met = p.answer[m] == audit.No
		}
		for _, a := range []int{0, n.regions[p.council], n.places[p.council]} {
			for _, c := range in {
				x := &out[a][c]
				x[disclosure.People].add(p.key)
				if p.answer[m] == audit.NotKnown {
					x[disclosure.Unknown].add(p.key)
				} else {
					x[disclosure.Known].add(p.key)
				}
				if met {
					x[disclosure.Met].add(p.key)
				}
			}
		}
	}
	return out
}

// sample takes one person in ten, with every place they have.
func (n *country) sample(states [][]person, periods []period.Period) []audit.Person {
	at := map[uint64]*audit.Person{}
	var keys []uint64
	for i, list := range states {
		for _, p := range list {
			if p.key%10 != 0 {
				continue
			}
			who := at[p.key]
			if who == nil {
				who = &audit.Person{Key: p.key, Council: area.All()[n.places[p.council]].Code}
				at[p.key], keys = who, append(keys, p.key)
			}
			for m := range n.measures {
				place := audit.Place{Measure: n.measures[m].ID, From: periods[i], To: periods[i], People: true, Answer: p.answer[m]}
				for b, dimension := range n.measures[m].Breakdowns() {
					place.Leaf[b] = uint8(p.leaf[dimension])
				}
				if p.counts(m) {
					who.Places = append(who.Places, place)
				}
			}
		}
	}
	var out []audit.Person
	for _, key := range keys {
		out = append(out, *at[key])
	}
	return out
}

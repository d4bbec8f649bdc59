package audit

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// B5. Promise: what one person's answer is stays in doubt even for someone who knows everybody else. Attack: for each fact about a person in a
// financial year, every published count that the fact moves, of all measures, periods, breakdowns and tiers, is asked how much likelier it is if the
// fact is so than if it is not; counts of one draw are asked once. Bound: by the table's expectation, for each fact, at most 10 % of the people it is
// true of are made more than 95 % sure of by their council's counts, and 15 % by all; so also for the answer to each measure by its counts alone.

// The bounds of B5, and how much is looked at.
const (
	mostSureByCouncil = 0.10
	mostSureByAll     = 0.15
	mostCases         = 2000 // people and years looked at for one fact, and
	mostOfMeasure     = 400  // for the answer to one measure
	drawsPerCase      = 16
	fewestCases       = 20
	fewestForAnswers  = 1000 // people on record in a council, on average, for the answer to the worst measure
	namedGroups       = 5
)

// fact is something that is so of a person: the answer to a measure, and all that would be otherwise if it were not so.
type fact struct {
	words  string
	of     measure.ID
	answer int8
	flips  []measure.ID // measures whose answer would be the opposite
	leaves []measure.ID // measures that would not count the person at all
	holds  []string     // ways in which support is delivered that would be another: a managed budget
}

// facts are those of which docs/privacy.md gives the risk. A new measure that tells one of them again belongs in its list.
var facts = []fact{
	{
		words: "a cut without reassessment", of: "budget_cuts_without_reassessment", answer: Yes,
		flips:  []measure.ID{"budget_cuts_without_reassessment"},
		leaves: []measure.ID{"cuts_not_reassessed_share", "cuts_with_evidence_and_agreement", "reductions_explained_by_price", "weekly_loss_from_cuts"},
	},
	{
		words: "a direct payment", of: "direct_payment_uptake", answer: Yes, flips: []measure.ID{"direct_payment_uptake"},
		leaves: []measure.ID{
			"direct_payment_plans_complete", "direct_payments_matching_budget", "employment_costs_covered", "first_direct_payment_reviews_on_time",
			"yearly_direct_payment_reviews_on_time",
		},
		holds: []string{"direct_payment", "mixed"},
	},
	{words: "an overdue review", of: "overdue_reviews", answer: Yes, flips: []measure.ID{"overdue_reviews", "reviewed_in_year"}},
	{
		words: "a complaint upheld", of: "complaints_upheld", answer: Yes, flips: []measure.ID{"complaints_upheld"},
		leaves: []measure.ID{"remedies_completed"},
	},
	{words: "no copy of the plan given", of: "plan_copies_given", answer: No, flips: []measure.ID{"plan_copies_given"}},
}

// otherwise is how a place would be if the fact were not so; counted is false where the person would not be counted.
func (f *fact) otherwise(d *measure.Definition, p Place) (q Place, counted bool) {
	if slices.Contains(f.leaves, p.Measure) {
		return p, false
	}
	if slices.Contains(f.flips, p.Measure) && (p.Answer == Yes || p.Answer == No) {
		p.Answer = Yes + No - p.Answer
	}
	if at := slices.Index(d.Breakdowns(), "delivery"); at >= 0 && len(f.holds) > 0 {
		list := categories("delivery")
		if leaf := int(p.Leaf[at]); leaf < len(list) && slices.Contains(f.holds, list[leaf].Slug) {
			p.Leaf[at] = uint8(slices.IndexFunc(list, func(c measure.Category) bool { return c.Slug == "managed_budget" })) //nolint:gosec // few categories
		}
	}
	return p, true
}

// risk is how often a fact is made sure of, and by what.
type risk struct {
	cases, council, all float64
	from                map[Group]float64 // what each breakdown tells of it
}

// answersOf is B5.
func answersOf(k *knowing) Result {
	var figures []Figure
	var examples []string
	for i := range facts {
		if k.defs[facts[i].of] == nil {
			continue
		}
		if x := k.risk(&facts[i], mostCases); x.cases >= fewestCases {
			figures = append(figures, x.figures(facts[i].words)...)
			examples = append(examples, x.examples(facts[i].words)...)
		}
	}
	var worst risk
	name := measure.ID("")
	for _, id := range k.measures() {
		for _, answer := range []int8{Yes, No} {
			x := k.risk(&fact{of: id, answer: answer, flips: []measure.ID{id}}, mostOfMeasure)
			if x.cases >= fewestCases && x.council+x.all > worst.council+worst.all {
				worst, name = x, id
			}
		}
	}
	if name != "" {
		own := worst.figures("the answer to the worst measure")
		if k.truth.PeopleInCouncil < fewestForAnswers { // of rare events there is one a council, which any count but 0 tells
			own = []Figure{private(own[0].Name, own[0].Value), private(own[1].Name, own[1].Value)}
		}
		figures = append(figures, own...)
		examples = append(examples, worst.examples(string(name))...)
	}
	r := result("B5", "One person's answer, by someone who knows everybody else", figures...)
	if !r.Passed {
		r.Examples = examples
	}
	return r
}

func (k *knowing) measures() []measure.ID {
	var out []measure.ID
	for id, d := range k.defs {
		if !d.Kind.Median() {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

func (x *risk) figures(words string) []Figure {
	return []Figure{
		atMost("share of people made sure of, by council counts: "+words, x.council/x.cases, mostSureByCouncil),
		atMost("share of people made sure of, by all counts: "+words, x.all/x.cases, mostSureByAll),
	}
}

// examples names the breakdowns that tell most of a fact that is told too often: those to take out of headers.
func (x *risk) examples(words string) []string {
	if x.council/x.cases <= mostSureByCouncil && x.all/x.cases <= mostSureByAll {
		return nil
	}
	var list []Group
	for g := range x.from {
		list = append(list, g)
	}
	slices.SortFunc(list, func(a, b Group) int {
		return cmp.Or(cmp.Compare(x.from[b], x.from[a]), cmp.Compare(a.Measure, b.Measure), cmp.Compare(a.Dimension, b.Dimension))
	})
	out := []string{}
	for _, g := range list[:min(len(list), namedGroups)] {
		name := "totals"
		if g.Dimension != "" {
			name = "by " + g.Dimension
		}
		out = append(out, fmt.Sprintf("%s: %s, %s", words, g.Measure, name))
	}
	return out
}

// risk asks people of the sample, each in each year in which the fact is so.
func (k *knowing) risk(f *fact, most int) risk {
	x := risk{from: map[Group]float64{}}
	step := 1 + k.cases(f)/most
	random := rand.New(rand.NewPCG(6, uint64(step))) //nolint:gosec // draws for a test, the same each time
	n := 0
	for i := range k.truth.People {
		for _, year := range k.years(f, &k.truth.People[i]) {
			if n++; n%step == 0 {
				k.ask(f, &k.truth.People[i], year, &x, random)
			}
		}
	}
	return x
}

// cases is how many people and years there are.
func (k *knowing) cases(f *fact) int {
	n := 0
	for i := range k.truth.People {
		n += len(k.years(f, &k.truth.People[i]))
	}
	return n
}

// years are the financial years in which the fact is so of a person.
func (k *knowing) years(f *fact, who *Person) []period.Period {
	var out []period.Period
	for i := range who.Places {
		p := &who.Places[i]
		if p.Measure != f.of || p.Answer != f.answer {
			continue
		}
		for per := p.From; !per.Last().After(p.To.Last()); per = per.Add(1) {
			if y := per.Year(); !slices.Contains(out, y) {
				out = append(out, y)
			}
		}
	}
	return out
}

// cellOf names a count that a fact may move.
type cellOf struct {
	measure   measure.ID
	dimension string
	category  int
	area      int
	role      Role
}

// moved is a draw that the fact moves: how much it tells, and whether it is a region's or England's.
type moved struct {
	*ratios
	wide bool
	of   Group
}

// ask draws every count that a person's fact moves in a year, and adds up what they tell.
func (k *knowing) ask(f *fact, who *Person, year period.Period, x *risk, random *rand.Rand) {
	seen := map[drawOf]bool{}
	var list []moved
	for i := range who.Places {
		p := &who.Places[i]
		for per := p.From; !per.Last().After(p.To.Last()); per = per.Add(1) {
			if per.Year() == year {
				list = k.moves(f, who, p, per, seen, list)
			}
		}
	}
	if len(list) == 0 {
		return
	}
	for _, m := range list {
		for i, p := range m.chance {
			if p > 0 && !math.IsInf(m.log[i], 0) {
				x.from[m.of] += p * m.log[i]
			}
		}
	}
	x.cases++
	for range drawsPerCase {
		council, all := 0.0, 0.0
		for _, m := range list {
			tells := m.pick(random)
			all += tells
			if !m.wide {
				council += tells
			}
		}
		if council > math.Log(surely) {
			x.council += 1. / drawsPerCase
		}
		if all > math.Log(surely) {
			x.all += 1. / drawsPerCase
		}
	}
}

// moves adds the draws of one period that the fact moves a person out of or into.
func (k *knowing) moves(f *fact, who *Person, p *Place, per period.Period, seen map[drawOf]bool, list []moved) []moved {
	d := k.defs[p.Measure]
	if d == nil {
		return list
	}
	q, counted := f.otherwise(d, *p)
	if counted && q == *p {
		return list
	}
	in := map[cellOf]set{}
	k.sets(who.Council, p, per, func(s set) { in[s.cell()] = s })
	add := func(s set, other int8) {
		if !seen[s.draw()] {
			seen[s.draw()] = true
			list = append(list, moved{k.ratio(s.Tier, s.N, other), s.wide, Group{s.measure, s.dimension}})
		}
	}
	var into []set
	if counted {
		k.sets(who.Council, &q, per, func(s set) {
			if _, both := in[s.cell()]; both {
				delete(in, s.cell())
				return
			}
			into = append(into, s)
		})
	}
	var out []set
	for _, s := range in {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b set) int { return a.cell().compare(b.cell()) })
	for _, s := range out {
		add(s, -1)
	}
	for _, s := range into {
		add(s, 1)
	}
	return list
}

func (x *set) cell() cellOf { return cellOf{x.measure, x.dimension, x.category, x.area, x.role} }

func (c cellOf) compare(o cellOf) int {
	return cmp.Or(cmp.Compare(c.dimension, o.dimension), cmp.Compare(c.category, o.category), cmp.Compare(c.area, o.area), cmp.Compare(c.role, o.role))
}

package cld

import (
	"cmp"
	"slices"
)

// Person is one person, as the record of kind people has it. Texts are codes of the record's fields; empty is not known.
type Person struct {
	Ref       Ref
	BirthYear int // 0 where not known
	Sex       string
	Ethnicity string
	Reason    string
	HasCarer  string
	Died      int32
}

// Assessment is one needs assessment, reassessment or assessment of a carer.
type Assessment struct {
	Ref, Person          Ref
	Kind                 string
	Requested, Completed int32 // Requested is None where no request led to it
}

// Plan is a long-term service, which stands for a plan and for the budget that says how it is delivered.
type Plan struct {
	Ref, Person Ref
	Start, End  int32 // End is None while it is open
	Setting     string
	Superseded  bool   // another long-term service goes on from it
	Delivery    string // of services in the community; empty for others, whose delivery counts for nothing
}

// Review is one review.
type Review struct {
	Ref, Person Ref
	Kind        string // planned or unplanned; unknown where no reason is recorded
	Completed   int32
	Achieved    string
}

// None is no day.
const None = none

// Records are what the events of one council come to, each list in an order that the file alone decides.
type Records struct {
	People      []Person
	Assessments []Assessment
	Plans       []Plan
	Reviews     []Review
}

// records makes the records of settled events.
func (c *settled) records(k *Key) Records {
	byPerson := map[person][]*event{}
	var people []person
	for i := range c.events {
		e := &c.events[i]
		if byPerson[e.person] == nil {
			people = append(people, e.person)
		}
		byPerson[e.person] = append(byPerson[e.person], e)
	}
	var out Records
	for _, p := range people {
		m := maker{key: k, person: p, nth: map[key]int{}, out: &out}
		m.make(byPerson[p])
	}
	return out
}

// maker makes the records of one person.
type maker struct {
	key    *Key
	person person
	nth    map[key]int // rows of one event so far
	out    *Records
}

func (m maker) make(events []*event) {
	m.out.People = append(m.out.People, details(m.person, events))
	for _, e := range events {
		ref := func(kind string) Ref {
			m.nth[e.key(false)]++
			return e.ref(m.key, kind, m.nth[e.key(false)])
		}
		switch {
		case e.longTerm():
			p := Plan{Ref: ref("plan"), Person: Ref(m.person), Start: e.start, End: e.end, Setting: e.service.String(), Superseded: goesOver(e, events)}
			if e.service == community {
				p.Delivery = delivered(e.delivery)
			}
			m.out.Plans = append(m.out.Plans, p)
		case e.kind == assessment && e.assessment == longAssessment && (e.client == serviceUser || e.client == carer):
			a := Assessment{Ref: ref("assessment"), Person: Ref(m.person), Completed: e.end, Kind: assessed(e, events), Requested: None}
			if a.Kind == "needs" {
				a.Requested = asked(e, events)
			}
			m.out.Assessments = append(m.out.Assessments, a)
		case e.kind == review && e.review != shortTerm && (e.client == serviceUser || e.client == carer):
			r := Review{Ref: ref("review"), Person: Ref(m.person), Completed: e.end, Kind: "unknown", Achieved: e.achieved.String()}
			if e.review != 0 {
				r.Kind = e.review.String()
			}
			m.out.Reviews = append(m.out.Reviews, r)
		}
	}
}

// delivered is the code of a delivery; what is neither of the three is not known.
func delivered(w word) string {
	if w == 0 {
		return unknown.String()
	}
	return w.String()
}

// goesOver says whether another long-term service begins as this one ends: one stretch of support, whatever the rows. Councils close
// and open services as packages change, and some on every 1 April.
func goesOver(e *event, events []*event) bool {
	return e.end != none && slices.ContainsFunc(events, func(o *event) bool {
		return o != e && o.longTerm() && o.start >= e.start && (o.start == e.end || o.start == e.end+1)
	})
}

// assessed is the kind of a long-term assessment: a carer's; a reassessment if long-term support was in force when it began.
func assessed(e *event, events []*event) string {
	switch {
	case e.client == carer:
		return "carer"
	case slices.ContainsFunc(events, func(o *event) bool {
		return o.longTerm() && o.start < e.start && (o.end == none || o.end >= e.start)
	}):
		return "reassessment"
	default:
		return "needs"
	}
}

// asked is the day of the request that a needs assessment answers: the first that led on, since the long-term assessment before. A
// request on the day an assessment began is answered by that one.
func asked(e *event, events []*event) day {
	before, first := none, none
	for _, o := range events {
		if o.kind == assessment && o.client == serviceUser && o.assessment == longAssessment && o.start < e.start {
			before = max(before, o.start)
		}
	}
	for _, o := range events {
		if o.kind == request && o.client == serviceUser && o.goesOn() && o.start > before && o.start <= e.start && (first == none || o.start < first) {
			first = o.start
		}
	}
	return first
}

// oldest is the age above which a date of birth is a dummy.
const oldest = 115

// details are what the rows of a person say of them. Where rows differ, what is known goes before what is not, then the later period,
// then the event that ended later or is open, then the one that began later; where such rows still differ it is unknown. Of years of
// birth the earliest counts.
func details(p person, events []*event) Person {
	rows := slices.Clone(events)
	slices.SortStableFunc(rows, func(a, b *event) int {
		return cmp.Or(cmp.Compare(b.last, a.last), cmp.Compare(b.closing(), a.closing()), cmp.Compare(b.start, a.start))
	})
	out := Person{
		Ref:       Ref(p),
		Sex:       latest(rows, func(e *event) word { return e.sex }),
		Ethnicity: latest(rows, func(e *event) word { return e.ethnicity }),
		Reason:    latest(rows, func(e *event) word { return e.reason }),
		HasCarer:  latest(rows, func(e *event) word { return e.hasCarer }),
		Died:      None,
	}
	for _, e := range rows {
		if born := int(e.birthYear); born != 0 && (out.BirthYear == 0 || born < out.BirthYear) {
			out.BirthYear = born
		}
		if out.Died == None {
			out.Died = e.died
		}
	}
	return out
}

// latest is the code that the first row with a known one has, unless one that stands level with it has another.
func latest(rows []*event, of func(*event) word) string {
	first := slices.IndexFunc(rows, func(e *event) bool { return known(of(e)) })
	if first < 0 {
		return unknown.String()
	}
	top := rows[first]
	for _, e := range rows[first:] {
		if e.last != top.last || e.closing() != top.closing() || e.start != top.start {
			break
		}
		if known(of(e)) && of(e) != of(top) {
			return unknown.String()
		}
	}
	return of(top).String()
}

func known(w word) bool { return w != 0 && w != unknown }

package secondopinion

import (
	"encoding/csv"
	"fmt"
	"math/big"
	"reflect"
	"strings"
	"unicode"
)

// amount is a number with two decimal places, as hundredths: pence a week, or hours.
type amount struct {
	n     int64
	known bool
}

type assessment struct {
	AssessmentRef, PersonRef, Kind            string
	RequestedOn, CompletedOn                  day
	Outcome                                   string
	RecordGivenOn, CopyGivenOn, AdviceGivenOn day
	MeetsNeeds, NeedsNotMetReason             string
	ReasonsGivenOn                            day
	SubstantialDifficulty, AppropriatePerson  string
	AdvocateReferredOn, AdvocateStartedOn     day
	HelpedToDecide                            string
}

type plan struct {
	PlanRef, PersonRef, For, AssessmentRef                           string
	StartedOn, SignedOffOn, EndedOn                                  day
	EndReason, Term, Setting, FirstPlan                              string
	HasNeeds, HasEligibility, HasNeedsToMeet, HasOutcomes, HasBudget string
	HasAdviceReduce, HasAdvicePrevent, HasServices, HasProvider      string
	HasFrequency, HasDpNeeds, HasDpAmountFrequency, HasMetByOthers   string
	HasEmergencyPlan, HasStrengths, HasNetworks, HasTechnology       string
	HasWhereToLive, InvolvedPerson, InvolvedCarer, InvolvedOthers    string
	Agreed                                                           string
	DisagreementReasons                                              string
	CopyGivenOn                                                      day
	ToldDirectPayments, IndicativeBudgetGiven                        string
	SubstantialDifficulty, AppropriatePerson                         string
	AdvocateReferredOn, AdvocateStartedOn                            day

	person  *person
	budgets []*budget // ongoing ones, by effective_from; of two with one date only the later reference
}

type budget struct {
	BudgetRef, PlanRef, PersonRef, Purpose                              string
	EffectiveFrom, EffectiveTo                                          day
	WeeklyTotal, WeeklyContribution, WeeklyCouncil, WeeklyCostOfSupport amount
	Delivery                                                            string
	WeeklyDirectPayment, HoursPerWeek                                   amount
	ChangeReason, EvidenceRecorded, PersonAgreed                        string

	plan *plan
}

type payment struct {
	DpRef, PersonRef, PlanRef string
	RequestedOn               day
	Decision                  string
	DecidedOn                 day
	RefusalCondition          string
	FirstPaidOn, EndedOn      day
	EndReason                 string
	ReplacementStartedOn      day
	EmploymentCostsIncluded   string
	SupportOffered, ManagedBy string

	person *person
	plan   *plan // the one it names, if any
}

type review struct {
	ReviewRef, PersonRef, PlanRef, DpRef, Kind, Reason string
	RequestedOn, CompletedOn                           day
	RefusedReason, Outcome, OutcomesAchieved           string
	LedToRevision, InvolvedPerson, InvolvedCarer       string
}

type complaint struct {
	ComplaintRef, PersonRef                        string
	ReceivedOn                                     day
	About, ResolvedOrally                          string
	AcknowledgedOn, RespondedOn, ExtensionAgreedTo day
	Outcome                                        string
	RemedyAgreedOn, RemedyCompletedOn              day
	ToldOmbudsman, OmbudsmanDecision               string
	OmbudsmanDecidedOn                             day
	OmbudsmanComplied                              string
}

// person is one person with all records about them. Who complains without being named is a person of their own.
type person struct {
	PersonRef, BirthYear, Sex, Ethnicity, SupportReason, HasUnpaidCarer string
	DiedOn, LeftOn                                                      day

	assessments []*assessment
	plans       []*plan
	budgets     []*budget // ongoing ones about the person, whoever's plan they belong to
	payments    []*payment
	reviews     []*review
	complaints  []*complaint
	levels      []level // of the person's budgets: cuts_test.go
	levelled    bool
}

// gone is the day the person died or left, whichever came first.
func (p *person) gone() day { return min(p.DiedOn.orNever(), p.LeftOn.orNever()) }

// people reads the records of one council: CSV by kind.
func people(records map[string]string) ([]*person, error) {
	var list []*person
	byRef := map[string]*person{}
	plans := map[string]*plan{}
	err := each(records["people"], func(p *person) {
		byRef[p.PersonRef] = p
		list = append(list, p)
	})
	if err != nil {
		return nil, err
	}
	err = firstOf(
		each(records["assessments"], func(a *assessment) {
			byRef[a.PersonRef].assessments = append(byRef[a.PersonRef].assessments, a)
		}),
		each(records["plans"], func(p *plan) {
			p.person = byRef[p.PersonRef]
			p.person.plans = append(p.person.plans, p)
			plans[p.PlanRef] = p
		}),
		each(records["budgets"], func(b *budget) { plans[b.PlanRef].take(b) }),
		each(records["direct_payments"], func(d *payment) {
			d.person, d.plan = byRef[d.PersonRef], plans[d.PlanRef]
			d.person.payments = append(d.person.payments, d)
		}),
		each(records["reviews"], func(r *review) { byRef[r.PersonRef].reviews = append(byRef[r.PersonRef].reviews, r) }),
		each(records["complaints"], func(c *complaint) {
			who := byRef[c.PersonRef]
			if who == nil {
				who = &person{PersonRef: c.ComplaintRef}
				list = append(list, who)
			}
			who.complaints = append(who.complaints, c)
		}),
	)
	for _, p := range list {
		for _, pl := range p.plans {
			for _, b := range pl.budgets {
				byRef[b.PersonRef].budgets = append(byRef[b.PersonRef].budgets, b)
			}
		}
	}
	return list, err
}

// take puts an ongoing budget among those of its plan, in order; of two with one date the later reference counts.
func (p *plan) take(b *budget) {
	b.plan = p
	if b.Purpose != "ongoing" {
		return
	}
	for i, o := range p.budgets {
		switch {
		case o.EffectiveFrom == b.EffectiveFrom:
			if b.BudgetRef > o.BudgetRef {
				p.budgets[i] = b
			}
			return
		case o.EffectiveFrom > b.EffectiveFrom:
			p.budgets = append(p.budgets[:i], append([]*budget{b}, p.budgets[i:]...)...)
			return
		}
	}
	p.budgets = append(p.budgets, b)
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// each reads rows into values whose fields are named as the columns.
func each[T any](text string, use func(*T)) error {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(rows) == 0 {
		return err
	}
	for _, row := range rows[1:] {
		v := new(T)
		for i, name := range rows[0] {
			if err := set(reflect.ValueOf(v).Elem().FieldByName(camel(name)), row[i]); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		use(v)
	}
	return nil
}

// camel is person_ref as PersonRef.
func camel(name string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(name, "_") {
		b.WriteRune(unicode.ToUpper(rune(word[0])))
		b.WriteString(word[1:])
	}
	return b.String()
}

func set(field reflect.Value, text string) (err error) {
	switch f := field.Addr().Interface().(type) {
	case *string:
		*f = text
	case *day:
		*f, err = parseDay(text)
	case *amount:
		*f, err = parseAmount(text)
	}
	return err
}

func parseAmount(text string) (amount, error) {
	if text == "" {
		return amount{}, nil
	}
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return amount{}, fmt.Errorf("no number")
	}
	r.Mul(r, big.NewRat(100, 1))
	return amount{n: r.Num().Int64(), known: true}, nil
}

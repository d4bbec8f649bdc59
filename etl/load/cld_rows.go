package load

import (
	"context"
	"slices"

	"github.com/careduty/careduty/etl/cld"
	"github.com/careduty/careduty/internal/warehouse"
	"github.com/careduty/careduty/schemas"
)

// cldRows gives the records that Client Level Data comes to, kind by kind.
type cldRows struct{ extract *cld.Extract }

func (c cldRows) fill(_ context.Context, kind schemas.Kind, add func(at int64, rejected bool, values []warehouse.Value) error) error {
	x := c.extract
	switch kind.Name {
	case "people":
		return each(kind, x.People, add, func(r row, p cld.Person) {
			r.ref("person_ref", p.Ref)
			if p.BirthYear != 0 {
				r.number("birth_year", int64(p.BirthYear))
			}
			r.code("sex", p.Sex)
			r.code("ethnicity", p.Ethnicity)
			r.code("support_reason", p.Reason)
			r.code("has_unpaid_carer", p.HasCarer)
			r.day("died_on", p.Died)
		})
	case "assessments":
		return each(kind, x.Assessments, add, func(r row, a cld.Assessment) {
			r.ref("assessment_ref", a.Ref)
			r.ref("person_ref", a.Person)
			r.code("kind", a.Kind)
			r.day("requested_on", a.Requested)
			r.day("completed_on", a.Completed)
		})
	case "plans":
		return each(kind, x.Plans, add, fillPlan)
	case "budgets":
		inCommunity := slices.DeleteFunc(slices.Clone(x.Plans), func(p cld.Plan) bool { return p.Delivery == "" })
		return each(kind, inCommunity, add, fillBudget)
	case "reviews":
		return each(kind, x.Reviews, add, func(r row, v cld.Review) {
			r.ref("review_ref", v.Ref)
			r.ref("person_ref", v.Person)
			r.code("kind", v.Kind)
			r.day("completed_on", v.Completed)
			r.code("outcomes_achieved", v.Achieved)
		})
	default:
		return nil // a kind that is there and has no records: payments are told by how a budget is delivered
	}
}

func fillPlan(r row, p cld.Plan) {
	r.ref("plan_ref", p.Ref)
	r.ref("person_ref", p.Person)
	r.code("for", "adult")
	r.day("started_on", p.Start)
	r.day("ended_on", p.End)
	r.code("term", "long")
	r.code("setting", p.Setting)
	if p.Superseded {
		r.code("end_reason", "superseded")
	}
}

func fillBudget(r row, p cld.Plan) {
	r.ref("budget_ref", p.Ref)
	r.ref("plan_ref", p.Ref)
	r.ref("person_ref", p.Person)
	r.code("purpose", "ongoing")
	r.day("effective_from", p.Start)
	r.day("effective_to", p.End)
	r.code("delivery", p.Delivery)
}

// row is one record being filled, by the names of its fields.
type row struct {
	kind   schemas.Kind
	values []warehouse.Value
}

func each[T any](kind schemas.Kind, list []T, add func(at int64, rejected bool, values []warehouse.Value) error, fill func(row, T)) error {
	r := row{kind: kind, values: make([]warehouse.Value, len(kind.Fields))}
	for i, record := range list {
		clear(r.values)
		fill(r, record)
		if err := add(int64(i)+1, false, r.values); err != nil {
			return err
		}
	}
	return nil
}

func (r row) at(field string) *warehouse.Value {
	i := slices.IndexFunc(r.kind.Fields, func(f schemas.Field) bool { return f.Name == field })
	if i < 0 {
		panic("load: " + r.kind.Name + " has no field " + field)
	}
	return &r.values[i]
}

func (r row) ref(field string, ref cld.Ref) {
	*r.at(field) = warehouse.Value{State: warehouse.Set, Ref: ref}
}

func (r row) number(field string, n int64) {
	*r.at(field) = warehouse.Value{State: warehouse.Set, Number: n}
}

func (r row) day(field string, d int32) {
	if d != cld.None {
		r.number(field, int64(d))
	}
}

// code sets a code of the field; one that the field has not is left empty, as unknown is where a field has no code for it.
func (r row) code(field, code string) {
	f, _ := r.kind.Field(field)
	if i := slices.Index(f.Codes, code); i >= 0 {
		r.number(field, int64(i))
	}
}

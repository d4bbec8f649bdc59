package secondopinion

import (
	"reflect"
	"slices"
	"testing"

	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/schemas"
)

// old tells of a person whether a measure's rule looks further back than any lookback, begun on a day, would do.
type old func(p *person, begin day) bool

// unbounded are the measures whose rule does, for a few.
var unbounded = map[measure.ID]old{
	"plan_waiting_days":          waitedLong,
	"plans_within_28_days":       waitedLong,
	"assessment_waiting_days":    askedLongAgo,
	"assessments_within_28_days": askedLongAgo,
	"overdue_reviews":            signedLate,
	"overdue_over_six_months":    begunAnew,
	"never_reviewed":             reviewedOnlyBefore,
	"first_reviews_on_time":      signedLate,
	"plans_made_when_due":        madeBefore,
	"direct_payment_uptake":      outlivedItsPlan,
	"self_directed_support":      outlivedItsPlan,

	"first_reviews_within_six_weeks":        reviewedBeforeItBegan,
	"yearly_direct_payment_reviews_on_time": notReviewedSince,

	"budget_cuts_without_reassessment":     changedBefore,
	"cuts_not_reassessed_share":            changedBefore,
	"weekly_loss_from_cuts":                changedBefore,
	"reductions_explained_by_price":        changedBefore,
	"support_stopped_without_reassessment": changedBefore,
}

// waitedLong: a plan signed off so long after its assessment that only the plan is sent.
func waitedLong(p *person, begin day) bool {
	return slices.ContainsFunc(p.plans, func(pl *plan) bool {
		return slices.ContainsFunc(p.assessments, func(a *assessment) bool {
			return a.AssessmentRef == pl.AssessmentRef && a.CompletedOn.by(begin-1) && pl.SignedOffOn > begin.addMonths(12)-1
		})
	})
}

// askedLongAgo: support that was there when the person asked, and was over before the records begin.
func askedLongAgo(p *person, begin day) bool {
	return slices.ContainsFunc(p.assessments, func(a *assessment) bool { return a.RequestedOn.by(begin - 1) })
}

// signedLate: a plan in force when the records begin and signed off only later. What it carries on is not sent, nor are earlier reviews.
func signedLate(p *person, begin day) bool {
	return slices.ContainsFunc(p.plans, func(pl *plan) bool { return pl.StartedOn <= begin && !pl.SignedOffOn.by(begin-1) })
}

// reviewedOnlyBefore: somebody reviewed before the records begin, which nothing tells from somebody never reviewed.
func reviewedOnlyBefore(p *person, begin day) bool { return p.lastReview(begin - 1).known() }

// begunAnew: as signedLate, and support that began after the records do, of somebody reviewed before.
func begunAnew(p *person, begin day) bool {
	begun := slices.ContainsFunc(p.plans, func(pl *plan) bool { return pl.Term == "long" && pl.StartedOn >= begin })
	return signedLate(p, begin) || begun && reviewedOnlyBefore(p, begin)
}

// reviewedBeforeItBegan: a plan signed off and reviewed before the records begin, that started only after.
func reviewedBeforeItBegan(p *person, begin day) bool {
	return slices.ContainsFunc(p.plans, func(pl *plan) bool {
		return slices.ContainsFunc(p.reviews, func(r *review) bool { return r.CompletedOn.by(begin-1) && r.CompletedOn > pl.SignedOffOn })
	})
}

// notReviewedSince: a payment whose due days hang on a review from before the records begin. The first review after that settles the due
// day twelve months later, which counts if the payment is still paid on it.
func notReviewedSince(p *person, begin day) bool {
	return slices.ContainsFunc(p.payments, func(d *payment) bool {
		on, done := p.reviewOfPayment(d, begin-1, begin.addMonths(12)-1)
		return d.FirstPaidOn.by(begin-1) && (!done || min(d.EndedOn.orNever(), p.gone()) < on.addMonths(12))
	})
}

// madeBefore: a plan that was over before its assessment was complete.
func madeBefore(p *person, begin day) bool {
	return slices.ContainsFunc(p.plans, func(pl *plan) bool { return pl.AssessmentRef != "" && pl.EndedOn.by(begin-1) })
}

// outlivedItsPlan: a direct payment that is paid after its plan ended, which nothing tells from one that named none.
func outlivedItsPlan(p *person, begin day) bool {
	return slices.ContainsFunc(p.payments, func(d *payment) bool { return d.plan != nil && d.plan.EndedOn.by(begin-1) })
}

// changedBefore: budgets in force when the records begin beside which another ended before, which makes their hours seem known, or
// that carry on one that was over by then, such as by a yearly uprating.
func changedBefore(p *person, begin day) bool {
	list := p.levelsOf()
	for i, l := range list {
		beside := l.from <= begin && begin <= l.to && len(l.rows) == 0
		carriedOn := i > 0 && l.from >= begin && list[i-1].to < begin && l.follows(list[i-1])
		if beside || carriedOn {
			return true
		}
	}
	return false
}

// TestNothingEarlierChangesAPeriod holds that a measure's lookback is as long as it must be: an extract that begins a lookback before a
// period, without what was over by then, gives the same figures. Otherwise the first periods of every council would be wrong.
func TestNothingEarlierChangesAPeriod(t *testing.T) {
	told := map[measure.ID]bool{}
	for n := range *warehouses {
		worlds := draw(*seed+n, few)[:40]
		for _, w := range worlds {
			w.holdEarlier(t, worlds, told)
		}
	}
}

// holdEarlier takes what was over away from one council, for each measure and period; a measure told of is not looked at again.
func (w *world) holdEarlier(t *testing.T, worlds []*world, told map[measure.ID]bool) {
	whole, err := people(w.text())
	if err != nil {
		t.Fatal(err)
	}
	sent := map[day][]*person{}
	for _, m := range asked(t) {
		for _, per := range periodsOf(m, worlds) {
			if told[m.ID] || !w.covers(m, per) {
				continue
			}
			begin := w.reaches(m, per)
			if sent[begin] == nil {
				if sent[begin], err = people(w.since(begin).text()); err != nil {
					t.Fatal(err)
				}
			}
			if ref := differs(m, per, begin, whole, sent[begin]); ref != "" {
				t.Errorf("%s in %s changes with what was over before %s: %s in\n%s", m.ID, per, begin, ref, w)
				told[m.ID] = true
			}
		}
	}
}

// differs is the first person who counts otherwise in a period, but for those whom no lookback would do for.
func differs(m measure.Measure, per period.Period, begin day, whole, sent []*person) string {
	byRef := map[string]*person{}
	for _, p := range sent {
		byRef[p.PersonRef] = p
	}
	s, one := settingsOf(m.Definition, nil), []period.Period{per}
	for _, p := range whole {
		if is := unbounded[m.ID]; is != nil && is(p, begin) {
			continue
		}
		var now []*person
		if q := byRef[p.PersonRef]; q != nil {
			now = []*person{q}
		}
		if !reflect.DeepEqual(count([]*person{p}, m, one, s), count(now, m, one, s)) {
			return p.PersonRef
		}
	}
	return ""
}

// since is the extract as a council sends it that begins on a day: what was over by then is not in it, and what refers to that is
// emptied or falls with it.
func (w *world) since(begin day) *world {
	c := w.clone()
	c.from = begin
	next := w.nextBudgets()
	for _, k := range slices.Backward(schemas.Kinds()[1:]) {
		c.drop(k.Name, func(row map[string]string) bool {
			if end := next[row["budget_ref"]]; k.Name == "budgets" && end != "" && end <= begin.String() {
				return true
			}
			return settled(k, row) && lastOfRow(k, row) < begin.String()
		})
	}
	return c
}

// settled says whether nothing is to come of a record. An assessment or review that was asked for may still be done.
func settled(k schemas.Kind, row map[string]string) bool {
	switch k.Name {
	case "plans":
		return row["ended_on"] != ""
	case "budgets":
		return row["effective_to"] != ""
	case "direct_payments":
		return row["ended_on"] != "" || row["first_paid_on"] == "" && row["decision"] == "refused"
	case "complaints":
		return row["responded_on"] != ""
	default:
		return row["completed_on"] != ""
	}
}

// lastOfRow is the last day that a record tells of. What followed from an assessment or a review does not keep it.
func lastOfRow(k schemas.Kind, row map[string]string) (last string) {
	if row["completed_on"] != "" {
		return row["completed_on"]
	}
	for _, f := range k.Fields {
		if f.Type == schemas.Date {
			last = max(last, row[f.Name])
		}
	}
	return last
}

// nextBudgets are the days on which ongoing budgets are followed by another of their plan; of two that begin on one day, the one that does
// not count is by the other.
func (w *world) nextBudgets() map[string]string {
	out := map[string]string{}
	for _, b := range w.rows["budgets"] {
		for _, o := range w.rows["budgets"] {
			ref, day := b["budget_ref"], o["effective_from"]
			after := day > b["effective_from"] || day == b["effective_from"] && o["budget_ref"] > ref
			same := o["plan_ref"] == b["plan_ref"] && o["purpose"] == "ongoing" && b["purpose"] == "ongoing"
			if same && after && (out[ref] == "" || day < out[ref]) {
				out[ref] = day
			}
		}
	}
	return out
}

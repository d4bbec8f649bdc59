package secondopinion

import (
	"reflect"
	"slices"
	"testing"

	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/schemas"
)

// unsettled are the measures whose rule looks further than any lookahead, and why.
var unsettled = map[measure.ID]string{
	"assessment_copies_given":    "a copy counts on whatever day it was given",
	"plan_copies_given":          "a copy counts on whatever day it was given",
	"advice_when_not_eligible":   "advice counts on whatever day it was given",
	"reasons_when_needs_not_met": "reasons count on whatever day they were given",
	"advocates_arranged":         "an advocate counts on whatever day one was asked for or began",
	"advocates_in_time":          "an advocate counts on whatever day one was asked for or began",
	"plan_waiting_days":          "an assessment completed after its plan was signed off is not complete before",
	"plans_within_28_days":       "an assessment completed after its plan was signed off is not complete before",

	"first_reviews_within_six_weeks": "a plan signed off after its due day is a draft until then",
}

// settledOnTheDay are those of them whose deed lies in the period: what comes later makes known a few who were unknown, and moves nobody known.
var settledOnTheDay = []measure.ID{"plan_waiting_days", "plans_within_28_days"}

// TestWhatMayStillComeIsFollowedUp holds that every measure whose figures what comes later may change says until when a period is unfinished, and
// no other does.
func TestWhatMayStillComeIsFollowedUp(t *testing.T) {
	for _, m := range load(t) {
		want := unsettled[m.ID] != "" && !slices.Contains(settledOnTheDay, m.ID)
		if got := m.FollowUp != ""; got != want {
			t.Errorf("%s: follow_up is %q, and what comes later may change it: %t", m.ID, m.FollowUp, want)
		}
	}
}

// TestNothingLaterChangesAPeriod holds that a period's figures are settled once its lookahead is over: an extract that ended
// then, without a deed that came later, gives the same. Otherwise figures of a past period would move with every new extract.
func TestNothingLaterChangesAPeriod(t *testing.T) {
	worlds := draw(*seed, few)[:30]
	told := map[measure.ID]bool{}
	for _, w := range worlds {
		whole, err := people(w.text())
		if err != nil {
			t.Fatal(err)
		}
		cut := map[day][]*person{}
		for _, m := range asked(t) {
			s := settingsOf(m.Definition, nil)
			for _, per := range periodsOf(m, worlds) {
				end := dayOf(per.Last()).shift(m.Lookahead, 1)
				if told[m.ID] || unsettled[m.ID] != "" || !w.covers(m, per) {
					continue
				}
				if cut[end] == nil {
					if cut[end], err = people(w.until(end).text()); err != nil {
						t.Fatal(err)
					}
				}
				one := []period.Period{per}
				if a, b := count(whole, m, one, s), count(cut[end], m, one, s); !reflect.DeepEqual(a, b) {
					t.Errorf("%s in %s changes with what comes after %s in %s", m.ID, per, end, w.council)
					told[m.ID] = true
				}
			}
		}
	}
}

// until is the extract as it would have been on a day, later deeds not yet done. The day every record of a kind must have is left
// as it is, since random records bear deeds before it.
func (w *world) until(end day) *world {
	c := w.clone()
	c.to = end
	for _, k := range schemas.Kinds() {
		for _, f := range k.Fields {
			if f.Type != schemas.Date || f.AfterTo || f.Required {
				continue
			}
			for _, row := range c.rows[k.Name] {
				if row[f.Name] > end.String() {
					row[f.Name] = ""
				}
			}
		}
	}
	return c
}

package evaluate_test

import (
	"fmt"
	"testing"

	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/etl/evaluate/evaluatetest"
)

// Of two budgets of one plan from one day the one stands whose place, by the council's own reference, is the later, whatever its keyed reference.
func TestTheLaterOfTwoBudgetsStands(t *testing.T) {
	for first, want := range map[string]int64{"direct_payment": 0, "commissioned": 1} {
		t.Run(first+" first", func(t *testing.T) {
			w := evaluatetest.Open(t, evaluatetest.Extract{Council: leeds, From: "2025-04-01", To: "2025-06-30", Records: map[string]string{
				"people": "person_ref,birth_year\nann,1950\n",
				"plans":  "plan_ref,person_ref,for,started_on,signed_off_on,term,setting\np1,ann,adult,2025-01-01,2025-01-01,long,community\n",
				"budgets": `budget_ref,plan_ref,person_ref,purpose,effective_from,weekly_total,delivery
					b1,p1,ann,ongoing,2025-01-01,100.00,direct_payment
					b2,p1,ann,ongoing,2025-01-01,100.00,commissioned`,
			}})
			c, err := w.Conn(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			err = c.Exec(t.Context(), fmt.Sprintf("UPDATE record.budgets SET place = CASE WHEN delivery = '%s' THEN 1 ELSE 2 END", first))
			if err != nil {
				t.Fatal(err)
			}
			if err := c.Close(); err != nil {
				t.Fatal(err)
			}
			table := count(t, w, find(t, measures(t), "direct_payment_uptake"), nil)
			f := table.Figures(evaluate.Question{Areas: []string{leeds}})
			if len(f) != 1 || f[0].Numerator != want {
				t.Errorf("figures are %+v, want %d with a direct payment", f, want)
			}
		})
	}
}

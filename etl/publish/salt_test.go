package publish

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/careduty/careduty/etl/evaluate/evaluatetest"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/queries"
)

// A candidate drawn again under the next salt has other counts, and the ledger has the salt, so that what follows repeats it.
func TestASecondDrawIsAnotherAndIsKept(t *testing.T) {
	var people, plans strings.Builder
	people.WriteString("person_ref,birth_year,sex\n")
	plans.WriteString("plan_ref,person_ref,for,started_on,signed_off_on,term,setting\n")
	for i := range 300 {
		fmt.Fprintf(&people, "%d,%d,female\n", i, 1930+i%60)
		fmt.Fprintf(&plans, "p%[1]d,%[1]d,adult,2022-01-01,2022-01-05,long,community\n", i)
	}
	w := evaluatetest.Open(t, evaluatetest.Extract{
		Council: "E08000035", From: "2022-04-01", To: "2026-03-31",
		Records: map[string]string{"people": people.String(), "plans": plans.String()},
	})
	check(t, w.Close())
	all, err := measure.Load(queries.Files)
	check(t, err)
	one := slices.DeleteFunc(all, func(m measure.Measure) bool { return m.ID != "overdue_reviews" })
	o := Options{
		Warehouse: w.Path(), Releases: filepath.Join(t.TempDir(), "releases"), Program: "careduty test", Threads: 1, Measures: one,
		PublishedOn: time.Date(2026, 4, 10, 0, 0, 0, 0, time.UTC),
	}
	in, err := open(t.Context(), o)
	check(t, err)
	m, err := describe(in)
	check(t, err)
	p, err := makePlan(t.Context(), in)
	check(t, err)
	c, err := count(t.Context(), in, p)
	check(t, err)
	p, err = settle(t.Context(), in, p, c)
	check(t, err)
	first, err := attempt(t.Context(), in, p, c, m)
	check(t, err)
	first.abort()
	check(t, failed(t.Context(), in, first))
	p.salt = 1
	second, err := attempt(t.Context(), in, p, c, m)
	check(t, err)
	if first.manifest.Content == second.manifest.Content {
		t.Error("the second draw is the first")
	}
	_, err = finish(t.Context(), in, p, c, second)
	check(t, err)
	in.close()

	in, err = open(t.Context(), o)
	check(t, err)
	for at, v := range in.ledger.Vintages() {
		if v.Salt != 1 {
			t.Fatalf("%v is kept under salt %d", at, v.Salt)
		}
	}
	in.close()
	o.PublishedOn = o.PublishedOn.AddDate(0, 1, 0)
	again, err := Publish(t.Context(), o)
	check(t, err)
	if again.Cells == 0 || !again.Audit.Passed() {
		t.Error("what follows does not stand")
	}
}

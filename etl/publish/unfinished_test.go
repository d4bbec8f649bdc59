package publish_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/careduty/careduty/etl/evaluate/evaluatetest"
	"github.com/careduty/careduty/etl/publish"
	"github.com/careduty/careduty/internal/release"
	"github.com/google/go-cmp/cmp"
)

// signed makes people whose plans were signed off over a financial year, two in three of whom were given a copy.
func signed(council, to string, people int) evaluatetest.Extract {
	var persons, plans strings.Builder
	persons.WriteString("person_ref,birth_year\n")
	plans.WriteString("plan_ref,person_ref,for,started_on,signed_off_on,term,setting,copy_given_on\n")
	for i := range people {
		on := fmt.Sprintf("2025-%02d-10", 4+i%9)
		if i%4 == 3 {
			on = "2026-02-10"
		}
		given := on
		if i%3 == 0 {
			given = ""
		}
		fmt.Fprintf(&persons, "%s%d,1950\n", council[6:], i)
		fmt.Fprintf(&plans, "p%[1]s%[2]d,%[1]s%[2]d,adult,%[3]s,%[3]s,long,community,%[4]s\n", council[6:], i, on, given)
	}
	return evaluatetest.Extract{Council: council, From: "2025-04-01", To: to, Records: map[string]string{"people": persons.String(), "plans": plans.String()}}
}

// noted are the areas and periods whose total says that it is not finished.
func noted(t *testing.T, out publish.Outcome) []string {
	t.Helper()
	f, err := release.OpenColumns(out.Dir, out.ID)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	found := map[string]bool{}
	for g := range f.Groups() {
		c, err := f.Read(t.Context(), g)
		if err != nil {
			t.Fatal(err)
		}
		for i := range c.Rows {
			if strings.Contains(c.Texts["notes"].At(i), "Not finished") {
				found[c.Texts["area_code"].At(i)+" "+c.Texts["period"].At(i)] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// A period is unfinished while its follow-up goes on after the council's records, to the day; what was drawn so stays so until it is drawn anew.
func TestUnfinishedPeriodsAreMarked(t *testing.T) {
	x := newWorld(t)
	x.measures = measures(t, "plan_copies_given", oneMeasure)
	publishOn := func(day string, extracts ...evaluatetest.Extract) (map[string][]release.OpenSpan, []string) {
		x.fill(extracts...)
		out, err := x.outcome(day)
		if err != nil {
			t.Fatal(err)
		}
		m, err := release.Candidate(out.Dir)
		if err != nil {
			t.Fatal(err)
		}
		return m.Unfinished, noted(t, out)
	}
	spans := func(areas []string, periods ...string) map[string][]release.OpenSpan {
		out := map[string][]release.OpenSpan{}
		for _, p := range periods {
			out["plan_copies_given"] = append(out["plan_copies_given"], release.OpenSpan{Period: p, Areas: areas})
		}
		return out
	}
	// Leeds' records end on the last day of the follow-up, Kirklees' the day before: half of the region's councils are unfinished, and so is it.
	open, rows := publishOn("2026-07-10", signed(leeds, "2026-06-30", 400), signed(kirklees, "2026-06-29", 400))
	some := []string{kirklees, "E12000003", "E92000001"}
	want := spans(some, "2025-26-Q4", "2025-26")
	want["plan_copies_given"][1].Areas = some
	if diff := cmp.Diff(want, sortedSpans(open)); diff != "" {
		t.Errorf("to the day (-want +got):\n%s", diff)
	}
	marked := []string{}
	for _, area := range some {
		marked = append(marked, area+" 2025-26", area+" 2025-26-Q4")
	}
	slices.Sort(marked)
	if diff := cmp.Diff(marked, slices.DeleteFunc(rows, func(s string) bool { return strings.Contains(s, "2026-27") })); diff != "" {
		t.Errorf("rows that say so (-want +got):\n%s", diff)
	}
	// Kirklees sends more; its quarter stands as it was drawn, and is drawn anew with its next vintage.
	first := []evaluatetest.Extract{signed(leeds, "2026-06-30", 400), signed(kirklees, "2026-06-29", 400)}
	if again, _ := publishOn("2026-08-10", append(first, signed(kirklees, "2026-07-31", 401))...); !cmp.Equal(sortedSpans(open), sortedSpans(again)) {
		t.Errorf("what stands has another mark: %s", cmp.Diff(sortedSpans(open), sortedSpans(again)))
	}
	if later, _ := publishOn("2027-02-10", append(first, signed(kirklees, "2026-07-31", 500))...); slices.ContainsFunc(later["plan_copies_given"], func(s release.OpenSpan) bool {
		return s.Period == "2025-26-Q4"
	}) {
		t.Errorf("the revised quarter is still marked: %v", later)
	}
}

// sortedSpans leaves out the quarter that nobody's follow-up is over for.
func sortedSpans(all map[string][]release.OpenSpan) map[string][]release.OpenSpan {
	out := map[string][]release.OpenSpan{}
	for id, list := range all {
		for _, s := range list {
			if !strings.HasPrefix(s.Period, "2026-27") {
				s.Areas = slices.Sorted(slices.Values(s.Areas))
				out[id] = append(out[id], s)
			}
		}
	}
	return out
}

package publish_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/careduty/careduty/etl/evaluate/evaluatetest"
	"github.com/careduty/careduty/etl/publish"
)

// assessed makes people with an assessment each in one year, of whom some have no day of request: how long they waited is unknown.
func assessed(council string, people, unknown int) evaluatetest.Extract {
	var persons, assessments strings.Builder
	persons.WriteString("person_ref,birth_year,sex\n")
	assessments.WriteString("assessment_ref,person_ref,kind,requested_on,completed_on,outcome\n")
	for i := range people {
		month, asked := 4+i%9, ""
		if i >= unknown {
			asked = fmt.Sprintf("2025-%02d-01", month)
		}
		fmt.Fprintf(&persons, "%s%d,%d,%s\n", council[6:], i, 1930+i%60, []string{"female", "male"}[i%2])
		fmt.Fprintf(&assessments, "a%[1]s%[2]d,%[1]s%[2]d,needs,%[3]s,2025-%02[4]d-%02[5]d,eligible\n", council[6:], i, asked, month, 2+i%27)
	}
	return evaluatetest.Extract{Council: council, From: "2025-04-01", To: "2026-03-31", Records: map[string]string{
		"people": persons.String(), "assessments": assessments.String(),
	}}
}

// A share and a median of one population with one unknown: what one hides of a part the other must not tell by its denominator. In one
// council few are unknown, in the other many.
func TestAShareAndAMedianOfOnePopulationTellTheSame(t *testing.T) {
	x := newWorld(t)
	x.fill(assessed(leeds, 300, 7), assessed(kirklees, 300, 80))
	x.measures = measures(t, "assessments_within_28_days", "assessment_waiting_days")
	all := x.publish("2026-04-10")
	shown, hidden, told := 0, 0, 0
	for key, median := range all {
		share, ok := all[strings.Replace(key, "assessment_waiting_days", "assessments_within_28_days", 1)]
		if !ok || !strings.HasPrefix(key, "assessment_waiting_days") {
			continue
		}
		of, by := strings.Fields(median), strings.Fields(share) // vintage, denominator, numerator, unknown, councils
		if of[1] == "-" || by[1] == "-" {
			continue
		}
		shown++
		if of[1] != by[1] || of[3] != by[3] {
			t.Errorf("%s: the median is of %s with %s unknown, the share of %s with %s", key, of[1], of[3], by[1], by[3])
		}
		switch part := len(strings.Fields(key)) > 3; {
		case part && of[3] == "-":
			hidden++
		case part:
			told++
		}
	}
	if hidden == 0 || told == 0 {
		t.Errorf("of %d figures that both show, %d hide the unknown of a part and %d tell it", shown, hidden, told)
	}
	for _, warehouse := range []string{"", x.path} {
		report, err := publish.Audit(t.Context(), publish.AuditOptions{Releases: x.releases, Warehouse: warehouse, Threads: 1})
		if err != nil || !report.Passed() {
			t.Errorf("with warehouse %t: %v, %v", warehouse != "", report.Failed(), err)
		}
	}
}

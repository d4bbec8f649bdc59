package evaluate_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/etl/load"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/warehouse"
	"github.com/careduty/careduty/schemas"
)

// tied are records of people of whom everything happened on one day, so that nothing but the order of references says what counts. Each has a
// hundred twins, so that a coin would fall both ways.
var tied = map[string]string{
	"assessments": `assessment_ref,person_ref,kind,requested_on,completed_on,outcome,meets_needs,record_given_on,substantial_difficulty,appropriate_person
P1-9,P1,needs,2024-05-01,2024-05-10,eligible,yes,,yes,no
P1-10,P1,reassessment,2024-05-01,2024-05-10,not_eligible,no,2024-05-10,not_considered,`,
	"plans": `plan_ref,person_ref,for,started_on,signed_off_on,term,setting,has_emergency_plan,copy_given_on,substantial_difficulty
P1-b,P1,adult,2022-01-01,2022-01-01,long,nursing,yes,,yes
P1-a,P1,adult,2022-01-01,2022-01-01,long,community,no,2022-01-01,not_considered
P1-c,P1,adult,2024-05-10,2024-05-10,long,community,,,not_considered`,
	"budgets": `budget_ref,plan_ref,person_ref,purpose,effective_from,weekly_total,delivery,change_reason
P1-2,P1-b,P1,ongoing,2024-05-01,200.00,commissioned,needs
P1-1,P1-b,P1,ongoing,2024-05-01,300.00,commissioned,needs
P1-0,P1-b,P1,ongoing,2023-01-01,300.00,commissioned,first`,
	"direct_payments": `dp_ref,person_ref,decision,decided_on,refusal_condition,first_paid_on,ended_on,replacement_started_on,employment_costs_included,support_offered,managed_by
P1-z,P1,agreed,2024-04-01,,2023-08-30,,,yes,yes,self
P1-y,P1,refused,2024-04-01,capacity,2023-08-31,,,no,no,nominee
P1-x,P1,refused,2024-04-01,,2023-08-31,,,yes,yes,service`,
	"reviews": `review_ref,person_ref,dp_ref,kind,reason,requested_on,completed_on,outcome,outcomes_achieved,led_to_revision,involved_person
P1-2,P1,P1-z,planned,requested,2024-05-01,2024-05-20,decrease,fully,yes,yes
P1-1,P1,,unplanned,carer,2024-05-01,2024-06-20,no_change,not,yes,no
P1-11,P1,,planned,requested,2024-05-02,2024-05-20,increase,not,yes,no`,
	"complaints": `complaint_ref,person_ref,received_on,about,acknowledged_on,responded_on,outcome,told_ombudsman
P1-8,P1,2024-06-01,plan,2024-06-05,2024-07-01,upheld,yes
P1-7,P1,2024-06-02,budget,,2024-07-01,not_upheld,no`,
}

// TestTheSameExtractGivesTheSameFigures loads an extract full of ties into four fresh warehouses, each with keys of its own, and counts every
// measure in each. Nothing may hang on what a key makes of a reference.
func TestTheSameExtractGivesTheSameFigures(t *testing.T) {
	dir := tiedExtract(t)
	var first []string
	for n := range 4 {
		got := figuresOf(t, dir)
		if n == 0 {
			first = got
			continue
		}
		for i, line := range got {
			if line != first[i] {
				t.Errorf("warehouse %d: %s, and the first said %s", n+1, line, first[i])
			}
		}
	}
	// By the later reference, in the order of text, all or none of the hundred count.
	for _, want := range []string{
		"eligibility_decisions_recorded 2024-25-Q1: 0 of 100, 0 unknown, 0",       // P1-9 is later than P1-10
		"emergency_plans_recorded 2023-24-Q4: 100 of 100, 0 unknown, 100",         // P1-b is later than P1-a
		"difficulty_considered 2024-25: 0 of 100, 0 unknown, 0",                   // a plan comes after an assessment of the day
		"direct_payment_refusals_explained 2024-25: 100 of 100, 0 unknown, 100",   // P1-y is later than P1-x
		"direct_payment_support_offered 2023-24: 0 of 100, 0 unknown, 0",          // first paid last, then P1-y
		"review_outcomes_achieved 2024-25-Q1: 100 of 100, 0 unknown, 100",         // P1-2 is later than P1-11
		"complaints_upheld 2024-25: 100 of 100, 0 unknown, 100",                   // P1-8 is later than P1-7
		"budget_cuts_without_reassessment 2024-25-Q1: 100 of 100, 0 unknown, 100", // P1-2 is later than P1-1
	} {
		if !slices.Contains(first, want) {
			t.Errorf("want %s among\n%s", want, strings.Join(first, "\n"))
		}
	}
}

// tiedExtract writes the records of a hundred twins, kind by kind in random order.
func tiedExtract(t *testing.T) string {
	t.Helper()
	dir, shuffle := filepath.Join(t.TempDir(), "synthetic-tied"), rand.New(rand.NewPCG(1, 2))
	people := []string{"person_ref,birth_year"}
	for n := range 100 {
		people = append(people, twin("P1", n)+",1950")
	}
	files := map[string]string{
		"extract.json": `{"specification": "careduty-records/1", "council": "E08000035", "from": "2022-04-01", "to": "2026-03-31", "produced_on": "2026-04-10",
			"kinds": ["people", "assessments", "plans", "budgets", "direct_payments", "reviews", "complaints"], "synthetic": true, "contact": "team"}`,
		"people.csv": whole("people", strings.Join(people, "\n")),
	}
	for kind, text := range tied {
		header, body, _ := strings.Cut(whole(kind, text), "\n")
		var rows []string
		for n := range 100 {
			rows = append(rows, strings.Split(twin(body, n), "\n")...)
		}
		shuffle.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		files[kind+".csv"] = header + "\n" + strings.Join(rows, "\n") + "\n"
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// whole adds to records the columns that they lack, empty: a measure has no figure without what it needs.
func whole(kind, text string) string {
	k, _ := schemas.KindOf(kind)
	header, body, _ := strings.Cut(text, "\n")
	more := ""
	for _, f := range k.Fields {
		if !slices.Contains(strings.Split(header, ","), f.Name) {
			header, more = header+","+f.Name, more+","
		}
	}
	return header + "\n" + strings.ReplaceAll(body, "\n", more+"\n") + more
}

// twin is the records of one of the hundred.
func twin(text string, n int) string {
	return strings.ReplaceAll(text, "P1", "P"+string(rune('A'+n/10))+string(rune('a'+n%10)))
}

// figuresOf loads an extract into a fresh warehouse and gives every figure of every measure that counts anybody, one a line.
func figuresOf(t *testing.T, dir string) []string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "synthetic.duckdb")
	if report, err := load.Load(t.Context(), load.Options{Warehouse: path, Paths: []string{dir}, MaxRejects: load.DefaultMaxRejects, Threads: 1}); err != nil {
		t.Fatalf("%v %+v", err, report)
	}
	w, err := warehouse.Open(t.Context(), path, warehouse.Options{ReadOnly: true, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	r, err := w.AsOf(t.Context(), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	e, err := evaluate.New(t.Context(), r, evaluate.Options{})
	if err != nil {
		t.Fatal(err)
	}
	tables, err := e.CountAll(t.Context(), evaluate.Counting{Measures: measures(t)})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, table := range tables {
		for _, f := range table.Figures(evaluate.Question{Areas: []string{area.England}}) {
			if f.Denominator+f.Unknown > 0 {
				out = append(out, fmt.Sprintf("%s %s: %d of %d, %d unknown, %g", f.Measure, f.Period, f.Numerator, f.Denominator, f.Unknown, f.Value))
			}
		}
	}
	return out
}

package check

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/careduty/careduty/etl/load"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

func number(v float64) *float64 { return &v }

// sample is a report with everything in it.
func sample() *Report {
	day := time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC)
	share := measure.Definition{ID: "overdue_reviews", Title: "Overdue <reviews>", Question: "How many?", Kind: measure.Proportion}
	wait := measure.Definition{ID: "assessment_waiting_days", Title: "Waiting", Question: "How long?", Kind: measure.Days}
	return &Report{
		Extract: "synthetic-leeds", Council: "Leeds", Code: "E08000035", Basis: "records", From: day.AddDate(-1, 0, 1), To: day, ProducedOn: day,
		Synthetic: true, Outcome: Accepted, Kinds: []Kind{{Name: "people", Rows: 10, Loaded: 9, Rejected: 1}},
		Findings: []Finding{
			{Severity: "reject", Rule: "code", File: "people.csv", Field: "sex", Count: 4, Rows: []int{2, 5, 6, 7}, Codes: []string{"female", "male"}, Message: "The value is not one of the field's codes.", Fix: "Use a code."},
			{Severity: "note", Rule: "sum", File: "budgets.csv", Count: 1, Message: "The parts do not add up."},
		},
		Fields: []Field{
			{Kind: "people", Name: "sex", Title: "Sex", Rows: 9, Filled: 6, There: true, Before: true, RowsBefore: 10, FilledBefore: 10},
			{Kind: "plans", Name: "copy_given_on", Title: "Copy given on", Rows: 9},
		},
		Measures: []Measure{
			{Definition: share, Figures: []Figure{
				{Period: period.Period{Start: 2025, Q: 3}, Numerator: 1, Denominator: 4, Value: number(25), Own: number(20)},
				{Period: period.Period{Start: 2025, Q: 4}, Numerator: 1, Denominator: 3, Unknown: 1, Value: number(100.0 / 3), England: number(30), Region: number(28.5)},
			}},
			{Definition: wait, Wants: []string{"assessments.requested_on: the column is missing"}},
		},
		Against: "synthetic-2025-12-31", Previous: "synthetic-leeds-before",
	}
}

// The page holds what the report says, runs nothing, fetches nothing and says that it is private.
func TestPage(t *testing.T) {
	text, err := sample().HTML()
	if err != nil {
		t.Fatal(err)
	}
	page := string(text)
	for _, want := range []string{
		"Private: not for publication", "It would be accepted", "2 5-7", "female · male", "Overdue &lt;reviews&gt;", "33.3 %", "30.0 %", "28.5 %",
		"20.0 %", "66.7 %", "no column", "requested_on: the column is missing", "synthetic-2025-12-31", "Made-up records",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if bad := regexp.MustCompile(`(?i)<script|javascript:|\son[a-z]+=|https?://|<link|<img|@import|url\(|ZgotmplZ`).FindString(page); bad != "" {
		t.Errorf("the page has %q", bad)
	}
	refused := &Report{Extract: "x", Outcome: Refused, Refusal: "people.csv, sex: There is no such column. Add it."}
	if text, err := refused.HTML(); err != nil || !strings.Contains(string(text), "It would be refused") || !strings.Contains(string(text), "Add it.") {
		t.Errorf("a refusal is not told (%v)", err)
	}
	if text, err := refused.CSV(); err != nil || !strings.Contains(string(text), "Add it.") {
		t.Errorf("findings.csv does not tell the refusal (%v)", err)
	}
}

// A report is for its owner alone, and its folder holds nothing else, so that it can be deleted whole.
func TestReportIsPrivate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "check")
	for range 2 { // a second one takes the first one's place
		if err := sample().Write(dir); err != nil {
			t.Fatal(err)
		}
	}
	entries, _ := os.ReadDir(dir)
	if len(entries) != len(files) {
		t.Errorf("the folder holds %d files, want %d", len(entries), len(files))
	}
	for _, e := range entries {
		if info, _ := e.Info(); info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", e.Name(), info.Mode())
		}
	}
	if info, _ := os.Stat(dir); info.Mode().Perm() != 0o700 {
		t.Errorf("the folder has mode %v", info.Mode())
	}
	for _, name := range []string{"findings.csv", "findings.json", "report.html"} {
		if text, _ := os.ReadFile(filepath.Join(dir, name)); !strings.Contains(string(text), "private-not-for-publication") {
			t.Errorf("%s is not marked private", name)
		}
	}
	var read struct{ Findings []Finding }
	text, _ := os.ReadFile(filepath.Join(dir, "findings.json"))
	if err := json.Unmarshal(text, &read); err != nil || len(read.Findings) != 2 || len(read.Findings[0].Rows) != 4 {
		t.Errorf("findings.json: %+v (%v)", read, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "notes.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := sample().Write(dir); !fault.Is(err, fault.Refused) {
		t.Errorf("a folder with other files is written to: %v", err)
	}
}

// Every rule whose findings are mended differently by tool is one that load has, and says so for each of the three.
func TestWaysAreOfRules(t *testing.T) {
	known := map[string]bool{}
	for _, r := range load.Rules() {
		known[r.ID] = true
	}
	for rule, list := range ways {
		if !known[rule] && !strings.HasPrefix(rule, "cld_") || len(list) != 3 {
			t.Errorf("%s is no rule, or has not three ways", rule)
		}
	}
	if text, err := sample().HTML(); err != nil || !strings.Contains(string(text), "GROUP BY the_column") {
		t.Errorf("the page does not say how codes are mended in SQL Server (%v)", err)
	}
}

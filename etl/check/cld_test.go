package check

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/careduty/careduty/etl/cld/cldtest"
	"github.com/careduty/careduty/etl/load"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/warehouse"
)

// fed are the measures that Client Level Data feeds: the ones whose header says so, each of which the test below proves.
var fed = []string{
	"assessment_waiting_days", "assessments_within_28_days", "direct_payment_uptake", "overdue_over_six_months", "overdue_reviews", "review_outcomes_achieved",
	"reviewed_in_year", "self_directed_support", "unplanned_reviews",
}

func listOfValues(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile("../cld/data/values.csv")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func write(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func checkCLD(t testing.TB, paths ...string) *Report {
	t.Helper()
	reports, err := Run(t.Context(), Options{Load: load.Options{Paths: paths, MaxRejects: 5, CLD: &load.CLD{DayFirst: true, Synthetic: true}}})
	if err != nil {
		t.Fatal(err)
	}
	if len(reports) != 1 || reports[0].Outcome != Accepted {
		t.Fatalf("%d reports; the first: %s", len(reports), reports[0].Refusal)
	}
	return reports[0]
}

// What the measures count from the records made of Client Level Data is what can be counted from its events by the published rules,
// measure by measure and period by period; every measure whose header names cld is among them, and no other has a figure.
func TestMeasuresAreCountedAsFromEvents(t *testing.T) {
	people := map[string]int{}
	for seed := range uint64(2) {
		m := &cldtest.Made{
			Rand: rand.New(rand.NewPCG(seed, 9)), List: listOfValues(t), Release: int(seed) * 2, Councils: []string{"716"}, //nolint:gosec // a test
			From: time.Date(2024, 4, 1, 0, 0, 0, 0, time.UTC), Messy: 0.1,
		}
		one := m.File(900)
		m.From = m.From.AddDate(1, 0, 0)
		two := m.File(900)
		r := checkCLD(t, write(t, "synthetic-one.csv", one), write(t, "synthetic-two.csv", two))
		opinion := cldtest.NewOpinion(listOfValues(t)).People("716", one, two)
		for _, x := range r.Measures {
			if x.Feeds() != slices.Contains(fed, string(x.ID)) || x.CountsFrom("cld") != slices.Contains(fed, string(x.ID)) {
				t.Errorf("%s has figures: %t; its header names cld: %t", x.ID, x.Feeds(), x.CountsFrom("cld"))
			}
			for _, f := range x.Figures {
				want := opinion.Measures(f.Period.First(), f.Period.Last())[string(x.ID)]
				compare(t, fmt.Sprintf("seed %d, %s, %s", seed, x.ID, f.Period), x, f, want)
				people[string(x.ID)] += int(f.Denominator)
			}
		}
	}
	for _, id := range fed {
		if people[id] < 100 {
			t.Errorf("%s was compared over %d people only", id, people[id])
		}
	}
}

func compare(t *testing.T, what string, m Measure, f Figure, want cldtest.Count) {
	t.Helper()
	known := int64(want.Met + want.Not)
	if m.UnknownRule == measure.InDenominator {
		known += int64(want.Unknown)
	}
	if m.Kind == measure.Days {
		slices.Sort(want.Days)
		n := len(want.Days)
		known = int64(n)
		if n > 0 {
			middle := float64(want.Days[(n-1)/2]+want.Days[n/2]) / 2
			if f.Value == nil || *f.Value != middle {
				t.Errorf("%s: the median is not %v", what, middle)
			}
		}
	} else if f.Numerator != int64(want.Met) {
		t.Errorf("%s: %d count, want %d", what, f.Numerator, want.Met)
	}
	if f.Denominator != known || f.Unknown != int64(want.Unknown) {
		t.Errorf("%s: of %d people, %d unknown; want %d and %d", what, f.Denominator, f.Unknown, known, want.Unknown)
	}
}

// A file that comes alone joins with those that stand, as if all had been given together; one that came before changes nothing, and
// --shorten lets one stand alone.
func TestALaterFileJoinsWithWhatStands(t *testing.T) {
	m := &cldtest.Made{
		Rand: rand.New(rand.NewPCG(3, 3)), List: listOfValues(t), Release: 2, Councils: []string{"716"}, //nolint:gosec // a test
		From: time.Date(2024, 4, 1, 0, 0, 0, 0, time.UTC), Messy: 0.1,
	}
	one := write(t, "synthetic-one.csv", m.File(300))
	m.From = m.From.AddDate(1, 0, 0)
	two := write(t, "synthetic-two.csv", m.File(300))
	dir := t.TempDir()
	apart, together := filepath.Join(dir, "apart.duckdb"), filepath.Join(dir, "together.duckdb")
	take := func(w string, change func(*load.Options), paths ...string) load.Extract {
		t.Helper()
		o := load.Options{Warehouse: w, Paths: paths, MaxRejects: 5, CLD: &load.CLD{DayFirst: true, Synthetic: true}}
		if change != nil {
			change(&o)
		}
		report, err := load.Load(t.Context(), o)
		if err != nil || len(report.Extracts) != 1 {
			t.Fatalf("%v: %v", paths, err)
		}
		return report.Extracts[0]
	}
	take(together, nil, one, two)
	take(apart, nil, one)
	joined := take(apart, nil, two)
	if joined.Status != load.Loaded || !slices.ContainsFunc(joined.Findings, func(f load.Finding) bool { return f.Rule == "cld_joined" }) {
		t.Errorf("the second file was %s, and joined with nothing", joined.Status)
	}
	for _, path := range []string{one, two} {
		if again := take(apart, nil, path); again.Status != load.AlreadyLoaded {
			t.Errorf("a file that stands was %s when it came again", again.Status)
		}
	}
	have, want := shapeOf(t, apart), shapeOf(t, together)
	if have != want || want == "" {
		t.Errorf("one after the other they come to\n%s\ntogether to\n%s", have, want)
	}
	fewer := func(o *load.Options) { o.Shorten, o.YesFewer = true, true }
	take(apart, fewer, two)
	alone := filepath.Join(dir, "alone.duckdb")
	take(alone, nil, two)
	if have, want := shapeOf(t, apart), shapeOf(t, alone); have != want {
		t.Errorf("with --shorten it comes to\n%s\nalone to\n%s", have, want)
	}
}

// shapeOf says what stands in a warehouse, but for hashes, which differ from one to another.
func shapeOf(t *testing.T, path string) string {
	t.Helper()
	w, err := warehouse.Open(t.Context(), path, warehouse.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close() //nolint:errcheck // it was only read
	r, err := w.AsOf(t.Context(), latest)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close() //nolint:errcheck // as above
	out := fmt.Sprintln(r.Coverage())
	for _, sql := range []string{
		"SELECT birth_year, sex, ethnicity, support_reason, died_on, count(*) FROM people GROUP BY ALL ORDER BY ALL",
		"SELECT kind, requested_on, completed_on, count(*) FROM assessments GROUP BY ALL ORDER BY ALL",
		"SELECT started_on, ended_on, setting, end_reason, count(*) FROM plans GROUP BY ALL ORDER BY ALL",
		"SELECT effective_from, effective_to, delivery, count(*) FROM budgets GROUP BY ALL ORDER BY ALL",
		"SELECT kind, completed_on, outcomes_achieved, count(*) FROM reviews GROUP BY ALL ORDER BY ALL",
	} {
		var text string
		if err := r.Conn.One(t.Context(), "SELECT coalesce(string_agg(CAST(x AS VARCHAR), chr(10)), '') FROM ("+sql+") AS x", nil, &text); err != nil {
			t.Fatal(err)
		}
		out += text + "\n"
	}
	return out
}

// Names, numbers and notes planted in every cell and in headers get into nothing that is written.
func TestNothingOfARowIsWritten(t *testing.T) {
	m := &cldtest.Made{
		Rand: rand.New(rand.NewPCG(4, 4)), List: listOfValues(t), Councils: []string{"716"}, //nolint:gosec // a test
		From: time.Date(2025, 4, 1, 0, 0, 0, 0, time.UTC), Messy: 0.1,
	}
	lines := strings.Split(strings.TrimSpace(m.File(60)), "\n")
	names := strings.Split(lines[0], ",")
	var canaries []string
	for i := range names {
		if names[i] == "LA Code" {
			continue
		}
		cells := make([]string, len(names))
		cells[0] = "716"
		canary := fmt.Sprintf("Kestrel%02dwick", i)
		cells[i] = canary
		canaries = append(canaries, canary)
		lines = append(lines, strings.Join(cells, ","))
	}
	canaries = append(canaries, "Plovermere")
	text := strings.Replace(strings.Join(lines, "\n"), "LA Code,", "Plovermere,LA Code,", 1)
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			lines[i] = "," + line
		} else {
			lines[i] = line
		}
	}
	dir := filepath.Join(t.TempDir(), "report")
	r := checkCLD(t, write(t, "synthetic-file.csv", strings.Join(lines, "\n")))
	if err := r.Write(dir); err != nil {
		t.Fatal(err)
	}
	said := strings.Join(r.Summary(), "\n")
	for _, name := range files {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		said += string(text)
	}
	for _, c := range canaries {
		if strings.Contains(said, c) {
			t.Errorf("%s is written", c)
		}
	}
	if !strings.Contains(said, "cld_unmapped") {
		t.Error("nothing was unmapped: the canaries were not read")
	}
}

// A file is told for what it is, and what it does not say has to be declared.
func TestWhatCLDHasToDeclare(t *testing.T) {
	const dir = "../cld/testdata/"
	for _, c := range []struct {
		file string
		form load.CLD
		want string
	}{
		{"synthetic_cld_R2_400.csv", load.CLD{}, "--date-format dd/mm/yyyy"},
		{"synthetic_cld_R2_400.csv", load.CLD{DayFirst: true}, "--synthetic"},
		{"synthetic_cld_R1_400.csv", load.CLD{DayFirst: true, Synthetic: true}, "--encoding"},
		{"../../official/data/SOURCES.md", load.CLD{}, "is not a table that is read"},
	} {
		reports, err := Run(t.Context(), Options{Load: load.Options{Paths: []string{dir + c.file}, CLD: &c.form}})
		if err != nil || len(reports) != 1 || reports[0].Outcome != Refused || !strings.Contains(reports[0].Refusal, c.want) {
			t.Errorf("%s: %v, want a refusal with %q", c.file, err, c.want)
			continue
		}
	}
	if _, err := Run(t.Context(), Options{Load: load.Options{Paths: []string{dir + "none.csv"}, CLD: &load.CLD{}}}); !fault.Is(err, fault.NotFound) {
		t.Errorf("a file that is not there: %v", err)
	}
}

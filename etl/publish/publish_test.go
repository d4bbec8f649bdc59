package publish_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/careduty/careduty/etl/evaluate/evaluatetest"
	"github.com/careduty/careduty/etl/publish"
	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/internal/warehouse"
	"github.com/careduty/careduty/queries"
	"github.com/google/go-cmp/cmp"
)

// records makes people with a plan each, of whom every third was reviewed last year and every fourth has a direct payment.
func records(council string, people int) evaluatetest.Extract {
	var persons, plans, budgets, reviews strings.Builder
	persons.WriteString("person_ref,birth_year,sex\n")
	plans.WriteString("plan_ref,person_ref,for,started_on,signed_off_on,term,setting\n")
	budgets.WriteString("budget_ref,plan_ref,person_ref,purpose,effective_from,weekly_total,delivery,hours_per_week\n")
	reviews.WriteString("review_ref,person_ref,kind,completed_on\n")
	for i := range people {
		fmt.Fprintf(&persons, "%s%d,%d,%s\n", council[6:], i, 1930+i%60, []string{"female", "male", ""}[i%3])
		fmt.Fprintf(&plans, "p%[1]s%[2]d,%[1]s%[2]d,adult,2022-0%[3]d-01,2022-0%[3]d-05,long,community\n", council[6:], i, 1+i%9)
		fmt.Fprintf(&budgets, "b%[1]s%[2]d,p%[1]s%[2]d,%[1]s%[2]d,ongoing,2022-10-01,200.00,%[3]s,10\n", council[6:], i,
			[]string{"direct_payment", "commissioned", "managed_budget", "unknown"}[i%4])
		if i%3 == 0 {
			fmt.Fprintf(&reviews, "r%[1]s%[2]d,%[1]s%[2]d,planned,2025-0%[3]d-11\n", council[6:], i, 1+i%9)
		}
	}
	return evaluatetest.Extract{Council: council, From: "2023-04-01", To: "2026-03-31", Records: map[string]string{
		"people": persons.String(), "plans": plans.String(), "budgets": budgets.String(), "reviews": reviews.String(),
	}}
}

// filled is the path of a warehouse with three councils of two regions.
func filled(t *testing.T) string {
	t.Helper()
	w := evaluatetest.Open(t, records("E08000035", 300), records("E08000034", 90), records("E06000001", 40))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.Path()
}

func options(t *testing.T, path, releases string) publish.Options {
	t.Helper()
	all, err := measure.Load(queries.Files)
	if err != nil {
		t.Fatal(err)
	}
	var few []measure.Measure
	for _, m := range all {
		switch m.ID {
		case "direct_payment_uptake", "first_reviews_on_time", "complaints_upheld":
			few = append(few, m)
		}
	}
	return publish.Options{Warehouse: path, Releases: releases, Program: "careduty test", Threads: 1, Measures: few}
}

func TestSameInputsChangeNothingAndMakeTheSameBytesElsewhere(t *testing.T) {
	path, here, there := filled(t), t.TempDir(), t.TempDir()
	first, err := publish.Publish(t.Context(), options(t, path, here))
	if err != nil {
		t.Fatal(err)
	}
	if first.ID != "synthetic-2026-03-31" || first.Unchanged {
		t.Fatalf("first = %+v", first)
	}
	again, err := publish.Publish(t.Context(), options(t, path, here))
	if err != nil || !again.Unchanged || again.ID != first.ID {
		t.Fatalf("the same inputs again: %+v, %v", again, err)
	}
	if _, err := publish.Publish(t.Context(), options(t, path, there)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(tree(t, here), tree(t, there)); diff != "" {
		t.Errorf("another directory got other bytes:\n%s", diff)
	}
}

// Another build of the same version may count otherwise, so it counts again; what comes to the same cells makes no new release.
func TestAnotherBuildCountsAgain(t *testing.T) {
	o := options(t, filled(t), t.TempDir())
	steps := 0
	o.Build, o.Progress = "000000000001", func(int, int, string) { steps++ }
	publishes := func(what string, counts bool) {
		t.Helper()
		steps = 0
		out, err := publish.Publish(t.Context(), o)
		if err != nil || out.ID != "synthetic-2026-03-31" || out.Unchanged != (what != "first") {
			t.Fatalf("%s: %+v, %v", what, out, err)
		}
		if (steps > 0) != counts {
			t.Errorf("%s: %d steps of counting", what, steps)
		}
	}
	publishes("first", true)
	publishes("the same build", false)
	manifest, err := os.ReadFile(filepath.Join(o.Releases, "synthetic-2026-03-31", "manifest.json"))
	if err != nil || !strings.Contains(string(manifest), `"build": "000000000001"`) {
		t.Errorf("the release does not name the build that made it: %v", err)
	}
	o.Build = "000000000002"
	publishes("another build", true)
}

func TestOtherInputsGetANumber(t *testing.T) {
	path, dir := filled(t), t.TempDir()
	o := options(t, path, dir)
	if _, err := publish.Publish(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	o.Measures = o.Measures[:2]
	second, err := publish.Publish(t.Context(), o)
	if err != nil || second.ID != "synthetic-2026-03-31.2" {
		t.Fatalf("fewer measures: %+v, %v", second, err)
	}
}

// Two warehouses with the same extracts and other keys: whoever has the extracts cannot work out what is printed of them.
func TestInputsAreAKeyedDigest(t *testing.T) {
	var inputs []string
	for range 2 {
		out, err := publish.Publish(t.Context(), options(t, filled(t), t.TempDir()))
		if err != nil {
			t.Fatal(err)
		}
		m, err := release.Candidate(out.Dir)
		if err != nil {
			t.Fatal(err)
		}
		inputs = append(inputs, m.Inputs)
	}
	if inputs[0] == inputs[1] || len(inputs[0]) != 64 {
		t.Errorf("inputs = %q under either key", inputs)
	}
}

func TestMadeUpAndRealDoNotMix(t *testing.T) {
	dir := t.TempDir()
	b, err := release.NewBuilder(dir, "2026-03-31")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Seal(release.Manifest{Kind: release.KindRelease, PublishedOn: "2026-03-31"}); err != nil {
		t.Fatal(err)
	}
	if err := b.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := publish.Publish(t.Context(), options(t, filled(t), dir)); !fault.Is(err, fault.Refused) {
		t.Errorf("made-up records were published beside real ones: %v", err)
	}
}

func TestAStoppedRunLeavesNothingVisible(t *testing.T) {
	dir := t.TempDir()
	ctx, stop := context.WithCancel(t.Context())
	o := options(t, filled(t), dir)
	o.Progress = func(done, _ int, _ string) {
		if done == 2 {
			stop()
		}
	}
	if _, err := publish.Publish(ctx, o); !fault.Is(err, fault.Canceled) {
		t.Fatalf("err = %v", err)
	}
	if got := tree(t, dir); len(got) != 0 {
		t.Errorf("left behind: %v", got)
	}
}

func TestPublishedCellsAreDrawnGatedAndLabelled(t *testing.T) {
	dir := t.TempDir()
	out, err := publish.Publish(t.Context(), options(t, filled(t), dir))
	if err != nil {
		t.Fatal(err)
	}
	db := cells(t, filepath.Join(out.Dir, release.CellsFile(out.ID)))
	for name, query := range map[string]string{
		"a count that is no multiple of five": "numerator % 5 <> 0 OR denominator % 5 <> 0 OR unknown % 5 <> 0",
		"a row without its label":             "NOT starts_with(release, 'synthetic-')",
		"a council under the gate":            "area_level = 'council' AND dimension = '' AND denominator < 30",
		"a value outside its interval":        "value < lower_95 OR value > upper_95",
		"a sensitive council breakdown":       "measure = 'complaints_upheld' AND area_level = 'council' AND dimension <> '' AND status NOT IN ('z', 'x')",
		"a missing value without a reason":    "value IS NULL AND status = ''",
		"a figure for a council not covered":  "area_code = 'E06000002' AND status <> 'x'",
		"a rank outside its interval":         "rank < rank_low OR rank > rank_high OR rank_high > ranked_of",
	} {
		var n int
		if err := db.One(t.Context(), "SELECT count(*) FROM cells WHERE "+query, nil, &n); err != nil {
			t.Fatal(err)
		}
		if n > 0 {
			t.Errorf("%s: %d rows", name, n)
		}
	}
	var shown int
	if err := db.One(t.Context(), "SELECT count(*) FROM cells WHERE value IS NOT NULL AND area_level = 'council'", nil, &shown); err != nil || shown == 0 {
		t.Errorf("nothing is shown for any council (%v)", err)
	}
}

func TestAsOfBeforeAnyExtractIsNotFound(t *testing.T) {
	o := options(t, filled(t), t.TempDir())
	o.AsOf = time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC)
	if _, err := publish.Publish(t.Context(), o); !fault.Is(err, fault.NotFound) {
		t.Errorf("err = %v", err)
	}
}

func TestAWarehouseWithoutItsKeysIsRefused(t *testing.T) {
	path := filled(t)
	if err := os.Remove(warehouse.KeyPath(path)); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if _, err := publish.Publish(t.Context(), options(t, path, dir)); err == nil || len(tree(t, dir)) > 0 {
		t.Errorf("published without keys: %v", err)
	}
}

func cells(t *testing.T, file string) *duck.DB {
	t.Helper()
	db, err := duck.Open(t.Context(), duck.Options{Public: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := db.Exec(t.Context(), "CREATE VIEW cells AS SELECT * FROM read_parquet("+duck.Quote(file)+")"); err != nil {
		t.Fatal(err)
	}
	return db
}

// tree is every file below a directory with its bytes.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		out[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

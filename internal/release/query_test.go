package release_test

import (
	"context"
	"os"
	"slices"
	"testing"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/internal/release/releasetest"
	"github.com/google/go-cmp/cmp"
)

var fixture string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "releases")
	if err == nil {
		err = releasetest.Write(context.Background(), dir, releasetest.Options{})
	}
	if err != nil {
		panic(err)
	}
	fixture = dir
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

func openFixture(t testing.TB) *release.Release {
	t.Helper()
	set, err := release.OpenSet(t.Context(), fixture, release.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(set.Close)
	r, done, err := set.Use(t.Context(), release.Latest)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(done)
	return r
}

func parse(t testing.TB, texts ...string) []period.Period {
	t.Helper()
	var out []period.Period
	for _, text := range texts {
		p, err := period.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, p)
	}
	return out
}

func want(t testing.TB, r *release.Release, id string, periods ...string) release.Want {
	t.Helper()
	s, ok := r.Subject(id)
	if !ok {
		t.Fatalf("no subject %s", id)
	}
	return release.Want{Subject: s, Periods: parse(t, periods...)}
}

// lines are cells in short: measure area period category status.
func lines(t testing.TB, r *release.Release, q release.Query) []string {
	t.Helper()
	cells, err := r.Select(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	n, err := r.Count(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	if q.Limit == 0 && n != len(cells) {
		t.Errorf("Count says %d, there are %d", n, len(cells))
	}
	if most := r.Most(q); most < n {
		t.Errorf("Most says %d, there are %d", most, n)
	}
	out := []string{}
	for _, c := range cells {
		out = append(out, c.Measure+" "+c.AreaCode+" "+c.Period+" "+c.Category+" "+c.Status)
	}
	return out
}

type queryCase struct {
	name string
	q    release.Query
	want []string
}

// queryCases are questions with the cells that answer them, in short.
func queryCases(t *testing.T, r *release.Release) []queryCase {
	t.Helper()
	const leeds = "E08000035"
	return []queryCase{
		{
			"a quarter",
			release.Query{Wants: []release.Want{want(t, r, "first_reviews_on_time", "2025-26-Q4")}, Areas: []string{leeds}},
			[]string{"first_reviews_on_time E08000035 2025-26-Q4  "},
		},
		{
			"a stored year",
			release.Query{Wants: []release.Want{want(t, r, "first_reviews_on_time", "2025-26")}, Areas: []string{leeds}},
			[]string{"first_reviews_on_time E08000035 2025-26  "},
		},
		{
			"the year of a snapshot is its fourth quarter",
			release.Query{Wants: []release.Want{want(t, r, "overdue_reviews", "2025-26")}, Areas: []string{leeds}},
			[]string{"overdue_reviews E08000035 2025-26  "},
		},
		{
			"a yearly median",
			release.Query{Wants: []release.Want{want(t, r, "personal_budget_median", "2025-26")}, Areas: []string{leeds}},
			[]string{"personal_budget_median E08000035 2025-26  "},
		},
		{
			"not covered",
			release.Query{Wants: []release.Want{want(t, r, "overdue_reviews", "2024-25-Q1")}, Areas: []string{leeds}},
			[]string{"overdue_reviews E08000035 2024-25-Q1  x"},
		},
		{
			"an area without a cell has a row",
			release.Query{Wants: []release.Want{want(t, r, releasetest.Series, "2024-25")}, Areas: []string{releasetest.Absent}},
			[]string{"ascof_3d2a E06000053 2024-25  x"},
		},
		{
			"and one a category",
			release.Query{Wants: []release.Want{want(t, r, releasetest.Series, "2024-25")}, Areas: []string{releasetest.Absent}, Dimension: "age_band"},
			[]string{"ascof_3d2a E06000053 2024-25 18-64 x", "ascof_3d2a E06000053 2024-25 65+ x"},
		},
		{
			"leaves",
			release.Query{Wants: []release.Want{want(t, r, "overdue_reviews", "2025-26-Q4")}, Areas: []string{area.England}, Dimension: "age_band", Not: []string{"unknown"}},
			[]string{
				"overdue_reviews E92000001 2025-26-Q4 18-24 ", "overdue_reviews E92000001 2025-26-Q4 25-44 ", "overdue_reviews E92000001 2025-26-Q4 45-64 ",
				"overdue_reviews E92000001 2025-26-Q4 65-74 ", "overdue_reviews E92000001 2025-26-Q4 75-84 ", "overdue_reviews E92000001 2025-26-Q4 85+ ",
			},
		},
		{
			"a parent when named",
			release.Query{Wants: []release.Want{want(t, r, "overdue_reviews", "2025-26-Q4")}, Areas: []string{area.England}, Dimension: "age_band", Categories: []string{"65+"}},
			[]string{"overdue_reviews E92000001 2025-26-Q4 65+ "},
		},
		{"no period", release.Query{Wants: []release.Want{want(t, r, "overdue_reviews")}}, []string{}},
		{"two measures, a page of two", release.Query{
			Wants:  []release.Want{want(t, r, "overdue_reviews", "2025-26-Q4"), want(t, r, "complaints_upheld", "2025-26-Q3")},
			Levels: []area.Level{area.Country}, Limit: 1, Offset: 1,
		}, []string{"overdue_reviews E92000001 2025-26-Q4  "}},
	}
}

func TestQueries(t *testing.T) {
	r := openFixture(t)
	for _, c := range queryCases(t, r) {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, lines(t, r, c.q)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestWithinAndLevel(t *testing.T) {
	r := openFixture(t)
	w := []release.Want{want(t, r, "overdue_reviews", "2025-26-Q4")}
	council, region := []area.Level{area.Council}, []area.Level{area.Region}
	for _, c := range []struct {
		levels []area.Level
		within string
		want   int
	}{{council, "", 153}, {council, area.England, 153}, {council, "E12000007", 33}, {region, "", 9}, {region, "E12000007", 1}, {nil, "", 163}, {append(region, council...), "E12000007", 34}} {
		if got := lines(t, r, release.Query{Wants: w, Levels: c.levels, Within: c.within}); len(got) != c.want {
			t.Errorf("level %v within %q: %d rows, want %d", c.levels, c.within, len(got), c.want)
		}
	}
}

func TestSortPutsMissingLast(t *testing.T) {
	r := openFixture(t)
	for _, descending := range []bool{false, true} {
		cells, err := r.Select(t.Context(), release.Query{
			Wants: []release.Want{want(t, r, "overdue_reviews", "2025-26-Q4")}, Levels: []area.Level{area.Council}, Sort: []release.Order{{Column: "value", Descending: descending}},
		})
		if err != nil || cells[len(cells)-1].Value != nil || cells[0].Value == nil {
			t.Fatalf("missing values are not last (%v)", err)
		}
		if !slices.IsSortedFunc(cells, func(a, b *release.Cell) int {
			switch {
			case a.Value == nil || b.Value == nil || *a.Value == *b.Value:
				return 0
			case (*a.Value < *b.Value) == descending:
				return 1
			}
			return -1
		}) {
			t.Errorf("descending %v: out of order", descending)
		}
	}
}

func TestSnapshotYearSaysItsOwnDates(t *testing.T) {
	r := openFixture(t)
	cells, err := r.Select(t.Context(), release.Query{Wants: []release.Want{want(t, r, "overdue_reviews", "2025-26")}, Levels: []area.Level{area.Country}})
	if err != nil || len(cells) != 1 {
		t.Fatal(len(cells), err)
	}
	c := cells[0]
	if c.Grain != "year" || c.PeriodLabel != "31 March 2026" || c.PeriodStart.Format("2006-01-02") != "2025-04-01" || c.PeriodEnd.Format("2006-01-02") != "2026-03-31" {
		t.Errorf("%s %s %s %s", c.Grain, c.PeriodLabel, c.PeriodStart, c.PeriodEnd)
	}
}

func TestManyCellsComeInTheSameOrder(t *testing.T) {
	r := openFixture(t)
	q := release.Query{Dimension: "age_band"}
	for _, id := range []string{"overdue_reviews", "first_reviews_on_time", "complaints_upheld", "direct_payment_uptake", "budget_cuts_without_reassessment"} {
		s, _ := r.Subject(id)
		q.Wants = append(q.Wants, release.Want{Subject: s, Periods: s.Periods(period.Quarter)})
	}
	if most := r.Most(q); most <= 50_000 {
		t.Fatalf("%d cells are too few to be asked for one measure at a time", most)
	}
	whole := lines(t, r, q)
	q.Limit = len(whole) + 1 // sorted at once
	if diff := cmp.Diff(lines(t, r, q), whole); diff != "" {
		t.Errorf("(-sorted +one after another):\n%.2000s", diff)
	}
}

func TestValuesAreBound(t *testing.T) {
	r := openFixture(t)
	_, err := r.Select(t.Context(), release.Query{Wants: []release.Want{want(t, r, "overdue_reviews", "2025-26-Q4")}, Areas: []string{"' OR 1=1 --"}})
	if err != nil {
		t.Errorf("a value is not bound: %v", err)
	}
}

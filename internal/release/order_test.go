package release_test

import (
	"testing"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/internal/release/releasetest"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// Cells put in order here stand as the database would have put them, page by page.
func TestOrderIsTheDatabases(t *testing.T) {
	r := openFixture(t)
	rapid.Check(t, func(rt *rapid.T) {
		q := anyQuery(rt, r)
		got, err := r.Select(t.Context(), q)
		if err != nil {
			rt.Fatal(err)
		}
		want, err := release.OrderedForTest(t.Context(), r, q)
		if err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			rt.Errorf("sorted by %v (-database +here):\n%s", q.Sort, diff)
		}
	})
}

// anyQuery asks for one measure, with or without a breakdown, in any order.
func anyQuery(t *rapid.T, r *release.Release) release.Query {
	s := rapid.SampledFrom(r.Subjects()).Draw(t, "subject")
	periods := s.Periods(rapid.SampledFrom([]period.Grain{period.Quarter, period.Year}).Draw(t, "grain"))
	if len(periods) == 0 {
		periods = s.Periods(s.Grain)
	}
	q := release.Query{
		Wants:  []release.Want{{Subject: s, Periods: periods[:min(len(periods), rapid.IntRange(1, 3).Draw(t, "periods"))]}},
		Levels: rapid.SampledFrom([][]area.Level{nil, {area.Council}, {area.Country, area.Region}}).Draw(t, "levels"),
		Within: rapid.SampledFrom([]string{"", area.England, "E12000007"}).Draw(t, "within"),
		Areas:  rapid.SampledFrom([][]string{nil, nil, {"E08000035", releasetest.Absent, "E12000007"}}).Draw(t, "areas"),
		Limit:  rapid.SampledFrom([]int{0, 0, 7, 1000}).Draw(t, "limit"),
	}
	if q.Limit > 0 {
		q.Offset = rapid.IntRange(0, 200).Draw(t, "offset")
	}
	if len(s.Dimensions) > 0 && rapid.Bool().Draw(t, "broken down") {
		q.Dimension = rapid.SampledFrom(s.Dimensions).Draw(t, "dimension")
	}
	for range rapid.IntRange(0, 2).Draw(t, "orders") {
		q.Sort = append(q.Sort, release.Order{
			Column: rapid.SampledFrom(release.Sortable).Draw(t, "column"), Descending: rapid.Bool().Draw(t, "descending"),
		})
	}
	return q
}

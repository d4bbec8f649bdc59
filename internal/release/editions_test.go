package release_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
	"github.com/google/go-cmp/cmp"
)

// given is what a made-up edition says of England in some years: a value, and whether counts or an interval stand beside it.
type given struct {
	year      int
	value     float64
	counts    bool
	interval  bool
	dimension string
}

// edition writes a made-up edition of one series.
func edition(t *testing.T, dir, id, published string, all ...given) {
	t.Helper()
	b, err := release.NewBuilder(filepath.Join(dir, release.OfficialDir), id)
	if err != nil {
		t.Fatal(err)
	}
	m := release.Manifest{Kind: release.KindOfficial, Title: id, PublishedOn: published, Series: []release.Series{{ID: "series_official", Title: "A series", Unit: "percent", Dimensions: []string{}, Former: []string{"series_before"}}}}
	for _, g := range all {
		p := period.Period{Start: g.year}
		c := release.Cell{
			Measure: "series_official", Source: "made-up", AreaCode: "E92000001", AreaName: "England", AreaLevel: "country", Period: p.String(), Grain: "year",
			PeriodLabel: p.Label(false), PeriodStart: p.First(), PeriodEnd: p.Last(), Value: &g.value, Unit: "percent", Dimension: g.dimension, Category: g.dimension,
		}
		if n, d := int64(g.value), int64(100); g.counts {
			c.Numerator, c.Denominator = &n, &d
		}
		if low, high := g.value-1, g.value+1; g.interval {
			c.Lower95, c.Upper95 = &low, &high
		}
		if err := b.Add([]release.Cell{c}); err != nil {
			t.Fatal(err)
		}
		m.Periods = append(m.Periods, p.String())
		if g.dimension != "" {
			m.Series[0].Dimensions = []string{g.dimension}
		}
	}
	if _, err := b.Seal(m); err != nil {
		t.Fatal(err)
	}
	if err := b.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// line is the series of England as it is served, "2020-21 50 from a-2020-21".
func line(t *testing.T, set *release.Set, id, editions, dimension string) []string {
	t.Helper()
	r, done, err := set.UseWith(t.Context(), id, editions)
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	s, ok := r.Subject("series_official")
	if !ok {
		t.Fatal("the series is not served")
	}
	if now, ok := r.Renamed("series_before"); !ok || now != s {
		t.Error("its former id does not lead to it")
	}
	cells, err := r.Select(t.Context(), release.Query{Wants: []release.Want{{Subject: s, Periods: s.Periods(period.Year)}}, Dimension: dimension})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, c := range cells {
		out = append(out, fmt.Sprintf("%s %v from %s", c.Period, *c.Value, c.Release))
	}
	return out
}

// Of a year in several editions the one with counts is served, then one with intervals, among those alike the later; a breakdown is chosen by itself.
func TestWhichEditionServesAYear(t *testing.T) {
	dir := t.TempDir()
	edition(t, dir, "counts-2020-21", "2020-12-01", given{year: 2019, value: 10, counts: true, interval: true}, given{year: 2020, value: 11, counts: true, interval: true, dimension: "age_band"}, given{year: 2020, value: 12})
	edition(t, dir, "margins-2021-22", "2021-12-01", given{year: 2019, value: 20, interval: true}, given{year: 2020, value: 21, interval: true}, given{year: 2021, value: 22, interval: true})
	edition(t, dir, "outcomes-2023-24", "", given{year: 2019, value: 30}, given{year: 2020, value: 31}, given{year: 2021, value: 32}, given{year: 2022, value: 33}, given{year: 2023, value: 34})
	edition(t, dir, "outcomes-2023-24.2", "", given{year: 2022, value: 43}, given{year: 2023, value: 44})
	set, err := release.OpenSet(t.Context(), dir, release.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer set.Close()
	want := []string{
		"2019-20 10 from counts-2020-21", "2020-21 21 from margins-2021-22", "2021-22 22 from margins-2021-22",
		"2022-23 43 from outcomes-2023-24.2", "2023-24 44 from outcomes-2023-24.2",
	}
	if diff := cmp.Diff(want, line(t, set, release.Latest, "", "")); diff != "" {
		t.Errorf("totals (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"2020-21 11 from counts-2020-21"}, line(t, set, release.Latest, "", "age_band")); diff != "" {
		t.Errorf("breakdown (-want +got):\n%s", diff)
	}
}

// Editions alone are served; a new one within the next reading of the directory; a set of editions that was pinned stays as it was, release or no
// release.
func TestEditionsAreServedWhenTheyAreThere(t *testing.T) {
	dir := t.TempDir()
	edition(t, dir, "a-2020-21", "2020-12-01", given{year: 2020, value: 50})
	set, err := release.OpenSet(t.Context(), dir, release.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer set.Close()
	_, before := set.Present()
	old := []string{"2020-21 50 from a-2020-21"}
	if diff := cmp.Diff(old, line(t, set, release.Latest, "", "")); diff != "" || before != "a-2020-21" || len(set.Listed()) != 0 {
		t.Errorf("alone, of set %q with %d releases:\n%s", before, len(set.Listed()), diff)
	}
	edition(t, dir, "b-2021-22", "2021-12-01", given{year: 2020, value: 51}, given{year: 2021, value: 52})
	if changed, err := set.Refresh(t.Context()); err != nil || !changed {
		t.Errorf("a new edition: changed %t, %v", changed, err)
	}
	now := []string{"2020-21 51 from b-2021-22", "2021-22 52 from b-2021-22"}
	if diff := cmp.Diff(now, line(t, set, release.Latest, "", "")); diff != "" {
		t.Errorf("with a new edition:\n%s", diff)
	}
	if diff := cmp.Diff(old, line(t, set, release.OfficialOnly, before, "")); diff != "" {
		t.Errorf("the set before:\n%s", diff)
	}
	write(t, dir, tiny(first))
	refresh(t, set)
	serves(t, set, first)
	if diff := cmp.Diff(now, line(t, set, release.Latest, "", "")); diff != "" {
		t.Errorf("beside a release:\n%s", diff)
	}
	for _, id := range []string{first, release.OfficialOnly} {
		if diff := cmp.Diff(old, line(t, set, id, before, "")); diff != "" {
			t.Errorf("the set before, beside %s:\n%s", id, diff)
		}
	}
	if _, _, err := set.UseWith(t.Context(), first, "a-2020-21,c-2022-23"); !fault.Is(err, fault.NotFound) {
		t.Errorf("a set with an edition that is not here: %v", err)
	}
}

// An edition that is spoilt is its own fault: it is named, and everything else is served.
func TestASpoiltEditionIsItsOwnFault(t *testing.T) {
	dir := t.TempDir()
	edition(t, dir, "a-2020-21", "2020-12-01", given{year: 2020, value: 50})
	edition(t, dir, "b-2021-22", "2021-12-01", given{year: 2021, value: 52})
	write(t, dir, tiny(first))
	set, err := release.OpenSet(t.Context(), dir, release.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer set.Close()
	path := filepath.Join(dir, release.OfficialDir, "b-2021-22", release.CSVFile("b-2021-22"))
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	put(t, path, strings.Repeat("!", len(text)))
	if _, err := set.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	serves(t, set, first)
	if diff := cmp.Diff([]string{"2020-21 50 from a-2020-21"}, line(t, set, release.Latest, "", "")); diff != "" {
		t.Error(diff)
	}
	if s := set.State(); s.Unfit != nil || len(s.Faults) != 1 || s.Faults[0].Release != "official/b-2021-22" {
		t.Errorf("state %+v", s)
	}
}

package audit

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/careduty/careduty/etl/official"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/queries"
)

// yearsTold are the years in which the model of a measure's totals has a council's counts from official tables alone: in the fourth quarters of
// 2012-13 to 2025-26, with nothing of ours printed.
func yearsTold(t *testing.T, d *measure.Definition, known outside) []string {
	t.Helper()
	leeds := slices.IndexFunc(area.All(), func(a area.Area) bool { return a.Code == "E08000035" })
	s := &series{Group: Group{d.ID, ""}, def: d, categories: categories(""), bands: []int{0}, areas: len(area.All())}
	var truth []Cell
	for start := 2012; start <= 2025; start++ {
		for q := 3; q <= 4; q++ {
			s.periods = append(s.periods, period.Period{Start: start, Q: q})
			s.draws = append(s.draws, make([][]draw, s.areas)...)
			hidden := cell{missing, missing, missing, 'c', 'f'}
			s.draws[(len(s.periods)-1)*s.areas+leeds] = []draw{{cells: []cell{hidden}, row: len(truth), tier: disclosure.Council}}
			truth = append(truth, Cell{People: {N: 500, Fresh: true}, Met: {N: 120, Fresh: true}})
		}
	}
	m := newModel(disclosure.Standard(), known)
	m.add(s, truth)
	m.officialTables(&releases{areas: area.All()})
	var out []string
	for p, per := range s.periods {
		d := &s.of(p, leeds)[0]
		people, met := d.count(0, People), d.count(0, Met)
		if m.low[people] == 500 && m.high[people] == 500 && m.low[met] == 120 && m.high[met] == 120 {
			if per.Q != 4 {
				t.Errorf("a table of the year's end is taken for %s", per)
			}
			out = append(out, per.Year().String())
		}
	}
	return out
}

// The attacker has the counts of every edition beside the releases, whichever of them is served; with one left out, the years that it alone
// prints are not known.
func TestOutsideKnowledgeTakesEveryEdition(t *testing.T) {
	all, err := measure.Load(queries.Files)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if _, err := official.Publish(t.Context(), official.Options{Releases: dir}); err != nil {
		t.Fatal(err)
	}
	editions := release.Editions(dir)
	known, err := readOutside(t.Context(), dir)
	if err != nil || len(editions) != 5 || len(known.editions) != 5 {
		t.Fatalf("%v of %d editions are in hand (%v)", known.editions, len(editions), err)
	}
	older, newer := []string{"2014-15", "2015-16", "2016-17", "2017-18", "2018-19"}, []string{"2024-25"}
	exact := 0
	for i := range all {
		d := &all[i].Definition
		if !d.CountedElsewhere() {
			continue
		}
		exact++
		if got := yearsTold(t, d, known); !slices.Equal(got, slices.Concat(older, newer)) {
			t.Errorf("%s: the tables tell of %v", d.ID, got)
		}
		for id, want := range map[string][]string{"ascof-2024-25": older, "ascof-open-2014-15-to-2018-19": newer} {
			less, at := outside{counted: map[seriesYear]bool{}}, filepath.Join(dir, release.OfficialDir)
			for _, e := range editions {
				if e.ID == id {
					continue
				}
				if err := less.add(t.Context(), filepath.Join(at, e.ID)); err != nil {
					t.Fatal(err)
				}
			}
			if got := yearsTold(t, d, less); !slices.Equal(got, want) {
				t.Errorf("%s without %s: the tables tell of %v, want %v", d.ID, id, got, want)
			}
		}
	}
	if exact != 2 {
		t.Errorf("%d measures are counted elsewhere", exact)
	}
}

// An edition that cannot be read stops the audit: it would be of less than is known.
func TestADamagedEditionStopsTheAudit(t *testing.T) {
	dir := t.TempDir()
	if _, err := official.Publish(t.Context(), official.Options{Releases: dir, Paths: []string{"../official/data/waits_2021-22_2022-23.csv.gz"}}); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(dir, release.OfficialDir, "waits-2021-22-to-2022-23", release.CellsFile("waits-2021-22-to-2022-23")), 100); err != nil {
		t.Fatal(err)
	}
	if _, err := readOutside(context.Background(), dir); err == nil {
		t.Error("a damaged edition is passed over")
	}
}

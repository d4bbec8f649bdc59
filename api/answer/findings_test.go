package answer

import (
	"strings"
	"testing"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/internal/statistics"
)

// fortyCouncils is a series of 40 councils round England's 50 in every 100, of which one is set as said.
func fortyCouncils(label string, people int64, one float64) onePeriod {
	cell := func(a area.Area, v float64, n int64) *release.Cell {
		low, high := statistics.ShareInterval(v/100, float64(n), 0)
		l, h := 100*low, 100*high
		return &release.Cell{
			AreaCode: a.Code, AreaName: a.Name, AreaLevel: string(a.Level), Value: &v, Lower95: &l, Upper95: &h, Denominator: &n, Unit: "percent", Period: label, PeriodLabel: label,
		}
	}
	england, _ := area.ByCode(area.England)
	out := onePeriod{england: cell(england, 50, 40_000)}
	for i, a := range area.Of(area.Council)[:40] {
		v, n := 48+float64(i%5), int64(1000)
		if i == 7 {
			v, n = one, people
		}
		out.councils = append(out.councils, cell(a, v, n))
	}
	for i, a := range area.Of(area.Region) {
		out.regions = append(out.regions, cell(a, 47+float64(i), 5000))
	}
	return out
}

func TestACouncilIsNamedOnlyByTheRule(t *testing.T) {
	counts, survey := &measure.Series{Kind: "counts"}, &measure.Series{Kind: "survey"}
	for name, c := range map[string]struct {
		series      *measure.Series
		now, before float64
		people      int64
		named       bool
	}{
		"outside twice":          {counts, 80, 79, 1000, true},
		"outside once":           {counts, 80, 50, 1000, false},
		"outside on either side": {counts, 80, 20, 1000, false},
		"few people":             {counts, 80, 79, 900, false},
		"inside":                 {counts, 51, 51, 1000, false},
		"survey":                 {survey, 80, 79, 1000, false},
	} {
		s := &measure.Subject{ID: "m", Title: "Reviews", Unit: "percent", Series: c.series}
		f, ok := councilFinding(pairOfPeriods{subject: s, now: fortyCouncils("2024-25", c.people, c.now), before: fortyCouncils("2023-24", c.people, c.before)})
		if ok != c.named || ok && f.Area != area.Of(area.Council)[7].Code {
			t.Errorf("%s: %v %+v", name, ok, f)
		}
		for _, part := range []string{"80 in every 100 in Blackburn with Darwen (2024-25)", "50 in England", "the period before, 79,"} {
			if ok && !strings.Contains(f.Sentence, part) {
				t.Errorf("%s: %q lacks %q", name, f.Sentence, part)
			}
		}
	}
}

// TestFindingsWithoutIntervals: where chance is not known nothing is found.
func TestFindingsWithoutIntervals(t *testing.T) {
	s := &measure.Subject{ID: "m", Title: "Reviews", Unit: "percent"}
	p := pairOfPeriods{subject: s, now: fortyCouncils("2024-25", 1000, 80), before: fortyCouncils("2023-24", 1000, 79)}
	if f, ok := regionsFinding(p); !ok || !strings.Contains(f.Sentence, "47 in every 100 in North East, 55 in South West (2024-25). England: 50.") {
		t.Errorf("%v %+v", ok, f)
	}
	*p.before.england.Value, *p.before.england.Lower95, *p.before.england.Upper95 = 30, 29, 31
	if f, ok := englandFinding(p); !ok || !strings.Contains(f.Sentence, "50 in every 100 in England (2024-25), up from 30 (2023-24).") {
		t.Errorf("%v %+v", ok, f)
	}
	if got := chooseFindings([]pairOfPeriods{p}); len(got) != 1 || got[0].Measure != "m" {
		t.Errorf("one series is told in %+v", got)
	}
	for _, x := range [][]*release.Cell{p.now.councils, p.before.councils, p.now.regions, {p.now.england, p.before.england}} {
		for _, c := range x {
			c.Lower95, c.Upper95 = nil, nil
		}
	}
	if got := chooseFindings([]pairOfPeriods{p}); len(got) != 0 {
		t.Errorf("found without intervals: %+v", got)
	}
}

package answer

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/internal/statistics"
)

func cell(code string, value float64) *release.Cell {
	a, _ := area.Ever(code)
	low, high := value-1, value+1
	return &release.Cell{AreaCode: code, AreaName: a.Name, AreaLevel: string(a.Level), ParentCode: a.Parent, Value: &value, Lower95: &low, Upper95: &high, Period: "2025-26-Q4", Grain: "quarter"}
}

func of(c *release.Cell, councils int32) *release.Cell {
	c.Councils = &councils
	return c
}

// outcome says which way the figures differ, judgement whether that is better, and only where a direction is agreed.
func TestOutcomeAndJudgement(t *testing.T) {
	for _, c := range []struct {
		polarity           measure.Polarity
		value, other       float64
		outcome, judgement string
	}{
		{measure.HighIsGood, 50, 40, "higher", "better"},
		{measure.HighIsGood, 40, 50, "lower", "worse"},
		{measure.LowIsGood, 50, 40, "higher", "worse"},
		{measure.LowIsGood, 40, 50, "lower", "better"},
		{measure.None, 50, 40, "higher", ""},
		{measure.HighIsGood, 50, 50.5, "similar", ""},
	} {
		got := compare(c.polarity, cell("E08000035", c.value), cell(area.England, c.other))
		if got.Outcome != c.outcome || got.Judgement != c.judgement {
			t.Errorf("%v: %+v", c, got)
		}
	}
	none := cell(area.England, 40)
	none.Lower95 = nil
	if got := compare(measure.HighIsGood, cell("E08000035", 50), none); got.Outcome != notCompared || got.Judgement != "" || got.Diff == nil {
		t.Errorf("without an interval: %+v", got)
	}
}

// England made of few councils is named so; made of fewer than half of them, nothing is compared with it.
func TestPartialEngland(t *testing.T) {
	if got := named(of(cell(area.England, 40), 12)).AreaName; got != "England (12 of 153 councils)" {
		t.Errorf("named %q", got)
	}
	if got := named(of(cell(area.England, 40), 123)).AreaName; got != "England" {
		t.Errorf("named %q", got)
	}
	if got := compare(measure.HighIsGood, cell("E08000035", 50), of(cell(area.England, 40), 76)); got.Outcome != notCompared || got.Value == nil {
		t.Errorf("of 76 councils: %+v", got)
	}
	if got := compare(measure.HighIsGood, cell("E08000035", 50), of(cell(area.England, 40), 77)); got.Outcome != "higher" {
		t.Errorf("of 77 councils: %+v", got)
	}
	s := &measure.Subject{ID: "x", Unit: "percent", Polarity: measure.HighIsGood}
	var points []*release.Cell
	for i := range 6 {
		c := of(cell(area.England, 40+10*float64(i)), int32(20+i)) //nolint:gosec // small
		c.Period = period.Period{Start: 2024, Q: 1}.Add(i).String()
		points = append(points, c)
	}
	if got := test(s, "England", points, statistics.Dispersion{}, ""); got.Trend != notCalculate || !strings.Contains(got.Summary, "not the same councils") {
		t.Errorf("of more and more councils: %+v", got)
	}
	for _, c := range points {
		of(c, 20)
	}
	if got := test(s, "England", points, statistics.Dispersion{}, ""); got.Trend != increasing {
		t.Errorf("of the same councils: %+v", got)
	}
	nobody := of(cell(area.England, 0), 0)
	nobody.Value, nobody.Period, nobody.Status = nil, "2023-24-Q4", "x"
	if got := test(s, "England", append([]*release.Cell{nobody}, points...), statistics.Dispersion{}, ""); got.Trend != increasing {
		t.Errorf("after a period that nobody covers: %+v", got)
	}
}

// The interval of a difference holds nought exactly where the two are not told apart, whichever is named first.
func TestPairsAreTheSameBothWays(t *testing.T) {
	for _, gap := range []float64{0, 0.5, 1.3, 1.5, 10} {
		a, b := pair(cell("E08000035", 50+gap), cell("E06000010", 50)), pair(cell("E06000010", 50), cell("E08000035", 50+gap))
		if *a.Diff != -*b.Diff || *a.DiffLower95 != -*b.DiffUpper95 {
			t.Errorf("%v: %v and %v", gap, *a.Diff, *b.Diff)
		}
		apart := *a.DiffLower95 > 0
		if apart != (a.Outcome == "higher") || apart != (b.Outcome == "lower") {
			t.Errorf("%v: %s, %s with an interval from %v", gap, a.Outcome, b.Outcome, *a.DiffLower95)
		}
	}
}

// A table's columns are its rows' fields, the release last; a missing value is missing in its column.
func TestColumnsOfRows(t *testing.T) {
	columns := columnsOf[LeagueRow]("", comparedOnly([]string{"england"}, []string{"E08000035"}))
	var names []string
	for _, c := range columns {
		names = append(names, c.Name)
		if c.Words == "" {
			t.Errorf("%s has no words", c.Name)
		}
	}
	if got := names[len(names)-2:]; !slices.Equal(got, []string{"highlighted", "release"}) || names[0] != "measure" || slices.Contains(names, "region_value") || !slices.Contains(names, "england_judgement") {
		t.Errorf("%v", names)
	}
	x := cell("E08000035", 50)
	x.Lower95 = nil
	table := Table{Columns: columns, rows: held[LeagueRow]{{Cell: x, Highlighted: true}, {Cell: cell("E06000010", 40)}}}
	err := table.Each(context.Background(), func(c Chunk) error {
		at := func(name string) *Vector { return &c.Columns[slices.Index(names, name)] }
		if c.Rows != 2 || at("area_name").Texts.At(1) != "Kingston upon Hull" || at("value").Numbers[0] != 50 || !math.IsNaN(at("lower_95").Numbers[0]) ||
			!math.IsNaN(at("rank").Numbers[1]) || at("period_start").Days[0] != NoDay || !at("highlighted").Flags[0] || at("highlighted").Flags[1] {
			t.Errorf("%+v", c)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

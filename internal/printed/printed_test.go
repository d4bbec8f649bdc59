package printed_test

import (
	"testing"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/printed"
	"github.com/careduty/careduty/internal/release"
	"github.com/google/go-cmp/cmp"
)

func TestNotes(t *testing.T) {
	for want, c := range map[string]struct {
		d    measure.Definition
		year int
		row  printed.Row
	}{
		"": {row: printed.Row{In: 2, Whole: 2, Level: area.Region}},
		"Not shown: too few people to publish safely.":                                     {row: printed.Row{Status: "c"}},
		"Low reliability: few people, or noise that is large beside the value.":            {row: printed.Row{Status: "u"}},
		"0 stands for 0 to 24 people.":                                                     {row: printed.Row{Drawn0: true, Tier: disclosure.Region}},
		"Nobody left out stands for 0 to 9 people.":                                        {d: measure.Definition{Polarity: measure.HighIsGood, Kind: measure.Proportion}, row: printed.Row{Drawn0: true}},
		"Withdrawn: The file was of another year.":                                         {row: printed.Row{Status: "x", Remark: printed.Withdrawn("The file was of another year.")}},
		"3 of 14 councils are in this figure.":                                             {row: printed.Row{In: 3, Whole: 14, Level: area.Region}},
		"Not available: no records cover it.":                                              {row: printed.Row{Status: "x", Level: area.Region, Whole: 14}},
		"Reviews fell in the pandemic for reasons outside councils' practice.":             {d: measure.Definition{Theme: "review"}, year: 2020},
		"Not shown: too few people to publish safely. 1 of 2 councils are in this figure.": {row: printed.Row{Status: "c", In: 1, Whole: 2, Level: area.Country}},
	} {
		if got := printed.Notes(&c.d, period.Period{Start: c.year}, c.row); got != want {
			t.Errorf("%+v: %q, want %q", c.row, got, want)
		}
	}
}

// A remark follows from no figure; whoever holds notes against figures has to know one.
func TestRemarksAreTold(t *testing.T) {
	for text, want := range map[string]bool{
		printed.Unchanged: true, printed.Waiting("Leeds and Kirklees"): true, printed.Withdrawn("The file was of another year."): true,
		"Not available: no records cover it.": false, "": false, "Withdrawn: ": false, "Figures were withdrawn.": false,
	} {
		if got := printed.IsRemark(text); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}

// Councils are ranked in England and in their region, regions among each other, and England not at all.
func TestRank(t *testing.T) {
	cell := func(level, parent string, value float64) release.Cell {
		low, high, people := value-1, value+1, int64(100)
		return release.Cell{AreaLevel: level, ParentCode: parent, Value: &value, Lower95: &low, Upper95: &high, Denominator: &people}
	}
	region := area.Of(area.Region)[0]
	cells := []release.Cell{
		cell("country", "", 50), cell("region", area.England, 40), cell("council", region.Code, 10), cell("council", region.Code, 60), cell("council", area.Of(area.Region)[1].Code, 30),
	}
	printed.Rank(&measure.Definition{Polarity: measure.LowIsGood, MinimumDenominator: 30}, cells)
	type place struct{ England, Region int32 }
	var got []place
	for _, c := range cells {
		var p place
		if c.Rank != nil {
			p.England = *c.Rank
		}
		if c.RegionRank != nil {
			p.Region = *c.RegionRank
		}
		got = append(got, p)
	}
	want := []place{{}, {1, 0}, {1, 1}, {3, 2}, {2, 1}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

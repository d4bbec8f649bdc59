package audit_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/careduty/careduty/etl/audit"
	"github.com/careduty/careduty/internal/disclosure"
)

// published makes the row of a cell as publish would.
func published(g disclosure.Gate, c disclosure.Counts, shown disclosure.Shown, total int32, m disclosure.Median) audit.Row {
	f := g.Figures(disclosure.Share, c, shown)
	if g.Median {
		f = g.MedianFigures(c, shown, m, true)
	}
	r := audit.Row{
		Name: audit.Named(fmt.Sprintf("row of %d", total)), Total: total, Gate: g, Unit: disclosure.Pounds, Status: string(f.Status),
		Value: audit.Missing, Lower95: audit.Missing, Upper95: audit.Missing,
		Numerator: audit.Missing, Denominator: audit.Missing, Unknown: audit.Missing, NoiseSD: audit.Missing,
	}
	if f.Shown >= disclosure.Sizes {
		r.Denominator = float64(f.Denominator)
		if !g.UnknownHidden {
			r.Unknown = float64(f.Unknown)
		}
	}
	if f.Shown >= disclosure.Value {
		r.Value = f.Value
		if !g.Median {
			r.Numerator, r.NoiseSD = float64(f.Numerator), f.NoiseSD
		}
		if !g.Median || f.Shown == disclosure.WithInterval {
			r.Lower95, r.Upper95 = f.Lower95, f.Upper95
		}
	}
	return r
}

// file is a made-up release: totals of every size, each with five parts, drawn by the table.
func file(open bool) (rows []audit.Row, truth []audit.Truth, medians []disclosure.Median) {
	random := rand.New(rand.NewPCG(7, 8))
	noise, _ := disclosure.NewNoise(disclosure.Standard(), []byte("a key for benchmarks, 32 bytes!!"))
	for i := range 700 {
		g := disclosure.Gate{Tier: disclosure.Tiers[i%3], UnknownStays: i%5 == 0, Median: i%7 == 0}
		draw := func(n int32) uint64 {
			return noise.Draw(disclosure.Set{Tier: g.Tier, Vintage: disclosure.Final}, uint64(n), random.Uint64())
		}
		cell := func(n int32) (audit.Truth, disclosure.Counts) {
			met, unknown := random.Int32N(n+1), random.Int32N(n/4+1)
			return audit.Truth{Population: n, Numerator: met}, disclosure.Counts{Population: draw(n), Unknown: draw(unknown), Numerator: draw(met)}
		}
		place, median := int32(len(rows)), disclosure.Median{Value: 300, Lower95: 250, Upper95: 320}
		left := random.Int32N(200)
		t, whole := cell(left)
		for part := range 6 {
			own, counts, shown, rule := t, whole, g.Total(whole), g
			if part > 0 {
				rule = g.Within(whole)
				n := random.Int32N(left + 1)
				left -= n
				own, counts = cell(n)
				shown = g.Part(counts, whole)
			}
			if open {
				shown = disclosure.Value
			}
			m := median
			m.Interval = shown == disclosure.WithInterval
			rows, truth, medians = append(rows, published(rule, counts, shown, place, m)), append(truth, own), append(medians, m)
			rows[len(rows)-1].Band = int32(len(rows) - 1)
		}
	}
	return rows, truth, medians
}

func TestRowsAsPublishedPass(t *testing.T) {
	rows, truth, medians := file(false)
	for _, r := range []audit.Result{
		audit.ScoreGates(rows, nil), audit.ScoreGates(rows, truth), audit.ScoreDerived(rows, nil), audit.ScoreDerived(rows, medians),
	} {
		if !r.Passed {
			t.Errorf("%s: %v", r.Title, r.Figures)
		}
	}
}

func TestGateOffFails(t *testing.T) {
	rows, truth, _ := file(true)
	if r := audit.ScoreGates(rows, nil); r.Passed || len(r.Examples) != 10 {
		t.Errorf("a file without a gate passes: %v, with %d examples", r.Figures, len(r.Examples))
	}
	if r := audit.ScoreGates(rows, truth); r.Figures[2].Holds() {
		t.Errorf("no row is seen to have too few people: %v", r.Figures)
	}
}

// Whatever one field is changed to, one attack or the other sees it.
func TestEveryFieldIsLookedAt(t *testing.T) {
	clean, _, medians := file(false)
	fields := map[string]func(r *audit.Row) *float64{
		"value":       func(r *audit.Row) *float64 { return &r.Value },
		"lower":       func(r *audit.Row) *float64 { return &r.Lower95 },
		"upper":       func(r *audit.Row) *float64 { return &r.Upper95 },
		"numerator":   func(r *audit.Row) *float64 { return &r.Numerator },
		"denominator": func(r *audit.Row) *float64 { return &r.Denominator },
		"unknown":     func(r *audit.Row) *float64 { return &r.Unknown },
		"noise":       func(r *audit.Row) *float64 { return &r.NoiseSD },
	}
	for name, field := range fields {
		for i := range clean {
			row := clean[i]
			x := field(&row)
			if *x++; math.IsNaN(*x) {
				*x = 12.5
			}
			if seen(clean, row, i, medians) {
				continue
			}
			t.Errorf("%s of row %d was changed and no attack saw it", name, i)
			break
		}
	}
	for i := range clean {
		for _, status := range []string{"", "c", "u", "q"} {
			row := clean[i]
			if row.Status == status {
				continue
			}
			if row.Status = status; !seen(clean, row, i, medians) {
				t.Fatalf("status of row %d was changed to %q and no attack saw it", i, status)
			}
		}
	}
}

// seen says whether A8 or A9 sees a row put in place of another, looking at it and its total.
func seen(clean []audit.Row, row audit.Row, i int, medians []disclosure.Median) bool {
	rows, own := []audit.Row{clean[row.Total], row}, []disclosure.Median{medians[row.Total], medians[i]}
	rows[0].Total, rows[1].Total = 0, 0
	rows[0].Band, rows[1].Band = 0, 1
	if int(row.Total) == i {
		rows, own = rows[1:], own[1:]
		rows[0].Band = 0
	}
	return !audit.ScoreGates(rows, nil).Passed || !audit.ScoreDerived(rows, own).Passed
}

// A median whose denominator passes is withheld where fewer than ten have an amount, with its sizes, and for nothing else.
func TestMediansOfFewAreWithheldForThatAlone(t *testing.T) {
	row := published(disclosure.Gate{Tier: disclosure.Region, Median: true}, disclosure.Counts{Population: 45}, disclosure.Sizes, 0, disclosure.Median{})
	rows := []audit.Row{row}
	if !audit.ScoreGates(rows, nil).Passed || !audit.ScoreDerived(rows, nil).Passed {
		t.Error("a median withheld for want of people is held against the release")
	}
	for _, n := range []int32{0, 9, 10, 30} {
		if r := audit.ScoreGates(rows, []audit.Truth{{Population: 30, Unknown: 30 - n}}); r.Passed != (n < 10) {
			t.Errorf("of %d people: %v", n, r.Figures)
		}
	}
	row.Status = "x"
	if audit.ScoreGates([]audit.Row{row}, nil).Passed || audit.ScoreDerived([]audit.Row{row}, nil).Passed {
		t.Error("a median that is not available shows how many it would be of")
	}
}

func TestRowsNotAvailableHoldNothing(t *testing.T) {
	clean, _, _ := file(false)
	row := clean[0]
	row.Total, row.Band, row.Status = 0, 0, "x"
	if !seen(clean, row, 0, make([]disclosure.Median, 1)) && !math.IsNaN(row.Value) {
		t.Error("a value beside the status x is not seen")
	}
	bare := published(row.Gate, disclosure.Counts{}, disclosure.Nothing, 0, disclosure.Median{})
	bare.Status = "x"
	if !audit.ScoreGates([]audit.Row{bare}, nil).Passed || !audit.ScoreDerived([]audit.Row{bare}, nil).Passed {
		t.Error("a row that is not available fails")
	}
}

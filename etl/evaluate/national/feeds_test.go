package national

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// years are the positions of a table's financial years; a snapshot by quarter has fourth quarters in their place.
func years(t *evaluate.Table) []int {
	var out []int
	for i, p := range t.Periods {
		if p.Q == 0 || p.Q == 4 && t.Measure.Grain == measure.Snapshot {
			out = append(out, i)
		}
	}
	return out
}

// share is a part of a whole.
type share struct{ part, whole float64 }

func (s share) value() float64 { return s.part / s.whole }

func (s share) add(o share) share { return share{s.part + o.part, s.whole + o.whole} }

// england is the share of the people judged who count, in one period: of a median measure, those above all years' median.
func england(t *evaluate.Table, p int) share {
	var out share
	for _, c := range t.In(p, area.England) {
		out = out.add(council(t, p, c))
	}
	return out
}

func council(t *evaluate.Table, p, c int) share {
	n := t.At(p, []int{c}, 0, 0)
	whole := n.Population.N - n.Unknown.N
	if t.Measure.UnknownRule == measure.InDenominator {
		whole = n.Population.N
	}
	if !t.Measure.Kind.Median() {
		return share{float64(n.Numerator.N), float64(whole)}
	}
	above := share{whole: float64(whole)}
	median, _ := evaluate.Median(t.Amounts(p, t.In(p, area.England), 0, 0), measure.Days)
	for amount, people := range t.Amounts(p, []int{c}, 0, 0) {
		if float64(amount) > median {
			above.part += float64(people)
		}
	}
	return above
}

// rare is how many people a measure must judge in a year for both answers to be among them. Few people go to the Ombudsman.
const rare = 30

// TestEveryMeasureIsFed holds that some people count and some do not, every year, and that some are unknown wherever anybody can be.
func TestEveryMeasureIsFed(t *testing.T) {
	for _, table := range tables(t) {
		var unknown int64
		var people float64
		for _, p := range years(table) {
			if len(table.In(p, area.England)) == 0 {
				continue // before its lookback, or after what its lookahead needs
			}
			unknown += table.At(p, table.In(p, area.England), 0, 0).Unknown.N
			s := england(table, p)
			people += s.whole
			if s.whole >= rare && (s.part == 0 || s.part == s.whole) {
				t.Errorf("%s in %s: %.0f of %.0f count", table.Measure.ID, table.Periods[p], s.part, s.whole)
			}
		}
		nobody := strings.HasPrefix(table.Measure.Unknown.Words, "Nobody.")
		dates := strings.HasPrefix(table.Measure.Unknown.Words, "Those for whom a date ") // which all can be read in made-up records
		if people == 0 {
			t.Errorf("%s: nobody is counted", table.Measure.ID)
		}
		if nobody && unknown > 0 || !nobody && !dates && unknown == 0 && people >= 10*rare {
			t.Errorf("%s: %d of %.0f are unknown; of them it is said: %s", table.Measure.ID, unknown, people, table.Measure.Unknown.Words)
		}
	}
}

// enough is how many people must count, and how many must not, for councils to show their differences beyond chance.
const enough = 1500

// TestCouncilsDiffer holds that councils lie further apart than chance would put them: of councils that were all alike, the sum of
// squares would be about their number, give or take a few times the root of twice that.
func TestCouncilsDiffer(t *testing.T) {
	for _, table := range tables(t) {
		squares, councils, people := 0.0, 0.0, 0.0
		all, each := pooled(table)
		for _, s := range each {
			if s.whole > 0 {
				off := s.part - s.whole*all.value()
				squares += off * off / (s.whole * all.value() * (1 - all.value()))
				councils++
				people += s.whole
			}
		}
		z := (squares - (councils - 1)) / math.Sqrt(2*(councils-1))
		t.Logf("%s: %.0f people, %.1f times as far apart as by chance (z=%.0f)", table.Measure.ID, people, squares/councils, z)
		if min(all.part, all.whole-all.part) >= enough && z < 3 {
			t.Errorf("%s: councils lie no further apart than by chance", table.Measure.ID)
		}
	}
}

// pooled adds up the years of a measure of events, whose people differ; of a state it takes the last.
func pooled(t *evaluate.Table) (all share, each map[int]share) {
	each = map[int]share{}
	list := years(t)
	if t.Measure.Grain == measure.Snapshot {
		list = list[len(list)-1:]
	}
	for _, p := range list {
		for _, c := range t.In(p, area.England) {
			each[c] = each[c].add(council(t, p, c))
			all = all.add(council(t, p, c))
		}
	}
	return all, each
}

// TestThePandemicShows holds that most of what councils do was done less in 2020-21 than in the three years after it.
func TestThePandemicShows(t *testing.T) {
	less, more := 0, 0
	for _, table := range tables(t) {
		if table.Measure.Polarity != measure.HighIsGood || table.Measure.Kind.Median() {
			continue
		}
		var dip, after share
		for _, p := range years(table) {
			switch start := table.Periods[p].Start; {
			case start == 2020:
				dip = england(table, p)
			case start <= 2023:
				after = after.add(england(table, p))
			}
		}
		switch {
		case dip.whole == 0 || dip.value() == after.value():
		case dip.value() < after.value():
			less++
		default:
			more++
			t.Logf("%s: %.3f in 2020-21, %.3f after", table.Measure.ID, dip.value(), after.value())
		}
	}
	if less < 4*more {
		t.Errorf("%d measures dip in 2020-21 and %d do not", less, more)
	}
	reviews := find(t, "reviewed_in_year")
	if dip, after := of(t, reviews, 2020), of(t, reviews, 2022); dip > after-0.03 {
		t.Errorf("reviewed in the year: %.3f in 2020-21 and %.3f in 2022-23", dip, after)
	}
}

// TestSeasonsShow holds that winters bring more people than summers.
func TestSeasonsShow(t *testing.T) {
	var seasons [5]int64
	table := find(t, "assessments_within_28_days")
	for i, p := range table.Periods {
		seasons[p.Q] += table.At(i, table.In(i, area.England), 0, 0).Population.N
	}
	t.Logf("new people assessed from April, July, October and January: %d", seasons[1:])
	if winter, summer := seasons[4], seasons[2]; float64(winter) < 1.03*float64(summer) {
		t.Errorf("%d new people assessed from January to March, %d from July to September", winter, summer)
	}
}

func find(t *testing.T, id measure.ID) *evaluate.Table {
	t.Helper()
	list := tables(t)
	i := slices.IndexFunc(list, func(x *evaluate.Table) bool { return x.Measure.ID == id })
	if i < 0 {
		t.Fatalf("%s is not counted", id)
	}
	return list[i]
}

func of(t *testing.T, table *evaluate.Table, year int) float64 {
	t.Helper()
	for i, p := range table.Periods {
		if (p == period.Period{Start: year}) {
			return england(table, i).value()
		}
	}
	t.Fatalf("%s has no year %d", table.Measure.ID, year)
	return 0
}

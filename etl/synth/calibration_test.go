package synth_test

import (
	"encoding/csv"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/period"
	"gonum.org/v1/gonum/stat"
)

// published reads one column of data/councils.csv; a figure nobody published is absent.
func published(t *testing.T, column string) map[string]float64 {
	t.Helper()
	f, err := os.Open("data/councils.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := slices.Index(rows[0], column)
	if at < 0 {
		t.Fatalf("no column %s", column)
	}
	out := map[string]float64{}
	for _, row := range rows[1:] {
		if x, err := strconv.ParseFloat(row[at], 64); err == nil {
			out[row[0]] = x
		}
	}
	return out
}

// share is a part of a whole.
type share struct{ part, whole float64 }

func (s *share) add(counts bool) {
	s.whole++
	if counts {
		s.part++
	}
}

func (s share) value() float64 { return s.part / s.whole }

// in says whether the share lies in a band.
func (s share) in(t *testing.T, what string, low, high float64) {
	t.Helper()
	if x := s.value(); math.IsNaN(x) || x < low || x > high {
		t.Errorf("%s: %.3f, want %.3f to %.3f", what, x, low, high)
	}
}

// supported are the adults of a council with a long-term plan in force on a day, each with the highest setting and whether the plan
// is older than a year.
type supported struct {
	setting string
	old     bool
	direct  bool
	managed bool
}

var rank = []string{"prison", "community", "residential", "nursing"}

func snapshot(t *testing.T, code string, on time.Time) map[string]*supported {
	t.Helper()
	out, people, plans := map[string]*supported{}, read(t, code, "people"), read(t, code, "plans")
	gone, inForce := map[string]bool{}, map[string]bool{}
	for _, row := range people.rows {
		for _, column := range []string{"died_on", "left_on"} {
			if d := day(people.get(row, column)); !d.IsZero() && d.Before(on) {
				gone[row[0]] = true
			}
		}
		if birth, err := strconv.Atoi(people.get(row, "birth_year")); err == nil && on.Year()-birth < 18 {
			gone[row[0]] = true
		}
	}
	for _, row := range plans.rows {
		person := plans.get(row, "person_ref")
		long := plans.get(row, "for") == "adult" && plans.get(row, "term") == "long"
		if !long || gone[person] || !within(plans.get(row, "started_on"), plans.get(row, "ended_on"), on) {
			continue
		}
		s := out[person]
		if s == nil {
			s = &supported{}
			out[person] = s
		}
		if setting := plans.get(row, "setting"); slices.Index(rank, setting) > slices.Index(rank, s.setting) {
			s.setting = setting
		}
		year := on.AddDate(-1, 0, 0)
		s.old = s.old || plans.get(row, "first_plan") == "no" || day(plans.get(row, "started_on")).Before(year)
		inForce[row[0]] = true
	}
	deliver(t, code, on, out, inForce)
	return out
}

// deliver adds how the budgets of the plans in force are delivered, and who is paid directly.
func deliver(t *testing.T, code string, on time.Time, people map[string]*supported, plans map[string]bool) {
	t.Helper()
	budgets, payments := read(t, code, "budgets"), read(t, code, "direct_payments")
	for _, row := range budgets.rows {
		s := people[budgets.get(row, "person_ref")]
		open := within(budgets.get(row, "effective_from"), budgets.get(row, "effective_to"), on)
		if s == nil || !open || !plans[budgets.get(row, "plan_ref")] || budgets.get(row, "purpose") != "ongoing" {
			continue
		}
		switch budgets.get(row, "delivery") {
		case "direct_payment", "mixed":
			s.direct = true
		case "managed_budget":
			s.managed = true
		}
	}
	for _, row := range payments.rows {
		if s := people[payments.get(row, "person_ref")]; s != nil {
			s.direct = s.direct || within(payments.get(row, "first_paid_on"), payments.get(row, "ended_on"), on)
		}
	}
}

func TestSettingsAndDirectPaymentsFollowThePublishedFigures(t *testing.T) {
	on := period.Date(2025, time.March, 31)
	var direct, directed, inCommunity share
	var made, official []float64
	target := published(t, "direct_payment_percent_mar_2025")
	for _, c := range area.Of(area.Council) {
		var own share
		for _, s := range snapshot(t, c.Code, on) {
			inCommunity.add(s.setting == "community")
			if s.setting == "community" {
				own.add(s.direct)
				directed.add(s.direct || s.managed)
			}
		}
		direct.part, direct.whole = direct.part+own.part, direct.whole+own.whole
		if x, ok := target[c.Code]; ok && own.whole >= 55 {
			made, official = append(made, own.value()), append(official, x)
		}
	}
	direct.in(t, "direct payments in England", target[area.England]/100-0.01, target[area.England]/100+0.01)
	directed.in(t, "self-directed support in England", 0.78, 0.86)
	inCommunity.in(t, "supported in the community", 0.67, 0.73)
	if r := spearman(made, official); r < 0.7 || len(made) < 40 {
		t.Errorf("rank correlation of direct payments over %d councils is %.2f, want 0.7", len(made), r)
	}
}

// spearman is the correlation of ranks.
func spearman(x, y []float64) float64 {
	return stat.Correlation(ranks(x), ranks(y), nil)
}

func ranks(x []float64) []float64 {
	sorted := slices.Sorted(slices.Values(x))
	out := make([]float64, len(x))
	for i, v := range x {
		first, found := slices.BinarySearch(sorted, v)
		if !found {
			return nil
		}
		out[i] = float64(first)
	}
	return out
}

func TestReviewsFollowThePublishedFigures(t *testing.T) {
	var made, official []float64
	planned, whole := published(t, "planned_2021_22"), published(t, "over_12_months_mar_2022")
	years := map[int]*share{}
	for _, c := range area.Of(area.Council) {
		reviews := read(t, c.Code, "reviews")
		var own share
		for _, year := range []int{2021, 2024, 2026} {
			on := period.Date(year, time.March, 31)
			any, regular := map[string]bool{}, map[string]bool{}
			for _, row := range reviews.rows {
				done, kind := day(reviews.get(row, "completed_on")), reviews.get(row, "kind")
				if done.After(on.AddDate(-1, 0, 0)) && !done.After(on) && (kind == "planned" || kind == "unplanned" || kind == "first") {
					any[reviews.get(row, "person_ref")] = true
					regular[reviews.get(row, "person_ref")] = kind == "planned" || regular[reviews.get(row, "person_ref")]
				}
			}
			for person, s := range snapshot(t, c.Code, on) {
				if !s.old {
					continue
				}
				if years[year] == nil {
					years[year] = &share{}
				}
				years[year].add(any[person])
				own.add(regular[person])
			}
		}
		if n, ok := planned[c.Code]; ok && own.whole >= 100 {
			made, official = append(made, own.value()), append(official, n/whole[c.Code])
		}
	}
	for _, year := range []int{2024, 2026} {
		years[year].in(t, "reviewed in the year to March "+strconv.Itoa(year), 0.54, 0.62)
	}
	if dip, after := years[2021].value(), years[2024].value(); dip > after-0.03 {
		t.Errorf("%.3f reviewed in the pandemic year and %.3f in 2023-24: no dip", dip, after)
	}
	if r := spearman(made, official); r < 0.8 || len(made) < 40 {
		t.Errorf("rank correlation of planned reviews over %d councils is %.2f, want 0.8", len(made), r)
	}
}

func TestAPersonHasAboutFifteenRecords(t *testing.T) {
	s := made().summary
	var rows int64
	for _, n := range s.Rows {
		rows += n
	}
	if each := float64(rows) / float64(s.People); each < 14 || each > 16 {
		t.Errorf("%.1f records a person, want about 15", each)
	}
	if per100 := 100 * float64(s.Rows["complaints"]) / float64(s.People); per100 < 2 || per100 > 3 {
		t.Errorf("%.1f complaints for 100 people, want 2 to 3", per100)
	}
}

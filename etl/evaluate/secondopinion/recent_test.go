package secondopinion

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/internal/period"
)

// TestWhatWasOverTellsNothing counts a quarter alone, for which neither budgets that were over long before it are read nor what shared steps leave out
// by then, and finds what counting all quarters at once finds: the same sets of people in every cell, and the same contributions. So it
// does in any world, and where budgets and plans begin and end around the days from which they are read.
func TestWhatWasOverTellsNothing(t *testing.T) {
	for n := range *warehouses {
		worlds := draw(*seed+n, few)
		quarters := period.Between(worlds[0].from.time(), worlds[0].to.time(), period.Quarter)
		last := quarters[len(quarters)-1]
		for i := range 60 {
			worlds[i] = aroundCut(worlds[i].council, worlds[i].prefix, last, rand.New(rand.NewPCG(uint64(*seed+n), uint64(i))))
		}
		b := newBench(t)
		b.fill(worlds, nil).done(b)
		only := func(p period.Period) bool { return p == last }
		all, alone := over(t, b, 0, func(period.Period) bool { return true }, only), over(t, b, 0, only, only)
		for i, table := range alone.tables {
			for p := range table.Periods {
				if !table.Counted(p) {
					continue
				}
				sameTotals(t, table, all.tables[i], p, worlds)
			}
		}
		for at, part := range alone.people {
			if all.people[at] != part {
				t.Errorf("somebody contributes something else to %s where what was over is not read", last)
				break
			}
		}
	}
}

// sameTotals compares the cells of a period, and shows the world whose total differs.
func sameTotals(t *testing.T, some, all *evaluate.Table, p int, worlds []*world) {
	t.Helper()
	for c := range some.Councils {
		if some.At(p, []int{c}, 0, 0) != all.At(p, []int{c}, 0, 0) {
			t.Fatalf("%s in %s: another figure where what was over is not read\n%s", some.Measure.ID, some.Periods[p], worlds[c])
		}
	}
	sameFigures(t, some, all, p)
}

// aroundCut is a world of adults with several plans and many budgets, most of whose days are around the one before which a budget that was
// over is not read when a quarter is counted: half a year, and what a budget is carried on in, before the quarter before it.
func aroundCut(council, prefix string, q period.Period, random *rand.Rand) *world {
	m := &maker{random: random, prefix: prefix, w: &world{
		council: council, prefix: prefix, from: dayOf(q.First().AddDate(-3, 0, 0)), to: dayOf(q.Last()), rows: rows{}, missing: map[string]string{},
	}}
	first := dayOf(q.First().AddDate(0, -3, 0))
	m.days = []day{first}
	for range 12 {
		m.amounts = []string{"100.00"}
		ref := m.adult()
		for range m.upTo(1, 3) {
			m.longPlan(ref, first)
		}
		for range m.upTo(0, 2) {
			m.record("assessments", ref, map[string]string{
				"kind": "reassessment", "requested_on": "", "completed_on": m.around(first).String(), "outcome": "eligible",
			})
		}
	}
	m.carriedOn(first)
	m.beside(first)
	return m.w
}

// carriedOn is somebody whose plan was over just before a lookback began, and whose next plan carries its budget on after a pause: an assessment
// in the pause comes after the budget began.
func (m *maker) carriedOn(first day) {
	ref := m.adult()
	m.record("assessments", ref, map[string]string{
		"kind": "needs", "requested_on": "", "completed_on": (first - 175).String(), "outcome": "eligible",
	})
	for _, p := range []struct {
		from day
		to   string
	}{{first - 400, (first - 182).String()}, {first - 170, ""}} {
		plan := m.record("plans", ref, map[string]string{
			"for": "adult", "term": "long", "started_on": p.from.String(), "ended_on": p.to, "end_reason": "superseded",
		})
		m.level(ref, plan, p.from, "", "100.00", "uprating")
		if p.to == "" {
			m.level(ref, plan, first+3, "", "50.00", "needs")
		}
	}
}

// beside is somebody of whom one plan was over long ago while another went on: no budget begins on the day from which the other stands alone, so
// that its hours are not known when it falls.
func (m *maker) beside(first day) {
	ref := m.adult()
	for _, ended := range []string{(first - 300).String(), ""} {
		plan := m.record("plans", ref, map[string]string{"for": "adult", "term": "long", "started_on": (first - 700).String(), "ended_on": ended})
		m.level(ref, plan, first-700, "", "100.00", "first")
		if ended == "" {
			m.level(ref, plan, first+3, "", "50.00", "price")
		}
	}
}

// level is an ongoing budget.
func (m *maker) level(ref string, plan map[string]string, from day, to, total, reason string) {
	m.record("budgets", ref, map[string]string{
		"plan_ref": plan["plan_ref"], "purpose": "ongoing", "effective_from": from.String(), "effective_to": to, "weekly_total": total,
		"hours_per_week": pickOf(m, "10.00", "10.00", "10.00", ""), "change_reason": reason,
	})
}

// adult is somebody who is there throughout.
func (m *maker) adult() string {
	ref := fmt.Sprintf("%sper%d", m.prefix, len(m.w.rows["people"]))
	m.record("people", ref, map[string]string{"birth_year": "1950", "died_on": "", "left_on": ""})
	return ref
}

// around is a day near the first day counted, before which steps leave out what was over, near a lookback of 180 days before it, or near the one 31
// days before that, from which budgets are read.
func (m *maker) around(first day) day {
	return first - pickOf[day](m, 0, 180, 211) + pickOf[day](m, -60, -29, -28, -10, -2, -1, 0, 1, 2, 5, 10, 20, 27, 28, 29)
}

// longPlan is an adult's long-term plan with a budget set long ago, often one around the cut, and often one or two in the quarters counted.
func (m *maker) longPlan(ref string, first day) {
	given := map[string]string{
		"for": "adult", "term": "long", "started_on": (first - pickOf[day](m, 700, 400)).String(), "ended_on": "", "assessment_ref": "",
	}
	if m.chance(35) {
		given["ended_on"] = m.around(first).String()
		given["end_reason"] = pickOf(m, "superseded", "other")
	}
	row := m.record("plans", ref, given)
	from := []day{m.parsed(row["started_on"]) + pickOf[day](m, 0, 30)}
	for range m.upTo(0, 2) {
		from = append(from, m.around(first))
	}
	for range m.upTo(0, 2) {
		from = append(from, first+pickOf(m, day(m.upTo(0, 183)), day(m.upTo(0, 8))))
	}
	slices.Sort(from)
	total := 10000
	for i, d := range from {
		to := ""
		if i+1 < len(from) && m.chance(30) {
			to = min(max(d, m.around(first)), m.w.to).String()
		}
		total -= pickOf(m, 0, 0, 500, 500, -500)
		m.level(ref, row, min(d, m.w.to), to, fmt.Sprintf("%d.00", total/100), pickOf(m, "price", "price", "needs", "uprating", "correction"))
	}
}

// TestBudgetsComeBack counts a quarter and then all quarters of one reading: what was not read for the first is read for the others.
func TestBudgetsComeBack(t *testing.T) {
	b := newBench(t)
	worlds := draw(*seed, few)[:20]
	b.fill(worlds, nil).done(b)
	r, err := b.w.AsOf(t.Context(), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close() //nolint:errcheck // read only
	budgets := func() (n int) {
		if err := r.Conn.One(t.Context(), "SELECT count(*) FROM budgets", nil, &n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	all := budgets()
	e, err := evaluate.New(t.Context(), r, evaluate.Options{})
	if err != nil {
		t.Fatal(err)
	}
	list := load(t)
	count := func(wanted func(*evaluate.Table, int) bool) {
		t.Helper()
		if _, err := e.CountAll(t.Context(), evaluate.Counting{Measures: list, Wanted: wanted}); err != nil {
			t.Fatal(err)
		}
	}
	last := func(t *evaluate.Table, i int) bool { return i == len(t.Periods)-1 }
	if count(last); budgets() >= all {
		t.Error("a last period alone reads every budget")
	}
	if count(nil); budgets() != all {
		t.Error("all periods do not read every budget")
	}
	count(last)
	if err := e.Finish(t.Context()); err != nil {
		t.Fatal(err)
	}
	if budgets() != all {
		t.Error("the reading lacks budgets when counting is finished")
	}
}

package secondopinion

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"github.com/careduty/careduty/schemas"
)

// rows are the records of a kind: a map of column to text each.
type rows = map[string][]map[string]string

// world is one council's made-up extract.
type world struct {
	council  string
	prefix   string // of its references
	from, to day
	rows     rows
	missing  map[string]string // kind → columns the files lack
}

// maker draws a world; the days it has used so far attract the next ones, so that rules meet at their edges. Its draws are even:
// a generator that favours small numbers would leave most fields empty.
type maker struct {
	random  *rand.Rand
	w       *world
	prefix  string
	days    []day // edges of this world
	mine    []day // days of the person at hand
	before  day   // the last day of the record at hand
	amounts []string
	last    map[string]string // the person's plan before
	serial  int
}

// windows are stretches of time that worlds cover; the first begins before the bank-holiday table does.
var windows = [][2]day{
	{on(2014, 4, 1), on(2017, 3, 31)},
	{on(2017, 4, 1), on(2020, 3, 31)},
	{on(2018, 4, 1), on(2021, 3, 31)},
	{on(2021, 10, 1), on(2024, 3, 31)},
	{on(2022, 4, 1), on(2025, 6, 30)},
	{on(2023, 4, 1), on(2026, 3, 31)},
}

// worldIn draws a council's extract for a window, of so many people at most; the prefix keeps references apart between councils.
func worldIn(council, prefix string, window [2]day, most int, random *rand.Rand) *world {
	m := &maker{random: random, prefix: prefix, w: &world{
		council: council, prefix: prefix, from: window[0], to: window[1], rows: rows{}, missing: map[string]string{},
	}}
	m.span()
	m.edges()
	for range m.upTo(1, most) {
		m.person()
	}
	if m.chance(30) {
		m.complaints("", 2)
	}
	return m.w
}

func (m *maker) upTo(low, high int) int { return low + m.random.IntN(high-low+1) }

func (m *maker) chance(percent int) bool { return m.upTo(0, 99) < percent }

func pickOf[T any](m *maker, list ...T) T { return list[m.upTo(0, len(list)-1)] }

// span sometimes lets the council cover less than the others, or lack columns.
func (m *maker) span() {
	if m.chance(15) {
		m.w.from += pickOf[day](m, 1, 28, 91, 180, 366)
	}
	if m.chance(15) {
		m.w.to -= pickOf[day](m, 1, 7, 28, 92)
	}
	if !m.chance(8) {
		return
	}
	k := pickOf(m, schemas.Kinds()...)
	if f := pickOf(m, k.Fields...); !f.Required && f.Name != k.Key {
		m.w.missing[k.Name] = f.Name
	}
}

// edges are the days on which rules turn: ends of months and quarters, leap days, Christmas, Easter.
func (m *maker) edges() {
	var all []day
	for y := m.w.from.year() - 1; y <= m.w.to.year(); y++ {
		for _, md := range [][2]int{
			{2, 27},
			{2, 28},
			{3, 1},
			{3, 31},
			{4, 1},
			{4, 30},
			{5, 31},
			{6, 30},
			{7, 1},
			{8, 28},
			{8, 29},
			{8, 30},
			{8, 31},
			{9, 1},
			{9, 30},
			{10, 1},
			{10, 31},
			{11, 30},
			{12, 20},
			{12, 24},
			{12, 25},
			{12, 31},
			{1, 1},
			{1, 30},
			{1, 31},
		} {
			all = append(all, on(y, time.Month(md[0]), md[1]))
		}
		if time.Date(y, 2, 29, 0, 0, 0, 0, time.UTC).Day() == 29 {
			all = append(all, on(y, 2, 29), on(y, 2, 29))
		}
	}
	for d := m.w.from; d <= m.w.to; d++ {
		if free, _ := holidays(); free[d] {
			all = append(all, d-1, d, d+1)
		}
	}
	for range 3 {
		m.days = append(m.days, pickOf(m, all...))
	}
}

// day is soon after the record's day before it, or one of the person's days or of the world's edges, or a rule's length from one
// of these, give or take one.
func (m *maker) day() day {
	base := pickOf(m, m.days...)
	if len(m.mine) > 0 && m.chance(75) {
		base = pickOf(m, m.mine...)
	}
	if m.before != 0 && m.chance(50) {
		m.before += pickOf[day](m, 0, 1, 2, 3, 4, 5, 6, 7, 8, 14, 27, 28, 29, 41, 42, 43, 55, 56, 57, 90, 180)
		m.mine = append(m.mine, m.before)
		return m.before
	}
	d := base
	switch m.upTo(0, 5) {
	case 0:
		d = base.addMonths(pickOf(m, -12, -6, -3, 3, 6, 12, 12, 24)) + pickOf[day](m, -1, 0, 0, 1)
	case 1:
		d = base + pickOf[day](m, 7, 14, 28, 42, 56, 180, -7, -14, -28, -56, -180) + pickOf[day](m, -1, 0, 0, 1)
	case 2:
		d = base + pickOf[day](m, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5)
	case 3:
		d = base + day(m.upTo(-400, 400))
	}
	d = max(d, on(2014, 4, 1))
	m.mine = append(m.mine, d)
	m.before = d
	return d
}

// record draws every field of a kind by its contract, then sets what is given.
func (m *maker) record(kind, person string, given map[string]string) map[string]string {
	k, _ := schemas.KindOf(kind)
	m.serial++
	m.before = 0
	row := map[string]string{}
	for _, f := range k.Fields {
		row[f.Name] = m.value(f)
	}
	row[k.Key] = fmt.Sprintf("%s%c%03d", m.prefix, kind[0], (m.serial*37)%1000) // order is not that of making
	row["person_ref"] = person
	for name, text := range given {
		row[name] = text
	}
	m.orderly(k, row)
	if gap, ok := m.w.missing[kind]; ok {
		row[gap] = ""
	}
	m.w.rows[kind] = append(m.w.rows[kind], row)
	return row
}

func (m *maker) value(f schemas.Field) string {
	if !f.Required && m.chance(15) {
		return ""
	}
	switch f.Type {
	case schemas.Date:
		d := m.day()
		if d > m.w.to && !f.AfterTo {
			if !f.Required {
				return ""
			}
			d = m.w.to
		}
		return d.String()
	case schemas.Code, schemas.YesNo:
		return pickOf(m, f.Codes...)
	case schemas.Money, schemas.Decimal:
		return m.amount()
	case schemas.Year:
		return strconv.Itoa(m.birthYear())
	default:
		return ""
	}
}

// birthYear is mostly that of an adult, often one who changes age band within the window.
func (m *maker) birthYear() int {
	age := pickOf(m, 17, 18, 18, 24, 25, 44, 45, 64, 65, 74, 75, 84, 85, 99)
	return m.w.to.year() - age - m.upTo(0, 2)
}

// amount is near another one, by a penny, a pound or one in a hundred.
func (m *maker) amount() string {
	pence := int64(pickOf(m, 0, 1, 500, 4000, 9900, 10000, 10000, 20000, 35050))
	if len(m.amounts) > 0 && m.chance(70) {
		a, _ := parseAmount(pickOf(m, m.amounts...))
		pence = a.n
		switch m.upTo(0, 3) {
		case 0:
			pence += int64(pickOf(m, -2, -1, 1, 2, -100, -101, 100, 101, -5000, 5000))
		case 1:
			pence -= pence/100 + int64(pickOf(m, -1, 0, 1))
		}
	}
	text := fmt.Sprintf("%d.%02d", max(pence, 0)/100, max(pence, 0)%100)
	m.amounts = append(m.amounts, text)
	return text
}

// orderly mends what the loader would refuse: dates out of order, or before the first day allowed.
func (m *maker) orderly(k schemas.Kind, row map[string]string) {
	for range k.Orders {
		for _, o := range k.Orders {
			if row[o.Earlier] != "" && row[o.Later] != "" && row[o.Later] < row[o.Earlier] {
				row[o.Earlier], row[o.Later] = row[o.Later], row[o.Earlier]
			}
		}
	}
	for _, f := range k.Fields {
		if f.Type == schemas.Date && !f.AfterTo && row[f.Name] > m.w.to.String() {
			row[f.Name] = ""
			if f.Required {
				row[f.Name] = m.w.to.String()
			}
		}
	}
	for _, o := range k.Orders {
		if row[o.Earlier] != "" && row[o.Later] != "" && row[o.Later] < row[o.Earlier] {
			row[o.Later] = ""
		}
	}
}

// person draws somebody with a few records of each kind, most of them empty of most kinds.
func (m *maker) person() {
	m.mine, m.amounts, m.last = nil, nil, nil
	given := map[string]string{}
	for _, name := range []string{"died_on", "left_on"} {
		if m.chance(85) {
			given[name] = ""
		}
	}
	ref := fmt.Sprintf("%sper%d", m.prefix, len(m.w.rows["people"]))
	who := m.record("people", ref, given)
	var assessments, plans, payments []string
	for range m.upTo(0, 3) {
		assessments = append(assessments, m.record("assessments", ref, m.some(map[string][]string{"outcome": {"eligible"}, "meets_needs": {"yes", "no"}}))["assessment_ref"])
	}
	for range m.upTo(0, 3) {
		plans = append(plans, m.plan(ref, assessments))
	}
	if m.chance(12) {
		plans = append(plans, m.heirs(ref)...)
	}
	for range m.upTo(0, 2) {
		payments = append(payments, m.payment(ref, plans))
	}
	for range m.upTo(0, 4) {
		m.review(ref, plans, payments)
	}
	if m.chance(40) {
		m.complaints(ref, 2)
	}
	if m.chance(15) && len(m.mine) > 0 { // on a day on which something may have been due
		gone := pickOf(m, m.mine...) + pickOf[day](m, -1, 0, 1, 7, 28, 28, 42, 56)
		who[pickOf(m, "died_on", "left_on")] = m.notAfter(max(gone, on(2014, 4, 1)))
	}
}

// some keeps a field to the values that lead further, mostly.
func (m *maker) some(values map[string][]string) map[string]string {
	out := map[string]string{}
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if m.chance(65) {
			out[name] = pickOf(m, values[name]...)
		}
	}
	return out
}

func (m *maker) link(refs []string) string {
	if len(refs) == 0 || m.chance(20) {
		return ""
	}
	return pickOf(m, refs...)
}

// another is now and then the reference of anybody's record of a kind instead, which the loader keeps.
func (m *maker) another(kind, ref string) string {
	list := m.w.rows[kind]
	if len(list) == 0 || !m.chance(6) {
		return ref
	}
	k, _ := schemas.KindOf(kind)
	return pickOf(m, list...)[k.Key]
}

func (m *maker) linkRarely(refs []string) string {
	if m.chance(60) {
		return ""
	}
	return m.link(refs)
}

func (m *maker) plan(person string, assessments []string) string {
	given := m.some(map[string][]string{
		"for": {"adult"}, "term": {"long"}, "setting": {"community"}, "first_plan": {"yes"}, "end_reason": {"superseded"},
	})
	if m.chance(45) {
		given["ended_on"] = ""
	}
	given["assessment_ref"] = m.another("assessments", m.link(assessments))
	if m.chance(30) {
		for _, name := range []string{
			"has_needs", "has_eligibility", "has_needs_to_meet", "has_outcomes", "has_budget", "has_advice_reduce", "has_advice_prevent",
			"has_services", "has_provider", "has_frequency", "has_dp_needs", "has_dp_amount_frequency",
			"has_strengths", "has_networks", "has_technology", "has_where_to_live",
		} {
			given[name] = "yes"
		}
	}
	m.sequel(given)
	row := m.record("plans", person, given)
	m.last = row
	from, total := m.parsed(row["started_on"]), m.amount()
	for range m.upTo(0, 4) {
		from += pickOf[day](m, 0, 0, 1, 7, 13, 14, 15, 28, 29, 30, 60, 180, 181, 200, 250)
		if m.chance(15) { // the day on which budgets are set anew, and a year's first
			from = on(from.year()+1, time.April, 1)
		}
		total = m.budget(person, row, from, total)
		if m.chance(40) {
			m.record("assessments", person, map[string]string{
				"requested_on": "", "completed_on": m.notAfter(max(from+pickOf[day](m, -181, -180, -180, -179, -14, -1, 0, 1, 5), on(2014, 4, 1))),
			})
		}
	}
	return row["plan_ref"]
}

// sequel sometimes makes a plan a rival of the one before it, the one that carries it on, or one that was due and withdrawn.
func (m *maker) sequel(given map[string]string) {
	switch {
	case m.last != nil && m.last["signed_off_on"] != "" && m.chance(20):
		given["signed_off_on"] = m.last["signed_off_on"]
		given["started_on"] = pickOf(m, m.last["started_on"], m.last["signed_off_on"])
	case m.last != nil && m.last["ended_on"] != "" && m.chance(60):
		m.last["end_reason"] = pickOf(m, "superseded", "superseded", "superseded", "other")
		given["started_on"] = m.notAfter(m.parsed(m.last["ended_on"]) + pickOf[day](m, -1, 0, 1, 1, 2))
		given["first_plan"] = pickOf(m, "", "yes")
	case given["assessment_ref"] != "" && m.chance(15):
		given["end_reason"] = "withdrew"
		for _, a := range m.w.rows["assessments"] {
			if a["assessment_ref"] == given["assessment_ref"] && a["completed_on"] != "" {
				done := m.parsed(a["completed_on"])
				given["started_on"] = m.notAfter(done + pickOf[day](m, 0, 5, 27))
				given["ended_on"] = m.notAfter(done + pickOf[day](m, 27, 28, 29))
			}
		}
	}
}

// heirs are three plans: two of different kinds that ended together, one of them superseded, and one that began around the day after.
func (m *maker) heirs(person string) []string {
	kinds := pickOf(m, [3]string{"adult", "carer", "adult"}, [3]string{"carer", "adult", "adult"}, [3]string{"adult", "carer", "carer"})
	ended := min(m.day(), m.w.to)
	started := max(ended-pickOf[day](m, 0, 180, 400), on(2014, 4, 1))
	var refs []string
	for i, given := range []map[string]string{
		{"started_on": started.String(), "ended_on": ended.String(), "end_reason": "other"},
		{"started_on": started.String(), "ended_on": ended.String(), "end_reason": "superseded"},
		{"started_on": m.notAfter(ended + pickOf[day](m, -1, 0, 1, 1, 1, 2)), "ended_on": ""},
	} {
		given["for"], given["term"] = kinds[i], "long"
		refs = append(refs, m.record("plans", person, given)["plan_ref"])
	}
	return refs
}

// notAfter is a day as text, no later than the extract's end.
func (m *maker) notAfter(d day) string { return min(d, m.w.to).String() }

// budget draws one of a plan, mostly from a given day, and with less than the one before by just as much as counts or not; its
// parts add up in most, and in some the direct payment is the whole.
func (m *maker) budget(person string, plan map[string]string, from day, before string) string {
	given := m.some(map[string][]string{
		"purpose": {"ongoing"}, "effective_to": {""}, "delivery": {"direct_payment", "mixed", "commissioned"},
		"change_reason":     {"price", "price", "provider", "needs", "needs", "other", "correction", "correction", "uprating", ""},
		"evidence_recorded": {"yes"}, "person_agreed": {"yes"},
	})
	given["plan_ref"] = plan["plan_ref"]
	total := m.amount()
	if a, _ := parseAmount(before); m.chance(70) {
		n := max(a.n-pickOf(m, 0, 99, 100, 101, a.n/100-1, a.n/100, a.n/100+1, a.n/100+2, a.n/2, -5000), 0)
		total = fmt.Sprintf("%d.%02d", n/100, n%100)
	}
	given["weekly_total"] = total
	if m.chance(4) {
		given["weekly_total"] = "" // a budget whose amount nobody recorded
	}
	if m.chance(60) {
		a, _ := parseAmount(total)
		part := a.n / 4
		council := max(a.n-part+int64(pickOf(m, 0, 0, 0, 1, -1, 2, -2)), 0)
		given["weekly_contribution"] = fmt.Sprintf("%d.%02d", part/100, part%100)
		given["weekly_council"] = fmt.Sprintf("%d.%02d", council/100, council%100)
	}
	if m.chance(40) {
		given["weekly_direct_payment"] = pickOf(m, total, given["weekly_council"])
	}
	if m.chance(75) {
		given["effective_from"] = from.String()
		m.mine = append(m.mine, from)
	}
	if others := m.w.rows["people"]; m.chance(3) {
		person = pickOf(m, others...)["person_ref"] // the plan is another person's, which the loader notes and keeps
	}
	m.record("budgets", person, given)
	return total
}

func (m *maker) parsed(text string) day {
	d, err := parseDay(text)
	if err != nil {
		panic(err) // the maker wrote it itself
	}
	return d
}

func (m *maker) payment(person string, plans []string) string {
	given := m.some(map[string][]string{"ended_on": {""}, "decision": {"agreed"}})
	given["plan_ref"] = m.link(plans)
	if m.chance(20) {
		given["decision"] = "refused"
	}
	row := m.record("direct_payments", person, given)
	if row["first_paid_on"] != "" && m.chance(35) {
		m.reviewed(person, row["dp_ref"], m.parsed(row["first_paid_on"]))
	}
	return row["dp_ref"]
}

// reviewed is a direct payment reviewed again and again, about as often as it has to be, or every so many months.
func (m *maker) reviewed(person, payment string, last day) {
	months := pickOf(m, 6, 12, 12, 13, 18, 23, 24, 25)
	for range m.upTo(1, 4) {
		last = last.addMonths(pickOf(m, 6, 12, 12, months)) + pickOf[day](m, -20, -1, 0, 0, 1, 20)
		m.record("reviews", person, map[string]string{
			"kind": "direct_payment", "dp_ref": payment, "requested_on": "", "completed_on": m.notAfter(last),
		})
	}
}

func (m *maker) review(person string, plans, payments []string) {
	given := m.some(map[string][]string{
		"kind": {"planned", "unplanned", "unplanned"}, "reason": {"requested", "changed_circumstances", "changed_circumstances"},
		"led_to_revision": {"yes"},
	})
	given["plan_ref"], given["dp_ref"] = m.link(plans), m.another("direct_payments", m.linkRarely(payments))
	m.record("reviews", person, given)
}

func (m *maker) complaints(person string, most int) {
	for range m.upTo(1, most) {
		given := m.some(map[string][]string{
			"resolved_orally": {"no"}, "outcome": {"upheld", "partly_upheld", "not_upheld", "open"}, "extension_agreed_to": {""},
		})
		m.record("complaints", person, given)
	}
}

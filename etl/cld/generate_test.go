package cld

import (
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// made is a made-up file of Client Level Data: synthetic, with what real exports have wrong. Its NHS numbers are of the range for tests.
type made struct {
	rng      *rand.Rand
	release  int // 1, 2 or 0 for both in one file
	councils []string
	from     time.Time // of the reporting period, twelve months
	messy    float64   // the share of cells that something is wrong with
	rows     [][]string
	values   map[string][]string
}

var madeHeader = []string{
	"LA Code", "Reporting Period Start Date", "Reporting Period End Date", "NHS Number", "LA Person Unique Identifier", "First Name", "Last Name",
	"Gender", "Ethnicity", "Date of Birth", "Date of Death", "Client Type", "Primary Support Reason", "Postcode", "Has Unpaid Carer",
	"Event Type", "Event Reference", "Event Start Date", "Event End Date", "Event Outcome", "Request: Route of Access", "Assessment Type",
	"Service Type", "Service Component", "Delivery Mechanism", "Review Reason", "Review Outcomes Achieved", "Unit Cost",
	"Cost Frequency (Unit Type)", "Planned units per week",
}

// make writes a file of so many people.
func (m *made) make(people int) string {
	m.rows = nil
	for n := range people {
		m.person(n)
	}
	m.rng.Shuffle(len(m.rows), func(i, j int) { m.rows[i], m.rows[j] = m.rows[j], m.rows[i] })
	var b strings.Builder
	w := csv.NewWriter(&b)
	_ = w.Write(madeHeader)
	_ = w.WriteAll(m.rows)
	return b.String()
}

// pick is one of the values of a field in the file's release, or of either.
func (m *made) pick(field string) string {
	if m.values == nil {
		m.values = map[string][]string{}
		rows, _ := csv.NewReader(strings.NewReader(valuesFile)).ReadAll()
		for _, r := range rows[1:] {
			if m.release == 0 || r[2] == "both" || r[2] == strconv.Itoa(m.release) {
				m.values[r[0]] = append(m.values[r[0]], r[1])
			}
		}
	}
	list := m.values[field]
	return list[m.rng.IntN(len(list))]
}

// spoil changes a value as systems and people do.
func (m *made) spoil(value string) string {
	if m.rng.Float64() >= m.messy {
		return value
	}
	return []string{
		strings.ToUpper(value), strings.ToLower(value), value + "  ", "\u00a0" + value, "NULL", "", "Not Known", "zz-nothing-we-know",
	}[m.rng.IntN(8)]
}

func (m *made) day(t time.Time, ok bool) string {
	if !ok {
		return ""
	}
	switch n := m.rng.Float64(); {
	case n < m.messy/2:
		return t.Format("2006-01-02 00:00:00.000")
	case n < m.messy:
		return t.Format("02/01/2006 15:04")
	case n < m.messy*1.02:
		return "31/02/2025"
	default:
		return t.Format(time.DateOnly)
	}
}

func (m *made) chance(p float64) bool { return m.rng.Float64() < p }

func (m *made) number() string {
	for {
		d, total := []byte("999"), 0
		for range 6 {
			d = append(d, byte('0'+m.rng.IntN(10))) //nolint:gosec // one digit
		}
		for i, c := range d {
			total += int(c-'0') * (10 - i)
		}
		if check := (11 - total%11) % 11; check < 10 {
			return string(append(d, byte('0'+check))) //nolint:gosec // one digit
		}
	}
}

func (m *made) person(n int) {
	number, local := m.number(), fmt.Sprintf("L%05d", n)
	switch {
	case m.chance(m.messy / 8):
		number = ""
	case m.chance(m.messy / 8):
		number = "0000000000"
	}
	if m.chance(m.messy / 8) {
		local = ""
	}
	born := time.Date(1925+m.rng.IntN(82), time.Month(1+m.rng.IntN(12)), 1+m.rng.IntN(28), 0, 0, 0, 0, time.UTC)
	if m.chance(m.messy / 8) {
		born = time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	died, dead := m.from.AddDate(0, 0, m.rng.IntN(500)-120), m.chance(0.06)
	council := m.councils[m.rng.IntN(len(m.councils))]
	client := m.pick("Client_Type")
	if m.chance(0.8) {
		client = "Service User"
	}
	ethnicity, reason := m.pick("Ethnicity"), m.pick("Primary_Support_Reason")
	for range 1 + m.rng.IntN(5) {
		row := map[string]string{
			"LA Code": council, "Reporting Period Start Date": m.from.Format(time.DateOnly),
			"Reporting Period End Date": m.from.AddDate(1, 0, -1).Format(time.DateOnly), "NHS Number": number, "LA Person Unique Identifier": local,
			"First Name": "Testina", "Last Name": "Fictley", "Postcode": "ZZ99 9ZZ", "Gender": m.spoil(m.pick("Gender")), "Ethnicity": m.spoil(ethnicity),
			"Date of Birth": m.day(born, true), "Date of Death": m.day(died, dead), "Client Type": m.spoil(client),
			"Primary Support Reason": m.spoil(reason), "Has Unpaid Carer": m.spoil(m.pick("Has_Unpaid_Carer")),
		}
		if m.chance(m.messy / 8) {
			row["NHS Number"] = ""
		}
		m.event(row)
	}
}

func (m *made) event(row map[string]string) {
	kind := []string{"Request", "Assessment", "Service", "Service", "Service", "Review"}[m.rng.IntN(6)]
	back := 0
	if kind == "Service" {
		back = 900
	}
	start := m.from.AddDate(0, 0, m.rng.IntN(364+back)-back)
	end, ended := start.AddDate(0, 0, m.rng.IntN(200)), kind != "Service" || m.chance(0.4)
	if m.chance(0.02) {
		end = start.AddDate(0, 0, -1-m.rng.IntN(60))
	}
	if last := m.from.AddDate(1, 0, -1); kind != "Service" && end.After(last) && m.chance(0.9) {
		end = last
	}
	row["Event Type"], row["Event Reference"] = m.spoil(kind), fmt.Sprint("EV", len(m.rows))
	row["Event Start Date"], row["Event End Date"] = m.day(start, true), m.day(end, ended)
	row["Event Outcome"] = m.spoil(m.pick("Event_Outcome"))
	switch kind {
	case "Request":
		row["Request: Route of Access"] = "Community / Other route"
	case "Assessment":
		row["Assessment Type"] = m.spoil(m.pick("Assessment_Type"))
	case "Service":
		row["Service Type"], row["Service Component"] = m.spoil(m.pick("Service_Type")), m.spoil("Home support or domiciliary care")
		if m.chance(0.1) {
			row["Service Component"] = "Direct payment"
		}
		row["Delivery Mechanism"] = m.spoil(m.pick("Delivery_Mechanism"))
		row["Unit Cost"] = []string{"£1,204.50", "412.2", "412.20", "0", "-35.00", ""}[m.rng.IntN(6)]
		row["Cost Frequency (Unit Type)"], row["Planned units per week"] = "Weekly", "1"
	case "Review":
		row["Review Reason"], row["Review Outcomes Achieved"] = m.spoil(m.pick("Review_Reason")), m.spoil(m.pick("Review_Outcomes_Achieved"))
	}
	m.add(row)
	switch {
	case m.chance(0.03):
		m.add(row) // the same event twice
	case m.chance(0.03) && kind == "Service":
		row["Event End Date"] = m.day(start.AddDate(0, 1, 0), true) // and closed since
		m.add(row)
	case m.chance(0.1) && kind == "Service":
		row["Event Start Date"] = m.day(end.AddDate(0, 0, m.rng.IntN(3)), true) // one that goes on from it
		row["Event End Date"] = ""
		m.add(row)
	}
}

func (m *made) add(row map[string]string) {
	cells := make([]string, len(madeHeader))
	for i, name := range madeHeader {
		cells[i] = row[name]
	}
	m.rows = append(m.rows, cells)
}

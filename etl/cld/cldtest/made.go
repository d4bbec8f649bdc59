// Package cldtest makes up messy files of Client Level Data and reads them by the published rules a second time, for tests. It shares with
// package cld the list of values and nothing else.
package cldtest

import (
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// Made is a made-up file of Client Level Data: synthetic, with what real exports have wrong. Its NHS numbers are of the range for tests.
type Made struct {
	Rand     *rand.Rand
	List     string    // the list of values, data/values.csv of package cld
	Release  int       // 1, 2 or 0 for both in one file
	Councils []string  // their codes
	From     time.Time // of the reporting period, twelve months
	Messy    float64   // the share of cells that something is wrong with
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

// File writes a file of so many people.
func (m *Made) File(people int) string {
	m.rows = nil
	for n := range people {
		m.person(n)
	}
	m.Rand.Shuffle(len(m.rows), func(i, j int) { m.rows[i], m.rows[j] = m.rows[j], m.rows[i] })
	var b strings.Builder
	w := csv.NewWriter(&b)
	_ = w.Write(madeHeader)
	_ = w.WriteAll(m.rows)
	return b.String()
}

// pick is one of the values of a field in the file's release, or of either.
func (m *Made) pick(field string) string {
	if m.values == nil {
		m.values = map[string][]string{}
		rows, _ := csv.NewReader(strings.NewReader(m.List)).ReadAll()
		for _, r := range rows[1:] {
			if m.Release == 0 || r[2] == "both" || r[2] == strconv.Itoa(m.Release) {
				m.values[r[0]] = append(m.values[r[0]], r[1])
			}
		}
	}
	list := m.values[field]
	return list[m.Rand.IntN(len(list))]
}

// spoil changes a value as systems and people do.
func (m *Made) spoil(value string) string {
	if m.Rand.Float64() >= m.Messy {
		return value
	}
	return []string{
		strings.ToUpper(value), strings.ToLower(value), value + "  ", "\u00a0" + value, "NULL", "", "Not Known", "zz-nothing-we-know",
	}[m.Rand.IntN(8)]
}

func (m *Made) day(t time.Time, ok bool) string {
	if !ok {
		return ""
	}
	switch n := m.Rand.Float64(); {
	case n < m.Messy/2:
		return t.Format("2006-01-02 00:00:00.000")
	case n < m.Messy:
		return t.Format("02/01/2006 15:04")
	case n < m.Messy*1.02:
		return "31/02/2025"
	default:
		return t.Format(time.DateOnly)
	}
}

func (m *Made) chance(p float64) bool { return m.Rand.Float64() < p }

// Number is an NHS number of the range for tests.
func (m *Made) Number() string {
	for {
		d, total := []byte("999"), 0
		for range 6 {
			d = append(d, byte('0'+m.Rand.IntN(10))) //nolint:gosec // one digit
		}
		for i, c := range d {
			total += int(c-'0') * (10 - i)
		}
		if check := (11 - total%11) % 11; check < 10 {
			return string(append(d, byte('0'+check))) //nolint:gosec // one digit
		}
	}
}

func (m *Made) person(n int) {
	number, local := m.Number(), fmt.Sprintf("L%05d", n)
	switch {
	case m.chance(m.Messy / 8):
		number = ""
	case m.chance(m.Messy / 8):
		number = "0000000000"
	}
	if m.chance(m.Messy / 8) {
		local = ""
	}
	born := time.Date(1925+m.Rand.IntN(82), time.Month(1+m.Rand.IntN(12)), 1+m.Rand.IntN(28), 0, 0, 0, 0, time.UTC)
	if m.chance(m.Messy / 8) {
		born = time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	died, dead := m.From.AddDate(0, 0, m.Rand.IntN(500)-120), m.chance(0.06)
	council := m.Councils[m.Rand.IntN(len(m.Councils))]
	client := m.pick("Client_Type")
	if m.chance(0.8) {
		client = "Service User"
	}
	ethnicity, reason := m.pick("Ethnicity"), m.pick("Primary_Support_Reason")
	for range 1 + m.Rand.IntN(5) {
		row := map[string]string{
			"LA Code": council, "Reporting Period Start Date": m.From.Format(time.DateOnly),
			"Reporting Period End Date": m.From.AddDate(1, 0, -1).Format(time.DateOnly), "NHS Number": number, "LA Person Unique Identifier": local,
			"First Name": "Testina", "Last Name": "Fictley", "Postcode": "ZZ99 9ZZ", "Gender": m.spoil(m.pick("Gender")), "Ethnicity": m.spoil(ethnicity),
			"Date of Birth": m.day(born, true), "Date of Death": m.day(died, dead), "Client Type": m.spoil(client),
			"Primary Support Reason": m.spoil(reason), "Has Unpaid Carer": m.spoil(m.pick("Has_Unpaid_Carer")),
		}
		if m.chance(m.Messy / 8) {
			row["NHS Number"] = ""
		}
		m.event(row)
	}
}

func (m *Made) event(row map[string]string) {
	kind := []string{"Request", "Assessment", "Service", "Service", "Service", "Review"}[m.Rand.IntN(6)]
	back := 0
	if kind == "Service" {
		back = 900
	}
	start := m.From.AddDate(0, 0, m.Rand.IntN(364+back)-back)
	longest := 200
	if kind == "Request" {
		longest = 15
	}
	end, ended := start.AddDate(0, 0, m.Rand.IntN(longest)), kind != "Service" || m.chance(0.4)
	if m.chance(0.02) {
		end = start.AddDate(0, 0, -1-m.Rand.IntN(60))
	}
	if last := m.From.AddDate(1, 0, -1); kind != "Service" && end.After(last) && m.chance(0.9) {
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
		row["Unit Cost"] = []string{"£1,204.50", "412.2", "412.20", "0", "-35.00", ""}[m.Rand.IntN(6)]
		row["Cost Frequency (Unit Type)"], row["Planned units per week"] = "Weekly", "1"
	case "Review":
		row["Review Reason"], row["Review Outcomes Achieved"] = m.spoil(m.pick("Review_Reason")), m.spoil(m.pick("Review_Outcomes_Achieved"))
	}
	m.add(row)
	switch {
	case kind == "Request" && m.chance(0.6):
		row["Event Type"], row["Assessment Type"] = "Assessment", "Long Term Assessment" // it led to one
		begun := end.AddDate(0, 0, m.Rand.IntN(20))
		row["Event Start Date"], row["Event End Date"] = m.day(begun, true), m.day(begun.AddDate(0, 0, m.Rand.IntN(30)), true)
		m.add(row)
	case m.chance(0.03):
		m.add(row) // the same event twice
	case m.chance(0.03) && kind == "Service":
		row["Event End Date"] = m.day(start.AddDate(0, 1, 0), true) // and closed since
		m.add(row)
	case m.chance(0.1) && kind == "Service":
		row["Event Start Date"] = m.day(end.AddDate(0, 0, m.Rand.IntN(3)), true) // one that goes on from it
		row["Event End Date"] = ""
		m.add(row)
	}
}

func (m *Made) add(row map[string]string) {
	cells := make([]string, len(madeHeader))
	for i, name := range madeHeader {
		cells[i] = row[name]
	}
	m.rows = append(m.rows, cells)
}

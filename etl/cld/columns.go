package cld

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/careduty/careduty/internal/fault"
)

// column is one column of the specification that is read.
type column struct {
	name   string // in official code
	title  string // in the specification
	events string // the kind of event it is about; empty for all rows
	values bool   // it has a list of values
	// without says what a file without the column leaves unknown: kind.column of records; "!" refuses the file.
	without string
}

// columns are all that is read, in the order of the specification. Whatever else a file has is not looked at.
var columns = []column{
	{name: "LA_Code", title: "LA Code", without: "!"},
	{name: "Reporting_Period_Start_Date", title: "Reporting Period Start Date"},
	{name: "Reporting_Period_End_Date", title: "Reporting Period End Date"},
	{name: "NHS_Number", title: "NHS Number"},
	{name: "LA_Person_Unique_Identifier", title: "LA Person Unique Identifier"},
	{name: "Gender", title: "Gender", values: true, without: "people.sex"},
	{name: "Ethnicity", title: "Ethnicity", values: true, without: "people.ethnicity"},
	{name: "Date_of_Birth", title: "Date of Birth", without: "people.birth_year"},
	{name: "Date_of_Death", title: "Date of Death", without: "people.died_on"},
	{name: "Client_Type", title: "Client Type", values: true, without: "!"},
	{name: "Primary_Support_Reason", title: "Primary Support Reason", values: true, without: "people.support_reason"},
	{name: "Has_Unpaid_Carer", title: "Has Unpaid Carer", values: true, without: "people.has_unpaid_carer"},
	{name: "Event_Type", title: "Event Type", values: true, without: "!"},
	{name: "Event_Start_Date", title: "Event Start Date", without: "!"},
	{name: "Event_End_Date", title: "Event End Date", without: "!"},
	{name: "Event_Outcome", title: "Event Outcome", values: true, without: "assessments.requested_on"},
	{name: "Request_Route_of_Access", title: "Request: Route of Access", events: "request", values: true},
	{name: "Assessment_Type", title: "Assessment Type", events: "assessment", values: true, without: "assessments.completed_on"},
	{name: "Service_Type", title: "Service Type", events: "service", values: true, without: "!"},
	{name: "Service_Component", title: "Service Component", events: "service", values: true},
	{name: "Delivery_Mechanism", title: "Delivery Mechanism", events: "service", values: true, without: "budgets.delivery"},
	{name: "Review_Reason", title: "Review Reason", events: "review", values: true, without: "reviews.kind"},
	{name: "Review_Outcomes_Achieved", title: "Review Outcomes Achieved", events: "review", values: true, without: "reviews.outcomes_achieved"},
	{name: "Unit_Cost", title: "Unit Cost", events: "service"},
	{name: "Cost_Frequency_Unit_Type", title: "Cost Frequency (Unit Type)", events: "service", values: true},
	{name: "Planned_units_per_week", title: "Planned units per week", events: "service"},
}

// unread are the columns of the specification that are not looked at.
var unread = []string{
	"First Name", "Last Name", "GP Practice Name", "GP Practice Code", "Postcode", "Accommodation Status", "Employment Status",
	"Autism Spectrum Disorder (ASD)", "Visual Impairment", "Hearing Impairment", "Dementia", "Client Funding Status", "Event Reference",
	"Event Description", "Eligible Needs Identified", "Method of Assessment", "Total Hrs Caring per week", "No. of adults being cared for",
	"Adult 1 Linked Person ID", "Adult 2 Linked Person ID", "Adult 3 Linked Person ID", "Provider CQC Location Name",
	"Provider CQC Location ID", "Method of Review",
}

// place is the position of a column among those read.
func place(name string) int {
	i := slices.IndexFunc(columns, func(c column) bool { return c.name == name })
	if i < 0 {
		panic("cld: no column is called " + name)
	}
	return i
}

// Positions among the columns read, for the rules that need them one by one.
var (
	atCouncil, atFrom, atTo          = place("LA_Code"), place("Reporting_Period_Start_Date"), place("Reporting_Period_End_Date")
	atNHS, atLocal                   = place("NHS_Number"), place("LA_Person_Unique_Identifier")
	atBirth, atDeath                 = place("Date_of_Birth"), place("Date_of_Death")
	atStart, atEnd, atOutcome        = place("Event_Start_Date"), place("Event_End_Date"), place("Event_Outcome")
	atGender, atEthnicity            = place("Gender"), place("Ethnicity")
	atReason, atCarer                = place("Primary_Support_Reason"), place("Has_Unpaid_Carer")
	atClient, atKind                 = place("Client_Type"), place("Event_Type")
	atRoute, atAssessment            = place("Request_Route_of_Access"), place("Assessment_Type")
	atService, atComponent           = place("Service_Type"), place("Service_Component")
	atDelivery, atReview, atAchieved = place("Delivery_Mechanism"), place("Review_Reason"), place("Review_Outcomes_Achieved")
	atCost, atFrequency, atUnits     = place("Unit_Cost"), place("Cost_Frequency_Unit_Type"), place("Planned_units_per_week")
)

// header says where in a file the columns are: by position among those read, -1 where the file has none.
type header struct {
	at      []int
	unread  []string // columns of the specification that are not looked at
	unknown []int    // positions, from 1, of columns that the specification has not
	divided string   // what to do about a header that would be one with another delimiter; else empty
}

// Looks says whether a header is one of Client Level Data.
func Looks(names [][]byte) bool {
	h := find(names)
	for _, i := range []int{atCouncil, atClient, atKind, atStart} {
		if h.at[i] < 0 {
			return false
		}
	}
	return h.at[atNHS] >= 0 || h.at[atLocal] >= 0
}

func find(names [][]byte) header {
	h := header{at: make([]int, len(columns))}
	for i := range h.at {
		h.at[i] = -1
	}
	folded := func(text string) string { return string(fold(nil, []byte(text))) }
	for at, name := range names {
		given := folded(string(clean(name)))
		i := slices.IndexFunc(columns, func(c column) bool { return folded(c.name) == given || folded(c.title) == given })
		j := slices.IndexFunc(unread, func(title string) bool { return folded(title) == given })
		switch {
		case i >= 0 && h.at[i] < 0:
			h.at[i] = at
		case i >= 0:
			h.at[i] = twice
		case j >= 0:
			h.unread = append(h.unread, unread[j])
		default:
			h.unknown = append(h.unknown, at+1)
		}
	}
	return h
}

// dividedBy says what to declare where a header would be one if it were divided by something else.
func dividedBy(names [][]byte) string {
	line := bytes.Join(names, []byte(","))
	for delimiter, hint := range map[string]string{
		";":  `; its cells are divided by semicolons: declare --delimiter ";"`,
		"|":  `; its cells are divided by vertical bars: declare --delimiter "|"`,
		"\t": "; its cells are divided by tabs: declare --delimiter tab",
	} {
		if cells := bytes.Split(bytes.ReplaceAll(line, []byte(`"`), nil), []byte(delimiter)); len(cells) > 1 && Looks(cells) {
			return hint
		}
	}
	return ""
}

// twice marks a column that a header has more than once.
const twice = -2

// check refuses a header that rows cannot be read by.
func (h header) check() error {
	var lacking []string
	for i, c := range columns {
		switch {
		case h.at[i] == twice:
			return fault.New(fault.Refused, fmt.Sprintf("Two columns are called %q.", c.title), "Leave one of them.")
		case h.at[i] < 0 && c.without == "!":
			lacking = append(lacking, c.title)
		}
	}
	if h.at[atNHS] < 0 && h.at[atLocal] < 0 {
		lacking = append(lacking, "NHS Number or LA Person Unique Identifier")
	}
	if len(lacking) == 0 {
		return nil
	}
	return fault.New(fault.Refused, "The file lacks columns of Client Level Data without which no row can be read: "+strings.Join(lacking, ", ")+".",
		"Send the file as it is submitted, with its header row"+h.divided+".")
}

// missing are the columns of records that a file cannot fill, by kind.
func (h header) missing() map[string][]string {
	out := map[string][]string{}
	for i, c := range columns {
		kind, field, ok := strings.Cut(c.without, ".")
		// A direct payment is told by the service's component too.
		if h.at[i] >= 0 || !ok || i == atDelivery && h.at[atComponent] >= 0 {
			continue
		}
		out[kind] = append(out[kind], field)
	}
	return out
}

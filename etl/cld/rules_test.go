package cld

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/careduty/careduty/etl/cld/cldtest"
	"github.com/careduty/careduty/internal/fault"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
)

// small is a file of the columns that rules ask for, a row a line; columns left out are empty.
func small(rows ...string) string {
	const header = "LA Code,Reporting Period Start Date,Reporting Period End Date,NHS Number,LA Person Unique Identifier,Client Type,Event Type," +
		"Event Start Date,Event End Date,Date of Birth,Date of Death,Event Outcome,Assessment Type,Service Type,Service Component,Delivery Mechanism,Review Reason,Review Outcomes Achieved\n"
	out := header
	for _, r := range rows {
		out += "716,2025-04-01,2026-03-31," + r + "\n"
	}
	return out
}

func joined(t *testing.T, texts ...string) *Extract {
	t.Helper()
	var list []*Submission
	for _, text := range texts {
		list = append(list, readFile(t, text).Submissions...)
	}
	x, err := Join(list, testKey)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// records are an extract's lines without those of people.
func records(x *Extract, texts ...string) []string {
	return slices.DeleteFunc(linesOf(x, namesIn(x.Council.Code, texts...)), func(l string) bool { return strings.HasPrefix(l, "person") })
}

const inCommunity = "Long term support: Community"

// ruleCases are a few rows each, and the records they come to.
var ruleCases = []struct {
	name string
	rows []string
	want []string
}{
	{"either field makes a direct payment", []string{
		",A,Service User,Service,2024-01-01,,,,,,Long Term Support: Community,Direct payment,,,",
		",B,Service user,service,2024-01-01,,,,,," + inCommunity + ",Meals,DIRECT PAYMENT,,",
		",C,Service user,Service,2024-01-01,,,,,," + inCommunity + ",Meals,nonsense,,",
	}, []string{
		"plan local A 2024-01-01 - community false direct_payment", "plan local B 2024-01-01 - community false direct_payment",
		"plan local C 2024-01-01 - community false unknown",
	}},
	{"death ends what is open, and what it falls within", []string{
		",A,Service user,Service,2024-01-01,,,2025-08-01,,,Long term support: Nursing care,,,,",
		",B,Service user,Service,2024-01-01,2026-01-01,,2025-08-01,,,Long term support: Prison,,,,",
		",C,Service user,Service,2024-01-01,2025-06-01,,2025-08-01,,,Long term support: Residential care,,,,",
		",D,Service user,Service,2024-01-01,,,2025-03-31,,,Long term support: Residential care,,,,",
	}, []string{
		"plan local A 2024-01-01 2025-08-01 nursing false ", "plan local B 2024-01-01 2025-08-01 prison false ",
		"plan local C 2024-01-01 2025-06-01 residential false ",
	}},
	{"a service that goes on from another is one stretch", []string{
		",A,Service user,Service,2024-01-01,2025-05-01,,,,," + inCommunity + ",,,,",
		",A,Service user,Service,2025-05-02,2025-06-01,,,,," + inCommunity + ",,,,",
		",A,Service user,Service,2025-06-03,,,,,," + inCommunity + ",,,,",
	}, []string{
		"plan local A 2024-01-01 2025-05-01 community true unknown", "plan local A 2025-05-02 2025-06-01 community false unknown",
		"plan local A 2025-06-03 - community false unknown",
	}},
	{"of two rows of one event the open one stays, then the better outcome", []string{
		",A,Service user,Service,2024-01-01,2025-05-01,,,,," + inCommunity + ",Meals,,,",
		",A,SERVICE USER,Service,2024-01-01,,,,NFA: Other,," + inCommunity + ",meals,,,",
		",B,Service user,Review,2025-04-01,2025-05-01,,,NFA: Other,,,,,Planned,Not met",
		",B,Service user,Review,2025-04-01,2025-05-01,,,No change in package,,,,,Planned,Fully met",
	}, []string{"plan local A 2024-01-01 - community false unknown", "review local B planned 2025-05-01 fully"}},
	{"a request that led on is when an assessment was asked for, the first since the assessment before", []string{
		",A,Service user,Request,2025-04-10,2025-04-11,,,Progress to Assessment,,,,,,",
		",A,Service user,Request,2025-04-20,2025-04-21,,,Progress to Assessment,,,,,,",
		",A,Service user,Assessment,2025-05-01,2025-05-20,,,,Long Term Assessment,,,,,",
		",A,Service user,Assessment,2025-07-01,2025-07-20,,,,Long term assessment,,,,,",
		",B,Service user,Request,2025-04-10,2025-04-11,,,NFA - Support declined,,,,,,",
		",B,Service user,Assessment,2025-05-01,2025-05-20,,,,Long term assessment,,,,,",
		",C,Service user,Service,2024-01-01,,,,,," + inCommunity + ",,,,",
		",C,Service user,Assessment,2025-05-01,2025-05-20,,,,Long term assessment,,,,,",
		",D,Unpaid carer,Assessment,2025-05-01,2025-05-20,,,,Long term assessment,,,,,",
		",E,Service user,Assessment,2025-05-01,2025-05-20,,,,Short term assessment,,,,,",
	}, []string{
		"assessment local A needs - 2025-07-20", "assessment local A needs 2025-04-10 2025-05-20", "assessment local B needs - 2025-05-20",
		"assessment local C reassessment - 2025-05-20", "assessment local D carer - 2025-05-20", "plan local C 2024-01-01 - community false unknown",
	}},
	{"reviews: by how the reason begins; of short-term support none; nobody's reason is unknown", []string{
		",A,Service user,Review,2025-04-01,2025-05-01,,,,,,,,Unplanned: Something new in release 2,Partially met",
		",B,Service user,Review,2025-04-01,2025-05-01,,,,,,,,Review of short term support,Fully met",
		",C,Carer,Review,2025-04-01,2025-05-01,,,,,,,,,",
	}, []string{"review local A unplanned 2025-05-01 partly", "review local C unknown 2025-05-01 "}},
}

func TestRules(t *testing.T) {
	for _, c := range ruleCases {
		t.Run(c.name, func(t *testing.T) {
			text := small(c.rows...)
			if diff := cmp.Diff(c.want, records(joined(t, text), text)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Two years joined: what is open at the end of the first and not in the second ends there; a request of the first is answered in the second.
func TestSuccessiveFilesJoin(t *testing.T) {
	first := small(
		"9991234567,A,Service user,Service,2024-01-01,,,,,,Long term support: Community,,Direct payment,,",
		",B,Service user,Service,2024-01-01,,,,,,Long term support: Community,,,,",
		",C,Service user,Request,2026-03-20,2026-03-21,,,Progress to Assessment,,,,,,",
	)
	second := strings.ReplaceAll(small(
		",B,Service user,Service,2024-01-01,2026-06-30,,,,,,Meals,,,",
		",B,Service user,Service,2024-01-01,2026-06-30,,,,,Long Term Support: Community,,CASSR managed personal budget,,",
		",C,Service user,Assessment,2026-04-02,2026-04-20,,,,Long term assessment,,,,,",
	), "2025-04-01,2026-03-31", "2026-04-01,2027-03-31")
	want := []string{
		"assessment local C needs 2026-03-20 2026-04-20",
		"plan local A 2024-01-01 2026-03-31 community false direct_payment",
		"plan local B 2024-01-01 2026-06-30 community false managed_budget",
	}
	x := joined(t, second, first)
	if diff := cmp.Diff(want, records(x, first, second)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := x.From.Format(time.DateOnly) + " " + x.To.Format(time.DateOnly) + " " + x.ProducedOn.Format(time.DateOnly); got != "2025-04-01 2027-03-31 2027-04-01" {
		t.Errorf("they cover %s", got)
	}
	third := strings.ReplaceAll(second, "2026-04-01,2027-03-31", "2026-06-01,2027-03-31")
	list := append(readFile(t, first).Submissions, readFile(t, third).Submissions...)
	if _, err := Join(list, testKey); !fault.Is(err, fault.Refused) || !strings.Contains(err.Error(), "2026-04-01 to 2026-05-31") {
		t.Errorf("files that leave days between them: %v", err)
	}
}

// The period of a file is where its events are, whatever it states.
func TestPeriodIsWhereEventsAre(t *testing.T) {
	var rows []string
	kinds := []string{"Request", "Assessment", "Review", "Service"}
	for i := range 130 {
		kind, day := kinds[i%4], time.Date(2025, time.Month(4+i%13), 5, 0, 0, 0, 0, time.UTC) // to April 2026
		rows = append(rows, fmt.Sprintf(",P%d,Service user,%s,2025-03-01,%s,,,,,,,,,", i, kind, day.Format(time.DateOnly)))
	}
	text := strings.ReplaceAll(small(append(rows, ",X,Service user,Review,2024-01-01,2024-02-01,,,,,,,,,")...), "2025-04-01,2026-03-31", "2024-01-01,2026-12-31")
	f, err := Read(context.Background(), tableOf(text), Form{DayFirst: true, ProducedOn: time.Date(2026, 4, 20, 0, 0, 0, 0, time.UTC)}, testKey)
	if err != nil {
		t.Fatal(err)
	}
	x, err := Join(f.Submissions, testKey)
	if err != nil {
		t.Fatal(err)
	}
	if got := x.From.Format(time.DateOnly) + " " + x.To.Format(time.DateOnly); got != "2025-04-01 2026-03-31" {
		t.Errorf("the file covers %s", got)
	}
	if n := x.Files[0].Report.Reasons[Outside].Count; n != 9 { // those that ended in April 2026, but for two services, and one of 2024
		t.Errorf("%d rows lie outside, want 9", n)
	}
}

// People are told by NHS number, else by the council's own id; numbers that are none count for nothing; names never count.
func TestPeopleAreTold(t *testing.T) {
	number := (&cldtest.Made{Rand: rand.New(rand.NewPCG(1, 1))}).Number() //nolint:gosec // a test
	spaced, wrong := number[:3]+" "+number[3:6]+" "+number[6:], number[:9]+string(rune('0'+(int(number[9]-'0')+1)%10))
	text := small(
		spaced+",A,Service user,Review,2025-04-01,2025-05-01,1950-01-01,,,,,,,Planned,",
		number+",B,Service user,Review,2025-04-01,2025-06-01,1949-01-01,,,,,,,Planned,",
		"0000000000,C,Service user,Review,2025-04-01,2025-05-01,1900-01-01,,,,,,,Planned,",
		wrong+",,Service user,Review,2025-04-01,2025-05-01,,,,,,,,Planned,",
		",A,Service user,Review,2025-04-01,2025-05-01,,,,,,,,Planned,",
	)
	x := joined(t, text)
	if len(x.People) != 3 || x.People[0].BirthYear != 1949 {
		t.Errorf("%d people, want 3; the first born in %d, want 1949", len(x.People), x.People[0].BirthYear)
	}
	got := map[Reason]int{}
	for why, tally := range x.Files[0].Report.Reasons {
		got[why] = tally.Count
	}
	if diff := cmp.Diff(map[Reason]int{BadNHS: 2, NoPerson: 1, OldAge: 1, TwoNames: 1}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Files that made their way here: nothing is refused for a value, and the two implementations agree on them.
func TestFilesAsCouncilsMakeThem(t *testing.T) {
	for _, name := range []string{"synthetic_cld_R1_400.csv", "synthetic_cld_R2_400.csv"} {
		raw, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.TrimPrefix(string(raw), "\uFEFF")
		if strings.Contains(name, "R1") {
			decoded, err := charmap.Windows1252.NewDecoder().Bytes(raw)
			if err != nil {
				t.Fatal(err)
			}
			text = string(decoded)
		}
		agree(t, name, []string{"716"}, []string{text})
		x := joined(t, text)
		r := x.Files[0].Report
		if !x.Test {
			t.Errorf("%s: its numbers are for tests, and that is not seen", name)
		}
		left := 0
		for why, tally := range r.Reasons {
			if !slices.Contains(Kept, why) {
				left += tally.Count
			}
		}
		if r.Rows != 400 || r.Events+left != 400 {
			t.Errorf("%s: of %d rows %d are events and %d are left out", name, r.Rows, r.Events, left)
		}
		if r.Reasons[Backwards] == nil {
			t.Errorf("%s: no row is left out for ending before it starts", name)
		}
		for _, f := range r.Fields {
			if n := f.Cells(); n == 0 || f.Name == "Gender" && (f.Valid == 0 || f.Recoded.Count == 0 || f.Unmapped.Count == 0 || f.Blank.Count == 0) {
				t.Errorf("%s: %s was read %d times: %d valid, %d recoded, %d unmapped, %d blank", name, f.Name, n, f.Valid, f.Recoded.Count, f.Unmapped.Count, f.Blank.Count)
			}
		}
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "no header row"},
		{"LA Code,Event Type\n716,Review\n", "Client Type, Event Start Date, Event End Date, Service Type, NHS Number or LA Person"},
		{strings.Replace(small(), "NHS Number", "Event Type", 1), `Two columns are called "Event Type"`},
		{strings.ReplaceAll(small(",A,Service user,Review,2025-04-01,2025-05-01,,,,,,,,Planned,"), "716", "999"), "No row has the LA code"},
		{small(",A,Service user,Review,04/01/25,2025-05-01,,,,,,,,Planned,"), "--date-format dd/mm/yyyy"},
	} {
		_, err := Read(context.Background(), tableOf(c.text), Form{}, testKey)
		if !fault.Is(err, fault.Refused) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want a refusal with %q", err, c.want)
		}
	}
	dayFirst := small(",A,Service user,Review,01/04/2025 00:00,01/05/2025,,,,,,,,Planned,")
	if _, err := Read(context.Background(), tableOf(dayFirst), Form{}, testKey); !fault.Is(err, fault.Refused) {
		t.Errorf("dates that begin with the day are read without a declaration: %v", err)
	}
	if text := small(",A,Service user,Review,2025-04-01T00:00:00,2025-05-01 00:00:00.000,,,,,,,,Planned,"); len(joined(t, text).Reviews) != 1 {
		t.Error("a time after a date is not passed over")
	}
}

func TestHeaderIsKnown(t *testing.T) {
	for text, want := range map[string]bool{
		"LA_Code,NHS_Number,Client_Type,Event_Type,Event_Start_Date":                    true,
		"la code, event type ,EVENT START DATE,client type,LA Person Unique Identifier": true,
		"person_ref,birth_year,sex": false, "": false,
	} {
		if got := Looks(bytes.Split([]byte(text), []byte(","))); got != want {
			t.Errorf("Looks(%q) = %t", text, got)
		}
	}
}

// Whatever the bytes, reading ends, keeps count of every row and loses none without a reason.
func FuzzRead(f *testing.F) {
	f.Add(small(",A,Service user,Review,2025-04-01,2025-05-01,,,,,,,,Planned,"))
	m := &cldtest.Made{Rand: rand.New(rand.NewPCG(1, 2)), List: valuesFile, Councils: []string{"716"}, From: time.Date(2024, 4, 1, 0, 0, 0, 0, time.UTC), Messy: 0.4} //nolint:gosec // a test
	f.Add(m.File(4))
	f.Fuzz(func(t *testing.T, text string) {
		file, err := Read(context.Background(), tableOf(text), Form{DayFirst: true}, testKey)
		if err != nil {
			return
		}
		for _, s := range file.Submissions {
			x, err := Join([]*Submission{s}, testKey)
			if err != nil {
				continue
			}
			left := x.Files[0].Report.Events
			for why, tally := range x.Files[0].Report.Reasons {
				if !slices.Contains(Kept, why) {
					left += tally.Count
				}
			}
			if left != s.Report.Rows {
				t.Errorf("%d rows, of which %d are accounted for", s.Report.Rows, left)
			}
		}
	})
}

// A value that is in no published list never gets into a report, whatever the field; one that DHSC has published may.
func TestReportsHoldNoValue(t *testing.T) {
	const canary = "Kowalczyk"
	for at := range columns {
		if columns[at].name == "LA_Code" {
			continue
		}
		row := strings.Split("716,2025-04-01,2026-03-31,9994562817,A,Service user,Review,2025-04-01,2025-05-01,1950-01-01,,,,,,,Planned,Not met", ",")
		names := strings.Split(strings.TrimSuffix(strings.SplitAfter(small(), "\n")[0], "\n"), ",")
		i := slices.Index(names, columns[at].title)
		if i < 0 {
			names, row = append(names, columns[at].title), append(row, canary)
		} else {
			row[i] = canary
		}
		names, row = append(names, "Surname "+canary), append(row, canary)
		file, err := Read(context.Background(), tableOf(strings.Join(names, ",")+"\n"+strings.Join(row, ",")+"\n"), Form{}, testKey)
		text := fmt.Sprint(err)
		if err == nil {
			text += fmt.Sprintf("%+v", *file.Submissions[0].Report)
		}
		if strings.Contains(strings.ToLower(text), strings.ToLower(canary)) {
			t.Errorf("a value in %s is shown", columns[at].title)
		}
	}
	text := small(",A,Service user,Review,2025-04-01,2025-05-01,,,,,,,Direct payment,Weekly,")
	shapes := readFile(t, text).Submissions[0].Report.Fields[atReview].Shapes
	if len(shapes) != 1 || shapes[0].Value != "Weekly" {
		t.Errorf("a value of another field's list is not named: %+v", shapes)
	}
}

package cld

import (
	"context"
	"strings"
	"testing"

	"github.com/careduty/careduty/internal/fault"
	"github.com/google/go-cmp/cmp"
)

// A file comes to the same whatever tools have done to it: titles and blank rows above the header and below, numbers written as 716.0, and
// days as workbooks keep them.
func TestWhatToolsDoToAFile(t *testing.T) {
	number := "9434765919"
	plain := small(
		number+",7,Service user,Review,2025-04-01,2025-05-01,1950-01-01,,,,,,,Planned,",
		",8,Service user,Assessment,2025-04-01,2025-06-01,1949-01-01,,,Long term assessment,,,,,",
	)
	commas := strings.Repeat(",", 17) + "\n"
	floats := strings.NewReplacer("\n716,", "\n716.0,", number+",7,", number+".0,7.0,", ",8,", ",8.0,").Replace(plain)
	serials := strings.NewReplacer("2025-04-01", "45748", "2026-03-31", "46112", "2025-05-01", "45778", "2025-06-01", "45809.5", "1950-01-01", "18264", "1949-01-01", "17899").Replace(plain)
	want := joined(t, plain).Records
	if len(want.People) != 2 || len(want.Reviews) != 1 || len(want.Assessments) != 1 {
		t.Fatalf("the file comes to %+v", want)
	}
	for name, text := range map[string]string{
		"titles": "Client Level Data" + commas + commas + plain,
		"blank":  strings.ReplaceAll(plain, "\n", "\n"+commas+" "+commas),
		"floats": floats, "serials": serials,
	} {
		f, err := Read(context.Background(), tableOf(text), Form{Workbook: true}, testKey)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		x, err := Join(f.Submissions, testKey)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(want, x.Records); diff != "" || f.NoCouncil.Count != 0 {
			t.Errorf("%s: %d rows of no council (-plain +changed):\n%s", name, f.NoCouncil.Count, diff)
		}
	}
	_, err := Read(context.Background(), tableOf(strings.ReplaceAll(plain, ",", ";")), Form{}, testKey)
	if !fault.Is(err, fault.Refused) || !strings.Contains(err.Error(), `--delimiter ";"`) {
		t.Errorf("semicolons: %v", err)
	}
}

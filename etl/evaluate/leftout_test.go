package evaluate_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/etl/evaluate/evaluatetest"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// apart makes an extract of each person's records, in a council of its own, and says which council by person. A complaint without a
// person is a person.
func apart(archive *txtar.Archive) (extracts []evaluatetest.Extract, councils map[string]string) {
	all := area.Of(area.Council)
	records := map[string]map[string]string{}
	for _, f := range archive.Files {
		kind, ok := strings.CutSuffix(f.Name, ".csv")
		if !ok || strings.HasPrefix(kind, "want") {
			continue
		}
		header, body, _ := strings.Cut(string(f.Data), "\n")
		column := slices.IndexFunc(strings.Split(header, ","), func(name string) bool { return strings.TrimSpace(name) == "person_ref" })
		for line := range strings.Lines(body) {
			cells := strings.Split(line, ",")
			if column >= len(cells) || strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
				continue
			}
			who := strings.TrimSpace(cells[column])
			if who == "" {
				who = strings.TrimSpace(cells[0])
			}
			if records[who] == nil {
				records[who] = map[string]string{}
			}
			if records[who][kind] == "" {
				records[who][kind] = header + "\n"
			}
			records[who][kind] += line
		}
	}
	councils = map[string]string{}
	for i, who := range slices.Sorted(maps.Keys(records)) {
		councils[who] = all[i].Code
		extracts = append(extracts, evaluatetest.Extract{Council: all[i].Code, From: "2014-04-01", To: "2026-03-31", Records: records[who]})
	}
	return extracts, councils
}

// endingOn are extracts that end on another day.
func endingOn(extracts []evaluatetest.Extract, to string) []evaluatetest.Extract {
	out := slices.Clone(extracts)
	for i := range out {
		out[i].To = to
	}
	return out
}

// leftOut compares what the example says of who is left out, and why, with the exclusions of the header and with who was counted.
func leftOut(t *testing.T, archive *txtar.Archive, m measure.Measure, councils map[string]string, table *evaluate.Table, on period.Period) {
	t.Helper()
	counted := inCount(m, councils, table, slices.Index(table.Periods, on))
	var reasons []string
	for _, f := range archive.Files {
		if f.Name != "left out" {
			continue
		}
		for line := range strings.Lines(string(f.Data)) {
			names, reason, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
			reasons = append(reasons, reason)
			for _, who := range strings.Split(names, ", ") {
				if councils[who] == "" || counted[who] {
					t.Errorf("%s is counted or not there, and is to show: %s", who, reason)
				}
			}
		}
	}
	if diff := cmp.Diff(m.Exclusions, reasons); diff != "" {
		t.Errorf("every exclusion of the header is shown by somebody in \"left out\" (-header +example):\n%s", diff)
	}
}

// inCount says who is counted in a period: with a known answer or, of those exposed, with an event that may count.
func inCount(m measure.Measure, councils map[string]string, table *evaluate.Table, p int) map[string]bool {
	out := map[string]bool{}
	for who, code := range councils {
		c := slices.IndexFunc(table.Councils, func(a area.Area) bool { return a.Code == code })
		n := table.At(p, []int{c}, 0, 0)
		out[who] = n.Population.N > n.Unknown.N
		if m.Grain == measure.Exposure {
			out[who] = n.Numerator.N+n.Unknown.N > 0
		}
	}
	return out
}

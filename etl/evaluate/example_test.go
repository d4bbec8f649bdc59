package evaluate_test

import (
	"bytes"
	"encoding/csv"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/etl/evaluate/evaluatetest"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/queries"
	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "rewrite the tables the worked examples expect; read the difference like code")

const examples = "../../queries/testdata"

// TestWorkedExamples counts the records of each example and compares with the table beside them.
func TestWorkedExamples(t *testing.T) {
	all := measures(t)
	files, err := filepath.Glob(examples + "/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no worked examples: %v", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		t.Run(name, func(t *testing.T) { example(t, file, find(t, all, name)) })
	}
}

// TestEveryMeasureHasAWorkedExample names the measures that lack one.
func TestEveryMeasureHasAWorkedExample(t *testing.T) {
	for _, m := range measures(t) {
		if _, err := os.Stat(filepath.Join(examples, string(m.ID)+".txtar")); err != nil {
			t.Errorf("%s has no worked example: add queries/testdata/%s.txtar", m.ID, m.ID)
		}
	}
}

func measures(t testing.TB) []measure.Measure {
	t.Helper()
	all, err := measure.Load(queries.Files)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func find(t testing.TB, all []measure.Measure, id string) measure.Measure {
	t.Helper()
	i := slices.IndexFunc(all, func(m measure.Measure) bool { return string(m.ID) == id })
	if i < 0 {
		t.Fatalf("there is no measure %s", id)
	}
	return all[i]
}

// example is one txtar: comment, records by kind, who is left out and why, want.csv or several want-*.csv. Every person is given a council
// of their own, so that it can be told who was counted; figures are those of all councils together.
func example(t *testing.T, file string, m measure.Measure) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	extracts, who := apart(archive)
	w := evaluatetest.Open(t, extracts...)
	shown := false
	for i, f := range archive.Files {
		if !strings.HasPrefix(f.Name, "want") {
			continue
		}
		q := ask(t, f.Name)
		opened := w
		if q.to != "" {
			opened = evaluatetest.Open(t, endingOn(extracts, q.to)...)
		}
		table := count(t, opened, m, q.settings)
		got := brief(t, m, table.Figures(q.Question), q.Dimension)
		everyReason(t, table, q.Question)
		if !shown && len(q.settings) == 0 {
			shown = true
			leftOut(t, archive, m, who, table, covered(table, q.Periods))
		}
		if *update {
			archive.Files[i].Data = []byte(got)
			continue
		}
		if diff := cmp.Diff(string(f.Data), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", f.Name, diff)
		}
	}
	if *update {
		if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil { //nolint:gosec // a test's own file
			t.Fatal(err)
		}
	}
}

// everyReason holds that whoever's answer is unknown is counted under one reason, which the measure names.
func everyReason(t *testing.T, table *evaluate.Table, q evaluate.Question) {
	t.Helper()
	people := map[period.Period]int64{}
	for _, r := range table.Reasons(q) {
		people[r.Period] += r.People
		if r.Reason == "not said" || r.Reason == "" {
			t.Errorf("%s gives no reason for %d people", r.Measure, r.People)
		}
	}
	q.Dimension = ""
	for _, f := range table.Figures(q) {
		if people[f.Period] != f.Unknown {
			t.Errorf("%s: %d people have a reason to be unknown, and %d are", f.Period, people[f.Period], f.Unknown)
		}
	}
}

// covered is the first of some periods that has figures.
func covered(t *evaluate.Table, periods []period.Period) period.Period {
	for _, p := range periods {
		if i := slices.Index(t.Periods, p); i >= 0 && len(t.In(i, area.England)) > 0 {
			return p
		}
	}
	return periods[0]
}

// question is what a table of an example asks.
type question struct {
	evaluate.Question
	settings map[string]string
	to       string // the extracts' last day, where it is another
}

// ask reads the question from the file's name: "want period=2024-25-Q4 by=sex days=42.csv".
func ask(t *testing.T, name string) question {
	t.Helper()
	q := question{evaluate.Question{Areas: []string{area.England}}, map[string]string{}, ""}
	for _, word := range strings.Fields(strings.TrimSuffix(name, ".csv"))[1:] {
		key, value, _ := strings.Cut(word, "=")
		switch key {
		case "period":
			for _, text := range strings.Split(value, ",") {
				p, err := period.Parse(text)
				if err != nil {
					t.Fatal(err)
				}
				q.Periods = append(q.Periods, p)
			}
		case "by":
			q.Dimension = value
		case "to":
			q.to = value
		default:
			q.settings[key] = value
		}
	}
	return q
}

// brief is the table of an example: evaluate's CSV without the columns that never change, and without empty categories. Only a measure with a
// follow-up has periods that are unfinished.
func brief(t *testing.T, m measure.Measure, figures []evaluate.Figure, dimension string) string {
	t.Helper()
	columns := evaluate.Columns(dimension)
	end := len(columns)
	if m.FollowUp == "" {
		end--
	}
	rows := [][]string{columns[3:end]}
	for _, f := range figures {
		if dimension != "" && f.Denominator == 0 && f.Unknown == 0 {
			continue
		}
		rows = append(rows, f.Row(dimension)[3:end])
	}
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func count(t testing.TB, w opener, m measure.Measure, settings map[string]string) *evaluate.Table {
	t.Helper()
	r, err := w.AsOf(t.Context(), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	e, err := evaluate.New(t.Context(), r, evaluate.Options{Settings: settings, Reasons: true})
	if err != nil {
		t.Fatal(err)
	}
	table, err := e.Count(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

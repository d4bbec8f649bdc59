package evaluate_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/queries"
)

// start reads measure files and checks them, as every command that counts does before it does anything else.
func start(t *testing.T, files map[string]string) error {
	t.Helper()
	tree := fstest.MapFS{}
	for name, text := range files {
		tree[name] = &fstest.MapFile{Data: []byte(text)}
	}
	list, err := measure.Load(tree)
	if err != nil {
		return err
	}
	return evaluate.Check(t.Context(), list)
}

func TestEveryMeasureKeepsItsContract(t *testing.T) {
	if err := evaluate.Check(t.Context(), measures(t)); err != nil {
		t.Error(err)
	}
}

// faulty are measures that are right with one thing changed: what is said of them, and a piece of the line it is said of.
var faulty = []struct{ name, file, old, new, line, want string }{
	{"a missing field", "overdue_reviews", "polarity: low_is_good\n", "", "id: overdue_reviews", `The header has no "polarity".`},
	{
		"an id that is not the file's", "overdue_reviews", "id: overdue_reviews\n", "id: first_reviews_on_time\n",
		"id: first_reviews_on_time", `The id "first_reviews_on_time" is not the file's name.`,
	},
	{
		"a default out of range", "overdue_reviews", `default: "12"`, `default: "37"`,
		"parameters:", `The parameter "months" has a default outside its type or limits`,
	},
	{
		"a dimension not returned", "first_reviews_on_time", "    p.setting,\n", "",
		"SELECT", "The SELECT gives no setting, which the header declares as a dimension.",
	},
	{
		"a column not returned", "first_reviews_on_time", "    p.on_date,\n", "",
		"SELECT", "The SELECT gives no on_date, which a flow needs.",
	},
	{
		"a column of the wrong type", "first_reviews_on_time", "THEN 1 ELSE 0 END AS met", "THEN 'yes' ELSE 'no' END AS met",
		"'no' END AS met", "The column met is of type VARCHAR, not TINYINT or SMALLINT or INTEGER or BIGINT.",
	},
	{
		"a date that is a moment", "first_reviews_on_time", "    p.on_date,\n", "    CAST(p.on_date AS TIMESTAMP) AS on_date,\n",
		"TIMESTAMP", "The column on_date is of type TIMESTAMP, not DATE.",
	},
	{
		"a column nothing reads", "first_reviews_on_time", "'' AS reason\n", "'' AS reason,\n    1 AS odd\n",
		"1 AS odd", "The SELECT gives a column odd, which nothing reads.",
	},
	{"a median without an amount", "personal_budget_median", "END AS amount\n", "END AS waited\n", "-- What a person's", "The SELECT gives no amount, which a snapshot needs."},
	{
		"a column the records lack", "first_reviews_on_time", "r.completed_on > p.signed_off_on", "r.finished_on > p.signed_off_on",
		"finished_on", "The SELECT cannot be read",
	},
	{
		"a table that is not there", "overdue_reviews", "FROM review_clock AS c\n) AS in_time", "FROM review_clocks AS c\n) AS in_time",
		"review_clocks", "The SELECT cannot be read",
	},
	{
		"a sentence that is no SQL", "first_reviews_on_time", "            CASE WHEN :from", "            CASE CASE CASE WHEN :from",
		"+ INTERVAL", "The SELECT cannot be read",
	},
}

// TestAFaultyMeasureStopsTheProgram changes one thing at a time in a measure that is right. What is said names file and line.
func TestAFaultyMeasureStopsTheProgram(t *testing.T) {
	for _, c := range faulty {
		t.Run(c.name, func(t *testing.T) {
			right, err := queries.Files.ReadFile(c.file + ".sql")
			if err != nil {
				t.Fatal(err)
			}
			wrong := strings.Replace(string(right), c.old, c.new, 1)
			if wrong == string(right) {
				t.Fatalf("%s.sql has no %q", c.file, c.old)
			}
			before, _, found := strings.Cut(wrong, c.line)
			if !found {
				t.Fatalf("%s.sql has no line with %q", c.file, c.line)
			}
			want := fmt.Sprintf("queries/%s.sql:%d: %s", c.file, strings.Count(before, "\n")+1, c.want)
			err = start(t, map[string]string{c.file + ".sql": wrong})
			if !fault.Is(err, fault.Refused) || !strings.Contains(err.Error(), want) {
				t.Errorf("%v, want %q", err, want)
			}
		})
	}
}

func TestTwoMeasuresWithOneIDStopTheProgram(t *testing.T) {
	text, err := queries.Files.ReadFile("overdue_reviews.sql")
	if err != nil {
		t.Fatal(err)
	}
	err = start(t, map[string]string{"overdue_reviews.sql": string(text), "overdue_reviews_again.sql": string(text)})
	if want := `queries/overdue_reviews_again.sql:2: The id "overdue_reviews" is also that of overdue_reviews.sql.`; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want %q", err, want)
	}
}
